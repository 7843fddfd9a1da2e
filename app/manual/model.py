"""What a response manual is: packs, steps, the words of each audience, law cards and the directory. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.i18n import _, full_date, pick

Kind = Literal["step", "jump", "card"]
Part = Literal["say", "avoid", "do", "you"]
LawState = Literal["in_force", "upcoming", "expired", "unverified", "not_checked"]

RETURN = "return"
END = "end"
DEFAULT = "default"
CARD = "card"
PLACE = "@"
"""Before the name of a place that every tree has: `@plan` is its safety plan, wherever that stands."""
TREE = "tree:"
"""Before the id of another manual, and a step in it where it is not its start: `tree:stalking`, `tree:stalking/C7`."""
PLACES = ("risk", "plan", "evidence", "rights", "referral", "follow-up", "closure")
PARTS: tuple[Part, ...] = ("say", "avoid", "do", "you")
"""What is said, what is not, what the counsellor does, and what the person can do: the last is for papers."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one audience is asked and told at one step, in one language."""

    ask: str = ""
    say: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    you: tuple[str, ...] = ()
    now: str = ""

    def items(self, part: Part) -> tuple[str, ...]:
        return {"say": self.say, "avoid": self.avoid, "do": self.do, "you": self.you}[part]

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
class Review:
    """Who from the practice looked at a text, when, and in which role. Without one it was not reviewed."""

    by: str
    on: date
    role: str


def review_sentence(review: Review | None) -> str:
    """What a step or card says of its review."""
    if review is None:
        return _("Not yet reviewed by a practitioner.")
    return _("Reviewed by {name} ({role}) on {day}.").format(name=review.by, role=review.role, day=_day(review.on))


@dataclass(frozen=True, slots=True)
class Entry:
    """A way into a tree for one kind of caller or harm."""

    id: str
    start: str
    labels: Mapping[str, str] = field(hash=False)

    @property
    def label(self) -> str:
        return pick(dict(self.labels))


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
    pack: str = ""
    """The id of the pack that this step comes from."""
    review: Review | None = None

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
    start: str | None
    steps: Mapping[str, Step] = field(hash=False)
    strays: tuple[str, ...] = ()
    uses: str | None = None
    """The pack whose jumps, cards and law this tree shares; None for that pack itself."""
    places: Mapping[str, str] = field(default_factory=dict, hash=False)
    roles: tuple[str, ...] = ()
    old_names: Mapping[str, str] = field(default_factory=dict, hash=False)
    entries: tuple[Entry, ...] = ()
    review: Review | None = None
    law: Mapping[str, LawCard] = field(default_factory=dict, hash=False)

    @property
    def title(self) -> str:
        return pick(dict(self.titles))

    @property
    def is_tree(self) -> bool:
        return self.start is not None

    @property
    def own(self) -> tuple[Step, ...]:
        """The steps of this pack itself, in its order, without what it shares or may lead to."""
        return tuple(step for step in self.steps.values() if step.pack == self.id)

    def first_step(self, entry: str = "") -> str:
        """Where a walk begins; an entry the tree does not have begins at its start."""
        return next((one.start for one in self.entries if one.id == entry), self.start) or ""

    def of_kind(self, kind: Kind) -> tuple[Step, ...]:
        """Own and shared steps of one kind; those of other trees are not among them."""
        return tuple(step for step in self.steps.values() if step.kind == kind and step.pack in (self.id, self.uses))

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
    aliases: tuple[str, ...] = ()
    """Names that were used before, or that people say: a search finds the card by them."""
    review: Review | None = None

    def status_on(self, on: date) -> LawStanding:
        """Where the card stands on a day; `in_force_to` is its last day. An expired card says so."""
        if self.in_force_to and on > self.in_force_to:
            sentence = _("This provision ended on {day}. Do not rely on it; look up what replaced it.")
            return LawStanding("expired", sentence.format(day=_day(self.in_force_to)))
        if self.in_force_from and on < self.in_force_from:
            sentence = _("This provision is not in force yet. It takes effect on {day}.")
            return LawStanding("upcoming", sentence.format(day=_day(self.in_force_from)))
        return self._by_check()

    def reliable(self, on: date) -> bool:
        """Whether a branch, a deadline or a paper for others may rest on it that day."""
        return self.status_on(on).state == "in_force"

    def _by_check(self) -> LawStanding:
        if self.status == "upcoming" and not self.in_force_from:
            return LawStanding("upcoming", _("This provision is not in force yet, and its first day is not known."))
        if self.status == "unverified":
            return LawStanding("unverified", _("Changed or unverified: confirm before relying."))
        if self.checked_on is None:
            return LawStanding("not_checked", _("This card has no date of checking. Check it before you rely on it."))
        if self.in_force_from and self.checked_on < self.in_force_from:
            sentence = _("In force since {day}, last checked before that. Check it before you rely on it.")
            return LawStanding("in_force", sentence.format(day=_day(self.in_force_from)))
        return LawStanding("in_force", _("In force. Checked on {day}.").format(day=_day(self.checked_on)))


def _day(day: date) -> str:
    return full_date(day)
