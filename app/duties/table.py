"""The table of duties, read from `resources/duties/duties.yaml` and checked entry by entry."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast

from app.codelists import codes, known, read_yaml
from app.duties.model import CERTAINTIES, KINDS, PERMANENT, RECORD_TYPES, Certainty, Duty, Kind, Texts, period
from app.errors import BadInput
from app.i18n import LANGUAGES, _
from app.paths import resource

PLACE = "duties/duties.yaml"

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_TEXTS = ("when", "duty", "exception", "told_before", "deadline", "sanction")
_FIELDS = {"id", "kind", "centre_types", "staff", "absent", *_TEXTS, "record_type", "keep_for", "certainty", "law"}


def duties_for(centre_type: str, staff: str) -> tuple[Duty, ...]:
    """What holds for this staff status at this kind of centre, kind by kind."""
    for list_name, value in (("centre_type", centre_type), ("staff_status", staff)):
        if not known(list_name, value):
            sentence = _("“{value}” is not in the list. Please choose one of the list.")
            raise BadInput(sentence.format(value=value), field=list_name)
    return tuple(duty for duty in duties() if duty.applies(centre_type, staff))


@cache
def duties() -> tuple[Duty, ...]:
    """The whole shipped table, kind by kind."""
    found = read_duties(resource("duties", "duties.yaml").read_text("utf-8"), PLACE)
    return tuple(sorted(found, key=lambda duty: KINDS.index(duty.kind)))


def read_duties(text: str, place: str) -> tuple[Duty, ...]:
    """The duties of one file, in its order; BadInput names the file and the line of what is wrong."""
    items = _items(text, place)
    lines = text.splitlines()
    # Each entry begins at the margin: that is how it is found again for the line of a fault.
    starts = [number for number, line in enumerate(lines) if line.startswith("- ")]
    if len(starts) != len(items):
        raise _wrong(place, 1, _("{file}, line {line}: a list of entries is expected here."))
    entries = [_Entry(item, place, lines, start) for item, start in zip(items, starts, strict=True)]
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            sentence = _("{file}, line {line}: “{name}” stands here a second time. Ids and keys must be unique.")
            raise _wrong(place, entry.line("id"), sentence, name=entry.id)
        seen.add(entry.id)
    return tuple(entry.duty() for entry in entries)


def _items(text: str, place: str) -> list[Any]:
    import yaml  # as in `app.codelists`: read only once a table is wanted

    try:
        items = read_yaml(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        sentence = _("{file}, line {line}: this is not valid YAML. Check indents and quotes.")
        raise _wrong(place, mark.line + 1 if mark else 1, sentence) from problem
    if not isinstance(items, list):
        raise _wrong(place, 1, _("{file}, line {line}: a list of entries is expected here."))
    return items


def _wrong(place: str, line: int, sentence: str, **names: str) -> BadInput:
    return BadInput(sentence.format(file=place, line=line, **names), field=f"{place}:{line}")


class _Entry:
    """One entry of the file with its lines, read field by field."""

    def __init__(self, value: Any, place: str, lines: list[str], start: int) -> None:
        self.place, self.lines, self.start = place, lines, start
        if not isinstance(value, dict):
            raise _wrong(place, start + 1, _("{file}, line {line}: named fields are expected here."))
        self.value: dict[str, Any] = value
        for name in value:
            if name not in _FIELDS:
                raise self.fault(name, _("{file}, line {line}: the field “{name}” is not known here."))
        self.id = self.one("id")
        if not _ID.match(self.id):
            raise self.fault("id", _("{file}, line {line}: “{name}” must be lower-case words joined by hyphens."))

    def duty(self) -> Duty:
        when, duty, exception, told, deadline, sanction = (self.texts(name) for name in _TEXTS)
        if when is None or duty is None:
            raise self.missing("when" if when is None else "duty")
        record_type, keep_for = self.kept()
        return Duty(
            id=self.id,
            kind=cast(Kind, self.one("kind", KINDS)),
            centre_types=self.many("centre_types", tuple(code.id for code in codes("centre_type"))),
            staff=self.many("staff", tuple(code.id for code in codes("staff_status"))),
            when=when,
            duty=duty,
            exception=exception,
            told_before=told,
            deadline=deadline,
            sanction=sanction,
            keep_for=keep_for,
            record_type=record_type,
            certainty=cast(Certainty, self.one("certainty", CERTAINTIES)),
            law=self.many("law"),
            absent=self.flag("absent"),
        )

    def kept(self) -> tuple[str | None, str | None]:
        """The record type and how long it is kept: a retention entry names a type, no other entry has either."""
        if self.one("kind", KINDS) != "retention":
            for name in ("record_type", "keep_for"):
                if self.value.get(name) is not None:
                    raise self.fault(name, _("{file}, line {line}: the field “{name}” is not known here."))
            return None, None
        return self.one("record_type", RECORD_TYPES), self.keep_for()

    def keep_for(self) -> str | None:
        if self.value.get("keep_for") is None:
            return None
        text = self.one("keep_for")
        try:
            return text if text == PERMANENT or period(text) else None
        except ValueError as problem:
            raise self.unknown("keep_for") from problem

    def one(self, name: str, allowed: tuple[str, ...] = ()) -> str:
        value = self.value.get(name)
        if value is None or value == "":
            raise self.missing(name)
        if not isinstance(value, str) or (allowed and value not in allowed):
            raise self.unknown(name)
        return value

    def many(self, name: str, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.value.get(name)
        if not value:
            raise self.missing(name)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fault(name, _("{file}, line {line}: the field “{name}” must be a list of ids."))
        if len(set(value)) != len(value):
            raise self.fault(name, _("{file}, line {line}: the list “{name}” names something twice."))
        if allowed and not set(value) <= set(allowed):
            raise self.unknown(name)
        return tuple(value)

    def texts(self, name: str) -> Texts | None:
        """A text in every language, or None where the field is left out."""
        value = self.value.get(name)
        if value is None:
            return None
        if not isinstance(value, dict) or set(value) - set(LANGUAGES):
            raise self.unknown(name)
        for language in LANGUAGES:
            if not isinstance(value.get(language), str) or not value[language].strip():
                raise self.missing(name, f"{name}.{language}")
        return {language: value[language].strip() for language in LANGUAGES}

    def flag(self, name: str) -> bool:
        value = self.value.get(name, False)
        if not isinstance(value, bool):
            raise self.unknown(name)
        return value

    def line(self, name: str) -> int:
        """The line of a field, from 1; the entry's first line where the field is not there."""
        for number in range(self.start, len(self.lines)):
            line = self.lines[number]
            if number > self.start and line.startswith("- "):
                break
            if line[2:].startswith(f"{name}:"):
                return number + 1
        return self.start + 1

    def fault(self, name: str, sentence: str, shown: str = "") -> BadInput:
        return _wrong(self.place, self.line(name), sentence, name=shown or name)

    def missing(self, name: str, shown: str = "") -> BadInput:
        return self.fault(name, _("{file}, line {line}: the field “{name}” is missing."), shown)

    def unknown(self, name: str) -> BadInput:
        return self.fault(name, _("{file}, line {line}: the field “{name}” has a value that is not known here."))
