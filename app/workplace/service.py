"""What a worker writes about a workplace: organisations and people, separation, the weekly question, what is owed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import code, label
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.store import Database
from app.workplace import records, values
from app.workplace.model import EVERY, File, due_on, owed

if TYPE_CHECKING:
    from app.audit import Audit

_TOUCHED = Changes.WORKPLACE | Changes.TASKS
_ENDED = {"next_on": None, "task_id": None}
_OWN = ("organisation", "workplace_person", "separation", "separation_breach", "employer_duty", "organisation_check")


class Agenda(Protocol):
    """Where weekly questions and due days stand as tasks (app.agenda)."""

    def add(self, title: str, kind: str = "todo", *, case_id: str | None = None, **more: Any) -> Done[Any]: ...

    def finish(self, task_id: str, done: bool = True) -> Done[Any]: ...


class Workplace:
    """The workplace side of the cases in one record file."""

    def __init__(self, db: Database, audit: Audit, agenda: Agenda) -> None:
        self._db, self._audit, self._agenda = db, audit, agenda

    def file(self, case_id: str) -> File:
        """Everything that stands there about one case."""
        return records.file(self._db, case_id)

    def counted(self, case_id: str) -> int:
        return records.counted(self._db, case_id)

    # -- who and where ---------------------------------------------------------------------------

    def set_organisation(self, case_id: str, ident: str | None = None, **given: Any) -> Done[str]:
        """Write an organisation down, or what is known of it now; the value is its id."""
        return self._put("organisation", case_id, ident, values.organisation(given))

    def set_person(self, case_id: str, ident: str | None = None, **given: Any) -> Done[str]:
        """Somebody of the workplace: whoever is protected is asked every week from now on."""
        row = values.person(given)
        self._belongs(case_id, row["organisation_id"])
        with self._db.atomic():
            done = self._put("workplace_person", case_id, ident, row)
            if ident is None and code("workplace_part", row["part"]).extra.get("protected"):
                self.watch(case_id, done.value)
        return Done(done.value, _TOUCHED)

    def set_report(self, case_id: str, **given: Any) -> Done[str]:
        """Somebody else reported it: whether the person knows, and what they want."""
        row = values.third_report(given)
        with self._db.atomic():
            self._owner(case_id)
            if records.third_report(self._db, case_id) is None:
                head = {"id": case_id, "at": now(), "author": self._db.who}
                self._db.insert("third_report", {**head, **row})
            else:
                self._db.change("third_report", case_id, row)
        return Done(case_id, Changes.WORKPLACE)

    def set_check(self, case_id: str, **given: Any) -> Done[str]:
        """How an organisation is made up in one respect, on a day; earlier answers stay."""
        row = {**values.check(given), "organisation_id": given.get("organisation_id")}
        self._belongs(case_id, row["organisation_id"], needed=True)
        return self._put("organisation_check", case_id, None, row)

    # -- separation ------------------------------------------------------------------------------

    def set_separation(self, case_id: str, ident: str | None = None, **given: Any) -> Done[str]:
        """An order that is asked for, or that was given; the accused moves unless the person wants it otherwise."""
        row = values.separation(given, records.third_report(self._db, case_id))
        self._belongs(case_id, row["organisation_id"])
        with self._db.atomic():
            done = self._put("separation", case_id, ident, row)
            self._audit.write("separation_written", case=case_id, record=done.value)
        return Done(done.value, _TOUCHED | Changes.AUDIT)

    def set_scopes(self, separation_id: str, answers: Mapping[str, str]) -> Done[str]:
        """The matrix: for each line whether they are apart."""
        clean = values.scopes(answers)
        with self._db.atomic():
            case_id = self._case("separation", separation_id)
            there = records.scope_ids(self._db, separation_id)
            for scope, answer in clean.items():
                if scope in there:
                    self._db.change("separation_scope", there[scope], {"answer": answer})
                else:
                    row = {"id": new_id(), "case_id": case_id, "separation_id": separation_id}
                    self._db.insert("separation_scope", {**row, "scope": scope, "answer": answer})
        return Done(separation_id, Changes.WORKPLACE)

    def set_breach(self, separation_id: str, ident: str | None = None, **given: Any) -> Done[str]:
        """The order was broken; later: when the organisation was told, and what it did."""
        row = values.breach(given)
        case_id = self._case("separation", separation_id)
        if ident is None:
            row["separation_id"] = separation_id
        return self._put("separation_breach", case_id, ident, row)

    # -- the weekly question ---------------------------------------------------------------------

    def watch_all(self, case_id: str) -> Done[int]:
        """Ask everybody who is protected and is not asked now."""
        file = self.file(case_id)
        asked = {one.person_id for one in file.watches if one.next_on}
        new = [one.id for one in file.people if one.protected and one.id not in asked]
        with self._db.atomic():
            for one in new:
                self.watch(case_id, one)
        return Done(len(new), _TOUCHED)

    def watch(self, case_id: str, person_id: str, *, from_on: str | None = None) -> Done[str]:
        """Ask this person every week whether anything followed, as a task."""
        start = date.fromisoformat(values.past(from_on, "from_on") or today().isoformat())
        with self._db.atomic():
            if self._case("workplace_person", person_id) != case_id:
                raise BadInput(_("This person belongs to another case. Nothing was saved."), field="person_id")
            there = next((one for one in self.file(case_id).watches if one.person_id == person_id), None)
            if there is not None and there.next_on is not None:
                raise Conflict(_("This person is asked every week already. Nothing was changed."))
            next_on = start + timedelta(days=EVERY)
            row = {
                "from_on": start.isoformat(),
                "next_on": next_on.isoformat(),
                "task_id": self._question(case_id, next_on),
            }
            if there is not None:
                self._db.change("damage_watch", there.id, row)
                return Done(there.id, _TOUCHED)
            head = {"id": new_id(), "case_id": case_id, "person_id": person_id, "at": now(), "author": self._db.who}
            self._db.insert("damage_watch", {**head, **row})
        return Done(str(head["id"]), _TOUCHED)

    def answer_watch(
        self,
        watch_id: str,
        found: Iterable[str] = (),
        words: str | None = None,
        *,
        day: str | None = None,
        again: bool = True,
    ) -> Done[str]:
        """What was answered; with `again` the next question stands a week later. What weighs is a task for today."""
        row = values.answer(day, found, words)
        with self._db.atomic():
            case_id = self._case("damage_watch", watch_id)
            head = {"id": new_id(), "case_id": case_id, "watch_id": watch_id, "at": now(), "author": self._db.who}
            self._db.insert("damage_answer", {**head, **row})
            self._tick(records.task_of(self._db, "damage_watch", watch_id))
            next_on = date.fromisoformat(row["day"]) + timedelta(days=EVERY)
            asked = {"next_on": next_on.isoformat(), "task_id": self._question(case_id, next_on)} if again else _ENDED
            self._db.change("damage_watch", watch_id, asked)
            if any(code("secondary_damage", one).extra.get("urgent") for one in json.loads(row["codes"])):
                title = _("Secondary damage: have the head of the organisation decide today")
                self._task(case_id, title, today(), "deadline")
        return Done(str(head["id"]), _TOUCHED)

    def end_watch(self, watch_id: str) -> Done[str]:
        """Nobody asks every week any more; what was answered stays."""
        with self._db.atomic():
            self._case("damage_watch", watch_id)
            self._tick(records.task_of(self._db, "damage_watch", watch_id))
            self._db.change("damage_watch", watch_id, _ENDED)
        return Done(watch_id, _TOUCHED)

    # -- what an organisation owes ---------------------------------------------------------------

    def owe(self, case_id: str, organisation_id: str) -> Done[int]:
        """Write down what an organisation of this kind owes since it was told, each with its day as a task."""
        organisation = next((one for one in self.file(case_id).organisations if one.id == organisation_id), None)
        if organisation is None:
            raise NotFound(_("This organisation is not here any more. Please look at the case again."))
        if organisation.told_on is None:
            raise BadInput(
                _("Please write first when the organisation was told: its duties count from then."), field="told_on"
            )
        there = {one.duty for one in self.file(case_id).duties if one.organisation_id == organisation_id}
        new = [one.id for one in owed(organisation.kind) if one.id not in there]
        with self._db.atomic():
            for duty in new:
                by = due_on(duty, organisation.told_on)
                self.set_duty(case_id, organisation_id=organisation_id, duty=duty, due_on=by, state="open")
        return Done(len(new), _TOUCHED)

    def set_duty(self, case_id: str, ident: str | None = None, **given: Any) -> Done[str]:
        """One duty: by when, and what followed. Its task goes once it is done."""
        row = values.duty(given)
        if ident is None:
            row["organisation_id"] = given.get("organisation_id")
            self._belongs(case_id, row["organisation_id"], needed=True)
        with self._db.atomic():
            done = self._put("employer_duty", case_id, ident, row)
            self._follow_duty(case_id, done.value, row)
        return Done(done.value, _TOUCHED)

    def _follow_duty(self, case_id: str, ident: str, row: Mapping[str, Any]) -> None:
        self._tick(records.task_of(self._db, "employer_duty", ident))
        task = None
        if row["due_on"] and row["state"] in ("open", "partly"):
            title = _("Ask what the organisation has done: {duty}").format(duty=label("employer_duty", row["duty"]))
            task = self._task(case_id, title, date.fromisoformat(row["due_on"]), "deadline")
        self._db.change("employer_duty", ident, {"task_id": task})

    def letter_made(self, duties: Iterable[str], day: date | None = None) -> Done[int]:
        """A letter about these duties was made."""
        return self._dated(duties, "letter_on", day)

    def given_to_review(self, duties: Iterable[str], day: date | None = None) -> Done[int]:
        """Whoever gave the contract or designation was told that it is to be reviewed."""
        return self._dated(duties, "review_on", day)

    def _dated(self, duties: Iterable[str], field: str, day: date | None) -> Done[int]:
        on, count = (day or today()).isoformat(), 0
        with self._db.atomic():
            for one in duties:
                case_id = self._case("employer_duty", one)
                count += self._db.change("employer_duty", one, {field: on})
                self._audit.write("employer_duty_followed", case=case_id, record=one)
        return Done(count, _TOUCHED | Changes.AUDIT)

    # -- inside ----------------------------------------------------------------------------------

    def _put(self, table: str, case_id: str, ident: str | None, row: Mapping[str, Any]) -> Done[str]:
        assert table in _OWN, "a table of this slice"
        with self._db.atomic():
            if ident is None:
                self._owner(case_id)
                ident = new_id()
                head = {"id": ident, "case_id": case_id, "at": now(), "author": self._db.who}
                self._db.insert(table, {**head, **row})
            else:
                if self._case(table, ident) != case_id:
                    raise BadInput(_("This entry belongs to another case. Nothing was saved."))
                self._db.change(table, ident, row)
        return Done(ident, Changes.WORKPLACE)

    def _case(self, table: str, ident: str) -> str:
        found = records.case_of(self._db, table, ident)
        if found is None:
            raise NotFound(_("This entry is not here any more. Please look at the case again."))
        return found

    def _owner(self, case_id: str) -> str:
        found = records.owner(self._db, case_id)
        if found is None:
            raise NotFound(_("This case is not here any more. Nothing was saved."))
        return found

    def _belongs(self, case_id: str, organisation_id: str | None, *, needed: bool = False) -> None:
        if organisation_id is None and not needed:
            return
        if organisation_id is None or records.case_of(self._db, "organisation", organisation_id) != case_id:
            raise BadInput(_("Please choose the organisation first."), field="organisation_id")

    def _question(self, case_id: str, day: date) -> str:
        return self._task(case_id, _("Ask about secondary damage this week"), day, "todo")

    def _task(self, case_id: str, title: str, day: date, kind: str) -> str:
        added = self._agenda.add(title, kind, case_id=case_id, due_on=day, owner=self._owner(case_id))
        return str(added.value.id)

    def _tick(self, task_id: str | None) -> None:
        if task_id:
            self._agenda.finish(task_id)
