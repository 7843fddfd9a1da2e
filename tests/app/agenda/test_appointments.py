"""Appointments with person and room, what is at the same time, who is out with somebody, and the court card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.agenda import Agenda, Appointments, Booking, CourtCard, Task
from app.cases import Cases
from app.clock import SEOUL, instant
from app.errors import BadInput, Conflict
from app.store import Database

MINUTE, HOUR = 60_000, 3_600_000


def at(hour: int, minute: int = 0, day: int = 24) -> int:
    return instant(datetime(2026, 11, day, hour, minute, tzinfo=SEOUL))


@pytest.fixture
def agenda(casework: Database) -> Agenda:
    return Agenda(casework)


@pytest.fixture
def made(casework: Database, agenda: Agenda) -> Appointments:
    return Appointments(casework, agenda)


def meeting(start: int, *, owner: str = "user-1", room: str | None = "r1", **more: object) -> Booking:
    return Booking("상담", owner, start, start + 50 * MINUTE, room=room, **more)  # type: ignore[arg-type] # a test names fields freely


def test_an_appointment_has_person_room_and_time(casework: Database, made: Appointments) -> None:
    case = Cases(casework).open_case("파란우산").value
    task = made.book(meeting(at(14), case_id=case.id)).value
    assert (task.due_on, task.room, task.meeting, task.alias) == ("2026-11-24", "r1", "meeting", "파란우산")


@pytest.mark.parametrize(
    ("start", "owner", "room", "person", "place"),
    [
        (at(14, 30), "user-1", "r2", True, False),
        (at(14, 30), "user-2", "r1", False, True),
        (at(13, 20), "user-1", "r1", True, True),
        (at(14, 49), "user-2", "r1", False, True),
    ],
)
def test_the_same_person_or_room_at_the_same_time_is_shown(
    made: Appointments, agenda: Agenda, start: int, owner: str, room: str, person: bool, place: bool
) -> None:
    there = made.book(meeting(at(14))).value
    (clash,) = agenda.clashes(meeting(start, owner=owner, room=room))
    assert (clash.task_id, clash.same_person, clash.same_room) == (there.id, person, place)


@pytest.mark.parametrize(
    ("start", "owner", "room"),
    [(at(14, 50), "user-1", "r1"), (at(13, 10), "user-1", "r1"), (at(14), "user-2", "r2"), (at(14, day=25), "user-1", "r1"),
     (at(14), "user-2", None)],
)  # fmt: skip
def test_what_only_touches_it_is_no_clash(
    made: Appointments, agenda: Agenda, start: int, owner: str, room: str | None
) -> None:
    made.book(meeting(at(14)))
    made.book(meeting(at(9), owner="user-3", room=None))
    assert agenda.clashes(meeting(start, owner=owner, room=room)) == ()


def test_over_midnight_and_without_an_end(made: Appointments, agenda: Agenda) -> None:
    night = made.book(Booking("응급실 동행", "user-1", at(23), at(3, day=25), kind="accompaniment")).value
    (clash,) = agenda.clashes(Booking("상담", "user-1", at(1, day=25)))
    assert clash.task_id == night.id
    made.book(Booking("전화", "user-2", at(10)))
    assert len(agenda.clashes(Booking("상담", "user-2", at(10, 59)))) == 1
    assert agenda.clashes(Booking("상담", "user-2", at(11))) == ()


def test_a_clash_is_kept_only_with_a_decision(made: Appointments, agenda: Agenda) -> None:
    made.book(meeting(at(14)))
    with pytest.raises(BadInput) as refused:
        made.book(meeting(at(14, 30)))
    assert refused.value.field == "in_spite"
    assert len(agenda.between(date(2026, 11, 24), date(2026, 11, 24))) == 1
    both = made.book(meeting(at(14, 30), in_spite="둘이 함께 만나는 자리")).value
    assert both.in_spite == "둘이 함께 만나는 자리"


def test_what_is_over_or_taken_out_no_longer_clashes(made: Appointments, agenda: Agenda) -> None:
    first, second = made.book(meeting(at(14))).value, made.book(meeting(at(16))).value
    agenda.finish(first.id)
    gone = made.take_out(second.id).value
    assert agenda.clashes(meeting(at(14))) == agenda.clashes(meeting(at(16))) == ()
    made.put_back(gone)
    assert [one.task_id for one in agenda.clashes(meeting(at(16)))] == [second.id]


def test_moving_does_not_clash_with_itself(made: Appointments) -> None:
    task = made.book(meeting(at(14))).value
    moved = made.move(task.id, meeting(at(14, 20), room="r2")).value
    assert (moved.due_at, moved.room) == (at(14, 20), "r2")


def test_a_name_behind_a_conflict_is_not_told_by_a_clash(
    casework: Database, made: Appointments, agenda: Agenda
) -> None:
    case = Cases(casework).open_case("파란우산").value
    made.book(meeting(at(14), case_id=case.id))
    assert agenda.clashes(meeting(at(14)))[0].number == case.number
    with casework.atomic():
        row = {"id": "k", "case_id": case.id, "user": "user-1", "why": "name", "state": "open", "at": 1, "by": "user-2"}
        casework.insert("conflict", row)
    assert agenda.clashes(meeting(at(14)))[0].number is None
    assert agenda.between(date(2026, 11, 24), date(2026, 11, 24), everybody=True) == ()


def accompanied(made: Appointments) -> Task:
    return made.book(Booking("경찰서 동행", "user-1", at(14), at(16), kind="accompaniment", place="종로경찰서")).value


def test_out_and_back(made: Appointments, agenda: Agenda) -> None:
    before = accompanied(made)
    out = made.leave(before.id, at(13, 50)).value
    assert [one.id for one in agenda.out()] == [before.id]
    assert not out.overdue(at(15, 59))
    assert out.overdue(at(16, 1))
    back = made.back(before.id, at(16, 20)).value
    assert (back.back_at, back.done_at, agenda.out()) == (at(16, 20), at(16, 20), ())
    assert made.undo_way(out).value.is_out
    assert not made.undo_way(before).value.is_out


def test_nobody_comes_back_who_did_not_leave(made: Appointments) -> None:
    task = accompanied(made)
    with pytest.raises(Conflict):
        made.back(task.id)
    made.leave(task.id)
    made.back(task.id)
    with pytest.raises(Conflict):
        made.leave(task.id)


def test_an_appointment_of_an_earlier_version_can_be_left_for(made: Appointments, agenda: Agenda) -> None:
    old = agenda.add("법원 동행", "appointment", due_on=date(2026, 11, 24), due_at=at(10)).value
    assert made.leave(old.id, at(10)).value.is_out


def test_the_court_card_is_kept_with_its_answers(casework: Database, made: Appointments, agenda: Agenda) -> None:
    case = Cases(casework).open_case("파란우산").value
    card = CourtCard(
        "서울중앙지방법원", "서관 508호", "2026고단1", "asked", "granted", "언니", "asked", "민원실 옆문", "증인지원실에서 기다림"
    )  # fmt: skip
    task = made.book(Booking("증인신문", "user-1", at(14), kind="court", case_id=case.id, court=card)).value
    assert task.place == "서울중앙지방법원 서관 508호"
    assert agenda.court_cards(case.id) == {task.id: card}
    made.move(
        task.id,
        Booking("증인신문", "user-1", at(15), kind="court", case_id=case.id, court=replace(card, closed="granted")),
    )
    found = agenda.court_card(task.id)
    assert found is not None
    assert found.closed == "granted"
    gone = made.take_out(task.id).value
    assert agenda.court_cards(case.id) == {}
    made.put_back(gone)
    assert agenda.court_cards(case.id) == {task.id: found}
    made.move(task.id, Booking("만남", "user-1", at(15), case_id=case.id))
    assert agenda.court_cards(case.id) == {}


@pytest.mark.parametrize(
    ("booking", "field"),
    [
        (Booking("", "user-1", at(14)), "title"),
        (Booking("상담", "user-1", at(14), at(14)), "until"),
        (Booking("상담", "user-1", at(14), at(13)), "until"),
        (Booking("상담", "user-1", at(14), at(15, day=25)), "until"),
        (Booking("상담", "user-1", at(14), kind="party"), "kind"),
        (Booking("재판", "user-1", at(14), kind="court"), "court"),
        (Booking("재판", "user-1", at(14), kind="court", court=CourtCard("법원", closed="maybe")), "closed"),
        (Booking("재판", "user-1", at(14), kind="court", court=CourtCard("법원", note="가" * 1_000_000)), "note"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(made: Appointments, agenda: Agenda, booking: Booking, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        made.book(booking)
    assert refused.value.field == field
    assert agenda.between(date(2026, 11, 1), date(2026, 11, 30)) == ()


def test_a_week_is_mine_or_everybodys(casework: Database, made: Appointments, agenda: Agenda) -> None:
    mine = Cases(casework).open_case("파란우산").value
    made.book(meeting(at(10, day=23)))
    made.book(meeting(at(10, day=24), owner="user-2", room="r2", case_id=mine.id))
    made.book(meeting(at(10, day=25), owner="user-2"))
    made.book(meeting(at(10, day=30)))
    first, last = date(2026, 11, 23), date(2026, 11, 29)
    assert [one.due_on for one in agenda.between(first, last)] == ["2026-11-23", "2026-11-24"]
    assert [one.due_on for one in agenda.between(first, last, everybody=True)] == [
        "2026-11-23",
        "2026-11-24",
        "2026-11-25",
    ]


def test_a_day_is_read_in_order_and_no_further_than_it_shows(
    casework: Database, agenda: Agenda, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty thousand cases took a tenth of a second before: every open task was read and sorted."""
    asked: list[tuple[str, dict[str, object]]] = []
    real = casework.rows

    def rows(sql: str, values: dict[str, object]) -> object:
        asked.append((sql, values))
        return real(sql, values)

    monkeypatch.setattr(casework, "rows", rows)
    agenda.waiting(("todo",), until=date(2026, 11, 24))
    plans = ["\n".join(row["detail"] for row in real(f"EXPLAIN QUERY PLAN {sql}", values)) for sql, values in asked]
    assert len(plans) == 2
    assert all("task_open_by_kind" in plan for plan in plans)
    assert "USE TEMP B-TREE FOR ORDER BY" not in plans[0]


def test_what_waits_comes_by_its_day_and_what_has_none_last(agenda: Agenda) -> None:
    agenda.add("날짜 없음", "todo")
    agenda.add("기한", "deadline", due_on=date(2026, 11, 23))
    agenda.add("늦은 것", "todo", due_on=date(2026, 11, 20))
    agenda.add("오후", "todo", due_on=date(2026, 11, 24), due_at=at(15))
    agenda.add("오전", "todo", due_on=date(2026, 11, 24), due_at=at(9))
    agenda.add("앞날", "todo", due_on=date(2026, 11, 30))
    found = [one.title for one in agenda.waiting(("todo", "deadline"), until=date(2026, 11, 24))]
    assert found == ["늦은 것", "기한", "오전", "오후", "날짜 없음"]
    assert [one.title for one in agenda.waiting(("todo", "deadline"), until=date(2026, 11, 24), limit=2)] == found[:2]
    assert "앞날" in [one.title for one in agenda.waiting(("todo",))]
