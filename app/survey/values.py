"""What expressions come to: texts, numbers, yes or no, and places among the answers; and how one becomes the other.

As in XPath 1.0, with what questionnaires expect beyond it: a day is also its number (days since 1970), so that days
can be compared and counted, and a place nobody answered is an empty text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from app.clock import SEOUL

MOST_TEXT = 10_000
"""Letters of an answer, and of anything an expression comes to."""
_NUMBER = re.compile(r"-?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?")
_FIRST = date(1970, 1, 1)


class TooMuch(Exception):  # what happened
    """An expression that would take longer, or become larger, than anybody waits for."""


class Node(Protocol):
    """One place among the answers: an answer, a section, or a choice that a filter looks at."""

    @property
    def text(self) -> str: ...
    @property
    def above(self) -> Node | None: ...
    @property
    def number(self) -> int: ...
    @property
    def path(self) -> str: ...
    def named(self, name: str) -> Sequence[Node]: ...


Nodes = tuple[Node, ...]
Value = str | float | bool | Nodes


def texts(value: Value) -> tuple[str, ...]:
    """The texts of several places, or of the one value."""
    return tuple(one.text for one in value) if isinstance(value, tuple) else (text(value),)


def text(value: Value) -> str:
    if isinstance(value, tuple):
        return value[0].text if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if math.isnan(value) or math.isinf(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def truth(value: Value) -> bool:
    if isinstance(value, tuple):
        return bool(text(value))
    if isinstance(value, float):
        return not (math.isnan(value) or value == 0)
    return bool(value)


def number(value: Value) -> float:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, float):
        return value
    found = text(value).strip()
    if _NUMBER.fullmatch(found):
        return float(found)
    moment = as_moment(found)
    if moment is not None:
        return (moment.date() - _FIRST).days + _part_of_day(moment)
    clock = _TIME.fullmatch(found)
    if clock:
        return (int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)) / 86400
    return math.nan


def as_moment(found: str) -> datetime | None:
    """A day or a moment as it is written in answers, by the clock of Seoul."""
    if not re.match(r"\d{4}-\d\d-\d\d", found) or len(found) > 40:
        return None
    try:
        moment = datetime.fromisoformat(found)
        return moment.astimezone(SEOUL).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def day_of(value: Value) -> str:
    """A day from its number or text; empty where there is none."""
    found = number(value)
    try:
        return (_FIRST + timedelta(days=math.floor(found))).isoformat()
    except (ValueError, OverflowError):
        return ""


def same(left: Value, right: Value) -> bool:
    """Equal as XPath means it: several places are equal to what one of them is equal to."""
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        mine, theirs = _numbers(left), _numbers(right)
        return any(one == other for one in mine for other in theirs)
    return bool(set(texts(left) or ("",)) & set(texts(right) or ("",)))


def differs(left: Value, right: Value) -> bool:
    if (isinstance(left, tuple) and len(left) > 1) or (isinstance(right, tuple) and len(right) > 1):
        return len(set(texts(left)) | set(texts(right))) > 1
    return not same(left, right)


def _numbers(value: Value) -> set[float]:
    return {number(one) for one in texts(value)} if isinstance(value, tuple) else {number(value)}


def _part_of_day(moment: datetime) -> float:
    return (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400
