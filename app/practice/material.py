"""A little public material of a practice centre, by the register's own service: one changed, one waiting, one new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.clock import today
from app.desk import Desk
from app.kinds import Compartment
from app.practice.words import book


def fill(desk: Desk) -> None:
    """The rounds, and what was found on them or beside them."""
    told = book("material")
    with desk.database(Compartment.CASEWORK).atomic():
        rounds = [
            desk.materials.write_round(day=_ago(one["back"]), place=one["place"], words=one["words"]).value
            for one in told["rounds"]
        ]
        for one in told["entries"]:
            _enter(desk, one, rounds)


def _enter(desk: Desk, one: dict[str, Any], rounds: list[str]) -> None:
    fields = {
        name: one[name] for name in ("medium", "title", "place", "url", "agency", "contact", "kinds", "words", "urgency")
        if name in one
    }  # fmt: skip
    days = {"noted_on": _ago(one["back"]), "seen_on": _ago(one["back"])}
    ident = desk.materials.write(**fields, **days, round_id=rounds[one["round"]] if "round" in one else None).value
    for step in one.get("steps", ()):
        due = (today() + timedelta(days=step["due"])).isoformat() if "due" in step else None
        desk.materials.step(ident, step["kind"], day=_ago(step["back"]), words=step["words"], due_on=due)
    if "outcome" in one:
        desk.materials.close(ident, one["outcome"], day=_ago(one["closed"]))


def _ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()
