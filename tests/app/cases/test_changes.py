"""The history of a case, as its people read it."""

from __future__ import annotations

from app.agenda import Agenda
from app.cases import Cases, SafeCard
from app.cases.records import CHANGES
from app.store import Database


def test_a_case_tells_who_changed_what(casework: Database) -> None:
    cases = Cases(casework)
    case = cases.open_case("느티나무").value
    other = cases.open_case("달맞이").value
    cases.set_person(case.id, alias="큰느티")
    cases.set_safe_card(SafeCard(case.id, "do_not_call"))
    cases.set_person(other.id, alias="보름달")
    found = cases.changes(case.id)
    renamed = next(one for one in found if one.field == "alias")
    assert (renamed.old, renamed.new, renamed.who, renamed.device) == ("느티나무", "큰느티", "user-1", "B")
    assert any(one.entity == "safe_contact" and one.operation == "insert" for one in found)
    assert not any("달" in (one.new or "") for one in found)
    assert not any(one.field == "last_activity" for one in found)


def test_what_was_taken_out_is_still_told(casework: Database) -> None:
    cases = Cases(casework)
    case = cases.open_case("느티나무").value
    cases.record(case.id, {"safe-time": "점심"})
    cases.record(case.id, {"safe-time": ""})
    operations = [one.operation for one in cases.changes(case.id) if one.entity == "record_value"]
    assert operations == ["remove", "insert"]


def test_ticked_tasks_are_kept(casework: Database) -> None:
    agenda, case = Agenda(casework), Cases(casework).open_case("느티나무").value
    task = agenda.add("전화하기", case_id=case.id).value
    assert agenda.finished(case.id) == ()
    agenda.finish(task.id)
    assert [one.id for one in agenda.finished(case.id)] == [task.id]
    assert agenda.of_case(case.id) == ()


def test_neither_every_change_nor_every_task_is_read(casework: Database) -> None:
    def plan(sql: str, **values: object) -> str:
        return "\n".join(row["detail"] for row in casework.rows(f"EXPLAIN QUERY PLAN {sql}", values))

    assert "history_removed" in plan(CHANGES, case="c", person="p", limit=300, seq=None)
    assert "task_by_day" in plan("SELECT id FROM task AS t WHERE t.kind = 'appointment' AND t.due_on = :day", day="x")
