"""Clocks by record type, a review before anything goes, holds, and a log without names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.clock import today
from app.desk import Desk
from app.errors import BadInput, Conflict, Denied, NotFound
from app.flows import erasure, keeping
from app.kinds import Compartment
from app.retention import COUNSELLING, DELETION, Ground, Retention
from tests.conftest import Centre

LONG_AGO = date(2019, 3, 1)


@pytest.fixture
def manager(centre: Centre) -> Iterator[Desk]:
    desk = centre.open("manager")
    yield desk
    desk.close()


def of_type(desk: Desk, centre_type: str) -> Retention:
    """Retention as a centre of this type has it."""
    rules = keeping.rules(centre_type, desk.office)
    casework = desk.database(Compartment.CASEWORK)
    return Retention(casework, desk.audit, desk.keys.role, rules, keeping.digital(centre_type))


def closed(desk: Desk, on: date, *, types: tuple[str, ...] = (), alias: str = "파란우산") -> str:
    case = desk.cases.open_case(alias, opened_on=on - timedelta(days=60)).value
    if types:
        desk.cases.set_incident(case.id, types)
    desk.cases.close(case.id, "supported", on=on)
    return case.id


def test_the_law_s_three_years_are_counted_from_closure(manager: Desk) -> None:
    case = closed(manager, date(2024, 2, 29))
    retention = of_type(manager, "domestic_violence")
    line = retention.line(case)
    assert line.until == date(2027, 2, 28)
    (clock,) = line.clocks
    assert (clock.rule.record_type, clock.rule.duty, clock.rule.by_law) == (COUNSELLING, "keep-counselling-dv", True)
    assert [one.id for one in retention.review(date(2027, 1, 20))] == []
    assert [one.id for one in retention.review(date(2027, 1, 30))] == [case], "shown thirty days before"


def test_where_the_law_is_silent_the_centre_chooses_or_consent_ends_it(manager: Desk) -> None:
    case = closed(manager, LONG_AGO)
    assert manager.retention.line(case).until is None
    assert manager.retention.line(case).without_period
    assert manager.retention.without_period() == 1
    manager.cases.consent(case, "collection", "given", valid_until="2020-06-30")
    assert manager.retention.line(case).until == date(2020, 6, 30)
    keeping.set_period(manager.office, manager.keys.centre_type, COUNSELLING, "P5Y")
    assert manager.retention.line(case).until == date(2024, 3, 1)
    assert manager.retention.without_period() == 0


@pytest.mark.parametrize("text", ["", "5", "P0Y", "permanent", "P1D", "P5Y6"])
def test_a_period_is_written_whole(manager: Desk, text: str) -> None:
    with pytest.raises(BadInput):
        keeping.set_period(manager.office, manager.keys.centre_type, COUNSELLING, text)


def test_a_period_of_the_law_is_not_chosen(manager: Desk) -> None:
    with pytest.raises(BadInput):
        keeping.set_period(manager.office, "domestic_violence", COUNSELLING, "P1Y")


def test_a_deletion_record_has_its_own_clock(manager: Desk) -> None:
    case = closed(manager, LONG_AGO, types=("illegal_filming", "stalking"))
    other = closed(manager, LONG_AGO, types=("stalking",), alias="느티")
    retention = of_type(manager, "digital_support")
    keeping.set_period(manager.office, "digital_support", COUNSELLING, "P3Y")
    retention = of_type(manager, "digital_support")
    assert retention.line(case).until == date(2024, 3, 1), "five years as a deletion record"
    assert retention.line(other).until == date(2022, 3, 1)
    retention.set_kind(case, "deletion-record-police")
    assert retention.line(case).until == date(2029, 3, 1)
    retention.set_kind(case, DELETION[0])
    assert retention.line(case).permanent
    assert retention.line(case).until is None
    with pytest.raises(BadInput):
        retention.set_kind(case, "anything")


def test_withdrawn_consent_ends_what_the_law_does_not_keep(manager: Desk) -> None:
    case = closed(manager, today() - timedelta(days=30))
    manager.cases.consent(case, "collection", "withdrawn")
    assert manager.retention.line(case).until == today()
    kept = of_type(manager, "domestic_violence").line(case)
    assert kept.until is not None
    assert kept.until > today() + timedelta(days=1000), "kept although consent was withdrawn: the law asks for it"
    assert not kept.may_go(today(), Ground.CONSENT_WITHDRAWN)


def test_nothing_goes_that_nobody_looked_at(manager: Desk) -> None:
    case = closed(manager, LONG_AGO)
    with pytest.raises(Conflict):
        manager.retention.erase([case], "request")
    manager.retention.decide(case, "keep", reason="재판이 남았습니다", keep_until=today() + timedelta(days=90))
    with pytest.raises(Conflict):
        manager.retention.erase([case], "request")
    assert manager.cases.get(case).number


def test_keeping_longer_needs_a_reason_and_a_day(manager: Desk) -> None:
    keeping.set_period(manager.office, manager.keys.centre_type, COUNSELLING, "P3Y")
    case = closed(manager, LONG_AGO)
    for reason, until in (("", today() + timedelta(days=9)), ("재판", None), ("재판", today())):
        with pytest.raises(BadInput):
            manager.retention.decide(case, "keep", reason=reason, keep_until=until)
    day = today() + timedelta(days=400)
    assert manager.retention.decide(case, "keep", reason="재판", keep_until=day).value.until == day
    assert manager.retention.review() == ()


def test_a_hold_keeps_a_case_whatever_its_clock_says(manager: Desk) -> None:
    case = closed(manager, LONG_AGO)
    number = manager.cases.get(case).number
    manager.retention.decide(case, "erase")
    hold = manager.retention.hold(number, "증거로 쓰입니다").value
    assert [one.number for one in manager.retention.holds()] == [number]
    with pytest.raises(Conflict):
        manager.retention.hold(case, "둘째")
    with pytest.raises(Conflict):
        manager.retention.erase([case], "request")
    assert manager.retention.release(case).value == hold.id
    assert manager.retention.holds() == ()
    with pytest.raises(NotFound):
        manager.retention.release(case)
    assert manager.retention.erase([case], "request").value[0].cases == 1


def test_the_law_s_time_is_not_shortened_by_a_wish(manager: Desk) -> None:
    case = closed(manager, today())
    retention = of_type(manager, "domestic_violence")
    retention.decide(case, "erase")
    for ground in Ground:
        with pytest.raises(Conflict):
            retention.erase([case], ground)
    assert manager.cases.get(case).id == case


def test_an_open_case_and_a_contact_of_a_case_are_not_ready(manager: Desk) -> None:
    case = manager.cases.open_case("파란우산").value
    with pytest.raises(Conflict):
        manager.retention.line(case.id)
    call = manager.contacts.take(alias="달맞이").value
    with pytest.raises(Conflict):
        manager.retention.line(call.id)
    with pytest.raises(NotFound):
        manager.retention.line("26-B-9999")


def test_a_contact_that_never_became_a_case_goes_too(manager: Desk) -> None:
    call = manager.contacts.take(alias="달맞이").value
    manager.contacts.write(call.id, note="집 앞에 또 와 있었대요")
    manager.contacts.close(call.id)
    assert manager.retention.line(call.id).kind == "contact"
    manager.retention.decide(call.id, "erase")
    entry = erasure.erase(manager.home, manager.keys, manager.retention, [call.id], "request").value
    assert (entry.cases, entry.contacts) == (0, 1)
    assert manager.contacts.find("달맞이") == ()


def test_the_log_names_nobody(manager: Desk) -> None:
    case = closed(manager, LONG_AGO)
    number = manager.cases.get(case).number
    manager.retention.decide(case, "erase", reason="파란우산 님이 바랐습니다")
    manager.retention.erase([case], "request")
    (entry,) = manager.retention.log()
    assert (entry.ground, entry.cases, entry.record_types) == (Ground.REQUEST, 1, (COUNSELLING,))
    db = manager.database(Compartment.CASEWORK)
    for table in ("destruction", "erased", "audit", "history"):
        text = repr(db.rows(f"SELECT * FROM {table}"))
        assert "파란우산" not in text
        assert number not in text
    assert case not in repr(entry)
    assert manager.audit.problems() == []


def test_somebody_with_another_case_keeps_it(manager: Desk) -> None:
    """The person stays as long as one case of theirs does; so does what belongs to that case."""
    case = closed(manager, LONG_AGO)
    other = manager.cases.open_case("파란우산").value
    db = manager.database(Compartment.CASEWORK)
    with db.atomic():
        db.change("casefile", other.id, {"survivor_id": manager.cases.get(case).survivor.id})
    manager.retention.decide(case, "erase")
    manager.retention.erase([case], "request")
    assert manager.cases.get(other.id).survivor.alias == "파란우산"
    assert [row.id for row in manager.cases.find("파란우산")] == [other.id]


def test_only_a_manager_decides(centre: Centre) -> None:
    desk = centre.open("counsellor")
    case = closed(desk, LONG_AGO)
    for act in (
        lambda: desk.retention.decide(case, "erase"),
        lambda: desk.retention.hold(case, "재판"),
        lambda: desk.retention.release(case),
        lambda: desk.retention.erase([case], "request"),
    ):
        with pytest.raises(Denied):
            act()
    assert desk.cases.get(case).id == case
    desk.close()


def test_counts_that_were_sent_stay_as_they_are(manager: Desk) -> None:
    """The case's sums stay under a pseudonym, and the next round does not take them back."""
    from app.counts import records
    from app.counts.model import plan
    from app.counts.periods import Period
    from app.wire import cubes

    case = closed(manager, LONG_AGO)
    person = manager.cases.get(case).survivor.id
    db = manager.database(Compartment.CASEWORK)
    told = {"violence": "stalking", "age": "20s", "relation": "partner", "channel": "phone", "outcome": "supported"}
    with db.atomic():
        db.insert("count_state", {"id": case, "person_id": person, "cells": json.dumps(told)})
        db.insert(
            "count_ledger",
            {"id": "a" * 32, "round_id": "r", "person_id": person, "case_id": case, "units": 3, "cells": "{}"},
        )
    manager.retention.decide(case, "erase")
    manager.retention.erase([case], "request")
    (state,) = db.rows("SELECT * FROM count_state")
    (spent,) = db.rows("SELECT * FROM count_ledger")
    assert state["id"].startswith("erased-")
    assert spent["case_id"] == state["id"]
    assert spent["person_id"] == state["person_id"] != person
    books = "SELECT * FROM history WHERE entity <> 'erased'"  # the list of erased ids itself names it
    everything = repr([db.rows(books), db.rows("SELECT * FROM count_state"), db.rows("SELECT * FROM count_ledger")])
    assert case not in everything
    assert person not in everything
    found = plan(Period.of("2026-Q3"), [], records.state(db), [], cubes(), 1000)
    assert found.moves == ()
