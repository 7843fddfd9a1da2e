"""A guided session is written into its case once and whole, or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.agenda import Agenda
from app.cases import Cases
from app.clock import today
from app.contacts import Contacts
from app.errors import BadInput, Conflict
from app.flows.session_to_case import Rooms, session_to_case
from app.kinds import Risk
from app.manual import Manual
from app.referrals import Referrals
from app.safety import Safety
from app.store import Database


@pytest.fixture
def rooms(casework: Database) -> Rooms:
    return Rooms(Cases(casework), Agenda(casework), Referrals(casework), Manual(casework))


def walked(rooms: Rooms, contact_id: str | None = None) -> str:
    """A session of the shipped manual that saw a weapon and noted what was asked for."""
    manual = rooms.manual
    session = manual.start("dating-violence", contact_id=contact_id).value.id
    manual.tick(session, "victim", 0, True)
    manual.record(session, "alias", "파란우산")
    manual.next(session)
    manual.answer(session, "weapon")
    manual.choose_referral(session, "seoul-1366")
    manual.return_(session)
    manual.record(session, "injuries", '["arm"]')
    manual.record(session, "measure-ends-on", (today() + timedelta(days=30)).isoformat())
    return session


def rows(db: Database, table: str) -> int:
    return int(db.value(f"SELECT count(*) FROM {table}"))


def test_a_session_becomes_note_values_tasks_and_referrals(casework: Database, rooms: Rooms) -> None:
    call = Contacts(casework).take(alias="파란우산").value
    session = walked(rooms, call.id)
    case = rooms.cases.open_case("파란우산", contact_id=call.id).value
    done = session_to_case(casework, rooms, session, case.id, body="차분히 이야기함.").value
    note = casework.row("SELECT * FROM note WHERE session_id = ?", (session,))
    assert note is not None
    assert note["case_id"] == case.id
    assert note["body"].startswith("차분히 이야기함.\n")
    pack = rooms.manual.library.pack("dating-violence")
    for words in ("A2", pack.steps["A2"].label("weapon", "ko"), pack.steps["A1"].words("ko", "victim").do[0], "팔"):
        assert words in note["body"]
    assert rooms.cases.recorded(case.id)["injuries"] == '["arm"]'
    tasks = {task.kind: date.fromisoformat(task.due_on or "") for task in rooms.agenda.of_case(case.id)}
    assert tasks == {"call_back": today() + timedelta(days=1), "deadline": today() + timedelta(days=23)}
    (referral,) = rooms.referrals.of_case(case.id)
    assert (referral.organisation, referral.status, referral.session_id) == ("seoul-1366", "proposed", session)
    state = rooms.manual.state(session)
    assert (state.session.state, state.session.case_id, state.trail.filed_in) == ("ended", case.id, case.id)
    assert done.summary.red_flags[0].branch == "weapon"


def test_signs_and_a_raised_level_come_with_the_session(casework: Database, rooms: Rooms) -> None:
    session = walked(rooms)
    rooms.manual.record(session, "warning-signs-yes", '["follows"]')
    rooms.manual.record(session, "warning-signs-no", '["weapon", "isolation"]')
    rooms.manual.record(session, "warning-signs-unknown", '["follows", "stress"]')
    case = rooms.cases.open_case("파란우산").value
    session_to_case(casework, rooms, session, case.id)
    safety = Safety(casework)
    answers = {one.sign: one.answer for one in safety.signs(case.id)}
    assert answers == {"weapon": "yes", "follows": "yes", "isolation": "no", "stress": "unknown"}
    assert rooms.cases.get(case.id).risk == Risk.CRITICAL


@pytest.mark.parametrize(
    ("level", "reason", "becomes"), [("high", "두 번 찾아옴", Risk.HIGH), ("high", "", Risk.CAUTION)]
)
def test_a_level_is_only_raised_and_only_with_a_reason(
    casework: Database, rooms: Rooms, level: str, reason: str, becomes: Risk
) -> None:
    session = rooms.manual.start("stalking").value.id
    rooms.manual.record(session, "warning-signs-yes", '["follows"]')
    rooms.manual.record(session, "risk-level", level)
    rooms.manual.record(session, "risk-reason", reason or None)
    case = rooms.cases.open_case("은행나무").value
    session_to_case(casework, rooms, session, case.id)
    assert rooms.cases.get(case.id).risk == becomes


def test_a_session_lowers_no_raised_level_and_keeps_the_words_of_a_sign(casework: Database, rooms: Rooms) -> None:
    case, safety = rooms.cases.open_case("은행나무").value, Safety(casework)
    safety.answer(case.id, {"follows": "yes"}, {"follows": "출근길마다"})
    safety.raise_level(case.id, Risk.CRITICAL, "어제 문 앞까지 왔다")
    session = rooms.manual.start("stalking").value.id
    rooms.manual.record(session, "warning-signs-yes", '["follows"]')
    rooms.manual.record(session, "risk-level", "high")
    rooms.manual.record(session, "risk-reason", "계속 지켜본다")
    session_to_case(casework, rooms, session, case.id)
    assert rooms.cases.get(case.id).risk == "critical"
    assert [(one.sign, one.words) for one in safety.signs(case.id)] == [("follows", "출근길마다")]


def test_days_ahead_become_tasks_and_measures_are_counted(casework: Database, rooms: Rooms) -> None:
    session = rooms.manual.start("stalking").value.id
    began, trial = today() - timedelta(days=75), today() + timedelta(days=10)
    rooms.manual.record(session, "measure-type", '["provisional-contact"]')
    rooms.manual.record(session, "measure-from", began.isoformat())
    rooms.manual.record(session, "trial-on", trial.isoformat())
    case = rooms.cases.open_case("은행나무").value
    session_to_case(casework, rooms, session, case.id)
    tasks = {(task.kind, date.fromisoformat(task.due_on or "")) for task in rooms.agenda.of_case(case.id)}
    # Day 70 has passed: only day 85 is still to come.
    assert tasks == {
        ("call_back", today() + timedelta(days=3)),
        ("appointment", trial - timedelta(days=1)),
        ("deadline", began + timedelta(days=85)),
    }
    assert any("확인" in task.title for task in rooms.agenda.of_case(case.id) if task.kind == "deadline")


def test_a_second_time_writes_nothing(casework: Database, rooms: Rooms) -> None:
    case = rooms.cases.open_case("파란우산").value
    session = walked(rooms)
    session_to_case(casework, rooms, session, case.id, referrals=["seoul-1366", "police-112"], tasks=())
    before = [rows(casework, table) for table in ("note", "task", "referral", "session_event", "record_value")]
    with pytest.raises(Conflict):
        session_to_case(casework, rooms, session, case.id)
    with pytest.raises(Conflict):
        session_to_case(casework, rooms, session, rooms.cases.open_case("다른 사람").value.id)
    assert [rows(casework, table) for table in ("note", "task", "referral", "session_event", "record_value")] == before
    assert {one.organisation for one in rooms.referrals.of_case(case.id)} == {"seoul-1366", "police-112"}
    assert rooms.agenda.of_case(case.id) == ()


def test_a_note_the_case_refuses_undoes_everything(casework: Database, rooms: Rooms) -> None:
    case = rooms.cases.open_case("파란우산").value
    session = walked(rooms)
    before = rooms.manual.state(session)
    with pytest.raises(BadInput) as refused:
        session_to_case(casework, rooms, session, case.id, body="900101-1234567")
    assert refused.value.field == "body"
    assert rooms.manual.state(session) == before
    assert rows(casework, "note") == rows(casework, "referral") == rows(casework, "task") == 0


def test_a_session_that_ended_before_the_case_began(casework: Database, rooms: Rooms) -> None:
    session = walked(rooms)
    rooms.manual.end(session)
    case = rooms.cases.open_case("파란우산").value
    session_to_case(casework, rooms, session, case.id)
    assert rows(casework, "note") == 1
    assert rooms.cases.recorded(case.id)["alias"] == "파란우산"


def test_the_note_names_every_manual_with_its_version(casework: Database, rooms: Rooms) -> None:
    manual = rooms.manual
    session = manual.start("dating-violence").value.id
    manual.go_over(session, "stalking")
    case = rooms.cases.open_case("파란우산").value
    session_to_case(casework, rooms, session, case.id)
    body = casework.value("SELECT body FROM note WHERE session_id = ?", (session,))
    held = manual.library.held()
    assert held["dating-violence"].version in body.split("\n")[0]
    assert f"{held['stalking'].title} {held['stalking'].version}" in body.split("\n")[1]
