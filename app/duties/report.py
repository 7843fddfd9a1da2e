"""What was done about a duty to report, as it is written down, and the rules for it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.duties.model import Duty
from app.entry import check_text
from app.errors import BadInput
from app.i18n import _, pick
from app.text import nfc

TOLD = ("yes", "no", "unknown")
_TEXTS = ("ground", "exception", "not_told_because", "authority", "receipt_no", "note")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a worker writes: when and to whom it was reported, or the exception by which it was not."""

    ground: str
    told_before: str
    reported_at: int | None = None
    authority: str | None = None
    receipt_no: str | None = None
    exception: str | None = None
    not_told_because: str | None = None
    note: str | None = None

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Report:
    """An entry as it stands in a case, with who wrote it and when."""

    id: str
    case_id: str
    duty_id: str
    entry: Entry
    at: int
    author: str

    @property
    def reported(self) -> bool:
        return self.entry.reported_at is not None


def brief(duty: Duty) -> str:
    """The first sentence of what a duty asks for, in the current language."""
    return re.split(r"(?<=[.])\s", pick(dict(duty.duty)), maxsplit=1)[0]


def can_be_recorded(duty: Duty) -> bool:
    """Whether there is something to report and to write down."""
    return duty.kind == "report" and not duty.absent


def checked(entry: Entry, now: int) -> Entry:
    """The entry as it may be kept; refuses at the field what is missing or contradicts itself."""
    texts = {name: check_text(nfc(getattr(entry, name) or ""), name) for name in _TEXTS}
    if entry.told_before not in TOLD:
        raise BadInput(_("Please say whether the person was told before."), field="told_before")
    if not texts["ground"]:
        raise BadInput(_("Please write what was learnt, and how. Nothing was saved."), field="ground")
    if entry.told_before != "no":
        texts["not_told_because"] = None
    elif not texts["not_told_because"]:
        raise BadInput(_("Please write why the person was not told before."), field="not_told_because")
    if entry.reported_at is None:
        return Entry(told_before=entry.told_before, **_not_reported(texts))
    if entry.reported_at > now:
        raise BadInput(_("This time lies in the future. Please look at day and time again."), field="reported_at")
    if not texts["authority"]:
        raise BadInput(_("Please write where it was reported."), field="authority")
    return Entry(told_before=entry.told_before, reported_at=entry.reported_at, **{**texts, "exception": None})  # type: ignore[arg-type]  # the ground was just looked at


def _not_reported(texts: dict[str, str | None]) -> dict[str, Any]:
    if not texts["exception"]:
        raise BadInput(_("Please write when it was reported, or by which exception it was not."), field="exception")
    return {**texts, "authority": None, "receipt_no": None}
