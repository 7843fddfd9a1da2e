"""The people of a centre: enrolled, changed, removed, let in again; the lock first, then the staff list and the trail.

The slots file decides. What the office and sealed cases have to say after it is written at once where it can be, and
otherwise at the next opening by somebody whose keys reach it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.audit import Audit
from app.changes import Changes, Done
from app.errors import NoRoom
from app.flows.break_glass import Pair
from app.i18n import _
from app.kinds import Compartment, Right, Role
from app.office.people import Known, StaffList
from app.vault import Arranged, Enrolled, Home, Keys, Kind, RecoveryKey, StaffPlan, WaysIn
from app.vault.arranging import full_name
from app.vault.enrolling import change, enrol, remove, renew_computers, reset, stolen
from app.vault.printed import to_paper
from app.vault.recovery import trustee as trustee_of
from app.vault.rights import entitled
from app.vault.slots import Member

if TYPE_CHECKING:
    from app.flows.first_run import PersonalSheet, TrusteeSheet


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff: what they are, how they get in, and what waits for them."""

    id: str
    name: str
    alias: str
    role: Role
    rights: frozenset[Right]
    ways: tuple[tuple[Kind, int], ...]
    """Kinds of ways in and how many; each `device` is one computer."""
    opens: frozenset[Compartment]
    lacks: frozenset[Compartment]
    """What they are entitled to and get once a colleague who holds it has opened the centre."""
    joined_on: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody, and which compartments wait for their new key."""

    people: tuple[Person, ...]
    waiting: frozenset[Compartment]
    drilled: bool
    sheet: str
    """Who keeps the printed half of the recovery key; empty where nobody does."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What followed; the sheets are to be handed out now, they are kept nowhere."""

    user: str
    waiting: frozenset[Compartment]
    unheld: frozenset[Compartment]
    sheet: PersonalSheet | None = None
    trustee: TrusteeSheet | None = None

    @property
    def renews(self) -> bool:
        """Whether the desk has to be opened anew before the new keys hold."""
        return bool(self.waiting)


class People:
    """What a manager does with people; every method needs the centre to be held."""

    def __init__(self, home: Path, keys: Keys, staff: StaffList, audit: Audit) -> None:
        self._home, self._keys, self.list, self._audit = home, keys, staff, audit

    def staff(self) -> Staff:
        """Everybody who belongs to the centre now."""
        home = Home.open(self._home)
        spans = self.list.spans()
        people = tuple(
            self._person(home, one, spans[one.id].joined_on if one.id in spans else None)
            for one in home.slots.authority.members
        )
        waiting = frozenset(facts.compartment for facts in home.manifest.waiting)
        ordered = tuple(sorted(people, key=lambda one: (_RANK[one.role], one.name)))
        return Staff(ordered, waiting, home.drilled, trustee_of(home, self._keys))

    def ways(self, second: Kind = Kind.PAPER, folder: Path | None = None) -> WaysIn:
        """Ways in for somebody, made as hard to guess as the manager's own."""
        mine = Home.open(self._home).slots.personal_of(self._keys.user)
        return WaysIn(second, folder, mine.kdf)

    def enrol(self, plan: StaffPlan, ways: WaysIn, pair: Pair | None = None, trustee: str = "") -> Done[Outcome]:
        """Somebody new. Without a passphrase in the plan they get a starting one on their sheet."""
        plan, starting = _starting(plan)
        self._begin("staff_enrolled", role=plan.role.value, rights=sorted(plan.rights))
        made = enrol(self._home, self._keys, plan, ways, recovery=self._recovery(pair), trustee=trustee or None)
        facts = {"member": made.user.id, "role": plan.role.value, "rights": sorted(plan.rights)}
        return self._told("staff_enrolled", facts, made.arranged, made, starting)

    def change(
        self, user: str, role: Role, rights: frozenset[Right], pair: Pair | None = None, trustee: str = ""
    ) -> Done[Outcome]:
        """Another role, or other rights."""
        ident = Home.open(self._home).find(user).id
        self._begin("staff_changed", member=ident, role=role.value, rights=sorted(rights))
        done = change(
            self._home, self._keys, ident, role, rights, recovery=self._recovery(pair), trustee=trustee or None
        )
        return self._told("staff_changed", {"member": ident, "role": role.value, "rights": sorted(rights)}, done)

    def remove(self, user: str, trustee: str = "") -> Done[Outcome]:
        """Somebody leaves."""
        ident = Home.open(self._home).find(user).id
        self._begin("staff_removed", member=ident)
        done = remove(self._home, self._keys, ident, trustee=trustee or None)
        return self._told("staff_removed", {"member": ident}, done)

    def reset(self, user: str, passphrase: str, ways: WaysIn, pair: Pair) -> Done[Outcome]:
        """A lost passphrase, replaced by two people."""
        ident = Home.open(self._home).find(user).id
        passphrase, starting = (passphrase, "") if passphrase else _made_up()
        self._begin("staff_reset", member=ident, second=pair.people[1])
        made = reset(self._home, self._keys, pair.open(self._home), ident, passphrase, ways)
        return self._told("staff_reset", {"member": ident, "second": pair.people[1]}, made.arranged, made, starting)

    def stolen(self, user: str, passphrase: str, ways: WaysIn, pair: Pair | None = None) -> Done[Outcome]:
        """Suspected theft: new keys for the person, and for every part of the centre."""
        ident = Home.open(self._home).find(user).id
        passphrase, starting = (passphrase, "") if passphrase else _made_up()
        self._begin("staff_theft", member=ident)
        made = stolen(self._home, self._keys, ident, passphrase, ways, recovery=self._recovery(pair))
        told = self._told("staff_theft", {"member": ident}, made.arranged, made, starting)
        self._note_new_computers()
        return told

    def renew_computers(self) -> Done[Outcome]:
        """A new signing key for this computer: whoever could read the one until now signs nothing that counts."""
        arranged = renew_computers(self._home, self._keys)
        self._note_new_computers()
        return Done(Outcome(str(self._keys.user), arranged.waiting, arranged.unheld), Changes.STAFF | Changes.AUDIT)

    # -- what follows at an opening --------------------------------------------------------------

    def follow(self) -> None:
        """Let the staff list say what the lock says; a kill may have come between. Managers' desks do it."""
        if self._keys.role is Role.MANAGER:
            self.list.follow(self._known())

    def _known(self) -> tuple[Known, ...]:
        members = Home.open(self._home).slots.authority.members
        return tuple(Known(one.id, full_name(self._keys, one), one.role, one.rights) for one in members)

    # -- inside ----------------------------------------------------------------------------------

    def _note_new_computers(self) -> None:
        """The trail is signed with the new key at once: from then on the one before signs no checkpoint of it."""
        with suppress(NoRoom):
            self._audit.write("computer_key_renewed", key=sha256(self._keys.device_public).hexdigest()[:16])
            self._audit.sign()

    def _recovery(self, pair: Pair | None) -> RecoveryKey | None:
        return None if pair is None else pair.open(self._home)

    def _person(self, home: Home, member: Member, joined_on: str | None) -> Person:
        opens = entitled(member.role, member.rights)
        epochs = {one: home.manifest.facts(one).epoch for one in Compartment}
        grants = home.slots.authority.grants
        held = {one.compartment for one in grants if one.user == member.id and one.epoch == epochs[one.compartment]}
        kinds = Counter(slot.kind for slot in home.slots.personal_of(member.id).slots)
        ways = tuple((kind, kinds[kind]) for kind in Kind if kinds[kind])
        return Person(
            member.id, full_name(self._keys, member), member.alias, member.role, member.rights, ways,
            frozenset(opens & held), frozenset(opens - held), joined_on,
        )  # fmt: skip

    def _begin(self, kind: str, /, **facts: object) -> None:
        """Say in the trail what is about to be done: where the disk has no room for it, nothing is done at all."""
        try:
            self._audit.write("staff_change_begun", begun=kind, **facts)
        except NoRoom as problem:
            raise NoRoom(
                _("The disk is full, so nothing about the staff was changed. Please free some space first.")
            ) from problem

    def _told(
        self,
        kind: str,
        facts: Mapping[str, object],
        arranged: Arranged,
        made: Enrolled | None = None,
        starting: str = "",
    ) -> Done[Outcome]:
        """The lock was changed, so its sheets are handed out whatever else fails; the list follows at the next opening."""
        waiting = sorted(one.value for one in arranged.waiting)
        from app.flows.first_run import PersonalSheet, TrusteeSheet  # no desk needs a whole first run to open

        with suppress(NoRoom):
            self._audit.write(kind, **facts, **({"waiting": waiting} if waiting else {}))
            self.list.follow(self._known())
        sheet = None
        if made is not None:
            sheet = PersonalSheet(made.user.name, made.user.paper_code, made.user.key_file, starting)
        trustee = None
        if arranged.sheet is not None:
            trustee = TrusteeSheet(arranged.sheet.holder, self._keys.centre_name, arranged.sheet.code)
        outcome = Outcome(str(facts["member"]), arranged.waiting, arranged.unheld, sheet, trustee)
        return Done(outcome, Changes.STAFF | Changes.AUDIT)


_RANK = {Role.MANAGER: 0, Role.COUNSELLOR: 1, Role.TRAINER: 2}


def _starting(plan: StaffPlan) -> tuple[StaffPlan, str]:
    if plan.passphrase:
        return plan, ""
    passphrase, starting = _made_up()
    return StaffPlan(plan.name, plan.role, plan.rights, passphrase, plan.alias), starting


def _made_up() -> tuple[str, str]:
    """A starting passphrase for somebody who is not here: it stands on their sheet, and nowhere else."""
    made = to_paper(os.urandom(16))
    return made, made
