"""What one step says to its reader: the person harmed, or those who stand beside them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.directory import DirectoryEntry
from app.documents.edition import VICTIM
from app.documents.pieces import Ask, Contact, Contacts, Head, Piece, Points, Prose, Provision, Refs, Voice, Way, Ways
from app.documents.shelf import LawRow, Shelf
from app.documents.words import Words
from app.manual import END, RETURN, LawCard, Review, Step
from app.manual import Words as Said
from app.manual.model import CARD, TREE

_QUOTED = re.compile(r'["“‘].*["”’][.?]?')
_COMES_FIRST = ("EMG", "SUI", "MED")
"""Jumps that a red flag opens because somebody's life or body is in danger."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A shelf and the words of a paper: whatever is said of a step comes from here."""

    shelf: Shelf
    words: Words
    inside: frozenset[str] = frozenset()
    """Ids of steps that stand in the same paper: a way there has a page."""
    by_letter: bool = False
    """Whether other books are named by the letter on their cover, which gives nothing away."""

    # -- one step --------------------------------------------------------------------------------

    def step(self, step: Step, side: str, *, new_page: bool = True) -> Iterator[Piece]:
        """The whole page of a step in a book."""
        language = self.words.language
        tag = "" if step.kind == CARD else step.id
        yield Head(step.title(language), anchor_of(step.id), tag, new_page)
        voices = self.voices(step, side)
        for audience in voices:
            if len(voices) > 1:
                yield Voice(self._voice(audience))
            said = step.words(language, audience)
            yield from self._asked(step, said, side)
            if audience == voices[0]:
                yield from self.alarm(step)
            yield from self.to_victim(step, said) if side == VICTIM else self.to_supporters(step, said)
        yield from self.ways(step)
        yield from self.contacts(step)
        yield from self.law_names(step)
        if step.review is not None:
            yield small((self.review(step.review),))

    def review(self, review: Review | None) -> str:
        """Who from the practice looked at it; nothing claims a review that did not happen."""
        _ = self.words
        if review is None:
            return _("Not yet reviewed by a practitioner.")
        sentence = _("Reviewed by {name} ({role}) on {day}.")
        return sentence.format(name=review.by, role=review.role, day=review.on.isoformat())

    def voices(self, step: Step, side: str) -> tuple[str, ...]:
        """Who is spoken to on this side; a card has one set of words for everybody."""
        text = step.text(self.words.language)
        known = tuple(text.words) if text else ()
        if CARD in known:
            return (CARD,)
        if side == VICTIM:
            return tuple(one for one in known if one == VICTIM)
        wanted = [one for one in self.shelf.pack.audiences if one != VICTIM]
        return tuple(one for one in wanted if one in known) or tuple(one for one in known if one != VICTIM)

    def _asked(self, step: Step, said: Said, side: str) -> Iterator[Piece]:
        _ = self.words
        label = _("What we ask you here") if side == VICTIM else _("What a counsellor asks you here")
        if said.ask:
            yield Ask(_("The question here") if step.kind == CARD else label, said.ask)

    def to_victim(self, step: Step, said: Said) -> Iterator[Piece]:
        """The words of a step turned to the person harmed."""
        _ = self.words
        if step.kind == CARD:
            yield from self._card(said)
            return
        yield from _points(_("What we want you to hear"), said.say, "say")
        if said.you:
            yield from _points(_("What you can do"), said.you, "do")
        else:
            yield from _points(_("What the counsellor sees to"), said.do, "do")
        yield from self.avoided(said)
        now = self.now(step)
        if now:
            yield Points(self.words(self._now_label(step)), (now,))

    def to_supporters(self, step: Step, said: Said) -> Iterator[Piece]:
        """The words of a step for police, an organisation or a third person."""
        _ = self.words
        if step.kind == CARD:
            yield from self._card(said)
            return
        yield from _points(_("What the counsellor says to you"), said.say, "say")
        yield from _points(_("Please do not"), said.avoid, "avoid")
        if said.now:
            yield Points(self.words(self._now_label(step)), (said.now,))
        yield from _points(_("What the counsellor sees to"), said.do, "do")

    def _card(self, said: Said) -> Iterator[Piece]:
        _ = self.words
        yield from _points(_("What can be said"), said.say, "say")
        yield from _points(_("What helps"), said.do, "do")
        yield from _points(_("Please do not"), said.avoid, "avoid")

    def avoided(self, said: Said) -> Iterator[Piece]:
        """What should not be said or done: sentences somebody may have heard, and acts of those who help."""
        _ = self.words
        heard = tuple(one for one in said.avoid if _QUOTED.fullmatch(one))
        acts = tuple(one for one in said.avoid if one not in heard)
        yield from _points(_("Heard, but not right"), heard, "avoid")
        yield from _points(_("What nobody who helps you should do"), acts, "avoid")

    def now(self, step: Step) -> str:
        """What the police or the organisation does now, for whoever it is done."""
        text = step.text(self.words.language)
        said = [one.now for audience, one in text.words.items() if audience != VICTIM] if text else []
        return next((one for one in said if one), "")

    def _now_label(self, step: Step) -> str:
        text = step.text(self.words.language)
        by_police = text is not None and "police" in text.words
        return N_("What the police do now") if by_police else N_("What the organisation has to do now")

    def _voice(self, audience: str) -> str:
        _ = self.words
        known = {
            "police": _("For the police"),
            "organisation": _("For the organisation"),
            "reporter": _("For the person who noticed it"),
        }
        return known.get(audience, audience)

    # -- ways ------------------------------------------------------------------------------------

    def alarm(self, step: Step) -> Iterator[Piece]:
        """The red flags of a step in a box: whoever sees one of them turns there at once."""
        flags = tuple(self.way(step.label(one.id, self.words.language), one.target) for one in step.red_flags)
        if flags:
            yield Ways(self.words("If one of these is so, turn there now"), flags, alarm=True)

    def ways(self, step: Step) -> Iterator[Piece]:
        """The branches of a step and the way straight on."""
        _, language = self.words, self.words.language
        onward = [self.way(step.label(one.id, language), one.target) for one in step.branches]
        if step.next:
            onward.append(self.way(self._onward(step), step.next))
        if onward:
            yield Ways(_("Where to go from here"), tuple(onward))

    def _onward(self, step: Step) -> str:
        label = step.label("default", self.words.language)
        return self.words("Otherwise") if label == "default" else label

    def way(self, text: str, target: str) -> Way:
        """A condition and the place it leads to, as far as this paper holds it."""
        _ = self.words
        if target == RETURN:
            return Way(text, _("back to the page you came from"))
        if target == END:
            return Way(text, _("you can stop here"))
        found = self.shelf.pack.steps.get(target)
        if found is None:
            return Way(text, self._other(target.removeprefix(TREE).partition("/")[0]))
        if target in self.inside:
            return Way(text, found.short(_.language), anchor_of(target))
        return Way(text, self._other(found.pack) if found.pack != self.shelf.pack.id else found.short(_.language))

    def _other(self, pack_id: str) -> str:
        """Another book: by the letter on its cover for the person harmed, by its title for others."""
        letter = next((one.id[:1] for one in self.shelf.pack.steps.values() if one.pack == pack_id), "")
        if letter and self.by_letter:
            return self.words("book {letter}").format(letter=letter)
        title = pick_in(self.shelf.titles.get(pack_id), self.words.language)
        return self.words("the book “{title}”").format(title=title) if title else self.words("another manual")

    def dangers(self, steps: Iterable[Step]) -> tuple[str, ...]:
        """The red flags of these steps that must not wait."""
        found = (
            step.label(flag.id, self.words.language)
            for step in steps
            for flag in step.red_flags
            if flag.target in _COMES_FIRST
        )
        return tuple(dict.fromkeys(found))

    # -- services and law ------------------------------------------------------------------------

    def contacts(self, *steps: Step, full: bool = False) -> Iterator[Piece]:
        rows = tuple(self.contact(one) for one in self.shelf.services_of(steps))
        if rows:
            yield Contacts(self.words("Where you can turn"), rows, full)

    def contact(self, entry: DirectoryEntry) -> Contact:
        """A service as it is printed. What only a note says is printed where the centre checked the entry."""
        _ = self.words
        checked = entry.verified_on
        note = pick_in(entry.note, _.language) if checked else ""
        day = _("checked {day}").format(day=checked.isoformat()) if checked else ""
        return Contact(pick_in(entry.name, _.language), entry.number or "", pick_in(entry.hours, _.language), day, note)

    def law_names(self, step: Step) -> Iterator[Piece]:
        """The provisions behind a step, each with its page in the chapter of law."""
        rows = self.shelf.law_of((step,))
        if rows:
            refs = tuple((pick_in(card.title, self.words.language), anchor_of(f"law-{card.id}")) for card, _ in rows)
            yield Refs(self.words("The law behind it"), refs)

    def provision(self, row: LawRow, *, anchored: bool = False) -> Provision:
        """A provision in plain words, with its dates."""
        card, state = row
        language = self.words.language
        text = pick_in(card.text, language)
        anchor = anchor_of(f"law-{card.id}") if anchored else ""
        return Provision(pick_in(card.title, language), self._statute(card), text, self._facts(card, state), anchor)

    def _statute(self, card: LawCard) -> str:
        statute = pick_in(card.statute, self.words.language)
        if not re.search(r"\d", card.article):
            return statute
        return self.words("{statute} article {article}").format(statute=statute, article=card.article)

    def _facts(self, card: LawCard, state: str) -> tuple[str, ...]:
        _ = self.words
        found = []
        if state == "upcoming":
            found.append(_("Not in force yet: it takes effect on {day}.").format(day=_.day(card.in_force_from)))
        if card.penalty:
            found.append(_("Penalty: {penalty}").format(penalty=pick_in(card.penalty, _.language)))
        wish = {
            "yes": _("The wish of the person harmed counts: who declares to want no punishment ends the case."),
            "no": _("The case goes on whether or not the person harmed wants punishment."),
        }
        found += [wish[card.needs_wish]] if card.needs_wish in wish else []
        if card.checked_on:
            found.append(_("Checked on {day}").format(day=card.checked_on.isoformat()))
        return tuple(found)


def anchor_of(ident: str) -> str:
    """A name for a place inside a PDF."""
    return "at-" + re.sub(r"[^A-Za-z0-9]+", "-", ident)


def _points(label: str, lines: tuple[str, ...], look: str) -> Iterator[Piece]:
    if lines:
        yield Points(label, lines, look)  # type: ignore[arg-type]  # one of the looks, named right above


def pick_in(texts: Mapping[str, str] | None, language: str) -> str:
    """A text in this language, else in any it has."""
    return (texts.get(language) or texts.get("ko") or next(iter(texts.values()), "")) if texts else ""


def N_(text: str) -> str:
    """Marks a text for the catalogue where it is translated later."""
    return text


def small(texts: Iterable[str]) -> Prose:
    """Small print."""
    return Prose(tuple(texts), quiet=True)
