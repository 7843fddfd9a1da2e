"""Home: a centre's folder as anybody sees it who has no key."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInput, CannotUnlock, Damaged, NotFound
from app.i18n import _
from app.kinds import Compartment, Role
from app.paths import holds_centre
from app.vault import manifest as manifest_file
from app.vault import platform, slots_file
from app.vault.canonical import Malformed, Newer
from app.vault.durable import Copies
from app.vault.manifest import Manifest
from app.vault.slots import Kind, Member, Slots


@dataclass(frozen=True, slots=True)
class UserCard:
    """A person beside the lock: the alias the centre chose for them, and which ways in they have."""

    id: str
    alias: str
    role: Role
    ways: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Home:
    """A centre's folder, its manifest and slots as they were read, and what people should know about them."""

    path: Path
    manifest: Manifest
    slots: Slots
    notices: tuple[str, ...]

    @classmethod
    def open(cls, path: Path) -> Home:
        """Read a centre without any key; every refusal is a sentence."""
        check_place(path)
        if not holds_centre(path):
            raise NotFound(
                _("There is no centre in {folder}. Choose its folder, or set up a new centre.").format(folder=path)
            )
        try:
            manifest = manifest_file.copies(path).read(manifest_file.parse, lambda found: found.version)
            slots = slots_file.copies(path).read(
                lambda data: slots_file.parse(data, manifest.value), lambda found: found.age
            )
        except Newer:
            raise CannotUnlock(
                _("This centre was written by a newer Gyeot. Nothing was changed. Update Gyeot, then try again.")
            ) from None
        following = slots_file.successor(slots.value.authority, manifest.value)
        said = _notices(manifest.from_copy, slots.from_copy)
        return cls(path, following or manifest.value, slots.value, said)

    @property
    def drilled(self) -> bool:
        """Whether a recovery drill succeeded: the first run of a real centre ends with one."""
        return bool(self.slots.authority.drills)

    def users(self) -> tuple[UserCard, ...]:
        """Everybody who can be chosen beside the lock."""
        return tuple(self._card(member) for member in self.slots.authority.members)

    def _card(self, member: Member) -> UserCard:
        ways = frozenset(slot.kind for slot in self.slots.personal_of(member.id).slots)
        return UserCard(member.id, member.alias, member.role, ways)

    def find(self, user: str) -> Member:
        """The member with this id or alias."""
        wanted = unicodedata.normalize("NFC", user.strip())
        for member in self.slots.authority.members:
            if wanted in (member.id, member.alias):
                return member
        raise NotFound(
            _("Nobody called {name} is known at this centre. Choose a name from the list.").format(name=user[:60])
        )


def tidy(path: Path) -> Home:
    """Finish what a kill left of a change of staff: the manifest that the slots file brought, and stale copies.

    No key is needed; the caller holds the centre.
    """
    home = Home.open(path)
    manifests, slots = manifest_file.copies(path), slots_file.copies(path)
    if not _lies_in(manifests, home.manifest.source):
        manifests.replace_all(home.manifest.source)
    if not all(_of_now(data, home) for data in slots.contents()):
        slots.replace_all(slots_file.write(home.slots))
    return home


def turn(path: Path, compartments: Iterable[Compartment]) -> None:
    """Let coming keys take over, in one durable rename; the caller has written the records anew under them."""
    manifest_file.copies(path).replace_all(manifest_file.turn(Home.open(path).manifest, compartments))


def set_turned(path: Path, compartments: Iterable[Compartment]) -> None:
    """Let the coming keys of these compartments be in force, and no others: what the record files say themselves."""
    written = manifest_file.with_turned(Home.open(path).manifest, frozenset(compartments))
    manifest_file.copies(path).replace_all(written)


def _lies_in(copies: Copies, data: bytes) -> bool:
    found = list(copies.contents())
    return len(found) == copies.count + 1 and all(one == data for one in found)


def _of_now(data: bytes, home: Home) -> bool:
    """Whether a copy of the slots file knows nobody who left, and no keys that somebody gave up."""
    if home.slots.authority_signed.body in data:
        return True
    try:
        found = slots_file.parse(data, home.manifest)
    except Malformed:
        return True  # it opens nothing here
    now = {(one.id, one.agreement) for one in home.slots.authority.members}
    return {(one.id, one.agreement) for one in found.authority.members} <= now


def check_place(path: Path) -> None:
    """Refuse a folder on another computer: file locks and durable writes do not hold there."""
    if platform.on_network_share(path):
        raise BadInput(
            _(
                "{folder} lies on a network drive, where records can be damaged silently. "
                "Nothing was changed. Choose a folder on this computer."
            ).format(folder=path),
            field="home",
        )


def broken_trust() -> Damaged:
    """The files are signed, but not by the managers whom this person's keys name."""
    return Damaged(
        _(
            "The lock files of this centre were replaced by someone else's. Nothing was opened. "
            "Restore the centre from its latest backup and tell a manager."
        )
    )


def _notices(manifest_copy: bool, slots_copy: bool) -> tuple[str, ...]:
    said: list[str] = []
    if manifest_copy:
        said.append(_("The manifest was damaged; its copy was used. Make a backup and have the disk checked."))
    if slots_copy:
        said.append(
            _("The slots file was damaged; its newest whole copy was used. Make a backup and have the disk checked.")
        )
    return tuple(said)
