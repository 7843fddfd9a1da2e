"""Typed access to a YAML mapping: every missing, wrong or unknown field is refused by file and line."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from app.errors import BadInput
from app.i18n import _
from app.manual.outside import Table, wrong

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_MAX_TEXT = 2000


def records(value: Any, place: str) -> list[Fields]:
    """A list of mappings, or the `items` of one."""
    items = value.get("items") if isinstance(value, Table) else value
    if not isinstance(items, list):
        raise wrong(place, 1, _("{file}, line {line}: a list of entries is expected here."))
    return [Fields(item, place) for item in items]


class Fields:
    """One mapping, read field by field."""

    def __init__(self, value: Any, place: str, line: int = 1) -> None:
        self.place = place
        if not isinstance(value, Table):
            raise wrong(place, line, _("{file}, line {line}: named fields are expected here."))
        self.table = value

    def line(self, name: str) -> int:
        return self.table.lines.get(name, self.table.line)

    def fault(self, name: str, sentence: str) -> BadInput:
        return wrong(self.place, self.line(name), sentence, name=name)

    def only(self, *names: str) -> None:
        for name in self.table:
            if name not in names:
                raise self.fault(name, _("{file}, line {line}: the field “{name}” is not known here."))

    def text(self, name: str) -> str:
        found = self.maybe_text(name)
        if not found:
            raise self.fault(name, _("{file}, line {line}: the field “{name}” is missing."))
        return found

    def maybe_text(self, name: str) -> str | None:
        """A text; a whole number or a day counts as its text, null and nothing as None."""
        value = self.table.get(name)
        if value is None:
            return None
        if isinstance(value, (bool, list, dict)) or len(str(value)) > _MAX_TEXT:
            raise self.fault(name, _("{file}, line {line}: the field “{name}” must be a text of reasonable length."))
        return str(value).strip()

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in allowed:
            raise self.fault(name, _("{file}, line {line}: the field “{name}” has a value that is not known here."))
        return value

    def identifier(self, name: str) -> str:
        value = self.text(name)
        if not _ID.match(value):
            raise self.fault(name, _("{file}, line {line}: “{name}” must be lower-case words joined by hyphens."))
        return value

    def number(self, name: str) -> int | None:
        """A whole number from 1 to 999, or None."""
        value = self.table.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1000):
            raise self.fault(name, _("{file}, line {line}: the field “{name}” must be a whole number from 1 to 999."))
        return value

    def day(self, name: str) -> date | None:
        value = self.table.get(name)
        if value is not None and not isinstance(value, date):
            raise self.fault(name, _("{file}, line {line}: the field “{name}” must be a day such as 2026-11-23."))
        return value

    def ids(self, name: str) -> list[str]:
        """A list of ids without repetition; nothing is an empty list."""
        value = self.table.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fault(name, _("{file}, line {line}: the field “{name}” must be a list of ids."))
        if len(set(value)) != len(value):
            raise self.fault(name, _("{file}, line {line}: the list “{name}” names something twice."))
        return value

    def inner(self, name: str) -> Fields:
        """A mapping in this mapping; nothing is an empty one."""
        value = self.table.get(name)
        return Fields(Table(self.line(name)) if value is None else value, self.place, self.line(name))

    def pair(self, name: str) -> dict[str, str]:
        """A text in Korean and, usually, English."""
        found = self.maybe_pair(name)
        if not found:
            raise self.fault(name, _("{file}, line {line}: the field “{name}” is missing."))
        return found

    def maybe_pair(self, name: str) -> dict[str, str] | None:
        if self.table.get(name) is None:
            return None
        inner = self.inner(name)
        found = {language: inner.text(language) for language in inner.table}
        if "ko" not in found:
            raise self.fault(name, _("{file}, line {line}: the field “{name}” has no Korean text."))
        return found
