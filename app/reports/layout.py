"""Layouts: which tables a report has, as data that a centre may change; every cell is a named question and codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.codelists import codes, read_yaml
from app.errors import BadInput
from app.i18n import _, pick
from app.paths import resource
from app.reports.queries import QUERIES

FORMAT = "gyeot-report/1"
_MOST = 64 << 10
Words = Mapping[str, str]
Wanted = Mapping[str, tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Side:
    """A row or a column: its words, and the codes that its cells count; `total` counts whatever the others do."""

    id: str
    words: Words
    wanted: Wanted
    total: bool = False

    @property
    def label(self) -> str:
        return pick(dict(self.words))


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a layout."""

    id: str
    words: Words
    query: str
    rows: tuple[Side, ...]
    columns: tuple[Side, ...]
    note: Words
    by_month: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole layout."""

    id: str
    version: str
    words: Words
    grids: tuple[Grid, ...]


@cache
def layouts() -> dict[str, Layout]:
    """The layouts that come with the program."""
    found = (parse(path.read_text("utf-8")) for path in sorted(resource("reports").glob("*.yaml")))
    return {one.id: one for one in found}


def text_of(ident: str) -> str:
    """A shipped layout as it is written, to be changed by a centre."""
    return resource("reports", f"{ident}.yaml").read_text("utf-8")


def parse(text: str) -> Layout:
    """A layout from its YAML; BadInput names the table and what is wrong there."""
    if len(text) > _MOST:
        raise BadInput(_("This layout is longer than any report. Nothing was changed."), field="layout")
    import yaml  # dear to import, and nothing before the first report asks for it

    try:
        told = read_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise _wrong("", _("It cannot be read as YAML.")) from problem
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _wrong("", _("Its first line has to be “format: {name}”.").format(name=FORMAT))
    tables = told.get("tables")
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        raise _wrong("", _("It has no tables."))
    grids = tuple(_grid(one) for one in tables)
    if len({one.id for one in grids}) < len(grids):
        raise _wrong("", _("Two tables have the same id."))
    return Layout(str(told.get("id", "")), str(told.get("version", "1")), _words(told, ""), grids)


def _grid(told: dict[str, Any]) -> Grid:
    ident = str(told.get("id", ""))
    query = QUERIES.get(str(told.get("count")))
    if query is None:
        sentence = _("It counts “{name}”, which is none of: {known}.")
        raise _wrong(ident, sentence.format(name=told.get("count"), known=", ".join(QUERIES)))
    known = query.codes
    rows = _sides(told.get("rows"), ident, known)
    by_month = told.get("columns") == "months"
    columns = () if by_month else _sides(told.get("columns") or [{"total": True}], ident, known)
    return Grid(ident, _words(told, ident), query.id, rows, columns, _optional(told.get("note"), ident), by_month)


def _sides(told: Any, table: str, known: tuple[str, ...]) -> tuple[Side, ...]:
    if isinstance(told, dict):
        told = [told]
    if not isinstance(told, list) or not told:
        raise _wrong(table, _("It has no rows or columns."))
    return tuple(side for one in told for side in _side(one, table, known))


def _side(told: Any, table: str, known: tuple[str, ...]) -> tuple[Side, ...]:
    if not isinstance(told, dict):
        raise _wrong(table, _("A row or column has to be written as name: value."))
    if told.get("total"):
        words = _optional(told, table) if "ko" in told else {"ko": "계", "en": "Total"}
        return (Side("total", words, _wanted(told, table, known), total=True),)
    if "each" in told:  # one for every code of a list
        code, name = str(told["each"]), str(told.get("list", told["each"]))
        try:
            listed = codes(name)
        except KeyError:
            raise _wrong(table, _("There is no code list “{name}”.").format(name=name)) from None
        _known(code, table, known)
        common = _wanted(told, table, known)
        one_each = tuple(Side(one.id, {"ko": one.ko, "en": one.en}, {**common, code: (one.id,)}) for one in listed)
        blank = told.get("blank")
        return (*one_each, Side("blank", _optional(blank, table), {**common, code: (None,)})) if blank else one_each
    return (Side(str(told.get("id", "")), _words(told, table), _wanted(told, table, known)),)


def _wanted(told: dict[str, Any], table: str, known: tuple[str, ...]) -> Wanted:
    only = told.get("only") or {}
    if not isinstance(only, dict):
        raise _wrong(table, _("A row or column has to be written as name: value."))
    for code in only:
        _known(str(code), table, known)
    return {
        str(code): tuple(None if one is None else str(one) for one in (value if isinstance(value, list) else [value]))
        for code, value in only.items()
    }


def _known(code: str, table: str, known: tuple[str, ...]) -> None:
    if code not in known:
        sentence = _("“{name}” cannot be counted here; these can: {known}.")
        raise _wrong(table, sentence.format(name=code, known=", ".join(known)))


def _words(told: dict[str, Any], table: str) -> Words:
    words = {language: str(told[language]).strip() for language in ("ko", "en") if told.get(language)}
    if len(words) < 2:
        raise _wrong(table, _("A name is missing in Korean or English."))
    return words


def _optional(told: Any, table: str) -> Words:
    return _words(told, table) if isinstance(told, dict) else {"ko": "", "en": ""}


def _wrong(table: str, what: str) -> BadInput:
    if not table:
        return BadInput(_("The layout was not taken over. {what}").format(what=what), field="layout")
    sentence = _("The layout was not taken over. In the table “{table}”: {what}")
    return BadInput(sentence.format(table=table[:60], what=what), field="layout")
