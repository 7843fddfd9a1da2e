"""What an unlocked centre offers: one attribute a feature, made when it is first asked for."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.agenda import Agenda, Appointments, Shift
from app.audit import EVERYTHING, Asked, Audit, Checkpoints, Entry
from app.cases import CaseHistory, Cases, Handing, Sight, Transfers
from app.contacts import Contacts
from app.directory import Directory
from app.doubles import Matches, Merging
from app.duties import Duties
from app.errors import Denied
from app.flows.people import People
from app.flows.ways import Ways
from app.i18n import _, pick
from app.kinds import CentreType, Compartment, Right
from app.office import BudgetLines, CopiesOut, LockLimits, Office, Rooms, ShiftsLeft, Teams
from app.office.people import StaffList
from app.office.signed import Signed, signing_managers
from app.office.submissions import Submissions, reading_managers
from app.office.ways import WaysBook
from app.outbox import Outbox
from app.plans import Feedbacks, Flags, Plans, Reviews
from app.referrals import Referrals
from app.retention import Retention
from app.safety import Results, Safety, SafetyPlans
from app.store import Database
from app.support import Support
from app.vault import Anchor, Keys

if TYPE_CHECKING:  # their rooms are heavy, or not needed before the first window
    from app.conferences import Conferences
    from app.counts import Counts
    from app.deadlines import Deadlines
    from app.deletion import Deletion
    from app.documents import Documents, Handouts
    from app.evidence import Evidence
    from app.flows.freshness import Freshness
    from app.flows.importing import Imports
    from app.flows.relay_memory import RelayMemory
    from app.flows.trails import Trails
    from app.manual import Bookmarks, Library, Manual
    from app.manual.holdings import Holdings
    from app.reports import Dashboard, Reports
    from app.workplace import Workplace


class Features:
    """The features of a centre whose record files are open."""

    def __init__(self, home: Path, keys: Keys, databases: dict[Compartment, Database], anchor: Anchor | None) -> None:
        self.home = home
        self.keys = keys
        self.anchor = anchor
        """Shared with every sealed file that is opened from here: it keeps what it has read."""
        self._databases = databases

    def database(self, compartment: Compartment) -> Database:
        """The database of a compartment; Denied without its key."""
        try:
            return self._databases[compartment]
        except KeyError:
            raise Denied(
                _("Your role does not open this part of the centre. Ask a manager if you need it for your work.")
            ) from None

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
    def case_history(self) -> CaseHistory:
        return CaseHistory(self._casework, self.cases)

    @cached_property
    def handing(self) -> Handing:
        """Who a case is with, and offers to take it over."""
        return Handing(self._casework, self.audit)

    @cached_property
    def imports(self) -> Imports:
        """Cases that are brought along in tables."""
        from app.flows.importing import Imports

        return Imports(
            self._casework, self.cases, self.contacts, self.handing, self.audit, self.keys, self.office.staff
        )

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
    def conferences(self) -> Conferences:
        """Case conferences, which belong to several cases."""
        from app.conferences import Conferences

        return Conferences(self._casework, self.audit, self.agenda, self.copies_out)

    @cached_property
    def copies_out(self) -> CopiesOut:
        """How many copies of case conferences are out, as numbers everybody's keys open."""
        return CopiesOut(self.database(Compartment.OFFICE))

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
