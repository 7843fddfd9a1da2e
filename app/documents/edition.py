"""Books and hand-outs of the manual: what is asked for, what comes back, and what had to be left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.errors import BadInput
from app.i18n import Language, _

VICTIM = "victim"
SIDES = (VICTIM, "police", "organisation")
"""For whom a book is made; police and organisation are the other side of a manual, whichever it has."""
TITLES = ("memo", "notes", "things")
"""Neutral titles a paper may carry; none of them says where it comes from."""


class Form(StrEnum):
    """How a hand-out is set."""

    NORMAL = "normal"
    LARGE = "large"
    EASY = "easy"
    DISCREET = "discreet"


class Fold(StrEnum):
    """How the sheet of a discreet hand-out is folded: twice to A6, or as a small booklet with one cut."""

    FOUR = "four"
    EIGHT = "eight"


@dataclass(frozen=True, slots=True)
class Edition:
    """Which book: of which manual, for whom, in which language."""

    pack: str
    side: str = VICTIM
    language: Language = "ko"


@dataclass(frozen=True, slots=True)
class Leaflet:
    """Which hand-out: the chosen steps in their order, its form, and the neutral title it carries."""

    pack: str
    steps: tuple[str, ...]
    form: Form = Form.NORMAL
    language: Language = "ko"
    title: str = "memo"
    fold: Fold = Fold.FOUR
    law: bool = True
    """Whether the provisions behind the steps come along; a discreet card never has them."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A finished book. `lost` are services, `lost_law` provisions that were left out, by id."""

    data: bytes
    pages: int
    lost: tuple[str, ...] = ()
    lost_law: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Letters for which the font has no form."""


@dataclass(frozen=True, slots=True)
class Handout:
    """A finished hand-out, and what it lost on the way: services and law by id, lines as they would have read."""

    data: bytes
    pages: int
    lost: tuple[str, ...] = ()
    lost_law: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    """Lines a discreet hand-out left out, because they would tell what it is about or found no room."""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PressedBook:
    """A book that was drawn and stands nowhere yet."""

    edition: Edition
    made: Bound


@dataclass(frozen=True, slots=True)
class PressedHandout:
    """A hand-out that was drawn and stands nowhere yet."""

    leaflet: Leaflet
    made: Handout


def check_leaflet(leaflet: Leaflet) -> None:
    """Refuse what no hand-out can be made from."""
    if not leaflet.steps:
        raise BadInput(_("No hand-out was made. Choose at least one step."), field="steps")
    if leaflet.title not in TITLES:
        raise BadInput(_("No hand-out was made. Choose one of the neutral titles."), field="title")
