"""The audit trail on paper: what was asked for, what was checked, and a line an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import i18n
from app.documents.blocks import Furniture, Grid, Pairs, Paper, Part, Title
from app.documents.making import band
from app.documents.model import Centre
from app.documents.words import Words
from app.i18n import _


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry as it is printed; every cell is text."""

    number: str
    when: str
    who: str
    what: str
    about: str


@dataclass(frozen=True, slots=True)
class TrailPaper:
    """What the paper says before its rows: the filter in words, who made it, what the check found, and fingerprints."""

    centre: Centre
    asked: str
    by: str
    made_on: date
    checked: str
    first: str
    last: str
    rows: Sequence[TrailRow]


def audit_paper(trail: TrailPaper) -> Paper:
    """The whole paper, in the language of the window."""
    words = Words(i18n.language())
    facts = (
        (_("What was asked for"), trail.asked),
        (_("Entries"), str(len(trail.rows))),
        (_("Made by"), trail.by),
        (_("Made on"), words.day(trail.made_on)),
        (_("Chain"), trail.checked),
        (_("First fingerprint"), _spaced(trail.first)),
        (_("Last fingerprint"), _spaced(trail.last)),
    )
    head = (_("No."), _("When"), _("Who"), _("What"), _("About"))
    rows = tuple((one.number, one.when, one.who, one.what, one.about) for one in trail.rows)
    note = _(
        "It holds ids, counts and fingerprints, and no word of a case. The fingerprints show whether it was changed."
    )
    grid = Grid(head, rows, (25, 24, 22, 48, 48))
    content = (
        Title(_("Audit trail"), trail.centre.name),
        Pairs(facts, label=34.0),
        Part(_("The entries"), (grid,), note),
    )
    empty = (*content[:2], Part(_("The entries"), (), _("Nothing was found for what was asked.")))
    furniture = Furniture(_("Audit trail"), trail.centre.name, trail.asked, band(trail.centre, words))
    return Paper(words.language, furniture, content if rows else empty)


def make_audit_paper(trail: TrailPaper) -> tuple[bytes, int]:
    """The PDF and its number of pages; for a worker."""
    from app.documents.drawing import draw_paper

    drawn = draw_paper(audit_paper(trail))
    return drawn.data, drawn.pages


def _spaced(digest: str) -> str:
    """A fingerprint in groups of eight, the first half of it: enough to compare by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, min(len(digest), 32), 8)) or "—"
