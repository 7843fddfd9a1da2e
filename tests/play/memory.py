"""What a centre has acknowledged, in plain Python, and how each thing is read back through the services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.contacts import records
from app.desk import Desk
from app.errors import Denied
from app.kinds import Compartment

Key = tuple[str, str]
"""What kind of thing, and its id."""
Reader = Callable[[Desk, str], Iterable[Any]]


def _timeline(kind: str) -> Reader:
    return lambda desk, case: (one for one in desk.cases.timeline(case, 1_000_000) if one.kind == kind)


def _file(part: str) -> Reader:
    return lambda desk, case: getattr(desk.workplace.file(case), part)


def _events(desk: Desk, case: str) -> Iterator[Any]:
    for one in desk.deadlines.of_case(case):
        yield from (one.event, *one.extensions)


def _signs(desk: Desk, case: str) -> Iterator[Any]:
    return (_Named(one.sign, one) for one in desk.safety.signs(case))


@dataclass(frozen=True)
class _Named:
    """Something without an id of its own, under the name it has in its case."""

    id: str
    one: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.one, name)


OF_CASE: dict[str, Reader] = {
    "note": _timeline("note"),
    "service": _timeline("service"),
    "consent": lambda desk, case: desk.cases.consents(case),
    "incident": lambda desk, case: desk.cases.incidents(case),
    "other_party": lambda desk, case: desk.cases.other_parties(case),
    "record": lambda desk, case: (_Named(name, _Value(value)) for name, value in desk.cases.recorded(case).items()),
    "sign": _signs,
    "result": lambda desk, case: desk.results.of_case(case),
    "safety_plan": lambda desk, case: (one for kind in _kinds() for one in desk.safety_plans.versions(case, kind)),
    "need": lambda desk, case: desk.plans.needs(case),
    "goal": lambda desk, case: desk.plans.goals(case),
    "follow_up": lambda desk, case: desk.plans.follow_ups(case),
    "flag": lambda desk, case: desk.flags.of_case(case),
    "closure": lambda desk, case: desk.cases.closures(case),
    "review": lambda desk, case: desk.reviews.of_case(case),
    "feedback": lambda desk, case: desk.feedbacks.of_case(case),
    "transfer": lambda desk, case: desk.transfers.of_case(case),
    "offer": lambda desk, case: desk.handing.of_case(case),
    "referral": lambda desk, case: desk.referrals.of_case(case),
    "referral_step": lambda desk, case: desk.referrals.steps(case),
    "notice": lambda desk, case: desk.referrals.notices(case),
    "payment": lambda desk, case: desk.support.of_case(case),
    "event": _events,
    "target": lambda desk, case: desk.deletion.page(case, limit=1_000_000),
    "request": lambda desk, case: (one for id_ in desk.deletion.ids(case) for one in desk.deletion.whole(id_).requests),
    "look": lambda desk, case: (one for id_ in desk.deletion.ids(case) for one in desk.deletion.whole(id_).looks),
    "mandate": lambda desk, case: desk.deletion.mandates(case),
    "organisation": _file("organisations"),
    "colleague": _file("people"),
    "separation": _file("separations"),
    "breach": lambda desk, case: (b for one in desk.workplace.file(case).separations for b in one.breaches),
    "answer": lambda desk, case: (a for one in desk.workplace.file(case).watches for a in one.answers),
    "duty": _file("duties"),
    "check": _file("checks"),
    "merge": lambda desk, case: desk.merging.of_case(case),
    "duty_report": lambda desk, case: desk.duties.of_case(case),
    "evidence": lambda desk, case: desk.evidence.items(case),
}
ALONE: dict[str, Callable[[Desk, str], Any]] = {
    "contact": lambda desk, ident: _contact(desk, ident),
    "case": lambda desk, ident: desk.cases.get(ident),
    "person": lambda desk, ident: desk.cases.get(ident).survivor,
    "card": lambda desk, ident: desk.cases.safe_card(ident),
    "session": lambda desk, ident: desk.manual.state(ident),
    "conference": lambda desk, ident: desk.conferences.get(ident),
    "task": lambda desk, ident: desk.agenda.get(ident),
    "draft": lambda desk, ident: _draft(desk, *ident.split()),
    "report": lambda desk, ident: desk.workplace.file(ident).report,
}


def _contact(desk: Desk, ident: str) -> Any:
    """One that is held shows itself to nobody but who decides; its row is there all the same."""
    try:
        return desk.contacts.get(ident)
    except Denied:
        return records.one(desk.database(Compartment.CASEWORK), ident)


def _draft(desk: Desk, whose: str, ident: str) -> Any:
    """Only its owner reads it; the others look at its row."""
    if desk.keys.user == whose:
        return desk.contacts.draft(ident)
    casework = desk.database(Compartment.CASEWORK)
    row = casework.row("SELECT body FROM draft WHERE id = ? AND owner = ?", (ident, whose))
    return None if row is None else _Value(**row)


@dataclass(frozen=True)
class _Value:
    value: str = ""
    body: str = ""


def _kinds() -> Iterable[str]:
    from app.safety.plans import kinds

    return kinds()


@dataclass
class Memory:
    """Every acknowledged write, as it has to read; `families` are cases that were put together once."""

    alone: dict[Key, dict[str, Any]] = field(default_factory=dict)
    of_case: dict[str, dict[Key, dict[str, Any]]] = field(default_factory=dict)
    families: dict[str, frozenset[str]] = field(default_factory=dict)

    def keep(self, kind: str, ident: str, case: str | None = None, /, **values: Any) -> None:
        """This was acknowledged, and stands until something else is said of the same field."""
        if kind in ALONE:
            self.alone.setdefault((kind, ident), {}).update(values)
        else:
            assert case is not None, kind
            for one in self.family(case):
                if (kind, ident) in self.of_case.get(one, {}):
                    case = one
            self.of_case.setdefault(case, {}).setdefault((kind, ident), {}).update(values)

    def drop(self, kind: str, ident: str, case: str | None = None) -> None:
        self.alone.pop((kind, ident), None)
        for one in self.family(case) if case else ():
            self.of_case.get(one, {}).pop((kind, ident), None)

    def family(self, case: str) -> frozenset[str]:
        return self.families.get(case, frozenset({case}))

    def join(self, one: str, other: str) -> None:
        """From now on what stood in one of these may stand in the other."""
        both = self.family(one) | self.family(other)
        self.families.update(dict.fromkeys(both, both))

    # -- comparing -------------------------------------------------------------------------------

    def check(self, desk: Desk, cases: Iterable[str] | None = None) -> None:
        """Everything that was acknowledged reads back as it was written; with `cases` what stands in them only."""
        for (kind, ident), values in self.alone.items() if cases is None else ():
            _compare((kind, ident), ALONE[kind](desk, ident), values)
        for case in self.of_case if cases is None else cases:
            self._check_case(desk, case)

    def _check_case(self, desk: Desk, case: str) -> None:
        wanted = self.of_case.get(case, {})
        there = {
            (kind, one.id): one
            for kind in {kind for kind, _ident in wanted}
            for member in self.family(case)
            for one in OF_CASE[kind](desk, member)
            if not (kind in _NAMED and (kind, one.id) in wanted and _differs(one, wanted[kind, one.id]))
        }
        for key, values in wanted.items():
            _compare(key, there.get(key), values)


_NAMED = ("sign", "record")
"""Each record of a family has its own; the one that was written is among them."""


def _differs(one: Any, values: dict[str, Any]) -> bool:
    return any(getattr(one, name) != value for name, value in values.items())


def _compare(key: Key, found: Any, values: dict[str, Any]) -> None:
    assert found is not None, f"{key} is lost: {values}"
    read = {name: getattr(found, name) for name in values}
    assert read == values, f"{key}: {read} instead of {values}"
