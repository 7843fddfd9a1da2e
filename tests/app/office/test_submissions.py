"""Papers in the hands of the managers: sealed for them alone, recorded, and gone with their case."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.documents import Profile, Recipient, Wish
from app.errors import BadInput, Conflict, Denied
from app.flows import submitting, walling
from app.kinds import Compartment, Right, Role
from tests.conftest import Centre

WORDS = "복도 끝 창가에서 들은 이야기"
WISH = Wish(Profile.FULL, Recipient("책임자"), card_seen=True)


@pytest.fixture
def handed(centre: Centre) -> tuple[Centre, str, str]:
    """A case whose summary lies with the managers; `manager2` may not open cases at all."""
    with closing(centre.open("manager")) as desk:
        desk.people.change(centre.users["manager2"], Role.MANAGER, frozenset[Right]())
    with closing(centre.open("counsellor")) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.summarise(case.id, WORDS)
        paper = submitting.submit(desk, case.id, WISH, "내일 회의 전에 봐 주세요").value
    return centre, case.id, paper.id


def _office_bytes(desk: Desk) -> str:
    office = desk.database(Compartment.OFFICE)
    tables = [row["name"] for row in office.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return repr([office.rows(f'SELECT * FROM "{one}"') for one in tables if not one.startswith(("search_", "sqlite_"))])


def test_a_manager_without_the_key_of_cases_reads_what_was_handed_over(handed: tuple[Centre, str, str]) -> None:
    centre, case_id, ident = handed
    with closing(centre.open("manager2")) as desk:
        assert not desk.keys.holds(Compartment.CASEWORK)
        (lying,) = desk.submissions.listed()
        assert (lying.id, lying.case_id, lying.read_at) == (ident, case_id, None)
        opened, pages = submitting.look(desk, ident).value
        assert opened.note == "내일 회의 전에 봐 주세요"
        assert opened.paper.startswith(b"%PDF")
        assert len(pages) == lying.pages
        assert desk.submissions.listed()[0].read_by == centre.users["manager2"]
        assert len(desk.office_audit.entries(kind="submission_read")) == 1


def test_nobody_else_reads_it_though_they_open_the_same_database(handed: tuple[Centre, str, str]) -> None:
    centre, _case, ident = handed
    for who in ("counsellor", "trainer"):
        with closing(centre.open(who)) as desk:
            with pytest.raises(Denied):
                desk.submissions.open(ident)
            assert "회의 전에" not in _office_bytes(desk)
            assert "%PDF" not in _office_bytes(desk)


def test_a_manager_writes_it_to_a_file_under_a_passphrase(handed: tuple[Centre, str, str], tmp_path: Path) -> None:
    centre, _case, ident = handed
    with closing(centre.open("manager2")) as desk:
        with pytest.raises(BadInput):
            submitting.take(desk, ident, tmp_path / "a.pdf", "kurz")
        assert not (tmp_path / "a.pdf").exists()
        made = submitting.take(desk, ident, tmp_path / "a.pdf", "beru-4821-saneo-7733").value
        assert desk.office_audit.entries(kind="submission_exported")[0].facts["sha256"] == made.sha256
    assert b"/Encrypt" in (tmp_path / "a.pdf").read_bytes()


def test_the_papers_of_a_sealed_case_go_from_the_office(handed: tuple[Centre, str, str]) -> None:
    centre, case_id, ident = handed
    with closing(centre.open("counsellor")) as desk:
        walling.seal(desk, case_id, [centre.users["counsellor"]], "책임자의 가족일 수 있음")
        assert desk.submissions.listed() == ()
        office = desk.database(Compartment.OFFICE)
        assert office.rows("SELECT id FROM submission_key") == []
        assert (
            office.rows("SELECT * FROM history WHERE entity LIKE 'submission%' AND entity_id LIKE ?", (f"{ident}%",))
            == []
        )
        sealed = desk.sealed.listed()[0]
        with closing(desk.sealed.open(sealed.id)) as inside, pytest.raises(Conflict):
            submitting.submit(inside, case_id, WISH)


def test_a_kill_between_sealing_and_forgetting_is_made_good(handed: tuple[Centre, str, str]) -> None:
    centre, case_id, _ident = handed
    with closing(centre.open("counsellor")) as desk:
        desk.sealed.seal(case_id, [centre.users["counsellor"]], "책임자의 가족일 수 있음")
        assert desk.submissions.listed(), "the step that was lost"
    with closing(centre.open("counsellor")) as desk:
        assert desk.submissions.listed() == ()


def test_only_its_author_or_a_manager_takes_it_away(handed: tuple[Centre, str, str]) -> None:
    centre, _case, ident = handed
    with closing(centre.open("trainer")) as desk, pytest.raises(Denied):
        desk.submissions.take_back(ident)
    with closing(centre.open("counsellor")) as desk:
        desk.submissions.take_back(ident)
        assert desk.submissions.listed() == ()


def test_a_manager_who_may_be_a_party_gets_no_copy(centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        desk.office.set_phone(centre.users["manager2"], "010-0000-1234")
    with closing(centre.open("counsellor")) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.set_other_party(case.id, name="미루", phone="010-0000-1234")
        desk.sealed.look(desk.office.staff(), case_id=case.id)
        ident = submitting.submit(desk, case.id, WISH).value.id
    with closing(centre.open("manager2")) as desk, pytest.raises(Denied):
        desk.submissions.open(ident)
    with closing(centre.open("manager")) as desk:
        assert desk.submissions.open(ident).value.note == ""


def test_who_is_a_manager_no_more_reads_no_paper(handed: tuple[Centre, str, str]) -> None:
    centre, _case, ident = handed
    with closing(centre.open("manager")) as desk:
        desk.people.change(centre.users["manager2"], Role.COUNSELLOR, frozenset[Right](), trustee="이웃 상담소")
    with closing(centre.open("manager2")) as desk, pytest.raises(Denied):
        desk.submissions.open(ident)
    with closing(centre.open("manager")) as desk:
        office = desk.database(Compartment.OFFICE)
        assert {row["user"] for row in office.rows("SELECT user FROM submission_key")} == {centre.users["manager"]}
