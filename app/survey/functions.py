"""The functions that questionnaires may use, each with how many arguments it takes.

Blank answers do not count in sums and extremes: a question somebody would rather not answer must not spoil a total.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.clock import local, now, today
from app.survey import patterns
from app.survey.expressions import Misspelt
from app.survey.values import MOST_TEXT, TooMuch, Value, as_moment, day_of, number, text, texts, truth

if TYPE_CHECKING:
    from app.survey.evaluation import Scope

Function = Callable[["Scope", tuple[Value, ...]], Value]
_MANY = 200


def _bounded(found: str) -> str:
    if len(found) > MOST_TEXT:
        raise TooMuch
    return found


def _words(value: Value) -> list[str]:
    return text(value).split()


def _selected_at(_scope: Scope, given: tuple[Value, ...]) -> Value:
    chosen, at = _words(given[0]), number(given[1])
    return chosen[int(at)] if 0 <= at < len(chosen) else ""


def _filled(given: tuple[Value, ...]) -> list[str]:
    return [one for value in given for one in texts(value) if one.strip()]


def _extreme(choose: Callable[[list[float]], float]) -> Function:
    def found(_scope: Scope, given: tuple[Value, ...]) -> Value:
        numbers = [one for one in map(number, _filled(given)) if not math.isnan(one)]
        return choose(numbers) if numbers else math.nan

    return found


def _sum(_scope: Scope, given: tuple[Value, ...]) -> Value:
    return float(sum(map(number, _filled(given))))


def _round(_scope: Scope, given: tuple[Value, ...]) -> Value:
    """Halves go up, as XPath rounds, not to the even neighbour."""
    value, digits = number(given[0]), number(given[1]) if len(given) > 1 else 0.0
    if not (math.isfinite(value) and abs(digits) <= 15):
        return math.nan
    scale = 10.0 ** int(digits)
    return math.floor(value * scale + 0.5) / scale


def _whole(by: Callable[[float], int]) -> Function:
    def found(_scope: Scope, given: tuple[Value, ...]) -> Value:
        value = number(given[0])
        return float(by(value)) if math.isfinite(value) else math.nan

    return found


def _pow(_scope: Scope, given: tuple[Value, ...]) -> Value:
    try:
        found = number(given[0]) ** number(given[1])
    except (OverflowError, ZeroDivisionError):
        return math.nan
    return found if isinstance(found, float) else math.nan


def _regex(scope: Scope, given: tuple[Value, ...]) -> Value:
    subject = text(given[0])
    scope.fuel.spend(len(subject))
    try:
        return patterns.compiled(text(given[1])).fits(subject)
    except Misspelt:
        return False


def _coalesce(_scope: Scope, given: tuple[Value, ...]) -> Value:
    return next((found for found in map(text, given) if found), "")


def _position(scope: Scope, given: tuple[Value, ...]) -> Value:
    if not given:
        return float(scope.position)
    return float(given[0][0].number) if isinstance(given[0], tuple) and given[0] else math.nan


def _substr(_scope: Scope, given: tuple[Value, ...]) -> Value:
    begin, end = number(given[1]), number(given[2]) if len(given) > 2 else float(MOST_TEXT)
    return text(given[0])[int(begin) : int(end)] if math.isfinite(begin) and math.isfinite(end) else ""


def _translate(_scope: Scope, given: tuple[Value, ...]) -> Value:
    letters, instead = text(given[1]), text(given[2])
    table = {ord(one): instead[at : at + 1] for at, one in reversed(list(enumerate(letters)))}
    return text(given[0]).translate(table)


def _format_date(_scope: Scope, given: tuple[Value, ...]) -> Value:
    moment = as_moment(text(given[0])) or as_moment(day_of(given[0]))
    if moment is None:
        return ""
    parts = _date_parts(moment)
    return _bounded(re.sub(r"%(.)", lambda found: parts.get(found[1], found[0]), text(given[1])))


def _date_parts(moment: datetime) -> dict[str, str]:
    return {
        "Y": f"{moment.year:04}", "y": f"{moment.year % 100:02}", "m": f"{moment.month:02}", "n": str(moment.month),
        "d": f"{moment.day:02}", "e": str(moment.day), "H": f"{moment.hour:02}", "h": str(moment.hour),
        "M": f"{moment.minute:02}", "S": f"{moment.second:02}",
    }  # fmt: skip


def _checklist(_scope: Scope, given: tuple[Value, ...]) -> Value:
    least, most = number(given[0]), number(given[1])
    found = sum(truth(one) for one in given[2:])
    return (least < 0 or found >= least) and (most < 0 or found <= most)


_KNOWN: dict[str, tuple[int, int, Function]] = {
    "abs": (1, 1, lambda _scope, given: abs(number(given[0]))),
    "boolean": (1, 1, lambda _scope, given: truth(given[0])),
    "boolean-from-string": (1, 1, lambda _scope, given: text(given[0]).lower() in ("1", "true")),
    "ceiling": (1, 1, _whole(math.ceil)),
    "checklist": (3, _MANY, _checklist),
    "coalesce": (1, _MANY, _coalesce),
    "concat": (1, _MANY, lambda _scope, given: _bounded("".join(one for value in given for one in texts(value)))),
    "contains": (2, 2, lambda _scope, given: text(given[1]) in text(given[0])),
    "count": (1, 1, lambda _scope, given: float(len(given[0])) if isinstance(given[0], tuple) else math.nan),
    "count-non-empty": (1, 1, lambda _scope, given: float(len(_filled(given)))),
    "count-selected": (1, 1, lambda _scope, given: float(len(_words(given[0])))),
    "date": (1, 1, lambda _scope, given: day_of(given[0])),
    "decimal-date-time": (1, 1, lambda _scope, given: number(given[0])),
    "ends-with": (2, 2, lambda _scope, given: text(given[0]).endswith(text(given[1]))),
    "false": (0, 0, lambda _scope, _given: False),
    "floor": (1, 1, _whole(math.floor)),
    "format-date": (2, 2, _format_date),
    "format-date-time": (2, 2, _format_date),
    "int": (1, 1, _whole(math.trunc)),
    "join": (2, _MANY, lambda _scope, given: _bounded(text(given[0]).join(one for value in given[1:] for one in texts(value)))),
    "jr:choice-name": (2, 2, lambda scope, given: scope.choice_name(text(given[0]), text(given[1]))),
    "max": (1, _MANY, _extreme(max)),
    "min": (1, _MANY, _extreme(min)),
    "normalize-space": (1, 1, lambda _scope, given: " ".join(_words(given[0]))),
    "not": (1, 1, lambda _scope, given: not truth(given[0])),
    "now": (0, 0, lambda _scope, _given: local(now()).isoformat(timespec="seconds")),
    "number": (1, 1, lambda _scope, given: number(given[0])),
    "position": (0, 1, _position),
    "pow": (2, 2, _pow),
    "regex": (2, 2, _regex),
    "round": (1, 2, _round),
    "selected": (2, 2, lambda _scope, given: text(given[1]).strip() in _words(given[0])),
    "selected-at": (2, 2, _selected_at),
    "starts-with": (2, 2, lambda _scope, given: text(given[0]).startswith(text(given[1]))),
    "string": (1, 1, lambda _scope, given: text(given[0])),
    "string-length": (1, 1, lambda _scope, given: float(len(text(given[0])))),
    "substr": (2, 3, _substr),
    "substring-after": (2, 2, lambda _scope, given: text(given[0]).partition(text(given[1]))[2] if text(given[1]) else text(given[0])),
    "substring-before": (2, 2, lambda _scope, given: _before(text(given[0]), text(given[1]))),
    "sum": (1, 1, _sum),
    "today": (0, 0, lambda _scope, _given: today().isoformat()),
    "translate": (3, 3, _translate),
    "true": (0, 0, lambda _scope, _given: True),
}  # fmt: skip


def _before(whole: str, mark: str) -> str:
    return whole.partition(mark)[0] if mark and mark in whole else ""


FUNCTIONS: dict[str, Function] = {name: run for name, (_least, _most, run) in _KNOWN.items()}
ARGUMENTS: dict[str, tuple[int, int]] = {
    **{name: (least, most) for name, (least, most, _run) in _KNOWN.items()}, "if": (3, 3), "once": (1, 1),
}  # fmt: skip
"""How many arguments a function takes; `if` and `once` are known to the evaluation itself."""
