"""The register of public material: entries, rounds, what was asked of an agency and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import code, label
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import _
from app.material import records, values
from app.material.model import ANSWER_DAYS, KEPT_YEARS, Asked, Line, Round, Whole, chosen_steps
from app.material.photos import Trail, forget
from app.store import Database

_TOUCHED = Changes.MATERIAL | Changes.REPORTS


class Agenda(Protocol):
    """Where it stands as a task that an answer is awaited (app.agenda)."""

    def add(self, title: str, kind: str = "todo", *, case_id: str | None = None, **more: Any) -> Done[Any]: ...

    def finish(self, task_id: str, done: bool = True) -> Done[Any]: ...


class Materials:
    """Whoever opens cases reads and writes it: it names nobody, and no word of a reporter stands in it by itself."""

    def __init__(self, db: Database, agenda: Agenda, trail: Trail, *, erases: bool) -> None:
        self._db, self._agenda, self._trail = db, agenda, trail
        self.erases = erases
        """Whether this person may erase what had its time."""

    # -- looking ---------------------------------------------------------------------------------

    def page(self, asked: Asked, after: tuple[str, str] | None = None, limit: int = records.PAGE) -> tuple[Line, ...]:
        """Entries, the newest first; `after` is the day and id of the last one shown."""
        return records.page(self._db, asked, after, limit)

    def number(self, asked: Asked) -> int:
        return records.number(self._db, asked)

    def get(self, ident: str) -> Whole:
        """One entry with all its lines."""
        found = records.entry(self._db, ident)
        if found is None:
            raise NotFound(_("This entry is not here any more. Please look at the list again."))
        entry = found.entry
        gone = records.round_of(self._db, entry.round_id) if entry.round_id else None
        return Whole(entry, records.steps(self._db, ident), gone, found.due_on)

    def agencies(self) -> tuple[tuple[str, str], ...]:
        """Who was ever responsible, with how they were reached last."""
        return records.agencies(self._db)

    def late(self, day: date | None = None) -> int:
        """How many entries wait for an answer that was due before this day."""
        return records.late(self._db, (day or today()).isoformat())

    def of_thread(self, thread: str) -> tuple[Line, ...]:
        """The entries that came of one report."""
        return records.of_thread(self._db, thread)

    def rounds(self, after: tuple[str, str] | None = None, limit: int = records.PAGE) -> tuple[Round, ...]:
        """The centre's own rounds, the latest first."""
        return records.rounds(self._db, after, limit)

    # -- writing ---------------------------------------------------------------------------------

    def write(self, ident: str | None = None, *, thread: str | None = None, **fields: Any) -> Done[str]:
        """A new entry, or an entry changed; `thread` is the report it comes from."""
        row = values.entry(fields, whole=ident is None)
        if row.get("round_id") and records.round_of(self._db, row["round_id"]) is None:
            raise BadInput(_("This round is not here any more. Please choose another one."), field="round_id")
        with self._db.atomic():
            if ident is not None:
                self.get(ident)
                self._db.change("material", ident, row)
                return Done(ident, _TOUCHED)
            made = new_id()
            new = {"owner": self._db.who, "noted_on": today().isoformat(), **row}
            self._db.insert("material", {
                **new, "id": made, "state": "received", "outcome": None, "closed_on": None, "thread_id": thread,
                "attachment": None, "at": now(), "author": self._db.who,
            })  # fmt: skip
        return Done(made, _TOUCHED)

    def write_round(self, ident: str | None = None, **fields: Any) -> Done[str]:
        """Who looked, where, and when; also where nothing was found."""
        row = values.round_row({"looked_by": self._db.who, **fields})
        with self._db.atomic():
            if ident is not None:
                if not self._db.change("material_round", ident, row):
                    raise NotFound(_("This round is not here any more. Please look at the list again."))
                return Done(ident, _TOUCHED)
            made = new_id()
            self._db.insert("material_round", {**row, "id": made, "at": now(), "author": self._db.who})
        return Done(made, _TOUCHED)

    # -- following up ----------------------------------------------------------------------------

    def step(
        self, ident: str, kind: str, *, day: str | None = None, words: str | None = None, due_on: str | None = None
    ) -> Done[str]:
        """Write down what was done. A letter or a call waits for an answer as a task; an answer ends the waiting."""
        whole = self.get(ident)
        if kind not in chosen_steps():
            raise BadInput(_("Please choose what was done."), field="kind")
        if whole.entry.state == "closed" and kind != "note":
            raise Conflict(_("This entry is closed. Nothing was written. Please open it again first."))
        row = values.step(kind, day, words, due_on, needs_words=kind in ("answer", "note"))
        with self._db.atomic():
            if kind in ("letter", "call", "answer"):
                self._stop_waiting(ident)
            if row["due_on"]:
                row["task_id"] = self._wait(whole, row["due_on"])
            made = self._put(ident, kind, row)
            to = code("material_step", kind).extra.get("to")
            if to and not (kind == "looked" and whole.entry.state != "received"):
                self._db.change("material", ident, {"state": to})
        return Done(made, _TOUCHED | Changes.TASKS)

    def answer_day(self, day: date | None = None) -> str:
        """By when an answer is expected, where nobody writes another day."""
        return ((day or today()) + timedelta(days=ANSWER_DAYS)).isoformat()

    def close(self, ident: str, outcome: str, *, day: str | None = None, words: str | None = None) -> Done[str]:
        """It is over: what came of it."""
        whole = self.get(ident)
        values.known("material_outcome", outcome, "outcome")
        if whole.entry.state == "closed":
            raise Conflict(_("This entry is closed already. Nothing was changed."))
        if code("material_outcome", outcome).extra.get("asked") and not whole.asked:
            raise BadInput(
                _("Nobody wrote to the agency yet, so it cannot have answered or refused. Please note the letter or call first."),
                field="outcome",
            )  # fmt: skip
        row = values.step("closed", day, words, None, needs_words=False)
        with self._db.atomic():
            self._stop_waiting(ident)
            self._put(ident, "closed", {**row, "words": row["words"] or label("material_outcome", outcome)})
            self._db.change("material", ident, {"state": "closed", "outcome": outcome, "closed_on": row["day"]})
        return Done(ident, _TOUCHED | Changes.TASKS)

    def reopen(self, ident: str, words: str) -> Done[str]:
        """It came up again, or was closed by mistake; what came of it before stays among its lines."""
        whole = self.get(ident)
        if whole.entry.state != "closed":
            raise Conflict(_("This entry is open. Nothing was changed."))
        row = values.step("reopened", None, words, None, needs_words=True)
        with self._db.atomic():
            self._put(ident, "reopened", row)
            self._db.change("material", ident, {"state": "looked", "outcome": None, "closed_on": None})
        return Done(ident, _TOUCHED)

    def note_told(self, ident: str) -> Done[str]:
        """Whoever reported it was answered in their thread; what was written stays there. Joins the caller's transaction."""
        self.get(ident)
        return Done(self._put(ident, "told", values.step("told", None, None, None, needs_words=False)), _TOUCHED)

    def _wait(self, whole: Whole, due_on: str) -> str:
        entry = whole.entry
        title = _("Answer about public material: {agency} ({number})")
        told = title.format(agency=entry.agency or entry.title[:40], number=entry.number)
        return str(self._agenda.add(told, due_on=due_on, owner=entry.owner).value.id)

    def _stop_waiting(self, ident: str) -> None:
        for task in records.waiting(self._db, ident):
            self._agenda.finish(task)

    def _put(self, ident: str, kind: str, row: dict[str, Any]) -> str:
        made = new_id()
        self._db.insert("material_step", {
            "task_id": None, **row, "id": made, "material_id": ident, "kind": kind, "at": now(), "author": self._db.who,
        })  # fmt: skip
        return made

    # -- how long it stays -----------------------------------------------------------------------

    def over(self, day: date | None = None) -> int:
        """How many closed entries and old rounds have been kept long enough."""
        return sum(len(some) for some in self._over(day))

    def erase_over(self, day: date | None = None) -> Done[int]:
        """Take away what has been kept long enough, with its history; how many is kept in the trail.

        Files of photos go with the next `Photos.sweep`; their keys go here.
        """
        if not self.erases:
            raise Denied(
                _("Managers and whoever opens reports about public material erase entries. Nothing was erased.")
            )
        with self._db.atomic():
            entries = self._over(day)[0]
            for ident in entries:
                for one in records.steps(self._db, ident):
                    self._db.erase("material_step", one.id)
                forget(self._db, ident)
                self._db.erase("material", ident)
            rounds = self._over(day)[1]
            for ident in rounds:
                self._db.erase("material_round", ident)
            if entries or rounds:
                self._trail.write("material_erased", number=len(entries) + len(rounds))
        return Done(len(entries) + len(rounds), _TOUCHED | Changes.AUDIT)

    def _over(self, day: date | None) -> tuple[Sequence[str], Sequence[str]]:
        at = day or today()
        before = date(at.year - KEPT_YEARS, at.month, min(at.day, 28)).isoformat()
        return records.closed_before(self._db, before), records.empty_rounds_before(self._db, before)
