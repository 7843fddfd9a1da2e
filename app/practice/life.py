"""A case put together by chance: who came, what was told, what was done, how far it has come."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.clock import instant
from app.practice import names, path, planning, work
from app.practice.chance import Chance
from app.practice.sheet import Sheet
from app.practice.words import book, filled

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Course:
    """When a case began and ended, and the instants at which somebody was in touch."""

    opened: date
    last: date
    closed: date | None
    contacts: tuple[int, ...]


def course(chance: Chance, opened: date, yesterday: date) -> Course:
    """The older a case, the likelier it is closed; an open one goes on until lately."""
    age = (yesterday - opened).days
    closed = None
    if age >= 3 and chance.happens(min(91.0, age * 0.45 - 5)):
        closed = chance.weekday(opened + timedelta(days=min(age, chance.whole(12, 40) + chance.whole(0, 190))), opened)
    last = closed or yesterday
    count = chance.weighted({2: 22, 3: 25, 4: 23, 5: 17, 6: 13})
    days = sorted(chance.whole(0, (last - opened).days) for _ in range(count - 1))
    on = [opened, *(chance.weekday(opened + timedelta(days=d), opened) for d in days)]
    return Course(opened, last, closed, tuple(sorted(chance.moment(day) for day in on)))


def fill(sheet: Sheet, profile: str, way: Course) -> None:
    """Everything of one case, in an order that its rows can refer to."""
    data = book("lives")["profiles"][profile]
    chance = sheet.scene.chance
    first = way.contacts[0] + 20 * MINUTE
    if not sheet.known:
        who_came(sheet, data)
    if chance.happens(85):
        safe_card(sheet, first)
    path.contacts(sheet, profile, way.contacts, data)
    path.consents(sheet, way.contacts, way.last)
    what_happened(sheet, profile, data, first)
    other_party(sheet, data, first)
    path.safety(sheet, data, way.contacts)
    path.referrals(sheet, data, way.contacts)
    path.tasks(sheet, way.opened, way.last, way.closed is None)
    work.work(sheet, profile, first, is_open=way.closed is None)
    planning.plan(sheet, first, way.contacts[-1] + 30 * MINUTE, is_open=way.closed is None)
    if way.closed:
        close(sheet, way.closed)


def who_came(sheet: Sheet, data: dict[str, Any]) -> None:
    chance = sheet.scene.chance
    sheet.person["sex"] = chance.weighted(book("lives")["sexes"])
    sheet.person["age_band"] = chance.weighted(data["ages"])
    if chance.happens(72):
        sheet.person["phone"] = names.phone(chance)


def safe_card(sheet: Sheet, at: int) -> None:
    """Most have one; a case without it reads "do not call"."""
    chance, lives = sheet.scene.chance, book("lives")
    verdict = chance.weighted(lives["verdicts"])
    number = sheet.person["phone"] or names.phone(chance)
    hours = chance.one(lives["hours"]) if verdict == "only_hours" else []
    sheet.card(
        at, verdict=verdict, number=None if verdict == "do_not_call" else number, hours=json.dumps(hours),
        text_allowed=int(chance.happens(24)), message_allowed=int(chance.happens(30)),
        we_are=_perhaps(chance, 62, lambda: chance.one(lives["we_are"])),
        code_word=_perhaps(chance, 28, lambda: chance.one(lives["code_words"])),
        never_contact=_perhaps(chance, 40, lambda: chance.one(lives["never_contact"])),
        do_not_tell=_perhaps(chance, 46, lambda: ", ".join(chance.few(lives["do_not_tell"], chance.whole(1, 2)))),
    )  # fmt: skip


def what_happened(sheet: Sheet, profile: str, data: dict[str, Any], at: int) -> None:
    """One incident, sometimes two; several types may stand for each."""
    chance, lives, s = sheet.scene.chance, book("lives"), book("sentences")
    for number in range(1 + chance.happens(14)):
        last = date.fromisoformat(sheet.head["opened_on"]) - timedelta(days=chance.whole(0, 30) + number * 40)
        first = last - timedelta(days=chance.weighted({0: 30, 9: 20, 45: 20, 160: 20, 500: 10}))
        sheet.incident(
            at + number * MINUTE, _types(chance, data), first_on=first.isoformat(), last_on=last.isoformat(),
            time_of_day=chance.weighted(lives["times_of_day"]), place=chance.one(lives["places"]),
            frequency=chance.weighted(lives["frequency"]), narrative=chance.one(s["narratives"][profile]),
            reported_elsewhere=chance.weighted(lives["elsewhere"]) if number == 0 else "no",
        )  # fmt: skip
    if chance.happens(60):
        template, narrative = chance.one(s["summaries"]), chance.one(s["narratives"][profile])
        sheet.head["summary"] = filled(chance, template, narrative=narrative, wish=chance.one(s["wishes"][profile]))


def _types(chance: Chance, data: dict[str, Any]) -> list[str]:
    found = [one for one, likely in data["types"].items() if chance.happens(likely)]
    return found or [chance.one(data["least"])]


def other_party(sheet: Sheet, data: dict[str, Any], at: int) -> None:
    chance = sheet.scene.chance
    if not chance.happens(82):
        return
    relation = chance.weighted(data["relations"])
    named = relation not in ("stranger", "online_only", "unknown") and chance.happens(34)
    sheet.head["relation"] = relation
    sheet.add(
        "other_party", at, relation=relation, is_primary=1,
        name=names.name(chance, "male" if chance.happens(88) else "female") if named else None,
        phone=_perhaps(chance, 12, lambda: names.phone(chance)),
        note=_perhaps(chance, 26, lambda: chance.one(book("sentences")["party_notes"])),
    )  # fmt: skip


def close(sheet: Sheet, on: date) -> None:
    chance = sheet.scene.chance
    sheet.head["status"], sheet.head["closed_on"], sheet.head["stage"] = "closed", on.isoformat(), "closed"
    sheet.head["outcome"] = chance.weighted(book("lives")["outcomes"])
    sheet.head["closing_note"] = _perhaps(chance, 70, lambda: chance.one(book("sentences")["closing"]))
    sheet.happened(instant(datetime.combine(on, time(17, 30))))


def _perhaps(chance: Chance, likely: int, value: Callable[[], str]) -> str | None:
    return value() if chance.happens(likely) else None
