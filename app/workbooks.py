"""Workbooks (XLSX): the one room that reads and writes them; rows of plain values in and out.

What is read comes from outside: sizes are bounded before anything is unpacked, formulas and links are never followed,
and whatever openpyxl stumbles over is one sentence. What is written never begins a formula.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.sax import SAXException

from app.errors import BadInput
from app.i18n import _

Value = str | int | float | bool | date | datetime | time | None

MOST_BYTES = 32 << 20
"""A workbook larger than this is no list that people kept."""
MOST_UNPACKED = 256 << 20
MOST_ROWS, MOST_COLUMNS = 60_000, 256
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How text begins that a spreadsheet would work out; full-width forms count in Korean ones."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet to be written: its name, rows of values, and the columns' widths in characters."""

    name: str
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int] = ()
    bold: frozenset[int] = frozenset()
    """Rows (from 0) that are heads."""


def names(data: bytes) -> tuple[str, ...]:
    """The sheets of a workbook; BadInput where it is none, or more than could be meant."""
    with _opened(data) as book:
        return tuple(book.sheetnames)


def rows(data: bytes, sheet: str = "") -> Iterator[tuple[Value, ...]]:
    """The rows of a sheet (the first, unless named), trailing empty cells cut; formulas give what was last computed.

    Raises BadInput for a damaged or oversized workbook, or a sheet that is not there.
    """
    with _opened(data) as book:
        if sheet and sheet not in book.sheetnames:
            raise BadInput(_("There is no sheet “{name}” in this workbook.").format(name=sheet), field="sheet")
        page = book[sheet or book.sheetnames[0]]
        try:
            for number, row in enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
                if number > MOST_ROWS:
                    raise BadInput(
                        _("This sheet has more than {most} rows. Please split it.").format(most=MOST_ROWS), field="file"
                    )
                yield _trimmed(row)
        except _PROBLEMS as problem:
            raise _unreadable() from problem


def has_formulas(data: bytes) -> bool:
    """Whether some sheet computes a cell: what is read is then what it last came to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = [one for one in archive.infolist() if one.filename.startswith("xl/worksheets/")]
            return any(_has_formula(archive, one) for one in sheets)
    except _PROBLEMS as problem:
        raise _unreadable() from problem


def _has_formula(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> bool:
    with archive.open(sheet) as stream:
        end = b""
        while piece := stream.read(1 << 20):
            if any(mark in end + piece for mark in (b"<f>", b"<f ")):
                return True
            end = piece[-2:]
    return False


def write(pages: Iterable[Page]) -> bytes:
    """A workbook in memory, the same bytes for the same rows apart from its own time stamp."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for page in pages:
        sheet = book.create_sheet(page.name[:31])
        for at, width in enumerate(page.widths):
            sheet.column_dimensions[_letter(at)].width = width
        for number, row in enumerate(page.rows):
            cells: list[Any] = [_safe(value) for value in row]
            if number in page.bold:
                cells = [WriteOnlyCell(sheet, value=value) for value in cells]
                for cell in cells:
                    cell.font = Font(bold=True)
            sheet.append(cells)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def write_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """The same rows as CSV, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([_safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


_PROBLEMS = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, SAXException, OSError,
    EOFError, zlib.error, RuntimeError, NotImplementedError, RecursionError, ArithmeticError,
)  # fmt: skip
"""What openpyxl and the archive below it raise over strange bytes; they promise no error of their own."""


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """A workbook while it is read."""
    from openpyxl import load_workbook

    _check(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        if not book.sheetnames:
            raise ValueError
    except _PROBLEMS as problem:
        raise _unreadable() from problem
    with closing(book):
        yield book


def _check(data: bytes) -> None:
    """Refuse by size before anything is unpacked."""
    if len(data) > MOST_BYTES:
        raise BadInput(_("This file is larger than any list of cases. Please split it."), field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
    except _PROBLEMS as problem:
        raise _unreadable() from problem
    if unpacked > MOST_UNPACKED:
        raise BadInput(_("This file is larger than any list of cases. Please split it."), field="file")


def _trimmed(row: Sequence[Any]) -> tuple[Value, ...]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return tuple(row[:end])


def _safe(value: Value) -> Value:
    """Text that a spreadsheet would take for a formula stands behind an apostrophe."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value


def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(at + 1))


def _unreadable() -> BadInput:
    return BadInput(
        _("This file cannot be read as a workbook. Nothing was changed. Save it as XLSX or CSV and try again."),
        field="file",
    )
