"""A session is its events: replay equals what a worker would have noted down, and everything survives a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.clock import new_id
from app.errors import BadInput, Conflict, Damaged, NotFound
from app.manual import Event, Library, Manual, Tick, replay
from app.manual.session import MOVES, Trail, advance
from app.store import Database

Edit = Callable[[str, str, str], None]


@pytest.fixture
def manual(casework: Database, library: Library) -> Manual:
    return Manual(casework, library)


@pytest.fixture
def session(manual: Manual) -> str:
    return manual.start("tiny").value.id


# -- pure ----------------------------------------------------------------------------------------

STEPS = ("A1", "A2", "A3", "EMG", "SUI")


@dataclass
class Notebook:
    """The same rules as a person would keep them on paper: a page for each move, torn out by `back`."""

    pages: list[tuple[str, tuple[str, ...], bool, tuple[tuple[str, str], ...]]] = field(
        default_factory=lambda: [("A1", (), False, ())]
    )
    ticks: set[tuple[str, int]] = field(default_factory=set)

    def move(self, kind: str, detail: dict[str, Any]) -> None:
        step, returns, _at_end, answers = self.pages[-1]
        if kind == "branch":
            answers = (*answers, (step, detail["branch"]))
        if detail["to"] == "end":
            self.pages.append((step, returns, True, answers))
            return
        if detail.get("push"):
            returns = (*returns, step)
        elif detail.get("pop"):
            returns = returns[:-1]
        elif detail.get("clear"):
            returns = ()
        self.pages.append((detail["to"], returns, False, answers))


def standing(trail: Trail) -> tuple[object, ...]:
    return (trail.step, trail.returns, trail.at_end, tuple((one.step, one.branch) for one in trail.answers))


moves = st.one_of(
    st.builds(lambda to: ("entered", {"to": to, "clear": True}), st.sampled_from(STEPS)),
    st.just(("entered", {"to": "end"})),
    st.builds(lambda to: ("jump", {"to": to, "push": True}), st.sampled_from(STEPS)),
    st.builds(
        lambda to, branch, flag: ("branch", {"to": to, "branch": branch, "push": True, "red_flag": flag}),
        st.sampled_from((*STEPS, "end")),
        st.sampled_from(("near", "weapon")),
        st.booleans(),
    ),
    st.just(("returned", {})),
    st.just(("back", {})),
    st.just(("paused", {})),
    st.just(("resumed", {})),
    st.builds(lambda item: ("ticked", {"audience": "victim", "part": "do", "item": item}), st.integers(0, 2)),
    st.builds(lambda item: ("unticked", {"audience": "victim", "part": "do", "item": item}), st.integers(0, 2)),
)


def walk(chosen: list[tuple[str, dict[str, Any]]]) -> tuple[list[Event], Notebook]:
    """Only the moves that are possible, as events, and the notebook kept beside them."""
    book, events = Notebook(), [Event(1000, "entered", "A1", {"to": "A1"})]
    for number, (kind, detail) in enumerate(chosen):
        step, returns, _end, _answers = book.pages[-1]
        if (kind == "back" and len(book.pages) == 1) or (kind == "returned" and not returns):
            continue
        if kind == "returned":
            detail = {"to": returns[-1], "pop": True}
        events.append(Event(2000 + number, kind, step, detail))
        if kind in MOVES:
            book.move(kind, detail)
        elif kind == "back":
            book.pages.pop()
        elif kind in ("ticked", "unticked"):
            (book.ticks.add if kind == "ticked" else book.ticks.discard)((step, detail["item"]))
    return events, book


@given(st.lists(moves, max_size=60))
@settings(max_examples=300, deadline=None)
def test_replay_equals_what_was_kept_step_by_step(chosen: list[tuple[str, dict[str, Any]]]) -> None:
    events, book = walk(chosen)
    trail = Trail()
    for event in events:
        trail = advance(trail, event)
    assert trail == replay(events)
    assert standing(trail) == book.pages[-1]
    assert {(one.step, one.item) for one in trail.ticks} == book.ticks
    assert len(trail.past) == len(book.pages) - 1
    assert trail.path[-1].step == trail.step
    assert all(one.until == other.at for one, other in zip(trail.path, trail.path[1:], strict=False))


@given(st.lists(moves, max_size=40), moves)
@settings(max_examples=300, deadline=None)
def test_back_undoes(chosen: list[tuple[str, dict[str, Any]]], last: tuple[str, dict[str, Any]]) -> None:
    events, _book = walk(chosen)
    longer, _book = walk([*chosen, last])
    if len(longer) == len(events) or longer[-1].kind not in MOVES:
        return
    before = replay(events)
    undone = replay([*longer, Event(10**6, "back", replay(longer).step)])
    assert standing(undone) == standing(before)
    assert undone.past == before.past
    assert undone.ticks == before.ticks


@pytest.mark.parametrize(
    "event",
    [
        Event(2, "back", "A1"),
        Event(2, "entered", "A1"),
        Event(2, "danced", "A1"),
        Event(2, "branch", "A1", {"to": "A2"}),
        Event(2, "ticked", "A1", {"audience": "victim", "part": "do", "item": [1]}),
    ],
)
def test_rows_that_cannot_belong_are_damage(event: Event) -> None:
    with pytest.raises(Damaged):
        replay([Event(1, "entered", "A1", {"to": "A1"}), event])


def test_pauses_do_not_count_as_time() -> None:
    trail = replay(
        [
            Event(0, "entered", "A1", {"to": "A1"}),
            Event(10_000, "paused", "A1"),
            Event(70_000, "resumed", "A1"),
            Event(80_000, "entered", "A1", {"to": "A2", "clear": True}),
            Event(95_000, "paused", "A2"),
            Event(200_000, "ended", "A2"),
        ]
    )
    assert [(visit.step, visit.seconds(0)) for visit in trail.path] == [("A1", 20), ("A2", 15)]
    assert trail.state == "ended"


# -- with the database ---------------------------------------------------------------------------


def test_a_walk_with_a_jump_a_red_flag_and_the_way_back(manual: Manual, session: str) -> None:
    manual.answer(session, "near")
    assert manual.state(session).returns == ("A1",)
    manual.jump(session, "SUI")
    assert manual.state(session).returns == ("A1", "EMG")
    assert manual.next(session).value.step == "EMG", "from a jump, going on is going back to where one came from"
    assert manual.return_(session).value.step == "A1"
    manual.next(session)
    state = manual.answer(session, "weapon").value
    assert (state.step, state.returns) == ("EMG", ("A2",))
    state = manual.answer(session, "calm").value
    assert (state.step, state.returns) == ("A3", ()), "who reaches a step of the tree is on the main way again"
    state = manual.back(session).value
    assert (state.step, state.returns) == ("EMG", ("A2",))
    assert [one.branch for one in state.answers] == ["near", "weapon"]
    assert [one.step for one in state.path if not one.undone] == [
        "A1", "EMG", "SUI", "EMG", "A1", "A2", "EMG", "EMG",
    ]  # fmt: skip
    assert manual.state(session) == state


def test_a_card_leads_back(manual: Manual, session: str) -> None:
    manual.next(session)
    assert manual.answer(session, "other-tree").value.step == "card:garden"
    assert manual.next(session).value.step == "A2"


def test_the_end_is_reached_and_can_be_taken_back(manual: Manual, session: str) -> None:
    manual.next(session)
    manual.next(session)
    state = manual.answer(session, "stop-here").value
    assert (state.step, state.trail.at_end) == ("A3", True)
    state = manual.back(session).value
    assert (state.trail.at_end, state.answers) == (False, ())


def test_what_is_not_possible_is_refused_and_writes_nothing(manual: Manual, session: str, casework: Database) -> None:
    before = casework.value("SELECT count(*) FROM session_event")
    attempts: list[tuple[type[Exception], Callable[[], object]]] = [
        (Conflict, lambda: manual.back(session)),
        (Conflict, lambda: manual.return_(session)),
        (BadInput, lambda: manual.answer(session, "nowhere")),
        (NotFound, lambda: manual.jump(session, "A2")),
        (BadInput, lambda: manual.tick(session, "victim", 4, True)),
        (BadInput, lambda: manual.tick(session, "victim", -1, True)),
        (BadInput, lambda: manual.tick(session, "victim", 0, True, part="avoid")),
        (BadInput, lambda: manual.choose_referral(session, "helper")),
        (BadInput, lambda: manual.record(session, "shoe-size", "240")),
        (NotFound, lambda: manual.state("nothing")),
        (NotFound, lambda: manual.start("nothing")),
    ]
    for refusal, attempt in attempts:
        with pytest.raises(refusal):
            attempt()
    assert casework.value("SELECT count(*) FROM session_event") == before


def test_ticks_stay_with_their_step_and_can_be_taken_away(manual: Manual, session: str) -> None:
    manual.tick(session, "victim", 3, True)
    manual.tick(session, "police", 0, True, part="say")
    manual.tick(session, "victim", 3, True)
    manual.next(session)
    assert manual.state(session).ticks == {Tick("A1", "victim", "do", 3), Tick("A1", "police", "say", 0)}
    manual.back(session)
    assert manual.tick(session, "victim", 3, False).value.ticks == {Tick("A1", "police", "say", 0)}


def test_pause_resume_and_ended(manual: Manual, session: str) -> None:
    assert manual.pause(session).value.paused
    with pytest.raises(Conflict):
        manual.next(session)
    assert not manual.resume(session).value.paused
    manual.end(session)
    for attempt in (manual.next, manual.pause, manual.resume, manual.end):
        with pytest.raises(Conflict):
            attempt(session)
    assert manual.open_sessions() == ()


def test_after_a_crash_everything_is_there(manual: Manual, session: str, casework: Database, library: Library) -> None:
    manual.answer(session, "near")
    manual.tick(session, "victim", 0, True)
    manual.record(session, "alias", "파란우산")
    before = manual.state(session)
    again = Manual(casework, Library(library.folders))
    (found,) = again.open_sessions()
    assert found == before
    assert found.trail.records == {"alias": "파란우산"}
    assert again.return_(session).value.step == "A1"


def test_a_clock_that_jumps_back_keeps_the_order(
    manual: Manual, session: str, casework: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1_000_000)
    manual.next(session)
    manual.answer(session, "weapon")
    manual.back(session)
    assert manual.state(session).step == "A2"
    rows = casework.rows("SELECT at FROM session_event ORDER BY at, id")
    assert len({row["at"] for row in rows}) == 4


def test_the_row_follows_the_path(manual: Manual, session: str, casework: Database) -> None:
    manual.next(session)
    manual.pause(session)
    row = casework.row("SELECT * FROM manual_session WHERE id = ?", (session,))
    assert row is not None
    assert (row["step"], row["state"], row["pack"], row["pack_version"]) == ("A2", "paused", "tiny", "1.0.0")
    assert row["pack_hash"] == manual.library.pack("tiny").hash


def test_a_changed_manual_says_so_and_goes_on_at_the_same_step(
    manual: Manual, session: str, library: Library, edit: Edit
) -> None:
    manual.next(session)
    pinned = manual.state(session).pins["tiny"]
    edit("pack.yaml", 'version: "1.0.0"', 'version: "1.1.0"')
    library.refresh()
    assert "1.0.0 to 1.1.0" in manual.state(session).notice
    with pytest.raises(Conflict):
        manual.next(session)
    resumed = manual.resume(session).value
    assert (resumed.step, resumed.pins["tiny"][0]) == ("A2", "1.1.0")
    assert "same step" in resumed.notice
    state = manual.state(session)
    assert (state.notice, (state.session.pack_version, state.session.pack_hash)) == ("", pinned)
    assert manual.next(session).value.step == "A3"


def test_a_step_that_is_gone_leads_to_the_start(
    manual: Manual, session: str, library: Library, edit: Edit, folder: Path
) -> None:
    manual.jump(session, "SUI")
    for before, after in (
        ("  SUI:\n", "  SUX:\n"),
        ("last-time: SUI", "last-time: SUX"),
        ("self-harm: SUI", "self-harm: SUX"),
    ):
        edit("pack.yaml", before, after)
    library.refresh()
    resumed = manual.resume(session).value
    assert "“SUI” is gone" in resumed.notice
    assert (resumed.step, resumed.returns) == ("A1", ())
    with pytest.raises(NotFound):
        manual.back(session)
    assert manual.next(session).value.step == "A2"


def test_the_summary_names_what_happened(manual: Manual, session: str) -> None:
    manual.tick(session, "victim", 1, True)
    manual.tick(session, "victim", 0, True, part="say")
    manual.next(session)
    manual.answer(session, "last-time")
    manual.back(session)
    manual.answer(session, "weapon")
    manual.next(session)
    manual.choose_referral(session, "helper")
    manual.record(session, "measure-ends-on", "2999-05-20")
    manual.record(session, "alias", "가")
    manual.record(session, "alias", None)
    summary = manual.end(session).value
    pack = manual.library.pack("tiny")
    assert [(one.step, one.branch, one.label) for one in summary.red_flags] == [("A2", "weapon", "Weapon")]
    assert [one.step for one in summary.stays] == ["A1", "A2", "A2", "EMG", "A2"]
    words = pack.steps["A1"].words("en", "victim")
    assert [one.text for one in summary.done] == [words.do[1], words.say[0]]
    assert [(one.directory_id, one.chosen) for one in summary.referrals] == [("helper", True), ("police", False)]
    assert summary.records == {"measure-ends-on": "2999-05-20"}
    due = {one.kind: one.due_on.isoformat() for one in summary.tasks}
    assert due["deadline"] == "2999-05-13"
    assert summary.tasks[0].title.startswith("Contact again within 24 hours")
    assert (summary.tasks[0].due_on - clock.today()).days == 1
    assert manual.summary(session) == summary


@pytest.mark.parametrize(("value", "days"), [(None, 3), ("2001-01-01", 3), ("2999-01-01", None)])
def test_the_next_contact(manual: Manual, session: str, value: str | None, days: int | None) -> None:
    manual.record(session, "next-contact-on", value)
    (task,) = manual.end(session).value.tasks
    assert task.kind == "call_back"
    assert task.due_on.isoformat() == value if days is None else (task.due_on - clock.today()).days == days


def test_a_value_is_checked_by_its_field(manual: Manual, session: str) -> None:
    with pytest.raises(BadInput) as refused:
        manual.record(session, "next-contact-on", "no day")
    assert refused.value.field == "next-contact-on"
    with pytest.raises(BadInput):
        manual.record(session, "weapon", "feather")
    assert manual.state(session).trail.records == {}
    assert manual.record(session, "weapon", "blade").value.trail.records == {"weapon": "blade"}
    assert manual.record(session, "weapon", "").value.trail.records == {}


def test_the_open_session_of_a_contact(manual: Manual, casework: Database) -> None:
    with casework.atomic():
        casework.insert(
            "contact", {"id": "c", "started_at": 1, "channel": "phone", "state": "running", "taken_by": "u"}
        )
    assert manual.open_session_of(contact_id="c") is None
    begun = manual.start("tiny", contact_id="c").value
    found = manual.open_session_of(contact_id="c")
    assert found is not None
    assert found.id == begun.id
    assert manual.open_session_of(case_id="c") is None
    manual.end(begun.id)
    assert manual.open_session_of(contact_id="c") is None


def test_a_session_is_attached_once(manual: Manual, session: str, casework: Database) -> None:
    cases = [new_id(), new_id()]
    with casework.atomic():
        casework.insert("person", {"id": "p", "alias": "가"})
        for number, case in enumerate(cases):
            casework.insert(
                "casefile",
                {"id": case, "number": str(number), "survivor_id": "p", "assigned_to": "u", "opened_on": "2026-11-23", "last_activity": 1},
            )  # fmt: skip
    assert manual.attach(session, cases[0]).value.session.case_id == cases[0]
    with pytest.raises(Conflict):
        manual.attach(session, cases[1])
    assert [one.id for one in manual.sessions_of_case(cases[0])] == [session]
    assert manual.sessions_of_case(cases[1]) == ()
