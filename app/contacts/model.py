"""A contact and what is needed of it: only time and channel."""

from __future__ import annotations

from dataclasses import dataclass

from app.codelists import known
from app.errors import BadInput
from app.i18n import _

MAX_NOTE = 200_000
"""Characters; a longer text is a pasted file, not a note."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One call, visit or message; the caller need not be the survivor."""

    id: str
    started_at: int
    channel: str
    state: str
    taken_by: str
    ended_at: int | None = None
    minutes: int | None = None
    caller_relation: str | None = None
    kind: str | None = None
    alias: str | None = None
    phone: str | None = None
    note: str | None = None
    case_id: str | None = None
    counselling: str | None = None
    """Initial or repeat; None where it was no counselling."""
    violence: str | None = None
    """Whether violence was told of: yes, no, unknown."""
    signs: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        return self.state == "running"


@dataclass(frozen=True, slots=True)
class Listed:
    """A contact in a list, with the number of its case, and the name its person is called by there."""

    contact: Contact
    number: str | None = None
    case_alias: str | None = None
    held: bool = False
    """It may come from the other party of a case, and nobody has decided yet."""
    masked: bool = False
    """It stands in a case that is somebody else's: neither name nor words are shown."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody was writing when the window closed; `says` tells them what it is."""

    id: str
    kind: str
    about: str | None
    body: str
    saved_at: int


@dataclass(frozen=True, slots=True)
class Sessions:
    """Counselling counted apart from cases: how often, and how often violence was told of."""

    initial: int = 0
    repeat: int = 0
    violence: int = 0
    people: int = 0
    """Cases and callers without a case that these sessions were held with."""

    @property
    def total(self) -> int:
        return self.initial + self.repeat


COUNSELLING = "counselling"
_LISTS = {
    "channel": "channel", "caller_relation": "caller_relation", "kind": "contact_kind", "counselling": "counselling",
    "violence": "told_violence",
}  # fmt: skip


def check_codes(values: dict[str, object]) -> None:
    """Refuse a value its list does not have."""
    for field, name in _LISTS.items():
        value = values.get(field)
        if value is not None and not known(name, str(value)):
            raise BadInput(
                _("“{value}” is not in the list. Please choose one of the list.").format(value=value),
                field=field,
            )
    minutes = values.get("minutes")
    if isinstance(minutes, int) and not 0 < minutes <= 24 * 60:
        raise BadInput(
            _("A contact lasts between one minute and a day. Please look at the minutes again."), field="minutes"
        )
    note = values.get("note")
    if isinstance(note, str) and len(note) > MAX_NOTE:
        raise BadInput(_("This note is too long to be kept in one contact. Please split it in two."), field="note")


def minutes_between(started_at: int, ended_at: int) -> int:
    """Whole minutes, at least one; a clock that jumped back counts as one."""
    return max(1, round((ended_at - started_at) / 60_000))
