"""The dashboard: what it counts beside a count by hand, and what of a case is told to whom."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, time, timedelta

import pytest

from app.clock import SEOUL, instant, new_id, now, today
from app.desk import Desk
from app.errors import NotFound
from app.kinds import Compartment
from app.reports import Line, Period, Table, month
from tests.conftest import Centre

DAY = 86_400_000


def _period() -> Period:
    """A span around today that no month's end cuts."""
    return Period(today() - timedelta(days=20), today() + timedelta(days=20))


def _panel(desk: Desk, ident: str) -> Table:
    return next(one for one in desk.dashboard.read(_period()) if one.id == ident)


def _lines(desk: Desk, ident: str) -> dict[str, tuple[int, ...]]:
    return {line.id: line.values for line in _panel(desk, ident).lines}


def _promise(desk: Desk, case_id: str, due: date, done_at: int | None = None, due_at: int | None = None) -> None:
    task = desk.agenda.add("전화", "call_back", case_id=case_id, due_on=due, due_at=due_at).value
    if done_at is not None:
        db = desk.database(Compartment.CASEWORK)
        with db.atomic():
            db.change("task", task.id, {"done_at": done_at})


def _at(day: date, hour: int) -> int:
    return instant(datetime.combine(day, time(hour), SEOUL))


def test_open_cases_stand_with_their_counsellor_and_their_urgent_ones_apart(desk: Desk) -> None:
    cases = [desk.cases.open_case(f"이름{number}").value for number in range(3)]
    db = desk.database(Compartment.CASEWORK)
    with db.atomic():
        db.change("casefile", cases[0].id, {"risk": "critical"})
        db.change("casefile", cases[1].id, {"risk": "caution", "last_activity": now() - 15 * DAY})
        db.change("casefile", cases[2].id, {"status": "closed"})
    panel = _panel(desk, "load")
    assert panel.lines == (Line(desk.keys.user, "가온", (2, 1)),)
    assert _lines(desk, "risks") == {"critical": (1, 0), "caution": (1, 1)}


def test_a_case_of_two_types_stands_under_both(desk: Desk) -> None:
    case = desk.cases.open_case("파란우산").value
    desk.cases.set_incident(case.id, ("stalking", "illegal_filming"))
    desk.cases.set_incident(case.id, ("stalking",))
    old = desk.cases.open_case("달맞이", opened_on=today() - timedelta(days=200)).value
    desk.cases.set_incident(old.id, ("stalking",))
    assert _lines(desk, "types") == {"stalking": (2, 1), "illegal_filming": (1, 1)}


def test_promised_calls_are_in_time_late_owed_or_not_due_yet(desk: Desk) -> None:
    case, day = desk.cases.open_case("파란우산").value.id, today()
    yesterday = day - timedelta(days=1)
    _promise(desk, case, yesterday, _at(yesterday, 23))
    _promise(desk, case, yesterday, _at(yesterday, 15), due_at=_at(yesterday, 14))
    _promise(desk, case, yesterday, _at(day, 0))
    _promise(desk, case, yesterday)
    _promise(desk, case, day)
    _promise(desk, case, day + timedelta(days=2))
    _promise(desk, case, day - timedelta(days=90))
    assert _lines(desk, "call_backs") == {"in_time": (1,), "late": (2,), "owed": (1,), "ahead": (2,)}
    assert _lines(desk, "overdue") == {"call_back": (2, 1)}


def test_how_long_a_new_case_waited_for_support_counts_from_its_first_contact(desk: Desk) -> None:
    db, start = desk.database(Compartment.CASEWORK), now() - 10 * DAY
    for number, waited in enumerate((DAY, DAY + 1, 7 * DAY, 8 * DAY, None)):
        case = desk.cases.open_case(f"이름{number}").value.id
        row = {"id": new_id(), "started_at": start, "state": "closed", "channel": "phone", "taken_by": "u"}
        with db.atomic():
            db.insert("contact", {**row, "case_id": case})
        if waited is not None:
            desk.cases.add_service(case, "counselling", at=start + waited)
            desk.cases.add_service(case, "medical", at=start + 9 * DAY)
    assert _lines(desk, "first_support") == {"day": (1,), "days3": (1,), "week": (1,), "later": (1,), "none": (1,)}


def test_the_cases_behind_every_line_are_as_many_as_it_says(desk: Desk) -> None:
    for number in range(3):
        case = desk.cases.open_case(f"이름{number}").value
        desk.cases.set_incident(case.id, ("stalking",))
        _promise(desk, case.id, today() - timedelta(days=number))
        contact = desk.contacts.take().value
        desk.contacts.write(contact.id, kind="counselling")
        desk.contacts.close(contact.id, case_id=case.id)
    panels = desk.dashboard.read(_period())
    assert all(panel.lines for panel in panels)
    for panel in panels:
        for line in panel.lines:
            found = desk.dashboard.behind(panel.id, line.id, _period())
            assert len(found) == line.values[0], (panel.id, line.id)


def test_who_is_no_supervisor_is_told_the_numbers_of_others_and_nothing_else(centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        theirs = desk.cases.open_case("파란우산").value
        assert desk.dashboard.sees_all
    with closing(centre.open("counsellor")) as desk:
        own = desk.cases.open_case("달맞이").value
        found = {one.number: one for one in desk.dashboard.behind("risks", "unknown", _period())}
        assert (found[own.number].id, found[own.number].alias) == (own.id, "달맞이")
        stub = found[theirs.number]
        assert (stub.id, stub.alias, stub.assigned_to, stub.main_type) == ("", "", "", "unknown")
    with closing(centre.open("manager")) as desk:
        seen = {one.alias for one in desk.dashboard.behind("risks", "unknown", _period())}
        assert seen == {"파란우산", "달맞이"}


def test_a_case_one_may_be_a_party_to_stays_a_number_even_for_a_supervisor(centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        case = desk.cases.open_case("파란우산").value
        db = desk.database(Compartment.CASEWORK)
        row = {"id": new_id(), "case_id": case.id, "user": desk.keys.user, "why": "name", "state": "open"}
        with db.atomic():
            db.insert("conflict", {**row, "at": now(), "by": "u"})
        assert [one.alias for one in desk.dashboard.behind("risks", "unknown", _period())] == [""]


def test_the_list_goes_on_where_it_ended(desk: Desk) -> None:
    for number in range(5):
        desk.cases.open_case(f"이름{number}")
    period = month(2026, 11)
    first = desk.dashboard.behind("load", desk.keys.user, period, limit=3)
    rest = desk.dashboard.behind("load", desk.keys.user, period, after=first[-1], limit=3)
    assert len(first) == 3
    assert len({one.number for one in (*first, *rest)}) == 5


def test_a_panel_nobody_knows_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.dashboard.behind("names", "x", _period())


def test_a_paper_without_a_case_stays_with_the_managers_at_the_next_opening(centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        desk.submissions.submit("", "2026-11", "report", b"%PDF-", 1)
    with closing(centre.open("manager")) as desk:
        assert [one.number for one in desk.submissions.listed()] == ["2026-11"]
