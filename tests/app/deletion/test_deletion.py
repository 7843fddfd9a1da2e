"""Deletion work on a real desk: states follow from what was done, days to look again stand as tasks."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from app.clock import today
from app.deletion import address, calendar, read
from app.desk import Desk
from app.errors import BadInput, Conflict, NotFound

BEGUN = today() - timedelta(days=2)


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.cases.open_case("은하수").value.id


@pytest.fixture
def ids(desk: Desk, case_id: str) -> tuple[str, ...]:
    desk.deletion.add(case_id, read("\n".join(f"https://a.com/{at}" for at in range(3))).addresses)
    return desk.deletion.ids(case_id)


def states(desk: Desk, case_id: str) -> list[str]:
    return [one.state for one in desk.deletion.page(case_id)]


def open_days(desk: Desk, case_id: str) -> list[str]:
    return [str(one.due_on) for one in desk.agenda.of_case(case_id)]


def test_the_calendar_crosses_months_and_leap_days() -> None:
    assert calendar("2028-02-27") == (
        "2028-02-28", "2028-03-01", "2028-03-05", "2028-03-12", "2028-03-28", "2028-05-27"
    )  # fmt: skip
    assert calendar("2026-11-23", "2026-11-30") == ("2026-12-07", "2026-12-23", "2027-02-21")


def test_an_address_is_written_once_and_doubles_are_counted(desk: Desk, case_id: str) -> None:
    first = desk.deletion.add(case_id, read("https://a.com/1\nhttps://a.com/2").addresses).value
    second = desk.deletion.add(case_id, read("http://www.a.com/2/\nhttps://a.com/3").addresses).value
    assert (first.new, second.new, second.known, second.were_down) == (2, 1, 1, 0)
    assert [one.url for one in desk.deletion.page(case_id)] == ["https://a.com/1", "https://a.com/2", "https://a.com/3"]


def test_asking_begins_the_calendar_as_tasks(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    assert open_days(desk, case_id) == []
    assert desk.deletion.ask(case_id, ids[:2], "platform", sent_on=ago(2), reference="가-12").value == 2
    assert states(desk, case_id) == ["asked", "asked", "found"]
    assert open_days(desk, case_id) == [(BEGUN + timedelta(days=span)).isoformat() for span in (1, 3, 7, 14, 30, 90)]
    assert desk.deletion.ids(case_id, "due") == ids[:2]
    desk.deletion.ask(case_id, ids[2:], "platform", sent_on=ago(2))
    assert len(open_days(desk, case_id)) == 6, "one task a day, however many addresses"


def test_the_same_request_is_not_written_twice(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    desk.deletion.ask(case_id, ids, "reviewer")
    assert desk.deletion.ask(case_id, ids, "reviewer").value == 0
    assert desk.deletion.ask(case_id, ids, "search_engine").value == 3
    assert desk.deletion.counts(case_id).requests == {"reviewer": 3, "search_engine": 3}


def test_a_day_is_ticked_off_once_nothing_is_left_for_it(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    desk.deletion.ask(case_id, ids, "platform", sent_on=ago(2))
    desk.deletion.look(case_id, ids[:1], "gone", "platform")
    assert (BEGUN + timedelta(days=1)).isoformat() in open_days(desk, case_id)
    desk.deletion.look(case_id, ids[1:], "there", "listing")
    assert open_days(desk, case_id)[0] == (BEGUN + timedelta(days=3)).isoformat()
    assert states(desk, case_id) == ["gone", "asked", "asked"]


def test_what_comes_back_begins_anew(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    one = ids[0]
    desk.deletion.ask(case_id, [one], "platform", sent_on=ago(90))
    desk.deletion.look(case_id, [one], "gone", "platform", day=ago(80))
    desk.deletion.look(case_id, [one], "there", "support_centre")
    back = desk.deletion.get(one)
    assert (back.state, back.clock_from) == ("back", today().isoformat())
    assert back.next_look == (today() + timedelta(days=1)).isoformat()
    assert desk.deletion.add(case_id, [address(back.url)]).value.were_down == 0
    desk.deletion.ask(case_id, [one], "platform")
    assert desk.deletion.get(one).state == "asked"
    assert [one.result for one in desk.deletion.whole(one).looks] == ["gone", "there"]


def test_after_the_last_day_nobody_looks_again(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    desk.deletion.ask(case_id, ids, "platform", sent_on=ago(120))
    desk.deletion.look(case_id, ids, "gone", "platform")
    assert desk.deletion.get(ids[0]).next_look is None
    assert open_days(desk, case_id) == []


def test_a_reupload_stands_with_the_first(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    desk.deletion.add(case_id, [address("https://b.net/9")], first_id=ids[0])
    whole = desk.deletion.whole(ids[0])
    assert [one.url for one in whole.again] == ["https://b.net/9"]
    assert desk.deletion.whole(whole.again[0].id).first == whole.target
    assert desk.deletion.counts(case_id).again == 1
    other = desk.cases.open_case("달맞이").value.id
    with pytest.raises(BadInput):
        desk.deletion.add(other, [address("https://b.net/10")], first_id=ids[0])


def test_answers_move_the_state_and_another_place_may_still_be_asked(
    desk: Desk, case_id: str, ids: tuple[str, ...]
) -> None:
    desk.deletion.ask(case_id, ids, "platform")
    desk.deletion.ask(case_id, ids[:1], "reviewer")
    assert desk.deletion.answer(case_id, ids, "platform", "refused", note="관할 밖이라고 함").value == 3
    assert states(desk, case_id) == ["asked", "refused", "refused"]
    desk.deletion.answer(case_id, ids[:1], "reviewer", "blocked")
    assert states(desk, case_id)[0] == "blocked"
    with pytest.raises(BadInput) as problem:
        desk.deletion.answer(case_id, ids, "platform", "removed")
    assert problem.value.field == "route"
    assert desk.deletion.counts(case_id).answers == {"refused": 3, "blocked": 1}


def test_set_aside_and_taken_up_again(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    desk.deletion.ask(case_id, ids, "platform")
    with pytest.raises(BadInput):
        desk.deletion.set_aside(case_id, ids, " ")
    desk.deletion.set_aside(case_id, ids, "본인이 더 원하지 않음")
    assert (states(desk, case_id), open_days(desk, case_id)) == (["left"] * 3, [])
    desk.deletion.take_up(case_id, ids[:1])
    assert states(desk, case_id) == ["asked", "left", "left"]
    assert len(open_days(desk, case_id)) == 6


def test_only_a_mistake_is_taken_out(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    desk.deletion.ask(case_id, ids[:1], "platform")
    with pytest.raises(Conflict):
        desk.deletion.take_out(ids[0])
    gone = desk.deletion.take_out(ids[1]).value
    assert desk.deletion.ids(case_id) == (ids[0], ids[2])
    assert desk.deletion.add(case_id, [address(gone.url)]).value.new == 1


@pytest.mark.parametrize(
    ("day", "field"), [("2026-02-30", "sent_on"), ((today() + timedelta(days=1)).isoformat(), "sent_on")]
)
def test_impossible_days_are_refused_at_their_field(
    desk: Desk, case_id: str, ids: tuple[str, ...], day: str, field: str
) -> None:
    with pytest.raises(BadInput) as problem:
        desk.deletion.ask(case_id, ids, "platform", sent_on=day)
    assert problem.value.field == field
    assert desk.deletion.counts(case_id).requests == {}


def test_an_agent_needs_a_signed_paper(desk: Desk, case_id: str) -> None:
    with pytest.raises(BadInput) as problem:
        desk.deletion.set_mandate(case_id, asked_by="agent", paper="not_needed", name="이모")
    assert problem.value.field == "paper"
    with pytest.raises(BadInput):
        desk.deletion.set_mandate(case_id, asked_by="agent", paper="seen")
    made = desk.deletion.set_mandate(case_id, asked_by="agent", paper="missing", name="이모").value
    assert not made.holds(today())
    seen = desk.deletion.set_mandate(
        case_id, made.id, asked_by="agent", paper="seen", name="이모", signed_on=ago(1), until_on=ago(0)
    ).value
    assert seen.holds(today())
    assert not seen.holds(today() + timedelta(days=1))
    with pytest.raises(NotFound):
        desk.deletion.set_mandate(case_id, "0" * 32, asked_by="self", paper="not_needed")


def test_another_case_is_not_touched(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    other = desk.cases.open_case("달맞이").value.id
    with pytest.raises(BadInput):
        desk.deletion.ask(other, ids, "platform")
    assert desk.deletion.add(other, [address("https://a.com/0")]).value.new == 1


def test_it_goes_with_its_case_behind_a_wall_and_back(desk: Desk, case_id: str, ids: tuple[str, ...]) -> None:
    desk.deletion.ask(case_id, ids, "platform")
    sealed = desk.sealed.seal(case_id, [desk.keys.user], "직원이 아는 사람일 수 있음").value
    assert desk.deletion.counts(case_id).total == 0
    inside = desk.sealed.open(sealed.id)
    assert inside.deletion.counts(case_id).total == 3
    inside.deletion.look(case_id, ids, "gone", "platform")
    assert states(inside, case_id) == ["gone"] * 3
    inside.close()


def test_ten_thousand_addresses_are_written_and_paged(desk: Desk, case_id: str) -> None:
    found = read("\n".join(f"https://s{at % 200}.example.com/p/{at}" for at in range(10_000)))
    begun = time.perf_counter()
    for at in range(0, 10_000, 500):
        desk.deletion.add(case_id, found.addresses[at : at + 500])
    assert time.perf_counter() - begun < 30
    last = desk.deletion.page(case_id, limit=200)
    seen = list(last)
    while last:
        last = desk.deletion.page(case_id, after=last[-1].id, limit=5_000)
        seen += last
    assert [one.url for one in seen] == [one.url for one in found.addresses]
    begun = time.perf_counter()
    assert desk.deletion.counts(case_id).total == 10_000
    desk.deletion.page(case_id, "due")
    assert time.perf_counter() - begun < 0.5


def test_days_are_days() -> None:
    assert date.fromisoformat(calendar("2026-12-31")[0]) == date(2027, 1, 1)
