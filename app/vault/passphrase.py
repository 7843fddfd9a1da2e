"""From a passphrase to 32 bytes: Argon2id with bounded, authenticated parameters (RFC 9106)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.errors import BadInput, CannotUnlock
from app.i18n import _
from app.vault.canonical import Fields

MIB = 1024
"""Argon2id counts memory in KiB."""

_MEMORY = (64 * MIB, 1024 * MIB)
_PASSES = (3, 12)
_LANES = (4, 16)
_SHORTEST = 14
_FEWEST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Kdf:
    """How hard guessing is made: memory in KiB, passes, lanes; outside its bounds it cannot be made."""

    memory: int = 256 * MIB
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        for value, (low, high) in ((self.memory, _MEMORY), (self.passes, _PASSES), (self.lanes, _LANES)):
            if not low <= value <= high:
                raise BadInput(
                    _("These passphrase settings are weaker or heavier than Gyeot allows. Choose others."),
                    field="kdf",
                )

    @property
    def text(self) -> str:
        """As it stands in the additional data of every slot: changed parameters open nothing."""
        return f"argon2id-13-{self.memory}-{self.passes}-{self.lanes}"

    def to_fields(self) -> dict[str, int]:
        return {"lanes": self.lanes, "memory": self.memory, "passes": self.passes}

    @classmethod
    def from_fields(cls, fields: Fields) -> Kdf:
        """Bounds are checked before a byte is allocated: a forged file cannot exhaust the computer."""
        return cls(fields.whole("memory", *_MEMORY), fields.whole("passes", *_PASSES), fields.whole("lanes", *_LANES))


DEFAULT = Kdf()
FLOOR = Kdf(memory=64 * MIB)


def stretch(passphrase: str, salt: bytes, kdf: Kdf) -> bytes:
    """32 bytes from a passphrase, the same however the keyboard composed its syllables (NFC)."""
    text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(salt=salt, length=32, iterations=kdf.passes, lanes=kdf.lanes, memory_cost=kdf.memory).derive(
            text
        )
    except MemoryError:
        raise CannotUnlock(
            _("There was not enough free memory to open the lock. Close other programs and try again.")
        ) from None


def check_strength(passphrase: str) -> None:
    """Refuse what is guessed quickly; a Hangul syllable counts as two characters, six words are enough."""
    text = unicodedata.normalize("NFC", passphrase)
    weight = sum(2 if "가" <= letter <= "힣" else 1 for letter in text)
    varied = len(set(text)) >= 5
    if varied and (weight >= _SHORTEST or len(text.split()) >= _FEWEST_WORDS):
        return
    raise BadInput(
        _(
            "This passphrase is too short to protect the records. "
            "Use six words, or at least 14 characters (a Korean syllable counts as two)."
        ),
        field="passphrase",
    )
