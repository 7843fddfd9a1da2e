"""A table out of bytes that others made: CSV by a guessed code and delimiter, or a workbook. No desk is needed."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path

from app import workbooks
from app.errors import BadInput
from app.i18n import _
from app.text import nfc

MOST_CHARACTERS = 32 << 20
"""All cells together; a few long cells that a workbook repeats by reference would otherwise fill the memory."""
MOST_ROWS, MOST_COLUMNS = workbooks.MOST_ROWS, workbooks.MOST_COLUMNS
MOST_BYTES = workbooks.MOST_BYTES
ENCODINGS = ("utf-8", "cp949", "utf-16")
DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 64 << 10
_LONGEST_CELL = 4 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml")
_PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"age-encryption")
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows of text: headings that are all different, and rows by the number people see them under."""

    kind: str
    """csv or xlsx."""
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    sha256: str
    name_digest: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What should be known of how it was read, as sentences."""

    def column(self, heading: str, most: int = 0) -> Iterator[str]:
        """The cells of a column that say something, up to `most` rows."""
        at = self.headings.index(heading)
        for _number, cells in self.rows[:most] if most else self.rows:
            if at < len(cells) and cells[at]:
                yield cells[at]


def read_file(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """The table in a file; BadInput with a whole sentence where it is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large()
        data = path.read_bytes()
    except (OSError, ValueError):  # a name with a zero byte is a ValueError
        raise BadInput(
            _("The file “{name}” cannot be read. Nothing was taken in. Please look at the path.").format(
                name=path.name
            ),
            field="file",
        ) from None
    return read(data, path.name, encoding=encoding, delimiter=delimiter, sheet=sheet)


def is_table(path: Path) -> bool:
    """Whether a file is meant as a table: by what a workbook has in it, else by its name."""
    try:
        with path.open("rb") as stream:
            if stream.read(4) in _ARCHIVE:
                with zipfile.ZipFile(stream) as archive:
                    return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        pass  # not there or not whole: its name decides who says so
    return path.suffix.lower() in (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")


def read(data: bytes, name: str, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """The table in these bytes; what they are is read from themselves, the name is only compared with it."""
    if len(data) > MOST_BYTES:
        raise _too_large()
    suffix = Path(name).suffix.lower()
    remarks: list[str] = []
    if data.startswith(_ARCHIVE):
        if suffix not in (".xlsx", ".xlsm"):
            remarks.append(_("Its name says something else, but this is a workbook, and was read as one."))
        found = _workbook(data, sheet, remarks)
        told = {"kind": "xlsx", "sheet": found[0], "sheets": found[1]}
        records = found[2]
    else:
        _refuse_what_is_no_text(data)
        if suffix in (".xlsx", ".xlsm", ".xls"):
            remarks.append(_("Its name says workbook, but this is text, and was read as CSV."))
        code, text = _decoded(data, encoding)
        mark = delimiter or _guessed_delimiter(text)
        told = {"kind": "csv", "encoding": code, "delimiter": mark}
        records = _records(text, mark, remarks)
    headings, rows = _headed(records)
    digest, named = sha256(data).hexdigest(), sha256(nfc(name).encode("utf-8", "replace")).hexdigest()
    return Table(headings=headings, rows=rows, sha256=digest, name_digest=named, remarks=tuple(remarks), **told)  # type: ignore[arg-type] # three of its fields, by kind


# -- text --------------------------------------------------------------------------------------------


def _refuse_what_is_no_text(data: bytes) -> None:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip():
        raise BadInput(_("This file is empty. Nothing was taken in."), field="file")
    if data.startswith(_OLD_OFFICE):
        raise BadInput(
            _(
                "This is an old workbook (XLS), or one that opens with a password. Nothing was taken in. Please open it and save it as XLSX without a password, or as CSV."
            ),
            field="file",
        )
    if head.startswith(_PAGES):
        raise BadInput(
            _(
                "This is a web page that only calls itself a table. Nothing was taken in. Please open it in a spreadsheet and save it as XLSX or CSV."
            ),
            field="file",
        )
    if data.startswith(_PICTURES):
        raise BadInput(
            _("This file is no table, whatever its name says. Nothing was taken in. Please choose a CSV or XLSX file."),
            field="file",
        )


def _decoded(data: bytes, wished: str) -> tuple[str, str]:
    """The code and the text; a mark at the beginning decides, then whether it is whole UTF-8, then CP949."""
    if wished and wished not in ENCODINGS:
        raise BadInput(
            _("“{name}” is no known code of letters. Choose UTF-8, CP949 or UTF-16.").format(name=wished),
            field="encoding",
        )
    marked = next((code for mark, code in _MARKS if data.startswith(mark)), "")
    for code in (wished,) if wished else (marked,) if marked else ("utf-8", "cp949"):
        try:
            text = data.decode("utf-8-sig" if code == "utf-8" else code)
        except UnicodeDecodeError as problem:
            if wished or marked or code == "cp949":
                raise _undecoded(data, problem, code, sure=bool(wished or marked)) from None
            continue
        if "\0" in text:
            raise BadInput(
                _(
                    "This file is no table, whatever its name says. Nothing was taken in. Please choose a CSV or XLSX file."
                ),
                field="file",
            )
        return code, text
    raise AssertionError("one of the codes answers or refuses")


def _undecoded(data: bytes, problem: UnicodeDecodeError, code: str, *, sure: bool) -> BadInput:
    if not sure and _breaks_off(data):
        sentence = _(
            "This file breaks off in the middle of a letter. Nothing was taken in. Please copy or save it once more."
        )
        return BadInput(sentence, field="file")
    line = data.count(b"\n", 0, problem.start) + 1
    sentence = _(
        "The letters in line {line} cannot be read as {code}. Nothing was taken in. Please choose another code, or save the file as UTF-8."
    )
    return BadInput(sentence.format(line=line, code=code.upper()), field="encoding")


def _breaks_off(data: bytes) -> bool:
    """Whether everything is UTF-8 but the last letter, which is not whole."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _guessed_delimiter(text: str) -> str:
    """The mark by which most of the first lines fall into the same number of cells."""
    sample = text[:_SAMPLE]
    best, chosen = 0.0, ","
    for mark in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if row)
        except csv.Error:
            continue
        if not widths:
            continue
        width, lines = widths.most_common(1)[0]
        score = lines / widths.total() * min(width, 12) if width > 1 else 0.0
        if score > best:
            best, chosen = score, mark
    return chosen


def _records(text: str, mark: str, remarks: list[str]) -> list[tuple[str, ...]]:
    if mark not in DELIMITERS:
        raise BadInput(_("Cells are parted by a comma, a semicolon, a tab or an upright line."), field="delimiter")
    csv.field_size_limit(_LONGEST_CELL)
    found: list[tuple[str, ...]] = []
    formula = False
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            if len(found) > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise _too_many()
            cells = tuple(map(_unquoted, row))
            formula = formula or any(c.startswith("=") for c in cells)
            found.append(cells)
    except csv.Error as problem:
        if "unexpected end" in str(problem):
            sentence = _(
                "This file breaks off inside a quoted cell. Nothing was taken in. Please copy or save it once more."
            )
        elif "field larger" in str(problem):
            sentence = _(
                "A cell in line {line} is longer than any text that a centre keeps. Nothing was taken in."
            ).format(line=len(found) + 1)
        else:
            sentence = _(
                "Line {line} is no line of a table: a quotation mark stands where none may. Nothing was taken in."
            ).format(line=len(found) + 1)
        raise BadInput(sentence, field="file") from None
    if formula:
        remarks.append(_("Some cells begin like a formula. They were read as text; nothing was computed."))
    return found


def _unquoted(cell: str) -> str:
    """What spreadsheets write to keep the zeros of a number: `="0101"`."""
    found = _QUOTED_FORMULA.fullmatch(cell) if cell.startswith('="') else None
    return found[1] if found else cell


# -- workbooks ---------------------------------------------------------------------------------------


def _workbook(data: bytes, sheet: str, remarks: list[str]) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    sheets = workbooks.names(data)
    found: list[tuple[str, ...]] = []
    total = 0
    for row in workbooks.rows(data, sheet):
        cells = tuple(_written(value) for value in row)
        total += sum(map(len, cells))
        if total > MOST_CHARACTERS:
            raise _too_large()
        found.append(cells)
    if workbooks.has_formulas(data):
        remarks.append(
            _(
                "This workbook computes some of its cells. What they last came to was read; where that was not saved, the cell is empty."
            )
        )
    if not sheet and len(sheets) > 1:
        remarks.append(
            _("This workbook has {count} sheets. “{name}” was read.").format(count=len(sheets), name=sheets[0])
        )
    return sheet or sheets[0], sheets, found


def _written(value: workbooks.Value) -> str:
    """A value as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


# -- rows --------------------------------------------------------------------------------------------


def _headed(records: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    """Headings from the first row that says something, and the rows below it that do."""
    total = sum(len(cell) for row in records for cell in row)
    if total > MOST_CHARACTERS:
        raise _too_large()
    filled = [(number, row) for number, row in enumerate(records, 1) if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        raise BadInput(_("This table has headings at most, and no row below them. Nothing was taken in."), field="file")
    width = max(len(row) for _number, row in filled)
    headings = _different(filled[0][1], width)
    return headings, tuple((number, tuple(_clean(cell) for cell in row)) for number, row in filled[1:])


def _clean(cell: str) -> str:
    """Long cells are left as they are: they are refused by their length, and composing them would cost minutes."""
    return nfc(cell).strip() if len(cell) < 500_000 else cell


def _different(first: Iterable[str], width: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    names = list(first)
    for at in range(width):
        name = " ".join(nfc(names[at][:80]).split()) if at < len(names) else ""
        plain = name = name or f"#{at + 1}"
        number = 2
        while name in found:
            name, number = f"{plain} ({number})", number + 1
        found[name] = None
    return tuple(found)


def _too_large() -> BadInput:
    return BadInput(_("This file is larger than any list of cases. Please split it."), field="file")


def _too_many() -> BadInput:
    return BadInput(
        _("This table has more than {most} rows or {columns} columns. Please split it.").format(
            most=MOST_ROWS, columns=MOST_COLUMNS
        ),
        field="file",
    )
