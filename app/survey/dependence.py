"""What depends on what: the order in which logic is worked out, and loops in it, which nobody could work out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from app.i18n import _
from app.survey.expressions import Expression, Path, paths
from app.survey.model import Finding, Question, Questionnaire, Section, Unaskable
from app.survey.screening import Screened

_COLUMNS = {
    "relevant": "relevant", "constraint": "constraint", "required": "required", "calculation": "calculation",
    "choice_filter": "choice_filter", "default": "default", "count": "repeat_count",
}  # fmt: skip
_FOLLOWS = ("relevant", "calculation", "count")
"""What is worked out again whenever something changes; the others only judge."""


@dataclass(frozen=True, slots=True)
class Places:
    """The questions and sections of a questionnaire by path, and the section around each."""

    known: dict[str, Question | Section]

    def reached(self, path: Path, here: str) -> str:
        """The path of what an expression looks at, from where it stands; empty where nothing is."""
        at = "" if path.start == "/" else here
        for step in path.steps:
            if step.name == "..":
                at = at.rpartition("/")[0]
            elif step.name != ".":
                at = f"{at}/{step.name}"
        return at if at in self.known else ""


def ordered(form: Questionnaire, screened: Screened) -> tuple[str, ...]:
    """The paths in the order in which they are worked out; Unaskable for loops and for looking where nothing is."""
    places = Places({one.path: one for one in form.root.every()})
    graph: dict[str, set[str]] = {}
    lost: list[Finding] = []
    for path, item in places.known.items():
        above = path.rpartition("/")[0]
        graph[path] = {above} if above else set()
        for what, expression in _expressions(item):
            for found in _looked_at(item, what, expression, places, lost, screened):
                if what in _FOLLOWS:
                    graph[path].add(found)
    if lost:
        raise Unaskable(*lost)
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as problem:
        raise Unaskable(_loop(problem.args[1], screened)) from None


def _expressions(item: Question | Section) -> Iterator[tuple[str, Expression]]:
    for what in _COLUMNS:
        expression = getattr(item.logic, what)
        if expression is not None:
            yield what, expression
    words = (
        (item.label,)
        if isinstance(item, Section)
        else (item.label, item.hint, item.constraint_message, item.required_message)
    )
    for text in words:
        for _language, pieces in text.languages:
            yield from (("label", one) for one in pieces if isinstance(one, Expression))


def _looked_at(
    item: Question | Section, what: str, expression: Expression, places: Places, lost: list[Finding], screened: Screened
) -> Iterator[str]:
    columns = _filter_columns(item) if what == "choice_filter" else frozenset[str]()
    for path in paths(expression.tree):
        if not path.start and len(path.steps) == 1 and path.steps[0].name in columns:
            continue
        if not path.start and what == "choice_filter" and path.steps[0].name == ".":
            continue
        found = places.reached(path, item.path)
        if found:
            yield found
        else:
            sentence = _("This looks where there is no question: {place}.").format(place=_written(path))
            lost.append(_finding(item.path, what, sentence, screened))


def _filter_columns(item: Question | Section) -> frozenset[str]:
    found = {name for choice in item.choices for name, _cell in choice.columns} if isinstance(item, Question) else set()
    return frozenset(found | {"name"})


def _written(path: Path) -> str:
    start = {"/": "/", "current": "current()/"}.get(path.start, "")
    return start + "/".join(step.name for step in path.steps)


def _loop(around: list[str], screened: Screened) -> Finding:
    """A loop, told by the names of the questions in it."""
    names = " → ".join(path.rpartition("/")[2] for path in reversed(around))
    sentence = _("These questions depend on each other in a circle: {names}.").format(names=names)
    first = min((path for path in around if path in screened.rows), key=lambda path: screened.rows[path], default="")
    return _finding(first, "", sentence, screened)


def _finding(path: str, what: str, sentence: str, screened: Screened) -> Finding:
    row = screened.rows.get(path, 0)
    column = _COLUMNS.get(what, what)
    return Finding(sentence, "survey", row, screened.headings.get(column, column))
