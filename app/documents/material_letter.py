"""The letter to whoever is responsible for public material that demeans. Nothing in it tells how the centre came to know.

It leaves out the day on which it was seen, and says the same whether somebody reported it or the centre found it on its
own rounds; a place that would tell who was there is left out too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app import i18n
from app.clock import today
from app.documents.blocks import Block, Furniture, Lines, Pairs, Paper, Part, Slip, Stamp, Title
from app.documents.making import Making, band
from app.documents.model import Centre, Options, Recipient
from app.documents.redaction import Rich
from app.documents.words import Words
from app.i18n import Language
from app.material import Entry


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter in memory."""

    data: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def draw_letter(
    entry: Entry, centre: Centre, answer_by: str, *, with_place: bool, language: Language | None = None
) -> Letter:
    """The letter as PDF, on any thread; nothing is written."""
    from app.documents.drawing import draw_paper

    words = Words(language or i18n.language())
    making = Making(words, centre, Recipient(entry.agency or ""), Options(), today(), entry.number)
    drawn = draw_paper(letter_paper(entry, answer_by, making, with_place=with_place))
    return Letter(drawn.data, drawn.pages)


def letter_paper(entry: Entry, answer_by: str, making: Making, *, with_place: bool) -> Paper:
    """What it is about, what demeans in it, what is asked for, and a slip for the answer."""
    _ = making.words
    title = _("Request about public material")
    content: list[Block | Part] = [
        Title(title, aside=(_("Letter no. {reference}").format(reference=making.reference), making.printed_on.isoformat())),
        Pairs(_heads(entry, making), label=26),
        Lines((
            _("Public material that your organisation is responsible for has come to our attention."),
            _("Please look at it, and tell us in writing what becomes of it."),
        )),
        Part(_("The material"), (Pairs(_material(entry, _, with_place=with_place), label=34),)),
        Part(_("What demeans in it"), (Lines(_why(entry, _)),)),
        Part(_("What we ask of you"), (Lines(_asked(answer_by, _), numbered=True),)),
        Stamp(_("Head of {centre}").format(centre=making.centre.name), _("(seal)")),
        _slip(making),
    ]  # fmt: skip
    footer = f"{making.recipient.name} · {_('printed {day}').format(day=making.printed_on.isoformat())}"
    furniture = Furniture(title, right=making.centre.name, footer=footer, band=band(making.centre, _))
    return Paper(_.language, furniture, tuple(content), one_page=True)


def _heads(entry: Entry, making: Making) -> tuple[tuple[str, Rich], ...]:
    _ = making.words
    sender = " · ".join(part for part in (making.centre.name, making.centre.phone) if part)
    rows = ((_("To"), entry.agency), (_("Reached by"), entry.contact), (_("From"), sender))
    return tuple((label, value) for label, value in rows if value)


def _material(entry: Entry, words: Words, *, with_place: bool) -> tuple[tuple[str, Rich], ...]:
    _ = words
    rows = (
        (_("Medium"), _.code("material_medium", entry.medium)),
        (_("Title or words"), entry.title),
        (_("Place"), entry.place if with_place else None),
        (_("Web address"), entry.url),
    )
    return tuple((label, value) for label, value in rows if value)


def _why(entry: Entry, words: Words) -> tuple[Rich, ...]:
    said = tuple(words.code("material_kind", one) for one in entry.kinds)
    more = (entry.words,) if entry.words else ()
    return (" · ".join(said), *more) if said else more


def _asked(answer_by: str, words: Words) -> tuple[Rich, ...]:
    _ = words
    return (
        _("Take it away or change it, and look whether the same stands elsewhere."),
        _("Where it stays, write why."),
        _("Please answer by {day}.").format(day=_.day(answer_by)),
    )


def _slip(making: Making) -> Slip:
    _ = making.words
    answers = "□ " + "     □ ".join((_("Taken away"), _("Changed as asked"), _("Stays, because")))
    rows: tuple[tuple[str, Rich], ...] = (
        (making.reference, answers),
        (_("Done, and when"), ""),
        (_("Answered by"), _("                                                  Signature")),
    )
    return Slip(_("Answer · please cut off and send back"), rows)
