"""Working an expression out over the answers, with a bound on how much may be looked at."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.survey.expressions import Binary, Call, Constant, Path, Step, Tree, parse
from app.survey.functions import FUNCTIONS
from app.survey.values import Node, Nodes, TooMuch, Value, differs, number, same, text, truth

MOST_STEPS = 400_000
"""What one answer may set in motion: places looked at and signs worked out, well under a second's work."""


class Fuel:
    """How much may still be looked at."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.left = most

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True, slots=True)
class Scope:
    """From where an expression is worked out."""

    here: Node
    root: Node
    fuel: Fuel
    name_of: Callable[[str, str], str] = field(default=lambda value, _path: value)
    """The words of a choice, by its name and the path of its question."""
    current: Node | None = None
    position: int = 1

    def choice_name(self, value: str, written: str) -> str:
        """The words of the choice that the question of this path was answered with."""
        tree = parse(written.strip()).tree
        found = _path(tree, self) if isinstance(tree, Path) else ()
        return self.name_of(value, found[0].path) if found else ""


def evaluate(tree: Tree, scope: Scope) -> Value:
    """What the expression comes to; TooMuch where it would take too long."""
    scope.fuel.spend()
    if isinstance(tree, Constant):
        return tree.value
    if isinstance(tree, Path):
        return _path(tree, scope)
    if isinstance(tree, Binary):
        return _binary(tree, scope)
    return _call(tree, scope)


def _call(tree: Call, scope: Scope) -> Value:
    if tree.name == "if":
        asked, yes, no = tree.arguments
        return evaluate(yes if truth(evaluate(asked, scope)) else no, scope)
    if tree.name == "once":
        return scope.here.text or evaluate(tree.arguments[0], scope)
    return FUNCTIONS[tree.name](scope, tuple(evaluate(one, scope) for one in tree.arguments))


def _binary(tree: Binary, scope: Scope) -> Value:
    left = evaluate(tree.left, scope)
    if tree.sign == "and":
        return truth(left) and truth(evaluate(tree.right, scope))
    if tree.sign == "or":
        return truth(left) or truth(evaluate(tree.right, scope))
    right = evaluate(tree.right, scope)
    if tree.sign == "=":
        return same(left, right)
    if tree.sign == "!=":
        return differs(left, right)
    return _SIGNS[tree.sign](number(left), number(right))


def _divide(left: float, right: float) -> float:
    if right == 0 or math.isnan(right):
        return math.nan
    return left / right


def _rest(left: float, right: float) -> float:
    """The rest has the sign of what is divided, as in XPath."""
    return math.fmod(left, right) if right and math.isfinite(left) and not math.isnan(right) else math.nan


_SIGNS: dict[str, Callable[[float, float], float | bool]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": _divide,
    "mod": _rest,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _path(tree: Path, scope: Scope) -> Nodes:
    if tree.start == "/":
        first, *rest = tree.steps
        found: Nodes = (scope.root,) if scope.root.path == f"/{first.name}" else ()
    else:
        found = (scope.current or scope.here,) if tree.start == "current" else (scope.here,)
        rest = list(tree.steps)
    for step in rest:
        found = _step(step, found, scope)
    return found


def _step(step: Step, found: Nodes, scope: Scope) -> Nodes:
    reached: list[Node] = []
    for node in found:
        if step.name == ".":
            fresh: Nodes = (node,)
        elif step.name == "..":
            fresh = (node.above,) if node.above is not None and node.above not in reached else ()
        else:
            fresh = tuple(node.named(step.name))
        scope.fuel.spend(len(fresh) + 1)
        for predicate in step.predicates:
            fresh = _narrowed(fresh, predicate, scope)
        reached += fresh
    return tuple(reached)


def _narrowed(nodes: Nodes, predicate: Tree, scope: Scope) -> Nodes:
    kept = []
    for place, node in enumerate(nodes, 1):
        inside = replace(scope, here=node, current=scope.current or scope.here, position=place)
        value = evaluate(predicate, inside)
        if value == place if isinstance(value, float) else truth(value):
            kept.append(node)
    return tuple(kept)


def as_text(tree: Tree, scope: Scope) -> str:
    """What the expression comes to, as it is kept."""
    return text(evaluate(tree, scope))
