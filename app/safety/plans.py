"""Safety plans: kinds and parts as data, each plan in versions, so that what was agreed before can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now
from app.codelists import known, read_yaml
from app.entry import check_day, check_text
from app.errors import BadInput, NotFound
from app.i18n import _, pick
from app.paths import resource
from app.store import Database
from app.text import nfc

MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a plan: its name, the question that opens it, and ideas to begin with."""

    id: str
    title: dict[str, str] = field(hash=False)
    ask: dict[str, str] = field(hash=False)
    ideas: tuple[dict[str, str], ...] = field(hash=False)

    @property
    def label(self) -> str:
        return pick(self.title)

    @property
    def question(self) -> str:
        return pick(self.ask)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of plan."""

    id: str
    title: dict[str, str] = field(hash=False)
    about: dict[str, str] = field(hash=False)
    parts: tuple[Part, ...]

    @property
    def label(self) -> str:
        return pick(self.title)

    @property
    def sentence(self) -> str:
        return pick(self.about)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was agreed: what, by when, who helps, whether it is done."""

    part: str
    action: str
    by_when: str | None = None
    helper: str | None = None
    done_at: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a plan."""

    id: str
    case_id: str
    kind: str
    version: int
    together: bool
    copy_safe: str
    kept_where: str | None
    review_on: str | None
    at: int
    author: str
    steps: tuple[Step, ...] = ()

    @property
    def open_steps(self) -> int:
        return sum(one.done_at is None for one in self.steps)


_VERSIONS = "SELECT * FROM safety_plan WHERE case_id = ? AND (? IS NULL OR kind = ?) ORDER BY kind, version DESC"
_STEPS = "SELECT id, part, action, by_when, helper, done_at FROM safety_plan_item WHERE plan_id = ? ORDER BY place"
_REMINDER = "SELECT id FROM task WHERE case_id = ? AND title = ? AND done_at IS NULL"


class SafetyPlans:
    """The safety plans of the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, case_id: str, kind: str, steps: Iterable[Step], **head: Any) -> Done[Plan]:
        """Write the next version; where nothing differs from the last one, nothing is written.

        `head`: together (bool), copy_safe, kept_where, review_on (ISO day). A day of review becomes a task.
        """
        known_kind(kind)
        clean, values = _steps(kind, steps), _head(head)
        with self._db.atomic():
            last = self.last(case_id, kind)
            if last is not None and _same(last, clean, values):
                return Done(last, Changes.NONE)
            plan_id = self._insert(case_id, kind, (last.version if last else 0) + 1, clean, values)
            changes = self._remind(case_id, kind, values["review_on"])
        return Done(self.get(plan_id), Changes.PLANS | changes)

    def _insert(self, case_id: str, kind: str, version: int, steps: tuple[Step, ...], values: dict[str, Any]) -> str:
        plan_id = new_id()
        row = {"id": plan_id, "case_id": case_id, "kind": kind, "version": version, "at": now(), "author": self._db.who}
        self._db.insert("safety_plan", {**row, **values})
        for place, one in enumerate(steps):
            told = {"part": one.part, "action": one.action, "by_when": one.by_when, "helper": one.helper}
            ids = {"id": new_id(), "plan_id": plan_id, "case_id": case_id, "place": place, "done_at": one.done_at}
            self._db.insert("safety_plan_item", {**ids, **told})
        return plan_id

    def _remind(self, case_id: str, kind: str, day: str | None) -> Changes:
        """One open task a plan: it moves with the day, and a plan without a day leaves it where it is."""
        if day is None:
            return Changes.NONE
        title = _("Look at the safety plan again: {kind}").format(kind=known_kind(kind).label)
        there = self._db.value(_REMINDER, (case_id, title))
        if there:
            self._db.change("task", there, {"due_on": day})
        else:
            row = {"id": new_id(), "case_id": case_id, "title": title, "kind": "todo", "due_on": day}
            self._db.insert("task", {**row, "owner": self._db.who})
        return Changes.TASKS

    def tick(self, step_id: str, done: bool = True) -> Done[None]:
        """Tick a step off, or take the tick back; the version stays the same."""
        with self._db.atomic():
            self._db.change("safety_plan_item", step_id, {"done_at": now() if done else None})
        return Done(None, Changes.PLANS)

    def get(self, plan_id: str) -> Plan:
        row = self._db.row("SELECT * FROM safety_plan WHERE id = ?", (plan_id,))
        if row is None:
            raise NotFound(_("This safety plan is not here any more. Please look at the case again."))
        return self._plan(dict(row))

    def last(self, case_id: str, kind: str) -> Plan | None:
        """The version that holds."""
        row = self._db.row(f"{_VERSIONS} LIMIT 1", (case_id, kind, kind))
        return self._plan(dict(row)) if row else None

    def of_case(self, case_id: str) -> tuple[Plan, ...]:
        """The plans that hold, in the order of the kinds."""
        newest: dict[str, dict[str, Any]] = {}
        for row in self._db.rows(_VERSIONS, (case_id, None, None)):
            newest.setdefault(row["kind"], dict(row))
        return tuple(self._plan(newest[kind]) for kind in kinds() if kind in newest)

    def count(self, case_id: str) -> int:
        """How many kinds of plan a case has."""
        return int(self._db.value("SELECT count(DISTINCT kind) FROM safety_plan WHERE case_id = ?", (case_id,)))

    def versions(self, case_id: str, kind: str) -> tuple[Plan, ...]:
        """Every version, the newest first."""
        return tuple(self._plan(dict(row)) for row in self._db.rows(_VERSIONS, (case_id, kind, kind)))

    def _plan(self, row: dict[str, Any]) -> Plan:
        steps = tuple(Step(**one) for one in self._db.rows(_STEPS, (row["id"],)))
        return Plan(**{**row, "together": bool(row["together"])}, steps=steps)


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of plan by id, in their order."""
    found = [read_yaml(path.read_text("utf-8")) for path in resource("safety_plans").glob("*.yaml")]
    return {one["id"]: _kind(one) for one in sorted(found, key=lambda one: int(one["order"]))}


def known_kind(kind: str) -> Kind:
    if kind not in kinds():
        sentence = _("“{value}” is not in the list. Please choose one of the list.")
        raise BadInput(sentence.format(value=kind), field="kind")
    return kinds()[kind]


def _kind(data: dict[str, Any]) -> Kind:
    parts = tuple(Part(one["id"], one["title"], one["ask"], tuple(one["ideas"])) for one in data["parts"])
    return Kind(data["id"], data["title"], data["about"], parts)


def _head(head: dict[str, Any]) -> dict[str, Any]:
    safe = head.get("copy_safe", "unknown")
    if not known("copy_safe", safe):
        raise BadInput(_("Please say whether a copy can be kept without danger."), field="copy_safe")
    where = check_text(nfc(head.get("kept_where") or ""), "kept_where")
    if safe == "no" and where:
        sentence = _("A copy is noted although none can be kept without danger. Please look at both again.")
        raise BadInput(sentence, field="kept_where")
    return {
        "together": int(bool(head.get("together", True))), "copy_safe": safe, "kept_where": where,
        "review_on": check_day(head.get("review_on"), "review_on"),
    }  # fmt: skip


def _steps(kind: str, steps: Iterable[Step]) -> tuple[Step, ...]:
    """In the order of the parts; empty lines fall away."""
    places = {one.id: at for at, one in enumerate(known_kind(kind).parts)}
    clean = []
    for one in steps:
        action, when, helper = (check_text(nfc(text or ""), one.part) for text in (one.action, one.by_when, one.helper))
        if one.part not in places:
            raise BadInput(_("This safety plan has no part “{part}”.").format(part=one.part), field="part")
        if action:
            clean.append(Step(one.part, action, when, helper, one.done_at))
    if not clean:
        raise BadInput(_("The plan is empty. One step is enough to begin with."), field=next(iter(places)))
    if len(clean) > MOST_ITEMS:
        sentence = _("A plan of more than {most} steps helps nobody in danger. Please choose the important ones.")
        raise BadInput(sentence.format(most=MOST_ITEMS), field=next(iter(places)))
    return tuple(sorted(clean, key=lambda one: places[one.part]))


def _same(last: Plan, steps: tuple[Step, ...], values: dict[str, Any]) -> bool:
    head = {"together": int(last.together), "copy_safe": last.copy_safe, "kept_where": last.kept_where}
    said = [(one.part, one.action, one.by_when, one.helper) for one in last.steps]
    return {**head, "review_on": last.review_on} == values and said == [
        (one.part, one.action, one.by_when, one.helper) for one in steps
    ]
