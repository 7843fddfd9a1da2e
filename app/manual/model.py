"""What a response manual is: packs, steps, the words of each audience, law cards and the directory. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from app.i18n import _, full_date, pick

Kind = Literal["step", "jump", "card"]
Part = Literal["say", "avoid", "do"]
LawState = Literal["in_force", "upcoming", "expired", "unverified", "not_checked"]

RETURN = "return"
END = "end"
DEFAULT = "default"
CARD = "card"
PARTS: tuple[Part, ...] = ("say", "avoid", "do")
NEVER_CHANGES = frozenset({"112", "119", "1366"})
"""Numbers that may be spoken without a check by the centre."""
VERIFIED_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Words:
    """What one audience is asked and told at one step, in one language."""

    ask: str = ""
    say: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    now: str = ""

    def items(self, part: Part) -> tuple[str, ...]:
        return {"say": self.say, "avoid": self.avoid, "do": self.do}[part]

    def lines(self) -> Iterator[tuple[str, int, str]]:
        """Every text as (part, index, text); `ask` and `now` have the index 0."""
        if self.ask:
            yield "ask", 0, self.ask
        for part in PARTS:
            for number, text in enumerate(self.items(part)):
                yield part, number, text
        if self.now:
            yield "now", 0, self.now


NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class StepText:
    """One step in one language: its names, its words by audience, the labels of its ways out."""

    title: str
    short: str
    words: Mapping[str, Words] = field(hash=False)
    labels: Mapping[str, str] = field(hash=False)
    flags: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """A way out of a step; a red flag is a branch that is taken when danger shows."""

    id: str
    target: str


@dataclass(frozen=True, slots=True)
class Step:
    """A place one can stand in the manual: a step of the tree, a jump node or a referral card."""

    id: str
    kind: Kind
    minutes: int | None
    key: str | None
    next: str | None
    branches: tuple[Branch, ...]
    red_flags: tuple[Branch, ...]
    record: tuple[str, ...]
    refer: tuple[str, ...]
    law: tuple[str, ...]
    texts: Mapping[str, StepText] = field(hash=False)

    def text(self, language: str) -> StepText | None:
        """This step in a language; in Korean, then in any language, where it is missing."""
        return self.texts.get(language) or self.texts.get("ko") or next(iter(self.texts.values()), None)

    def title(self, language: str) -> str:
        text = self.text(language)
        return text.title if text else self.id

    def short(self, language: str) -> str:
        text = self.text(language)
        return text.short if text else self.id

    def words(self, language: str, audience: str) -> Words:
        """The words for an audience; a card has one set for everybody."""
        text = self.text(language)
        return text.words.get(CARD if self.kind == "card" else audience, NO_WORDS) if text else NO_WORDS

    def label(self, branch_id: str, language: str) -> str:
        """The label of a branch, a red flag or the way on (`default`); the bare id where none is written."""
        text = self.text(language)
        if text is None:
            return branch_id
        return text.flags.get(branch_id) or text.labels.get(branch_id) or branch_id

    def way_out(self, branch_id: str) -> Branch | None:
        return next((way for way in (*self.branches, *self.red_flags) if way.id == branch_id), None)

    def is_red_flag(self, branch_id: str) -> bool:
        return any(flag.id == branch_id for flag in self.red_flags)

    def targets(self) -> Iterator[str]:
        if self.next:
            yield self.next
        for way in (*self.branches, *self.red_flags):
            yield way.target


@dataclass(frozen=True, slots=True)
class Pack:
    """One manual, whole: structure and words in every language it has."""

    id: str
    version: str
    hash: str
    titles: Mapping[str, str] = field(hash=False)
    audiences: tuple[str, ...]
    languages: tuple[str, ...]
    start: str
    steps: Mapping[str, Step] = field(hash=False)
    strays: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return pick(dict(self.titles))

    def of_kind(self, kind: Kind) -> tuple[Step, ...]:
        return tuple(step for step in self.steps.values() if step.kind == kind)

    @property
    def jumps(self) -> tuple[Step, ...]:
        return self.of_kind("jump")


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers that compare: "1.10.0" comes after "1.9.3"."""
    return tuple(int(part) for part in version.split("."))


@dataclass(frozen=True, slots=True)
class LawStanding:
    """How far a law card may be relied on, on one day, and the sentence a step shows with it."""

    state: LawState
    sentence: str


@dataclass(frozen=True, slots=True)
class LawCard:
    """One provision in short, with its dates and the day somebody last checked it."""

    id: str
    statute: Mapping[str, str] = field(hash=False)
    article: str
    title: Mapping[str, str] = field(hash=False)
    text: Mapping[str, str] = field(hash=False)
    penalty: Mapping[str, str] | None = field(hash=False)
    needs_wish: str
    in_force_from: date | None
    in_force_to: date | None
    checked_on: date | None
    source: str
    mark: str
    status: str

    def status_on(self, on: date) -> LawStanding:
        """Where the card stands on a day; `in_force_to` is its last day. An expired card says so."""
        if self.in_force_to and on > self.in_force_to:
            sentence = _("This provision ended on {day}. Do not rely on it; look up what replaced it.")
            return LawStanding("expired", sentence.format(day=_day(self.in_force_to)))
        if self.in_force_from and on < self.in_force_from:
            sentence = _("This provision is not in force yet. It takes effect on {day}.")
            return LawStanding("upcoming", sentence.format(day=_day(self.in_force_from)))
        return self._by_check()

    def _by_check(self) -> LawStanding:
        if self.status == "upcoming" and not self.in_force_from:
            return LawStanding("upcoming", _("This provision is not in force yet, and its first day is not known."))
        if self.status == "unverified":
            return LawStanding("unverified", _("Nobody has verified this card yet. Check it before you rely on it."))
        if self.checked_on is None:
            return LawStanding("not_checked", _("This card has no date of checking. Check it before you rely on it."))
        if self.in_force_from and self.checked_on < self.in_force_from:
            sentence = _("In force since {day}, last checked before that. Check it before you rely on it.")
            return LawStanding("in_force", sentence.format(day=_day(self.in_force_from)))
        return LawStanding("in_force", _("In force. Checked on {day}.").format(day=_day(self.checked_on)))


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A service one can refer to; its number is spoken only while its check is fresh."""

    id: str
    name: Mapping[str, str] = field(hash=False)
    number: str | None
    hours: Mapping[str, str] | None = field(hash=False)
    note: Mapping[str, str] | None = field(hash=False)
    kind: str
    source: str
    mark: str
    verified_on: date | None

    def speakable(self, on: date) -> bool:
        """Whether the number may be told on that day: verified within 180 days, or 112, 119, 1366."""
        if not self.number:
            return False
        if self.number in NEVER_CHANGES:
            return True
        return self.verified_on is not None and timedelta(0) <= on - self.verified_on <= VERIFIED_FOR

    def number_on(self, on: date) -> str | None:
        """The number, if it may be spoken on that day."""
        return self.number if self.speakable(on) else None

    def sentence(self, on: date) -> str:
        """What the step says beside the name."""
        if self.speakable(on) or not self.number:
            return ""
        if self.verified_on is None:
            return _("The number is not verified yet.")
        return _("The number was last verified on {day}. Verify it again.").format(day=_day(self.verified_on))


def _day(day: date) -> str:
    return full_date(day)
