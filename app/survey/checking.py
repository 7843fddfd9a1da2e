"""Whether an answer is one: a number, a day, a choice that is there; as it is kept, or a sentence why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from app.entry import check_day, check_text
from app.errors import BadInput
from app.i18n import _
from app.survey.model import Question
from app.survey.values import MOST_TEXT
from app.text import nfc


def checked(question: Question, given: str, offered: tuple[str, ...]) -> str:
    """The answer as it is kept; an empty one is no answer yet."""
    answer = nfc(given).strip()
    if not answer:
        return ""
    if len(answer) > MOST_TEXT:
        raise BadInput(_("This answer is longer than can be kept. Please shorten it; the text is still there."))
    if question.kind in ("select_one", "select_multiple", "rank"):
        return _chosen(question.kind, answer, offered)
    return _KINDS.get(question.kind, _text)(question, answer)


def _chosen(kind: str, answer: str, offered: tuple[str, ...]) -> str:
    chosen = answer.split()
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(offered) or (kind == "select_one" and len(chosen) > 1):
        raise BadInput(_("Please choose among what is offered here."))
    if kind == "rank":
        if len(chosen) < len(offered):
            raise BadInput(_("Please put all of them in order."))
        return " ".join(chosen)
    return " ".join(one for one in offered if one in chosen)


def _text(_question: Question, answer: str) -> str:
    return check_text(answer, "answer") or ""


def _integer(_question: Question, answer: str) -> str:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", answer):
        raise BadInput(_("Please write a whole number, as 12."))
    return str(int(answer))


def _decimal(_question: Question, answer: str) -> str:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?", answer):
        raise BadInput(_("Please write a number, as 12 or 12.5."))
    return answer.lstrip("+")


def _range(question: Question, answer: str) -> str:
    number, bounds = float(_decimal(question, answer)), question.bounds
    if bounds is None:
        return answer
    steps = (number - bounds.start) / bounds.step
    if not bounds.start <= number <= bounds.end or abs(steps - round(steps)) > 1e-6:
        sentence = _("Please choose a number from {start:g} to {end:g} in steps of {step:g}.")
        raise BadInput(sentence.format(start=bounds.start, end=bounds.end, step=bounds.step))
    return answer.lstrip("+")


def _day(_question: Question, answer: str) -> str:
    return check_day(answer, "answer") or ""


def _time(_question: Question, answer: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", answer):
        raise BadInput(_("Please write the time as 14:30."))
    return answer


def _moment(_question: Question, answer: str) -> str:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", answer):
            raise ValueError
        return datetime.fromisoformat(answer).isoformat(timespec="minutes")
    except ValueError:
        raise BadInput(_("Please write the day and the time as 2026-11-23 14:30.")) from None


def _agreed(_question: Question, answer: str) -> str:
    if answer != "OK":
        raise BadInput(_("Please choose among what is offered here."))
    return answer


_KINDS: dict[str, Callable[[Question, str], str]] = {
    "integer": _integer, "decimal": _decimal, "range": _range, "date": _day, "time": _time, "dateTime": _moment, "acknowledge": _agreed,
}  # fmt: skip
