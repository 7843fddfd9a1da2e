"""The golden table: days worked out by hand from the Civil Act and the calendar, one rule and one event a row."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from pathlib import Path

import pytest

from app.clock import instant
from app.deadlines.holidays import closed
from app.deadlines.model import Deadline, LegalEvent, reckon
from app.deadlines.rules import rules

TABLE = Path(__file__).with_name("golden.csv")
Row = dict[str, str]


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def name(row: Row) -> str:
    return f"{row['rule']} {row['event']}: {row['why']}"


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def reckoned(row: Row) -> Deadline:
    rule = next(one for one in rules() if one.id == row["rule"])
    on = date.fromisoformat(row["event"])
    at = instant(datetime.combine(on, time.fromisoformat(row["time"]))) if row["time"] else None
    measures = tuple(filter(None, row["measures"].split(",")))
    event = LegalEvent("e", "c", rule.event, on, at, measures, served_until=day(row["served"]))
    later = []
    for text in row["later"].split():
        decided, _slash, served = text.partition("/")
        extension = LegalEvent(text, "c", "ext", date.fromisoformat(decided), order_id="e", served_until=day(served))
        later.append(extension)
    (found,) = (one for one in reckon(event, later, rules(), closed) if one.rule.id == rule.id)
    return found


@pytest.mark.parametrize("row", rows(), ids=name)
def test_the_day_is_the_one_worked_out_by_hand(row: Row) -> None:
    found = reckoned(row)
    if "T" in row["expected"]:
        assert found.due_at == instant(datetime.fromisoformat(row["expected"]))
    else:
        assert found.due == day(row["expected"])


def test_the_table_covers_every_rule() -> None:
    assert len(rows()) >= 60
    assert {row["rule"] for row in rows()} == {one.id for one in rules()}
