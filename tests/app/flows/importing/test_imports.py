"""Tables become cases: with their own days, once, whole, undone as a whole, and never into what was counted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from time import perf_counter

import pytest

from app import i18n
from app.audit import Asked
from app.clock import instant, local
from app.desk import Desk
from app.errors import BadInput, Conflict, Denied, NotFound
from app.flows import importing
from app.flows.importing import CELL, ROW, Checked, Fitting, Import, Table
from app.kinds import Compartment
from tests.conftest import Centre

RICH = (
    "사례번호,접수일,별칭,이름,연락처,나이,성별,자치구,접수경로,안전연락,피해유형,피해일,피해내용,관계,가해자,상담일시,상담구분,소요시간,상담내용,기록일,제목,비고,기록동의,집계동의,종결일,종결사유,요약\n"
    '24-7,2024-03-04,파란우산,김하나,010-0000-1234,24,여성,마포구,방문,지금 전화할 수 있음,"스토킹, 교제폭력 · 신체",2024-02-29,집 앞에서 기다림,헤어진 연인·배우자,박아무,2024-03-04 오후 2:30,상담,50,처음 오심,2024-03-05,동행,경찰서에 함께 감,예,예,2024-09-30,도움을 마침,스토킹 지원\n'
    "24-7,,,,,,,,,,,,,,,2024-04-10,상담,30,다시 오심,,,,,,,,\n"
)


def read(text: str | bytes, name: str = "옛 기록.csv") -> Table:
    return importing.read(text if isinstance(text, bytes) else text.encode(), name)


def looked(desk: Desk, table: Table, fitting: Fitting | None = None) -> tuple[Fitting, Checked]:
    fitting = fitting or desk.imports.fitting(table)
    return fitting, desk.imports.compare(table, importing.check(table, fitting))


def taken(desk: Desk, text: str | bytes, **decide: str) -> Import:
    """A table taken in, with decisions by kind of fault."""
    table = read(text)
    fitting, checked = looked(desk, table)
    decisions = {one.place: decide[one.kind] for one in checked.faults if one.kind in decide}
    return desk.imports.take_in(table, fitting, importing.settled(checked, decisions)).value


def plain(count: int, start: int = 0) -> str:
    lines = [
        f"{start + n},2024-01-{n % 28 + 1:02d},별칭{start + n},010-7{(start + n) // 1000:03d}-{(start + n) * 7 % 10000:04d}"
        for n in range(count)
    ]
    return "\n".join(["사례번호,접수일,별칭,연락처", *lines]) + "\n"


@pytest.fixture
def desk(centre: Centre) -> Iterator[Desk]:
    opened = centre.open("manager")
    yield opened
    opened.close()


def test_rows_of_one_number_are_one_case_with_everything_in_its_place_and_on_its_day(desk: Desk) -> None:
    one = taken(desk, RICH)
    assert (one.state, one.row_count, one.case_count, one.left_out) == ("done", 2, 1, 0)
    (row,) = desk.cases.page()
    case = desk.cases.get(row.id)
    assert (case.survivor.alias, case.survivor.name, case.survivor.phone) == ("파란우산", "김하나", "010-0000-1234")
    assert (case.survivor.age_band, case.survivor.sex, case.survivor.note) == ("19_29", "female", "사는 곳: 마포구")
    assert (case.number, case.opened_on, case.closed_on) == ("24-B-0001", date(2024, 3, 4), date(2024, 9, 30))
    assert (case.channel, case.relation, case.main_type, case.outcome) == ("visit", "former_partner", "stalking", "supported")  # fmt: skip
    assert (case.status, case.stage, case.summary) == ("closed", "closed", "스토킹 지원")
    (incident,) = desk.cases.incidents(case.id)
    assert (incident.types, incident.first_on, incident.narrative) == (("stalking", "dating_physical"), "2024-02-29", "집 앞에서 기다림")  # fmt: skip
    assert [one.name for one in desk.cases.other_parties(case.id)] == ["박아무"]
    assert desk.cases.safe_card(case.id).number == "010-0000-1234"  # type: ignore[union-attr] # it was written
    contacts = sorted(desk.contacts.find("오심"), key=lambda contact: contact.started_at)
    assert [(local(c.started_at).isoformat()[:16], c.minutes, c.counselling, c.case_id == case.id) for c in contacts] == [
        ("2024-03-04T14:30", 50, "initial", True), ("2024-04-10T12:00", 30, "repeat", True),
    ]  # fmt: skip
    note = next(event for event in desk.cases.timeline(case.id) if event.kind == "note")
    assert (note.title, note.body, local(note.at).date()) == ("동행", "경찰서에 함께 감", date(2024, 3, 5))
    assert local(case.last_activity).date() == date(2024, 9, 30)
    assert desk.cases.allows(case.id, "reporting")
    assert desk.problems() == []


def test_it_is_found_as_any_other_case_and_running_calls_go_on(desk: Desk) -> None:
    running = desk.contacts.take("phone").value
    taken(desk, RICH)
    for query in ("파란", "ㅍㄹㅇㅅ", "1234", "기다림", "동행", "24-B-0001"):
        assert [row.number for row in desk.cases.find(query)] == ["24-B-0001"], query
    assert desk.contacts.get(running.id).running


def test_nobody_is_counted_whose_record_does_not_say_so(desk: Desk) -> None:
    taken(desk, plain(2))
    for row in desk.cases.page():
        assert desk.cases.standing(row.id) == {}
        assert not desk.cases.allows(row.id, "reporting")


def test_a_dry_run_writes_nothing_and_faults_stop_everything(desk: Desk) -> None:
    casework = desk.database(Compartment.CASEWORK)
    before = casework.state()
    table = read(plain(3) + "9,2024-13-01,별칭9,010-1111-2222\n")
    fitting, checked = looked(desk, table)
    with pytest.raises(BadInput):
        importing.settled(checked, {})
    importing.settled(checked, {one.place: ROW for one in checked.faults})
    assert (casework.state(), desk.imports.listed(), desk.cases.total()) == (before, (), 0)
    assert not desk.imports.remembers(table)
    assert fitting.heading("phone") == "연락처"


def test_decisions_leave_cells_empty_and_rows_out(desk: Desk) -> None:
    text = "별칭,접수일,성별,비고\n하나봄,2024-01-02,여아,가\n두리봄,2024-01-03,여성,주민번호 900101-2345678\n세나봄,2024-02-31,여성,다\n"
    one = taken(desk, text, code=CELL, resident=ROW, day=CELL, missing=ROW)
    assert (one.case_count, one.left_out) == (1, 2)
    assert [desk.cases.get(row.id).survivor.sex for row in desk.cases.page()] == ["unknown"]
    casework = desk.database(Compartment.CASEWORK)
    everything = json.dumps([casework.rows("SELECT * FROM history"), casework.rows("SELECT * FROM import_mapping")], default=str)  # fmt: skip
    assert "900101" not in everything


def test_the_service_refuses_a_resident_number_that_was_forced_past_the_look(desk: Desk) -> None:
    table = read("별칭,접수일,비고\n하나봄,2024-01-02,가\n두리봄,2024-01-02,나\n")
    fitting, checked = looked(desk, table)
    hurt = importing.Entry(3, {**checked.entries[1].values, "note_text": "900101-2345678"}, "row 3")
    ready = importing.Ready(((checked.entries[0],), (hurt,)), 0)
    with pytest.raises(BadInput):
        desk.imports.take_in(table, fitting, ready)
    assert desk.cases.total() == 0


def test_how_columns_went_is_remembered_for_the_same_headings_in_any_order(desk: Desk) -> None:
    table = read("별칭,접수일,말\n하나봄,2024-01-02,전남친\n")
    fitting = (
        desk.imports.fitting(table).with_column("말", "relation").with_value("relation", "전남친", "former_partner")
    )
    _fitting, checked = looked(desk, table, fitting)
    desk.imports.take_in(table, fitting, importing.settled(checked, {}))
    again = read("말,접수일,별칭\n전남친,2024-02-02,두리봄\n")
    assert desk.imports.remembers(again)
    assert desk.imports.fitting(again) == fitting
    taken(desk, "말,접수일,별칭\n전남친,2024-02-02,두리봄\n")
    assert {row.main_type for row in desk.cases.page()} == {"unknown"}
    assert {desk.cases.get(row.id).relation for row in desk.cases.page()} == {"former_partner"}


def test_doubles_in_the_records_are_named_by_number_and_parties_too(desk: Desk) -> None:
    case = desk.cases.open_case("파란우산", phone="010-0000-1234").value
    desk.cases.set_other_party(case.id, name="박아무개", phone="010-9999-8888")
    table = read(
        "별칭,접수일,연락처\n딴이름,2024-01-02,01000001234\n파란우산,2024-01-02,\n박아무개,2024-01-02,\n새사람,2024-01-02,010-2222-3333\n"
    )
    _fitting, checked = looked(desk, table)
    assert [(one.row, one.kind) for one in checked.faults] == [(2, "here"), (3, "here"), (4, "party")]
    assert all(case.number in one.sentence for one in checked.faults)


def test_the_register_holds_no_name_and_the_trail_hears_of_it(desk: Desk) -> None:
    one = taken(desk, RICH)
    table = read(RICH)
    assert (one.file, one.name) == (table.sha256, table.name_digest)
    casework = desk.database(Compartment.CASEWORK)
    assert "옛 기록" not in json.dumps(casework.rows("SELECT * FROM import_run"))
    entry = next(e for e in desk.audit.find(Asked(), limit=5) if e.kind == "table_imported")
    assert (entry.facts["cases"], entry.facts["rows"], entry.facts["file"]) == (1, 2, table.sha256)
    with pytest.raises(Conflict):
        taken(desk, RICH)


def test_an_import_that_broke_off_goes_on_with_the_same_file(desk: Desk) -> None:
    table = read(plain(60))
    fitting, checked = looked(desk, table)
    ready = importing.settled(checked, {})
    stops = iter((False, True))
    half = desk.imports.take_in(table, fitting, ready, stopped=lambda: next(stops)).value
    assert (half.state, half.case_count) == ("stopped", importing.imports.BATCH)
    # What stands here already is this import's own: nothing of it is asked again.
    fitting, checked = looked(desk, table)
    whole = desk.imports.take_in(table, fitting, importing.settled(checked, {})).value
    assert (whole.id, whole.state, whole.case_count, whole.row_count) == (half.id, "done", 60, 60)
    assert desk.cases.total() == 60


def test_undoing_takes_every_case_away_with_all_that_is_theirs(desk: Desk) -> None:
    casework = desk.database(Compartment.CASEWORK)
    desk.cases.open_case("솔방울")
    one = taken(desk, RICH)
    undone = desk.imports.undo(one.id).value
    assert undone == importing.Undone(1, ())
    assert [row.alias for row in desk.cases.page()] == ["솔방울"]
    for table in ("contact", "incident", "note", "consent", "import_case"):
        assert casework.value(f"SELECT count(*) FROM {table}") == 0, table
    assert casework.value("SELECT count(*) FROM history WHERE new LIKE '%파란우산%' OR new LIKE '%김하나%'") == 0
    assert desk.cases.find("파란우산") == ()
    assert (desk.imports.get(one.id).state, desk.problems()) == ("undone", [])
    with pytest.raises(Conflict):
        desk.imports.undo(one.id)
    assert taken(desk, RICH).case_count == 1, "an undone file may come again"


def test_what_somebody_worked_on_stays_and_is_named(desk: Desk) -> None:
    casework = desk.database(Compartment.CASEWORK)
    one = taken(desk, plain(6))
    by_alias = {row.alias: row for row in desk.cases.page()}
    desk.cases.add_note(by_alias["별칭1"].id, "통화", "새로 적은 기록")
    desk.cases.set_person(by_alias["별칭2"].id, sex="female")
    call = desk.contacts.take("phone").value
    desk.contacts.close(call.id, case_id=by_alias["별칭3"].id)
    party = desk.cases.set_other_party(by_alias["별칭4"].id, name="아무개").value
    with casework.atomic():
        casework.remove("other_party", party.id)
    undone = desk.imports.undo(one.id).value
    assert undone.removed == 2
    assert sorted(undone.stayed) == sorted(by_alias[f"별칭{n}"].number for n in (1, 2, 3, 4))
    assert {row.alias for row in desk.cases.page()} == {"별칭1", "별칭2", "별칭3", "별칭4"}
    assert (desk.imports.get(one.id).stayed, desk.problems()) == (4, [])


def test_a_case_about_which_somebody_is_writing_stays_with_what_they_wrote(desk: Desk) -> None:
    casework = desk.database(Compartment.CASEWORK)
    one = taken(desk, plain(3))
    case = desk.cases.page()[0]
    draft = {"id": f"note-{case.id}", "owner": "somebody", "kind": "note", "about": case.id, "body": "반쯤 쓴 글", "saved_at": 1}  # fmt: skip
    casework.keep_draft(draft, f"note-{case.id}")
    assert desk.imports.undo(one.id).value == importing.Undone(2, (case.number,))
    assert casework.value("SELECT body FROM draft WHERE id = ?", (draft["id"],)) == "반쯤 쓴 글"


def test_a_case_that_was_counted_stays(desk: Desk) -> None:
    casework = desk.database(Compartment.CASEWORK)
    one = taken(desk, plain(2))
    case = desk.cases.page()[0]
    row = {"id": "a" * 32, "round_id": "r", "person_id": "p", "case_id": case.id, "cells": "{}", "units": 1}
    with casework.atomic():
        casework.insert("count_ledger", row)
    assert desk.imports.undo(one.id).value == importing.Undone(1, (case.number,))


def test_only_those_who_lead_take_in_and_undo(centre: Centre) -> None:
    counsellor = centre.open("counsellor")
    try:
        with pytest.raises(Denied):
            taken(counsellor, RICH)
        with pytest.raises(Denied):  # the look alone names cases of others that are alike
            looked(counsellor, read(RICH))
        with pytest.raises(NotFound):
            counsellor.imports.get("x")
        assert counsellor.cases.total() == 0
    finally:
        counsellor.close()


def test_a_closed_round_does_not_change_and_back_dated_cases_come_with_the_next(desk: Desk) -> None:
    before = desk.counts.reconciliation("2026-Q2")
    taken(desk, RICH)
    i18n.set_language("en")
    after = desk.counts.reconciliation("2026-Q2")
    assert (before.changes, after.changes, after.included) == (0, 1, 1), (
        "it is a change of the round that is closed next"
    )
    assert desk.counts.rounds() == ()


def test_an_import_by_hand_into_the_past_is_on_its_legal_day(desk: Desk) -> None:
    taken(desk, "별칭,상담일시,상담내용\n하나봄,2024-01-02 00:10,밤 통화\n")
    (contact,) = desk.contacts.find("밤")
    assert contact.started_at == instant(local(contact.started_at).replace(tzinfo=None))
    assert local(contact.started_at).date() == date(2024, 1, 2) == desk.cases.get(str(contact.case_id)).opened_on


@pytest.mark.slow
def test_ten_thousand_rows_come_and_go(desk: Desk) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["사례번호", "접수일", "별칭", "연락처", "피해유형", "상담일", "상담내용", "비고"])
    for n in range(10_000):
        day = f"20{20 + n % 5}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        writer.writerow(
            [
                n,
                day,
                f"별칭{n}",
                f"010-{n // 10_000 + 7000}-{n:04d}",
                "스토킹, 교제폭력 · 신체",
                day,
                "집 앞에서 기다렸다고 말함. " * 4,
                "메모",
            ]
        )
    begun = perf_counter()
    one = taken(desk, out.getvalue().encode("cp949"))
    took = perf_counter() - begun
    assert (one.case_count, one.state) == (10_000, "done")
    assert 10_000 / took > 300, f"{10_000 / took:.0f} rows a second"
    assert desk.imports.undo(one.id).value.removed == 10_000
    assert (desk.cases.total(), desk.problems()) == (0, [])


def test_a_case_that_was_sealed_meanwhile_stays_behind_its_wall(desk: Desk, centre: Centre) -> None:
    one = taken(desk, plain(2))
    case = desk.cases.page()[0]
    desk.sealed.seal(case.id, [centre.users["manager"]], "직원과 아는 사이")
    assert desk.imports.undo(one.id).value == importing.Undone(1, ())
    (sealed,) = desk.sealed.listed()
    desk.sealed.unseal(sealed.id)
    assert [row.number for row in desk.cases.page()] == [case.number]
    assert desk.problems() == []
