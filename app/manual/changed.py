"""What changed in a manual, as a colleague would tell it: by step and law card, in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from app.i18n import _, full_date, language, pgettext, pick
from app.manual.compare import Difference, Kind, Sort, compare
from app.manual.compose import resolve
from app.manual.model import DEFAULT, END, RETURN, Pack, Step


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and whether something came, went, moved or reads differently."""

    sort: Sort
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at one step or law card."""

    kind: Kind
    subject: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """How services and fields are called, by id, and the manuals around, where steps and law cards have their names."""

    services: Mapping[str, str] = field(default_factory=dict, hash=False)
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)
    packs: Mapping[str, Pack] = field(default_factory=dict, hash=False)

    def of(self, room: str, ident: str) -> str:
        if room == "law":
            cards = (pack.law[ident] for pack in self.packs.values() if ident in pack.law)
            return next((pick(dict(card.title)) for card in cards), ident)
        return (self.services if room == "refer" else self.fields).get(ident, ident)

    def step(self, ident: str) -> Step | None:
        return next((pack.steps[ident] for pack in self.packs.values() if ident in pack.steps), None)


def what_changed(before: Pack, after: Pack, names: Names | None = None) -> tuple[Change, ...]:
    """Every change a reader notices, in the order of the newer manual; other languages are counted, not told."""
    teller = _Teller(before, after, names or Names())
    found = []
    for (kind, subject), differences in groupby(compare(before, after), lambda one: (one.kind, one.subject)):
        lines = tuple(teller.lines(list(differences)))
        if lines:
            found.append(Change(kind, subject, teller.heading(kind, subject), lines))
    return tuple(found)


class _Teller:
    """Knows both packs, and finds for each difference its sentence."""

    def __init__(self, before: Pack, after: Pack, names: Names) -> None:
        self._before, self._after, self._names = before, after, names
        self._language = language() if language() in after.languages else "ko"

    def heading(self, kind: Kind, subject: str) -> str:
        if kind == "pack":
            return _("The manual as a whole")
        if kind == "law":
            card = self._after.law.get(subject) or self._before.law[subject]
            return _("Law card: {title}").format(title=pick(dict(card.title)))
        return self._step(subject)

    def _step(self, step_id: str) -> str:
        """A step as people call it; a target that is no step says what it is."""
        if step_id in (END, RETURN):
            return _("the end") if step_id == END else _("back")
        found = resolve(step_id, self._after, self._names.packs)
        step = self._after.steps.get(found) or self._before.steps.get(found) or self._names.step(found)
        if step is None:
            return step_id
        title = step.title(self._language)
        return title if step.kind == "card" else f"{step.id} {title}"

    def lines(self, differences: list[Difference]) -> Iterator[Line]:
        told = [one for one in differences if self._is_told(one)]
        for one in told:
            if sentence := self._sentence(one):
                yield Line(one.sort, sentence)
        others = sum(_tongue(one) not in ("", self._language) for one in differences)
        if others:
            yield Line("changed", _("In other languages: {count} changes.").format(count=others))

    def _is_told(self, one: Difference) -> bool:
        return _tongue(one) in ("", self._language) and one.path[:1] != ("version",)

    def _sentence(self, one: Difference) -> str:
        tell: dict[Kind, Callable[[Difference], str]] = {"pack": _of_pack, "step": self._of_step, "law": _of_law}
        return tell[one.kind](one)

    # -- steps -----------------------------------------------------------------------------------

    def _of_step(self, one: Difference) -> str:
        if not one.path:
            return _("This is new.") if one.sort == "added" else _("This is not there any more.")
        if one.path[0] in ("branch", "red flag"):
            return self._of_way(one)
        if one.path[0] in ("record", "refer", "law"):
            return self._of_list(one)
        if len(one.path) == 3 and one.path[1] != "label":
            return _of_words(one)
        return self._of_value(one)

    def _of_way(self, one: Difference) -> str:
        flag = one.path[0] == "red flag"
        label = self._label(one.path[1], self._after if one.after else self._before, one.subject)
        after, before = self._step(one.after), self._step(one.before)
        if one.sort == "added":
            sentence = _("New red flag: “{label}”, to {after}.") if flag else _("New way: “{label}”, to {after}.")
        elif one.sort == "removed":
            sentence = _("The red flag “{label}” is gone.") if flag else _("The way “{label}” is gone.")
        else:
            sentence = _("“{label}” leads to {after} now (before: {before}).")
        return sentence.format(label=label, after=after, before=before)

    def _label(self, way: str, pack: Pack, step_id: str) -> str:
        step: Step | None = pack.steps.get(step_id)
        return step.label(way, self._language) if step else way

    def _of_list(self, one: Difference) -> str:
        name = self._names.of(one.path[0], one.after or one.before)
        came = {
            "record": _("Written down here now: {name}."),
            "refer": _("Service named here now: {name}."),
            "law": _("Law card shown here now: {name}."),
        }
        went = {
            "record": _("No longer written down here: {name}."),
            "refer": _("Service no longer named here: {name}."),
            "law": _("Law card no longer shown here: {name}."),
        }
        moved = _("Stands at another place in the list now: {name}.")
        sentences = {"added": came, "removed": went}.get(one.sort)
        return (sentences[one.path[0]] if sentences else moved).format(name=name)

    def _of_value(self, one: Difference) -> str:
        """A single fact of a step: its time, key, way on, names, labels, review."""
        name = one.path[-1] if one.path[-1] in ("title", "short") else one.path[0]
        name = "label" if "label" in one.path else name
        before, after = one.before, one.after
        if name == "next":
            before, after = self._step(before) if before else "–", self._step(after) if after else "–"
        if name == "label" and not (one.before and one.after):
            return ""  # the way itself came or went, and that is told
        sentence = {
            "minutes": _("Time for it: {after} minutes (before: {before})."),
            "key": _("Its key is {after} now (before: {before})."),
            "next": _("The way straight on leads to {after} now (before: {before})."),
            "title": _("It is called “{after}” now (before: “{before}”)."),
            "short": _("Its short name is “{after}” now (before: “{before}”)."),
            "label": _("A way is called “{after}” now (before: “{before}”)."),
        }.get(name)
        if name == "label" and one.path[-1] == DEFAULT:
            sentence = _("The way straight on is called “{after}” now (before: “{before}”).")
        if name == "review":
            return _reviewed(one)
        return sentence.format(before=before or "–", after=after or "–") if sentence else ""


def _tongue(one: Difference) -> str:
    """The language a difference stands in; empty for what has none."""
    if one.kind == "step":
        first = one.path[0] if one.path else ""
        return first if len(first) == 2 else ""
    spoken = len(one.path) == 2 and (one.kind == "law" or one.path[0] == "title")
    return one.path[1] if spoken else ""


def _of_words(one: Difference) -> str:
    """A line somebody says, avoids or does."""
    where = _("{who}, {part}").format(who=_audience(one.path[1]), part=_part(one.path[2]))
    sentence = {
        "added": _("{where} – new: “{after}”"),
        "removed": _("{where} – gone: “{before}”"),
        "moved": _("{where} – at another place in the order: “{after}”"),
        "changed": _("{where} – now: “{after}” (before: “{before}”)"),
    }[one.sort]
    return sentence.format(where=where, before=one.before, after=one.after)


def _audience(name: str) -> str:
    return {
        "victim": _("Victim"),
        "police": _("Police"),
        "organisation": _("Organisation"),
        "reporter": _("Third person"),
        "card": _("Everybody"),
    }.get(name, name)


def _part(name: str) -> str:
    return {
        "ask": pgettext("manual", "Ask"),
        "say": pgettext("manual", "Say"),
        "avoid": pgettext("manual", "Avoid"),
        "do": pgettext("manual", "Do"),
        "now": _("what they will do now"),
        "you": _("what the person can do"),
    }.get(name, name)


def _of_pack(one: Difference) -> str:
    name = one.path[0]
    if name == "title":
        return _("It is called “{after}” now (before: “{before}”).").format(before=one.before, after=one.after)
    if name == "review":
        return _reviewed(one)
    if name == "old name":
        return _("A search for “{old}” finds “{new}” now.").format(old=one.path[1], new=one.after) if one.after else ""
    if name in ("way in", "start"):
        return _("The ways into this manual changed.")
    if name == "roles":
        return _("The role cards changed.")
    return ""


def _of_law(one: Difference) -> str:
    if not one.path:
        return _("This is new.") if one.sort == "added" else _("This is not there any more.")
    name = one.path[0]
    if name == "review":
        return _reviewed(one)
    if name in ("from", "to", "checked"):
        return _of_day(name, one)
    sentence = {
        "text": _("It says now: “{after}” (before: “{before}”)"),
        "title": _("It is called “{after}” now (before: “{before}”)."),
        "statute": _("Statute: {after} (before: {before})."),
        "article": _("Article: {after} (before: {before})."),
        "penalty": _("Penalty: {after} (before: {before})."),
        "wish": _("Depends on the person's wish: {after} (before: {before})."),
        "status": _("Standing: {after} (before: {before})."),
        "source": _("Source: {after} (before: {before})."),
        "aliases": _("Other names it is found by: {after} (before: {before})."),
    }.get(name)
    before, after = (_law_word(name, value) for value in (one.before, one.after))
    return sentence.format(before=before or "–", after=after or "–") if sentence else ""


def _law_word(name: str, value: str) -> str:
    words = {
        "wish": {"yes": pgettext("law", "yes"), "no": pgettext("law", "no"), "n/a": _("does not apply")},
        "status": {
            "in_force": _("in force"),
            "upcoming": _("not in force yet"),
            "unverified": _("changed or unverified"),
        },
    }
    return words.get(name, {}).get(value, value)


def _of_day(name: str, one: Difference) -> str:
    sentence = {
        "from": _("In force from {after} (before: {before})."),
        "to": _("In force until {after} (before: {before})."),
        "checked": _("Checked again on {after}.") if one.after else _("The date of checking is gone."),
    }[name]
    before, after = (full_date(date.fromisoformat(day)) if day else "–" for day in (one.before, one.after))
    return sentence.format(before=before, after=after)


def _reviewed(one: Difference) -> str:
    if not one.after:
        return _("It no longer counts as reviewed by a practitioner.")
    return _("Reviewed by a practitioner: {review}.").format(review=one.after)


def count_of(changes: Iterable[Change]) -> int:
    """How many single things changed."""
    return sum(len(change.lines) for change in changes)
