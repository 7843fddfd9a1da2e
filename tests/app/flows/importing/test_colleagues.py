"""Rows name the colleague who has the case: by name or id, only who may have one, and only from who may give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.desk import Desk
from app.errors import Denied
from app.flows import importing
from app.flows.importing import CELL, ROW, Checked, Entry
from app.flows.importing.colleagues import Colleagues
from app.kinds import Right, Role
from app.office import Member
from tests.conftest import Centre

STAFF = (
    Member("m", "이음", Role.MANAGER, (Right.SUPERVISOR,)),
    Member("a", "가온", Role.COUNSELLOR, ()),
    Member("b", "같은 이름", Role.COUNSELLOR, ()),
    Member("c", "같은이름", Role.COUNSELLOR, ()),
    Member("d", "떠난이", Role.COUNSELLOR, (), active=False),
    Member("e", "떠난이", Role.COUNSELLOR, ()),
    Member("t", "다온", Role.TRAINER, ()),
)


def looked(*names: str, user: str = "m", may_assign: bool = True) -> Checked:
    rows = "".join(f"{at},2024-01-02,별칭{at},{name}\n" for at, name in enumerate(names))
    table = importing.read(f"사례번호,접수일,별칭,담당 상담원\n{rows}".encode(), "a.csv")
    fitting = importing.suggested(table.headings)
    return Colleagues(STAFF, user, may_assign=may_assign).looked_up(importing.check(table, fitting))


def test_a_name_or_an_id_is_the_colleague_and_whoever_is_none_is_a_fault_in_its_cell() -> None:
    found = looked("가 온", "c", "떠난이", "", "모르는 이", "다온", "같은 이름", "d")
    assert [one.values.get("counsellor") for one in found.entries] == ["a", "c", "e", None, None, None, None, None]
    assert [(one.row, one.heading, one.kind, one.choices) for one in found.faults] == [
        (6, "담당 상담원", "nobody", (CELL, ROW)), (7, "담당 상담원", "no_cases", (CELL, ROW)),
        (8, "담당 상담원", "several", (CELL, ROW)), (9, "담당 상담원", "no_cases", (CELL, ROW)),
    ]  # fmt: skip
    assert "모르는 이" in found.faults[0].sentence


def test_who_may_not_assign_names_nobody_but_themselves() -> None:
    found = looked("이음", "가온", user="m", may_assign=False)
    assert [one.values.get("counsellor") for one in found.entries] == ["m", None]
    assert [one.kind for one in found.faults] == ["assign"]


@pytest.fixture
def desk(centre: Centre) -> Iterator[Desk]:
    opened = centre.open("manager")
    yield opened
    opened.close()


ROWS = "사례번호,접수일,별칭,담당자\n1,2024-03-04,하나,가온\n1,2024-03-05,,\n2,2024-03-04,둘,\n3,2024-03-04,셋,다온\n"


def test_each_case_comes_to_its_colleague_on_its_own_day_and_goes_again_with_the_import(
    desk: Desk, centre: Centre
) -> None:
    table = importing.read(ROWS.encode(), "a.csv")
    fitting = desk.imports.fitting(table)
    checked = desk.imports.compare(table, importing.check(table, fitting))
    (fault,) = checked.faults
    assert (fault.row, fault.heading, fault.field) == (5, "담당자", "counsellor")
    one = desk.imports.take_in(table, fitting, importing.settled(checked, {fault.place: CELL})).value
    cases = {row.alias: row for row in desk.cases.page()}
    mine, theirs = centre.users["manager"], centre.users["counsellor"]
    assert {alias: row.assigned_to for alias, row in cases.items()} == {"하나": theirs, "둘": mine, "셋": mine}
    assert cases["하나"].last_activity - cases["둘"].last_activity == 86_400_000, "at its own last day"
    (told,) = desk.audit.entries(kind="case_assigned")
    assert (told.facts["to"], told.facts["before"]) == (theirs, mine)
    assert desk.imports.undo(one.id).value == importing.Undone(3, ())


def test_what_was_forced_past_the_look_is_refused_where_it_is_written(desk: Desk, centre: Centre) -> None:
    table = importing.read(ROWS.encode(), "a.csv")
    fitting = desk.imports.fitting(table)
    checked = importing.check(table, fitting)
    forced = tuple(
        Entry(one.row, {**one.values, "counsellor": centre.users["trainer"]}, one.group) for one in checked.entries
    )
    with pytest.raises(Denied):
        desk.imports.take_in(table, fitting, importing.settled(replace(checked, entries=forced), {}))
    assert desk.cases.total() == 0
