"""What was paid for a person: amounts in won, from a budget line, with its receipt. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.clock import today
from app.codelists import known
from app.entry import check_day, check_text
from app.errors import BadInput
from app.i18n import _
from app.text import nfc

MOST = 1_000_000_000
_WON = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment; a cancelled one stays and counts for nothing."""

    id: str
    case_id: str
    paid_on: str
    service: str
    amount: int
    line: str
    at: int
    author: str
    receipt: str | None = None
    paid_to: str | None = None
    note: str | None = None
    cancelled_at: int | None = None
    cancelled_because: str | None = None

    @property
    def counts(self) -> bool:
        return self.cancelled_at is None


@dataclass(frozen=True, slots=True)
class LineSum:
    """What was paid from one line: how often, and how much in all."""

    line: str
    payments: int
    amount: int


def won(text: str, field: str = "amount") -> int:
    """An amount as people write it: 1,000 separators, 원 or ₩ beside it; BadInput for anything else."""
    bare = "".join(nfc(text).split()).removeprefix("₩").removesuffix("원")
    if not _WON.fullmatch(bare) or not 0 < (amount := int(bare.replace(",", ""))) <= MOST:
        sentence = _("Please write the amount in won, in digits, between 1 and {most}.")
        raise BadInput(sentence.format(most=f"{MOST:,}"), field=field)
    return amount


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a payment as they may be kept."""
    if not known("service", values["service"]):
        sentence = _("“{value}” is not in the list. Please choose one of the list.")
        raise BadInput(sentence.format(value=values["service"]), field="service")
    if not 0 < values["amount"] <= MOST:
        won(str(values["amount"]))
    if not values["line"]:
        raise BadInput(_("Please choose the budget line it was paid from."), field="line")
    day = check_day(values.get("paid_on") or today().isoformat(), "paid_on") or ""
    if day > today().isoformat():
        raise BadInput(_("This day lies in the future. Please look at it again."), field="paid_on")
    texts = {name: check_text(nfc(values.get(name) or ""), name) for name in ("receipt", "paid_to", "note")}
    return {"service": values["service"], "amount": values["amount"], "line": values["line"], "paid_on": day, **texts}
