"""What of a report's figures is held back before it leaves the house: 1 to 4, and what would give them away.

A cell is the set of things that were counted in it, so every sum that anybody could form between the published cells is
known here, across all tables of a report. Held back are, until nothing more is found:

1. every figure of 1 to 4;
2. in a row or column whose sum is published, so many more that the hidden ones together do not point to one of them;
3. one cell of each combination of published cells that a hidden small figure follows from.

Noughts stay. It holds for one report alone: two reports of overlapping spans can be subtracted from each other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Cell = tuple[int, int, int]
"""Table, line and column of a figure."""
Atoms = frozenset[tuple[object, ...]]
"""What was counted in a cell: rows of a question, none of them nought."""

SMALL = range(1, 5)
_SLACK = 3
"""How much more than one each the hidden figures of a line hold together: else each of them is plain."""
_PRIME = (1 << 61) - 1
_Vector = dict[int, int]


def held_back(figures: Mapping[Cell, int], made_of: Mapping[Cell, Atoms]) -> frozenset[Cell]:
    """The cells that are not shown outside."""
    shown = {cell: value for cell, value in figures.items() if value}
    small = {cell for cell, value in shown.items() if value in SMALL}
    vectors, sums = _vectors(shown, made_of), _sums(shown, made_of)
    hidden = set(small)
    while True:
        more = {one for parts, total in sums if (one := _too_plain(parts, total, hidden, shown)) is not None}
        more = more or _following(small, hidden, shown, vectors)
        if not more:
            return frozenset(hidden)
        hidden |= more


def _vectors(shown: Iterable[Cell], made_of: Mapping[Cell, Atoms]) -> dict[Cell, frozenset[int]]:
    """Each cell by what it is made of; what always stands together in the same cells is one thing."""
    cells_of: dict[tuple[object, ...], list[Cell]] = {}
    for cell in sorted(shown):
        for atom in made_of[cell]:
            cells_of.setdefault(atom, []).append(cell)
    numbered: dict[tuple[Cell, ...], int] = {}
    found: dict[Cell, set[int]] = {cell: set() for cell in shown}
    for cells in cells_of.values():
        number = numbered.setdefault(tuple(cells), len(numbered))
        for cell in cells:
            found[cell].add(number)
    return {cell: frozenset(numbers) for cell, numbers in found.items()}


def _sums(shown: Mapping[Cell, int], made_of: Mapping[Cell, Atoms]) -> list[tuple[tuple[Cell, ...], Cell]]:
    """Rows and columns in which one cell holds exactly what the others hold: (the others, the sum)."""
    lines: dict[tuple[int, str, int], list[Cell]] = {}
    for table, line, column in sorted(shown):
        lines.setdefault((table, "row", line), []).append((table, line, column))
        lines.setdefault((table, "column", column), []).append((table, line, column))
    found = []
    for cells in lines.values():
        total = max(cells, key=lambda cell: (shown[cell], cell))
        parts = tuple(cell for cell in cells if cell != total)
        whole = frozenset[tuple[object, ...]]().union(*(made_of[cell] for cell in parts))
        if parts and whole == made_of[total] and sum(len(made_of[cell]) for cell in parts) == len(whole):
            found.append((parts, total))
    return found


def _too_plain(parts: tuple[Cell, ...], total: Cell, hidden: set[Cell], shown: Mapping[Cell, int]) -> Cell | None:
    """One more cell of a line to hold back, where its published sum says too much of those that are."""
    away = [cell for cell in parts if cell in hidden]
    together = sum(shown[cell] for cell in away)
    if not away or total in hidden or (len(away) > 1 and together >= len(away) + _SLACK and together not in SMALL):
        return None
    open_ones = [cell for cell in parts if cell not in hidden]
    return min(open_ones, key=lambda cell: (shown[cell], cell)) if open_ones else total


def _following(
    small: set[Cell], hidden: set[Cell], shown: Mapping[Cell, int], vectors: Mapping[Cell, frozenset[int]]
) -> set[Cell]:
    """For every small figure that follows from published ones: the smallest of those."""
    basis: dict[int, tuple[_Vector, dict[Cell, int]]] = {}
    for cell in sorted(shown, key=lambda one: (-shown[one], one)):
        if cell not in hidden:
            rest, used = _reduced(dict.fromkeys(vectors[cell], 1), {cell: 1}, basis)
            if rest:
                basis[min(rest)] = rest, used
    more = set()
    for cell in small:
        rest, used = _reduced(dict.fromkeys(vectors[cell], 1), {}, basis)
        if not rest:
            more.add(min(used, key=lambda one: (shown[one], one)))
    return more


def _reduced(
    vector: _Vector, used: dict[Cell, int], basis: Mapping[int, tuple[_Vector, dict[Cell, int]]]
) -> tuple[_Vector, dict[Cell, int]]:
    """What is left of a vector after the basis, and of which cells the difference is made."""
    waiting = True
    while waiting:
        place = min((one for one in vector if one in basis), default=None)
        waiting = place is not None
        if place is not None:
            rest, cells = basis[place]
            factor = vector[place] * pow(rest[place], -1, _PRIME) % _PRIME
            _subtract(vector, rest, factor)
            _subtract(used, cells, factor)
    return vector, used


def _subtract(whole: dict[K, int], part: Mapping[K, int], factor: int) -> None:
    for key, value in part.items():
        left = (whole.get(key, 0) - factor * value) % _PRIME
        if left:
            whole[key] = left
        else:
            whole.pop(key, None)
