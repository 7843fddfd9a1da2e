"""Duties in words: kinds, how sure the law is, how long something is kept, and what was written in a case."""

from __future__ import annotations

from datetime import date

from app.clock import local
from app.duties import Duty, Kind, Report, brief
from app.duties.model import period
from app.i18n import _, full_date, pick
from app.manual import LawCard
from ui.duties.reading import Holding
from ui.kit.rows import Head, Row

_ICONS = {
    "report": "send", "retention": "folder", "form": "file", "privilege": "key", "secrecy": "lock", "breach": "warning",
    "access": "eye",
}  # fmt: skip


def kind_word(kind: Kind) -> str:
    return {
        "report": _("Reporting"),
        "retention": _("Keeping and destroying"),
        "form": _("Papers and consent"),
        "privilege": _("Powers"),
        "secrecy": _("Secrecy"),
        "breach": _("When data leak"),
        "access": _("When someone asks to see records"),
    }[kind]


def certainty_word(duty: Duty) -> str:
    return _("Not clear in law: ask a lawyer") if duty.ask_a_lawyer else _("Stands in the law")


def rest_of(duty: Duty) -> str:
    """What a duty asks for after its first sentence."""
    return pick(dict(duty.duty))[len(brief(duty)) :].strip()


def kept_word(duty: Duty) -> str:
    """How long a record is kept; only retention says anything."""
    if duty.kind != "retention":
        return ""
    if duty.permanent:
        return _("For good")
    if duty.keep_for is None:
        return _("No period is stated")
    return _("{count} years").format(count=period(duty.keep_for)[0])


def rows(holding: Holding) -> list[Row | Head]:
    """The list at the left: a head for each kind, the duties under it."""
    found: list[Row | Head] = []
    kind = ""
    for duty in holding.duties:
        if duty.kind != kind:
            kind = duty.kind
            found.append(Head(kind_word(duty.kind), str(sum(one.kind == kind for one in holding.duties))))
        found.append(_row(duty, holding))
    return found


def _row(duty: Duty, holding: Holding) -> Row:
    written = len(holding.of_duty(duty.id))
    return Row(
        duty.id, brief(duty), second=pick(dict(duty.when)), icon="ban" if duty.absent else _ICONS[duty.kind],
        state=_("ask a lawyer") if duty.ask_a_lawyer else "", state_tone="caution",
        tag=_("{count} written").format(count=written) if written else "", tag_tone="accent",
    )  # fmt: skip


def law_word(card: LawCard, on: date) -> str:
    """A law card by its statute and article, marked where it must not simply be relied on."""
    name = _("{statute} article {article}").format(statute=pick(dict(card.statute)), article=card.article)
    return name if card.reliable(on) else _("{name}, to be confirmed").format(name=name)


def moment(at: int) -> str:
    when = local(at)
    return _("{day} {time}").format(day=full_date(when.date()), time=f"{when:%H:%M}")


def told_word(told: str) -> str:
    return {"yes": _("told before"), "no": _("not told before"), "unknown": _("not known whether told")}[told]


def report_row(report: Report, holding: Holding) -> Row:
    """What was written in the case about one duty."""
    entry, who = report.entry, holding.name(report.author)
    if entry.reported_at is None:
        about = (told_word(entry.told_before), who, moment(report.at))
        return Row(
            report.id, _("Not reported: {why}").format(why=entry.exception), second=" · ".join(about), icon="ban"
        )
    number = entry.receipt_no
    return Row(
        report.id, _("{where}, {when}").format(where=entry.authority, when=moment(entry.reported_at)), icon="send",
        second=" · ".join((told_word(entry.told_before), who)), state=number or _("no receipt number yet"),
        state_tone="text2" if number else "caution",
    )  # fmt: skip
