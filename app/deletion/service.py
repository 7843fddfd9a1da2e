"""What a worker does about addresses: write them down, ask for deletion, note answers, look again on the days for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.deletion import records, values
from app.deletion.model import (
    ASKED,
    DOWN,
    FOUND,
    LEFT,
    NO_ANSWER,
    WAITING,
    Counts,
    Look,
    Mandate,
    Request,
    Target,
    after_answer,
    calendar,
    days_of,
    once_asked,
    once_looked,
)
from app.deletion.paste import Address
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.store import Database

if TYPE_CHECKING:
    from app.audit import Audit

_TOUCHED = Changes.DELETIONS | Changes.TASKS | Changes.AUDIT


class Agenda(Protocol):
    """Where the days to look again stand as tasks (app.agenda)."""

    def add(self, title: str, kind: str = "todo", *, case_id: str | None = None, **more: Any) -> Done[Any]: ...

    def finish(self, task_id: str, done: bool = True) -> Done[Any]: ...


@dataclass(frozen=True, slots=True)
class Added:
    """What became of pasted addresses: new ones, those the case had, and of these the ones that were noted as gone."""

    new: int
    known: int
    were_down: int


@dataclass(frozen=True, slots=True)
class Whole:
    """One address with everything that was done about it."""

    target: Target
    first: Target | None
    again: tuple[Target, ...]
    requests: tuple[Request, ...]
    looks: tuple[Look, ...]


class Deletion:
    """The deletion work of the cases in one record file."""

    def __init__(self, db: Database, audit: Audit, agenda: Agenda) -> None:
        self._db, self._audit, self._agenda = db, audit, agenda

    # -- reading ---------------------------------------------------------------------------------

    def page(self, case_id: str, shown: str = "all", *, after: str = "", limit: int = 200) -> tuple[Target, ...]:
        """Addresses in the order they came, from behind the id `after`; `shown` is one of `SHOWN`."""
        return records.page(self._db, case_id, shown, today(), after, limit)

    def total(self, case_id: str, shown: str = "all") -> int:
        return records.total(self._db, case_id, shown, today())

    def ids(self, case_id: str, shown: str = "all") -> tuple[str, ...]:
        """Every address a list shows, for an act on all of them."""
        return records.ids(self._db, case_id, shown, today())

    def get(self, target_id: str) -> Target:
        found = records.target(self._db, target_id)
        if found is None:
            raise NotFound(_("This address is not here any more. Please look at the list again."))
        return found

    def whole(self, target_id: str) -> Whole:
        one = self.get(target_id)
        first = records.target(self._db, one.first_id) if one.first_id else None
        return Whole(
            one, first, records.again(self._db, one.id), records.requests(self._db, one.id), records.looks(self._db, one.id)
        )  # fmt: skip

    def mandates(self, case_id: str) -> tuple[Mandate, ...]:
        return records.mandates(self._db, case_id)

    def counts(self, case_id: str) -> Counts:
        states = records.by_state(self._db, case_id)
        return Counts(
            sum(states.values()), states, self.total(case_id, "due"), records.reuploads(self._db, case_id),
            records.request_counts(self._db, case_id, "route"), records.request_counts(self._db, case_id, "answer"),
        )  # fmt: skip

    # -- addresses -------------------------------------------------------------------------------

    def add(self, case_id: str, addresses: Sequence[Address], *, first_id: str | None = None) -> Done[Added]:
        """Write addresses down; one the case has already is not written twice. `first_id`: where it stood before."""
        if not records.case_exists(self._db, case_id):
            raise NotFound(_("This case is not here any more. Nothing was saved."))
        if first_id and self.get(first_id).case_id != case_id:
            raise BadInput(_("Where it stood first belongs to another case. Nothing was saved."), field="first_id")
        moment, new = now(), 0
        with self._db.atomic():
            there = records.known(self._db, case_id, (one.key for one in addresses))
            for one in addresses:
                if one.key not in there:
                    there[one.key] = ident = new_id()
                    self._db.insert("deletion_target", _row(one, ident, case_id, first_id, moment, self._db.who))
                    new += 1
            old = [there[one.key] for one in addresses]
            if new:
                self._audit.write("deletion_noted", case=case_id, records=new)
        down = sum(self.get(one).state in DOWN for one in old) if new < len(old) else 0
        return Done(Added(new, len(old) - new, down), _TOUCHED)

    def describe(self, target_id: str, *, account: str | None, note: str | None) -> Done[Target]:
        """The account it stands under, and what is worth knowing."""
        row = {"account": values.text(account, "account"), "note": values.text(note, "note")}
        with self._db.atomic():
            self.get(target_id)
            self._db.change("deletion_target", target_id, row)
        return Done(self.get(target_id), Changes.DELETIONS)

    def take_out(self, target_id: str) -> Done[Target]:
        """Remove an address that was written down by mistake; one with which something was done stays."""
        whole = self.whole(target_id)
        if whole.requests or whole.looks or whole.again:
            raise Conflict(_("Something was done about this address already, so it stays. Set it aside instead."))
        with self._db.atomic():
            self._db.remove("deletion_target", target_id)
        return Done(whole.target, Changes.DELETIONS)

    def set_aside(self, case_id: str, targets: Iterable[str], why: str) -> Done[int]:
        """Nothing more is done about these; they stay written down."""
        if not (reason := values.text(why, "why")):
            raise BadInput(_("Please write why nothing more is done about it."), field="why")
        with self._db.atomic():
            chosen = self._chosen(case_id, targets)
            for one in chosen:
                self._db.change("deletion_target", one.id, {"state": LEFT, "next_look": None, "note": reason})
            self._follow(case_id)
        return Done(len(chosen), _TOUCHED)

    def take_up(self, case_id: str, targets: Iterable[str]) -> Done[int]:
        """Go on with addresses that were set aside."""
        day = today().isoformat()
        with self._db.atomic():
            chosen = [one for one in self._chosen(case_id, targets) if one.state == LEFT]
            for one in chosen:
                later = calendar(one.clock_from, day) if one.clock_from else ()
                state = ASKED if one.clock_from else FOUND
                self._db.change("deletion_target", one.id, {"state": state, "next_look": next(iter(later), None)})
            self._follow(case_id)
        return Done(len(chosen), _TOUCHED)

    # -- asking and answers ----------------------------------------------------------------------

    def ask(
        self, case_id: str, targets: Iterable[str], route: str, *, sent_on: str | None = None,
        reference: str | None = None, note: str | None = None,
    ) -> Done[int]:  # fmt: skip
        """Deletion was asked for at one place; the calendar of looking again begins. Returns for how many addresses."""
        values.check_code("deletion_route", route, "route")
        day = values.day_or_today(sent_on, "sent_on")
        more = {"reference": values.text(reference, "reference"), "note": values.text(note, "note")}
        with self._db.atomic():
            chosen = [one for one in self._chosen(case_id, targets) if not self._asked_then(one.id, route, day)]
            for one in chosen:
                row = {
                    "id": new_id(), "case_id": case_id, "target_id": one.id, "route": route, "sent_on": day,
                    "answer": WAITING, "answered_on": None, **more, "at": now(), "author": self._db.who,
                }  # fmt: skip
                self._db.insert("deletion_request", row)
                self._db.change("deletion_target", one.id, once_asked(one, day))
            self._follow(case_id)
            if chosen:
                self._audit.write("deletion_asked", case=case_id, records=len(chosen))
        return Done(len(chosen), _TOUCHED)

    def answer(
        self, case_id: str, targets: Iterable[str], route: str, answer: str, *, answered_on: str | None = None,
        reference: str | None = None, note: str | None = None,
    ) -> Done[int]:  # fmt: skip
        """What a place answered, for every request there that still waits. Returns how many these were."""
        values.check_code("deletion_route", route, "route")
        values.check_code("deletion_answer", answer, "answer")
        told: dict[str, str | None] = {"answer": answer, "answered_on": values.day_or_today(answered_on, "answered_on")}
        texts = {"reference": values.text(reference, "reference"), "note": values.text(note, "note")}
        told |= {name: text for name, text in texts.items() if text}
        moved = 0
        with self._db.atomic():
            for one in self._chosen(case_id, targets):
                moved += self._answered(one, route, told)
            self._follow(case_id)
        if not moved:
            raise BadInput(
                _("Nothing waits for an answer from there, so nothing was written. Ask for deletion first."),
                field="route",
            )
        return Done(moved, _TOUCHED)

    def _answered(self, one: Target, route: str, told: dict[str, str | None]) -> int:
        there = records.requests(self._db, one.id)
        theirs = [each for each in there if each.route == route and each.answer in (WAITING, NO_ANSWER)]
        for each in theirs:
            self._db.change("deletion_request", each.id, told)
        if theirs:
            others = any(each.route != route and each.answer == WAITING for each in there)
            state = after_answer(one.state, str(told["answer"]), others_wait=others)
            self._db.change("deletion_target", one.id, {"state": state})
        return len(theirs)

    # -- looking again ---------------------------------------------------------------------------

    def look(
        self, case_id: str, targets: Iterable[str], result: str, way: str, *, day: str | None = None,
        note: str | None = None,
    ) -> Done[int]:  # fmt: skip
        """What was found when somebody looked again, or was told; what came back begins its calendar anew."""
        values.check_code("deletion_look", result, "result")
        values.check_code("deletion_way", way, "way")
        on, words = values.day_or_today(day, "day"), values.text(note, "note")
        with self._db.atomic():
            chosen = self._chosen(case_id, targets)
            for one in chosen:
                row = {
                    "id": new_id(), "case_id": case_id, "target_id": one.id, "day": on, "result": result, "way": way,
                    "note": words, "at": now(), "author": self._db.who,
                }  # fmt: skip
                self._db.insert("deletion_look", row)
                self._db.change("deletion_target", one.id, once_looked(one, result, on))
            self._follow(case_id)
        return Done(len(chosen), _TOUCHED)

    # -- on whose behalf -------------------------------------------------------------------------

    def set_mandate(
        self, case_id: str, ident: str | None = None, *, asked_by: str, paper: str, name: str | None = None,
        signed_on: str | None = None, until_on: str | None = None, kept_where: str | None = None,
        withdrawn_on: str | None = None,
    ) -> Done[Mandate]:  # fmt: skip
        """Who asks for deletion, and whether the signed paper was seen; the paper itself is not kept here."""
        row = values.mandate(
            asked_by=asked_by, paper=paper, name=name, signed_on=signed_on, until_on=until_on, kept_where=kept_where,
            withdrawn_on=withdrawn_on,
        )  # fmt: skip
        with self._db.atomic():
            if ident is None:
                ident = new_id()
                head = {"id": ident, "case_id": case_id, "at": now(), "author": self._db.who}
                self._db.insert("deletion_mandate", {**head, **row})
            elif not self._db.change("deletion_mandate", ident, row) and not records.mandate(self._db, ident):
                raise NotFound(_("This entry is not here any more. Please look at the case again."))
        found = records.mandate(self._db, ident)
        assert found is not None, "it was just written"
        return Done(found, Changes.DELETIONS)

    # -- inside ----------------------------------------------------------------------------------

    def _chosen(self, case_id: str, targets: Iterable[str]) -> list[Target]:
        chosen = [self.get(one) for one in dict.fromkeys(targets)]
        if not chosen or any(one.case_id != case_id for one in chosen):
            raise BadInput(_("Choose at least one address of this case. Nothing was written."), field="targets")
        return chosen

    def _asked_then(self, target_id: str, route: str, day: str) -> bool:
        """The same was written before: a second press, or a list that overlaps."""
        there = records.requests(self._db, target_id)
        return any((one.route, one.sent_on, one.answer) == (route, day, WAITING) for one in there)

    def _follow(self, case_id: str) -> None:
        """Tasks for the days on which somebody looks again: one a day, ticked off when nothing is left for it."""
        wanted = days_of(records.clocks(self._db, case_id), today())
        there = records.days(self._db, case_id)
        for day in sorted(wanted - set(there)):
            self._new_day(case_id, day)
        for day, (_id, task, done) in there.items():
            if done == (day in wanted):
                self._agenda.finish(task, day not in wanted)

    def _new_day(self, case_id: str, day: str) -> None:
        owner = self._db.value("SELECT assigned_to FROM casefile WHERE id = ?", (case_id,))
        title = _("Look again whether the addresses are gone")
        task = self._agenda.add(title, "todo", case_id=case_id, due_on=day, owner=owner).value
        self._db.insert("deletion_day", {"id": new_id(), "case_id": case_id, "due_on": day, "task_id": task.id})


def _row(one: Address, ident: str, case_id: str, first_id: str | None, at: int, author: str) -> dict[str, Any]:
    return {
        "id": ident, "case_id": case_id, "url": one.url, "url_key": one.key, "platform": one.platform, "account": None,
        "note": None, "state": FOUND, "first_id": first_id, "clock_from": None, "next_look": None, "at": at,
        "author": author,
    }  # fmt: skip
