"""Two people open what one must not: two managers, or a manager and the sheet that a trustee keeps.

What they bring are halves of the recovery key. They exist for as long as the act lasts and are shown to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.errors import BadInput, Denied
from app.i18n import _
from app.kinds import Role
from app.text import nfc
from app.vault import Half, Home, Keys, RecoveryKey, SecondSecret, noting, own_half, reassemble, sheet_half, unlock

SHORTEST_REASON = 10
SHEET = "sheet"
"""Who the second person is, where the trustee's sheet was typed."""


class Trail(Protocol):
    """The audit trail, as far as it is needed here."""

    def write(self, kind: str, /, **facts: object) -> None: ...


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """Two halves that belong together, and whose they are."""

    first: Half
    second: Half
    people: tuple[str, str]
    reason: str = ""
    """Why, where it was asked for together with the halves."""

    def open(self, home: Path) -> RecoveryKey:
        """The recovery key; nothing is written down."""
        return reassemble(home, self.first, self.second)


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody types to bring their half: who, passphrase, second secret."""

    user: str
    passphrase: str
    second: SecondSecret

    @classmethod
    def typed(cls, user: str, passphrase: str, second: str) -> Proof:
        """`second` as somebody types it: the path of a key file, a printed code, or nothing for this computer."""
        text = second.strip()
        if not text:
            return cls(user, passphrase, SecondSecret.device())
        path = Path(text)
        return cls(user, passphrase, SecondSecret.keyfile(path) if _is_file(path) else SecondSecret.paper(text))

    def __repr__(self) -> str:
        return f"Proof({self.user})"


def managers(home: Path, keys: Keys) -> tuple[tuple[str, str], ...]:
    """Id and alias of every manager but the one who is signed in: whom one may ask to be the second."""
    members = Home.open(home).slots.authority.members
    return tuple((one.id, one.alias) for one in members if one.role is Role.MANAGER and one.id != keys.user)


def has_sheet(home: Path) -> bool:
    """Whether a trustee keeps a sheet with the other half."""
    return any(half.partner == "" for half in Home.open(home).slots.authority.halves)


def with_manager(home: Path, keys: Keys, proof: Proof) -> Pair:
    """The signed-in manager and another one, who proves who they are; slow (Argon2id)."""
    _managers_only(keys.role)
    other = _proved(home, proof, keys.user)
    try:
        return Pair(own_half(home, keys, other.user), own_half(home, other, keys.user), (keys.user, other.user))
    finally:
        other.close()


def with_sheet(home: Path, keys: Keys, code: str) -> Pair:
    """The signed-in manager and the trustee's printed sheet."""
    _managers_only(keys.role)
    return Pair(own_half(home, keys), sheet_half(code), (keys.user, SHEET))


def two_managers(home: Path, first: Proof, second: Proof | str) -> Pair:
    """Two who are not signed in here: two managers, or one manager and the sheet's code."""
    keys = _proved(home, first, "")
    try:
        return with_sheet(home, keys, second) if isinstance(second, str) else with_manager(home, keys, second)
    finally:
        keys.close()


def open_glass(home: Path, first: Half, second: Half, reason: str, audit: Trail, /, **about: str) -> RecoveryKey:
    """The recovery key, with a reason that stands in the trail before anything is opened.

    `about` says what it is for (`case`, `second`). Raises BadInput where the reason is too short to be one.
    """
    text = check_reason(reason)
    key = reassemble(home, first, second)
    audit.write("glass_broken", reason=text, **about)
    return key


def check_reason(reason: str) -> str:
    """A reason somebody can judge later; it names no person."""
    text = nfc(reason.strip())
    if len(text) < SHORTEST_REASON:
        raise BadInput(
            _("Please say in a few words why two people open this (at least {count} letters, no names).").format(
                count=SHORTEST_REASON
            ),
            field="reason",
        )
    return text[:400]


def _proved(home: Path, proof: Proof, other: str) -> Keys:
    opened = Home.open(home)
    member = opened.find(proof.user)
    if member.id == other:
        raise BadInput(_("Two different people are needed. Choose somebody else."), field="user")
    _managers_only(member.role)
    with noting(opened, member.id, proof.second.kind):
        return unlock(opened, member.id, proof.passphrase, proof.second)


def _managers_only(role: Role) -> None:
    if role is not Role.MANAGER:
        raise Denied(_("Two managers, or a manager and the trustee's sheet, open this together. Ask a manager."))


def _is_file(path: Path) -> bool:
    try:
        return path.suffix == ".key" or path.is_file()
    except OSError:  # a printed code that no system takes for a name
        return False
