"""Contacts that become no case: silent calls, wrong numbers, questions, a talk that somebody wants kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.practice import names
from app.practice.chance import Chance
from app.practice.sheet import Row, Scene
from app.practice.words import book, filled

MINUTE = 60_000


def around(scene: Scene, day: date) -> Iterator[Row]:
    """About as many contacts without a case as a case has, in the days around its beginning."""
    for _ in range(scene.chance.whole(2, 6)):
        on = min(day + timedelta(days=scene.chance.whole(-5, 5)), scene.yesterday)
        yield one(scene, scene.chance.moment(scene.chance.weekday(on, on - timedelta(days=3))))


def one(scene: Scene, at: int) -> Row:
    """One contact without a case."""
    chance, lives = scene.chance, book("lives")
    kind = chance.weighted(lives["loose_kinds"])
    minutes = chance.whole(*lives["minutes"][kind])
    talked = kind in ("information", "counselling")
    row = {
        "id": chance.id(at), "started_at": at, "ended_at": at + minutes * MINUTE, "minutes": minutes,
        "channel": "phone" if not talked else chance.weighted({"phone": 74, "online": 12, "message": 9, "visit": 5}),
        "caller_relation": chance.weighted(lives["callers"]) if talked else None, "kind": kind,
        "note": _note(chance, kind), "phone": names.phone(chance) if talked and chance.happens(16) else None,
        "state": "closed", "taken_by": scene.author(),
    }  # fmt: skip
    return "contact", row


def _note(chance: Chance, kind: str) -> str | None:
    if not chance.happens(85 if kind in ("information", "counselling") else 40):
        return None
    return filled(chance, chance.one(book("sentences")["loose"][kind]))
