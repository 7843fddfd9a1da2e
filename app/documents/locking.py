"""Locking a finished PDF with AES-256 (PDF 2.0, revision 6), and passphrases a keyboard in any language can type."""

from __future__ import annotations

import secrets
from io import BytesIO
from unicodedata import normalize

from app.errors import BadInput, CannotUnlock, Damaged
from app.i18n import _

SHORTEST = 12
_CONSONANTS, _VOWELS, _DIGITS = "bdfghjkmnprstvz", "aeiou", "23456789"


def new_passphrase() -> str:
    """Six groups, words and digits in turn: about 73 bits, without letters that look alike."""
    return "-".join(_word() if n % 2 == 0 else _number() for n in range(6))


def _word() -> str:
    return "".join(secrets.choice(letters) for letters in (_CONSONANTS, _VOWELS) * 2)


def _number() -> str:
    return "".join(secrets.choice(_DIGITS) for _n in range(4))


def checked_passphrase(passphrase: str) -> str:
    """The passphrase as it is used; raises BadInput where it is too short."""
    ready = normalize("NFKC", passphrase.strip())
    if len(ready) < SHORTEST:
        sentence = _("The passphrase for the file is too short. Nothing was written. Use at least {n} letters.")
        raise BadInput(sentence.format(n=SHORTEST), field="passphrase")
    return ready


def lock(data: bytes, passphrase: str) -> bytes:
    """The PDF encrypted, its metadata too."""
    import pikepdf

    locked = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(
            locked,
            encryption=pikepdf.Encryption(owner=secrets.token_urlsafe(24), user=passphrase, R=6),
            static_id=False,
        )
    return locked.getvalue()


def pages_of(data: bytes, passphrase: str | None = None) -> tuple[int | None, bool]:
    """(pages, encrypted); pages are None while locked. Raises Damaged, and CannotUnlock on a wrong passphrase."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data), password=normalize("NFKC", passphrase or "")) as pdf:
            return len(pdf.pages), pdf.is_encrypted
    except pikepdf.PasswordError as problem:
        if passphrase is None:
            return None, True
        raise CannotUnlock(
            _(
                "The passphrase does not open this file. The file is as it was. Check the Korean input state and try again."
            )
        ) from problem
    except pikepdf.PdfError as problem:
        raise Damaged(_("This file is not a whole PDF. Nothing was changed. Export the paper once more.")) from problem
