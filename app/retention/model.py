"""How long a record is kept: the clocks of a case, what is due for review, holds, and the destruction log. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

COUNSELLING = "counselling-record"
DELETION = ("deletion-record-child", "deletion-record-police", "deletion-record-other")
REVIEW_AHEAD = 30
"""Days before the end of its period at which a record is shown for review."""


class Ground(StrEnum):
    """Why records are destroyed."""

    PERIOD_OVER = "period_over"
    REQUEST = "request"
    CONSENT_WITHDRAWN = "consent_withdrawn"


class Decision(StrEnum):
    """What a review decided about one record."""

    ERASE = "erase"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one type of record is kept here: by law (`duty`), or as the centre chose where the law is silent.

    `until` counts the last day from the day the clock starts; None where nobody has set a period.
    """

    record_type: str
    duty: str
    certain: bool
    permanent: bool = False
    until: Callable[[date], date | None] | None = field(default=None, compare=False)
    chosen: str = ""

    @property
    def by_law(self) -> bool:
        """Whether the law itself asks for this time, so that a wish does not shorten it."""
        return self.certain and (self.permanent or self.until is not None)


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of one record; `until` is its last day, None where it never ends or nobody set a period."""

    rule: Rule
    starts: date | None
    until: date | None

    @property
    def open_ended(self) -> bool:
        """No period is stated and none was chosen: a manager sets one first."""
        return self.until is None and not self.rule.permanent and self.starts is not None


@dataclass(frozen=True, slots=True)
class Hold:
    """Records that somebody holds back from erasure, such as for a trial."""

    id: str
    case_id: str
    number: str
    reason: str
    set_at: int
    set_by: str
    released_at: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One record in the review: a closed case, or a contact that never became one."""

    id: str
    kind: str
    title: str
    closed_on: date
    clocks: tuple[Clock, ...]
    held: bool
    decision: Decision | None = None
    keep_until: date | None = None
    papers_open: int = 0
    doubles: tuple[str, ...] = ()
    """Records that were put into this case: kept as long as it is, and erased with it."""

    @property
    def until(self) -> date | None:
        """The last day of the longest clock; None where one never ends, or has no period yet."""
        ends = [clock.until for clock in self.clocks]
        if not ends or any(end is None for end in ends):
            return None
        last = max(end for end in ends if end is not None)
        return max(last, self.keep_until) if self.keep_until and self.decision is Decision.KEEP else last

    @property
    def permanent(self) -> bool:
        return any(clock.rule.permanent for clock in self.clocks)

    @property
    def without_period(self) -> bool:
        return not self.permanent and any(clock.open_ended for clock in self.clocks)

    def over(self, day: date) -> bool:
        """Whether every clock had run out before this day."""
        return self.until is not None and self.until < day

    def law_until(self, day: date) -> date | None:
        """How long the law itself keeps it from this day on, whatever anybody wishes; None where it does not."""
        ends = [clock.until or date.max for clock in self.clocks if clock.rule.by_law and not _deletion(clock.rule)]
        return max((end for end in ends if end >= day), default=None)

    def may_go(self, day: date, ground: Ground) -> bool:
        """Whether it may be erased on this ground, holds apart."""
        return self.over(day) if ground is Ground.PERIOD_OVER else self.law_until(day) is None


@dataclass(frozen=True, slots=True)
class Destruction:
    """One entry of the destruction log: what went, when and how, without a name."""

    id: str
    at: int
    author: str
    ground: Ground
    record_types: tuple[str, ...]
    cases: int
    contacts: int
    records: int
    files: int
    papers_open: int
    rewritten_at: int | None


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup that was made, and when it is to be gone."""

    id: str
    made_at: int
    expires_on: date
    place: str
    gone_at: int | None = None

    def expired(self, day: date) -> bool:
        return self.gone_at is None and self.expires_on < day


def _deletion(rule: Rule) -> bool:
    """Deletion records are destroyed at once if the person asks (domain: deletion support)."""
    return rule.record_type in DELETION


def clocks(
    rules: Iterable[Rule], types: Iterable[str], starts: date | None, consent_until: date | None, withdrawn: date | None
) -> tuple[Clock, ...]:
    """The clocks of one record of these types, begun on the day it was closed.

    Where neither law nor centre states a period, the consent's own end counts. A withdrawn consent ends every clock
    that the law does not keep going.
    """
    known = {rule.record_type: rule for rule in rules}
    return tuple(_clock(known[one], starts, consent_until, withdrawn) for one in types if one in known)


def _clock(rule: Rule, starts: date | None, consent_until: date | None, withdrawn: date | None) -> Clock:
    if rule.permanent or starts is None:
        return Clock(rule, starts, None)
    until = rule.until(starts) if rule.until else consent_until
    if withdrawn is not None and not rule.by_law:
        ended = max(withdrawn, starts)
        until = ended if until is None else min(until, ended)
    return Clock(rule, starts, until)
