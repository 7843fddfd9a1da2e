"""A report on paper: its tables in the order of the form, with units, totals and what they may be misread for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import i18n
from app.documents.blocks import Block, Furniture, Grid, Pairs, Paper, Part, Title
from app.documents.making import band
from app.documents.model import Centre
from app.documents.words import Words
from app.i18n import _


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table: its unit, the heads of its columns, and a line of figures for each label."""

    title: str
    unit: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int | str, ...]], ...]
    note: str = ""
    sums: frozenset[int] = frozenset()
    """Which lines add up the others."""


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """What the paper says."""

    centre: Centre
    title: str
    first: date
    last: date
    made_on: date
    by: str
    version: str
    tables: Sequence[ReportTable]
    for_outside: bool = False
    """Whether small figures stand as a mark in it."""


_MOST_COLUMNS = 7
"""Columns of figures side by side; a year of months stands in two tables below each other."""


def report_paper(report: ReportPaper) -> Paper:
    """The whole paper, in the language of the window."""
    words = Words(i18n.language())
    span = f"{words.day(report.first)} – {words.day(report.last)}"
    facts = (
        (_("Period"), span),
        (_("Counted on"), words.day(report.made_on)),
        (_("Made by"), report.by),
        (_("Layout"), _("version {version}").format(version=report.version)),
    )
    small = (
        _("* stands for figures of 1 to 4, and for others that would give them away.")
        if report.for_outside
        else _("Figures below 5 can point to one person. Look at them before you pass this on or publish it.")
    )
    caution = " ".join((_("Sealed cases are not among these figures."), small))
    signers = (_("In charge"), _("Team lead"), _("Head"))
    content: tuple[Block | Part, ...] = (
        Title(report.title, report.centre.name, signers, _("Approval")),
        Pairs(facts, label=30.0),
        *(part for table in report.tables for part in _parts(table)),
        Part(_("Before this leaves the house"), (), caution),
    )
    furniture = Furniture(report.title, report.centre.name, span, band(report.centre, words))
    return Paper(words.language, furniture, content)


def make_report_paper(report: ReportPaper) -> tuple[bytes, int]:
    """The PDF and its number of pages; for a worker."""
    from app.documents.drawing import draw_paper

    drawn = draw_paper(report_paper(report))
    return drawn.data, drawn.pages


def _parts(table: ReportTable) -> list[Part]:
    """A table as wide as the paper takes; the note stands under its last piece."""
    heading = f"{table.title} · {table.unit}"
    pieces = [_piece(table, at) for at in range(0, len(table.columns), _MOST_COLUMNS)]
    last = len(pieces) - 1
    return [
        Part(heading if at == 0 else "", (grid,), table.note if at == last else "") for at, grid in enumerate(pieces)
    ]


def _piece(table: ReportTable, start: int) -> Grid:
    chosen = slice(start, start + _MOST_COLUMNS)
    side = min(len(table.columns), _MOST_COLUMNS)
    empty = ("",) * (side - len(table.columns[chosen]))  # a later piece keeps the columns of the first
    rows = tuple((label, *(_figure(value) for value in values[chosen]), *empty) for label, values in table.lines)
    share = 16.5 if side > 4 else 26.0
    widths = (167.0 - share * side, *(share for _one in range(side)))
    return Grid(("", *table.columns[chosen], *empty), rows, widths, figures=True, sums=table.sums)


def _figure(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"
