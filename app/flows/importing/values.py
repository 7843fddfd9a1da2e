"""One cell as a value: days as people write them, codes, numbers; and numbers that no centre may keep."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app.cases.model import Span
from app.clock import today
from app.entry import MAX_TEXT
from app.flows.importing.fields import Fitting, code_of, kind_of
from app.i18n import _
from app.text import digits

MAX_SHORT = 200
"""Characters of a name, place or title."""
_DAY = re.compile(r"(\d{4}|\d{2})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?")
_BARE_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(
    r"(오전|오후|AM|PM|am|pm)?\s*(\d{1,2})\s*[:시]\s*(\d{2})?\s*분?(?::\d{2}(?:\.\d+)?)?\s*(AM|PM|am|pm)?"
)
_WEEKDAY = re.compile(r"^\s*\(?[월화수목금토일](?:요일)?\)?\s*")
_HOURS = re.compile(r"(\d{1,2}):?(\d{2})?\s*시?\s*[-–~∼]\s*(\d{1,2}):?(\d{2})?\s*시?")
_PARTS = re.compile(r"[,;/|\n、]+")
_EARLIEST = 1950
_RESIDENT = re.compile(r"(?<!\d)(\d{6})[-‐-―−－_.\s]{0,3}(\d{7})(?!\d)")
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


class Unfit(Exception):
    """A cell that cannot be what its column is; `kind` groups faults that are alike."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with the time of day where the cell told it."""

    day: date
    at: time | None = None

    @property
    def wall(self) -> datetime:
        """Wall-clock time in Seoul; noon where nobody told it."""
        return datetime.combine(self.day, self.at or time(12))


def holds_resident_number(text: str) -> bool:
    """Whether a resident or foreigner registration number stands here: by the shape of a birth, or by its check digit."""
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    if plain.isdigit() and len(plain) == 12:
        plain = "0" + plain  # a spreadsheet took the zero of somebody born after 2000 for nothing
    return any(_is_resident(*found.groups()) for found in _RESIDENT.finditer(plain))


def _is_resident(birth: str, rest: str) -> bool:
    born = 1 <= int(birth[2:4]) <= 12 and 1 <= int(birth[4:]) <= 31
    if born and rest[0] in "12345678":
        return True
    number = birth + rest
    total = sum(weight * int(figure) for weight, figure in zip(_WEIGHTS, number, strict=False))
    return (11 - total % 11) % 10 == int(number[12])


def value_of(name: str, cell: str, fitting: Fitting) -> Any:
    """The cell as its field keeps it; raises Unfit with a sentence."""
    return _READERS[kind_of(name)](name, cell, fitting)


def _text(_name: str, cell: str, _fitting: Fitting) -> str:
    if len(cell) > MAX_SHORT:
        sentence = _("This is longer than {most} letters. Please shorten it, or let it go into a note.")
        raise Unfit("long", sentence.format(most=MAX_SHORT))
    return " ".join(cell.split())


def _long(_name: str, cell: str, _fitting: Fitting) -> str:
    if len(cell) > MAX_TEXT:
        sentence = _("This text has {length} letters; a note holds {most}. Please split it.")
        raise Unfit("long", sentence.format(length=f"{len(cell):,}", most=f"{MAX_TEXT:,}"))
    return cell


def _day(_name: str, cell: str, fitting: Fitting) -> date:
    return _moment(_name, cell, fitting).day


def _moment(_name: str, cell: str, _fitting: Fitting) -> Moment:
    shown = cell.strip()[:40]
    plain = unicodedata.normalize("NFKC", cell[:60]).strip()
    found = _DAY.match(plain) or _BARE_DAY.match(plain)
    if not found:
        raise Unfit("day", _("“{day}” is not a day as year-month-day.").format(day=shown))
    year, month, day = (int(part) for part in found.groups())
    try:
        kept = date(year if year > 99 else 2000 + year, month, day)
        at = _time_of(_WEEKDAY.sub("", plain[found.end() :]).strip(" T,"))
    except ValueError:
        raise Unfit("day", _("“{day}” is not a day of the calendar.").format(day=shown)) from None
    if kept > today() or kept.year < _EARLIEST:
        raise Unfit("day", _("“{day}” lies in the future, or before anybody wrote cases.").format(day=shown))
    return Moment(kept, at)


def _time_of(rest: str) -> time | None:
    """The time of day behind a day; ValueError for what is none."""
    if not rest:
        return None
    found = _TIME.fullmatch(rest)
    if not found:
        raise ValueError(rest)
    hour, minute = int(found[2]), int(found[3] or 0)
    half = (found[1] or found[4] or "").lower()
    if half in ("오후", "pm") and hour < 12:
        hour += 12
    if half in ("오전", "am") and hour == 12:
        hour = 0
    return time(hour, minute)


def _code(name: str, cell: str, fitting: Fitting) -> str:
    if found := code_of(name, cell, fitting):
        return found
    raise Unfit("code", _("“{value}” is not in the list of this field.").format(value=cell[:40]))


def _codes(name: str, cell: str, fitting: Fitting) -> tuple[str, ...]:
    """Several codes in one cell; a word that holds a parting mark itself is tried whole first."""
    if whole := code_of(name, cell, fitting):
        return (whole,)
    return tuple(dict.fromkeys(_code(name, part.strip(), fitting) for part in _PARTS.split(cell) if part.strip()))


def parts(cell: str) -> tuple[str, ...]:
    """The words of a cell that holds several."""
    return tuple(part.strip() for part in _PARTS.split(cell) if part.strip())


def _phone(_name: str, cell: str, _fitting: Fitting) -> str:
    number = digits(cell)
    if not 3 <= len(number) <= 15 or len(cell) > 40:
        raise Unfit("phone", _("“{number}” does not look like a telephone number.").format(number=cell[:40]))
    if re.fullmatch(r"10\d{8}", cell):
        return f"010-{cell[2:6]}-{cell[6:]}"  # a spreadsheet took its zero for nothing
    return cell


def _minutes(_name: str, cell: str, _fitting: Fitting) -> int:
    found = re.fullmatch(r"(\d{1,4})(?:\.0+)?\s*(?:분|min|minutes)?", cell.strip())
    if not found or not 0 < int(found[1]) <= 24 * 60:
        raise Unfit("minutes", _("“{value}” is no number of minutes from 1 to 1,440.").format(value=cell[:40]))
    return int(found[1])


def _hours(_name: str, cell: str, _fitting: Fitting) -> Span:
    found = _HOURS.fullmatch(cell.strip())
    if found:
        start, end = (f"{int(found[at]):02d}:{int(found[at + 1] or 0):02d}" for at in (1, 3))
        if start < end <= "24:00" and max(start[3:], end[3:]) < "60":
            return Span("1234567", start, end)
    raise Unfit("hours", _("“{value}” are no hours such as 12:00–13:00.").format(value=cell[:40]))


_READERS: dict[str, Callable[[str, str, Fitting], Any]] = {
    "text": _text, "long": _long, "day": _day, "moment": _moment, "code": _code, "codes": _codes, "age": _code,
    "yesno": _code, "phone": _phone, "minutes": _minutes, "hours": _hours,
}  # fmt: skip
