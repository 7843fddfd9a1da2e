"""The answers while they are given: a tree of leaves (questions) and branches (sections, once or repeated)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.survey.model import Choice, Question, Section


@dataclass(slots=True, eq=False)
class Leaf:
    """One question in one place: what was answered stays here while the question is not relevant."""

    item: Question
    above: Branch
    value: str = ""
    declined: bool = False
    relevant: bool = True
    seen: bool = False
    """Whether it was shown to the person who answers."""

    @property
    def text(self) -> str:
        return "" if self.declined else self.value

    @property
    def number(self) -> int:
        return 1

    @property
    def path(self) -> str:
        return self.item.path

    @property
    def key(self) -> str:
        """Where it stands, which of several sections included: `visits[2]/when`."""
        return f"{self.above.prefix}{self.item.name}"

    @property
    def asked_now(self) -> bool:
        return self.relevant and self.item.shown

    def named(self, _name: str) -> tuple[Leaf, ...]:
        return ()

    def leaves(self) -> Iterator[Leaf]:
        yield self


@dataclass(slots=True, eq=False)
class Branch:
    """A section in one place, with everything in it; a repeated one stands there several times."""

    item: Section
    above: Branch | None = None
    relevant: bool = True
    surplus: bool = False
    """Beyond the number that the questionnaire counts: kept, and not asked."""
    below: dict[str, list[Leaf | Branch]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.item.items:
            self.below[item.name] = [grown(item, self)]

    @property
    def text(self) -> str:
        return ""

    @property
    def path(self) -> str:
        return self.item.path

    @property
    def number(self) -> int:
        """Which one it is among those that repeat, from 1."""
        return self.above.below[self.item.name].index(self) + 1 if self.above else 1

    @property
    def key(self) -> str:
        return self.prefix.rstrip("/")

    @property
    def prefix(self) -> str:
        if self.above is None:
            return ""
        return f"{self.above.prefix}{self.item.name}{f'[{self.number}]' if self.item.repeats else ''}/"

    @property
    def instances(self) -> tuple[int, ...]:
        """Which of the repeated sections this is, from the outermost on."""
        around = self.above.instances if self.above else ()
        return (*around, self.number) if self.item.repeats else around

    def named(self, name: str) -> tuple[Leaf | Branch, ...]:
        """What is there and relevant: what is not asked counts nowhere."""
        return tuple(one for one in self.below.get(name, ()) if one.relevant)

    def leaves(self) -> Iterator[Leaf]:
        """All questions in it, in order."""
        for items in self.below.values():
            for one in items:
                yield from one.leaves()

    def at(self, path: str) -> Iterator[Leaf | Branch]:
        """Everything that stands at a path, in all instances."""
        if path == self.path:
            yield self
            return
        name = path[len(self.path) + 1 :].partition("/")[0]
        for one in self.below.get(name, ()):
            if one.path == path:
                yield one
            elif isinstance(one, Branch):
                yield from one.at(path)


def grown(item: Question | Section, above: Branch) -> Leaf | Branch:
    """A question or section as it stands before anybody answered."""
    return Branch(item, above) if isinstance(item, Section) else Leaf(item, above, item.default)


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a choice, as a filter sees it."""

    text: str
    above: None = None
    number: int = 1
    path: str = ""

    def named(self, _name: str) -> tuple[Cell, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice, as a filter sees it: its columns are what stands below."""

    choice: Choice
    above: None = None
    number: int = 1
    path: str = ""

    @property
    def text(self) -> str:
        return self.choice.name

    def named(self, name: str) -> tuple[Cell, ...]:
        found = self.choice.name if name == "name" else dict(self.choice.columns).get(name)
        return () if found is None else (Cell(found),)
