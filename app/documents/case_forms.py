"""Forms of a case: consent and power of attorney to be signed, and the counselling log of a day with its approval box.

A name that has to stand on a form is written in by hand where it is signed: a form that is lost leads to nobody.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app import i18n
from app.clock import local
from app.documents.blocks import Block, Furniture, Grid, Lines, Pairs, Paper, Part, Title
from app.documents.making import Making, band, copy_line, known_texts, paragraphs
from app.documents.model import CaseSummary, Entry, Reason, Service
from app.documents.redaction import Redactor, Rich
from app.documents.words import Words
from app.entry import check_day
from app.errors import BadInput


class CaseForm(StrEnum):
    """A form; each stands in the register under this name."""

    CONSENT = "consent_form"
    ATTORNEY = "power_of_attorney"
    LOG = "counselling_log"


def consent_form(_summary: CaseSummary, making: Making) -> Paper:
    """Consent to be given or refused line by line, each purpose apart from the others."""
    _ = making.words
    answer = "□ " + "   □ ".join((_("I agree"), _("I do not agree")))
    heads = (_("Purpose"), _("What is written down"), _("How long"), _("Answer"))
    rows = tuple((what, items, how_long, answer) for what, items, how_long in _purposes(_))
    content: list[Block | Part] = [
        Title(_("Consent to the use of personal data"), aside=_aside(making)),
        Lines((_("You decide on each line by itself. Help does not depend on a line you do not agree to."),)),
        Grid(heads, rows, (34, 45, 36, 52)),
        Part(_("Passing on to others"), (_recipients(_),), _("Nobody gets anything who is not named here.")),
        Part(_("What holds for all of it"), (Lines(_rights(making), numbered=True),)),
        *_signed(making, _("The person, or the name they use")),
    ]
    return Paper(
        _.language, _furniture(_("Consent to the use of personal data"), making), tuple(content), one_page=True
    )


def power_of_attorney(_summary: CaseSummary, making: Making) -> Paper:
    """The power to ask for deletion and the like in somebody's name; what is not ticked is not given."""
    _ = making.words
    rows = tuple((f"□ {what}", limit) for what, limit in _powers(_))
    who: tuple[tuple[str, Rich], ...] = (
        (_("Who gives it"), ""),
        (_("Born in (year)"), ""),
        (_("To whom it is given"), making.centre.name),
        (_("Contact"), making.centre.phone or ""),
    )
    span: tuple[tuple[str, Rich], ...] = ((_("First day"), ""), (_("Last day"), ""))
    content: list[Block | Part] = [
        Title(_("Power of attorney"), aside=_aside(making)),
        Pairs(who, columns=2, label=34),
        Part(_("What it is given for"), (Grid((_("To be ticked"), _("How far it goes")), rows, (80, 87)),)),
        Part(_("How long it holds"), (Pairs(span, columns=2, label=34),), _("Without a day it holds for six months.")),
        Part(_("What holds for all of it"), (Lines(_limits(_), numbered=True),)),
        *_signed(making, _("Who gives it")),
    ]
    return Paper(_.language, _furniture(_("Power of attorney"), making), tuple(content), one_page=True)


def counselling_log(summary: CaseSummary, making: Making) -> Paper:
    """What was done on one day, for the file and its approval; names and contacts stay hidden as in every summary."""
    _ = making.words
    day = _day_of(summary, making)
    entries = [one for one in summary.timeline if local(one.at).date() == day and one.kind != "session"]
    services = [one for one in summary.services if local(one.at).date() == day]
    if not entries and not services:
        sentence = i18n._("No log was made: nothing is written in this case on {day}. Choose another day.")
        raise BadInput(sentence.format(day=day.isoformat()), field="day")
    hide = Redactor(known_texts(summary, named=False), frozenset(Reason) - {Reason.CENTRE})
    signers = making.centre.signers or (_("Counsellor"), _("Team leader"), _("Director"))
    content: list[Block | Part] = [
        Title(_("Counselling log"), _.day(day), signers, _("Approval")),
        Pairs(_log_head(summary, making), columns=2, label=30),
        *(block for one in entries for block in _logged(one, _, hide)),
        *_given(services, _, hide),
        Part(_("What comes next"), (Pairs(((_("Plan"), ""), (_("Remarks"), "")), tall=(_("Plan"), _("Remarks"))),)),
    ]
    furniture = _furniture(_("Counselling log"), making, right=summary.head.number)
    return Paper(_.language, furniture, tuple(content), _("hidden"), tuple(hide.counts))


# -- the words of the forms ----------------------------------------------------------------------------


def _purposes(words: Words) -> tuple[tuple[str, str, str], ...]:
    _ = words
    kept = _("as long as the law asks; then it is erased")
    return (
        (_("Keeping a record of the counselling"), _("Name to use, safe contact, what happened, support"), kept),
        (_("Sensitive data"), _("Health, injuries, sex life"), kept),
        (_("Being counted"), _("Numbers without any name"), _("no name is kept with them")),
        (_("A later survey"), _("A safe way to reach you"), _("until it is taken back")),
    )


def _recipients(words: Words) -> Grid:
    _ = words
    heads = (_("Recipient"), _("Purpose"), _("Items"), _("Until"))
    return Grid(heads, (("\u00a0", "", "", ""), ("\u00a0", "", "", ""), ("\u00a0", "", "", "")), (46, 42, 50, 29))


def _rights(making: Making) -> tuple[str, ...]:
    _ = making.words
    who = _("Whoever uses the data: {centre}").format(centre=making.centre.name)
    return (
        who,
        _("You may refuse, and take back at any time what you agreed to. From then on it is no longer used."),
        _("You may ask to see, correct or erase what is written about you."),
        _("Without your consent it is passed on only where a life is in danger or a law demands it, and you are told."),
        _("You may use another name. No resident registration number is asked for."),
    )


def _powers(words: Words) -> tuple[tuple[str, str], ...]:
    _ = words
    named = _("only for the addresses listed with it")
    return (
        (_("Asking platforms and search engines to delete"), named),
        (_("Asking the content reviewer to block"), named),
        (_("Asking for deletion support in my name"), named),
        (_("Hearing the state of a report or a petition"), _("only the state, nothing is decided")),
        (_("Handing in and receiving papers"), _("only sealed, at the address I name")),
    )


def _limits(words: Words) -> tuple[str, ...]:
    _ = words
    return (
        _("What is not ticked is not given. It cannot be passed on to somebody else."),
        _("No complaint, settlement or statement is made in my name."),
        _("I may take it back at any time by saying so."),
        _("Pictures and films are never handed over for it; addresses and descriptions are enough."),
    )


# -- the log -------------------------------------------------------------------------------------------


def _day_of(summary: CaseSummary, making: Making) -> date:
    """The day asked for, else the last on which something was written."""
    asked = check_day(making.options.day, "day") if making.options.day else None
    if asked:
        return date.fromisoformat(asked)
    times = [one.at for one in summary.timeline if one.kind != "session"] + [one.at for one in summary.services]
    return local(max(times)).date() if times else making.printed_on


def _log_head(summary: CaseSummary, making: Making) -> tuple[tuple[str, Rich], ...]:
    _ = making.words
    return (
        (_("Case number"), summary.head.number),
        (_("Assigned to"), summary.head.assigned_to),
        (_("Alias"), summary.survivor.alias),
        (_("Main kind"), _.code("violence_type", summary.head.main_type)),
    )


def _logged(entry: Entry, words: Words, hide: Redactor) -> tuple[Block | Part, ...]:
    _ = words
    heading = _.code("channel", entry.title) if entry.kind == "contact" else _("Note")
    rows: list[tuple[str, Rich]] = [(_("Time"), f"{local(entry.at):%H:%M}"), (_("Who"), entry.author)]
    if entry.minutes:
        rows.append((_("Length"), _("{n} min").format(n=entry.minutes)))
    if entry.counselling:
        rows.append((_("Counselling"), _.code("counselling", entry.counselling)))
    if entry.violence:
        rows.append((_("Violence told of"), _.code("told_violence", entry.violence)))
    texts = ([] if entry.kind == "contact" else [entry.title]) + paragraphs(entry.body)
    head = Part(heading, (Pairs(tuple(rows), columns=2, label=30),))
    return (head, Lines(tuple(map(hide, texts)))) if texts else (head,)


def _given(services: list[Service], words: Words, hide: Redactor) -> list[Part]:
    _ = words
    rows = tuple(
        (_.code("service", one.service), _("{n} min").format(n=one.minutes) if one.minutes else "—", hide(one.note))
        for one in services
    )
    grid = Grid((_("Support"), _("Time"), _("Note")), rows, (50, 27, 90))
    return [Part(_("Support given"), (grid,))] if rows else []


# -- what all three share ------------------------------------------------------------------------------


def _aside(making: Making) -> tuple[str, ...]:
    return (making.words("Paper no. {reference}").format(reference=making.reference), making.printed_on.isoformat())


def _signed(making: Making, who: str) -> tuple[Block | Part, ...]:
    _ = making.words
    rows: tuple[tuple[str, Rich], ...] = (
        (who, _("                                                  Signature")),
        (_("Told and explained by"), _("                                                  Signature")),
        (_("Day"), ""),
    )
    return (Part(_("Signed"), (Pairs(rows, label=56),)),)


def _furniture(title: str, making: Making, right: str = "") -> Furniture:
    _ = making.words
    printed = _("printed {day}").format(day=making.printed_on.isoformat())
    return Furniture(
        title,
        right=right or making.reference,
        footer=f"{copy_line(making)} · {printed}",
        band=band(making.centre, _),
        draft=_("Draft") if making.options.draft else "",
    )
