"""`gyeot manual check`: what is wrong with a manual, as findings. Pure; errors keep a pack from being installed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, combinations

from app.directory import DirectoryEntry
from app.i18n import _
from app.manual.compose import compose, resolve
from app.manual.finding import Finding, place
from app.manual.likeness import alike
from app.manual.model import (
    CARD,
    DEFAULT,
    END,
    NO_WORDS,
    PARTS,
    PLACE,
    PLACES,
    RETURN,
    Branch,
    LawCard,
    Pack,
    Step,
)
from app.manual.wording import every_text, wording

LEAST = {"say": 3, "avoid": 3, "do": 4, "you": 3}
VICTIM = "victim"


@dataclass(frozen=True, slots=True)
class Known:
    """What a pack's ids may point at, and the day law is asked about."""

    law: Mapping[str, LawCard]
    directory: Mapping[str, DirectoryEntry]
    records: Collection[str]
    on: date
    packs: Mapping[str, Pack] = field(default_factory=dict, hash=False)
    """The other manuals, by id, that this one may share or lead over to."""


def check(pack: Pack, known: Known) -> tuple[Finding, ...]:
    """Every finding, the grave ones first, then by place."""
    rank = {"error": 0, "warning": 1, "note": 2}
    walk = compose(pack, known.packs) if pack.is_tree else pack
    found = chain(
        _strays(pack),
        _shares(pack, known),
        _targets(pack, walk, known),
        _reach(pack, walk),
        _exits(pack, walk),
        _keys(pack),
        _ids(pack, known),
        _mirrors(pack),
        _counts(pack),
        _labels(pack),
        wording(pack, known.directory),
        _likeness(pack),
        _law(pack, known),
    )
    return tuple(sorted(set(found), key=lambda one: (rank[one.severity], one.place, one.sentence)))


# -- structure -----------------------------------------------------------------------------------


def _strays(pack: Pack) -> Iterator[Finding]:
    for name in pack.strays:
        yield Finding("warning", name, _("This file belongs to no step of the manual."))


def _shares(pack: Pack, known: Known) -> Iterator[Finding]:
    """What a tree has in common with the others: the shared pack, the places, ids of its own."""
    if not pack.is_tree:
        return
    if pack.uses and pack.uses not in known.packs:
        yield Finding(
            "error", place("pack", "uses"), _("This manual shares “{name}”, which is not there.").format(name=pack.uses)
        )
    for name in PLACES if pack.uses else ():
        if pack.places.get(name) not in pack.steps:
            yield Finding(
                "error",
                place("pack", "places"),
                _("The place “{name}” names no step of this manual.").format(name=name),
            )
    for name in sorted(pack.places.keys() - set(PLACES)):
        yield Finding("error", place("pack", "places"), _("No jump asks for a place “{name}”.").format(name=name))
    for other in (one for one in known.packs.values() if one.id != pack.id):
        for step_id in sorted(pack.steps.keys() & other.steps.keys()):
            sentence = _("The manual “{name}” has a step of this id too. Ids are unique over all manuals.")
            yield Finding("error", step_id, sentence.format(name=other.id))


def _targets(pack: Pack, walk: Pack, known: Known) -> Iterator[Finding]:
    """Ways that lead nowhere. What is shared may lead to places, which each tree has to have."""
    for step in pack.steps.values():
        for way, target in _ways(walk.steps[step.id]):
            if not _stands(target, pack, walk, known):
                sentence = _("The way “{way}” leads to “{target}”, which is not there.")
                yield Finding("error", step.id, sentence.format(way=way, target=target))
            elif target == RETURN and step.kind == "step":
                sentence = _("The way “{way}” returns. Only a jump or a card may; a step has nowhere to return to.")
                yield Finding("error", step.id, sentence.format(way=way))


def _stands(target: str, pack: Pack, walk: Pack, known: Known) -> bool:
    if target in walk.steps or target in (END, RETURN):
        return True
    if pack.is_tree:
        return False
    return target.removeprefix(PLACE) in PLACES or resolve(target, pack, known.packs) != target


def _ways(step: Step) -> Iterator[tuple[str, str]]:
    if step.next:
        yield "next", step.next
    for way in (*step.branches, *step.red_flags):
        yield way.id, way.target


def _reach(pack: Pack, walk: Pack) -> Iterator[Finding]:
    """What no way from the start or an entry, no jump and no role card leads to."""
    if not pack.is_tree:
        return
    seen: set[str] = set()
    waiting = [pack.first_step(), *(one.start for one in pack.entries), *pack.roles]
    waiting += [step.id for step in walk.jumps if step.key or step.pack != pack.id]
    while waiting:
        here = waiting.pop()
        if here not in seen and here in walk.steps:
            seen.add(here)
            waiting.extend(walk.steps[here].targets())
    for step_id in pack.steps.keys() - seen:
        yield Finding("error", step_id, _("No way leads here from the start of the manual."))


def _exits(pack: Pack, walk: Pack) -> Iterator[Finding]:
    """Steps from which neither the end, a return, a card nor a place of the tree can be reached."""
    good = {step.id for step in walk.steps.values() if step.kind == "card"}
    while True:
        more = {
            step.id
            for step in walk.steps.values()
            if step.id not in good
            and any(target in good or target in (END, RETURN) or target[:1] == PLACE for target in step.targets())
        }
        if not more:
            break
        good |= more
    for step_id in pack.steps.keys() - good:
        yield Finding("error", step_id, _("This is a dead end: no way from here leads to the end, back or to a card."))


def _keys(pack: Pack) -> Iterator[Finding]:
    for one, other in combinations([step for step in pack.jumps if step.key], 2):
        if one.key == other.key:
            sentence = _("The key “{key}” is already the key of {other}.")
            yield Finding("error", other.id, sentence.format(key=one.key, other=one.id))


def _ids(pack: Pack, known: Known) -> Iterator[Finding]:
    rooms: tuple[tuple[Callable[[Step], Iterable[str]], Collection[str], str], ...] = (
        (lambda step: step.refer, known.directory, _("The directory has no service “{name}”.")),
        (lambda step: step.law, known.law, _("There is no law card “{name}”.")),
        (lambda step: step.record, known.records, _("There is no field “{name}” to record.")),
    )
    for step in pack.steps.values():
        for ids, room, sentence in rooms:
            for name in ids(step):
                if name not in room:
                    yield Finding("error", step.id, sentence.format(name=name))


# -- words ---------------------------------------------------------------------------------------


def _audiences(pack: Pack, step: Step) -> tuple[str, ...]:
    return (CARD,) if step.kind == "card" else pack.audiences


def _mirrors(pack: Pack) -> Iterator[Finding]:
    for step in pack.steps.values():
        for language in pack.languages:
            text = step.texts.get(language)
            if text is None:
                yield Finding("error", place(step, language), _("The words of this step are missing in this language."))
                continue
            for audience in _audiences(pack, step):
                where = place(step, language, audience)
                words = text.words.get(audience, NO_WORDS)
                if words == NO_WORDS:
                    yield Finding("error", where, _("The words for this audience are missing."))
                elif not words.ask:
                    yield Finding("error", where, _("The question of this step is missing."))
            for extra in text.words.keys() - set(_audiences(pack, step)):
                yield Finding(
                    "warning", place(step, language, extra), _("Nobody sees these words in this kind of step.")
                )


def _counts(pack: Pack) -> Iterator[Finding]:
    papers = any(
        words.you for step in pack.steps.values() for text in step.texts.values() for words in text.words.values()
    )
    for step in pack.steps.values():
        for audience in _audiences(pack, step):
            words = {language: text.words[audience] for language, text in step.texts.items() if audience in text.words}
            for part in PARTS:
                counts = {language: len(one.items(part)) for language, one in words.items()}
                yield from _too_few(step, audience, part, counts, papers)
                if len(set(counts.values())) > 1:
                    sentence = _("The languages have different numbers of lines: {counts}.")
                    listed = ", ".join(f"{language} {count}" for language, count in counts.items())
                    yield Finding("error", place(step, audience, part), sentence.format(counts=listed))


def _least(step: Step, audience: str, part: str, papers: bool) -> int:
    """How many lines a part needs; what the person can do stands in every step of a manual, or in none."""
    if part == "you":
        return LEAST[part] if papers and audience == VICTIM else 0
    if step.kind == "card":
        return 0 if part == "avoid" else 1
    return LEAST[part]


def _too_few(step: Step, audience: str, part: str, counts: Mapping[str, int], papers: bool) -> Iterator[Finding]:
    least = _least(step, audience, part, papers)
    for language, count in counts.items():
        if count < least:
            sentence = _("There are too few lines: {count}, and at least {least} are needed.")
            where = place(step, language, audience, part)
            yield Finding("error", where, sentence.format(count=count, least=least))


def _labels(pack: Pack) -> Iterator[Finding]:
    for step in pack.steps.values():
        for language, text in step.texts.items():
            rooms: tuple[tuple[tuple[Branch, ...], Mapping[str, str], set[str], str], ...] = (
                (step.branches, text.labels, {DEFAULT}, _("The branch “{name}” has no label.")),
                (step.red_flags, text.flags, set(), _("The red flag “{name}” has no label.")),
            )
            for ways, labels, extra, sentence in rooms:
                ids = {way.id for way in ways}
                for name in sorted(ids - labels.keys()):
                    yield Finding("error", place(step, language), sentence.format(name=name))
                for name in sorted(labels.keys() - ids - extra):
                    unknown = _("The label “{name}” belongs to no branch or red flag.")
                    yield Finding("error", place(step, language), unknown.format(name=name))
            if step.next and step.branches and DEFAULT not in text.labels:
                yield Finding("warning", place(step, language), _("The way straight on has no label of its own."))


def _likeness(pack: Pack) -> Iterator[Finding]:
    """Texts copied from step to step, or from the victim's side to the police's."""
    for language in pack.languages:
        yield from _copies(_lines(pack, language))


def copies_between(packs: Iterable[Pack], asked: Collection[str] | None = None) -> Iterator[Finding]:
    """Texts copied from one manual into another; with `asked`, only where one of the two is a manual of these ids."""
    held = tuple(packs)
    owner = {step_id: pack.id for pack in held for step_id in pack.steps}
    for language in dict.fromkeys(language for pack in held for language in pack.languages):
        lines: tuple[dict[str, str], dict[str, str]] = ({}, {})
        for pack in held:
            lines[asked is not None and pack.id not in asked].update(_lines(pack, language))
        yield from _copies(*lines, lambda one, other: owner[one] != owner[other])


def _lines(pack: Pack, language: str) -> dict[str, str]:
    return {
        place(step, *rest): text
        for tongue, step, rest, text in every_text(pack)
        if tongue == language and len(rest) == 3
    }


def _copies(
    lines: Mapping[str, str],
    others: Mapping[str, str] | None = None,
    counts: Callable[[str, str], bool] = lambda _one, _other: True,
) -> Iterator[Finding]:
    for one, other, share in alike(lines, others=others):
        if counts(one.split(" · ")[0], other.split(" · ")[0]):
            sentence = _("This text is nearly the same as {other} ({share} %). Each place needs its own words.")
            yield Finding("error", one, sentence.format(other=other, share=round(share * 100)))


# -- law -----------------------------------------------------------------------------------------


def _law(pack: Pack, known: Known) -> Iterator[Finding]:
    used = dict.fromkeys([*pack.law, *(card_id for step in pack.steps.values() for card_id in step.law)])
    for card in (known.law[card_id] for card_id in used if card_id in known.law):
        where = place(_("Law card"), card.id)
        standing = card.status_on(known.on)
        if card.checked_on is None:
            yield Finding("error", where, _("This card does not say when it was checked."))
        if standing.state == "expired":
            yield Finding("error", where, standing.sentence)
        elif standing.state == "upcoming":
            yield Finding("note" if card.status == "upcoming" else "error", where, standing.sentence)
        elif standing.state == "unverified":
            yield Finding("note", where, standing.sentence)
    yield from _leans(pack, known)


def _leans(pack: Pack, known: Known) -> Iterator[Finding]:
    """Steps whose every law card is unreliable that day would lead people by what may be wrong."""
    for step in pack.steps.values():
        cards = [known.law[card_id] for card_id in step.law if card_id in known.law]
        if cards and not any(card.reliable(known.on) for card in cards):
            sentence = _("No law card of this step can be relied on that day: “{names}”.")
            yield Finding("error", step.id, sentence.format(names=", ".join(card.id for card in cards)))
