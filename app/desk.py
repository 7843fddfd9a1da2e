"""The desk: an unlocked centre, one attribute a feature.

A desk belongs to the thread that opened it. `open()` gives the one that writes; `reader()` a second one, for another
thread, whose connections can only read.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.agenda import Agenda, Appointments, Shift
from app.audit import EVERYTHING, Asked, Audit, Checkpoints, Entry, file_word
from app.cases import Case, CaseHistory, Cases, Handing, Sight, Transfers, WholeSight
from app.changes import Changes, Done
from app.contacts import Contacts
from app.directory import Directory
from app.doubles import Matches, Merging
from app.duties import Duties
from app.errors import Busy, Conflict, Damaged, Denied, NoRoom
from app.flows import anew, case_keys, failed_unlocks, lock_memory, renewal, turning
from app.flows.people import People
from app.flows.ways import Ways
from app.i18n import _, pick
from app.kinds import CentreType, Compartment, Right, Role
from app.office import BudgetLines, LockLimits, Office, Rooms, ShiftsLeft, Teams
from app.office.people import StaffList
from app.office.signed import Signed, in_one, signing_managers
from app.office.submissions import Submissions, reading_managers
from app.office.ways import WaysBook
from app.outbox import Outbox
from app.plans import Feedbacks, Flags, Plans, Reviews
from app.referrals import Referrals
from app.retention import Retention
from app.safety import Results, Safety, SafetyPlans
from app.store import DATABASES, Database, create_databases, database_path
from app.support import Support
from app.vault import Anchor, Keys, attempts, ballast
from app.walls import Walls, outside_first

if TYPE_CHECKING:  # their rooms are heavy, or not needed before the first window
    from app.counts import Counts
    from app.deadlines import Deadlines
    from app.deletion import Deletion
    from app.documents import Documents, Handouts
    from app.evidence import Evidence
    from app.flows.freshness import Freshness
    from app.flows.relay_memory import RelayMemory
    from app.flows.trails import Trails
    from app.manual import Bookmarks, Library, Manual
    from app.manual.holdings import Holdings
    from app.reports import Dashboard, Reports
    from app.workplace import Workplace
__all__ = ["Desk", "SealedDesk", "create_databases", "database_path"]


class Desk:
    """An unlocked centre."""

    def __init__(
        self, home: Path, keys: Keys, databases: dict[Compartment, Database], anchor: Anchor | None = None
    ) -> None:
        self.home = home
        self.keys = keys
        self.anchor = anchor
        """Shared with every sealed file that is opened from here: it keeps what it has read."""
        self._databases = databases
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
        return Contacts(self._casework, sees_held=Right.SUPERVISOR in self.keys.rights)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self._casework)

    @cached_property
    def sealed(self) -> Walls[SealedDesk]:
        """Sealed cases, and who may be a party to a case."""
        return Walls(self._casework, self.home, self.keys, self.anchor, self.audit, self._inside)

    def _inside(self, case: Database) -> SealedDesk:
        case_keys.bring_up(case, self._casework, self.keys)
        inside = SealedDesk(self.home, self.keys, {**self._databases, Compartment.CASEWORK: case}, self.anchor)
        inside.outside = self
        return inside

    @cached_property
    def case_history(self) -> CaseHistory:
        return CaseHistory(self._casework, self.cases)

    @cached_property
    def handing(self) -> Handing:
        """Who a case is with, and offers to take it over."""
        return Handing(self._casework, self.audit)

    @cached_property
    def transfers(self) -> Transfers:
        """Cases that go to another organisation."""
        return Transfers(self._casework, self.cases, self.audit)

    @property
    def sight(self) -> Sight:
        """What this person sees of the cases; made anew each time, because teams change."""
        return Sight(self._casework, self.audit, lambda: self.teams.of(self.keys.user), self.keys.role.value)

    @cached_property
    def matches(self) -> Matches:
        """Contacts that may come from the other party of a case."""
        return Matches(self._casework, self.audit, self.keys.rights)

    @cached_property
    def merging(self) -> Merging:
        """Two records of one person, put together and taken apart."""
        return Merging(self._casework, self.audit)

    @cached_property
    def plans(self) -> Plans:
        return Plans(self._casework)

    @cached_property
    def reviews(self) -> Reviews:
        return Reviews(self._casework, self.audit, self.keys.rights)

    @cached_property
    def flags(self) -> Flags:
        return Flags(self._casework)

    @cached_property
    def feedbacks(self) -> Feedbacks:
        return Feedbacks(self._casework)

    @cached_property
    def teams(self) -> Teams:
        return Teams(self.database(Compartment.OFFICE), self.office)

    @cached_property
    def safety(self) -> Safety:
        return Safety(self._casework)

    @cached_property
    def results(self) -> Results:
        """What scales, and sheets of others, came to."""
        return Results(self._casework)

    @cached_property
    def safety_plans(self) -> SafetyPlans:
        return SafetyPlans(self._casework)

    @cached_property
    def support(self) -> Support:
        """What was paid for people."""
        return Support(self._casework)

    @cached_property
    def budget(self) -> BudgetLines:
        return BudgetLines(self.database(Compartment.OFFICE), self.office)

    @cached_property
    def duties(self) -> Duties:
        return Duties(self._casework, self.audit)

    @cached_property
    def evidence(self) -> Evidence:
        from app.evidence import Evidence
        from app.vault.case_keys import PURPOSE

        cautious = self.keys.centre_type is CentreType.DIGITAL_SUPPORT
        return Evidence(
            self._casework, self.home, lambda: self.keys.key_for(Compartment.EVIDENCE, PURPOSE), self.audit,
            cautious=cautious,
        )  # fmt: skip

    @cached_property
    def workplace(self) -> Workplace:
        """Organisations, separation, secondary damage, and what employers owe."""
        from app.workplace import Workplace

        return Workplace(self._casework, self.audit, self.agenda)

    @cached_property
    def deletion(self) -> Deletion:
        """Addresses at which something stands that should go, and what was asked for where."""
        from app.deletion import Deletion

        return Deletion(self._casework, self.audit, self.agenda)

    @cached_property
    def agenda(self) -> Agenda:
        return Agenda(self._casework)

    @cached_property
    def appointments(self) -> Appointments:
        return Appointments(self._casework, self.agenda)

    @cached_property
    def shift(self) -> Shift:
        """What one shift hands to the next."""
        return Shift(self._casework, self.audit)

    @cached_property
    def shifts_left(self) -> ShiftsLeft:
        """What shifts left untaken, as numbers everybody's keys open."""
        return ShiftsLeft(self.database(Compartment.OFFICE))

    @cached_property
    def rooms(self) -> Rooms:
        """The rooms in which people are met."""
        return Rooms(self.database(Compartment.OFFICE), self.office)

    @cached_property
    def deadlines(self) -> Deadlines:
        """What the law counts from events of a case."""
        from app.deadlines import Deadlines

        return Deadlines(self._casework)

    @cached_property
    def referrals(self) -> Referrals:
        return Referrals(self._casework)

    @property
    def _bare_retention(self) -> Retention:
        """Without rules: enough to finish an erasure, and nothing is read for it."""
        return Retention(self._casework, self.audit, self.keys.role)

    @property
    def retention(self) -> Retention:
        """Made anew each time: the periods a centre chose may have changed."""
        from app.flows import keeping

        rules = keeping.rules(self.keys.centre_type, self.office)
        return Retention(self._casework, self.audit, self.keys.role, rules, keeping.digital(self.keys.centre_type))

    @cached_property
    def audit(self) -> Audit:
        return self._trail(Compartment.CASEWORK)

    @cached_property
    def office(self) -> Office:
        return Office(self.database(Compartment.OFFICE), self.keys.role)

    @cached_property
    def signed(self) -> Signed:
        """What managers decided for the centre, under their signatures."""
        return Signed(
            self.database(Compartment.OFFICE), self.keys, signing_managers(self.home, self.keys), self.office_audit
        )

    @cached_property
    def submissions(self) -> Submissions:
        """Papers that were handed to the managers."""
        office = self.database(Compartment.OFFICE)
        return Submissions(office, self.keys, partial(reading_managers, self.home, self.keys), self.office_audit)

    def forget_submitted(self) -> None:
        """Papers of cases that were erased or lie behind a wall go from the office too."""
        if known := {one.case_id for one in self.submissions.listed() if one.case_id}:
            self.submissions.forget(known - self.cases.among(known))

    @cached_property
    def people(self) -> People:
        """Who belongs to the centre, and what a manager does about it."""
        return People(self.home, self.keys, StaffList(self.database(Compartment.OFFICE)), self.office_audit)

    @cached_property
    def ways(self) -> Ways:
        """Computers, key files and printed codes by which people get in."""
        return Ways(self.home, self.keys, WaysBook(self.database(Compartment.OFFICE)), self.office_audit)

    @cached_property
    def lock_limits(self) -> LockLimits:
        return LockLimits(self.office)

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
        return self._trail(Compartment.OFFICE)

    def _trail(self, compartment: Compartment) -> Audit:
        database = self.database(compartment)
        return Audit(database, Checkpoints(database, self.keys))

    @property
    def freshness(self) -> Freshness:
        """How old these records are, and what else knows it."""
        from app.flows.freshness import Freshness

        trail = self.audit if self.keys.holds(Compartment.CASEWORK) else self.office_audit
        databases = {database.name: database for database in self._databases.values()}
        return Freshness(self.keys, databases, self.anchor, trail)

    @property
    def relay_memory(self) -> RelayMemory:
        """What the relay is told of these records' age."""
        from app.flows.relay_memory import RelayMemory

        trail = self.audit if self.keys.holds(Compartment.CASEWORK) else self.office_audit
        return RelayMemory(self.keys, self.office, self.anchor, trail)

    @property
    def trails(self) -> Trails:
        """Both trails in words, for whoever may read them."""
        from app.flows.trails import Trails

        opens = self.keys.holds(Compartment.CASEWORK)
        audits = (self.audit, self.office_audit) if opens else (self.office_audit,)
        return Trails(audits, self.cases if opens else None, self.office)

    def trail(self, limit: int = 200, asked: Asked = EVERYTHING) -> tuple[Entry, ...]:
        """The newest entries of both trails that were asked for: casework, and what everybody shares."""
        found = (*self.audit.find(asked, limit=limit), *self.office_audit.find(asked, limit=limit))
        return tuple(sorted(found, key=lambda entry: entry.at, reverse=True)[:limit])

    def trail_problems(self) -> list[str]:
        return [
            *self.audit.problems(),
            *Checkpoints(self._casework, self.keys).problems(),
            *self.office_audit.problems(),
            *Checkpoints(self.database(Compartment.OFFICE), self.keys).problems(),
        ]

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
            organisation=self._place,
        )

    def _place(self, ident: str) -> str:
        """The name of a service of the directory, in the current language; what is none reads as it stands."""
        named = self.directory.names().get(ident)
        return pick(dict(named)) if named else ident

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
            audit=self.audit if writes else self.office_audit,
            note_lost=self.directory.note_lost,
        )

    @cached_property
    def reports(self) -> Reports:
        from app.reports import Reports

        return Reports(self._casework, self.office, self.keys.centre_name)

    @cached_property
    def dashboard(self) -> Dashboard:
        from app.reports import Dashboard

        return Dashboard(self._casework, self.office, self.keys.user, self.keys.rights)

    @property
    def counts(self) -> Counts:
        """Made anew each time: the roster it goes by may have changed."""
        from app.counts import Counts
        from app.flows import reporting

        return Counts(self._casework, self.keys, self.outbox, reporting.roster(self.office), self.audit)


class SealedDesk(Desk):
    """A centre seen from within one sealed case: its casework is that case, the rest is everybody's."""

    def __init__(
        self, home: Path, keys: Keys, databases: dict[Compartment, Database], anchor: Anchor | None = None
    ) -> None:
        super().__init__(home, keys, databases, anchor)
        self.case_id = self.sealed.inside()["id"]
        """The case behind this wall; read here, because windows ask for it on another thread."""
        self.number = self.cases.get(self.case_id).number
        self.older = self._casework.rolled_back
        self.outside: Desk | None = None
        """The desk one came in from."""
        self.gone = False
        """Whether the case was erased: nothing of it is told outside any more."""

    @property
    def around(self) -> Mapping[Compartment, Database]:
        return self.outside.around if self.outside is not None else super().around

    def went_over(self, job: anew.Job) -> None:
        """The centre follows, and so do the keys of evidence of this case."""
        if self.outside is not None:
            self.outside.went_over(job)
            case_keys.bring_up(self._casework, self.outside.around[Compartment.CASEWORK], self.keys)

    def close(self) -> None:
        """Leave the case; what everybody shares stays open."""
        if not self.gone:
            self.sealed.gather(self.case_id)
            if self.outside is not None and self.anchor is not None:
                from app.flows import sealed_keeping

                sealed_keeping.leave_behind(self.outside, self)
        self._casework.close()

    def interrupt(self) -> None:
        self._casework.interrupt()

    @cached_property
    def cases(self) -> Cases:
        return _OneCase(self._casework)

    @property
    def sight(self) -> Sight:
        return WholeSight(self._casework, self.audit, tuple)

    @property
    def counts(self) -> Counts:
        raise outside_first()

    @cached_property
    def submissions(self) -> Submissions:
        raise Conflict(_("A sealed case stays with the people it is sealed for. Nothing was handed over."))


class _OneCase(Cases):
    """The cases of a sealed file: the one in it."""

    def open_case(self, *_arguments: object, **_more: object) -> Done[Case]:
        raise outside_first()
