"""Words for people: one gettext catalogue for core and windows, Korean first, English as ids.

Texts are whole sentences with named places: ``_("Case {number} was opened.").format(number=n)``.
The catalogue of a language is compiled from every `resources/locale/<language>/*.po` into the cache.
"""

from __future__ import annotations

import gettext as _gettext
from datetime import date
from typing import Literal

from app.paths import cache

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")

_current: Language = "ko"
_catalogue: _gettext.NullTranslations | None = None


def set_language(language: str) -> None:
    """Choose the language of every later text; an unknown one falls back to Korean."""
    global _current, _catalogue
    _current = next((known for known in LANGUAGES if known == language), "ko")
    _catalogue = _load(_current)


def language() -> Language:
    """The language texts are shown in."""
    return _current


def _load(language: Language) -> _gettext.NullTranslations:
    if language == "en":
        return _gettext.NullTranslations()
    compiled = cache("locale", f"{language}.mo")
    if not compiled.exists():
        return _gettext.NullTranslations()
    with compiled.open("rb") as stream:
        return _gettext.GNUTranslations(stream)


def _(text: str) -> str:
    """The text in the current language; the English sentence is the id."""
    global _catalogue
    if _catalogue is None:
        _catalogue = _load(_current)
    return _catalogue.gettext(text)


def pgettext(context: str, text: str) -> str:
    """The text in the current language where one English word has two Korean ones."""
    global _catalogue
    if _catalogue is None:
        _catalogue = _load(_current)
    return _catalogue.pgettext(context, text)


def pick(texts: dict[str, str]) -> str:
    """The text of a `{"ko": …, "en": …}` pair from a data file, in the current language."""
    return texts.get(_current) or texts["ko"]


_WEEKDAYS_KO = "월화수목금토일"


def long_date(day: date) -> str:
    """A legal day with its weekday, as a person writes it."""
    if _current == "ko":
        return f"{day.month}월 {day.day}일 {_WEEKDAYS_KO[day.weekday()]}요일"
    return f"{day:%A}, {day.day} {day:%B}"


def short_date(day: date) -> str:
    """A legal day without its year."""
    return f"{day.month}월 {day.day}일" if _current == "ko" else f"{day.day} {day:%b}"


def full_date(day: date) -> str:
    """A legal day with its year."""
    return f"{day.year}년 {short_date(day)}" if _current == "ko" else f"{short_date(day)} {day.year}"
