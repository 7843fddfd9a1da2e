"""Papers for an organisation: the separation order with its matrix, and the letter about what it owes. No name in them.

Whoever is meant is written in by hand, where the paper is signed: a paper that is lost leads to nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app import i18n
from app.clock import random_id, today
from app.codelists import code, codes
from app.documents.blocks import Block, Furniture, Grid, Lines, Pairs, Paper, Part, Slip, Stamp, Title
from app.documents.making import Making, band
from app.documents.model import Centre, Options, Recipient
from app.documents.redaction import Rich
from app.documents.words import Words
from app.i18n import Language
from app.workplace import Duty, Organisation, Separation

ORDER, LETTER = "separation", "employer_letter"
"""The profiles under which the papers stand in the register of a case."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished paper in memory."""

    id: str
    data: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def draw_order(order: Separation, organisation: Organisation, centre: Centre, language: Language | None = None) -> Made:
    """The separation order as PDF, on any thread; nothing is written."""
    return _draw(lambda making: order_paper(order, making), organisation, centre, language)


def draw_letter(
    duties: Sequence[Duty], organisation: Organisation, centre: Centre, answer_by: str, language: Language | None = None
) -> Made:
    """The letter to an organisation about what it owes, as PDF."""
    return _draw(lambda making: letter_paper(duties, organisation, answer_by, making), organisation, centre, language)


def order_paper(order: Separation, making: Making) -> Paper:
    """The order: who moves, since when, the matrix to be confirmed line by line, and what holds for everybody."""
    _ = making.words
    title = _("Separation order") if order.state != "asked" else _("Request for a separation order")
    content: list[Block | Part] = [
        Title(title, aside=_aside(making)),
        Pairs(_order_facts(order, making), columns=2, label=34),
        *((Pairs(((_("It ends when"), order.ends_when),), label=34),) if order.ends_when else ()),
        Part(_("Who is kept apart"), (Pairs(_by_hand(_), columns=2, label=34),), _not_named(_)),
        Part(_("In what they are kept apart"), (_matrix(order, _),)),
        Part(_("What holds for everybody"), (Lines(_rules(_), numbered=True),)),
        Stamp(_("For {name}").format(name=making.recipient.name), _("(seal)")),
    ]  # fmt: skip
    return Paper(_.language, _furniture(title, making), tuple(content), one_page=True)


def letter_paper(duties: Sequence[Duty], organisation: Organisation, answer_by: str, making: Making) -> Paper:
    """The letter: what the law asks, by when, what is known; and a slip for the answer."""
    _ = making.words
    title = _("Letter about the duties of an organisation")
    content: list[Block | Part] = [
        Title(title, aside=_aside(making)),
        Pairs(((_("To"), making.recipient.name), (_("From"), _sender(making))), label=26),
        Lines(_opening(organisation, making)),
        Part(_("What is asked for"), (_owed(duties, _),)),
        Part(_("What comes next"), (Lines(_closing(organisation, answer_by, _)),)),
        Stamp(_("Head of {centre}").format(centre=making.centre.name), _("(seal)")),
        _slip(making),
    ]
    return Paper(_.language, _furniture(title, making), tuple(content), one_page=True)


# -- inside --------------------------------------------------------------------------------------------


def _draw(
    compose: Callable[[Making], Paper], organisation: Organisation, centre: Centre, language: Language | None
) -> Made:
    from app.documents.drawing import draw_paper

    ident = random_id()
    words = Words(language or i18n.language())
    making = Making(
        words, centre, Recipient(organisation.name), Options(), today(), f"{ident[:4]}-{ident[4:8]}".upper()
    )
    drawn = draw_paper(compose(making))
    return Made(ident, drawn.data, drawn.pages)


def _furniture(title: str, making: Making) -> Furniture:
    _ = making.words
    footer = f"{making.recipient.name} · {_('printed {day}').format(day=making.printed_on.isoformat())}"
    return Furniture(title, right=making.centre.name, footer=footer, band=band(making.centre, _))


def _aside(making: Making) -> tuple[str, ...]:
    return (making.words("Letter no. {reference}").format(reference=making.reference), making.printed_on.isoformat())


def _sender(making: Making) -> str:
    return " · ".join(part for part in (making.centre.name, making.centre.phone) if part)


def _order_facts(order: Separation, making: Making) -> tuple[tuple[str, Rich], ...]:
    _ = making.words
    rows: list[tuple[str, Rich | None]] = [
        (_("Organisation"), making.recipient.name),
        (_("Order no."), order.order_no),
        (_("Who moves"), _.code("separation_moves", order.who_moves)),
        (_("The person's wish"), _wish(order, _)),
        (_("In force from"), _.day(order.starts_on)),
        (_("Next review"), _.day(order.review_on)),
    ]
    return tuple((label, value) for label, value in rows if value)


def _wish(order: Separation, words: Words) -> str:
    found = words.code("separation_wish", order.wish)
    return f"{found} · {words.day(order.wish_on)}" if order.wish_on else found


def _by_hand(words: Words) -> tuple[tuple[str, Rich], ...]:
    _ = words
    return ((_("Protected person"), ""), (_("Accused person"), ""))


def _not_named(words: Words) -> str:
    _ = words
    return _("Both are written in by hand where this is signed. The protected person may use another name.")


def _matrix(order: Separation, words: Words) -> Grid:
    _ = words
    rows = tuple(
        (_.code("separation_scope", one.id), _.code("separation_answer", order.scopes.get(one.id, "unknown")), "□", "")
        for one in codes("separation_scope")
        if order.scopes.get(one.id) != "none"
    )
    return Grid((_("Kept apart in"), _("Stands now"), _("Confirmed"), _("How")), rows, (42, 32, 24, 69))


def _rules(words: Words) -> tuple[str, ...]:
    _ = words
    return (
        _("The two do not meet or contact each other, in person, through others or online."),
        _("No person decides, signs or appraises for both of them."),
        _("Whoever knows of this keeps it secret (Equal Employment Act 14⑦)."),
        _("Nobody is treated worse for having reported, helped or testified (Equal Employment Act 14⑥)."),
        _("A breach is written down on the day it happens, and told to the centre."),
        _("It is not changed or ended without asking the protected person first."),
    )


def _opening(organisation: Organisation, making: Making) -> tuple[Rich, ...]:
    _ = making.words
    told = _.day(organisation.told_on)
    first = _("On {day} your organisation was told of sexual harassment at work.").format(day=told)
    if not told:
        first = _("Your organisation was told of sexual harassment at work.")
    return (first, _("Please tell us in writing what has been done about the following. No name is needed for it."))


def _owed(duties: Sequence[Duty], words: Words) -> Grid:
    _ = words
    rows = tuple(
        (_.code("employer_duty", one.duty), _law(one, _), _.day(one.due_on) or "—", _known(one, _)) for one in duties
    )
    return Grid((_("What is owed"), _("Ground"), _("By"), _("Known to us")), rows, (52, 50, 33, 32))


def _law(duty: Duty, words: Words) -> str:
    return str(code("employer_duty", duty.duty).extra[f"ref_{words.language}"])


def _known(duty: Duty, words: Words) -> str:
    return words.code("employer_duty_state", duty.state)


def _closing(organisation: Organisation, answer_by: str, words: Words) -> tuple[Rich, ...]:
    _ = words
    lines = [_("Please answer by {day}.").format(day=_.day(answer_by))]
    if organisation.reviewed:
        what = organisation.designation or _("contract or designation")
        sentence = _("If nothing follows, we tell whoever gave it that this is to be reviewed: {what}.")
        lines.append(sentence.format(what=what))
    lines.append(_("Dates without a number in the law are our own target; the law says “without delay”."))
    return tuple(lines)


def _slip(making: Making) -> Slip:
    _ = making.words
    answers = "□ " + "     □ ".join((_("All of it is done"), _("Part of it is done"), _("Not done yet")))
    rows: tuple[tuple[str, Rich], ...] = (
        (making.reference, answers),
        (_("Still to come"), ""),
        (_("Answered by"), _("                                                  Signature")),
    )
    return Slip(_("Answer · please cut off and send back"), rows)
