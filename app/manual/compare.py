"""`gyeot manual diff`: two packs, step by step and card by card, as data and as lines to read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from app.i18n import _
from app.manual.model import PARTS, LawCard, Pack, Review, Step, StepText, Words

Sort = Literal["added", "removed", "changed", "moved"]
Kind = Literal["pack", "step", "law"]
ALIKE = 0.6
"""From this likeness on a line counts as the same one with other words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same: of what, where in it, and what it was and is."""

    sort: Sort
    kind: Kind
    subject: str
    """The id of the step or law card; empty for the pack itself."""
    path: tuple[str, ...]
    before: str = ""
    after: str = ""

    @property
    def place(self) -> str:
        return " ".join(self.path)

    @property
    def line(self) -> str:
        where = " · ".join(part for part in (self.subject, self.place) if part)
        sentence = {
            "added": _("{where}: added “{after}”"),
            "removed": _("{where}: removed “{before}”"),
            "moved": _("{where}: moved “{after}”"),
            "changed": _("{where}: “{before}” became “{after}”"),
        }[self.sort]
        return sentence.format(where=where, before=self.before, after=self.after)


def compare(before: Pack, after: Pack) -> tuple[Difference, ...]:
    """Every difference: the pack itself, then its steps and law cards in the order of the newer pack, gone ones last."""
    found = list(_values("pack", "", _head(before), _head(after)))
    for step_id in dict.fromkeys((*after.steps, *before.steps)):
        found += _steps(step_id, before.steps.get(step_id), after.steps.get(step_id))
    for card_id in dict.fromkeys((*after.law, *before.law)):
        found += _cards(card_id, before.law.get(card_id), after.law.get(card_id))
    return tuple(found)


def _head(pack: Pack) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {("title", language): title for language, title in pack.titles.items()}
    found |= {("place", name): step for name, step in pack.places.items()}
    found |= {("way in", one.id): f"{one.start} {one.label}" for one in pack.entries}
    found |= {("old name", old): new for old, new in pack.old_names.items()}
    lists = {"audiences": pack.audiences, "languages": pack.languages, "roles": pack.roles}
    found |= {(name,): ", ".join(value) for name, value in lists.items()}
    single = {"id": pack.id, "version": pack.version, "start": pack.start or "", "uses": pack.uses or ""}
    return {**found, **{(name,): value for name, value in single.items()}, ("review",): _reviewed(pack.review)}


def _reviewed(review: Review | None) -> str:
    return f"{review.by}, {review.role}, {review.on.isoformat()}" if review else ""


# -- steps ---------------------------------------------------------------------------------------


def _steps(step_id: str, before: Step | None, after: Step | None) -> Iterator[Difference]:
    if before is None or after is None:
        yield Difference("added" if after else "removed", "step", step_id, (), *_names(before, after))
        return
    yield from _values("step", step_id, _structure(before), _structure(after))
    for name in ("record", "refer", "law"):
        yield from _lines("step", step_id, (name,), getattr(before, name), getattr(after, name), alike=1)
    for language in dict.fromkeys((*before.texts, *after.texts)):
        one, other = before.texts.get(language), after.texts.get(language)
        if one and other:
            yield from _texts(step_id, language, one, other)
        else:
            names = one.title if one else "", other.title if other else ""
            yield Difference("added" if other else "removed", "step", step_id, (language,), *names)


def _names(before: Step | None, after: Step | None) -> tuple[str, str]:
    return before.title("ko") if before else "", after.title("ko") if after else ""


def _structure(step: Step) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {("branch", way.id): way.target for way in step.branches}
    found |= {("red flag", way.id): way.target for way in step.red_flags}
    single = {"kind": step.kind, "minutes": str(step.minutes or ""), "key": step.key or "", "next": step.next or ""}
    return {**{(name,): value for name, value in single.items()}, **found, ("review",): _reviewed(step.review)}


def _texts(step: str, language: str, before: StepText, after: StepText) -> Iterator[Difference]:
    yield from _values("step", step, _named(language, before), _named(language, after))
    for audience in dict.fromkeys((*before.words, *after.words)):
        place = language, audience
        yield from _words(step, place, before.words.get(audience, Words()), after.words.get(audience, Words()))


def _named(language: str, text: StepText) -> dict[tuple[str, ...], str]:
    labels = {**text.labels, **text.flags}
    found: dict[tuple[str, ...], str] = {(language, "label", way): label for way, label in labels.items()}
    return {(language, "title"): text.title, (language, "short"): text.short, **found}


def _words(step: str, place: tuple[str, str], before: Words, after: Words) -> Iterator[Difference]:
    yield from _values("step", step, _prose(place, before), _prose(place, after))
    for part in PARTS:
        yield from _lines("step", step, (*place, part), before.items(part), after.items(part))


def _prose(place: tuple[str, str], words: Words) -> dict[tuple[str, ...], str]:
    return {(*place, "ask"): words.ask, (*place, "now"): words.now}


# -- law -----------------------------------------------------------------------------------------


def _cards(card_id: str, before: LawCard | None, after: LawCard | None) -> Iterator[Difference]:
    if before is None or after is None:
        names = before.title["ko"] if before else "", after.title["ko"] if after else ""
        yield Difference("added" if after else "removed", "law", card_id, (), *names)
        return
    yield from _values("law", card_id, _card(before), _card(after))
    yield from _lines("law", card_id, ("aliases",), before.aliases, after.aliases, alike=1)


def _card(card: LawCard) -> dict[tuple[str, ...], str]:
    spoken = {"statute": card.statute, "title": card.title, "text": card.text, "penalty": card.penalty or {}}
    found: dict[tuple[str, ...], str] = {
        (name, language): text for name, pair in spoken.items() for language, text in pair.items()
    }
    days = {"from": card.in_force_from, "to": card.in_force_to, "checked": card.checked_on}
    single = {"article": card.article, "wish": card.needs_wish, "status": card.status, "source": card.source}
    single |= {name: _iso(day) for name, day in days.items()}
    return {**found, **{(name,): value for name, value in single.items()}, ("review",): _reviewed(card.review)}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


# -- values and lines ----------------------------------------------------------------------------


def _values(
    kind: Kind, subject: str, before: Mapping[tuple[str, ...], str], after: Mapping[tuple[str, ...], str]
) -> Iterator[Difference]:
    for path in dict.fromkeys((*before, *after)):
        one, other = before.get(path, ""), after.get(path, "")
        if one != other:
            sort: Sort = "changed" if one and other else "added" if other else "removed"
            yield Difference(sort, kind, subject, path, one, other)


def _lines(
    kind: Kind, subject: str, path: tuple[str, ...], before: Sequence[str], after: Sequence[str], alike: float = ALIKE
) -> Iterator[Difference]:
    """Lines taken out, put in, moved or changed, so that an inserted line does not make every later one differ."""
    gone: list[str] = []
    come: list[str] = []
    for tag, low, high, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += before[low:high]
            come += after[start:stop]
    for text in [text for text in come if text in gone]:
        gone.remove(text)
        come.remove(text)
        yield Difference("moved", kind, subject, path, text, text)
    for text in come:
        old = max(gone, key=lambda one: _likeness(one, text), default="")
        if old and _likeness(old, text) >= alike:
            gone.remove(old)
            yield Difference("changed", kind, subject, path, old, text)
        else:
            yield Difference("added", kind, subject, path, "", text)
    yield from (Difference("removed", kind, subject, path, text, "") for text in gone)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
