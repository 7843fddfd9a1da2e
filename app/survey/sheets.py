"""The sheets of a questionnaire as cells of text: from a workbook, or from a folder of CSV files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from app import workbooks
from app.errors import BadInput
from app.i18n import _
from app.survey.model import Finding, Unaskable
from app.text import nfc

_NO_LETTERS = re.compile("[\ufffe\uffff]")
KNOWN = ("survey", "choices", "settings")
MOST_LETTERS = 10_000
MOST_ROWS = {"survey": 5_000, "choices": 20_000, "settings": 100}
"""Rows of a questionnaire that anybody could answer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: where it stands (from 1, the headings included), and its filled cells by heading."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its headings as they were written, and its filled rows."""

    name: str
    headings: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was found, and the names of sheets that nobody reads."""

    found: dict[str, Sheet]
    others: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Sheet:
        return self.found.get(name, Sheet(name))


def read_sheets(path: Path) -> Sheets:
    """The sheets of a workbook (.xlsx) or of a folder of CSV files; Unaskable where there are none."""
    try:
        found = _folder(path) if path.is_dir() else _book(path)
    except FileNotFoundError:
        raise Unaskable(Finding(_("There is no file or folder of this name. Nothing was read."))) from None
    except OSError:
        raise Unaskable(Finding(_("This file cannot be read. Please check its name and rights."))) from None
    if not found["survey"].lines:
        raise Unaskable(Finding(_("There is no sheet “survey” with questions in it."), sheet="survey"))
    return found


def _book(path: Path) -> Sheets:
    if path.stat().st_size > workbooks.MOST_BYTES:
        raise Unaskable(Finding(_("This file is larger than any questionnaire.")))
    data = path.read_bytes()
    try:
        names = {name.strip().lower(): name for name in workbooks.names(data)}
        pages = {name: _sheet(name, workbooks.rows(data, names[name])) for name in KNOWN if name in names}
    except Unaskable:
        raise
    except BadInput as problem:
        raise Unaskable(Finding(str(problem))) from problem
    return Sheets(pages, tuple(real for name, real in names.items() if name not in KNOWN))


def _folder(path: Path) -> Sheets:
    files = {one.stem.lower(): one for one in sorted(path.glob("*.csv")) if one.is_file()}
    pages = {name: _sheet(name, _csv_rows(name, files[name])) for name in KNOWN if name in files}
    return Sheets(pages, tuple(one.name for name, one in files.items() if name not in KNOWN))


def _csv_rows(name: str, path: Path) -> Iterator[tuple[str, ...]]:
    if path.stat().st_size > workbooks.MOST_BYTES:
        raise Unaskable(Finding(_("This file is larger than any questionnaire."), sheet=name))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unaskable(
            Finding(_("This file is no text in UTF-8. Please save it as CSV (UTF-8)."), sheet=name)
        ) from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            yield tuple(row)
    except csv.Error:
        sentence = _("From here on this is no CSV: a quotation mark may be missing.")
        raise Unaskable(Finding(sentence, name, rows.line_num)) from None


def _sheet(name: str, rows: Iterable[Iterable[workbooks.Value]]) -> Sheet:
    headings: tuple[str, ...] = ()
    lines = []
    for number, row in enumerate(rows, 1):
        cells = tuple(_text(value) for value in row)
        if not headings:
            headings = _headings(name, number, cells)
            continue
        found = {head: cell for head, cell in zip(headings, cells, strict=False) if head and cell}
        for head, cell in found.items():
            if len(cell) > MOST_LETTERS:
                raise Unaskable(Finding(_("This cell is longer than any text of a questionnaire."), name, number, head))
            if _NO_LETTERS.search(cell):
                raise Unaskable(Finding(_("This cell holds signs that are no letters."), name, number, head))
        if found:
            lines.append(Line(number, found))
        if len(lines) > MOST_ROWS[name]:
            sentence = _("There are more than {most} rows here, which nobody could answer.").format(
                most=MOST_ROWS[name]
            )
            raise Unaskable(Finding(sentence, name, number))
    return Sheet(name, headings, tuple(lines))


def _headings(name: str, number: int, cells: tuple[str, ...]) -> tuple[str, ...]:
    seen = set()
    for head in filter(None, cells):
        if head in seen:
            raise Unaskable(Finding(_("Two columns have this heading."), name, number, head))
        seen.add(head)
    return cells if seen else ()


def _text(value: workbooks.Value) -> str:
    """A cell as people see it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    return nfc(value.isoformat() if isinstance(value, (date, time)) else str(value)).strip()
