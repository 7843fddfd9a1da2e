"""A desk and a relay with a bad network between them, in any order: every effect exactly once, nothing lost.

Real parts: a relay process that is killed, a desk on its own records that dies between and within its steps, reporters
who seal as the page does. What a reporter was told is kept is what has to be at the desk in the end, once, and in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import httpx2
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from app.errors import Conflict, Damaged, NotReached, Rejected
from app.flows import report_round
from app.inbox import State
from app.inbox.opening import unseal
from app.kinds import Compartment
from app.relay import database, tables
from app.wire import page_keys
from tests.relay.both_ends import Died, Dying, Joined, Known
from tests.relay.reporter import new_thread
from tests.relay.test_report_round import Page
from tests.relay.unsteady import FATES, Unsteady

_FATES = st.lists(st.sampled_from(["pass", "pass", "pass", *FATES]), max_size=6)
_ENDS = st.sampled_from(["settled", "settled", "twice", "later", "never", "breaks"])
_INSIDE = "SELECT * FROM report_message WHERE direction = 'in' AND thread_id = ? ORDER BY seq"


class Both(RuleBasedStateMachine):
    """Reporters at the relay itself, the desk behind an unsteady network."""

    joined: Joined

    def __init__(self) -> None:
        super().__init__()
        self.relay = self.joined.relay
        self.joined.sign()
        self.desk = self.joined.centre.open()
        self.http = httpx2.Client(base_url=self.relay.url, timeout=30)
        self.way = Unsteady(self.relay.port, self._kill)
        self.threads: list[Known] = []
        self.later: list[report_round.Round] = []

    def teardown(self) -> None:
        try:
            self._everything_arrives()
        finally:
            self.desk.close()
            self.way.close()
            self.http.close()

    # -- reporters -------------------------------------------------------------------------------

    @rule(data=st.data(), more=st.booleans())
    def write(self, data: st.DataObject, more: bool) -> None:
        known = self._chosen(data) if more else None
        self._write(known)

    def _write(self, known: Known | None) -> None:
        if known is None:
            page = Page(self.http, self.desk.page_papers.centre, new_thread(), verify=self.joined.verify)
            known = Known(page)
            self.threads.append(known)
        words = f"{len(self.threads)}번째 사람의 {len(known.said) + 1}번째 글"
        known.page.says(words)
        known.said.append(words)

    @rule(data=st.data(), words=st.booleans(), asked=st.booleans())
    def take_back(self, data: st.DataObject, words: bool, asked: bool) -> None:
        """As the page does it, or broken off after its sealed words, or by the request alone."""
        known = self._chosen(data)
        if known is not None:
            self._take_back(known, words or not asked, asked)

    @staticmethod
    def _take_back(known: Known, words: bool, asked: bool) -> None:
        known.back = True
        if words:
            known.page.says("", kind="withdraw")
            known.said.append("")
        if asked:
            assert known.page.withdraw().status_code == 204

    def _chosen(self, data: st.DataObject) -> Known | None:
        some = [one for one in self.threads if not one.back]
        return data.draw(st.sampled_from(some)) if some else None

    # -- the desk --------------------------------------------------------------------------------

    @rule(
        fates=_FATES, end=_ENDS, steps=st.integers(0, 14), at=st.integers(0, 5), mid=st.integers(0, 3), data=st.data()
    )
    def go_round(self, fates: list[str], end: str, steps: int, at: int, mid: int, data: st.DataObject) -> None:
        """A round; a reporter may write or take back while it is on its way, and the desk may die after it."""
        known = self._chosen(data) if mid else None
        self.way.will(fates, {at: partial(self._meanwhile, mid, known)} if known else {})
        done = self._carried()
        if done is None:
            return
        if end in ("settled", "twice"):
            for _time in range(1 + (end == "twice")):
                report_round.settle(self.desk, done)
        elif end == "later":
            self.later.append(done)
        else:
            if end == "breaks":
                with suppress(Died):
                    report_round.settle(Dying(self.desk, steps), done)
            self.wake()

    def _meanwhile(self, act: int, known: Known) -> None:
        if act == 2:
            self._take_back(known, words=True, asked=True)
        else:
            self._write(known if act == 1 else None)

    def _carried(self) -> report_round.Round | None:
        plan = report_round.plan(self.desk)
        try:
            return report_round.carry_out(replace(plan, card=replace(plan.card, url=self.way.url)), self.desk.keys)
        except (NotReached, Rejected, Damaged):
            return None
        finally:
            self.way.will(())

    @rule()
    def settle_late(self) -> None:
        """A round that was made long ago is settled now, or once more."""
        for done in self.later:
            report_round.settle(self.desk, done)

    @rule(backwards=st.booleans())
    def late_requests_arrive(self, backwards: bool) -> None:
        self.way.deliver(backwards)

    @rule()
    def wake(self) -> None:
        """The desk was gone, and is there again."""
        self.desk.close()
        self.desk = self.joined.centre.open()

    @rule(some=st.integers(1, 3), times=st.integers(0, 2))
    def open_some(self, some: int, times: int) -> None:
        """Open what waits; not kept at all where the desk dies, or kept twice."""
        privates = self.desk.settling.privates()
        found = [unseal(one, privates) for one in self.desk.settling.pending(some)]
        for _time in range(times):
            self.desk.settling.settle(found)

    @rule(data=st.data(), many=st.integers(1, 3))
    def answer(self, data: st.DataObject, many: int) -> None:
        heads = {one.id: one.head for one in self.desk.inbox.threads((State.NEW, State.OPEN))}
        some = [one for one in self.threads if heads.get(one.mailbox) is not None]
        known = data.draw(st.sampled_from(some)) if some else None
        for _time in range(many if known is not None else 0):
            assert known is not None
            words = f"{len(known.answers) + 1}번째 답"
            try:
                self.desk.inbox.reply(known.mailbox, words)
            except Conflict:
                assert known.back, "only who took it back gets no answer"
                return
            known.answers.append(words)

    def _kill(self) -> None:
        self.relay.kill()
        self.relay.start()

    # -- what always holds -----------------------------------------------------------------------

    @invariant()
    def nothing_is_there_twice_and_nothing_is_told_too_early(self) -> None:
        db, taken = self.desk.database(Compartment.CASEWORK), self._taken()
        for known in self.threads:
            rows = db.rows(_INSIDE, (known.mailbox,))
            here = {row["seq"]: row for row in rows}
            assert len(here) == len(rows)
            assert max(here, default=0) <= len(known.said)
            assert known.back or taken.get(known.mailbox, set()) <= set(here), "the relay was told before it was kept"
            self._is_true(known, here)
            if not known.back:
                heard = known.page.heard()
                assert heard == known.answers[: len(heard)]

    def _is_true(self, known: Known, here: Mapping[int, Any]) -> None:
        """What can be read is what was written, and a gap is shown where one is."""
        if not here:
            return
        [state] = self.desk.database(Compartment.CASEWORK).rows(
            "SELECT state FROM report_thread WHERE id = ?", (known.mailbox,)
        )
        missing = tuple(seq for seq in range(1, max(here)) if seq not in here)
        gaps = self.desk.inbox.gaps(known.mailbox)
        assert (gaps.missing, gaps.broken, gaps.replaced) == (() if state["state"] == "withdrawn" else missing, (), 0)
        if any(row["state"] == "opened" for row in here.values()):
            whole = self.desk.inbox.whole(known.mailbox)
            told = [one for one in whole.messages if one.direction == "in" and one.state == "opened"]
            assert [one.seq for one in told] == sorted(one.seq for one in told)
            assert [one.text for one in told] == [known.said[one.seq - 1] for one in told]

    def _taken(self) -> dict[str, set[int]]:
        """What the relay was told is safe, by mailbox."""
        engine = database.opened(self.relay.database, self.relay.folder)
        with engine.connect() as db:
            found: dict[str, set[int]] = {}
            where = tables.message.c.taken.is_not(None)
            for row in db.execute(select(tables.message.c.mailbox, tables.message.c.seq).where(where)):
                found.setdefault(row.mailbox, set()).add(row.seq)
        engine.dispose()
        return found

    # -- the end ---------------------------------------------------------------------------------

    def _everything_arrives(self) -> None:
        """With the network steady again, some rounds bring everything to its place."""
        self.way.deliver()
        for _time in range(5):
            self.desk.answers.hurry()
            done = self._carried()
            assert done is not None
            report_round.settle(self.desk, done)
            while waiting := self.desk.settling.pending(2):
                privates = self.desk.settling.privates()
                self.desk.settling.settle([unseal(one, privates) for one in waiting])
        plan = report_round.plan(self.desk)
        assert (plan.answers, plan.bundles, plan.safe, plan.done_with) == ((), (), (), ())
        assert self.desk.settling.unreadable() == 0
        self.nothing_is_there_twice_and_nothing_is_told_too_early()
        self._the_keys_are_published()
        for known in self.threads:
            if known.back:
                self._is_gone(known)
            else:
                whole = self.desk.inbox.whole(known.mailbox)
                came = [one.text for one in whole.messages if one.direction == "in"]
                assert came == known.said
                assert known.page.heard() == known.answers
                assert {one.state for one in whole.messages if one.direction == "out"} <= {"sent"}
                assert not whole.thread.gone

    def _the_keys_are_published(self) -> None:
        engine = database.opened(self.relay.database, self.relay.folder)
        with engine.connect() as db:
            held = [row.document for row in db.execute(select(tables.bundle).order_by(tables.bundle.c.seq))]
        engine.dispose()
        centre = self.desk.page_papers.centre
        begins = [page_keys.read_bundle(bytes(one), centre, self.joined.verify).begins for one in held]
        assert begins == sorted(set(begins))
        assert len(begins) == self.joined.months

    def _is_gone(self, known: Known) -> None:
        assert known.page.read().status_code == 404
        db = self.desk.database(Compartment.CASEWORK)
        row = db.row("SELECT state, closed_there FROM report_thread WHERE id = ?", (known.mailbox,))
        assert row is not None
        assert row["closed_there"] == 1, "the relay was told, and is not told again"
        messages = db.rows(_INSIDE, (known.mailbox,))
        assert not [one for one in messages if one["raw"] is not None]
        if known.said[-1] == "":
            assert row["state"] == "withdrawn"
