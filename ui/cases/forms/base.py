"""What every form of a case shares: whose unfinished words it keeps, and minutes."""

from __future__ import annotations

from app.errors import BadInput
from app.i18n import _
from ui.forms import FormDialog as AnyForm
from ui.forms import TextArea, Work, day_text

__all__ = ["FormDialog", "TextArea", "Work", "day_text", "minutes_of"]


class FormDialog(AnyForm):
    """A form about the case that is shown."""

    def about(self) -> str:
        file = getattr(self, "_file", None)
        return file.case.id if file is not None else str(getattr(self, "_case_id", ""))


def minutes_of(text: str, field: str) -> int | None:
    """Whole minutes, or None for none."""
    if not text.strip():
        return None
    if not text.strip().isdigit() or int(text) > 1440:
        raise BadInput(_("Please write the minutes as a number, up to a day."), field=field)
    return int(text)
