"""What managers decide is signed: whoever writes it by other means is found out, and what they wrote is named."""

from __future__ import annotations

from contextlib import closing

import pytest

from app.desk import Desk
from app.errors import Denied
from app.flows.verification import verify
from app.kinds import Compartment, Right, Role
from app.store import Database
from tests.conftest import Centre


@pytest.fixture
def decided(centre: Centre) -> Centre:
    """A centre whose manager set a limit, made a team and changed a service."""
    with closing(centre.open("manager")) as desk:
        desk.office.set("lock_idle", "10")
        team = desk.teams.add("지원팀").value
        desk.teams.set_members(team.id, (centre.users["counsellor"],))
        desk.directory.retire("seoul-1366")
        assert desk.unsigned == ""
    return centre


def _behind_the_program(centre: Centre, table: str, ident: str, values: dict[str, object] | None) -> None:
    """A counsellor holds the key of the office: this writes as their own program could, past every refusal."""
    with closing(centre.open("counsellor")) as desk, closing(_bare(desk)) as office, office.atomic():
        if values is None:
            office.remove(table, ident)
        elif not office.change(table, ident, values):
            office.insert(table, {"id": ident, **values})


def _bare(desk: Desk) -> Database:
    found = desk.database(Compartment.OFFICE)
    assert found.before_commit is None, "only a manager signs"
    return found


def _said(centre: Centre, who: str = "counsellor") -> str:
    with closing(centre.open(who)) as desk:
        return desk.unsigned


def test_what_a_manager_changes_is_signed_and_everybody_can_check_it(decided: Centre) -> None:
    for who in ("counsellor", "trainer", "manager2"):
        assert _said(decided, who) == ""


def test_a_setting_that_no_manager_changed_is_named(decided: Centre) -> None:
    _behind_the_program(decided, "setting", "lock_idle", {"value": "600"})
    assert "lock_idle" in _said(decided)


def test_a_service_whose_number_was_changed_behind_the_program_is_named(decided: Centre) -> None:
    values = {"name_ko": "여성긴급전화", "number": "02-0000-0000", "kind": "phone", "retired": 0}
    _behind_the_program(decided, "directory_entry", "seoul-1366", values)
    assert "여성긴급전화" in _said(decided)


def test_what_was_added_and_what_was_taken_away_is_named(decided: Centre) -> None:
    _behind_the_program(decided, "setting", "smuggled", {"value": "1"})
    assert "smuggled" in _said(decided)
    _behind_the_program(decided, "setting", "smuggled", None)
    assert _said(decided) == ""
    _behind_the_program(decided, "setting", "lock_idle", None)
    assert "lock_idle" in _said(decided)


def test_another_change_by_a_manager_does_not_sign_what_they_never_saw(decided: Centre) -> None:
    _behind_the_program(decided, "setting", "lock_idle", {"value": "600"})
    with closing(decided.open("manager")) as desk:
        desk.office.set("another", "1")
        assert any("lock_idle" in one for one in desk.signed.problems())
        desk.signed.confirm()
        assert desk.signed.problems() == ()
    assert _said(decided) == ""


def test_a_change_of_a_part_does_not_sign_the_rest(decided: Centre) -> None:
    """A telephone number by which a party to a case is found, and a service; a manager changes something else there."""
    who = decided.users["counsellor"]
    with closing(decided.open("manager")) as desk:
        desk.office.set_phone(who, "010-5550-0101")
    _behind_the_program(decided, "staff", who, {"phone": "010-5550-0999"})
    _behind_the_program(decided, "directory_entry", "seoul-1366", {"number": "02-0000-0000"})
    with closing(decided.open("manager")) as desk:
        desk.office.set_status(who, "head")
        desk.directory.retire("seoul-1366", False)
        assert len(desk.signed.problems()) == 2
        desk.signed.confirm()
        desk.office.set_phone(who, "010-5550-0102")
        desk.directory.retire("seoul-1366")
        assert desk.signed.problems() == ()


@pytest.mark.parametrize("phone", ["010-5550-0999", None])
def test_the_staff_list_that_follows_the_lock_signs_nothing_else(decided: Centre, phone: str | None) -> None:
    """A manager's opening puts the name right by itself; the number beside it nobody looked at."""
    who = decided.users["counsellor"]
    with closing(decided.open("manager")) as desk:
        desk.office.set_phone(who, "010-5550-0101")
    _behind_the_program(decided, "staff", who, {"phone": phone, "name": "다른이름"})
    for opener in ("manager", "counsellor"):
        assert _said(decided, opener)
    with closing(decided.open("counsellor")) as desk:
        assert desk.office.name(who) == "가온", "the list followed"


def test_a_row_of_the_staff_that_went_and_came_again_is_named(decided: Centre) -> None:
    who = decided.users["counsellor"]
    with closing(decided.open("manager")) as desk:
        desk.office.set_phone(who, "010-5550-0101")
    _behind_the_program(decided, "staff", who, None)
    decided.open("manager").close()
    assert _said(decided)


def test_what_a_manager_takes_away_or_sets_anew_is_theirs(decided: Centre) -> None:
    _behind_the_program(decided, "setting", "lock_idle", {"value": "600"})
    with closing(decided.open("manager")) as desk:
        (team,) = desk.teams.all()
        member = f"{team.id}:{decided.users['counsellor']}"
    _behind_the_program(decided, "team_member", member, {"lead": 1})
    with closing(decided.open("manager")) as desk:
        assert len(desk.signed.problems()) == 2
        desk.office.set("lock_idle", "15")
        desk.teams.set_members(team.id, ())
        assert desk.signed.problems() == ()


def test_a_list_that_was_deleted_is_not_silently_begun_anew(decided: Centre) -> None:
    _behind_the_program(decided, "office_signed", "office", None)
    for who in ("counsellor", "manager"):
        assert _said(decided, who)


def test_a_counsellor_cannot_sign(decided: Centre) -> None:
    with closing(decided.open("counsellor")) as desk, pytest.raises(Denied):
        desk.signed.confirm()


def test_a_list_signed_by_somebody_who_is_no_manager_counts_for_nothing(decided: Centre) -> None:
    with closing(decided.open("counsellor")) as desk:
        office = desk.database(Compartment.OFFICE)
        row = office.row("SELECT * FROM office_signed")
        assert row is not None
        forged = desk.keys.sign_personally(bytes(row["body"]))
        with office.atomic():
            office.change("office_signed", "office", {"signer": desk.keys.user, "signature": forged})
    assert _said(decided)


def test_the_check_of_everything_says_it(decided: Centre) -> None:
    def state() -> str:
        with closing(decided.open("manager")) as desk:
            report = verify(desk.home, desk.keys, desk.freshness.anchored(), allowed=frozenset())
            return next(one.state for one in report.findings if one.what == "office")

    assert state() == "fine"
    _behind_the_program(decided, "setting", "lock_idle", {"value": "600"})
    assert state() == "act"


def test_a_manager_who_leaves_takes_no_signature_with_them(decided: Centre) -> None:
    with closing(decided.open("manager2")) as desk:
        desk.office.set("by_the_one_who_leaves", "1")
    with closing(decided.open("manager")) as desk:
        desk.people.remove(decided.users["manager2"], trustee="이웃 상담소")
        assert desk.signed.problems() == ()
    with closing(decided.open("manager")) as desk:
        assert desk.unsigned == ""


def test_a_manager_who_is_one_no_more_signs_nothing(decided: Centre) -> None:
    with closing(decided.open("manager")) as desk:
        desk.people.change(decided.users["manager2"], Role.COUNSELLOR, frozenset[Right](), trustee="이웃 상담소")
    with closing(decided.open("manager2")) as desk, pytest.raises(Denied):
        desk.signed.confirm()
