"""Acts of the day: tasks, appointments and court cards, what a law counts from, flags, and the hand-over of a shift."""

from __future__ import annotations

from random import Random

from app.agenda.model import Booking, CourtCard
from app.clock import now
from app.deadlines.noting import Entry
from app.flows import shift
from tests.play import words as w
from tests.play.calls import ahead
from tests.play.sitting import Sitting, act
from tests.play.words import kept


class Days(Sitting):
    """What is due, and who does it."""

    @act()
    def add_a_task(self, r: Random) -> None:
        case = self.any_case(r) if self.there.get("case") and r.random() < 0.7 else None
        title = w.sentence(r)
        made = self.do(lambda: self.desk.agenda.add(title, w.pick(r, "task_kind"), case_id=case, due_on=w.coming(r)))
        if made is not None:
            self.note("task", made.id, case or "", title=kept(title), due_on=made.due_on)

    @act("task")
    def tick_a_task(self, r: Random) -> None:
        _case, ident = self.choose(r, "task")
        done = r.random() < 0.7
        found = self.do(lambda: self.desk.agenda.finish(ident, done))
        if found is not None:
            assert (found.done_at is not None) == done

    def _booking(self, r: Random) -> Booking:
        start = ahead(r) // 1_800_000 * 1_800_000
        card = CourtCard(w.name(r), closed=w.pick(r, "court_answer"), note=w.sentence(r), route_words=w.sentence(r))
        return Booking(
            w.sentence(r), self.me, start, r.choice((None, start + 3_600_000, start - 5)), w.pick(r, "appointment_kind"),
            self.any_case(r) if self.there.get("case") and r.random() < 0.8 else None, None, w.sentence(r),
            r.choice((None, w.sentence(r))), r.choice((None, card)),
        )  # fmt: skip

    def _booked(self, ident: str, one: Booking) -> None:
        texts = {"title": kept(one.title), "in_spite": kept(one.in_spite)}
        self.note("task", ident, one.case_id or "", due_at=one.start, until=one.until, meeting=one.kind, **texts)
        self.there.setdefault("appointment", []).append((one.case_id or "", ident))
        if one.kind == "court" and one.court is not None:
            card = self.desk.agenda.court_card(ident)
            assert card is not None
            assert (card.court, card.note, card.closed) == (
                kept(one.court.court),
                kept(one.court.note),
                one.court.closed,
            )

    @act()
    def book(self, r: Random) -> None:
        one = self._booking(r)
        made = self.do(lambda: self.desk.appointments.book(one))
        if made is not None:
            self._booked(made.id, one)

    @act("appointment")
    def move_an_appointment(self, r: Random) -> None:
        _case, ident = self.choose(r, "appointment")
        one = self._booking(r)
        if self.do(lambda: self.desk.appointments.move(ident, one)) is not None:
            self.there["appointment"] = [each for each in self.there["appointment"] if each[1] != ident]
            self.there["task"] = [each for each in self.there["task"] if each[1] != ident]
            self._booked(ident, one)

    @act("appointment")
    def take_an_appointment_out(self, r: Random) -> None:
        """And, half the time, bring it back: everything that hung on it is there again."""
        _case, ident = self.choose(r, "appointment")
        before = self._rows("task", "appointment", "court_card", "shift_item", "deletion_day", "plan_step")
        gone = self.do(lambda: self.desk.appointments.take_out(ident))
        if gone is None:
            return
        if r.random() < 0.5:
            assert self.do(lambda: self.desk.appointments.put_back(gone)) is None
            assert self._rows("task", "appointment", "court_card", "shift_item", "deletion_day", "plan_step") == before
            return
        for kind in ("task", "appointment"):
            self.there[kind] = [one for one in self.there.get(kind, ()) if one[1] != ident]
        self.memory.drop("task", ident)

    def _rows(self, *tables: str) -> dict[str, list[dict[str, object]]]:
        return {table: self.casework.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables}

    @act("appointment")
    def go_with_somebody(self, r: Random) -> None:
        _case, ident = self.choose(r, "appointment")
        act = r.choice((self.desk.appointments.leave, self.desk.appointments.back))
        if self.do(lambda: act(ident, now())) is not None:
            self.memory.keep("task", ident, meeting=self.desk.agenda.get(ident).meeting)

    # -- what a law counts from ------------------------------------------------------------------

    def _entry(self, r: Random, case: str) -> Entry:
        orders = [ident for home, ident in self.there.get("event", ()) if home == case]
        return Entry(
            w.pick(r, "legal_event"), w.day(r), None, tuple(w.some(r, "provisional_measure")), w.sentence(r),
            w.pick(r, "judge_approval"), r.choice((None, *orders[-3:])), r.choice((None, w.coming(r))), w.sentence(r),
        )  # fmt: skip

    def _noted(self, ident: str, case: str, entry: Entry) -> None:
        found = self.desk.deadlines.get(ident)
        values = {"order_no": kept(entry.order_no), "note": kept(entry.note), "approval": entry.approval}
        self.note("event", ident, case, kind=entry.kind, on_day=found.on_day, served_until=found.served_until, **values)
        assert set(found.measures) == set(entry.measures)

    @act("case")
    def note_an_event(self, r: Random) -> None:
        case = self.any_case(r)
        entry, there = self._entry(r, case), {row["id"] for row in self.casework.rows("SELECT id FROM legal_event")}
        if self.do(lambda: self.desk.deadlines.note(case, entry)) is not None:
            new = {row["id"] for row in self.casework.rows("SELECT id FROM legal_event")} - there
            (ident,) = new
            self._noted(ident, case, entry)

    @act("event")
    def correct_an_event(self, r: Random) -> None:
        case, ident = self.choose(r, "event")
        before = self.desk.deadlines.get(ident)
        entry = self._entry(r, case)
        entry = Entry(
            **{
                **{f: getattr(entry, f) for f in Entry.__dataclass_fields__},
                "kind": before.kind,
                "order_id": before.order_id,
            }
        )
        if self.do(lambda: self.desk.deadlines.amend(ident, entry)) is not None:
            self._noted(ident, case, entry)

    @act("event")
    def end_an_event(self, r: Random) -> None:
        _case, ident = self.choose(r, "event")
        why = r.choice((None, w.pick(r, "deadline_end")))
        if self.do(lambda: self.desk.deadlines.end(ident, why, w.day(r))) is not None:
            assert self.desk.deadlines.get(ident).ended_why == why

    @act("event")
    def take_an_event_out(self, r: Random) -> None:
        case, ident = self.choose(r, "event")
        before = self._rows("legal_event", "shift_item")
        tasks = self.casework.rows("SELECT id FROM task WHERE event_id = ?", (ident,))
        gone = self.do(lambda: self.desk.deadlines.take_out(ident))
        assert gone is not None
        if r.random() < 0.5:
            self.do(lambda: self.desk.deadlines.put_back(gone))
            assert self._rows("legal_event") == {"legal_event": before["legal_event"]}
            hung = [one for one in before["shift_item"] if one["task_id"] in {task["id"] for task in tasks}]
            assert [one for one in self._rows("shift_item")["shift_item"] if one in hung] == hung
            return
        for table, row in gone:
            if table == "legal_event":
                self.forget("event", row["id"], case)
            elif table == "task":
                self.memory.drop("task", row["id"])

    # -- flags and the next shift ----------------------------------------------------------------

    @act("case")
    def put_a_flag(self, r: Random) -> None:
        case, said = self.any_case(r), w.sentence(r)
        made = self.do(lambda: self.desk.flags.set(case, said, w.coming(r)))
        if made is not None:
            self.note("flag", made.id, case, words=kept(said), due_on=made.due_on)

    @act("flag")
    def settle_a_flag(self, r: Random) -> None:
        case, ident = self.choose(r, "flag")
        said = w.sentence(r)
        if r.random() < 0.7:
            if self.do(lambda: self.desk.flags.resolve(ident, said)) is not None:
                self.memory.keep("flag", ident, case, resolution=kept(said))
        elif self.do(lambda: self.desk.flags.put_back(ident)) is not None:
            self.memory.keep("flag", ident, case, resolution=None)

    @act()
    def hand_the_shift_over(self, r: Random) -> None:
        found = shift.gather(self.desk)[:8]
        said = {one.key: w.sentence(r)[:400] for one in found}
        to = r.choice((None, self.me, *(one for one in self.centre.users.values())))
        self.do(lambda: shift.hand_over(self.desk, tuple(shift.with_words(one, said[one.key]) for one in found), to))

    @act()
    def answer_a_hand_over(self, r: Random) -> None:
        waiting = (*self.desk.shift.for_me(), *self.desk.shift.from_me())
        if not waiting:
            return
        one = r.choice(waiting)
        answer = r.choice((shift.accept, shift.decline, shift.withdraw))
        done = self.do(lambda: answer(self.desk, one.id))
        if done is not None and answer is shift.accept:
            for ident in (one.contact_id, one.draft_id):
                self.memory.drop("draft", self.draft(ident or "", one.from_user))
