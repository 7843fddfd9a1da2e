"""The pure pipeline: books and what was acknowledged → changes → ledger check → the vector of one round.

A case stands in the tables of a quarterly round when it was opened by the period's last day and passes both
gates: consent to reporting given and not withdrawn, and no incident already reported to another reporting
organisation. An annual round shows the year's new cases once, as they stood when the year ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.codelists import code, known
from app.counts.periods import Period
from app.wire import Cubes

Profile = dict[str, str]
Change = dict[int, int]

ERASED = "erased-"
"""How the pseudonym of a case begins that was erased: what was sent of it stays as it was (app.store.erasing)."""
CONSENT = "consent"
ELSEWHERE = "elsewhere"

_LISTS = {
    "violence": "violence_type",
    "age": "age_band",
    "relation": "relation",
    "channel": "channel",
    "outcome": "outcome",
}


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What the books say about a case, as far as the tables care."""

    case: str
    person: str
    local: Profile
    consent: bool
    elsewhere: bool
    opened_on: str
    closed_on: str | None = None

    @property
    def gate(self) -> str | None:
        """The gate that keeps the case out, consent first."""
        if not self.consent:
            return CONSENT
        return ELSEWHERE if self.elsewhere else None

    def profile(self, period: Period) -> Profile | None:
        """The case's codes at the end of the period, gates aside; None where it is not the period's."""
        last = period.last.isoformat()
        if self.opened_on > last or (period.annual and self.opened_on < period.first.isoformat()):
            return None
        still_open = self.closed_on is None or self.closed_on > last
        local = {**self.local, "outcome": "open"} if still_open else self.local
        return {name: counted(name, local.get(name)) for name in _LISTS}


@dataclass(frozen=True, slots=True)
class Spent:
    """One row of the ledger: what a case changed in a round that was closed."""

    round: str
    person: str
    case: str
    change: Change


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """How the collector knows a case: its person and its codes."""

    person: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class Move:
    """A case's change in this round; `after` is None where it leaves the tables."""

    case: str
    person: str
    after: Profile | None
    change: Change
    units: int


@dataclass(frozen=True, slots=True)
class Gates:
    """Where every change of the period went, and where every case of the books stands."""

    changes: int
    no_consent: int
    elsewhere: int
    waiting: int
    included: int
    books: int
    upstream: int
    books_no_consent: int
    books_elsewhere: int
    books_waiting: int
    left: int

    @property
    def whole(self) -> bool:
        """Both sums hold: every change and every case is somewhere, once."""
        parts = self.no_consent + self.elsewhere + self.waiting + self.included
        standing = self.upstream - self.left + self.books_no_consent + self.books_elsewhere
        return self.changes == parts and self.books == standing + self.books_waiting


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round will say before noise, and what waits because a person's cap is reached."""

    moves: tuple[Move, ...]
    waiting: tuple[Move, ...]
    gates: Gates
    vector: tuple[int, ...] = field(repr=False)


def counted(dimension: str, local: str | None) -> str:
    """The counted code of a local one; what the local list does not place is `other`, nothing is `unknown`."""
    if not local or local == "unknown":
        return "unknown"
    name, target = _LISTS[dimension], f"count_{dimension}"
    chosen = code(name, local).extra.get("count", local) if known(name, local) else local
    return str(chosen) if known(target, str(chosen)) else "other"


def difference(before: Profile | None, after: Profile | None, tables: Cubes) -> Change:
    """What a case changes in each cell when it moves from one profile to another."""
    change: Change = {}
    for profile, sign in ((before, -1), (after, 1)):
        for cell in tables.of(profile) if profile else ():
            change[cell] = change.get(cell, 0) + sign
    return {cell: value for cell, value in change.items() if value}


def units(change: Mapping[int, int]) -> int:
    return sum(value * value for value in change.values())


def added(left: Mapping[int, int], right: Mapping[int, int]) -> Change:
    total = {cell: left.get(cell, 0) + right.get(cell, 0) for cell in left.keys() | right.keys()}
    return {cell: value for cell, value in total.items() if value}


def used(ledger: Iterable[Spent], owners: Mapping[str, str]) -> dict[str, int]:
    """Units each person has used, exactly: a round's rows of one person are added before they are squared.

    `owners` says whose a case is today, so that rows follow a case whose person was merged with another.
    """
    rounds: dict[tuple[str, str], Change] = {}
    for row in ledger:
        place = owners.get(row.case, row.person), row.round
        rounds[place] = added(rounds.get(place, {}), row.change)
    total: dict[str, int] = {}
    for (person, _round), change in rounds.items():
        total[person] = total.get(person, 0) + units(change)
    return total


def plan(
    period: Period,
    facts: Sequence[CaseFact],
    state: Mapping[str, Acknowledged],
    ledger: Iterable[Spent],
    tables: Cubes,
    cap: int,
) -> Plan:
    """The round of a period over these books."""
    known_state = {} if period.annual else state
    owners = {fact.case: fact.person for fact in facts}
    wished = _wished(period, facts, known_state, tables)
    moves, waiting = _within(wished, used(ledger, owners), cap)
    gates = _gates(period, facts, known_state, moves, waiting)
    return Plan(moves, waiting, gates, _vector(moves, len(tables)))


def _wished(period: Period, facts: Sequence[CaseFact], state: Mapping[str, Acknowledged], tables: Cubes) -> list[Move]:
    """Every change the books ask for; a case that left the books leaves the tables, an erased one stays counted."""
    cases = {fact.case: fact for fact in facts}
    moves = []
    for case in sorted(cases.keys() | {one for one in state if not one.startswith(ERASED)}):
        fact, before = cases.get(case), state.get(case)
        after = fact.profile(period) if fact and fact.gate is None else None
        change = difference(before.profile if before else None, after, tables)
        if change:
            person = fact.person if fact else state[case].person
            moves.append(Move(case, person, after, change, 0))
    return moves


def _within(wished: Sequence[Move], spent: Mapping[str, int], cap: int) -> tuple[tuple[Move, ...], tuple[Move, ...]]:
    """Those whose person stays within the cap, each with the units it adds, and those who wait."""
    taken: dict[str, Change] = {}
    moves: list[Move] = []
    waiting: list[Move] = []
    for move in wished:
        before = taken.get(move.person, {})
        after = added(before, move.change)
        fits = spent.get(move.person, 0) + units(after) <= cap
        priced = Move(move.case, move.person, move.after, move.change, units(after) - units(before))
        (moves if fits else waiting).append(priced)
        if fits:
            taken[move.person] = after
    return tuple(moves), tuple(waiting)


def _vector(moves: Iterable[Move], size: int) -> tuple[int, ...]:
    vector = [0] * size
    for move in moves:
        for cell, value in move.change.items():
            vector[cell] += value
    return tuple(vector)


def _gates(
    period: Period,
    facts: Sequence[CaseFact],
    state: Mapping[str, Acknowledged],
    moves: Sequence[Move],
    waiting: Sequence[Move],
) -> Gates:
    """Both reconciliations: of the period's changes, and of all the books' cases."""
    moved, held = {move.case for move in moves}, {move.case for move in waiting}
    standing = (set(state) | {m.case for m in moves if m.after}) - {m.case for m in moves if not m.after}
    mine = {fact.case: fact for fact in facts if fact.profile(period)}
    outside = [fact for case, fact in mine.items() if case not in standing]
    shut = [fact for fact in mine.values() if fact.case not in moved | held and _differs(fact, period, state)]
    gated = [fact.gate for fact in shut]
    return Gates(
        changes=len(moved | held | {fact.case for fact in shut}),
        no_consent=gated.count(CONSENT),
        elsewhere=gated.count(ELSEWHERE),
        waiting=len(waiting),
        included=len(moves),
        books=len(mine),
        upstream=len(standing),
        books_no_consent=sum(fact.gate == CONSENT for fact in outside),
        books_elsewhere=sum(fact.gate == ELSEWHERE for fact in outside),
        books_waiting=sum(fact.gate is None for fact in outside),
        left=len(standing - mine.keys()),
    )


def _differs(fact: CaseFact, period: Period, state: Mapping[str, Acknowledged]) -> bool:
    before = state.get(fact.case)
    return fact.profile(period) != (before.profile if before else None)
