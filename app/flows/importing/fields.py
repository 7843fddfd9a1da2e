"""What columns may go into, which column looks like what, and the mapping somebody made of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from app.codelists import Code, codes, known, label
from app.errors import BadInput
from app.i18n import _
from app.text import folded, nfc

LIST = "import_field"
WITH_CODES = ("code", "codes", "age", "yesno")
_LETTERS = re.compile(r"[^0-9a-z가-힣]+")
_MOST_WORDS = 200
"""Words of a file that are remembered with their codes; more are no code list."""
_YES = ("yes", "y", "true", "1", "o", "예", "네", "있음", "동의", "동의함", "가능", "유")
_NO = (
    "no",
    "n",
    "false",
    "0",
    "x",
    "아니요",
    "아니오",
    "없음",
    "거부",
    "부동의",
    "미동의",
    "동의하지않음",
    "불가",
    "무",
)


@dataclass(frozen=True, slots=True)
class Fitting:
    """Which heading goes into which field, and which word of a field's cells means which code."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def heading(self, name: str) -> str:
        """The heading that goes into a field; empty for none."""
        return next((heading for heading, into in self.columns.items() if into == name), "")

    def with_column(self, heading: str, into: str) -> Fitting:
        """A heading into a field, or into none; another one that went there goes nowhere."""
        kept = {one: other for one, other in self.columns.items() if one != heading and other != into}
        return Fitting({**kept, **({heading: into} if into else {})}, self.values)

    def with_value(self, name: str, word: str, code: str) -> Fitting:
        """A word of a field's cells as this code; an empty code takes that back."""
        words = {one: other for one, other in self.values.get(name, {}).items() if one != folded(word)}
        return Fitting(self.columns, {**self.values, name: {**words, **({folded(word): code} if code else {})}})


def fields() -> tuple[Code, ...]:
    """Everything a column may go into, in the order it is offered."""
    return codes(LIST)


def kind_of(name: str) -> str:
    return str(_by_id()[name].extra["kind"])


def choices(name: str) -> tuple[tuple[str, str], ...]:
    """The codes a field takes, with their labels; none where it takes text."""
    if kind_of(name) == "yesno":
        return (("yes", _("Yes")), ("no", _("No")))
    listed = _by_id()[name].extra.get("list")
    return tuple((one.id, one.label) for one in codes(str(listed))) if listed else ()


@cache
def _by_id() -> dict[str, Code]:
    return {one.id: one for one in fields()}


# -- recognising -------------------------------------------------------------------------------------


def suggested(headings: Iterable[str]) -> Fitting:
    """The fields that headings look like: by their whole words first, then by what they hold."""
    plain = {heading: _plain(heading) for heading in headings}
    found: dict[str, str] = {}
    for exact in (True, False):
        for one in fields():
            if one.id in found.values():
                continue
            words = {_plain(one.ko), _plain(one.en), _plain(one.id), *map(str, one.extra["words"])}
            heading = next((h for h, said in plain.items() if h not in found and _looks(said, words, exact)), "")
            if heading:
                found[heading] = one.id
    return Fitting(found)


def _plain(text: str) -> str:
    return _LETTERS.sub("", folded(text))


def _looks(said: str, words: Iterable[str], exact: bool) -> bool:
    """Holding a word counts from three letters on: shorter ones stand in many headings."""
    return said in words if exact else any(len(word) > 2 and word in said for word in words)


# -- words of cells ----------------------------------------------------------------------------------


@cache
def _known_words(name: str) -> dict[str, str]:
    """Codes of a field by their id, both labels and what else means them, as words are compared."""
    if kind_of(name) == "yesno":
        return {**dict.fromkeys(_YES, "yes"), **dict.fromkeys(_NO, "no")}
    listed = codes(str(_by_id()[name].extra["list"]))
    means = {_plain(str(word)): str(code) for word, code in _by_id()[name].extra.get("means", {}).items()}
    return {**means, **{_plain(word): one.id for one in listed for word in (one.en, one.ko, one.id)}}


def code_of(name: str, word: str, mapping: Fitting) -> str:
    """The code a word means: as it was chosen by hand, else by label or id; empty where nobody knows."""
    if chosen := mapping.values.get(name, {}).get(folded(word)):
        return chosen
    found = _known_words(name).get(_plain(word), "")
    return found or (_band(word) if kind_of(name) == "age" else "")


def _band(word: str) -> str:
    """An age in years, or a decade of life, as a band where it lies wholly in one."""
    decade = re.fullmatch(r"([1-9])0\s*대(?:.*)", word.strip())
    years = re.fullmatch(r"(?:만\s*)?(\d{1,3})\s*(?:세|살)?", word.strip())
    if decade:
        return {"2": "19_29", "3": "30_39"}.get(decade[1], "40_plus" if int(decade[1]) >= 4 else "")
    if not years or int(years[1]) > 120:
        return ""
    age = int(years[1])
    bands = ((14, "under_14"), (19, "14_18"), (30, "19_29"), (40, "30_39"))
    return next((band for below, band in bands if age < below), "40_plus")


# -- keeping -----------------------------------------------------------------------------------------


def heading_digest(headings: Iterable[str]) -> str:
    """By which a mapping is remembered: the same headings in any order."""
    return sha256("\n".join(sorted(map(folded, headings))).encode("utf-8", "replace")).hexdigest()


def to_json(mapping: Fitting) -> dict[str, Any]:
    return {"columns": dict(mapping.columns), "values": {one: dict(words) for one, words in mapping.values.items()}}


def kept(mapping: Fitting) -> str:
    """A mapping as it is remembered, without more words than a list has."""
    values = {one: dict(list(words.items())[:_MOST_WORDS]) for one, words in mapping.values.items()}
    return json.dumps(to_json(Fitting(mapping.columns, values)), ensure_ascii=False, sort_keys=True)


def from_json(told: Any, headings: Iterable[str]) -> Fitting:
    """A mapping that was kept, or written by hand; BadInput names what does not fit this file."""
    there = tuple(headings)
    try:
        if not all(isinstance(told.get(part) or {}, dict) for part in ("columns", "values")):
            raise TypeError
        columns = {nfc(str(one)): str(into) for one, into in dict(told.get("columns") or {}).items() if into}
        values = {
            str(name): {folded(str(word)): str(code) for word, code in dict(words).items()}
            for name, words in dict(told.get("values") or {}).items()
        }
    except (AttributeError, TypeError, ValueError):
        raise BadInput(_("This mapping cannot be read. Nothing was taken in."), field="mapping") from None
    for heading, into in columns.items():
        if heading not in there:
            raise _misfit(_("The mapping names the column “{name}”, which this file does not have."), heading)
        if not known(LIST, into):
            raise _misfit(_("The mapping names the field “{name}”, which there is not."), into)
    if len(set(columns.values())) < len(columns):
        raise BadInput(_("The mapping puts two columns into one field. Nothing was taken in."), field="mapping")
    for name, words in values.items():
        if not known(LIST, name) or kind_of(name) not in WITH_CODES:
            raise _misfit(_("The mapping names the field “{name}”, which there is not."), name)
        for code in words.values():
            if code not in dict(choices(name)):
                raise _misfit(_("The mapping names “{name}”, which is not in its list."), code)
    return Fitting(columns, values)


def _misfit(sentence: str, name: str) -> BadInput:
    return BadInput(f"{sentence.format(name=name[:80])} {_('Nothing was taken in.')}", field="mapping")


def field_label(name: str) -> str:
    return label(LIST, name) if name else _("not taken in")
