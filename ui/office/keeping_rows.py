"""How records due for review, held cases, the destruction log and backups read as rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from app.clock import local
from app.i18n import _
from app.retention import Clock, Copy, Decision, Destruction, Ground, Hold, Line
from ui.kit.rows import Row


def type_word(record_type: str) -> str:
    """A type of record in words."""
    words = {
        "counselling-record": _("Counselling record"),
        "deletion-record-child": _("Deletion record · child material"),
        "deletion-record-police": _("Deletion record · asked for by the police"),
        "deletion-record-other": _("Deletion record"),
    }
    return words.get(record_type, record_type)


def ground_word(ground: Ground) -> str:
    return {
        Ground.PERIOD_OVER: _("The time for keeping them is over"),
        Ground.REQUEST: _("The person asked for it"),
        Ground.CONSENT_WITHDRAWN: _("Consent was withdrawn"),
    }[ground]


def clock_word(clock: Clock) -> str:
    """One clock: what it counts, by whom it was set, and its last day."""
    source = _("by law") if clock.rule.by_law else _("as the centre set it")
    if clock.rule.permanent:
        return _("{type}: for good, {source}").format(type=type_word(clock.rule.record_type), source=source)
    if clock.until is None:
        return _("{type}: no period is set yet").format(type=type_word(clock.rule.record_type))
    return _("{type}: until {day}, {source}").format(
        type=type_word(clock.rule.record_type), day=clock.until.isoformat(), source=source
    )


def doubles_word(doubles: Collection[str]) -> str:
    """Records of the same people that go along; nothing where there are none."""
    if not doubles:
        return ""
    return _("Records that were put into these go with them: {count}.").format(count=len(doubles))


def line_row(line: Line, day: date) -> Row:
    """A record in the review: what it is, its clocks, and how it stands."""
    state, tone, icon = _standing(line, day)
    told = [clock_word(clock) for clock in line.clocks]
    if line.decision is Decision.KEEP and line.keep_until:
        told.append(_("kept longer, until {day}").format(day=line.keep_until.isoformat()))
    closed = _("closed {day}").format(day=line.closed_on.isoformat())
    return Row(
        line.id,
        line.title,
        closed,
        " · ".join(told),
        state=state,
        state_tone=tone,
        state_icon=icon,
        icon="folder" if line.kind == "case" else "phone",
    )


def _standing(line: Line, day: date) -> tuple[str, str, str]:
    if line.held:
        return _("Held back"), "caution", "lock"
    if line.decision is Decision.ERASE:
        return _("Marked for erasure"), "danger", "trash"
    if line.over(day):
        return _("Time is over"), "high", "clock"
    until = line.until
    left = (until - day).days + 1 if until else 0
    return _("{days} days left").format(days=left), "text2", ""


def hold_row(hold: Hold) -> Row:
    since = _("since {day}").format(day=f"{local(hold.set_at):%Y-%m-%d}")
    return Row(hold.id, hold.number, since, hold.reason, state=_("Held back"), state_tone="caution", icon="lock")


def destruction_row(entry: Destruction, still: int) -> Row:
    """One entry of the destruction log, without a name."""
    amount = _("Cases: {cases} · contacts: {contacts} · records: {records} · files: {files}").format(
        cases=entry.cases, contacts=entry.contacts, records=f"{entry.records:,}", files=entry.files
    )
    if entry.rewritten_at is None:
        state, tone = _("File not written anew yet"), "caution"
    elif still:
        state, tone = _("Backups that still hold it: {count}").format(count=still), "text2"
    else:
        state, tone = _("Gone everywhere"), "accent"
    return Row(
        entry.id,
        f"{local(entry.at):%Y-%m-%d %H:%M}",
        ground_word(entry.ground),
        amount,
        state=state,
        state_tone=tone,
        icon="trash",
    )


def copy_row(copy: Copy, erased: int, day: date) -> Row:
    """A backup that may still be there."""
    over = copy.expired(day)
    gone_by = _("to be gone by {day}").format(day=copy.expires_on.isoformat())
    second = _("Erased since then: {erasures}. It is applied again at a restore.").format(erasures=erased)
    return Row(
        copy.id,
        f"{local(copy.made_at):%Y-%m-%d %H:%M}",
        copy.place.replace("\\", "/").rsplit("/", 2)[-2] if "/" in copy.place.replace("\\", "/") else copy.place,
        second if erased else _("Nothing was erased since then."),
        state=_("Please delete it now") if over else gone_by,
        state_tone="high" if over else "text2",
        state_icon="clock" if over else "",
        icon="usb",
    )
