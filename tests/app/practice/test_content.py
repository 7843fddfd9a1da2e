"""What a practice centre is filled with: repeatable, within its lists, believable in its counts, and of nobody."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from app.cases.model import main_type, spans_from_json
from app.clock import local
from app.codelists import codes, known, read_yaml
from app.entry import check_text
from app.paths import resource
from app.practice import words
from app.practice.chance import Chance
from app.practice.content import content
from app.practice.names import Aliases, phone
from app.practice.sheet import Row
from app.safety import level_of
from app.store import Database

TODAY = date(2026, 11, 23)
LISTS = {
    "person": {"age_band": "age_band", "sex": "sex"},
    "casefile": {
        "status": "case_status",
        "risk": "risk",
        "main_type": "violence_type",
        "relation": "relation",
        "channel": "channel",
        "outcome": "outcome",
    },
    "contact": {"channel": "channel", "caller_relation": "caller_relation", "kind": "contact_kind"},
    "contact_sign": {"sign": "warning_sign"},
    "safe_contact": {"verdict": "verdict"},
    "consent": {
        "purpose": "consent_purpose",
        "answer": "consent_answer",
        "method": "consent_method",
        "ground": "consent_ground",
    },
    "incident": {"main_type": "violence_type", "reported_elsewhere": "reported_elsewhere"},
    "incident_type": {"type": "violence_type"},
    "other_party": {"relation": "relation"},
    "service_given": {"service": "service"},
    "warning_sign": {"sign": "warning_sign"},
    "risk_level": {"level": "risk"},
    "task": {"kind": "task_kind"},
    "referral": {"status": "referral_status"},
    "referral_step": {"kind": "referral_step"},
    "safety_plan": {"copy_safe": "copy_safe"},
    "support_paid": {"service": "service"},
}
MEANT = re.compile(r"(?<!\d)01\d-?\d{3,4}-?\d{4}")


def made(cases: int, seed: int = 1, today: date = TODAY) -> list[Row]:
    stream = content(cases, seed, today, device="A", counsellor="c", manager="m")
    return [row for bundle in stream for row in bundle]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return made(400)


def of(rows: list[Row], table: str) -> list[dict[str, Any]]:
    return [row for name, row in rows if name == table]


def texts(rows: list[Row]) -> Iterator[tuple[str, str]]:
    for table, row in rows:
        yield from ((f"{table}.{column}", value) for column, value in row.items() if isinstance(value, str))


def test_the_same_seed_on_the_same_day_makes_the_same() -> None:
    assert made(40) == made(40)
    assert made(40) != made(40, seed=2)
    assert made(40) != made(40, today=TODAY + timedelta(days=1))


def test_every_code_is_in_its_list(rows: list[Row]) -> None:
    strange = {
        (table, column, row[column])
        for table, row in rows
        for column, name in LISTS.get(table, {}).items()
        if row.get(column) is not None and not known(name, row[column])
    }
    assert strange == set()


def test_organisations_stand_in_the_directory(rows: list[Row]) -> None:
    entries = read_yaml(resource("directory", "seoul.yaml").read_text("utf-8"))
    there = {one["id"] for one in entries}
    assert {row["organisation"] for row in of(rows, "referral")} <= there
    assert len({row["organisation"] for row in of(rows, "referral")}) > 8


def test_no_text_holds_a_resident_number_or_a_real_telephone(rows: list[Row]) -> None:
    for place, text in texts(rows):
        if place.endswith("id"):
            continue
        assert check_text(text, place) == (text.strip() or None), place
        assert all(number.startswith("010-00") for number in MEANT.findall(text)), place


def test_numbers_belong_to_nobody() -> None:
    chance = Chance(3)
    assert all(re.fullmatch(r"010-00\d\d-\d{4}", phone(chance)) for _ in range(500))


def test_every_blank_is_filled(rows: list[Row]) -> None:
    left = [(place, text) for place, text in texts(rows) if re.search(r"\{\w+(:\w)?\}", text)]
    assert left == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{helper:와} 함께", "동생과 함께"), ("{helper:가} 왔습니다", "동생이 왔습니다"), ("{helper:을}", "동생을")],
)
def test_particles_follow_the_word(text: str, expected: str) -> None:
    assert words.filled(Chance(1), text, helper="동생") == expected
    assert words.particle("언니", "와") == "와"


def test_a_hundred_thousand_aliases_are_distinct() -> None:
    aliases = Aliases(Chance(1), frozenset({"파란우산"}))
    seen = {aliases.next() for _ in range(100_000)}
    assert len(seen) == 100_000
    assert "파란우산" not in seen


def test_shares_are_those_of_a_centre(rows: list[Row]) -> None:
    cases, contacts = of(rows, "casefile"), of(rows, "contact")
    assert len(cases) == 400
    with_case = Counter(row["case_id"] for row in contacts if row.get("case_id"))
    assert set(with_case) == {row["id"] for row in cases}
    assert min(with_case.values()) >= 2
    assert max(with_case.values()) <= 6
    loose = sum(row.get("case_id") is None for row in contacts)
    assert 0.8 < loose / sum(with_case.values()) < 1.3
    assert {"silent", "wrong_number", "information"} <= {row["kind"] for row in contacts}
    quarter = [row for row in cases if "2026-07-01" <= row["opened_on"] < "2026-10-01"]
    assert len(quarter) > 0.25 * len(cases)
    assert min(row["opened_on"] for row in cases) >= "2024-11-20"
    assert 0.25 < sum(row["status"] == "closed" for row in cases) / len(cases) < 0.85
    assert 0.75 < len(of(rows, "safe_contact")) / len(cases) < 0.95
    assert len(of(rows, "person")) < len(cases), "some come back"


def test_many_in_the_last_quarter_agree_to_be_counted(rows: list[Row]) -> None:
    lately = {row["id"] for row in of(rows, "casefile") if "2026-07-01" <= row["opened_on"] < "2026-10-01"}
    agreed = {
        row["case_id"] for row in of(rows, "consent") if (row["purpose"], row["answer"]) == ("reporting", "given")
    }
    assert len(lately & agreed) > 0.6 * len(lately)
    answers = {row["answer"] for row in of(rows, "consent")}
    assert answers == {"given", "refused", "deferred"}
    assert {row["method"] for row in of(rows, "consent")} == {"written", "oral", "none"}
    assert {row["reported_elsewhere"] for row in of(rows, "incident")} == {
        one.id for one in codes("reported_elsewhere")
    }


def test_what_follows_by_rule_follows(rows: list[Row]) -> None:
    signs: dict[str, dict[str, str]] = {}
    for row in of(rows, "warning_sign"):
        signs.setdefault(row["case_id"], {})[row["sign"]] = row["answer"]
    raised = {row["case_id"] for row in of(rows, "risk_level") if row["rule"] == "raised"}
    assert raised
    types: dict[str, list[str]] = {}
    incidents = {row["id"]: row["case_id"] for row in of(rows, "incident")}
    for row in of(rows, "incident_type"):
        types.setdefault(incidents[row["incident_id"]], []).append(row["type"])
    for case in of(rows, "casefile"):
        assert case["main_type"] == main_type(types[case["id"]])
        if case["id"] not in raised:
            assert case["risk"] == level_of(signs.get(case["id"], {})).level


def test_a_name_only_with_consent(rows: list[Row]) -> None:
    kept = {row["case_id"] for row in of(rows, "consent") if (row["purpose"], row["answer"]) == ("collection", "given")}
    people = {row["survivor_id"] for row in of(rows, "casefile") if row["id"] in kept}
    named = {row["id"] for row in of(rows, "person") if row["name"]}
    assert named
    assert named <= people


def test_what_was_sent_leans_on_a_consent(rows: list[Row]) -> None:
    given = {row["id"]: row for row in of(rows, "consent") if row["purpose"] == "third_party"}
    for row in of(rows, "referral"):
        if row["status"] != "proposed":
            consent = given[row["consent_id"]]
            assert (consent["case_id"], consent["recipient"]) == (row["case_id"], row["organisation"])


def test_nothing_of_the_past_lies_in_the_future(rows: list[Row]) -> None:
    for table, row in rows:
        for column in ("at", "started_at", "ended_at", "set_at", "done_at", "last_activity"):
            if row.get(column) is not None:
                assert local(row[column]).date() < TODAY, (table, column)


def test_case_numbers_rise_with_the_day_and_are_counted(rows: list[Row]) -> None:
    cases = of(rows, "casefile")
    assert [row["number"] for row in cases] == sorted(row["number"] for row in cases)
    assert [row["opened_on"] for row in cases] == sorted(row["opened_on"] for row in cases)
    counters = {row["id"]: row["last"] for row in of(rows, "case_counter")}
    assert counters == Counter(row["number"][:4] for row in cases)


def test_todays_page_is_the_one_of_the_pictures(rows: list[Row]) -> None:
    alias = {row["id"]: row["alias"] for row in of(rows, "person")}
    case = {row["id"]: alias[row["survivor_id"]] for row in of(rows, "casefile")}
    cards = {row["id"]: row["verdict"] for row in of(rows, "safe_contact")}
    waiting = [row for row in of(rows, "task") if row.get("done_at") is None]
    today = [row for row in waiting if row["due_on"] <= TODAY.isoformat()]
    appointments = [row for row in today if row["kind"] == "appointment"]
    calls = [row for row in today if row["kind"] == "call_back"]
    soon = (TODAY + timedelta(days=31)).isoformat()
    assert [case[row["case_id"]] for row in sorted(appointments, key=lambda r: int(r["due_at"]))] == [
        "느티나무", "파란우산", "달맞이", "물안개",
    ]  # fmt: skip
    assert Counter(cards.get(row["case_id"], "none") for row in calls) == {"may_call": 1, "only_hours": 1, "none": 1}
    assert sum(row["kind"] == "deadline" and row["due_on"] <= soon for row in waiting) == 3


def test_the_case_of_the_pictures_fills_its_timeline(casework: Database) -> None:
    from app.cases import Cases

    with casework.atomic():
        for table, row in made(1):
            casework.insert(table, row)
    cases = Cases(casework)
    (found,) = cases.find("파란우산")
    card = cases.safe_card(found.id)
    assert card is not None
    assert (found.risk, card.verdict, card.we_are) == ("high", "only_hours", "구립 도서관")
    assert card.hours[0].days == "12345"
    assert (card.hours[0].start, card.hours[0].end) == ("12:00", "13:00")
    assert len(cases.timeline(found.id)) == 23


def test_a_handful_of_cases_holds_together(casework: Database) -> None:
    for cases in (2, 7, 9):
        assert len(of(made(cases), "casefile")) == cases
    with casework.atomic():
        for table, row in made(9, seed=5, today=date(2027, 1, 1)):
            casework.insert(table, row)
    assert casework.problems() == []


def test_hours_are_readable(rows: list[Row]) -> None:
    for row in of(rows, "safe_contact"):
        spans = spans_from_json(row["hours"])
        assert bool(spans) == (row["verdict"] == "only_hours")
        assert json.loads(row["hours"]) is not None


def test_notes_are_as_long_as_notes_are(rows: list[Row]) -> None:
    bodies = [row["body"] for row in of(rows, "note")]
    sentences = [len(re.findall(r"다\.|요\.|[.]”", body)) for body in bodies]
    assert len(set(bodies)) > 0.95 * len(bodies)
    assert max(sentences) <= 8
    assert 40 < sum(map(len, bodies)) / len(bodies) < 250
