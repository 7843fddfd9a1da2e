"""What the page of evidence reads in one go, on the reader thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.cases import Case
from app.desk import Desk
from app.directory import DirectoryEntry
from app.evidence import Custody, Item, Rule
from app.manual import LawCard

LAW = ("sexual-possession-14", "deepfake-possession-14-2")
"""What a stop shows: having or watching such images is a crime."""
WHOM = ("hotline-1366", "d4u-center", "police-112")
"""Whom to ask: the one number for digital sex crime, the centre for deletion, the police."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The evidence of one case."""

    case: Case
    rule: Rule
    items: tuple[Item, ...]
    custody: Mapping[str, tuple[Custody, ...]]
    names: Mapping[str, str]
    opens: bool
    """Whether this person holds the key of evidence."""
    law: tuple[LawCard, ...] = ()
    whom: tuple[DirectoryEntry, ...] = ()

    def item(self, item_id: str) -> Item | None:
        return next((one for one in self.items if one.id == item_id), None)

    def name(self, user: str) -> str:
        return self.names.get(user, user)


def read_shelf(desk: Desk, case_id: str) -> Shelf:
    """Everything the page shows; files are not touched."""
    case = desk.cases.get(case_id)
    items = desk.evidence.items(case.id)
    law, services = desk.library.law(), desk.directory.by_id()
    return Shelf(
        case=case,
        rule=desk.evidence.rule(case.id),
        items=items,
        custody={one.id: desk.evidence.custody(one.id) for one in items},
        names={one.id: one.name for one in desk.office.staff()},
        opens=desk.evidence.may_open(),
        law=tuple(law[one] for one in LAW if one in law),
        whom=tuple(services[one] for one in WHOM if one in services),
    )
