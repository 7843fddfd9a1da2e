"""Two records of one person: everything goes over, both values are kept, and it is undone."""

from __future__ import annotations

import pytest

from app.agenda import Agenda
from app.cases import Cases, SafeCard
from app.contacts import Contacts
from app.doubles import Merging
from app.errors import BadInput, Conflict
from app.plans import Plans
from app.safety import Safety
from app.store import Database


class Said:
    """A trail that only remembers."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def write(self, kind: str, /, **facts: object) -> None:
        self.kinds.append(kind)


class Bench:
    """Two records of one person, each with something of its own."""

    def __init__(self, db: Database) -> None:
        self.db, self.cases, self.contacts, self.plans = db, Cases(db), Contacts(db), Plans(db)
        self.trail = Said()
        self.merging = Merging(db, self.trail)
        self.one = self.cases.open_case("파란우산", phone="010-1111-2222").value.id
        self.other = self.cases.open_case("우산", phone="010-1111-3333").value.id
        call = self.contacts.take("phone", kind="counselling", note="둘째 기록의 통화").value
        self.contacts.close(call.id, case_id=self.other)
        self.call = call.id
        self.cases.add_note(self.other, "메모", "가로등 없는 골목")
        self.cases.set_incident(self.one, ["dating_control"])
        self.cases.set_incident(self.other, ["stalking"])
        self.cases.record(self.one, {"safe-time": "점심"})
        self.cases.record(self.other, {"safe-time": "저녁", "contact-at": "문자"})
        goal = self.plans.add_goal(self.other, "safety", "퇴근길이 편한 것").value
        self.plans.add_step(goal.id, "112 등록")
        Safety(db).answer(self.other, {"weapon": "yes"})
        self.cases.set_safe_card(SafeCard(self.other, "may_call", "010-1111-3333"))

    def picture(self) -> list[tuple[str, dict[str, object]]]:
        """Every row of every table but for what tells of the past."""
        tables = [row["name"] for row in self.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [t for t in tables if not t.startswith(("search_", "sqlite_")) and t not in ("history", "meta", "merge", "merge_moved")]  # fmt: skip
        return [(t, row) for t in kept for row in self.db.rows(f"SELECT * FROM {t}")]


@pytest.fixture
def bench(casework: Database) -> Bench:
    return Bench(casework)


def test_everything_goes_over_and_what_differs_is_kept_twice(bench: Bench) -> None:
    done = bench.merging.merge(bench.one, bench.other, "같은 번호로 전화함", take=("phone",)).value
    kept, gone = bench.cases.get(bench.one), bench.cases.get(bench.other)
    assert (kept.survivor.alias, kept.survivor.phone) == ("파란우산", "010-1111-3333")
    assert done.both["alias"] == {"here": "파란우산", "there": "우산", "chosen": "here"}
    assert done.both["phone"]["chosen"] == "there"
    assert (gone.status, gone.stage) == ("duplicate", "duplicate")
    assert gone.survivor.alias == "우산"
    assert bench.contacts.get(bench.call).case_id == bench.one
    assert {one.types for one in bench.cases.incidents(bench.one)} == {("dating_control",), ("stalking",)}
    assert kept.main_type == "stalking"
    assert kept.risk != "unknown"
    assert bench.cases.recorded(bench.one) == {"safe-time": "점심", "contact-at": "문자"}
    assert bench.cases.recorded(bench.other) == {"safe-time": "저녁"}
    assert len(bench.plans.goals(bench.one)[0].steps) == 1
    card = bench.cases.safe_card(bench.one)
    assert card is not None
    assert card.number == "010-1111-3333"
    assert [row.id for row in bench.cases.find("가로등")] == [bench.one]
    assert bench.trail.kinds == ["cases_merged"]


def test_undoing_gives_back_every_row_as_it_was(bench: Bench) -> None:
    before = bench.picture()
    merge = bench.merging.merge(bench.one, bench.other, "같은 사람", take=("alias", "phone")).value
    assert bench.picture() != before
    undone = bench.merging.undo(merge.id).value
    assert undone.undone_by == "user-1"
    after = bench.picture()
    moved = ("last_activity",)

    def still(rows: list[tuple[str, dict[str, object]]]) -> list[str]:
        return sorted(str((t, {k: v for k, v in row.items() if k not in moved})) for t, row in rows)

    assert still(after) == still(before)
    assert [row.id for row in bench.cases.find("가로등")] == [bench.other]
    with pytest.raises(Conflict):
        bench.merging.undo(merge.id)


def test_what_was_written_since_stays_where_it_was_written(bench: Bench) -> None:
    merge = bench.merging.merge(bench.one, bench.other, "같은 사람", take=("phone",)).value
    bench.cases.set_person(bench.one, phone="010-9999-9999")
    note = bench.cases.add_note(bench.one, "뒤에", "합친 뒤에 쓴 말").value
    bench.merging.undo(merge.id)
    assert bench.cases.get(bench.one).survivor.phone == "010-9999-9999"
    assert bench.db.value("SELECT case_id FROM note WHERE id = ?", (note,)) == bench.one
    assert bench.cases.get(bench.other).status == "open"


def test_a_chain_is_undone_from_its_end(bench: Bench) -> None:
    third = bench.cases.open_case("셋째").value.id
    first = bench.merging.merge(bench.one, bench.other, "같은 사람").value
    with pytest.raises(Conflict):
        bench.merging.merge(third, bench.other, "같은 사람")
    second = bench.merging.merge(bench.one, third, "이것도 같은 사람").value
    with pytest.raises(Conflict):
        bench.merging.undo(first.id)
    bench.merging.undo(second.id)
    bench.merging.undo(first.id)
    assert {bench.cases.get(one).status for one in (bench.one, bench.other, third)} == {"open"}


def test_what_cannot_be_put_together_is_said(bench: Bench) -> None:
    with pytest.raises(BadInput):
        bench.merging.merge(bench.one, bench.one, "같은 사람")
    with pytest.raises(BadInput) as refused:
        bench.merging.merge(bench.one, bench.other, " ")
    assert refused.value.field == "reason"
    assert bench.merging.of_case(bench.one) == ()
    bench.merging.merge(bench.other, bench.one, "반대로")
    with pytest.raises(Conflict):
        bench.merging.merge(bench.other, bench.one, "한 번 더")


def test_open_tasks_come_along(bench: Bench) -> None:
    agenda = Agenda(bench.db)
    task = agenda.add("전화하기", case_id=bench.other).value
    bench.merging.merge(bench.one, bench.other, "같은 사람")
    assert task.id in {one.id for one in agenda.of_case(bench.one)}
    assert agenda.of_case(bench.other) == ()


def test_what_was_written_for_the_double_meanwhile_keeps_its_place(bench: Bench) -> None:
    """Both have the same field once more: what went over stays with the record that went on."""
    merge = bench.merging.merge(bench.one, bench.other, "같은 분").value
    assert bench.cases.recorded(bench.one)["contact-at"] == "문자"
    bench.cases.record(bench.other, {"contact-at": "전화"})
    bench.merging.undo(merge.id)
    assert bench.cases.recorded(bench.other)["contact-at"] == "전화"
    assert bench.cases.recorded(bench.one)["contact-at"] == "문자"


def test_the_heads_follow_what_was_written_since(bench: Bench) -> None:
    merge = bench.merging.merge(bench.one, bench.other, "같은 분").value
    bench.cases.set_incident(bench.one, ["rape"])
    bench.merging.undo(merge.id)
    assert bench.cases.get(bench.one).main_type == "rape"
    assert bench.cases.get(bench.other).main_type == "stalking"


def test_a_double_is_not_opened_by_itself(bench: Bench) -> None:
    bench.merging.merge(bench.one, bench.other, "같은 분")
    with pytest.raises(Conflict):
        bench.cases.reopen(bench.other, "다시")
    with pytest.raises(Conflict):
        bench.cases.close(bench.other, "supported")
    with pytest.raises(Conflict):
        bench.cases.reopen(bench.one, "열려 있음")
    assert bench.cases.get(bench.other).status == "duplicate"


def test_what_hangs_on_something_that_goes_back_goes_along(bench: Bench) -> None:
    """A step written since into a goal of the other record would be seen in neither, and be erased with the other."""
    merge = bench.merging.merge(bench.one, bench.other, "같은 사람").value
    goal = bench.plans.goals(bench.one)[0]
    step = bench.plans.add_step(goal.id, "합친 뒤의 걸음").value.id
    bench.merging.undo(merge.id)
    assert step in {one.id for one in bench.plans.goals(bench.other)[0].steps}
    assert not bench.plans.goals(bench.one)
