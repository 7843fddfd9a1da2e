"""Safety plans, results, steps of referrals and payments of practice cases, with a chance of their own.

What else a seed makes does not change by them: every case draws from its own id.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from app.clock import local
from app.practice.chance import Chance
from app.practice.sheet import Sheet
from app.practice.words import book
from app.safety import scales

if TYPE_CHECKING:
    from app.store import Database

DAY = 86_400_000
_PLANS = {"digital": ("technology",), "workplace": ("workplace",), "stalking": ("after", "technology")}
_TOLD = {"sent": ("inquiry", "sent"), "accepted": ("call", "sent", "accepted"), "done": ("call", "sent", "accepted"),
         "declined": ("inquiry", "sent", "declined")}  # fmt: skip


def lines(office: Database, today: date) -> None:
    """The budget lines of this year and of the two before, in the office of the practice centre."""
    with office.atomic():
        for year in range(today.year - 2, today.year + 1):
            for name, one in book("support")["lines"].items():
                row = {"id": _line(name, year), "name": one["name"], "year": year, "ceiling": one["ceiling"]}
                office.insert("budget_line", {**row, "active": 1})


def fill(sheet: Sheet, profile: str, told: bool = False) -> None:
    """What a case shows; a told case always has a plan and a payment, whatever else is made beside it."""
    alias = str(sheet.person["alias"])
    chance = Chance(int.from_bytes(alias.encode(), "big") if told else int(sheet.case[-15:], 16))
    at = max((row["at"] for table, row in sheet.rows if table == "warning_sign"), default=0)
    if at and (told or chance.happens(24)):
        _plan(sheet, chance, profile, at)
    if at and _agreed(sheet):
        _result(sheet, chance, at)
    if at and chance.happens(12):
        _sheet(sheet, chance, at)
    _steps(sheet, chance)
    if told or chance.happens(14):
        _paid(sheet, chance)


def _agreed(sheet: Sheet) -> bool:
    return any(
        table == "consent" and (row["purpose"], row["answer"]) == ("sensitive", "given") for table, row in sheet.rows
    )


def _plan(sheet: Sheet, chance: Chance, profile: str, at: int) -> None:
    kind = chance.one(_PLANS.get(profile, ("at_home", "after")))
    steps: list[list[str | None]] = book("support")["plans"][kind]
    safe = chance.weighted({"yes": 30, "no": 50, "unknown": 20})
    plan = sheet.add(
        "safety_plan", at, kind=kind, version=1, together=1, copy_safe=safe, kept_where=None, review_on=None, at=at + DAY // 8,
        author=sheet.head["assigned_to"],
    )  # fmt: skip
    for place, (part, action, when, helper) in enumerate(steps):
        done = at + DAY * (place + 1) if chance.happens(35) and at + DAY * (place + 1) < _now(sheet) else None
        sheet.add(
            "safety_plan_item", at, plan_id=plan, place=place, part=part, action=action, by_when=when, helper=helper,
            done_at=done,
        )  # fmt: skip


def _result(sheet: Sheet, chance: Chance, at: int) -> None:
    name, (low, high) = chance.one(list(book("support")["results"].items()))
    score = chance.whole(low, high)
    _scored(sheet, at, scale=name, how="entered", score=score, band=scales()[name].band(score).id)


def _sheet(sheet: Sheet, chance: Chance, at: int) -> None:
    one = chance.one(book("support")["sheets"])
    _scored(sheet, at, scale=one["instrument"], how="external", outcome=one["outcome"], made_by=one["made_by"])


def _scored(sheet: Sheet, at: int, **values: Any) -> None:
    day = local(at).date().isoformat()
    sheet.add("scale_result", at, made_on=day, at=at + DAY // 12, author=sheet.head["assigned_to"], **values)


def _steps(sheet: Sheet, chance: Chance) -> None:
    """What led to where each referral stands."""
    said, persons = book("support")["steps"], book("support")["persons"]
    for row in [row for table, row in sheet.rows if table == "referral"]:
        for number, kind in enumerate(_TOLD.get(row["status"], ())):
            words = chance.one(said[kind]) if kind in said else None
            sheet.add(
                "referral_step", row["at"], referral_id=row["id"], kind=kind, at=row["at"] + number * DAY // 24,
                person=chance.one(persons) if kind != "sent" else None, survivor_there=int(kind == "call"),
                minutes=chance.whole(3, 20) if kind in said else None, words=words, author=sheet.head["assigned_to"],
            )  # fmt: skip


def _paid(sheet: Sheet, chance: Chance) -> None:
    one = chance.one(book("support")["payments"])
    on = max(local(sheet.head["last_activity"]).date(), date.fromisoformat(sheet.head["opened_on"]))
    sheet.add(
        "support_paid", sheet.head["last_activity"], paid_on=on.isoformat(), service=one["service"],
        amount=chance.whole(one["from"], one["to"]) * 1000, line=_line(one["line"], on.year), paid_to=one["to_whom"],
        receipt=f"{on:%y}-{chance.whole(1, 400)}" if chance.happens(80) else None, at=sheet.head["last_activity"],
        author=sheet.head["assigned_to"],
    )  # fmt: skip


def _line(name: str, year: int) -> str:
    return f"practice-{name}-{year}"


def _now(sheet: Sheet) -> int:
    return int(sheet.head["last_activity"]) + DAY
