"""The second secret of a slot: from this computer's key store, a key file, or a printed code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import CannotUnlock
from app.i18n import _
from app.vault import device_secret, keyfile
from app.vault.printed import from_paper
from app.vault.slots import Kind, Slot, check_value


class WrongSecret(CannotUnlock):
    """A passphrase, key file or code was offered, and it is not this person's."""


SIZES = {Kind.DEVICE: 32, Kind.KEYFILE: 32, Kind.PAPER: 16}


@dataclass(frozen=True, slots=True)
class SecondSecret:
    """Where to take the second secret from; nothing opens with the passphrase alone."""

    kind: Kind
    path: Path | None = None
    code: str = ""
    allowed: frozenset[str] = device_secret.ALLOWED

    def __repr__(self) -> str:
        return f"SecondSecret({self.kind.value})"

    @classmethod
    def device(cls, allowed: frozenset[str] = device_secret.ALLOWED) -> SecondSecret:
        """From the key store of this computer; `allowed` are the classes that count as one."""
        return cls(Kind.DEVICE, allowed=allowed)

    @classmethod
    def keyfile(cls, path: Path) -> SecondSecret:
        return cls(Kind.KEYFILE, path=path)

    @classmethod
    def paper(cls, code: str) -> SecondSecret:
        return cls(Kind.PAPER, code=code)

    def find(self, centre: str, user: str, slots: tuple[Slot, ...]) -> tuple[Slot, bytes]:
        """The slot this secret belongs to, and its bytes; a sentence where there is none."""
        mine = tuple(slot for slot in slots if slot.kind is self.kind)
        if self.kind is Kind.DEVICE:
            return device_secret.find(centre, mine, self.allowed)
        if self.kind is Kind.KEYFILE:
            assert self.path is not None
            return _matching(mine, keyfile.read(self.path, centre, user), _other_key_file())
        return _matching(mine, from_paper(self.code, SIZES[Kind.PAPER]), _other_code())


def _matching(slots: tuple[Slot, ...], secret: bytes, refusal: WrongSecret) -> tuple[Slot, bytes]:
    for slot in slots:
        if check_value(secret, slot.id) == slot.second_check:
            return slot, secret
    raise refusal


def _other_key_file() -> WrongSecret:
    return WrongSecret(
        _(
            "This key file no longer opens the lock; a newer one was made. "
            "Use the newest key file, or your printed code."
        )
    )


def _other_code() -> WrongSecret:
    return WrongSecret(
        _("This printed code is not the one for this person. Check the name that is chosen, or take your newest sheet.")
    )
