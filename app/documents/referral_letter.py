"""The letter to another organisation: one page, and nothing on it that was not agreed to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from app import i18n
from app.documents.blocks import Block, Furniture, Grid, Lines, Pairs, Paper, Part, Slip, Stamp, Title
from app.documents.making import (
    Making,
    band,
    consent_line,
    copy_line,
    due,
    item_label,
    known_texts,
    paragraphs,
    reasons,
)
from app.documents.model import (
    CaseSummary,
    Consent,
    Reason,
    Referral,
    agreed_items,
    latest,
    split_items,
)
from app.documents.profiles import Field, Profile, cut_down, fields_of, hidden
from app.documents.redaction import Piece, Redactor, Rich
from app.documents.words import Words
from app.errors import BadInput


def chosen_referral(summary: CaseSummary, referral_id: str | None) -> Referral:
    """The referral of the letter: the one asked for, or the newest."""
    found = [one for one in summary.referrals if referral_id in (None, one.id)]
    if not found:
        raise BadInput(
            i18n._("No letter was made: this case has no such referral. Add the referral first."), field="referral"
        )
    return max(found, key=lambda one: (one.at, one.id))


def consent_of(summary: CaseSummary, referral: Referral, today: date) -> Consent:
    """The consent the letter rests on; raises BadInput where none holds today."""
    for_them = [one for one in summary.consents if one.purpose == "third_party" and _names(one, referral)]
    if for_them and latest(for_them).is_valid(today):
        return latest(for_them)
    raise BadInput(
        i18n._(
            "No letter was made: there is no valid consent to pass anything on to this organisation. "
            "Ask for consent, or note it in the case, and try again."
        ),
        field="consent",
    )


def _names(consent: Consent, referral: Referral) -> bool:
    if consent.service is not None and referral.service is not None and consent.service != referral.service:
        return False
    if consent.recipient is None and consent.answer in ("refused", "withdrawn"):
        return True  # said of nobody in particular: it holds for all
    return consent.id == referral.consent_id or consent.recipient in (
        referral.organisation_id,
        referral.organisation,
    )


def referral_letter(summary: CaseSummary, making: Making) -> Paper:
    """The letter; raises BadInput without a referral or without a consent that holds."""
    _ = making.words
    referral = chosen_referral(summary, making.options.referral_id)
    consent = consent_of(summary, referral, making.printed_on)
    items = agreed_items(consent.items)
    items &= agreed_items(referral.items) if referral.items else items
    left_out = frozenset(one for one in Field if one in making.options.left_out)
    seen = fields_of(Profile.REFERRAL, summary, making.printed_on, items, left_out=left_out)
    making = replace(making, profile=Profile.REFERRAL, seen=seen)
    hide = Redactor(_known(summary, seen), hidden(seen))
    summary = cut_down(summary, seen)
    aside = (
        _("Letter no. {reference}").format(reference=making.reference),
        making.printed_on.isoformat(),
    )
    content: list[Block | Part] = [
        Title(_("Referral letter"), aside=aside),
        Pairs(_addresses(making), label=26),
        Lines((_("With the consent of the person below we ask for your help."), _greeting(_))),
        Part(_("The person"), (Pairs(_person(summary, making), label=26),)),
        *(_asked(referral, _, hide) if Field.REFERRALS in seen else ()),
        *_passed_on(summary, _, hide, seen),
        _consent_part(consent, referral, _),
    ]
    if hide.counts:
        content.append(Part("", (), _hidden(hide, _)))
    content += [Stamp(_("Head of {centre}").format(centre=making.centre.name), _("(seal)")), _slip(making)]
    return Paper(_.language, _furniture(making), tuple(content), _("hidden"), tuple(hide.counts), one_page=True)


def _known(summary: CaseSummary, seen: frozenset[Field]) -> list[tuple[str | None, Reason]]:
    known = list(known_texts(summary, named=True))
    known.append((summary.head.number, Reason.CONTACT))
    if Field.NAME not in seen:
        known.append((summary.survivor.name, Reason.NO_CONSENT))
    if Field.ALIAS not in seen:
        known.append((summary.survivor.alias, Reason.NO_CONSENT))
    return [*known, (summary.survivor.phone, Reason.NO_CONSENT)]


def _greeting(words: Words) -> str:
    _ = words
    return _("We wrote down only what is needed, so that the same story need not be told again.")


def _addresses(making: Making) -> tuple[tuple[str, Rich], ...]:
    _ = making.words
    sender = " · ".join(part for part in (making.centre.name, making.centre.phone) if part)
    return (
        (_("To"), making.recipient.name),
        (_("From"), sender),
        (_("Subject"), _("Request for support")),
    )


def _person(summary: CaseSummary, making: Making) -> tuple[tuple[str, Rich], ...]:
    _ = making.words
    rows: list[tuple[str, Rich]] = []
    alias = summary.survivor.alias or "—"
    rows.append(
        (_("Name to use"), _("{alias} · the name is given by the person at the first meeting").format(alias=alias))
    )
    if summary.survivor.name:
        rows[0] = (_("Name"), summary.survivor.name)
    if Field.AGE in making.seen:
        rows.append((_("Age band"), _.code("age_band", summary.survivor.age_band)))
    through = _("Please go through {counsellor} at our centre.").format(counsellor=summary.head.assigned_to or "—")
    rows.append((_("Contact"), (Piece(_("Do not call this person directly."), bold=True), Piece(f" {through}"))))
    number = _number(summary)
    if number:
        rows.append((_("Agreed number"), _("{number} · only after speaking with us first").format(number=number)))
    return tuple(rows)


def _number(summary: CaseSummary) -> str:
    """Her number: only as an agreed item, and only where a card says that calling is safe."""
    card = summary.safe_contact
    if card is None or card.verdict == "do_not_call" or not card.number:
        return ""
    return " · ".join(part for part in (card.number, _hours(card.hours)) if part)


def _hours(hours: str | None) -> str:
    try:
        found = json.loads(hours or "[]")
        return ", ".join(f"{one['from']}–{one['to']}" for one in found)
    except (ValueError, KeyError, TypeError):
        return ""


def _asked(referral: Referral, words: Words, hide: Redactor) -> list[Part]:
    texts = tuple(hide(text) for text in paragraphs(referral.purpose))
    _ = words
    return [Part(_("What we ask for"), (Lines(texts, numbered=len(texts) > 1),))] if texts else []


def _passed_on(summary: CaseSummary, words: Words, hide: Redactor, seen: frozenset[Field]) -> list[Part]:
    """The agreed facts about the case, each only if its item was agreed to."""
    _ = words
    rows: list[tuple[str, Rich]] = []
    if summary.glance:
        rows.append((_("Course of events"), hide(" ".join(paragraphs(summary.glance)))))
    if Field.RISK in seen:
        rows.append((_("Level of risk"), _.code("risk", summary.head.risk)))
    if summary.services:
        kinds = dict.fromkeys(_.code("service", one.service) for one in summary.services)
        rows.append((_("Support so far"), " · ".join(kinds)))
    if Field.DEADLINES in seen:
        found = [f"{one.title} {due(one, _)}" for one in summary.tasks]
        rows += [(_("Dates of measures"), hide(" · ".join(found)))] if found else []
    return [Part(_("What you should know"), (Pairs(tuple(rows), label=34),))] if rows else []


def _hidden(hide: Redactor, words: Words) -> str:
    """One line instead of a legend: a letter has one page."""
    _ = words
    why = reasons(_)
    listed = " · ".join(f"{'①②③④⑤⑥⑦'[n]} {why[reason]}" for n, reason in enumerate(hide.counts))
    return _("Hidden places: {reasons}").format(reasons=listed)


def _consent_part(consent: Consent, referral: Referral, words: Words) -> Part:
    _ = words
    listed = ", ".join(item_label(item, _) for item in split_items(consent.items)) or "—"
    until = consent.valid_until or _("until it is taken back")
    heads = (_("Recipient"), _("Purpose"), _("Items"), _("Period"))
    grid = Grid(heads, ((referral.organisation, _("as asked above"), listed, until),), (40, 47, 50, 30))
    note = _("{consent}. The person knows that refusing is possible and that consent can be taken back at any time.")
    return Part(_("Consent to passing on"), (grid,), note.format(consent=consent_line(consent, _)))


def _slip(making: Making) -> Slip:
    _ = making.words
    answers = "□ " + "     □ ".join((_("We take it on"), _("We cannot take it on"), _("We suggest another place")))
    first = _("Year          Month          Day          Hour                    Place")
    rows: tuple[tuple[str, Rich], ...] = (
        (making.reference, answers),
        (_("First meeting"), first),
        (_("Answered by"), _("                                                  Signature")),
    )
    return Slip(_("Answer · please cut off and send back"), rows)


def _furniture(making: Making) -> Furniture:
    _ = making.words
    return Furniture(
        _("Referral letter"),
        right=making.centre.name,
        footer=_("To: {name}").format(name=copy_line(making)),
        band=band(making.centre, _),
        draft=_("Draft") if making.options.draft else "",
    )
