"""The rule from warning signs to a level. The list is our own and not validated; it yields a rule, never a percentage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.codelists import codes
from app.kinds import Risk

SERIOUS_FOR_HIGH = 3
UNKNOWN_FOR_MISSING = 5
ORDER = (Risk.WATCH, Risk.CAUTION, Risk.HIGH, Risk.CRITICAL)


@dataclass(frozen=True, slots=True)
class Level:
    """A level with the rule that led to it and the signs behind it."""

    level: Risk
    rule: str
    critical: tuple[str, ...]
    serious: tuple[str, ...]
    unknown: tuple[str, ...]


def level_of(answers: Mapping[str, str]) -> Level:
    """The level that follows from {sign: yes | no | unknown}; a sign without an answer was not asked.

    Any critical yes is critical; three serious ones are high; one is caution. Five "not known", or nothing asked at
    all, is missing information and never reads as low risk.
    """
    yes = {"critical": [], "serious": [], "protective": []}  # type: dict[str, list[str]]
    for sign in codes("warning_sign"):
        if answers.get(sign.id) == "yes":
            yes[sign.extra["level"]].append(sign.id)
    unknown = tuple(sign for sign, answer in answers.items() if answer == "unknown")
    level, rule = _ruled(len(yes["critical"]), len(yes["serious"]), len(unknown), len(answers))
    return Level(level, rule, tuple(yes["critical"]), tuple(yes["serious"]), unknown)


def _ruled(critical: int, serious: int, unknown: int, answered: int) -> tuple[Risk, str]:
    if critical:
        return Risk.CRITICAL, "any-critical"
    if serious >= SERIOUS_FOR_HIGH:
        return Risk.HIGH, "three-serious"
    if serious:
        return Risk.CAUTION, "one-serious"
    if not answered or unknown >= UNKNOWN_FOR_MISSING:
        return Risk.UNKNOWN, "missing-information"
    return Risk.WATCH, "none-found"


def is_higher(level: Risk, than: Risk) -> bool:
    """Whether `level` lies above `than`; everything known lies above missing information."""
    place = {one: number for number, one in enumerate((Risk.UNKNOWN, *ORDER))}
    return place[level] > place[than]


def signs_of_flags(flags: Iterable[str]) -> tuple[str, ...]:
    """The signs that red flags of the manuals stand for."""
    seen = set(flags)
    return tuple(sign.id for sign in codes("warning_sign") if seen & set(sign.extra.get("flags", ())))
