"""Opening a centre: what is looked at, mended and written anew before and while people work."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.audit import file_word
from app.changes import Changes, Done
from app.desk.training import Training
from app.errors import Busy, Damaged, NoRoom
from app.flows import anew, case_keys, failed_unlocks, lock_memory, renewal, turning
from app.i18n import _
from app.kinds import Compartment, Role
from app.office.signed import in_one
from app.store import DATABASES, Database, database_path
from app.vault import Anchor, Keys, attempts, ballast
from app.walls import Walls

if TYPE_CHECKING:
    from app.desk.sealed import SealedDesk


class Desk(Training):
    """An unlocked centre."""

    def __init__(
        self, home: Path, keys: Keys, databases: dict[Compartment, Database], anchor: Anchor | None = None
    ) -> None:
        super().__init__(home, keys, databases, anchor)
        self.doubts: tuple[str, ...] = ()
        self.notices: tuple[str, ...] = ()
        """What whoever opened the centre should hear: no room on the disk, tries to get in that failed."""
        self.renewed = renewal.NOTHING
        self.unsigned = ""
        """What managers decide for the centre and no manager signed, in words."""

    @classmethod
    def open(cls, home: Path, keys: Keys, *, beside: bool = False) -> Desk:
        """Open for writing; every commit is acknowledged after its anchor is on the disk.

        Records that are older than their anchor, or have none, are opened all the same: `doubts` says so in words,
        and the audit trail keeps it. A key that waits to take over does so first, where these keys hold both. On a full
        disk the room that was kept back is used, and `notices` says so. With `beside`, large record files that are to be
        written anew wait: `to_write_anew` names them, and a window has them written while people work.
        """
        left = attempts.left(home, keys)
        desk, said = ballast.with_room(home, keys.practice, lambda: cls._opened(home, keys, beside))
        desk.notices = (*desk.notices, *said, *failed_unlocks.tell(home, left, desk.office_audit))
        return desk

    @classmethod
    def _opened(cls, home: Path, keys: Keys, beside: bool) -> Desk:
        mended = turning.set_right(home, keys)
        said = [lock_memory.doubt()] if (strange := lock_memory.strange(home, keys)) else []
        renewed = renewal.NOTHING if strange else renewal.complete(home, keys, most=anew.LARGE if beside else None)
        anchor = Anchor(home, keys)
        lost = False
        try:
            anchor.read(Compartment.CASEWORK)
        except Damaged as problem:
            anchor.renew()
            lost = True
            said.append(str(problem))
        desk = cls._open(home, keys, anchor)
        try:
            desk.renewed = renewed
            desk.doubts = (*said, *desk._doubts(lost))
            desk._follow_the_lock()
            renewed = desk.renewed
            desk.notices = notices = desk._mended(mended)
            if desk.doubts:
                desk._record_doubts(anchor=not lost, lock=strange)
                return desk
            now = not (beside and keys.holds(Compartment.CASEWORK) and desk._casework_size > anew.LARGE)
            desk = desk._rewritten(anchor, now=now)
            desk.renewed = renewed
            if keys.holds(Compartment.CASEWORK):
                desk.sealed.settle()
                desk.forget_submitted()
                desk = desk._without_traces(anchor) if now else desk
            desk.notices = notices
            if renewed.no_room:
                desk.doubts = (renewal.no_room(),)
        except BaseException:
            desk.close()
            raise
        return desk

    def _mended(self, parts: frozenset[Compartment]) -> tuple[str, ...]:
        """Keep in the trail that the manifest named files that are not there, and say so."""
        if not parts:
            return ()
        self.office_audit.write("manifest_mended", compartments=sorted(one.value for one in parts))
        return (
            _(
                "The manifest of this centre named record files that are not there. Those that are there were opened; nothing is lost. Somebody may have changed files here: please tell a manager."
            ),
        )

    def _doubts(self, renewed: bool) -> list[str]:
        older = _(
            "The records “{name}” are older than this computer remembers. Compare them with a backup before you go on."
        )
        ahead = _(
            "The anchor lies behind the records “{name}”: an older one was put back, or the disk was full when it was written. The records were kept as they are. Compare them with a backup."
        )
        found = [older.format(name=file_word(name)) for name in self.rolled_back]
        found += [
            ahead.format(name=file_word(database.name)) for database in self._databases.values() if database.outran
        ]
        if not renewed and any(database.unanchored for database in self._databases.values()):
            found.append(
                _(
                    "The anchor of this centre is missing, so it cannot show whether records are missing. Compare them with a backup before you go on."
                )
            )
        return found

    def _record_doubts(self, *, anchor: bool, lock: bool) -> None:
        """Keep in the trail what was said, and let the anchor go on from the records as they are."""
        if lock:
            self.audit.write("lock_doubted")
        doubted = [one.name for one in self._databases.values() if one.rolled_back or one.outran or one.unanchored]
        trail = self.audit if self.keys.holds(Compartment.CASEWORK) else self.office_audit
        if doubted or not anchor:
            trail.write("freshness_doubted", databases=doubted, anchor=anchor)
        for database in self._databases.values():
            if database.rolled_back:
                database.settle()

    def _follow_the_lock(self) -> None:
        """Say in the office what was changed in the lock: a kill may have come between."""
        if self.keys.holds(Compartment.INTAKE) or self.keys.holds(Compartment.PUBLIC_MATERIAL):
            from app.flows import intake_renewal  # who opens no reports does not load their rooms at every start

            office = self.database(Compartment.OFFICE)
            self.renewed = intake_renewal.complete(self.home, self.keys, office, self.renewed)
        if self.renewed.done:
            self.office_audit.write("keys_renewed", compartments=sorted(one.value for one in self.renewed.done))
        self.people.follow()
        if self.keys.holds(Compartment.CASEWORK):
            case_keys.bring_up(self._casework, self._casework, self.keys)
            lock_memory.note(self._casework, self.keys)

    def _rewritten(self, anchor: Anchor, *, now: bool) -> Desk:
        """Finish an erasure, where one is due: the record file is written anew while nobody has it open, or later."""
        if not self.keys.holds(Compartment.CASEWORK) or not self._bare_retention.erased():
            return self
        from app.flows import erasure

        erasure.sweep(self.home, self._bare_retention)
        if not now or not self._bare_retention.rewriting_due:
            erasure.mend(self.home, self.keys, self._bare_retention)
            return self
        self.close()
        with suppress(Busy, NoRoom):  # another reader, or a full disk: it stays due
            erasure.rewrite(self.home, self.keys)
            desk = self._open(self.home, self.keys, anchor)
            desk._bare_retention.note_rewritten()
            erasure.spread(self.home, self.keys, desk._bare_retention)
            return desk
        return self._open(self.home, self.keys, anchor)

    def _without_traces(self, anchor: Anchor) -> Desk:
        """After a sealing the record file is written anew: pages that no table uses may hold pieces of the case."""
        if not self.sealed.leaves_traces:
            return self
        from app.flows import erasure

        renewed = self.renewed
        self.close()
        try:
            erasure.rewrite(self.home, self.keys)
        except (Busy, NoRoom):  # another reader, or a full disk: it is done at the next opening
            desk = self._open(self.home, self.keys, anchor)
        else:
            desk = self._open(self.home, self.keys, anchor)
            desk.sealed.note_rewritten()
        desk.renewed = renewed
        return desk

    # -- what is written anew beside the open desk (app.flows.anew) --------------------------------

    @property
    def around(self) -> Mapping[Compartment, Database]:
        """The centre's own databases, also from within a sealed case."""
        return self._databases

    @property
    def _casework_size(self) -> int:
        return renewal.size_of(database_path(self.home, self.keys, Compartment.CASEWORK))

    def to_write_anew(self) -> tuple[anew.Job, ...]:
        """The record files that wait to be written anew: under a coming key, or after an erasure or a sealing."""
        if self.doubts:
            return ()
        jobs = {job.compartment: job for job in anew.under_new_keys(self.home, self.keys)}
        if self.keys.holds(Compartment.CASEWORK):
            erased, sealed = self._bare_retention.unwritten, self.sealed.with_traces
            path, raw_key = (
                database_path(self.home, self.keys, Compartment.CASEWORK),
                self.keys.raw_key(Compartment.CASEWORK),
            )
            job = jobs.get(Compartment.CASEWORK) or anew.Job(Compartment.CASEWORK, path, raw_key)
            if job.step is not None or erased or sealed:
                jobs[Compartment.CASEWORK] = replace(job, erased=erased, sealed=sealed)
        return tuple(jobs.values())

    def went_over(self, job: anew.Job) -> None:
        """A file was written anew beside this desk, and holds nothing of what went before that."""
        if job.step is not None:
            self.renewed = renewal.Renewed(job.step.turns, self.renewed.waiting - job.step.turns)
            self._follow_the_lock()
        if job.erased:
            from app.flows import erasure

            self._bare_retention.note_rewritten(job.erased)
            erasure.spread(self.home, self.keys, self._bare_retention)
        if job.sealed:
            self.sealed.note_rewritten(job.sealed)

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
        desk = cls(home, keys, opened, anchor)
        if anchor is not None:
            for database in opened.values():
                database.make_room = lambda: ballast.release(home)
            try:
                desk._watch_office()
            except BaseException:
                desk.close()
                raise
        return desk

    def _watch_office(self) -> None:
        """Managers sign what they change for the centre; whoever opens it hears what nobody signed."""
        if self.keys.role is Role.MANAGER:
            self.signed.begin()
            self.signed.follow()
            self.submissions.keep_to_managers()
            self.page_papers.follow()
        found = self.signed.problems()
        self.unsigned = in_one(found) if found else ""

    def close(self) -> None:
        for database in self._databases.values():
            database.close()

    def tidy(self) -> Done[bool]:
        """While nobody is at work: put a little of the search indexes together. True while there is more."""
        return Done(any(database.tidy() for database in self._databases.values()), Changes.NONE)

    def interrupt(self) -> None:
        """Stop running reads; may be called from another thread."""
        for database in self._databases.values():
            database.interrupt()

    def problems(self) -> list[str]:
        """What integrity checks find in every open database; empty means whole."""
        return [f"{database.name}: {one}" for database in self._databases.values() for one in database.problems()]

    @property
    def rolled_back(self) -> tuple[str, ...]:
        """The databases that are older than their anchor says."""
        return tuple(database.name for database in self._databases.values() if database.rolled_back)

    # -- behind a wall ------------------------------------------------------------------------------

    @cached_property
    def sealed(self) -> Walls[SealedDesk]:
        """Sealed cases, and who may be a party to a case."""
        return Walls(self._casework, self.home, self.keys, self.anchor, self.audit, self._inside)

    def _inside(self, case: Database) -> SealedDesk:
        from app.desk.sealed import SealedDesk

        case_keys.bring_up(case, self._casework, self.keys)
        inside = SealedDesk(self.home, self.keys, {**self._databases, Compartment.CASEWORK: case}, self.anchor)
        inside.outside = self
        return inside
