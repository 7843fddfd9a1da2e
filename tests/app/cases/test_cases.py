"""A case grows out of a contact, keeps its alias until consent, and forbids calls until a safe contact is set."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.cases import Cases, SafeCard, Span, records, verdict
from app.clock import SEOUL, instant
from app.contacts import Contacts
from app.errors import BadInput, Conflict, NotFound, Refusal
from app.store import Database


@pytest.fixture
def cases(casework: Database) -> Cases:
    return Cases(casework)


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text).replace(tzinfo=SEOUL))


def test_a_contact_becomes_a_case_without_typing_again(casework: Database, cases: Cases) -> None:
    contacts = Contacts(casework)
    call = contacts.take(alias="파란우산", phone="010-0000-1234", caller_relation="family").value
    contacts.write(call.id, note="집 앞에 또 와 있었대요.")
    case = cases.open_case("파란우산", contact_id=call.id, phone="010-0000-1234").value
    closed = contacts.close(call.id, case_id=case.id).value
    assert closed.case_id == case.id
    (event,) = [e for e in cases.timeline(case.id) if e.kind == "contact"]
    assert event.body == "집 앞에 또 와 있었대요."
    assert case.survivor.name is None


def test_numbers_count_up_and_are_never_reused(cases: Cases) -> None:
    first = cases.open_case("하나").value
    second = cases.open_case("둘").value
    year = f"{first.opened_on:%y}"
    assert (first.number, second.number) == (f"{year}-B-0001", f"{year}-B-0002")


def test_the_name_waits_for_consent(cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    with pytest.raises(BadInput, match="실명") as refused:
        cases.set_person(case.id, name="김하늘")
    assert refused.value.field == "name"
    cases.consent(case.id, "collection", "given", "oral")
    assert cases.set_person(case.id, name="김하늘").value.survivor.name == "김하늘"
    cases.consent(case.id, "collection", "withdrawn", "oral")
    with pytest.raises(BadInput):
        cases.set_person(case.id, name="김하람")


def test_without_a_card_nobody_calls(cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    assert cases.may_call(case.id).shape == "do_not_call"
    with pytest.raises(Refusal, match="안전한 연락이 정해지지 않아"):
        cases.prepare_call(case.id)


@pytest.mark.parametrize(
    ("moment", "shape"),
    [
        ("2026-11-23T12:30", "may_call"),
        ("2026-11-23T13:00", "not_now"),
        ("2026-11-23T11:59", "not_now"),
        ("2026-11-22T12:30", "not_now"),
    ],
)
def test_only_the_set_hours_allow_a_call(moment: str, shape: str) -> None:
    card = SafeCard("c", "only_hours", "010-0000-1234", (Span("12345", "12:00", "13:00"),))
    assert verdict(card, at(moment)).shape == shape


def test_a_card_needs_a_number_and_hours(cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    for card, field in [
        (SafeCard(case.id, "may_call"), "number"),
        (SafeCard(case.id, "only_hours", "010-0000-1234"), "hours"),
        (SafeCard(case.id, "only_hours", "010-0000-1234", (Span("1", "13:00", "12:00"),)), "hours"),
    ]:
        with pytest.raises(BadInput) as refused:
            cases.set_safe_card(card)
        assert refused.value.field == field
    assert cases.safe_card(case.id) is None


def test_a_deferred_consent_carries_its_ground_and_a_reminder(casework: Database, cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    with pytest.raises(BadInput):
        cases.consent(case.id, "reporting", "deferred")
    cases.consent(case.id, "reporting", "deferred", ground="later", remind_on="2026-12-01")
    assert casework.row("SELECT kind, due_on FROM task") == {"kind": "consent", "due_on": "2026-12-01"}
    assert not cases.allows(case.id, "reporting")


def test_types_are_many_and_the_main_one_is_derived(cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    incident = cases.set_incident(case.id, ["dating_control", "stalking", "dating_physical"]).value
    assert incident.main_type == "stalking"
    assert incident.gbvims_type == "psychological_emotional_abuse"
    cases.set_incident(case.id, ["dating_physical"], incident.id)
    (kept,) = cases.incidents(case.id)
    assert kept.types == ("dating_physical",)
    assert cases.get(case.id).main_type == "dating_physical"


def test_no_resident_registration_number_is_kept(cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    with pytest.raises(BadInput, match="주민등록번호"):
        cases.add_note(case.id, "상담", "번호는 900101-2345678 이라고 함")
    with pytest.raises(BadInput):
        cases.set_incident(case.id, [], narrative="9001012345678")
    assert cases.add_note(case.id, "상담", "전화는 010-9001-0123").value


def test_days_that_do_not_exist_are_named(cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    with pytest.raises(BadInput, match="2027-02-29"):
        cases.set_incident(case.id, [], first_on="2027-02-29")


def test_a_possible_other_party_is_shown_masked(cases: Cases) -> None:
    mine = cases.open_case("파란우산", phone="010-0000-1234").value
    theirs = cases.open_case("달맞이").value
    cases.set_other_party(theirs.id, name="아무개", phone="010-5555-1234", relation="partner")
    found = {(d.kind, d.number, d.alias) for d in cases.doubles("파란", "010-9999-1234")}
    assert found == {("same", mine.number, "파란우산"), ("other_party", theirs.number, "")}


def test_lists_search_and_keyset_pages(cases: Cases) -> None:
    made = [cases.open_case(f"별칭{n}", at=1_000_000 + n).value for n in range(5)]
    first = cases.page(limit=2)
    rest = cases.page(first[-1], limit=10)
    assert [row.alias for row in (*first, *rest)] == ["별칭4", "별칭3", "별칭2", "별칭1", "별칭0"]
    assert [row.id for row in cases.find(made[2].number)] == [made[2].id]
    cases.add_note(made[1].id, "상담", "진단서 사본을 병원에서 받기로")
    assert [row.id for row in cases.find("진단서")] == [made[1].id]


def test_what_many_rows_say_is_held_once(cases: Cases) -> None:
    for name in ("하나", "둘"):
        cases.open_case(name)
    one, other = cases.page()
    for field in ("status", "risk", "assigned_to", "opened_on", "stage"):
        assert getattr(one, field) is getattr(other, field)


def test_a_place_far_down_the_list_is_gone_to_along_the_index(casework: Database, cases: Cases) -> None:
    for number in range(12):
        made = cases.open_case(f"사람{number:02}", at=1_700_000_000_000 + number // 3).value  # three at each instant
        if number % 4 == 0:
            cases.close(made.id, "supported")
    for status in (None, "open"):
        whole = cases.page(limit=50, status=status)
        for before in (None, whole[0], whole[4]):
            after = whole[whole.index(before) + 1 :] if before else whole
            for skip in (0, 1, 2, 5):
                assert cases.page(before, skip=skip, limit=3, status=status) == after[skip : skip + 3]
    assert cases.page(whole[-1], skip=1) == ()
    asked = {"at": None, "id": None, "status": None, "limit": 1, "offset": 5}
    sql = f"SELECT c.last_activity, c.id FROM casefile AS c {records._LATEST} OFFSET :offset"
    steps = [row["detail"] for row in casework.rows(f"EXPLAIN QUERY PLAN {sql}", asked)]
    assert ["COVERING INDEX casefile_by_activity" in step for step in steps] == [True], steps
    where, before_it = records._before((1, "x"), None)
    steps = [
        row["detail"]
        for row in casework.rows(
            f"EXPLAIN QUERY PLAN {records._ROW} {where} {records._LATEST}", {**before_it, "limit": 3}
        )
    ]
    assert not [step for step in steps if "TEMP B-TREE" in step], "the index has the order of the list"


def test_found_cases_are_shown_out_of_indexes_alone(casework: Database, cases: Cases) -> None:
    """After each commit a search reads and decrypts its pages anew: rows of cases and people are not among them."""
    made = [cases.open_case(f"파란{number:02}").value.id for number in range(3)]
    owner = f"SELECT {records.OWNER.format(status='')} FROM search_doc AS d WHERE d.id = 1"
    for sql, asked in ((f"{records._FOUND_ROW} WHERE c.id IN (?, ?)", made[:2]), (owner, ())):
        steps = [row["detail"] for row in casework.rows(f"EXPLAIN QUERY PLAN {sql}", asked)]
        of_cases = [step for step in steps if step.startswith(("SEARCH c ", "SEARCH o ", "SEARCH p "))]
        assert len(of_cases) == 2, steps
        assert all("COVERING INDEX" in step for step in of_cases), steps
    assert [row.alias for row in records.of_ids(casework, made[::-1])] == ["파란02", "파란01", "파란00"]
    assert {row.id: row for row in cases.find("파란")} == {row.id: row for row in cases.page()}


def test_record_fields_hold_only_what_they_know(cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    cases.record(case.id, {"choking": "today", "injuries": "arm, neck"})
    assert cases.recorded(case.id) == {"choking": "today", "injuries": '["arm", "neck"]'}
    with pytest.raises(BadInput):
        cases.record(case.id, {"choking": "perhaps"})
    with pytest.raises(BadInput):
        cases.record(case.id, {"no-such-field": "x"})
    cases.record(case.id, {"choking": ""})
    assert "choking" not in cases.recorded(case.id)


def test_what_is_not_there_is_said_so(cases: Cases) -> None:
    with pytest.raises(NotFound, match="26-B-9999"):
        cases.get("26-B-9999")


def test_many_of_the_same_name_do_not_hide_the_other_side(cases: Cases) -> None:
    theirs = cases.open_case("달맞이").value
    cases.set_other_party(theirs.id, name="김민준", phone="010-5555-1234", relation="partner")
    for n in range(20):
        cases.open_case(f"김민준{n}", phone=f"010-{n:04d}-1234")
    found = cases.doubles("김민준", "010-0003-1234")
    assert len(found) == 6
    assert ("other_party", theirs.number) in {(one.kind, one.number) for one in found}
    assert "김민준3" in {one.alias for one in cases.doubles(None, "010-0003-1234")}


def test_a_contact_grows_into_one_case_only(casework: Database, cases: Cases) -> None:
    call = Contacts(casework).take().value
    first = cases.open_case("파란우산", contact_id=call.id).value
    with pytest.raises(Conflict):
        cases.open_case("달맞이", contact_id=call.id)
    with pytest.raises(NotFound):
        cases.open_case("달맞이", contact_id="nobody")
    assert Contacts(casework).get(call.id).case_id == first.id
    assert cases.total() == cases.total("open") == 1


def test_a_consent_that_ran_out_allows_nothing(cases: Cases) -> None:
    case = cases.open_case("파란우산").value
    cases.consent(case.id, "collection", "given", valid_until="2020-01-31")
    assert not cases.allows(case.id, "collection")
    cases.consent(case.id, "collection", "given", valid_until="2999-01-31")
    assert cases.allows(case.id, "collection")


def test_no_field_takes_a_resident_registration_number(cases: Cases) -> None:
    number = "900101-1234567"
    case = cases.open_case("파란우산").value
    for act in (
        lambda: cases.open_case(number),
        lambda: cases.open_case("달맞이", phone=number),
        lambda: cases.set_other_party(case.id, note=f"주민번호 {number}"),
        lambda: cases.set_incident(case.id, [], place=number),
        lambda: cases.consent(case.id, "reporting", "deferred", ground=number, remind_on="2999-01-01"),
    ):
        with pytest.raises(BadInput):
            act()
    assert cases.total() == 1


def test_a_pasted_page_as_a_question_is_answered_at_once(cases: Cases) -> None:
    made = cases.open_case("파란우산").value
    assert cases.find("가" * 200_000) == ()
    assert cases.find("\ud83d") == ()
    assert [row.id for row in cases.find("파란\udc80우산")] == [made.id]
