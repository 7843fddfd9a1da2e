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
    thin: bool = False
    """Too little is known: what is not known may lead to a higher level, never to a lower one."""


def level_of(answers: Mapping[str, str]) -> Level:
    """The level that follows from {sign: yes | no | unknown}; a sign without an answer was not asked.

    Any critical yes is critical; three serious ones are high; one is caution. A critical sign that is not known, five
    that are not known, or no danger asked about at all is missing information and never reads as low risk.
    """
    kinds = {sign.id: sign.extra["level"] for sign in codes("warning_sign")}
    yes = {kind: tuple(sign for sign in kinds if kinds[sign] == kind and answers.get(sign) == "yes") for kind in _KINDS}
    unknown = tuple(sign for sign, answer in answers.items() if answer == "unknown")
    asked = any(kinds.get(sign) != "protective" and answer in ("yes", "no") for sign, answer in answers.items())
    thin = not asked or len(unknown) >= UNKNOWN_FOR_MISSING or any(kinds.get(sign) == "critical" for sign in unknown)
    level, rule = _ruled(len(yes["critical"]), len(yes["serious"]), thin)
    return Level(level, rule, yes["critical"], yes["serious"], unknown, thin)


_KINDS = ("critical", "serious", "protective")


def _ruled(critical: int, serious: int, thin: bool) -> tuple[Risk, str]:
    if critical:
        return Risk.CRITICAL, "any-critical"
    if serious >= SERIOUS_FOR_HIGH:
        return Risk.HIGH, "three-serious"
    if serious:
        return Risk.CAUTION, "one-serious"
    if thin:
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
