"""The desk: an unlocked centre, one attribute a feature.

A desk belongs to the thread that opened it. `open()` gives the one that writes; `reader()` a second one, for another
thread, whose connections can only read.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.agenda import Agenda
from app.audit import Audit, Entry
from app.cases import Cases
from app.contacts import Contacts
from app.directory import Directory
from app.duties import Duties
from app.errors import Damaged, Denied
from app.i18n import _
from app.kinds import Compartment
from app.office import Office
from app.outbox import Outbox
from app.referrals import Referrals
from app.safety import Safety
from app.store import DATABASES, Database, create_databases, database_path
from app.vault import Anchor, Keys

if TYPE_CHECKING:  # their rooms are heavy, or not needed before the first window
    from app.counts import Counts
    from app.documents import Documents, Handouts
    from app.manual import Bookmarks, Library, Manual
    from app.manual.holdings import Holdings
__all__ = ["Desk", "create_databases", "database_path"]


class Desk:
    """An unlocked centre."""

    def __init__(self, home: Path, keys: Keys, databases: dict[Compartment, Database]) -> None:
        self.home = home
        self.keys = keys
        self._databases = databases
        self.doubts: tuple[str, ...] = ()

    @classmethod
    def open(cls, home: Path, keys: Keys) -> Desk:
        """Open for writing; every commit is acknowledged after its anchor is on the disk.

        Records that are older than their anchor, or have none, are opened all the same: `doubts` says so in words,
        and the audit trail keeps it.
        """
        anchor = Anchor(home, keys)
        said = []
        try:
            anchor.read(Compartment.CASEWORK)
        except Damaged as problem:
            anchor.renew()
            said.append(str(problem))
        desk = cls._open(home, keys, anchor)
        desk.doubts = (*said, *desk._doubts(bool(said)))
        if desk.doubts and keys.holds(Compartment.CASEWORK):
            desk.audit.write("freshness_doubted", databases=list(desk.rolled_back), anchor=not said)
        return desk

    def _doubts(self, renewed: bool) -> list[str]:
        older = _(
            "The records “{name}” are older than this computer remembers. Compare them with a backup before you go on."
        )
        found = [older.format(name=name) for name in self.rolled_back]
        if not renewed and any(database.unanchored for database in self._databases.values()):
            found.append(
                _(
                    "The anchor of this centre is missing, so it cannot show whether records are missing. Compare them with a backup before you go on."
                )
            )
        return found

    def reader(self) -> Desk:
        """A second desk over the same centre, for the thread that calls this."""
        return self._open(self.home, self.keys, None)

    @classmethod
    def _open(cls, home: Path, keys: Keys, anchor: Anchor | None) -> Desk:
        opened: dict[Compartment, Database] = {}
        try:
            for compartment in DATABASES:
                if keys.holds(compartment):
                    opened[compartment] = Database.open(
                        database_path(home, keys, compartment), keys.raw_key(compartment), compartment,
                        who=keys.user, device=keys.device, anchor=anchor,
                    )  # fmt: skip
        except BaseException:
            for database in opened.values():
                database.close()
            raise
        return cls(home, keys, opened)

    def close(self) -> None:
        for database in self._databases.values():
            database.close()

    def interrupt(self) -> None:
        """Stop running reads; may be called from another thread."""
        for database in self._databases.values():
            database.interrupt()

    def database(self, compartment: Compartment) -> Database:
        """The database of a compartment; Denied without its key."""
        try:
            return self._databases[compartment]
        except KeyError:
            raise Denied(
                _("Your role does not open this part of the centre. Ask a manager if you need it for your work.")
            ) from None

    def problems(self) -> list[str]:
        """What integrity checks find in every open database; empty means whole."""
        return [f"{database.name}: {one}" for database in self._databases.values() for one in database.problems()]

    @property
    def rolled_back(self) -> tuple[str, ...]:
        """The databases that are older than their anchor says."""
        return tuple(database.name for database in self._databases.values() if database.rolled_back)

    @property
    def _casework(self) -> Database:
        return self.database(Compartment.CASEWORK)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self._casework)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self._casework)

    @cached_property
    def safety(self) -> Safety:
        return Safety(self._casework)

    @cached_property
    def duties(self) -> Duties:
        return Duties(self._casework, self.audit)

    @cached_property
    def agenda(self) -> Agenda:
        return Agenda(self._casework)

    @cached_property
    def referrals(self) -> Referrals:
        return Referrals(self._casework)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self._casework)

    @cached_property
    def office(self) -> Office:
        return Office(self.database(Compartment.OFFICE), self.keys.role)

    @cached_property
    def directory(self) -> Directory:
        from app.manual import directory

        return Directory(self.database(Compartment.OFFICE), self.keys.role, directory)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._casework)

    @cached_property
    def office_audit(self) -> Audit:
        """The trail of what everybody shares: manuals, and the keys they may be signed with."""
        return Audit(self.database(Compartment.OFFICE))

    def trail(self, limit: int = 200) -> tuple[Entry, ...]:
        """The newest entries of both trails: casework, and what everybody shares."""
        found = (*self.audit.entries(limit=limit), *self.office_audit.entries(limit=limit))
        return tuple(sorted(found, key=lambda entry: entry.at, reverse=True)[:limit])

    def trail_problems(self) -> list[str]:
        return [*self.audit.problems(), *self.office_audit.problems()]

    @cached_property
    def holdings(self) -> Holdings:
        from app.manual.holdings import Holdings
        from app.manual.trust import Trust

        office = self.database(Compartment.OFFICE)
        trust = Trust(office, self.office, self.office_audit, self.keys.role)
        return Holdings(office, self.office, trust, self.home / "manuals")

    @property
    def library(self) -> Library:
        """The manuals in the versions that this centre uses now."""
        return self.holdings.library

    @property
    def manual(self) -> Manual:
        self.holdings.arrange()  # a version that was installed meanwhile counts from now on
        return self._manual

    @cached_property
    def _manual(self) -> Manual:
        from app.manual import Manual

        return Manual(self._casework, self.library)

    @cached_property
    def bookmarks(self) -> Bookmarks:
        from app.manual import Bookmarks

        return Bookmarks(self.database(Compartment.OFFICE))

    @cached_property
    def documents(self) -> Documents:
        from app.documents import Centre, Documents

        return Documents(
            self._casework,
            Centre(self.keys.centre_name, practice=self.keys.practice),
            audit=self.audit,
            staff=self.office.name,
        )

    @property
    def handouts(self) -> Handouts:
        """Books and hand-outs; whoever may not open cases makes them without one."""
        from app.documents import Centre, Handouts

        writes = self.keys.holds(Compartment.CASEWORK)
        return Handouts(
            Centre(self.keys.centre_name, practice=self.keys.practice),
            self.library,
            self.directory.by_id,
            documents=self.documents if writes else None,
            audit=Audit(self.database(Compartment.CASEWORK if writes else Compartment.OFFICE)),
            note_lost=self.directory.note_lost,
        )

    @property
    def counts(self) -> Counts:
        """Made anew each time: the roster it goes by may have changed."""
        from app.counts import Counts
        from app.flows import reporting

        return Counts(self._casework, self.keys, self.outbox, reporting.roster(self.office), self.audit)
