"""Acts of the house: the manual, duties to report, conferences, a case behind a wall, tables that are taken in."""

from __future__ import annotations

from random import Random
from typing import Any

from app.cases import Cases
from app.changes import Changes, Done
from app.clock import now, today
from app.duties.report import Entry
from app.flows import importing
from app.flows.finish_session import Ending, finish_session
from app.flows.session_to_case import Rooms
from tests.play import words as w
from tests.play.calls import PLACES, Calls
from tests.play.sitting import act
from tests.play.words import kept

TREES = ("dating-violence", "stalking")


class House(Calls):
    """What a case passes through besides its own page."""

    # -- the manual ------------------------------------------------------------------------------

    @act()
    def begin_a_session(self, r: Random) -> None:
        case = self.any_case(r) if self.there.get("case") and r.random() < 0.6 else None
        made = self.do(lambda: self.desk.manual.start(r.choice(TREES), case_id=case))
        if made is not None:
            self.note("session", made.id, case or "", step=made.step)

    def _moves(self, r: Random, ident: str) -> Any:
        manual = self.desk.manual
        state = manual.state(ident)
        step = manual.library.pack(state.tree).steps.get(state.step)
        ways = [one.id for one in (*step.branches, *step.red_flags)] if step else []
        return r.choice((
            lambda: manual.answer(ident, r.choice([*ways, "none-such"])), lambda: manual.next(ident),
            lambda: manual.jump(ident, r.choice(("EMG", "SUI", "X"))), lambda: manual.back(ident), lambda: manual.return_(ident),
            lambda: manual.tick(ident, "victim", r.randint(0, 5), r.random() < 0.7), lambda: manual.pause(ident),
            lambda: manual.resume(ident), lambda: manual.go_over(ident, r.choice(TREES)),
        ))  # fmt: skip

    @act("session")
    def go_through_the_manual(self, r: Random) -> None:
        """A few steps at once, as one goes through a call; what was said last is where one stands."""
        _case, ident = self.choose(r, "session")
        for _step in range(r.randint(1, 4)):
            if (made := self.do(self._moves(r, ident))) is not None:
                self.memory.keep("session", ident, step=made.step)

    @act("session")
    def end_a_session(self, r: Random) -> None:
        """Its summary goes into a case, or a new one grows out of it; a second time it is refused."""
        case, ident = self.choose(r, "session")
        d, name = self.desk, w.name(r)
        body = w.sentence(r)
        ending = Ending(case or None, name, r.sample(PLACES, 1) if r.random() < 0.3 else (), (), body)  # type: ignore[arg-type]  # a sequence does
        rooms = Rooms(d.cases, d.agenda, d.referrals, d.manual)
        made = self.do(lambda: finish_session(self.casework, rooms, d.contacts, ident, ending))
        if made is not None:
            assert d.manual.state(ident).trail.filed_in == made
            self.there["session"] = [one for one in self.there["session"] if one[1] != ident]
            if not case:
                self._opened(made, name)

    # -- what the law asks to report -------------------------------------------------------------

    def _report(self, r: Random) -> Entry:
        texts = {name: w.sentence(r) for name in ("ground", "exception", "not_told_because", "authority", "note")}
        return Entry(told_before=r.choice(("yes", "no", "unknown")), reported_at=r.choice((None, now())), **texts)

    @act("case")
    def report_what_must_be(self, r: Random) -> None:
        case, entry = self.any_case(r), self._report(r)
        made = self.do(lambda: self.desk.duties.record(case, self._duty(r), entry))
        if made is not None:
            self.note("duty_report", made.id, case, entry=made.entry)
            assert made.entry.ground == kept(entry.ground)

    def _duty(self, r: Random) -> str:
        from app.duties.report import can_be_recorded
        from app.duties.table import duties

        return r.choice([one.id for one in duties() if can_be_recorded(one)])

    @act("duty_report")
    def complete_a_report(self, r: Random) -> None:
        case, ident = self.choose(r, "duty_report")
        entry = self._report(r)
        made = self.do(lambda: self.desk.duties.amend(ident, entry))
        if made is not None:
            self.memory.keep("duty_report", ident, case, entry=made.entry)

    # -- conferences -----------------------------------------------------------------------------

    @act("case")
    def plan_a_conference(self, r: Random) -> None:
        case, aim, asks = self.any_case(r), w.sentence(r), w.sentence(r)
        made = self.do(lambda: self.desk.conferences.plan(today().isoformat(), aim, w.name(r)))
        if made is None:
            return
        self.note("conference", made.id, "", aim=kept(aim))
        line = self.do(lambda: self.desk.conferences.put_case(made.id, case, asks))
        if line is not None:
            assert (line.asks, line.code) == (kept(asks), 1)
            self.there.setdefault("conference_case", []).append((case, made.id))

    @act("conference_case")
    def decide_in_a_conference(self, r: Random) -> None:
        case, ident = self.choose(r, "conference_case")
        said = w.sentence(r)
        task = self.do(lambda: self.desk.conferences.decide(ident, case, said, self.me, w.coming(r) or ""))
        if task is not None:
            self.note("task", task, case, due_on=self.desk.agenda.get(task).due_on)  # its owner may hand it on
            decisions = self.desk.conferences.get(ident).decisions
            assert next(one.words for one in decisions if one.task_id == task) == kept(said)

    @act("conference_case")
    def hand_a_copy_out(self, r: Random) -> None:
        """And get it back, half the time; the office counts what is out."""
        _case, ident = self.choose(r, "conference_case")
        them = self.desk.conferences
        inside = self.do(lambda: them.put_insider(ident, self.me))
        assert inside is not None
        number = len(them.get(ident).copies) + 1
        them.enter_copy(ident, f"{ident}-{number}", inside.id, number, number, None)
        them.mirror()
        if r.random() < 0.5:
            self.do(lambda: them.end_copy(f"{ident}-{number}", w.pick(r, "conference_return"), words=w.sentence(r)))
        out = {one.conference_id: one.count for one in self.desk.copies_out.all()}
        assert out.get(ident, 0) == them.get(ident).out

    # -- a wall ----------------------------------------------------------------------------------

    @act("case")
    def put_a_case_behind_a_wall(self, r: Random) -> None:
        """It goes out of everybody's records, reads inside as before, and comes back as it was."""
        case = self.any_case(r)
        if r.random() < 0.7 or len(self.memory.family(case)) > 1:
            return
        made = self.do(lambda: self.desk.sealed.seal(case, [self.me], "가까운 사람"))
        if made is None:
            return
        assert not self.desk.cases.among({case})
        inside = self.desk.sealed.open(made.id)
        try:
            assert isinstance(inside.cases, Cases)
            self.memory.check(inside, [case])
            said = w.sentence(r)
            note = self.do(lambda: inside.cases.add_note(case, "안에서", said))
        finally:
            inside.close()
        assert self.do(lambda: self.desk.sealed.unseal(made.id)) == case
        if note is not None:
            self.note("note", note, case, title="안에서", body=kept(said))

    # -- tables ----------------------------------------------------------------------------------

    @act()
    def take_a_table_in(self, r: Random) -> None:
        """What was decided row by row comes in; half the time it is undone, and nothing of it is left."""
        if r.random() < 0.5:
            return
        cells = [w.sentence(r)[:200].replace('"', "").encode("utf-8", "ignore").decode() for _n in range(4)]
        lines = [f'{n},2024-01-0{n},길{r.randint(0, 10**9)},"{cells[n - 1]}"' for n in range(1, r.randint(2, 5))]
        data = ("사례번호,접수일,별칭,내용\n" + "\n".join(lines) + "\n").encode()
        table = self.do(lambda: Done(importing.read(data, "옛.csv"), Changes.NONE))
        if table is None:
            return
        fitting = self.desk.imports.fitting(table)
        checked = self.do(lambda: Done(self.desk.imports.compare(table, importing.check(table, fitting)), Changes.NONE))
        if checked is None:
            return
        decisions = {one.place: importing.ROW for one in checked.faults}
        ready = importing.settled(checked, decisions)
        before = self.casework.value("SELECT count(*) FROM casefile")
        made = self.do(lambda: self.desk.imports.take_in(table, fitting, ready))
        assert (made is not None) <= (self.who == "manager"), "only a manager takes tables in"
        if made is None:
            return
        assert self.casework.value("SELECT count(*) FROM casefile") == before + made.case_count
        if r.random() < 0.5:
            gone = self.do(lambda: self.desk.imports.undo(made.id))
            assert gone is not None
            assert (gone.removed, gone.stayed) == (made.case_count, ())
            return
        for row in self.casework.rows("SELECT case_id FROM import_case WHERE import_id = ?", (made.id,)):
            found = self.desk.cases.get(row["case_id"])
            self._opened(found.id, found.survivor.alias)
