"""A second secret as a small file a person keeps, for example on a USB stick."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.errors import CannotUnlock
from app.i18n import _
from app.vault import canonical, durable
from app.vault.canonical import Malformed, Newer

_FORMAT = 1
_LIMIT = 4096


def write(folder: Path, centre: str, user: str, slot: str, secret: bytes) -> Path:
    """Write the key file of a slot into `folder`; its name tells neither person nor centre."""
    path = folder / f"gyeot-{slot[:12]}.key"
    body = {
        "centre": centre,
        "check": _check(secret),
        "format": _FORMAT,
        "min_reader": 1,
        "secret": secret.hex(),
        "user": user,
    }
    durable.write(path, canonical.dump(body) + b"\n")
    return path


def read(path: Path, centre: str, user: str) -> bytes:
    """The 32 bytes in the key file, if it belongs to this person of this centre."""
    if not path.is_file():
        raise CannotUnlock(
            _(
                "The key file {path} was not found. Plug in the USB stick it is kept on and try again, "
                "or use your printed code."
            ).format(path=path)
        )
    try:
        owner, secret = _parse(durable.read(path, _LIMIT))
    except Newer:
        raise CannotUnlock(
            _("This key file was made by a newer Gyeot. Update Gyeot on this computer, then try again.")
        ) from None
    except Malformed:
        raise CannotUnlock(
            _("This file is not a key file, or it is damaged. Choose another copy of it, or use your printed code.")
        ) from None
    if owner != (centre, user):
        raise CannotUnlock(_("This key file belongs to another person or another centre. Choose your own key file."))
    return secret


def _parse(data: bytes) -> tuple[tuple[str, str], bytes]:
    fields = canonical.load(data.rstrip(b"\r\n"), _LIMIT)
    if fields.whole("min_reader", 1, 1 << 31) > _FORMAT:
        raise Newer("key file")
    secret = fields.data("secret", 32)
    if fields.text("check", 8) != _check(secret):
        raise Malformed("check")
    return (fields.id("centre"), fields.id("user")), secret


def _check(secret: bytes) -> str:
    return hashlib.sha256(b"gyeot key file|1" + secret).hexdigest()[:8]
