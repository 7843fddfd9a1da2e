"""What a worker writes about a case conference: its cases and people, what became of the copies, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import known
from app.conferences import records
from app.conferences.model import (
    ENDED,
    OUT,
    USUAL_RETURN,
    Attendee,
    Conference,
    Handed,
    Line,
    Mention,
    PassedOn,
)
from app.entry import check_day, check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.kinds import Compartment
from app.office import Waiting
from app.store import Database
from app.text import nfc

if TYPE_CHECKING:
    from app.audit import Audit
    from app.office import CopiesOut

MOST = 200
"""Conferences a list shows."""
_TOUCHED = Changes.CONFERENCES


class Agenda(Protocol):
    """Where decisions stand as tasks (app.agenda)."""

    def add(self, title: str, kind: str = "todo", *, case_id: str | None = None, **more: Any) -> Done[Any]: ...


class Conferences:
    """The case conferences of one record file; who may open which case is asked by app.flows.conference_pack."""

    def __init__(self, db: Database, audit: Audit, agenda: Agenda, out: CopiesOut) -> None:
        self._db, self._audit, self._agenda, self._out = db, audit, agenda, out

    # -- reading ---------------------------------------------------------------------------------

    def get(self, ident: str) -> Conference:
        found = records.one(self._db, ident)
        if found is None:
            raise NotFound(_("This case conference is not here any more. Please look at the list again."))
        return found

    def listed(self) -> tuple[Conference, ...]:
        """The latest first."""
        return tuple(self.get(one) for one in records.ids(self._db, MOST))

    def of_case(self, case_id: str) -> tuple[Mention, ...]:
        return records.of_case(self._db, case_id)

    def count_of(self, case_id: str) -> int:
        return records.count_of(self._db, case_id)

    def passed_on(self, case_id: str, profile: str) -> tuple[PassedOn, ...]:
        """In which copies for people from outside a case left; `profile` is their name in the register."""
        return records.passed_on(self._db, case_id, profile)

    def waiting(self, day: date | None = None) -> tuple[Waiting, ...]:
        """Conferences of which copies should be back by this day."""
        return records.waiting(self._db, (day or today()).isoformat())

    def mirror(self) -> None:
        """Bring the office's numbers to the copies that are out; within a sealed case there are none of the centre's."""
        if self._db.name == Compartment.CASEWORK:
            self._out.keep(self.waiting(date.max))

    # -- the conference --------------------------------------------------------------------------

    def plan(self, day: str, aim: str, place: str = "", return_by: str = "") -> Done[Conference]:
        """A conference on a day; copies are to be back a week later unless another day is named."""
        row = {"id": new_id(), **_head(day, aim, place, return_by), "at": now(), "author": self._db.who}
        with self._db.atomic():
            self._db.insert("conference", row)
        return Done(self.get(row["id"]), _TOUCHED)

    def change(self, ident: str, day: str, aim: str, place: str = "", return_by: str = "") -> Done[Conference]:
        row = _head(day, aim, place, return_by)
        with self._db.atomic():
            for line in self.get(ident).lines:
                self._db.change("conference_case", line.id, {"day": row["day"]})
            self._db.change("conference", ident, row)
        self.mirror()
        return Done(self.get(ident), _TOUCHED)

    def put_case(self, ident: str, case_id: str, asks: str = "") -> Done[Line]:
        """Let a case be talked about, under the next code; or say anew what is to be talked about."""
        found, words = self.get(ident), check_text(nfc(asks), "asks")
        there = found.line(case_id)
        with self._db.atomic():
            if there is not None:
                self._db.change("conference_case", there.id, {"asks": words})
            else:
                self._insert_case(found, case_id, words)
        line = self.get(ident).line(case_id)
        assert line is not None, "it was just written"
        return Done(line, _TOUCHED)

    def _insert_case(self, found: Conference, case_id: str, asks: str | None) -> None:
        self._must_be_here((case_id,))
        code = records.last_code(self._db, found.id) + 1
        row = {"id": new_id(), "conference_id": found.id, "case_id": case_id, "code": code, "day": found.day}
        self._db.insert("conference_case", {**row, "asks": asks})
        self._db.change("conference", found.id, {"last_code": code})

    def take_case(self, ident: str, case_id: str) -> Done[Conference]:
        """Take a case out again, as long as no copy with it was made and nothing was decided about it."""
        found = self.get(ident)
        line = found.line(case_id)
        if line is None:
            return Done(found, Changes.NONE)
        if records.was_handed(self._db, ident, case_id) or any(one.case_id == case_id for one in found.decisions):
            raise Conflict(_("Copies with this case were made, or something was decided about it. It stays in the conference."))  # fmt: skip
        with self._db.atomic():
            for one in found.attendees:
                for seat in records.seat_ids(self._db, one.id, case_id):
                    self._db.remove("conference_seat", seat)
            self._db.remove("conference_case", line.id)
        return Done(self.get(ident), _TOUCHED)

    # -- who attends -----------------------------------------------------------------------------

    def put_insider(self, ident: str, user: str) -> Done[Attendee]:
        """Somebody of the centre, who talks about all cases."""
        found = self.get(ident)
        there = next((one for one in found.attendees if one.user == user), None)
        if there is not None:
            return Done(there, Changes.NONE)
        return self._put(found.id, {"user": user, "name": None, "organisation": None}, ())

    def put_outsider(
        self, ident: str, name: str, organisation: str, cases: Iterable[str], attendee: str | None = None
    ) -> Done[Attendee]:
        """Somebody from outside with the cases they attend, or what is known of them now."""
        whom, place = check_text(nfc(name), "name"), check_text(nfc(organisation), "organisation")
        if not whom:
            raise BadInput(_("Please write who comes."), field="name")
        if not place:
            raise BadInput(_("Please write for which organisation they come; consent is asked for it."), field="organisation")  # fmt: skip
        wanted, found = tuple(dict.fromkeys(cases)), self.get(ident)
        if not set(wanted) <= found.cases:
            raise BadInput(_("Please choose among the cases of this conference."), field="cases")
        return self._put(ident, {"user": None, "name": whom, "organisation": place}, wanted, attendee)

    def _put(
        self, ident: str, who: dict[str, Any], cases: tuple[str, ...], attendee: str | None = None
    ) -> Done[Attendee]:
        key = attendee or new_id()
        with self._db.atomic():
            if attendee is None:
                self._db.insert("conference_attendee", {"id": key, "conference_id": ident, **who, "at": now()})
            else:
                self._db.change("conference_attendee", key, who)
                for seat in records.seat_ids(self._db, key):
                    self._db.remove("conference_seat", seat)
            for case_id in cases:
                self._db.insert("conference_seat", {"id": new_id(), "case_id": case_id, "attendee_id": key})
        found = self.get(ident).attendee(key)
        if found is None:
            raise NotFound(_("This person is not in the conference any more. Please look at it again."))
        return Done(found, _TOUCHED)

    def take_attendee(self, ident: str, attendee: str) -> Done[Conference]:
        """Take somebody out again who never got a copy."""
        found = self.get(ident)
        if any(one.attendee_id == attendee for one in found.copies):
            raise Conflict(_("A copy was made for this person, so they stay in the list of the conference."))
        with self._db.atomic():
            for seat in records.seat_ids(self._db, attendee):
                self._db.remove("conference_seat", seat)
            self._db.remove("conference_attendee", attendee)
        return Done(self.get(ident), _TOUCHED)

    # -- copies ----------------------------------------------------------------------------------

    def enter_copy(self, ident: str, copy: str, attendee: str, number: int, total: int, file: str | None) -> Changes:
        """A numbered copy is made now: from here on it is waited for."""
        row = {
            "id": copy, "conference_id": self.get(ident).id, "attendee_id": attendee, "number": number, "total": total, "file": file,
            "state": OUT, "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("conference_copy", row)
        return _TOUCHED

    def drop_copy(self, copy: str) -> None:
        """It found no place after all: its number is free again, and the register says that it is gone."""
        with self._db.atomic():
            self._tick_off(copy, now())
            for row in records.register_of(self._db, copy):
                self._db.change("plain_copy", row["id"], {"conference_copy": None})
            self._db.remove("conference_copy", copy)
            self._audit.write("document_export_failed", copy=copy)
        self.mirror()

    def together(self) -> AbstractContextManager[Any]:
        """One transaction around a copy and its lines in the register of each case."""
        return self._db.atomic()

    def end_copy(self, copy: str, state: str, by: str = "", on: str = "", words: str = "") -> Done[Handed]:
        """What became of a copy; out of the world only where it came back or was destroyed."""
        if state not in ENDED or not known("conference_return", state):
            raise BadInput(_("Please choose what became of this copy."), field="state")
        why = check_text(nfc(words), "words")
        if state == "not_returned" and not why:
            raise BadInput(_("Please write why this copy did not come back."), field="words")
        there = self._copy(copy)
        day = check_day(on, "on") or today().isoformat()
        row = {"state": state, "ended_on": day, "ended_by": check_text(nfc(by), "by") or self._db.who, "words": why}
        with self._db.atomic():
            self._db.change("conference_copy", copy, row)
            self._tick_off(copy, now() if state != "not_returned" else None)
            self._audit.write("conference_copy_ended", conference=there.conference_id, copy=copy, state=state)
        self.mirror()
        return Done(self._copy(copy), _TOUCHED | Changes.CASES | Changes.AUDIT)

    def reopen_copy(self, copy: str) -> Done[Handed]:
        """It was ticked by mistake: the copy is out again."""
        there = self._copy(copy)
        with self._db.atomic():
            self._db.change("conference_copy", copy, {"state": OUT, "ended_on": None, "ended_by": None, "words": None})
            self._tick_off(copy, None)
            self._audit.write("conference_copy_ended", conference=there.conference_id, copy=copy, state=OUT)
        self.mirror()
        return Done(self._copy(copy), _TOUCHED | Changes.CASES | Changes.AUDIT)

    def _copy(self, copy: str) -> Handed:
        found = records.copy(self._db, copy)
        if found is None:
            raise NotFound(_("This copy is not in the conference any more. Please look at it again."))
        return found

    def _tick_off(self, copy: str, at: int | None) -> None:
        """The lines of the register follow, in each case of the copy."""
        for row in records.register_of(self._db, copy):
            self._db.change("plain_copy", row["id"], {"gone_at": at})

    # -- decisions -------------------------------------------------------------------------------

    def decide(self, ident: str, case_id: str, words: str, owner: str, due_on: str = "") -> Done[str]:
        """What was decided about a case becomes a task in it; the value is the task's id."""
        text, line = check_text(nfc(words), "words"), self.get(ident).line(case_id)
        if not text:
            raise BadInput(_("Please write what was decided."), field="words")
        if line is None:
            raise BadInput(_("Please choose among the cases of this conference."), field="case")
        if not owner:
            raise BadInput(_("Please choose who does it."), field="owner")
        day = check_day(due_on, "due_on")
        with self._db.atomic():
            task = self._agenda.add(text.splitlines()[0][:200], case_id=case_id, owner=owner, due_on=day).value.id
            row = {"id": new_id(), "conference_id": ident, "case_id": case_id, "words": text, "owner": owner}
            self._db.insert(
                "conference_decision", {**row, "due_on": day, "task_id": task, "at": now(), "author": self._db.who}
            )
        return Done(task, _TOUCHED | Changes.TASKS | Changes.CASES)

    def _must_be_here(self, cases: Iterable[str]) -> None:
        if not records.case_exists(self._db, cases):
            raise NotFound(_("This case is not there. Nothing was made. Look for it in the list of cases."))


def _head(day: str, aim: str, place: str, return_by: str) -> dict[str, Any]:
    """The fields of a conference, once they are right."""
    on, what = check_day(day, "day"), check_text(nfc(aim), "aim")
    if on is None:
        raise BadInput(_("Please write the day of the conference."), field="day")
    if not what:
        raise BadInput(_("Please write what the conference is for, without a name."), field="aim")
    by = check_day(return_by, "return_by") or (date.fromisoformat(on) + timedelta(days=USUAL_RETURN)).isoformat()
    if by < on:
        raise BadInput(_("Copies come back after the conference. Please choose a later day."), field="return_by")
    return {"day": on, "aim": what, "place": check_text(nfc(place), "place"), "return_by": by}
