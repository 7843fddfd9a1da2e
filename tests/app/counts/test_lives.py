"""Thousands of invented lives: deltas add up to the books, nobody passes the cap, every change is somewhere."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.counts.guarantee import SHIPPED
from app.counts.model import Acknowledged, CaseFact, Plan, Spent, counted, plan, units, used
from app.counts.periods import Period
from app.wire import cubes

TABLES = cubes()
CAP = SHIPPED.units_max
PERIODS = [Period(2024 + n // 4, n % 4 + 1) for n in range(12)]
LOCAL = {
    "violence": ["stalking", "rape", "deepfake", "domestic", "unknown", "not-in-any-list"],
    "age": ["19_29", "14_18", "unknown"],
    "relation": ["partner", "co_worker", "unknown"],
    "channel": ["phone", "other"],
    "outcome": ["open", "supported", "referred"],
}
locals_ = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in LOCAL.items()})
facts = st.builds(
    CaseFact,
    case=st.sampled_from([f"c{n}" for n in range(6)]),
    person=st.sampled_from(["p1", "p2", "p3"]),
    local=locals_,
    consent=st.sampled_from([True, True, True, False]),
    elsewhere=st.sampled_from([False, False, False, True]),
    opened_on=st.sampled_from(["2024-01-05", "2024-06-30", "2025-02-02"]),
    closed_on=st.sampled_from([None, "2024-12-31", "2025-03-31"]),
)
books = st.lists(facts, max_size=6, unique_by=lambda fact: fact.case)
lives = st.lists(st.tuples(books, st.sampled_from(["arrives", "arrives", "lost", "missed"])), min_size=1, max_size=12)


class Centre:
    """The bookkeeping of a centre, pure: state, ledger, and what the collector has added up."""

    def __init__(self) -> None:
        self.state: dict[str, Acknowledged] = {}
        self.ledger: list[Spent] = []
        self.sum = [0] * len(TABLES)

    def close(self, period: Period, cases: list[CaseFact], fate: str) -> Plan | None:
        if fate == "missed":
            return None
        chosen = plan(period, cases, self.state, self.ledger, TABLES, CAP)
        self.ledger += [Spent(str(period), move.person, move.case, move.change) for move in chosen.moves]
        if fate == "arrives":
            self.sum = [a + b for a, b in zip(self.sum, chosen.vector, strict=True)]
            for move in chosen.moves:
                self.state.pop(move.case, None)
                if move.after:
                    self.state[move.case] = Acknowledged(move.person, move.after)
        return chosen

    def standing(self) -> list[int]:
        vector = [0] * len(TABLES)
        for known in self.state.values():
            for cell in TABLES.of(known.profile):
                vector[cell] += 1
        return vector


@settings(max_examples=400, deadline=None)
@given(lives)
def test_deltas_add_up_and_nobody_passes_the_cap(life: list[tuple[list[CaseFact], str]]) -> None:
    centre = Centre()
    for period, (cases, fate) in zip(PERIODS, life, strict=False):
        before = used(centre.ledger, {fact.case: fact.person for fact in cases})
        chosen = centre.close(period, cases, fate)
        assert centre.sum == centre.standing()
        if chosen is None:
            continue
        after = used(centre.ledger, {fact.case: fact.person for fact in cases})
        for person, spent in after.items():
            # A merge may have brought a person above the cap before this round; the round itself never does.
            assert spent <= CAP or spent == before.get(person, 0)
        assert chosen.gates.whole
        assert sum(move.units for move in chosen.moves) == sum(after.values()) - sum(before.values())


@settings(max_examples=200, deadline=None)
@given(books)
def test_with_room_the_tables_are_the_books(cases: list[CaseFact]) -> None:
    """One case a person, one round: the vector is exactly the consented books, and again is nothing."""
    single = [replace(fact, person=fact.case) for fact in cases]
    centre = Centre()
    first = centre.close(PERIODS[5], single, "arrives")
    assert first
    assert not first.waiting
    counted_cases = [fact for fact in single if fact.gate is None and fact.profile(PERIODS[5])]
    assert sum(first.vector) == 6 * len(counted_cases)
    again = centre.close(PERIODS[6], single, "arrives")
    assert again
    assert not again.moves


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(LOCAL)), st.text(max_size=12) | st.none())
def test_any_local_code_has_a_counted_one(dimension: str, local: str | None) -> None:
    from app.codelists import known

    assert known(f"count_{dimension}", counted(dimension, local))


def test_every_case_lies_in_one_cell_of_each_table() -> None:
    profile = {name: counted(name, values[0]) for name, values in LOCAL.items()}
    cells = TABLES.of(profile)
    assert len(cells) == len(TABLES.tables) == 6
    assert {TABLES.cells[cell].table for cell in cells} == set(TABLES.tables)
    assert units(dict.fromkeys(cells, 1)) == 6
