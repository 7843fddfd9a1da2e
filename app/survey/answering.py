"""Answering a questionnaire: question by question, back and forth, declined where somebody would rather not, stopped at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import BadInput, NotFound
from app.i18n import _
from app.survey.checking import checked
from app.survey.evaluation import Fuel, as_text
from app.survey.expressions import Expression, Path
from app.survey.following import MOST_INSTANCES, Following
from app.survey.model import Choice, Question, Questionnaire, Section, Text
from app.survey.results import Row, row_of
from app.survey.tree import Branch, Leaf
from app.survey.values import TooMuch


@dataclass(frozen=True, slots=True)
class Place:
    """One question where it stands; the key also says which of several sections it is in (`visits[2]/when`)."""

    key: str
    question: Question
    value: str
    declined: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody came: the question they are at, and how many there are as things stand."""

    at: int
    of: int


class Answering:
    """One person answering. Answers that are not asked any more are left out of the result, and kept while somebody goes back."""

    def __init__(self, form: Questionnaire, language: str = "") -> None:
        self.form = form
        try:
            self._follows = Following(form, language if language in form.languages else form.languages[0])
        except TooMuch:
            raise _too_much() from None
        self._at = next(self._shown(), None)
        self._see()

    @property
    def language(self) -> str:
        return self._follows.language

    @language.setter
    def language(self, language: str) -> None:
        if language in self.form.languages:
            self._follows.language = language

    @property
    def place(self) -> Place | None:
        """Where somebody is; None where nothing is asked at all."""
        return _place(self._at) if self._at else None

    def places(self) -> tuple[Place, ...]:
        """Everything that is asked as things stand, in order."""
        return tuple(_place(one) for one in self._shown())

    def progress(self) -> Progress:
        shown = list(self._shown())
        return Progress(shown.index(self._at) + 1 if self._at in shown else 0, len(shown))

    def next(self) -> Place | None:
        """Go on; None at the end. BadInput where an answer is still needed."""
        if self._at is None:
            return None
        if problem := self._problem(self._at):
            raise BadInput(problem, field=self._at.key)
        return self._move(self._after(self._at))

    def previous(self) -> Place | None:
        """Go back; None at the beginning."""
        return self._move(self._before(self._at)) if self._at else None

    def go(self, key: str) -> Place | None:
        """Go to a question that is asked."""
        return self._move(self._leaf(key))

    def answer(self, key: str, given: str) -> Place:
        """Answer a question; an empty answer takes it back. BadInput leaves everything as it was."""
        leaf = self._asked(key)
        offered = tuple(one.name for one in self._offered(leaf))
        try:
            value = checked(leaf.item, given, offered)
        except BadInput as problem:
            raise BadInput(str(problem), field=key) from None
        with self._kept_whole(self._restoring(leaf)):
            leaf.value, leaf.declined = value, False
            if not self._follows.holds(leaf):
                raise BadInput(self._breaks(leaf), field=key)
            self._follows.work_out()
        return _place(leaf)

    def decline(self, key: str) -> Place:
        """“I'd rather not answer” is an answer of its own; what stood there before is forgotten."""
        leaf = self._asked(key)
        with self._kept_whole(self._restoring(leaf)):
            leaf.value, leaf.declined = "", True
            self._follows.work_out()
        return _place(leaf)

    def choices(self, key: str) -> tuple[tuple[str, str], ...]:
        """What can be chosen now: names, and the words people read."""
        leaf = self._leaf(key)
        return tuple((one.name, self._read(one.label, leaf)) for one in self._offered(leaf))

    def label(self, key: str) -> str:
        leaf = self._leaf(key)
        return self._read(leaf.item.label, leaf)

    def hint(self, key: str) -> str:
        leaf = self._leaf(key)
        return self._read(leaf.item.hint, leaf)

    def repeats(self) -> tuple[str, ...]:
        """Sections that people may add to, each as often as it stands there, by key (`visits[2]`)."""
        return tuple(one.key for one in self._branches() if one.relevant and _free(one.item))

    def add(self, path: str) -> str:
        """One more of a section that repeats, named by its key without a number (`visits`); answers its key."""
        above, item = self._repeat(path)
        count = len(above.below[item.name])
        if count >= MOST_INSTANCES:
            raise BadInput(_("There are {count} of these already; there cannot be more.").format(count=count))

        def restore() -> None:
            del above.below[item.name][count:]

        with self._kept_whole(restore):
            fresh = self._follows.grow(above, item)
            self._follows.work_out()
        return fresh.key

    def remove(self, key: str) -> None:
        """Take one of several sections away, with its answers."""
        gone = next((one for one in self._branches() if one.key == key and _free(one.item)), None)
        if gone is None or gone.above is None:
            raise _not_there()
        if self._at and self._at in gone.leaves():
            first = next(gone.leaves())
            self._at = self._before(first) or next((one for one in self._shown() if one not in gone.leaves()), None)
        gone.above.below[gone.item.name].remove(gone)
        self._follows.work_out()

    def problems(self) -> dict[str, str]:
        """What still stands in the way of the end: a sentence by key."""
        found = {one.key: self._problem(one) for one in self._shown()}
        return {key: sentence for key, sentence in found.items() if sentence}

    def finish(self) -> tuple[Row, ...]:
        """The answers at the end; BadInput names the first question that still needs one."""
        for key, sentence in self.problems().items():
            raise BadInput(sentence, field=key)
        return self._rows()

    def stop(self, *, keep: bool) -> tuple[Row, ...]:
        """Stop at any time: with what was answered so far, or with nothing of it."""
        return self._rows() if keep else ()

    def _rows(self) -> tuple[Row, ...]:
        return tuple(row_of(one) for one in self._follows.root.leaves() if one.relevant and one.item.kind != "note")

    def _problem(self, leaf: Leaf) -> str:
        if not leaf.item.asked or leaf.declined:
            return ""
        try:
            if not leaf.value:
                return self._missing(leaf) if self._follows.required(leaf) else ""
            if leaf.item.choices:
                checked(leaf.item, leaf.value, tuple(one.name for one in self._follows.offered(leaf)))
            return "" if self._follows.holds(leaf) else self._breaks(leaf)
        except TooMuch:
            return str(_too_much())
        except BadInput as problem:
            return str(problem)

    def _missing(self, leaf: Leaf) -> str:
        own = self._read(leaf.item.required_message, leaf)
        return own or _("Please answer this question, or say that you would rather not.")

    def _breaks(self, leaf: Leaf) -> str:
        own = self._read(leaf.item.constraint_message, leaf)
        return own or _("This answer does not fit what is asked. Please look at it again.")

    def _offered(self, leaf: Leaf) -> tuple[Choice, ...]:
        try:
            return self._follows.offered(leaf)
        except TooMuch:
            raise _too_much() from None

    def _read(self, text: Text, leaf: Leaf) -> str:
        """Words as people read them, with what was answered elsewhere."""
        return "".join(one if isinstance(one, str) else self._shows(one, leaf) for one in text.pieces(self.language))

    def _shows(self, expression: Expression, leaf: Leaf) -> str:
        self._follows.fuel = Fuel()
        scope = self._follows.scope(leaf)
        try:
            found = as_text(expression.tree, scope)
            return scope.choice_name(found, expression.source) if isinstance(expression.tree, Path) else found
        except TooMuch:
            return ""

    def _shown(self) -> Iterator[Leaf]:
        return (one for one in self._follows.root.leaves() if one.asked_now)

    def _after(self, leaf: Leaf) -> Leaf | None:
        every = iter(self._follows.root.leaves())
        while next(every, leaf) is not leaf:
            pass
        return next((one for one in every if one.asked_now), None)

    def _before(self, leaf: Leaf) -> Leaf | None:
        found = None
        for one in self._follows.root.leaves():
            if one is leaf:
                return found
            found = one if one.asked_now else found
        return found

    def _move(self, leaf: Leaf | None) -> Place | None:
        if leaf is None:
            return None
        self._at = leaf
        self._see()
        return _place(leaf)

    def _see(self) -> None:
        if self._at:
            self._at.seen = True

    def _leaf(self, key: str) -> Leaf:
        found = next((one for one in self._shown() if one.key == key), None)
        if found is None:
            raise _not_there()
        return found

    def _asked(self, key: str) -> Leaf:
        found = self._leaf(key)
        if not found.item.asked:
            raise BadInput(_("This is shown only and cannot be answered."), field=key)
        return found

    def _branches(self) -> Iterator[Branch]:
        waiting = [self._follows.root]
        while waiting:
            one = waiting.pop(0)
            yield one
            waiting += [below for items in one.below.values() for below in items if isinstance(below, Branch)]

    def _repeat(self, path: str) -> tuple[Branch, Section]:
        """The branch above a section that repeats, and the section."""
        above, _mark, name = path.rpartition("/")
        for one in self._branches():
            if one.key == above and one.relevant:
                item = next((item for item in one.item.items if item.name == name), None)
                if isinstance(item, Section) and _free(item):
                    return one, item
        raise _not_there()

    def _restoring(self, leaf: Leaf) -> Callable[[], None]:
        value, declined = leaf.value, leaf.declined

        def restore() -> None:
            leaf.value, leaf.declined = value, declined

        return restore

    @contextmanager
    def _kept_whole(self, restore: Callable[[], None]) -> Iterator[None]:
        """Everything, or nothing: what is refused leaves the answers as they were."""
        try:
            yield
        except (TooMuch, BadInput) as problem:
            restore()
            self._follows.work_out()
            if isinstance(problem, BadInput):
                raise
            raise _too_much() from None


def _free(item: Section) -> bool:
    """Whether people decide how often a section stands there, and not the questionnaire."""
    return item.repeats and item.logic.count is None


def _place(leaf: Leaf) -> Place:
    return Place(leaf.key, leaf.item, leaf.value, leaf.declined)


def _too_much() -> BadInput:
    return BadInput(
        _("This questionnaire would have to work out more here than can be waited for. Nothing was changed.")
    )


def _not_there() -> NotFound:
    return NotFound(_("This question is not asked here."))
