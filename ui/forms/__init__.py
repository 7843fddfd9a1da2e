"""Forms over a page: what the pages share of asking, checking, keeping unfinished words, and saving."""

from ui.forms.days import day_text, instant_of
from ui.forms.dialog import FormDialog, TextArea, Work

__all__ = ["FormDialog", "TextArea", "Work", "day_text", "instant_of"]
