"""Case conferences: codes that are never given twice, copies that are waited for, decisions that become tasks."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.clock import today
from app.conferences import Conference
from app.desk import Desk
from app.errors import BadInput, Conflict
from app.kinds import Compartment
from app.store import Database, schema
from app.store.erasing import erase, reached
from tests.conftest import Centre, FileAnchor


@pytest.fixture
def cases(desk: Desk) -> list[str]:
    return [desk.cases.open_case(alias).value.id for alias in ("단풍", "새싹", "은하")]


@pytest.fixture
def conference(desk: Desk, cases: list[str]) -> Conference:
    made = desk.conferences.plan(today().isoformat(), "높은 위험을 함께 보기", "회의실").value
    for case_id in cases:
        desk.conferences.put_case(made.id, case_id, "무엇부터 할지")
    return desk.conferences.get(made.id)


def copy_for(desk: Desk, found: Conference, user: str, number: int = 1) -> str:
    """A numbered copy of all its cases, as app.flows.conference_pack enters it."""
    attendee, ident = desk.conferences.put_insider(found.id, user).value.id, f"copy-{number}"
    row = {
        "profile": "conference_staff", "recipient": "가온", "encrypted": 1, "reason": None, "safety": None,
        "sha256": "0" * 64, "pages": 3, "conference_copy": ident,
    }  # fmt: skip
    with desk.conferences.together():
        desk.conferences.enter_copy(found.id, ident, attendee, number, number, None)
        for line in found.lines:
            desk.documents.enter({**row, "id": f"{ident}-{line.code}", "case_id": line.case_id}, "conference_copy_made")
    return ident


def test_a_code_is_never_given_twice(desk: Desk, conference: Conference, cases: list[str]) -> None:
    assert [one.code for one in conference.lines] == [1, 2, 3]
    desk.conferences.take_case(conference.id, cases[2])
    assert desk.conferences.put_case(conference.id, cases[2]).value.code == 4


def test_copies_come_back_a_week_later_unless_said_otherwise(desk: Desk, conference: Conference) -> None:
    assert date.fromisoformat(conference.return_by) == today() + timedelta(days=7)
    with pytest.raises(BadInput) as refused:
        desk.conferences.change(conference.id, "2026-11-20", "함께 보기", return_by="2026-11-19")
    assert refused.value.field == "return_by"


@pytest.mark.parametrize(("field", "given"), [
    ("day", {"day": "2026-02-30", "aim": "함께 보기"}), ("aim", {"day": "2026-11-20", "aim": " "}),
    ("aim", {"day": "2026-11-20", "aim": "900101-1234567"}),
])  # fmt: skip
def test_bad_input_is_said_at_its_field(desk: Desk, field: str, given: dict[str, str]) -> None:
    with pytest.raises(BadInput) as refused:
        desk.conferences.plan(**given)
    assert refused.value.field == field
    assert not desk.conferences.listed()


def test_a_copy_is_waited_for_until_it_is_accounted_for(desk: Desk, conference: Conference) -> None:
    copy, late = copy_for(desk, conference, desk.keys.user), today() + timedelta(days=7)
    assert not desk.conferences.waiting(today() + timedelta(days=6))
    assert [(one.count, one.author) for one in desk.conferences.waiting(late)] == [(1, desk.keys.user)]
    desk.conferences.end_copy(copy, "returned", "가온")
    assert not desk.conferences.waiting(late)
    assert not [one for one in desk.documents.copies() if one.gone_at is None]
    desk.conferences.reopen_copy(copy)
    assert [one.count for one in desk.conferences.waiting(late)] == [1]
    assert len([one for one in desk.documents.copies() if one.gone_at is None]) == 3


def test_a_copy_that_stayed_away_needs_a_reason_and_stays_in_the_register(desk: Desk, conference: Conference) -> None:
    copy = copy_for(desk, conference, desk.keys.user)
    with pytest.raises(BadInput) as refused:
        desk.conferences.end_copy(copy, "not_returned")
    assert refused.value.field == "words"
    ended = desk.conferences.end_copy(copy, "not_returned", words="우편으로 보냈다고 함").value
    assert (ended.state, ended.words) == ("not_returned", "우편으로 보냈다고 함")
    assert len([one for one in desk.documents.copies() if one.gone_at is None]) == 3


def test_ticked_off_in_every_register_a_copy_is_gone(desk: Desk, conference: Conference) -> None:
    copy = copy_for(desk, conference, desk.keys.user)
    rows = [one.id for one in desk.documents.copies()]
    desk.documents.confirm_gone(rows[0])
    assert desk.conferences.get(conference.id).copies[0].state == "out"
    for row in rows[1:]:
        desk.documents.confirm_gone(row)
    assert [(one.id, one.state) for one in desk.conferences.get(conference.id).copies] == [(copy, "destroyed")]


def test_what_was_handed_out_or_decided_cannot_be_taken_out(desk: Desk, conference: Conference, cases: list[str]) -> None:  # fmt: skip
    desk.conferences.decide(conference.id, cases[0], "쉼터 알아보기", desk.keys.user)
    with pytest.raises(Conflict):
        desk.conferences.take_case(conference.id, cases[0])
    copy_for(desk, conference, desk.keys.user)
    for case_id in cases[1:]:
        with pytest.raises(Conflict):
            desk.conferences.take_case(conference.id, case_id)
    assert desk.conferences.get(conference.id).cases == set(cases)


def test_a_decision_becomes_a_task_of_its_case(desk: Desk, conference: Conference, cases: list[str]) -> None:
    desk.conferences.decide(conference.id, cases[1], "변호사 상담 잡기\n다음 주 안에", desk.keys.user, "2026-12-01")
    (task,) = desk.agenda.of_case(cases[1])
    assert (task.title, task.due_on, task.owner) == ("변호사 상담 잡기", "2026-12-01", desk.keys.user)
    desk.agenda.finish(task.id)
    (mention,) = desk.conferences.of_case(cases[1])
    assert [(one.words, one.done) for one in mention.decisions] == [("변호사 상담 잡기\n다음 주 안에", True)]


def test_an_erased_case_takes_its_lines_along_and_the_conference_stays(desk: Desk, conference: Conference, cases: list[str]) -> None:  # fmt: skip
    desk.conferences.put_outsider(conference.id, "김경위", "가나경찰서", cases)
    for case_id in cases:
        desk.conferences.decide(conference.id, case_id, "전화하기", desk.keys.user)
    copy_for(desk, conference, desk.keys.user)
    db = desk.database(Compartment.CASEWORK)
    lines = {"conference_case", "conference_seat", "conference_decision"}
    assert lines <= reached(db)
    with db.atomic():
        gone = erase(db, [cases[1]], [], ())
    assert lines | {"plain_copy"} <= {table for table, ids in gone.ids.items() if ids}
    left = desk.conferences.get(conference.id)
    assert [one.code for one in left.lines] == [1, 3]
    assert len(left.decisions) == 2
    assert [one.seats for one in left.attendees if not one.is_inside] == [frozenset({cases[0], cases[2]})]
    assert [one.is_out for one in left.copies] == [True]


def test_a_sealed_case_takes_its_lines_along_and_brings_them_back(centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        case_id, other = (desk.cases.open_case(alias).value.id for alias in ("단풍", "새싹"))
        made = desk.conferences.plan(today().isoformat(), "함께 보기").value
        for one in (case_id, other):
            desk.conferences.put_case(made.id, one)
            desk.conferences.decide(made.id, one, "전화하기", desk.keys.user)
        sealed = desk.sealed.seal(case_id, [desk.keys.user], "이해 충돌").value
        assert desk.conferences.get(made.id).cases == {other}
        with closing(desk.sealed.open(sealed.id)) as inside:
            (mention,) = inside.conferences.of_case(case_id)
            assert (mention.conference_id, mention.code, len(mention.decisions)) == (None, 1, 1)
        desk.sealed.unseal(sealed.id)
        assert [one.code for one in desk.conferences.get(made.id).lines] == [1, 2]


def test_a_store_that_is_further_already_still_gets_the_tables(tmp_path: Path, raw_key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """The ids decide what ran, not how many: a store at a later number runs this one too."""
    path, known = tmp_path / "casework.db", schema.migrations("casework")
    without = tuple(one for one in known if not one[0].endswith("0010_conferences"))
    assert len(without) == len(known) - 1
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations", lambda _name: without)
        Database.create(path, raw_key, "casework")
    db = Database.open(path, raw_key, "casework", who="u", device="B", anchor=FileAnchor(tmp_path / "anchor.json"))
    assert db.value("SELECT count(*) FROM conference") == 0
    assert db.value("SELECT count(*) FROM meta WHERE id LIKE 'migration:%'") == len(known)
    db.close()
