"""The report channel of a centre: its keys and papers, what arrives and is answered, and the register of public material."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from app.desk.features import Features
from app.kinds import Compartment, Right, Role
from app.office import OfficersWanted
from app.office.signed import signing_managers, signing_officers
from app.office.submissions import reading_managers, reading_officers
from app.outbox import ANSWERS, Outbox

if TYPE_CHECKING:  # who opens no reports does not load their rooms
    from app.inbox import (
        Attachments,
        Carrying,
        Inbox,
        IntakeKeys,
        Makers,
        Matching,
        PagePapers,
        PageWatch,
        Rings,
        SealedDrafts,
        Settling,
        Shelf,
        TakingDown,
    )
    from app.material import Materials, Photos


class Channel(Features):
    """What a desk has besides, for reports from outside."""

    @cached_property
    def officers_wanted(self) -> OfficersWanted:
        """How many reports wait for an officer whom they do not name, as a number everybody's keys open."""
        return OfficersWanted(self.database(Compartment.OFFICE))

    @cached_property
    def answers(self) -> Outbox:
        """What is written to reporters and waits to leave."""
        return Outbox(self._casework, ANSWERS)

    @cached_property
    def intake_keys(self) -> IntakeKeys:
        """The keys of the month that reports are sealed to."""
        return self._inbox_parts[1]

    @cached_property
    def _inbox_parts(self) -> tuple[Rings, IntakeKeys]:
        from app.inbox import IntakeKeys, Rings

        office = self.database(Compartment.OFFICE)
        rings = Rings(office, self.keys)
        return rings, IntakeKeys(office, rings, self._pair_makers)

    @cached_property
    def _pair_makers(self) -> Makers:
        from app.inbox import Makers

        officers = partial(signing_officers, self.home, self.keys)
        managers = partial(signing_managers, self.home, self.keys)
        return Makers(self.database(Compartment.OFFICE), self.keys, officers, managers)

    @cached_property
    def page_papers(self) -> PagePapers:
        """What managers sign for the report page."""
        from app.inbox import PagePapers

        managers = partial(reading_managers, self.home, self.keys)
        office = self.database(Compartment.OFFICE)
        return PagePapers(office, self.keys, managers, self._pair_makers, self.office_audit)

    @cached_property
    def page_watch(self) -> PageWatch:
        """Whether strangers get the report page that a manager let stand."""
        from app.inbox import PageWatch

        return PageWatch(self.database(Compartment.OFFICE), self.office, self.page_papers, self.office_audit)

    @cached_property
    def inbox(self) -> Inbox:
        """Reports from outside."""
        from app.inbox import Inbox

        officers = partial(reading_officers, self.home, self.keys)
        return Inbox(self._casework, self._shelf, self.keys, officers, self.answers, self.audit)

    @cached_property
    def materials(self) -> Materials:
        """The register of public material that demeans."""
        from app.material import Materials

        erases = self.keys.role is Role.MANAGER or Right.MONITOR in self.keys.rights
        return Materials(self._casework, self.agenda, self.audit, erases=erases)

    @cached_property
    def photos(self) -> Photos:
        """Photos of public material, sealed."""
        from app.material import Photos

        return Photos(self._casework, self.home, self._inbox_parts[0], self.audit)

    @cached_property
    def arrivals(self) -> Carrying:
        """What comes in from the relay of the report channel, and what it is told."""
        from app.inbox import Carrying

        return Carrying(self._casework, self.intake_keys)

    @cached_property
    def settling(self) -> Settling:
        """What opening it came to."""
        from app.inbox import Settling

        return Settling(
            self._casework, self._shelf, self.intake_keys, self.keys, self.answers, self.audit, self.matching,
            self.officers_wanted.keep,
        )  # fmt: skip

    @cached_property
    def attachments(self) -> Attachments:
        """Files that came with reports, sealed until somebody says what they are."""
        from app.inbox import Attachments

        return Attachments(self._casework, self.home, self._shelf, self.audit)

    @cached_property
    def matching(self) -> Matching:
        """Whom of the people here a report may name."""
        from app.inbox import Matching

        officers = partial(reading_officers, self.home, self.keys)
        return Matching(self._casework, self._shelf, self.inbox, self.office.staff, officers, self.audit)

    @cached_property
    def taking_down(self) -> TakingDown:
        """Reports that are told by telephone or in person."""
        from app.inbox import TakingDown

        return TakingDown(self._casework, self._shelf, self.inbox, self.matching, self.audit)

    @cached_property
    def report_drafts(self) -> SealedDrafts:
        """Answers and notes about reports that are being written."""
        from app.inbox import SealedDrafts

        return SealedDrafts(self.contacts, self.keys)

    @cached_property
    def _shelf(self) -> Shelf:
        from app.inbox import Shelf

        officers = partial(reading_officers, self.home, self.keys)
        return Shelf(self._casework, self._inbox_parts[0], self.keys, officers)
