"""What is held back outside: no small figure, and none that follows from what is shown."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.desk import Desk
from app.errors import BadInput, Denied
from app.flows import report_out
from app.kinds import Compartment, Role
from app.reports import month, year
from app.reports.outside import Atoms, Cell, held_back
from app.store import Database

SEPTEMBER = month(2026, 9)


def grid(counts: list[list[int]]) -> tuple[dict[Cell, int], dict[Cell, Atoms]]:
    """A table with a sum of each row, each column and all, as a report lays it out."""
    tall, wide = len(counts), len(counts[0])
    made_of: dict[Cell, Atoms] = {}
    for row in range(tall + 1):
        for column in range(wide + 1):
            inside = [(r, c) for r in range(tall) for c in range(wide) if row in (r, tall) and column in (c, wide)]
            made_of[0, row, column] = frozenset((r, c) for r, c in inside if counts[r][c])
    figures = {cell: sum(counts[int(str(r))][int(str(c))] for r, c in atoms) for cell, atoms in made_of.items()}
    return figures, made_of


def follows(wanted: Atoms, published: list[Atoms]) -> bool:
    """Somebody outside with time: whether a cell is a combination of published ones (fractions, by hand)."""
    places = sorted({atom for atoms in (*published, wanted) for atom in atoms}, key=str)
    rows = [[Fraction(place in atoms) for place in places] for atoms in published]
    target = [Fraction(place in wanted) for place in places]
    for at in range(len(places)):
        pivot = next((row for row in rows if row[at]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for row in (*rows, target):
            share = row[at] / pivot[at]
            for place in range(at, len(places)):
                row[place] -= share * pivot[place]
    return not any(target)


@given(some.lists(some.lists(some.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_small_figure_follows_from_what_is_shown(counts: list[list[int]]) -> None:
    figures, made_of = grid(counts)
    hidden = held_back(figures, made_of)
    published = [made_of[cell] for cell in figures if cell not in hidden]
    for cell, value in figures.items():
        assert value == 0 or value > 4 or cell in hidden
        if 0 < value < 5:
            assert not follows(made_of[cell], published)


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ([10, 20, 30], [10, 20, 30, 60]),
        ([2, 20, 30], ["*", "*", 30, 52]),
        ([4, 4, 30], ["*", "*", 30, 38]),
        ([1, 1, 30], ["*", "*", "*", 32]),  # two hidden figures that make two are plain
        ([1, 1, 0], ["*", "*", 0, "*"]),
        ([3, 0, 0], ["*", 0, 0, "*"]),
        ([3, 9, 0], ["*", "*", 0, 12]),
    ],
)
def test_a_column_and_its_sum(column: list[int], shown: list[object]) -> None:
    figures, made_of = grid([[one] for one in column])
    figures = {cell: value for cell, value in figures.items() if cell[2] == 0}
    hidden = held_back(figures, made_of)
    assert ["*" if cell in hidden else value for cell, value in sorted(figures.items())] == shown


def _filled(db: Database) -> None:
    chance = random.Random(7)
    with db.atomic():
        for number in range(150):
            row = {
                "id": f"c{number}", "started_at": year(2026).since + chance.randrange(300 * 86_400_000),
                "state": "closed", "taken_by": "u", "kind": "counselling",
                "channel": chance.choice(["phone"] * 6 + ["visit"] * 3 + ["online"]),
                "counselling": chance.choice(["initial", "repeat", "repeat", None]),
                "violence": chance.choice(["yes", "yes", "no", None]),
                "caller_relation": chance.choice(["self"] * 5 + ["family", None]),
            }  # fmt: skip
            db.insert("contact", row)


@pytest.mark.parametrize(("layout", "period"), [("monthly", SEPTEMBER), ("annual", year(2026))])
def test_a_whole_report_holds_small_figures_back(desk: Desk, layout: str, period: object) -> None:
    _filled(desk.database(Compartment.CASEWORK))
    exact, outside = desk.reports.count_twice(layout, period)  # type: ignore[arg-type]  # a period of the table above
    assert exact == desk.reports.count(layout, period)  # type: ignore[arg-type]  # as above
    assert (exact.hides, exact.for_outside, outside.for_outside) == (0, False, True)
    shown = 0
    for table, open_table in zip(exact.tables, outside.tables, strict=True):
        for line, open_line in zip(table.lines, open_table.lines, strict=True):
            for at, value in enumerate(line.values):
                assert open_line.shown[at] in ("*", value)
                assert value not in (1, 2, 3, 4) or at in open_line.hidden
                assert at not in open_line.hidden or open_line.values[at] == 0, "nothing of it goes along"
                shown += value > 0 and at not in open_line.hidden
    assert outside.hides > 0
    assert shown > 0
    totals = [table.lines[-1] for table in outside.tables if table.id in ("counselling", "violence")]
    assert len({line.shown[-1] for line in totals}) < 2, "the same sum is hidden everywhere or nowhere"


def test_exact_figures_need_a_manager_and_a_reason(desk: Desk) -> None:
    with pytest.raises(Denied):
        report_out.in_exact_form(Role.COUNSELLOR, "부처에 내는 실적 서식")
    with pytest.raises(BadInput) as refused:
        report_out.in_exact_form(Role.MANAGER, " ")
    assert refused.value.field == "reason"
    exact, outside = desk.reports.count_twice("monthly", SEPTEMBER)
    with pytest.raises(Denied):
        report_out.note_copied(desk.audit, exact)
    report_out.note_copied(desk.audit, outside)
    report_out.note_copied(desk.audit, exact, report_out.in_exact_form(Role.MANAGER, "부처에 내는 실적 서식"))
    told = [entry.facts for entry in desk.audit.entries(kind="report_exported")]
    assert [facts.get("reason") for facts in told] == ["부처에 내는 실적 서식", None]
