"""The whole manual as a book: for the person harmed, or for the police and others who stand beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from app.documents.edition import VICTIM, Edition
from app.documents.pieces import (
    Contacts,
    Contents,
    Cover,
    Facts,
    Head,
    Opener,
    Piece,
    Points,
    Prose,
    Volume,
)
from app.documents.shelf import Shelf
from app.documents.telling import Telling, pick_in, small
from app.documents.words import Words
from app.errors import BadInput
from app.i18n import _ as said
from app.manual import Step

_ROLE_OF_VICTIM = "card:role-victim"
_OTHERS = ("police", "organisation")


def check_edition(edition: Edition, shelf: Shelf) -> None:
    """Refuse a book this manual cannot give."""
    pack = shelf.pack
    if edition.language not in pack.languages:
        raise BadInput(said("No book was made: this manual has no such language."), field="language")
    if edition.side not in (VICTIM, *_OTHERS) or edition.side not in pack.audiences:
        sides = ", ".join(one for one in (VICTIM, *_OTHERS) if one in pack.audiences)
        sentence = said("No book was made: this manual has no side “{side}”. There are: {sides}.")
        raise BadInput(sentence.format(side=edition.side, sides=sides), field="side")


def book(edition: Edition, shelf: Shelf, made_on: date) -> Volume:
    """The book in the order of reading; raises BadInput."""
    check_edition(edition, shelf)
    chapters = _Chapters(edition, shelf, made_on)
    words = chapters.words
    return Volume(
        edition.language,
        chapters.cover_title,
        tuple(chapters.pieces()),
        header=chapters.cover_title,
        footer=" · ".join([shelf.pack.version, shelf.pack.hash[:8], words("not yet reviewed by a practitioner")])
        if shelf.pack.review is None
        else " · ".join([shelf.pack.version, shelf.pack.hash[:8]]),
        has_outline=True,
    )


def printed_steps(edition: Edition, shelf: Shelf) -> tuple[Step, ...]:
    """Every step, jump and card that stands in this book."""
    return (*shelf.pack.jumps, *_own(shelf), *_cards(edition, shelf))


def _own(shelf: Shelf) -> tuple[Step, ...]:
    return tuple(step for step in shelf.pack.own if step.kind == "step")


def _cards(edition: Edition, shelf: Shelf) -> tuple[Step, ...]:
    """The cards that some page leads to, and the role cards of this side."""
    steps, pack = shelf.pack.steps, shelf.pack
    wanted = list(pack.roles) if edition.side != VICTIM else [one for one in pack.roles if one == _ROLE_OF_VICTIM]
    ahead: list[Step] = [*_own(shelf), *pack.jumps]
    reached: dict[str, None] = {}
    while ahead:
        targets = ahead.pop(0).targets()
        fresh = [one for one in targets if one in steps and steps[one].kind == "card" and one not in reached]
        reached |= dict.fromkeys(fresh)
        ahead += [steps[one] for one in fresh]
    return tuple(steps[one] for one in dict.fromkeys([*wanted, *reached]) if one in steps)


class _Chapters:
    """The parts of one book."""

    def __init__(self, edition: Edition, shelf: Shelf, made_on: date) -> None:
        self.words = Words(edition.language)
        self._edition, self._shelf, self._made_on = edition, shelf, made_on
        self._steps = printed_steps(edition, shelf)
        self._for_victim = edition.side == VICTIM
        self._telling = Telling(shelf, self.words, frozenset(step.id for step in self._steps), self._for_victim)
        self._title = pick_in(shelf.pack.titles, edition.language)

    @property
    def cover_title(self) -> str:
        """The outside of the victim's book gives nothing away; the letter tells the books apart."""
        letter = (self._shelf.pack.start or "")[:1]
        return self.words("A book to keep close · {letter}").format(letter=letter) if self._for_victim else self._title

    def pieces(self) -> Iterator[Piece]:
        _ = self.words
        yield self._cover()
        yield from self._about()
        yield Contents(_("What is where"))
        yield Opener(_("Pages for any moment"), "part-jumps", self._intro_jumps())
        yield from self._told(self._shelf.pack.jumps)
        yield Opener(_("Step by step"), "part-steps", self._intro_steps())
        yield from self._told(_own(self._shelf))
        cards = _cards(self._edition, self._shelf)
        if cards:
            yield Opener(_("Cards"), "part-cards", ())
            yield from self._told(cards)
        yield from self._contacts()
        yield from self._law()

    def _told(self, steps: Iterable[Step]) -> Iterator[Piece]:
        for at, step in enumerate(steps):
            yield from self._telling.step(step, self._edition.side, new_page=at > 0)

    # -- the first pages -------------------------------------------------------------------------

    def _cover(self) -> Cover:
        _ = self.words
        if self._for_victim:
            return Cover(self.cover_title, _("Take your time. Open only the page you need."))
        return Cover(self._title, self._for_whom(), (self._shelf.pack.version, self._made_on.isoformat()))

    def _for_whom(self) -> str:
        _ = self.words
        known = {
            VICTIM: _("For the person it happened to"),
            "police": _("For the police and others who stand beside the person harmed"),
            "organisation": _("For organisations, and for those who noticed something at work"),
        }
        return known[self._edition.side]

    def _about(self) -> Iterator[Piece]:
        _ = self.words
        yield Head(self._title)
        yield Prose((self._for_whom(),), quiet=True)
        yield Points(_("Please read this first"), self._first_words())
        yield Contacts(
            _("When it is urgent"), tuple(self._telling.contact(one) for one in self._shelf.emergency()), full=False
        )
        yield Points(_("How to read a page"), self._reading())
        yield Facts(tuple(self._facts()))

    def _first_words(self) -> tuple[str, ...]:
        _ = self.words
        if self._for_victim:
            return (
                _("It is not your fault. What happens next is yours to decide."),
                _("You need not begin at the beginning. Read one page and close the book again."),
                _("If somebody might find this book, do not keep it at home. Ask for a small card instead."),
                _("A call, a search or a photo of a page may leave a trace on a phone that others look at."),
            )
        return (
            _("The person harmed decides. Where the law leaves no choice, this book says so."),
            _("The steps bear the same letters and numbers as in the book for the person harmed."),
            _("Nothing here replaces the rules of your own office or the advice of a lawyer."),
        )

    def _reading(self) -> tuple[str, ...]:
        _ = self.words
        if self._for_victim:
            return (
                _("The question comes first. You may leave it unanswered."),
                _("The large lines are said to you, by the counsellor or by this book."),
                _("The lines below them tell what the counsellor does meanwhile, so that you can ask for it."),
                _("A frame with a dark bar means: if one of these is so, turn to that page at once."),
            )
        return (
            _("The question is what the counsellor wants to know from you."),
            _("The large lines are what we ask of you; after them stands what would do harm."),
            _("A frame with a dark bar means: if one of these is so, turn to that page at once."),
        )

    def _facts(self) -> Iterator[tuple[str, str]]:
        _, pack = self.words, self._shelf.pack
        yield _("Version"), f"{pack.version} · {pack.hash[:12]}"
        yield _("Made on"), self._made_on.isoformat()
        yield _("Law checked on"), _span([card.checked_on for card, _state in self._shelf.law_of(self._steps)]) or "–"
        numbers = _span([one.verified_on for one in self._shelf.services_of(self._steps)])
        yield _("Numbers verified on"), numbers or _("no number yet; only short numbers that never change are printed")
        yield _("Review"), self._telling.review(pack.review)

    def _intro_jumps(self) -> tuple[str, ...]:
        _ = self.words
        return (
            _("These pages wait outside the order. Any step may send you here, and you may turn here yourself."),
            _("Afterwards you can go back to the page you came from."),
        )

    def _intro_steps(self) -> tuple[str, ...]:
        _ = self.words
        if self._for_victim:
            return (_("The steps follow each other, but nobody has to take all of them, or in one go."),)
        return (_("The steps follow the talk with the person harmed. At each one you see what is asked of you."),)

    # -- the last chapters -----------------------------------------------------------------------

    def _contacts(self) -> Iterator[Piece]:
        _ = self.words
        yield Head(_("Numbers and places"), "part-contacts", level=0)
        rows = [*self._telling.contacts(*self._steps, full=True)]
        yield from (replace(one, label="") if isinstance(one, Contacts) else one for one in rows)
        lost = self._shelf.lost(self._steps)
        if lost:
            sentence = _("{count} more places are not printed, because nobody has checked them within 180 days.")
            yield small((sentence.format(count=len(lost)),))

    def _law(self) -> Iterator[Piece]:
        _ = self.words
        rows = self._shelf.law_of(self._steps)
        if not rows:
            return
        yield Head(_("The law in plain words"), "part-law", level=0)
        yield small((_("Plain words, not legal advice. Law changes: look at the day of the check."),))
        for row in rows:
            yield self._telling.provision(row, anchored=True)
        yield from self._left_out()

    def _left_out(self) -> Iterator[Piece]:
        """For supporters: which provisions are missing because they could not be confirmed."""
        _, law = self.words, self._shelf.law
        lost = [law[one] for one in self._shelf.lost_law(self._steps) if one in law]
        if lost and not self._for_victim:
            titles = tuple(pick_in(card.title, _.language) for card in lost)
            yield Points(_("Not printed, because changed or unverified: confirm before relying"), titles)


def _span(days: Iterable[date | None]) -> str:
    """The first and the last of these days."""
    known = sorted({day for day in days if day})
    if not known:
        return ""
    return known[0].isoformat() if len(known) == 1 else f"{known[0].isoformat()} – {known[-1].isoformat()}"
