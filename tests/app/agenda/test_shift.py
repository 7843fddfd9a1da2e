"""The end of a shift: nothing moves before it is accepted, and what nobody takes is seen by the manager, as numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.agenda.shift import Offer
from app.cases import Case
from app.clock import now, today
from app.desk import Desk
from app.errors import BadInput, Conflict, Denied, NotFound
from app.flows import shift
from app.kinds import Compartment
from tests.conftest import Centre


@pytest.fixture
def manager(centre: Centre, desk: Desk) -> Iterator[Desk]:
    opened = centre.open("manager")
    yield opened
    opened.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    made = desk.cases.open_case("파란우산").value
    desk.safety.answer(made.id, {"choking": "yes"})
    return desk.cases.get(made.id)


def fill(desk: Desk, case: Case) -> None:
    desk.agenda.add("안부 전화", "call_back", case_id=case.id, due_on=today())
    desk.agenda.add("먼 전화", "call_back", due_on=today() + timedelta(days=5))
    desk.agenda.add("잠정조치가 끝나는 날", "deadline", case_id=case.id, due_on=today() + timedelta(days=1))
    desk.agenda.add("다음 주 약속", "appointment", due_on=today() + timedelta(days=7))
    parked = desk.contacts.take(alias="솔방울").value
    desk.contacts.park(parked.id)
    desk.contacts.keep_draft(parked.id, "contact", "적던 글", parked.id)
    desk.contacts.keep_draft(f"note-{case.id}-{desk.keys.user}", "note", "메모 초안", case.id)


def offers(desk: Desk) -> tuple[Offer, ...]:
    return tuple(one.offer for one in shift.gather(desk))


def test_everything_open_is_gathered_once(desk: Desk, case: Case) -> None:
    fill(desk, case)
    found = shift.gather(desk)
    assert [one.offer.kind for one in found] == ["call_back", "risk", "draft", "draft", "date"]
    assert len({one.key for one in found}) == 5
    assert found[0].task is not None
    assert found[0].task.title == "안부 전화"
    assert found[1].case is not None
    assert found[1].case.number == case.number


def test_a_running_contact_is_not_handed_on(desk: Desk) -> None:
    running = desk.contacts.take().value
    desk.contacts.keep_draft(running.id, "contact", "지금 적는 글", running.id)
    assert shift.gather(desk) == ()
    with pytest.raises(Conflict):
        desk.contacts.take_over(running.id, desk.keys.user)


def test_accepted_item_by_item_and_only_then_it_moves(desk: Desk, manager: Desk, case: Case) -> None:
    fill(desk, case)
    shift.hand_over(desk, offers(desk), manager.keys.user)
    mine = {one.kind if one.draft_id is None else "note": one for one in manager.shift.for_me()}
    assert set(mine) == {"call_back", "risk", "draft", "note", "date"}
    assert manager.agenda.waiting(("call_back",)) == ()
    shift.accept(manager, mine["call_back"].id)
    assert [one.title for one in manager.agenda.waiting(("call_back",))] == ["안부 전화"]
    shift.accept(manager, mine["risk"].id)
    watching = manager.agenda.waiting(("todo",))
    assert [one.case_id for one in watching] == [case.id]
    assert "가온" in watching[0].title
    assert manager.cases.get(case.id).assigned_to == desk.keys.user
    shift.accept(manager, mine["draft"].id)
    (parked,) = manager.contacts.open_ones()
    assert parked.alias == "솔방울"
    taken = manager.contacts.draft(parked.id)
    assert taken is not None
    assert taken.body == "적던 글"
    assert (desk.contacts.open_ones(), desk.contacts.draft(parked.id)) == ((), None)
    shift.accept(manager, mine["note"].id)
    note = manager.contacts.draft(f"note-{case.id}-{manager.keys.user}")
    assert note is not None
    assert note.body == "메모 초안"
    assert [one.kind for one in manager.shift.for_me()] == ["date"]
    assert [one.state for one in desk.shift.from_me()].count("accepted") == 4


def test_declined_it_stays_with_its_sender(desk: Desk, manager: Desk, case: Case) -> None:
    fill(desk, case)
    shift.hand_over(desk, offers(desk)[:1], None)
    (item,) = manager.shift.for_me()
    shift.decline(manager, item.id)
    assert [one.title for one in desk.agenda.waiting(("call_back",), until=today())] == ["안부 전화"]
    (told,) = desk.shift.from_me()
    assert (told.state, told.decided_by) == ("declined", manager.keys.user)
    with pytest.raises(Conflict):
        shift.accept(manager, item.id)


def test_only_whom_it_was_handed_to_takes_it_and_only_its_sender_takes_it_back(
    desk: Desk, manager: Desk, case: Case, centre: Centre
) -> None:
    fill(desk, case)
    shift.hand_over(desk, offers(desk)[:1], centre.users["manager2"])
    (item,) = desk.shift.from_me()
    with pytest.raises(Denied):
        shift.accept(manager, item.id)
    with pytest.raises(Denied):
        shift.withdraw(manager, item.id)
    with pytest.raises(Denied):
        shift.accept(desk, item.id)
    shift.withdraw(desk, item.id)
    assert manager.shifts_left.all() == ()


def test_nothing_and_oneself_are_refused(desk: Desk, case: Case) -> None:
    with pytest.raises(BadInput):
        shift.hand_over(desk, (), None)
    with pytest.raises(BadInput):
        shift.hand_over(desk, (Offer("risk", case_id=case.id),), desk.keys.user)


def test_handed_over_again_it_is_there_once(desk: Desk, manager: Desk, case: Case) -> None:
    fill(desk, case)
    shift.hand_over(desk, offers(desk), None)
    shift.hand_over(desk, offers(desk)[:2], manager.keys.user)
    assert len(manager.shift.for_me()) == 5
    assert len([one for one in desk.shift.from_me() if one.waiting]) == 5


def test_what_nobody_took_is_seen_as_numbers_without_a_right_to_read(desk: Desk, manager: Desk, case: Case) -> None:
    fill(desk, case)
    shift.hand_over(desk, offers(desk), None)
    (left,) = manager.shifts_left.all()
    assert (left.user, left.count, left.numbers) == (desk.keys.user, 5, (case.number,))
    kept = json.dumps(manager.database(Compartment.OFFICE).rows("SELECT * FROM shift_left"), ensure_ascii=False)
    assert "파란우산" not in kept
    for item in manager.shift.for_me():
        shift.accept(manager, item.id)
    assert manager.shifts_left.all() == ()


def test_a_text_that_was_finished_meanwhile_is_said(desk: Desk, manager: Desk, case: Case) -> None:
    fill(desk, case)
    shift.hand_over(desk, offers(desk), None)
    note = next(one for one in manager.shift.for_me() if one.draft_id)
    desk.contacts.drop_draft(note.draft_id or "")
    with pytest.raises(NotFound):
        shift.accept(manager, note.id)
    assert manager.shift.get(note.id).waiting


def test_two_texts_in_one_place_are_not_thrown_together(desk: Desk, manager: Desk, case: Case) -> None:
    fill(desk, case)
    manager.contacts.keep_draft(f"note-{case.id}-{manager.keys.user}", "note", "내 메모", case.id)
    shift.hand_over(desk, offers(desk), None)
    note = next(one for one in manager.shift.for_me() if one.draft_id)
    with pytest.raises(Conflict):
        shift.accept(manager, note.id)
    kept = manager.contacts.draft(f"note-{case.id}-{manager.keys.user}")
    assert kept is not None
    assert kept.body == "내 메모"
    assert desk.contacts.draft(note.draft_id or "") is not None


def test_it_goes_with_its_case_when_that_is_erased(desk: Desk, manager: Desk, case: Case) -> None:
    from app.store.erasing import erase

    fill(desk, case)
    shift.hand_over(desk, offers(desk), None)
    db = desk.database(Compartment.CASEWORK)
    with db.atomic():
        erase(db, [case.id], [], ())
    assert [one.case_id for one in manager.shift.for_me()] == [None]
    shift.mirror(manager)
    assert manager.shifts_left.all()[0].numbers == ()


def test_the_trail_says_how_many_and_to_whom(desk: Desk, manager: Desk, case: Case) -> None:
    fill(desk, case)
    before = now()
    shift.hand_over(desk, offers(desk), manager.keys.user)
    entry = next(one for one in desk.trail() if one.kind == "shift_handed_over")
    assert entry.at >= before
    assert entry.facts == {"to": manager.keys.user, "items": 5}
