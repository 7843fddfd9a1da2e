"""The receipt code of a report: eight words, or 26 digits, and the keys that follow from it.

The code is made on the reporter's device and is the only thing that leads back to a report. The relay learns two
hashes of what is derived from it, the centre learns the keys of this one thread, and nobody learns the code.
Both packages of the Korean word list ship it as decomposed letters; everything here is composed (NFC).
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.wire import canonical as c

WORDS = 8
DIGITS = 26
ROUNDS = 600_000
CENTRE = c.HEX16


@dataclass(frozen=True, slots=True)
class Thread:
    """What a receipt code opens at one centre: the mailbox, the right to it, the key of answers, the own copies."""

    mailbox_id: bytes
    token: bytes
    reply_key: bytes
    own_key: bytes

    @property
    def mailbox(self) -> str:
        """The mailbox as the relay knows it: the hash of its id."""
        return hashlib.sha256(self.mailbox_id).hexdigest()

    @property
    def pass_(self) -> str:
        """The hash by which the relay recognises who may read the mailbox."""
        return hashlib.sha256(self.token).hexdigest()


@cache
def words() -> tuple[str, ...]:
    """The 2,048 Korean words of the list that BIP-39 uses, composed."""
    from mnemonic import Mnemonic  # read on first use: a desk that takes no reports never needs it

    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic("korean").wordlist)


def new() -> str:
    """Eight random words: 88 bits."""
    listed = words()
    return " ".join(secrets.choice(listed) for _place in range(WORDS))


def normalised(typed: str) -> str | None:
    """The code as it is hashed, out of what a person typed; None where it can be no code."""
    plain = unicodedata.normalize("NFC", typed).strip()
    digits = re.sub(r"[\s.\-]", "", plain)
    if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits):
        return digits
    parts = plain.split()
    return " ".join(parts) if len(parts) == WORDS and set(parts) <= set(words()) else None


def thread(code: str, centre: str) -> Thread:
    """The keys of a normalised code at the centre of this id; about a second on a phone, on purpose."""
    root = hashlib.pbkdf2_hmac("sha256", code.encode(), b"gyeot/1|" + centre.encode("ascii"), ROUNDS)
    return Thread(
        mailbox_id=_derived(root, b"gyeot/1 mailbox id", 16),
        token=_derived(root, b"gyeot/1 mailbox token", 32),
        reply_key=_derived(root, b"gyeot/1 reply key", 32),
        own_key=_derived(root, b"gyeot/1 own copy", 32),
    )


def _derived(root: bytes, label: bytes, size: int) -> bytes:
    return HKDF(SHA256(), size, None, label).derive(root)
