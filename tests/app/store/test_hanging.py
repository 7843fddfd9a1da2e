"""What hangs on a record goes with it by the database's own hand: the history tells of it, and nothing is left to be found."""

from __future__ import annotations

from app.agenda import Agenda, Appointments, Booking
from app.cases import Cases
from app.clock import now
from app.contacts import Contacts
from app.plans import Plans
from app.store import Database
from tests.play import invariants


def _row(db: Database, task: str) -> dict[str, object]:
    return {
        "id": "0" * 32,
        "task_id": task,
        "batch": "b",
        "kind": "date",
        "from_user": "u",
        "state": "waiting",
        "at": 1,
    }


def test_what_goes_with_a_record_stands_in_the_history_and_comes_back_with_it(casework: Database) -> None:
    made = Appointments(casework, Agenda(casework))
    task = made.book(Booking("법원 동행", "user-1", now())).value.id
    with casework.atomic():
        casework.insert("shift_item", _row(casework, task))
    gone = made.take_out(task).value
    assert [table for table, _line in gone] == ["task", "appointment", "shift_item"]
    assert casework.rows("SELECT id FROM shift_item UNION ALL SELECT id FROM appointment") == []
    invariants.check_history(casework)
    made.put_back(gone)
    assert casework.value("SELECT task_id FROM shift_item") == task
    invariants.check_history(casework)


def test_what_only_points_to_a_record_lets_go_of_it(casework: Database) -> None:
    case = Cases(casework).open_case("달맞이").value.id
    task = Agenda(casework).add("한 주에 한 번 묻기", case_id=case).value.id
    head = {"case_id": case, "at": 1, "author": "u"}
    with casework.atomic():
        casework.insert("workplace_person", {"id": "1" * 32, "part": "survivor", "called": "달맞이", **head})
        casework.insert(
            "damage_watch", {"id": "2" * 32, "person_id": "1" * 32, "from_on": "2026-11-01", "task_id": task, **head}
        )
        casework.remove("task", task)
    assert casework.rows("SELECT task_id FROM damage_watch") == [{"task_id": None}]
    invariants.check_history(casework)


def test_what_went_along_is_not_found_any_more(casework: Database) -> None:
    case, plans = Cases(casework).open_case("달맞이").value.id, Plans(casework)
    plans.add_follow_up(case, {}, words="가로등이 켜졌다고 하심")
    assert casework.find("가로등")
    with casework.atomic():
        casework.remove("casefile", case)
    assert casework.find("가로등") == []
    invariants.check(casework)


def test_words_that_went_are_never_found_again(casework: Database) -> None:
    """One record changed often, more than once in one transaction, long and short."""
    contacts = Contacts(casework)
    call = contacts.take("phone", note="문을 두드림 " * 300).value.id
    for at in range(6):
        with casework.atomic():
            contacts.write(call, note="문을 두드림 " * (300 if at % 2 else 3))
            contacts.write(call, alias=f"달맞이 {at}", note="골목에서 문을 두드림 " * (3 if at % 2 else 300))
        invariants.check_index(casework)
    contacts.write(call, note="조용함")
    assert casework.find("두드림") == []
    invariants.check_index(casework)
