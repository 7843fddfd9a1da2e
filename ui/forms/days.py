"""Days and times as people write them."""

from __future__ import annotations

from datetime import date, datetime, time

from app.clock import instant
from app.entry import check_day
from app.errors import BadInput
from app.i18n import _


def day_text(text: str) -> str | None:
    """A day as people write it, as far as it can be put into the calendar's form; the service says what is wrong."""
    cleaned = text.strip().rstrip(".").replace(". ", "-").replace(".", "-").replace("/", "-").replace(" ", "-")
    if len(cleaned) == 8 and cleaned.isdigit():
        cleaned = f"{cleaned[:4]}-{cleaned[4:6]}-{cleaned[6:]}"
    parts = cleaned.split("-")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        cleaned = f"{parts[0]:0>4}-{parts[1]:0>2}-{parts[2]:0>2}"
    return cleaned or None


def instant_of(day: str, hour: str, day_field: str, time_field: str) -> int:
    """The instant (UTC ms) of a day and a time as typed; BadInput names the field that is missing or wrong."""
    found = check_day(day_text(day), day_field)
    if found is None:
        raise BadInput(_("A time needs its day. Please write the day too."), field=day_field)
    try:
        return instant(datetime.combine(date.fromisoformat(found), time.fromisoformat(hour.strip().zfill(5))))
    except ValueError:
        raise BadInput(
            _("“{time}” is not a time of the day, such as 14:30.").format(time=hour), field=time_field
        ) from None
