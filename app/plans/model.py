"""What a plan is made of, and how far it came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.codelists import codes, known
from app.errors import BadInput
from app.i18n import _

ANSWERS = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Need:
    """Whether something is needed in one area, in the person's own words; not asked is not no."""

    id: str
    case_id: str
    area: str
    needed: str
    words: str | None
    at: int
    author: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do that leads to a goal; its id is the task's."""

    id: str
    goal_id: str
    by_whom: str
    title: str
    due_on: str | None
    done_at: int | None
    owner: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What the person wants to reach, with the steps to it."""

    id: str
    case_id: str
    area: str
    words: str
    state: str
    reason: str | None
    at: int
    author: str
    steps: tuple[Step, ...] = ()

    @property
    def done(self) -> int:
        """How many of its steps were taken."""
        return sum(one.done_at is not None for one in self.steps)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One look back: how far each area came, and whether what was needed is met."""

    id: str
    case_id: str
    held_on: str
    channel: str
    words: str | None
    needs_met: str
    close_advised: bool
    next_on: str | None
    at: int
    author: str
    progress: Mapping[str, str] = field(default_factory=dict)


def standing(follow_ups: Iterable[FollowUp]) -> dict[str, str]:
    """How far each area has come: what the latest look said of it; what no look named is not here."""
    found: dict[str, str] = {}
    for one in sorted(follow_ups, key=lambda look: (look.held_on, look.at)):
        found.update({area: state for area, state in one.progress.items() if state != "n_a" or area not in found})
    return {code.id: found[code.id] for code in codes("need_area") if code.id in found}


def of_list(name: str, value: str, field_: str) -> str:
    """A code of its list; refuses what the list does not have."""
    if not known(name, value):
        raise BadInput(
            _("“{value}” is not in the list. Please choose one of the list.").format(value=value), field=field_
        )
    return value


def answered(value: str, field_: str) -> str:
    """Yes, no or not known; refuses silence."""
    if value not in ANSWERS:
        raise BadInput(_("Please choose one of the answers."), field=field_)
    return value
