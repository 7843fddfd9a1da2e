"""What a questionnaire is: questions in their order and their logic. Frozen and pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.errors import BadInput
from app.i18n import _
from app.survey.expressions import Expression

MOST_TOLD = 100
"""Findings that one refusal carries."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the sheets, where it stands (rows from 1, as a spreadsheet counts), and a whole sentence about it."""

    sentence: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        if self.sheet and self.row and self.column:
            told = _("Sheet “{sheet}”, row {row}, column “{column}”: {sentence}")
        elif self.sheet and self.row:
            told = _("Sheet “{sheet}”, row {row}: {sentence}")
        elif self.sheet:
            told = _("Sheet “{sheet}”: {sentence}")
        else:
            return self.sentence
        return told.format(sheet=self.sheet, row=self.row, column=self.column, sentence=self.sentence)


class Unaskable(BadInput):
    """A questionnaire that cannot be asked here; every finding says where and why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(str(findings[0]), field="file")
        self.findings = findings[:MOST_TOLD]


@dataclass(frozen=True, slots=True)
class Text:
    """Words in each language; a piece that is an expression shows what was answered elsewhere."""

    languages: tuple[tuple[str, tuple[str | Expression, ...]], ...] = ()

    def pieces(self, language: str) -> tuple[str | Expression, ...]:
        """The pieces in a language, or in the first that has any."""
        return dict(self.languages).get(language) or (self.languages[0][1] if self.languages else ())

    def __bool__(self) -> bool:
        return bool(self.languages)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list, with the further columns that a filter may look at."""

    name: str
    label: Text
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers of a range."""

    start: float
    end: float
    step: float


@dataclass(frozen=True, slots=True)
class Logic:
    """The expressions of a question or section; None where there is none."""

    relevant: Expression | None = None
    constraint: Expression | None = None
    required: Expression | None = None
    calculation: Expression | None = None
    choice_filter: Expression | None = None
    default: Expression | None = None
    count: Expression | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question, note or calculation."""

    path: str
    kind: str
    label: Text = field(default_factory=Text)
    hint: Text = field(default_factory=Text)
    constraint_message: Text = field(default_factory=Text)
    required_message: Text = field(default_factory=Text)
    logic: Logic = field(default_factory=Logic)
    read_only: bool = False
    appearance: str = ""
    default: str = ""
    choices: tuple[Choice, ...] = ()
    bounds: Bounds | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def shown(self) -> bool:
        """Whether people see it: calculations, hidden values and the day work behind."""
        return self.kind not in ("calculate", "hidden", "today")

    @property
    def asked(self) -> bool:
        """Whether it can be answered: whatever can be, may also be declined."""
        return self.shown and self.kind != "note" and not self.read_only


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions, or one that repeats."""

    path: str
    items: tuple[Question | Section, ...]
    label: Text = field(default_factory=Text)
    logic: Logic = field(default_factory=Logic)
    repeats: bool = False
    appearance: str = ""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def every(self) -> Iterator[Question | Section]:
        """This section and everything in it, in order."""
        yield self
        for item in self.items:
            if isinstance(item, Section):
                yield from item.every()
            else:
                yield item


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire that can be asked; `order` is the order in which its logic is worked out."""

    title: str
    ident: str
    version: str
    languages: tuple[str, ...]
    root: Section
    order: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def questions(self) -> tuple[Question, ...]:
        return tuple(one for one in self.root.every() if isinstance(one, Question))
