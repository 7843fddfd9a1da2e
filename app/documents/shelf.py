"""What a book or hand-out is made from, on one day: a manual, its law, and the services that may be named. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.directory import NEVER_CHANGES, DirectoryEntry
from app.errors import NotFound
from app.i18n import _
from app.manual import LawCard, Pack, Step

LawRow = tuple[LawCard, str]
"""A card and how it stands that day: in_force or upcoming."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One manual with everything around it, looked at on one day."""

    pack: Pack
    law: Mapping[str, LawCard] = field(hash=False)
    services: Mapping[str, DirectoryEntry] = field(hash=False)
    on: date
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    """The titles of all manuals at hand by id: a way may lead into another book."""

    def steps(self, ids: Iterable[str]) -> tuple[Step, ...]:
        """The steps of these ids; raises NotFound naming one that is not there."""
        found = []
        for step_id in dict.fromkeys(ids):
            if step_id not in self.pack.steps:
                raise NotFound(
                    _("This manual has no step “{step}”. Nothing was made. Look at its steps again.").format(
                        step=step_id
                    )
                )
            found.append(self.pack.steps[step_id])
        return tuple(found)

    # -- services --------------------------------------------------------------------------------

    def services_of(self, steps: Iterable[Step]) -> tuple[DirectoryEntry, ...]:
        """The services of these steps that may be printed that day, each once."""
        return tuple(self.services[one] for one in _referred(steps) if self._may_name(one))

    def lost(self, steps: Iterable[Step]) -> tuple[str, ...]:
        """The ids of services these steps name and no paper may: unchecked, checked too long ago, or unknown."""
        return tuple(one for one in _referred(steps) if not self._may_name(one))

    def emergency(self) -> tuple[DirectoryEntry, ...]:
        """The services whose short numbers never change."""
        return tuple(one for one in self.services.values() if one.number in NEVER_CHANGES)

    def _may_name(self, service_id: str) -> bool:
        entry = self.services.get(service_id)
        return entry is not None and entry.speakable(self.on)

    # -- law -------------------------------------------------------------------------------------

    def law_of(self, steps: Iterable[Step]) -> tuple[LawRow, ...]:
        """The provisions of these steps that may be printed: in force that day, or coming with a known date."""
        return tuple((self.law[one], str(state)) for one, state in self._states(steps) if state)

    def lost_law(self, steps: Iterable[Step]) -> tuple[str, ...]:
        """The ids of provisions that are unverified, ended, never checked, or not there."""
        return tuple(one for one, state in self._states(steps) if not state)

    def _states(self, steps: Iterable[Step]) -> Iterator[tuple[str, str]]:
        for card_id in dict.fromkeys(one for step in steps for one in step.law):
            card = self.law.get(card_id)
            yield card_id, _printable(card, self.on) if card else ""


def _referred(steps: Iterable[Step]) -> dict[str, None]:
    return dict.fromkeys(one for step in steps for one in step.refer)


def _printable(card: LawCard, on: date) -> str:
    """How the card stands, or nothing where no paper may rest on it."""
    state = card.status_on(on).state
    if card.status == "unverified" or state not in ("in_force", "upcoming"):
        return ""
    # A provision that is coming is printed only with its day.
    return "" if state == "upcoming" and card.in_force_from is None else state
