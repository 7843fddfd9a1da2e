"""The rows of the workplace section: one function a kind of record."""

from __future__ import annotations

from datetime import date

from app.codelists import codes, label
from app.i18n import _
from app.workplace import (
    Duty,
    File,
    Finding,
    Organisation,
    Person,
    Separation,
    ThirdReport,
    Watch,
    line_word,
    scopes_left,
)
from ui.cases import words
from ui.kit.rows import Row

_LINES = ("unit", "place", "shift", "approver", "appraiser")
_TONES = {"apart": "accent", "together": "danger", "unknown": "caution"}
_STATES = {"open": "text2", "partly": "caution", "done": "accent", "nothing": "danger"}


def finding(at: int, one: Finding) -> Row:
    """A sentence of the rules; its id leads to the record."""
    icon = "flag" if one.tone == "caution" else "warning"
    whole, _stop, rest = one.sentence.partition(": ")
    title, second = (whole, rest) if rest else (one.sentence, "")
    return Row(f"{at}:{one.about}", title, second=second, icon=icon, icon_tone=one.tone, state=one.then)


def organisation(one: Organisation) -> Row:
    told = _("told {day}").format(day=words.short_day(one.told_on)) if one.told_on else _("does not know yet")
    second = " · ".join(filter(None, (label("organisation_kind", one.kind), one.designation, one.contact)))
    return Row(one.id, one.name, second=second, icon="building", state=told)


def person(one: Person, file: File) -> Row:
    firm = file.organisation(one.organisation_id)
    lines = [f"{line_word(line)} {value}" for line in _LINES if (value := getattr(one, line))]
    second = " · ".join(filter(None, (firm.name if firm else "", *lines)))
    return Row(
        one.id,
        one.called,
        second=second,
        icon="shield" if one.protected else "person",
        state=label("workplace_part", one.part),
    )


def report(one: ThirdReport) -> Row:
    how = _("without a name") if one.anonymous else _("with a name")
    title = _("{day}, {how}").format(day=words.short_day(one.reported_on), how=how)
    second = " · ".join(filter(None, (label("person_knows", one.survivor_knows), one.words)))
    tone = "caution" if one.survivor_wish == "not_asked" else "text2"
    return Row(
        one.id, title, second=second, icon="ear", state=label("third_report_wish", one.survivor_wish), state_tone=tone
    )


def order(one: Separation, file: File) -> list[Row]:
    """An order with its breaches below it, the newest first."""
    firm = file.organisation(one.organisation_id)
    since = _("since {day}").format(day=words.short_day(one.starts_on)) if one.starts_on else ""
    left = scopes_left(one)
    matrix = _("{n} lines open").format(n=left) if left else _("apart in every line")
    wish = _("the person: {wish}").format(wish=label("separation_wish", one.wish))
    second = " · ".join(filter(None, (firm.name if firm else "", since, wish, matrix)))
    head = Row(
        one.id, label("separation_moves", one.who_moves), meta=one.order_no or "", second=second, icon="swap",
        state=label("separation_state", one.state), state_tone="accent" if one.in_force else "text2", done=one.state == "ended",
    )  # fmt: skip
    broken = [
        Row(each.id, each.words.splitlines()[0], meta=label("separation_scope", each.scope),
            second=" · ".join(filter(None, (words.short_day(each.day), each.followed))), icon="warning",
            state=_("told {day}").format(day=words.short_day(each.told_on)) if each.told_on else _("not told yet"),
            state_tone="text2" if each.told_on else "high")
        for each in reversed(one.breaches)
    ]  # fmt: skip
    return [head, *broken]


def watch(one: Watch, file: File) -> list[Row]:
    """Whoever is asked, and the newest answers."""
    asked = file.person(one.person_id)
    next_on = _("next {day}").format(day=words.short_day(one.next_on)) if one.next_on else _("no longer asked")
    rows = [Row(one.id, asked.called if asked else "", second=label("workplace_part", asked.part) if asked else "",
                icon="ask", state=next_on, done=one.next_on is None)]  # fmt: skip
    for each in list(reversed(one.answers))[:3]:
        said = ", ".join(label("secondary_damage", found) for found in each.damage) or _("Nothing happened")
        tone = "danger" if each.urgent else "high" if each.damage else "text3"
        rows.append(
            Row(
                f"a:{one.id}",
                said,
                second=(each.words or "").partition("\n")[0],
                lead=words.short_day(each.day),
                lead_tone=tone,
            )
        )
    return rows


def duty(one: Duty, file: File, day: date) -> Row:
    firm = file.organisation(one.organisation_id)
    due = _("by {day}").format(day=words.short_day(one.due_on)) if one.due_on else ""
    letter = _("letter {day}").format(day=words.short_day(one.letter_on)) if one.letter_on else ""
    review = _("given to review {day}").format(day=words.short_day(one.review_on)) if one.review_on else ""
    second = " · ".join(
        filter(None, (firm.name if firm else "", due, letter, review, (one.words or "").partition("\n")[0]))
    )
    late = one.unmet(day)
    state = _("Nothing by its day") if late and one.state == "open" else label("employer_duty_state", one.state)
    return Row(
        one.id, label("employer_duty", one.duty), second=second, icon="clipboard", state=state,
        state_tone="danger" if late else _STATES[one.state], done=one.state == "done",
    )  # fmt: skip


def checks(one: Organisation, file: File, day: date) -> list[Row]:
    """The newest answer to each topic; what nobody looked at is left out until something was."""
    found = file.checked(one.id)
    tones = {"yes": "accent", "no": "danger", "unknown": "caution"}
    return [
        Row(found[each.id].id, each.label,
            second=" · ".join(filter(None, (one.name, words.short_day(found[each.id].day), found[each.id].words))),
            icon="check" if found[each.id].answer == "yes" else "x",
            state=_("older than a year") if found[each.id].old(day) else label("check_answer", found[each.id].answer),
            state_tone="caution" if found[each.id].old(day) else tones[found[each.id].answer])
        for each in codes("organisation_check") if each.id in found
    ]  # fmt: skip
