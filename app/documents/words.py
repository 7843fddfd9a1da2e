"""Words of a paper in the paper's own language, which need not be the language of the window."""

from __future__ import annotations

import gettext
import json
from datetime import date
from functools import cache as once

from app import codelists
from app.clock import local
from app.i18n import Language
from app.paths import cache
from app.recordfields import fields


class Words:
    """Sentences, labels and dates in one language: `words("Case summary")` gives the translated sentence."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, text: str) -> str:
        """The text as papers say it; short words stand in the catalogue's context "paper"."""
        found = self._catalogue.pgettext("paper", text)
        return found if found != text else self._catalogue.gettext(text)

    def code(self, list_name: str, code_id: str | None) -> str:
        """The label of a code; where the list does not know it, our own term, or the id itself."""
        if not code_id:
            return ""
        try:
            found = codelists.code(list_name, code_id)
        except KeyError:
            term = _TERMS.get((list_name, code_id))
            return self(term) if term else code_id
        return found.ko if self.language == "ko" else found.en

    def field(self, field_id: str) -> str:
        """The label of a field that the manual records."""
        found = fields().get(field_id)
        return (found.ko if self.language == "ko" else found.en) if found else field_id

    def value(self, field_id: str, value: str) -> str:
        """The label of a recorded choice; free text stays as it is."""
        found = fields().get(field_id)
        names = {one: ko if self.language == "ko" else en for one, ko, en in (found.choices if found else ())}
        parts = [names.get(part, part) for part in _listed(value)]
        return " · ".join(parts)

    def day(self, day: date | str | None, *, year: bool = True) -> str:
        """A legal day with its weekday: 2026-11-23 (월)."""
        if not day:
            return ""
        try:
            found = date.fromisoformat(day) if isinstance(day, str) else day
        except ValueError:
            return str(day)
        weekday = _WEEKDAYS[self.language][found.weekday()]
        return f"{found:%Y-%m-%d} ({weekday})" if year else f"{found:%m-%d} {weekday}"

    def moment(self, at: int, *, year: bool = True) -> str:
        """The legal day of an instant."""
        return self.day(local(at).date(), year=year)

    def time(self, at: int) -> str:
        """The legal day of an instant and its wall-clock time."""
        return f"{self.moment(at)} {local(at):%H:%M}"


# Not strftime: its names follow the locale of the process, not the language of the paper.
_WEEKDAYS = {"ko": tuple("월화수목금토일"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def N_(text: str) -> str:
    """Marks a text for the catalogue where it is translated later."""
    return text


def _catalogue(language: Language) -> gettext.NullTranslations:
    compiled = cache("locale", f"{language}.mo")
    if language == "en" or not compiled.exists():
        return gettext.NullTranslations()
    return _read(str(compiled), compiled.stat().st_mtime_ns)


@once
def _read(path: str, _changed: int) -> gettext.NullTranslations:
    with open(path, "rb") as stream:  # noqa: PTH123  the path is the key of the cache
        return gettext.GNUTranslations(stream)


def _listed(value: str) -> list[str]:
    try:
        found = json.loads(value)
    except ValueError:
        found = value
    return [str(part) for part in found] if isinstance(found, list) else [value]


_TERMS = {
    ("sign_answer", "yes"): N_("Yes"),
    ("sign_answer", "no"): N_("No"),
    ("sign_answer", "unknown"): N_("Not known"),
    ("item", "alias"): N_("Name to use"),
    ("item", "name"): N_("Name"),
    ("item", "contact"): N_("How to make contact"),
    ("item", "age"): N_("Age band"),
    ("item", "course"): N_("Course of events"),
    ("item", "risk"): N_("Level of risk"),
    ("item", "services"): N_("Support so far"),
    ("item", "dates"): N_("Dates of measures"),
}
"""Terms of the papers that no code list carries."""
