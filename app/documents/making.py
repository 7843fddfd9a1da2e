"""What all papers share: for whom they are made, what they hide, and lines that read the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app import i18n
from app.clock import local
from app.documents.blocks import Grid, Part
from app.documents.model import CaseSummary, Centre, Consent, Options, Reason, Recipient, Task
from app.documents.profiles import Field, Profile
from app.documents.redaction import Piece, Redactor
from app.documents.words import Words


@dataclass(frozen=True, slots=True)
class Making:
    """What every composer needs: the words, who makes the paper, for whom, when, and the choices made."""

    words: Words
    centre: Centre
    recipient: Recipient
    options: Options
    printed_on: date
    reference: str = ""
    profile: Profile = Profile.FULL
    seen: frozenset[Field] = frozenset(Field)
    """The fields this paper shows."""


def known_texts(summary: CaseSummary, named: bool) -> Iterable[tuple[str | None, Reason]]:
    """Names and numbers that free text may repeat."""
    yield from ((word, Reason.NOT_SHOWN) for word in _code_words(summary))
    for party in summary.other_parties:
        yield party.name, Reason.PERSON
        yield party.phone, Reason.CONTACT
    if not named:
        yield summary.survivor.name, Reason.NO_CONSENT
        yield summary.survivor.phone, Reason.NO_CONSENT


def _code_words(summary: CaseSummary) -> Iterable[str | None]:
    """What was agreed as a sign between the person and the centre: no paper says it."""
    yield from (one.value for one in summary.recorded if one.field == "code-word")
    if summary.safe_contact is not None:
        yield summary.safe_contact.code_word


def band(centre: Centre, words: Words) -> str:
    """The text of the hatched band: a practice centre's papers carry one, a real centre's none."""
    _ = words
    return _("Practice material · not a real case") if centre.practice else ""


def letters_without_form(missing: tuple[str, ...]) -> tuple[str, ...]:
    """What is said of letters that could not be printed."""
    if not missing:
        return ()
    shown = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing)
    return (
        i18n._("The font has no form for these letters, so their codes were printed instead: {letters}").format(
            letters=shown
        ),
    )


def copy_line(making: Making) -> str:
    _ = making.words
    copy = _("copy {n}/{total}").format(n=making.recipient.copy, total=making.recipient.copies)
    return f"{making.recipient.name} · {copy}"


def legend(hide: Redactor, words: Words) -> Part:
    """Why places are hidden and how many of each."""
    _ = words
    why = reasons(_)
    rows = tuple(((Piece(bar=reason),), why[reason], str(hide.counts[reason])) for reason in hide.counts)
    grid = Grid((_("Mark"), _("Reason"), _("Count")), rows, (38, 109, 20))
    note = _("The hidden text is not in this file. Every bar has the same length, whatever it hides.")
    return Part(_("Hidden places"), (grid,), note)


def reasons(words: Words) -> dict[Reason, str]:
    """Why a place is hidden, in words."""
    _ = words
    return {
        Reason.PERSON: _("Somebody else could be recognised"),
        Reason.CONTACT: _("Address or contact"),
        Reason.REGISTRATION: _("Registration number"),
        Reason.NO_CONSENT: _("No consent to collection"),
        Reason.CENTRE: _("Where help was given"),
        Reason.NOT_SHOWN: _("Not for this reader"),
        Reason.MARKED: _("Marked by hand"),
    }


def verdict(summary: CaseSummary, words: Words) -> str:
    """Whether she may be called; nothing set means no."""
    card = summary.safe_contact
    return words.code("verdict", card.verdict if card else "do_not_call")


def consent_line(consent: Consent | None, words: Words) -> str:
    """How and when somebody agreed or did not."""
    if consent is None:
        return "—"
    day = f"{local(consent.at):%Y-%m-%d}"
    if consent.answer != "given":
        return f"{words.code('consent_answer', consent.answer)} {day}"
    method = words.code("consent_method", consent.method) if consent.method != "none" else ""
    return f"{words.code('consent_answer', consent.answer)} {day} {method}".strip()


def item_label(item: str, words: Words) -> str:
    """An agreed item in words: a code is labelled, anything else stays as it was written."""
    label = words.code("consent_item", item)
    return label if label != item else words.code("item", item)


def due(task: Task, words: Words) -> str:
    return words.time(task.due_at) if task.due_at else words.day(task.due_on) or "—"


def paragraphs(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
