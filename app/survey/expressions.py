"""Expressions of XLSForm: the part of XPath 1.0 that questionnaires use, read into a small tree.

Only plain steps lead through the answers (`/data/a`, `../a`, `r[2]/a`), so that the time an expression takes can be
bounded; axes, wildcards, variables and unions are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MOST_LETTERS, MOST_DEEP, MOST_SIGNS = 4_000, 40, 150


class Misspelt(ValueError):
    """An expression that cannot be read; `what` is where it stops making sense."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class UnknownFunction(Misspelt):
    """A function that nobody here knows."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a text."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a name, `.` or `..`, narrowed by predicates."""

    name: str
    predicates: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Where to look: from the root, from the question itself (`current()`), or from here."""

    start: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides and the sign between them."""

    sign: str
    left: Tree
    right: Tree


Tree = Constant | Path | Call | Binary


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written, and as it was read."""

    source: str
    tree: Tree


@lru_cache(maxsize=4096)
def parse(source: str) -> Expression:
    """Read an expression; Misspelt where it is none, or longer or deeper than anybody means."""
    if len(source) > MOST_LETTERS:
        raise Misspelt(source[:20] + "…")
    return Expression(source, _Reader(source).whole())


def paths(tree: Tree) -> Iterator[Path]:
    """Every path that an expression looks at, those in predicates too."""
    if isinstance(tree, Path):
        yield tree
        for step in tree.steps:
            for one in step.predicates:
                yield from paths(one)
    elif isinstance(tree, Binary):
        yield from paths(tree.left)
        yield from paths(tree.right)
    elif isinstance(tree, Call):
        for one in tree.arguments:
            yield from paths(one)
        if tree.name == "jr:choice-name" and isinstance(named := _named_path(tree), Path):
            yield named


def _named_path(call: Call) -> Tree | None:
    """The question whose choices `jr:choice-name` looks at, which stands in quotes."""
    second = call.arguments[1]
    return parse(second.value.strip()).tree if isinstance(second, Constant) and isinstance(second.value, str) else None


_WORDS = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)|(?P<sign><=|>=|!=|\.\.|//|::|[<>=+\-*/()\[\],.]))"
)
_BINDING = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
}  # fmt: skip


class _Reader:
    """Reads words from left to right, signs by how strongly they bind."""

    def __init__(self, source: str) -> None:
        self.words = list(_split(source))
        self.at = 0
        self.deep = 0
        self.signs = 0

    def whole(self) -> Tree:
        tree = self.expression(0)
        if self.at < len(self.words):
            raise Misspelt(self.words[self.at][1])
        return tree

    def expression(self, least: int) -> Tree:
        self.deep += 1
        if self.deep > MOST_DEEP:
            raise Misspelt("(((…")
        left = self.operand()
        while (binding := _BINDING.get(self.sign(), 0)) > least:
            sign = self.take()
            self.signs += 1
            if self.signs > MOST_SIGNS:
                raise Misspelt(sign)
            left = Binary(sign, left, self.expression(binding))
        self.deep -= 1
        return left

    def operand(self) -> Tree:
        kind, word = self.look()
        if word == "-":
            self.take()
            return Binary("-", Constant(0.0), self.expression(6))
        if kind in ("number", "text"):
            self.take()
            return Constant(float(word) if kind == "number" else word[1:-1])
        if word == "(":
            self.take()
            inner = self.expression(0)
            self.expect(")")
            return inner
        if kind == "name" and self.look(1)[1] == "(" and word != "current":
            return self.call()
        return self.path()

    def call(self) -> Tree:
        from app.survey.functions import ARGUMENTS

        name = self.take()
        if name not in ARGUMENTS:
            raise UnknownFunction(name)
        self.expect("(")
        arguments: list[Tree] = []
        while self.look()[1] != ")":
            if arguments:
                self.expect(",")
            arguments.append(self.expression(0))
        self.expect(")")
        least, most = ARGUMENTS[name]
        if not least <= len(arguments) <= most:
            raise Misspelt(f"{name}(…)")
        found = Call(name, tuple(arguments))
        if name == "jr:choice-name" and not isinstance(_named_path(found), Path):
            raise Misspelt(f"{name}(…)")
        return found

    def path(self) -> Tree:
        start = ""
        if self.look() == ("name", "current") and self.look(1)[1] == "(":
            self.take()
            self.expect("(")
            self.expect(")")
            start = "current"
            if self.look()[1] != "/":
                return Path(start, ())
            self.take()
        elif self.look()[1] == "/":
            self.take()
            start = "/"
        steps = [self.step()]
        while self.look()[1] == "/":
            self.take()
            steps.append(self.step())
        return Path(start, tuple(steps))

    def step(self) -> Step:
        kind, word = self.look()
        if kind != "name" and word not in (".", ".."):
            raise Misspelt(word)
        self.take()
        predicates = []
        while self.look()[1] == "[":
            self.take()
            predicates.append(self.expression(0))
            self.expect("]")
        return Step(word, tuple(predicates))

    def look(self, ahead: int = 0) -> tuple[str, str]:
        return self.words[self.at + ahead] if self.at + ahead < len(self.words) else ("end", "")

    def sign(self) -> str:
        kind, word = self.look()
        return word if kind in ("sign", "name") else ""

    def take(self) -> str:
        word = self.look()[1]
        self.at += 1
        return word

    def expect(self, word: str) -> None:
        if self.look() != ("sign", word):
            raise Misspelt(self.look()[1] or word)
        self.at += 1


def _split(source: str) -> Iterator[tuple[str, str]]:
    at = 0
    while source[at:].strip():
        found = _WORDS.match(source, at)
        if not found:
            raise Misspelt(source[at:].strip()[:20])
        assert found.lastgroup is not None
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()
