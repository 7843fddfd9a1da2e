"""The told cases of `resources/practice/story.yaml`: the ones that pictures, the tour and lessons speak of."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from app.clock import instant
from app.practice import path, work
from app.practice.sheet import Scene, Sheet, sheet
from app.practice.words import book
from app.safety import level_of

MINUTE = 60_000


def told() -> list[dict[str, Any]]:
    """The told cases, the most important first."""
    return list(book("story"))


def begin(scene: Scene, story: dict[str, Any], number: str) -> Sheet:
    """The head and person of a told case."""
    opened = scene.today - timedelta(days=story["days"])
    made = sheet(
        scene, _at(scene, {"days": story["days"], "at": "10:20"}), number=number, alias=story["alias"],
        opened_on=opened, author=scene.counsellor, channel=story["channel"],
    )  # fmt: skip
    made.person |= {field: story.get(field) for field in ("phone", "name", "sex", "age_band")}
    made.head |= {"relation": story["relation"], "summary": story.get("summary")}
    return made


def tell(made: Sheet, story: dict[str, Any]) -> None:
    """Everything else of a told case; what its story leaves out is put together by chance."""
    scene = made.scene
    first = _at(scene, {"days": story["days"], "at": "10:20"})
    if card := story.get("card"):
        _card(made, card, first + 30 * MINUTE)
    if story.get("contacts"):
        _path(made, story)
    else:
        _by_chance(made, story, first)
    _incident(made, story, first + 40 * MINUTE)
    party = {"name": None, "phone": None, "note": None, **story.get("party", {})}
    made.add("other_party", first, relation=story["relation"], is_primary=1, **party)
    work.work(made, story["profile"], first + 50 * MINUTE, is_open=True)
    for task in story["tasks"]:
        _task(made, task, first)


def _path(made: Sheet, story: dict[str, Any]) -> None:
    scene = made.scene
    for one in story["contacts"]:
        contact = made.contact(
            at := _at(scene, one), one["minutes"], channel=one.get("channel", "phone"), caller_relation=one["caller"],
            note=one["note"],
        )  # fmt: skip
        for number, sign in enumerate(one.get("signs", ()), 1):
            made.sign_heard(contact, sign, at + number * MINUTE)
    for one in story["notes"]:
        made.note(_at(scene, one), one["title"], one["body"])
    for one in story["services"]:
        made.service(_at(scene, one), one["service"], one["minutes"], one["note"])
    _agreed(made, story)
    for sign, answer in story["signs"].items():
        made.sign(_at(scene, story["signs_on"]), sign, answer)
    for one in story["levels"]:
        made.level(_at(scene, one), one["level"], one["rule"])


def _agreed(made: Sheet, story: dict[str, Any]) -> None:
    """Consents, and the referrals that lean on them."""
    scene, given = made.scene, {}
    for one in story["consents"]:
        more = {field: one[field] for field in ("recipient", "items") if field in one}
        consent = made.consent(_at(scene, one), one["purpose"], one["answer"], one["method"], **more)
        given[one.get("recipient")] = consent
    for one in story["referrals"]:
        more = {field: one[field] for field in ("purpose", "items")}
        made.referral(
            _at(scene, one), one["organisation"], one["status"], consent_id=given[one["organisation"]], **more
        )


def _by_chance(made: Sheet, story: dict[str, Any], first: int) -> None:
    chance, data = made.scene.chance, book("lives")["profiles"][story["profile"]]
    days = sorted(chance.whole(0, story["days"] - 1) for _ in range(min(3, story["days"] - 1)))
    later = (chance.moment(made.scene.yesterday - timedelta(days=day)) for day in days)
    moments = tuple(sorted((first, *(at for at in later if at > first))))
    path.contacts(made, story["profile"], moments, data)
    made.consent(first + 10 * MINUTE, "collection", "given", "written")
    made.consent(first + 11 * MINUTE, "reporting", "given", "oral")
    for sign, answer in story["signs"].items():
        made.sign(first + 15 * MINUTE, sign, answer)
    if story["signs"]:
        level = level_of(story["signs"])
        made.level(first + 16 * MINUTE, str(level.level), level.rule)


def _incident(made: Sheet, story: dict[str, Any], at: int) -> None:
    days = {field: story.get(field) for field in ("first", "last")}
    on = {
        f"{field}_on": (made.scene.today - timedelta(days=back)).isoformat() if back else None
        for field, back in days.items()
    }
    values = {field: story.get(field) for field in ("place", "frequency", "narrative", "time_of_day")}
    made.incident(at, story["types"], reported_elsewhere="no", **on, **values)


def _card(made: Sheet, card: dict[str, Any], at: int) -> None:
    words = {field: card.get(field) for field in ("number", "we_are", "code_word", "never_contact", "do_not_tell")}
    made.card(
        at, verdict=card["verdict"], hours=json.dumps(card.get("hours", [])),
        text_allowed=int(card.get("text", False)), message_allowed=int(card.get("message", False)), **words,
    )  # fmt: skip


def _task(made: Sheet, task: dict[str, Any], at: int) -> None:
    day = made.scene.today + timedelta(days=task["in"])
    more = {"place": task["place"]} if "place" in task else {}
    for column, field in (("due_at", "at"), ("until", "until")):
        if field in task:
            more[column] = _on(day, task[field])
    made.task(at, task["title"], task["kind"], day, **more)


def _at(scene: Scene, when: dict[str, Any]) -> int:
    return _on(scene.today - timedelta(days=when["days"]), when["at"])


def _on(day: date, clock: str) -> int:
    return instant(datetime.combine(day, time.fromisoformat(clock)))
