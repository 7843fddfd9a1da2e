"""Noting what a law counts from: the deadlines follow, and tasks remind of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, today
from app.codelists import code, known
from app.deadlines import records, telling
from app.deadlines.holidays import closed
from app.deadlines.model import Deadline, LegalEvent, reckon
from app.deadlines.noting import Entry, checked, event_of, row_of
from app.deadlines.rules import rules
from app.entry import check_day
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _, short_date
from app.store import Database, Taken

_TOUCHED = Changes.DEADLINES | Changes.TASKS | Changes.CASES


@dataclass(frozen=True, slots=True)
class Counted:
    """An event with what lengthens it, and what the law makes of them."""

    event: LegalEvent
    extensions: tuple[LegalEvent, ...]
    deadlines: tuple[Deadline, ...]


class Deadlines:
    """The legal deadlines of the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- reading ---------------------------------------------------------------------------------

    def of_case(self, case_id: str) -> tuple[Counted, ...]:
        """Every event of a case with its deadlines: what still counts first, the nearest on top."""
        events = records.of_case(self._db, case_id)
        first = [one for one in events if one.order_id is None]
        found = [_counted(one, tuple(e for e in events if e.order_id == one.id)) for one in first]
        return tuple(sorted(found, key=_nearest))

    def get(self, event_id: str) -> LegalEvent:
        found = records.one(self._db, event_id)
        if found is None:
            raise NotFound(_("This entry is not here any more. Please look at the case again."))
        return found

    def preview(self, entry: Entry, case_id: str) -> tuple[Deadline, ...]:
        """What would follow from an entry; nothing is written."""
        event = event_of(checked(entry), case_id, "")
        if event.order_id is None:
            return _counted(event, ()).deadlines
        order = self.get(event.order_id)
        return _counted(order, (*records.extensions(self._db, order.id), event)).deadlines

    # -- writing ---------------------------------------------------------------------------------

    def note(self, case_id: str, entry: Entry) -> Done[Counted]:
        """Note an event; its deadlines become tasks of whom the case is with."""
        clean = checked(entry)
        event = event_of(clean, case_id, self._db.who, new_id())
        with self._db.atomic():
            if records.holder(self._db, case_id) is None:
                raise NotFound(_("This case is not here any more. Nothing was saved."))
            self._fits(event)
            self._db.insert("legal_event", row_of(event))
            self._refused(event)
            self._remind(event.order_id or event.id)
        return Done(self._counted(event.order_id or event.id), _TOUCHED)

    def amend(self, event_id: str, entry: Entry) -> Done[Counted]:
        """Correct an event or complete it; what follows is worked out anew."""
        before = self.get(event_id)
        event = replace(
            event_of(checked(entry), before.case_id, before.author, event_id), noted_at=before.noted_at,
            ended_on=before.ended_on, ended_why=before.ended_why,
        )  # fmt: skip
        if (event.kind, event.order_id) != (before.kind, before.order_id):
            raise BadInput(
                _("What happened cannot be changed into something else. Take it out and note it anew."), field="kind"
            )
        with self._db.atomic():
            self._fits(event)
            self._db.change("legal_event", event_id, {k: v for k, v in row_of(event).items() if k != "id"})
            self._refused(event)
            self._remind(event.order_id or event_id)
        return Done(self._counted(event.order_id or event_id), _TOUCHED)

    def end(self, event_id: str, why: str | None, on: str | None = None) -> Done[Counted]:
        """Say that it is done or no longer counts, and from when on; None takes that back."""
        day = check_day(on, "ended_on") or today().isoformat()
        if why is not None and not known("deadline_end", why):
            sentence = _("“{value}” is not in the list. Please choose one of the list.")
            raise BadInput(sentence.format(value=why), field="ended_why")
        with self._db.atomic():
            event = self.get(event_id)
            self._db.change("legal_event", event.id, {"ended_on": day if why else None, "ended_why": why})
            self._remind(event.order_id or event.id)
        return Done(self._counted(event.order_id or event.id), _TOUCHED)

    def take_out(self, event_id: str) -> Done[Taken]:
        """Take an entry out that was a mistake, with what lengthens it; `put_back` is the undo."""
        with self._db.atomic():
            event = self.get(event_id)
            events = (event, *records.extensions(self._db, event.id))
            gone = tuple(row for one in events for row in self._db.take("legal_event", one.id))
            if event.order_id is not None:
                self._remind(event.order_id)
        return Done(gone, _TOUCHED)

    def put_back(self, gone: Taken) -> Done[None]:
        with self._db.atomic():
            self._db.put_back(gone)
            _table, event = gone[0]
            self._remind(event["order_id"] or event["id"])
        return Done(None, _TOUCHED)

    # -- inside ----------------------------------------------------------------------------------

    def _counted(self, event_id: str) -> Counted:
        return _counted(self.get(event_id), records.extensions(self._db, event_id))

    def _fits(self, event: LegalEvent) -> None:
        """An extension needs an order of its case that can still be lengthened, and comes after it."""
        if event.order_id is None:
            return
        order = self.get(event.order_id)
        if order.case_id != event.case_id or code("legal_event", event.kind).extra.get("extends") != order.kind:
            raise BadInput(_("Please choose the order that was extended."), field="order_id")
        others = [one for one in records.extensions(self._db, order.id) if one.id != event.id]
        most = max((one.extensions for one in rules() if one.meets(order)), default=0)
        if len(others) >= most:
            raise Conflict(
                _(
                    "The law allows {count} extensions, and they are noted already. If the court decided anew, note it as a new order."
                ).format(count=most)
            )
        if event.on_day < order.on_day:
            raise BadInput(_("An extension cannot be older than the order it extends."), field="on_day")

    def _refused(self, event: LegalEvent) -> None:
        """Without the judge's approval an emergency measure has lapsed; with it a refusal noted by mistake goes."""
        if event.approval == "refused" and event.ended_on is None:
            self._db.change("legal_event", event.id, {"ended_on": today().isoformat(), "ended_why": "refused"})
        elif event.approval != "refused" and event.ended_why == "refused":
            self._db.change("legal_event", event.id, {"ended_on": None, "ended_why": None})

    def _remind(self, event_id: str) -> None:
        """Bring the tasks of an event to what follows from it now; what was ticked off stays so while its day stands."""
        counted = self._counted(event_id)
        owner = records.holder(self._db, counted.event.case_id) or self._db.who
        wanted = {} if counted.event.ended_on else _wanted(counted)
        there = {row["event_mark"]: row for row in records.tasks(self._db, event_id)}
        for mark, row in there.items():
            if mark not in wanted and row["done_at"] is None:
                self._db.remove("task", row["id"])
        for mark, task in wanted.items():
            if mark in there:
                moved = there[mark]["due_on"] != task["due_on"]
                self._db.change("task", there[mark]["id"], {**task, **({"done_at": None} if moved else {})})
            elif task["due_on"] >= today().isoformat():
                head = {"id": new_id(), "case_id": counted.event.case_id, "owner": owner}
                self._db.insert("task", {**head, **task, "event_id": event_id, "event_mark": mark})


def _wanted(counted: Counted) -> dict[str, dict[str, Any]]:
    """The tasks that remind of these deadlines, by their mark: the day itself, and the days before it."""
    found: dict[str, dict[str, Any]] = {}
    for one in counted.deadlines:
        if one.due is None:
            continue
        title = telling.title(one)
        day = {"title": title, "kind": "deadline", "due_on": one.due.isoformat(), "due_at": one.due_at}
        found[f"{one.rule.id}:{one.stage}:end"] = day
        ahead = (
            _("{title}, {day}: ask about the risk again, and prepare")
            if one.rule.effect == "ends"
            else _("{title}, {day}: think of it ahead")
        ).format(title=title, day=short_date(one.due))
        for number, on in enumerate(one.remind):
            row = {"title": ahead, "kind": "todo", "due_on": on.isoformat(), "due_at": None}
            found[f"{one.rule.id}:{one.stage}:{number}"] = row
    return found


def _counted(event: LegalEvent, extensions: tuple[LegalEvent, ...]) -> Counted:
    return Counted(event, extensions, reckon(event, extensions, rules(), closed))


def _nearest(counted: Counted) -> tuple[bool, date, str]:
    """What still counts first, by its nearest day; then what ended, the latest on top."""
    days = [one.due for one in counted.deadlines if one.due is not None]
    over = counted.event.ended_on is not None or (bool(days) and max(days) < today())
    near = min((day for day in days if day >= today()), default=date.max)
    return over, date.max - (max(days) - date.min) if over and days else near, counted.event.id
