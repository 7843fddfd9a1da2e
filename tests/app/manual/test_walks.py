"""A worker walks the shipped manuals in every way one can: nothing is lost, nothing leads nowhere, an end is near."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import BadInput, Conflict, NotFound
from app.manual import RETURN, Library, Manual, SessionState, replay
from app.manual.records import events
from app.recordfields import fields
from app.store import Database
from tests.app.manual.notebook import Notebook, Page, moved, moves_to_the_end, told, way_on

LIBRARY = Library()
TREES = [pack.id for pack in LIBRARY.packs()]
PACKS = {pack.id: pack for pack in LIBRARY.packs()}
ENTRIES = [(pack.id, entry) for pack in PACKS.values() for entry in ("", *(one.id for one in pack.entries))]
FIRST = list({PACKS[tree].first_step(entry): (tree, entry) for tree, entry in ENTRIES}.values())
"""One entry for each first step: what two entries share is walked once."""
JUMPS = ("EMG", "SUI", "MED", "MIN", "ACC", "PRIV", "BAR")

verbs = st.sampled_from(
    ("next", "next", "answer", "answer", "answer", "jump", "cross", "return", "back", "back", "tick", "untick", "say",
     "refer", "record", "erase", "pause", "reopen", "crash", "wrong")
)  # fmt: skip
walks = st.lists(st.tuples(verbs, st.integers(0, 10_000)), min_size=10, max_size=40)
"""Lists this long: shorter ones hardly leave a tree."""
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


class Break(Exception):
    """A crash in the middle of a transaction."""


@dataclass
class Walker:
    """Does to the real session and to the notebook the same, and looks whether they agree."""

    db: Database
    manual: Manual
    session: str
    book: Notebook

    @classmethod
    def begin(cls, db: Database, pack: str, entry: str = "") -> Walker:
        manual = Manual(db, LIBRARY)
        state = manual.start(pack, entry=entry).value
        return cls(db, manual, state.id, Notebook(PACKS, [Page(PACKS[pack].first_step(entry), pack)]))

    def walk(self, chosen: list[tuple[str, int]]) -> None:
        self.look()
        for verb, number in chosen:
            getattr(self, f"_{verb}")(number)
            self.look()

    def look(self) -> SessionState:
        """The session as the database has it is what the notebook says, and what its events say."""
        state = self.manual.state(self.session)
        assert told(state) == self.book.page.beside()
        assert {(one.step, one.audience, one.part, one.item) for one in state.ticks} == self.book.ticks
        assert dict(state.trail.records) == self.book.values
        assert state.trail == replay(events(self.db, self.session))
        assert (state.session.step, state.session.state) == (state.step, state.trail.state)
        assert len(state.trail.past) == len(self.book.pages) - 1
        assert state.path[-1].step == state.step
        pack = PACKS[state.tree]
        assert set(state.returns) <= pack.steps.keys()
        assert {step.id for step in pack.jumps} == set(JUMPS)
        assert moves_to_the_end(PACKS, self.book.page) <= len(state.returns) + 2 * len(TREES) * 20
        return state

    def done(self, found: SessionState) -> None:
        """What an act answers is what stands in the database."""
        assert found == self.manual.state(self.session)

    # -- moves -----------------------------------------------------------------------------------

    def _next(self, _number: int) -> None:
        target = way_on(PACKS, self.book.page)
        if target == RETURN and not self.book.page.returns:
            self._refused(Conflict, lambda: self.manual.next(self.session))
            return
        self.done(self.manual.next(self.session).value)
        if not (target == "end" and self.book.page.at_end):
            self.book.follow(target)

    def _answer(self, number: int) -> None:
        ways = (*self.book.step.branches, *self.book.step.red_flags)
        if ways:
            way = ways[number % len(ways)]
            if way.target == RETURN and not self.book.page.returns:
                self._refused(Conflict, lambda: self.manual.answer(self.session, way.id))
                return
            self.done(self.manual.answer(self.session, way.id).value)
            self.book.follow(way.target, (way.id, self.book.step.is_red_flag(way.id)))

    def _jump(self, number: int) -> None:
        target = JUMPS[number % len(JUMPS)]
        self.done(self.manual.jump(self.session, target).value)
        if target != self.book.page.step:
            self.book.jump(target)

    def _cross(self, number: int) -> None:
        tree = TREES[number % len(TREES)]
        self.done(self.manual.go_over(self.session, tree).value)
        if tree != self.book.page.tree:
            self.book.follow(PACKS[tree].first_step())

    def _return(self, _number: int) -> None:
        if not self.book.page.returns:
            self._refused(Conflict, lambda: self.manual.return_(self.session))
            return
        self.done(self.manual.return_(self.session).value)
        self.book.follow(RETURN)

    def _back(self, _number: int) -> None:
        if len(self.book.pages) == 1:
            self._refused(Conflict, lambda: self.manual.back(self.session))
            return
        self.done(self.manual.back(self.session).value)
        self.book.pages.pop()

    # -- the cover -------------------------------------------------------------------------------

    def _tick(self, number: int, on: bool = True, part: str = "do") -> None:
        text = self.book.step.text("ko")
        assert text is not None
        audiences = sorted(text.words)
        who = audiences[number % len(audiences)]
        item = number // 7 % len(text.words[who].do if part == "do" else text.words[who].say)
        self.done(self.manual.tick(self.session, who, item, on, part=part).value)
        mark = self.book.step.id, who, part, item
        (self.book.ticks.add if on else self.book.ticks.discard)(mark)

    def _untick(self, number: int) -> None:
        self._tick(number, on=False)

    def _say(self, number: int) -> None:
        self._tick(number, part="say")

    def _refer(self, number: int) -> None:
        services = self.book.step.refer
        if services:
            chosen, on = services[number % len(services)], bool(number % 3)
            self.done(self.manual.choose_referral(self.session, chosen, on).value)
            mark = self.book.step.id, "", "refer", chosen
            (self.book.ticks.add if on else self.book.ticks.discard)(mark)

    def _record(self, number: int) -> None:
        asked = [one for one in self.book.step.record if fields()[one].kind in ("text", "choice", "yesno", "date")]
        if asked:
            name = asked[number % len(asked)]
            one = fields()[name]
            choices = [choice[0] for choice in one.choices] or ["yes", "no", "unknown"]
            value = {"text": f"적어 둔 말 {number}", "date": f"2026-12-{number % 28 + 1:02}"}.get(
                one.kind, choices[number % len(choices)]
            )
            self.done(self.manual.record(self.session, name, value).value)
            self.book.values[name] = value

    def _erase(self, number: int) -> None:
        if self.book.values:
            name = sorted(self.book.values)[number % len(self.book.values)]
            self.done(self.manual.record(self.session, name, None).value)
            del self.book.values[name]

    # -- what may happen -------------------------------------------------------------------------

    def _pause(self, number: int) -> None:
        assert self.manual.pause(self.session).value.paused
        self._refused(Conflict, lambda: self.manual.next(self.session))
        self._refused(Conflict, lambda: self.manual.jump(self.session, "EMG"))
        if number % 2:
            self._reopen(number)
        resumed = self.manual.resume(self.session).value
        assert (resumed.notice, resumed.paused) == ("", False)

    def _reopen(self, _number: int) -> None:
        """The computer went off: another service over the same database, and the session among those left open."""
        before = self.manual.state(self.session)
        self.manual = Manual(self.db, LIBRARY)
        assert before in self.manual.open_sessions()

    def _crash(self, _number: int) -> None:
        before = self.manual.state(self.session)
        with pytest.raises(Break):
            self._half_done()
        assert self.manual.state(self.session) == before

    def _half_done(self) -> None:
        with self.db.atomic():
            self.manual.go_over(self.session, TREES[-1])
            self.manual.jump(self.session, JUMPS[0])
            raise Break

    def _wrong(self, _number: int) -> None:
        self._refused(BadInput, lambda: self.manual.answer(self.session, "no-such-way"))
        self._refused(NotFound, lambda: self.manual.jump(self.session, "A1"))
        self._refused(BadInput, lambda: self.manual.tick(self.session, "victim", 99, True))
        self._refused(NotFound, lambda: self.manual.go_over(self.session, "no-such-tree"))

    def _refused(self, kind: type[Exception], act: Callable[[], object]) -> None:
        before = self.manual.state(self.session)
        with pytest.raises(kind):
            act()
        assert self.manual.state(self.session) == before


# -- the walks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("tree", TREES)
@given(chosen=walks, entry=st.integers(0, 20))
@settings(max_examples=25, **QUIET)  # type: ignore[arg-type]  # one dictionary of several kinds
def test_any_walk_loses_nothing(casework: Database, tree: str, chosen: list[tuple[str, int]], entry: int) -> None:
    entries = ["", *(one.id for one in PACKS[tree].entries)]
    walker = Walker.begin(casework, tree, entries[entry % len(entries)])
    walker.walk(chosen)
    reach_the_end(walker)


@pytest.mark.slow
@pytest.mark.parametrize("tree", TREES)
@given(chosen=st.lists(st.tuples(verbs, st.integers(0, 10_000)), min_size=30, max_size=120))
@settings(max_examples=150, **QUIET)  # type: ignore[arg-type]  # one dictionary of several kinds
def test_any_long_walk_loses_nothing(casework: Database, tree: str, chosen: list[tuple[str, int]]) -> None:
    walker = Walker.begin(casework, tree)
    walker.walk(chosen)
    reach_the_end(walker)


def reach_the_end(walker: Walker) -> None:
    """Default ways to the end, the path kept, and then all the way back to the beginning."""
    for _move in range(moves_to_the_end(PACKS, walker.book.page)):
        walker._next(0)
    assert walker.look().trail.at_end
    answers = len(walker.book.page.answers)
    summary = walker.manual.summary(walker.session)
    assert len(summary.answers) + len(summary.red_flags) == answers
    assert dict(summary.records) == walker.book.values
    while len(walker.book.pages) > 1:
        walker._back(0)
    state = walker.look()
    assert state.step == walker.book.pages[0].step
    assert walker.manual.end(walker.session).value.ended_at is not None


def test_every_entry_begins_at_its_step(casework: Database) -> None:
    for tree, entry in ENTRIES:
        Walker.begin(casework, tree, entry).look()


@pytest.mark.parametrize(("tree", "entry"), FIRST)
def test_the_straight_way_from_every_entry_ends_with_every_jump_there_and_back(
    casework: Database, tree: str, entry: str
) -> None:
    walker = Walker.begin(casework, tree, entry)
    while not walker.book.page.at_end:
        here = walker.book.page
        for number in range(len(JUMPS)):
            walker._jump(number)
            walker._return(0)
            assert (walker.book.page.step, walker.book.page.returns) == (here.step, here.returns)
        walker._next(0)
    seen = {visit.step for visit in walker.look().path}
    assert set(JUMPS) <= seen
    assert PACKS[tree].places["closure"] in seen


def test_every_place_where_one_can_stand_is_near_an_end() -> None:
    """All steps, jumps and cards, in every tree, reached by whatever way: pure, so that each is looked at."""
    for pack in PACKS.values():
        first = [Page(pack.first_step(entry), pack.id) for entry in ("", *(one.id for one in pack.entries))]
        waiting, seen = first, set()
        while waiting:
            page = waiting.pop()
            mark = page.step, page.tree, page.returns[-1:]
            if mark in seen or page.at_end:
                continue
            seen.add(mark)
            assert moves_to_the_end(PACKS, page) <= len(page.returns) + 20
            step = PACKS[page.tree].steps[page.step]
            targets = [target for target in step.targets() if target != RETURN or page.returns]
            waiting += [moved(PACKS, page, target) for target in targets if len(page.returns) < 4]
        own = {step.id for step in pack.own if step.id not in pack.roles}
        assert own <= {step for step, _tree, _returns in seen}
