"""`gyeot manual diff`: two packs, step by step, as data and as lines to read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from app.i18n import _
from app.manual.model import PARTS, Pack, Step, StepText, Words

Sort = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same: where, and what it was and is."""

    sort: Sort
    step: str
    place: str
    before: str
    after: str

    @property
    def line(self) -> str:
        where = " · ".join(part for part in (self.step, self.place) if part)
        if self.sort == "added":
            return _("{where}: added “{after}”").format(where=where, after=self.after)
        if self.sort == "removed":
            return _("{where}: removed “{before}”").format(where=where, before=self.before)
        return _("{where}: “{before}” became “{after}”").format(where=where, before=self.before, after=self.after)


def compare(before: Pack, after: Pack) -> tuple[Difference, ...]:
    """Every difference: the pack itself, then its steps in the order of the newer pack, removed ones last."""
    found = list(_values("", _head(before), _head(after)))
    for step_id, step in after.steps.items():
        if step_id in before.steps:
            found += _steps(before.steps[step_id], step)
        else:
            found.append(Difference("added", step_id, "", "", step.title("ko")))
    gone = [step for step_id, step in before.steps.items() if step_id not in after.steps]
    return (*found, *(Difference("removed", step.id, "", step.title("ko"), "") for step in gone))


def _head(pack: Pack) -> dict[str, str]:
    titles = {f"title {language}": title for language, title in pack.titles.items()}
    lists = {"audiences": ", ".join(pack.audiences), "languages": ", ".join(pack.languages)}
    return {"id": pack.id, "version": pack.version, **titles, **lists, "start": pack.start or ""}


def _steps(before: Step, after: Step) -> Iterator[Difference]:
    yield from _values(after.id, _structure(before), _structure(after))
    for language in dict.fromkeys((*before.texts, *after.texts)):
        one, other = before.texts.get(language), after.texts.get(language)
        if one and other:
            yield from _texts(after.id, language, one, other)
        elif other:
            yield Difference("added", after.id, language, "", other.title)
        elif one:
            yield Difference("removed", after.id, language, one.title, "")


def _structure(step: Step) -> dict[str, str]:
    ways = {f"branch {way.id}": way.target for way in step.branches}
    flags = {f"red flag {way.id}": way.target for way in step.red_flags}
    single = {"kind": step.kind, "minutes": str(step.minutes or ""), "key": step.key or "", "next": step.next or ""}
    lists = {"record": ", ".join(step.record), "refer": ", ".join(step.refer), "law": ", ".join(step.law)}
    return {**single, **ways, **flags, **lists}


def _texts(step: str, language: str, before: StepText, after: StepText) -> Iterator[Difference]:
    names = [{"title": one.title, "short": one.short, **one.labels, **one.flags} for one in (before, after)]
    yield from _values(step, *({f"{language} {key}": text for key, text in one.items()} for one in names))
    for audience in dict.fromkeys((*before.words, *after.words)):
        place = f"{language} {audience}"
        yield from _words(step, place, before.words.get(audience, Words()), after.words.get(audience, Words()))


def _words(step: str, place: str, before: Words, after: Words) -> Iterator[Difference]:
    prose = [{f"{place} ask": one.ask, f"{place} now": one.now} for one in (before, after)]
    yield from _values(step, *prose)
    for part in PARTS:
        yield from _items(step, f"{place} {part}", before.items(part), after.items(part))


def _items(step: str, place: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Difference]:
    """Lines taken out, put in or changed, so that an inserted line does not make every later one differ."""
    for tag, low, high, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        old, new = before[low:high], after[start:stop]
        for one, other in zip(old, new, strict=False):
            yield Difference("changed", step, place, one, other)
        for one in old[len(new) :]:
            yield Difference("removed", step, place, one, "")
        for other in new[len(old) :]:
            yield Difference("added", step, place, "", other)


def _values(step: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key, ""), after.get(key, "")
        if one != other:
            sort: Sort = "changed" if one and other else "added" if other else "removed"
            yield Difference(sort, step, key, one, other)
