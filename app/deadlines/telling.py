"""A deadline in words: what it is, how it was worked out, how sure that is."""

from __future__ import annotations

from datetime import date

from app.clock import local
from app.codelists import label
from app.deadlines.holidays import holiday
from app.deadlines.model import Deadline, Rule
from app.i18n import _, full_date, long_date, pick


def title(found: Deadline) -> str:
    return pick(dict(found.rule.title))


def law_id(found: Deadline) -> str:
    """The law card behind it; an extension has its own."""
    return found.rule.extension_law if found.stage and found.rule.extension_law else found.rule.law


def note(found: Deadline) -> str:
    """What to know beside it; empty where there is nothing."""
    return pick(dict(found.rule.note)) if found.rule.note else ""


def due_words(found: Deadline) -> str:
    """The day that counts, with its hour where the law counts hours."""
    if found.due is None:
        return _("not in force on that day") if not found.in_force else _("no end day")
    if found.due_at is not None:
        at = local(found.due_at)
        return _("{day}, {time}").format(day=day_words(at.date()), time=f"{at:%H:%M}")
    return day_words(found.due)


def day_words(day: date) -> str:
    """A day with its year and weekday."""
    return _("{day} {year}").format(year=day.year, day=long_date(day))


def arithmetic(found: Deadline) -> tuple[str, ...]:
    """How the day came about, a sentence a step; the last one always asks to look at the document."""
    if not found.in_force:
        return (_not_in_force(found),)
    if found.due is None:
        return (_("The law sets no end for this."),)
    steps = [*_counted(found), *_holidays(found), *_served(found)]
    return (*steps, _("Calculated: confirm with the document."))


def certainty(rule: Rule) -> str:
    """How the period and the way of counting it are known."""
    return _("Period: {period}. Counting: {counting}. Looked at {day}.").format(
        period=_mark(rule.mark), counting=_mark(rule.counting_mark), day=full_date(rule.checked_on)
    )


def _not_in_force(found: Deadline) -> str:
    begins = found.rule.in_force_from
    if begins is not None and found.event.on_day < begins:
        return _("The law behind this deadline is in force from {day} on, so nothing is calculated here.").format(
            day=full_date(begins)
        )
    return _("The law behind this deadline is not in force any more, so nothing is calculated here.")


def _counted(found: Deadline) -> list[str]:
    span, event, end = found.rule.span, found.event, found.before_moving or found.calculated
    assert span is not None, "a day was calculated from it"
    assert end is not None, "and here it is"
    begins, day = label("legal_event", event.kind), full_date(event.on_day)
    if span.hours:
        time = f"{local(event.at):%H:%M}" if event.at else "00:00"
        said = [
            _("{event}: {day}, {time}. Counting {count} hours from there.").format(
                event=begins, day=day, time=time, count=span.hours
            )
        ]
        early = _("No hour is noted, so it counts from the beginning of that day: rather too early than too late.")
        return said if event.at else [*said, early]
    if found.stage:
        return [_extended(found)]
    length = _("{count} days").format(count=span.days) if span.days else _months(span.months)
    said = [
        _("{event}: {day}. Counting {span} from there: {end}.").format(
            event=begins, day=day, span=length, end=full_date(end)
        ),
        _("The first day is not counted (Civil Act 157)."),
    ]
    if found.at_month_end:
        said.append(_("The last month has no such day, so it ends with the month (160③)."))
    return said


def _extended(found: Deadline) -> str:
    span, end = found.rule.span, found.calculated
    assert span is not None, "it was counted with it"
    assert end is not None, "and this came out"
    if found.since is not None and found.from_served:
        return _("Extended {count} of {most} times: {span} from the day after {day}, until {end}.").format(
            count=found.stage, most=found.rule.extensions, span=_months(span.months), day=full_date(found.since),
            end=full_date(end),
        )  # fmt: skip
    return _("Extended {count} of {most} times: {span} in all from {day}, until {end}. The first day is not counted.").format(
        count=found.stage, most=found.rule.extensions, span=_months(span.months * (found.stage + 1)),
        day=full_date(found.event.on_day), end=full_date(end),
    )  # fmt: skip


def _holidays(found: Deadline) -> list[str]:
    if found.before_moving is not None and found.calculated is not None:
        return [
            _("{day} is closed ({why}), so it goes on to {end} (161).").format(
                day=full_date(found.before_moving),
                why=closed_word(found.before_moving),
                end=full_date(found.calculated),
            )
        ]
    if found.closed_day and found.due is not None:
        why = closed_word(found.due)
        if found.rule.effect == "ends":
            return [
                _("That day is closed ({why}); it is not counted on that the protection goes on for that.").format(
                    why=why
                )
            ]
        return [_("That day is closed ({why}); it is not counted on that the day moves. Do it before.").format(why=why)]
    return []


def _served(found: Deadline) -> list[str]:
    if found.served is None or found.calculated is None:
        return []
    if found.served == found.calculated:
        return [_("The served paper names the same day.")]
    return [
        _("The served paper names {day}: this day counts, and not the calculated one ({calculated}).").format(
            day=full_date(found.served), calculated=full_date(found.calculated)
        )
    ]


def closed_word(day: date) -> str:
    """Why offices are closed: the holiday, or the day of the week."""
    return holiday(day) or (_("Saturday") if day.weekday() == 5 else _("Sunday"))


def _months(count: int) -> str:
    if count % 12 == 0:
        years = count // 12
        return _("1 year") if years == 1 else _("{count} years").format(count=years)
    return _("1 month") if count == 1 else _("{count} months").format(count=count)


def _mark(mark: str) -> str:
    words = {
        "LAW": _("read in the statute"),
        "FOUND": _("read in a published copy"),
        "INFER": _("our own reading, ask a lawyer where it matters"),
    }
    return words.get(mark, _("from general knowledge"))
