"""The rules as dated data, read from `resources/deadlines/rules.yaml`."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from app.codelists import read_yaml
from app.deadlines.counting import span_of
from app.deadlines.model import Rule
from app.paths import resource


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule that is shipped, in its order."""
    text = resource("deadlines", "rules.yaml").read_text("utf-8")
    return tuple(_rule(item) for item in read_yaml(text))


def rules_for(event: str) -> tuple[Rule, ...]:
    """The rules that count from a kind of event."""
    return tuple(one for one in rules() if one.event == event)


def _rule(item: dict[str, Any]) -> Rule:
    return Rule(
        id=item["id"],
        event=item["event"],
        title=item["title"],
        span=span_of(str(item["span"])),
        effect=item["effect"],
        law=item["law"],
        mark=item["mark"],
        counting_mark=item["counting_mark"],
        checked_on=_day(item["checked_on"]) or date.min,
        moves=bool(item.get("moves", False)),
        measures=frozenset(item.get("measures", ())),
        alone=bool(item.get("alone", False)),
        settled_by_approval=bool(item.get("settled_by_approval", False)),
        extensions=int(item.get("extensions", 0)),
        extension_law=item.get("extension_law", ""),
        in_force_from=_day(item.get("in_force_from")),
        in_force_to=_day(item.get("in_force_to")),
        remind=tuple(item.get("remind", ())),
        remind_before=tuple(item.get("remind_before", ())),
        note=item.get("note"),
    )


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
