"""Bytes from outside, read with bounds: a small strict YAML, where every fault names its file and line.

Refused: anchors and aliases, tags, repeated keys, a second document, deep or vast files. Plain `yes` and `no`
stay words; only null, true, false, whole numbers and ISO days become values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from app.errors import BadInput, NotFound
from app.i18n import _

MAX_BYTES = 512 * 1024
MAX_NODES = 20_000
MAX_DEPTH = 12

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_NAMES = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# Direction overrides make a line read differently from what it says, unseen letters make two texts seem one.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe]"
)


def wrong(place: str, line: int, sentence: str, **names: object) -> BadInput:
    """The refusal of a file: `sentence` is translated, with {file} and {line} among its places."""
    return BadInput(sentence.format(file=place, line=line, **names), field=f"{place}:{line}")


def read_bytes(path: Path, place: str) -> bytes:
    """The bytes of a file of bounded size."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as problem:
        sentence = _("The file {file} is not there. Nothing was changed. Check the folder.")
        raise NotFound(sentence.format(file=place)) from problem
    except OSError as problem:
        sentence = _("The file {file} cannot be read. Nothing was changed. Check the folder and its permissions.")
        raise BadInput(sentence.format(file=place), field=f"{place}:1") from problem
    if len(data) > MAX_BYTES:
        raise wrong(place, 1, _("{file}, line {line}: the file is too large and was not read."))
    return data


def text_lines(data: bytes, place: str) -> list[str]:
    """The lines of a text file: UTF-8, NFC, no control characters."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].count(b"\n")
        raise wrong(
            place, before + 1, _("{file}, line {line}: the text is not UTF-8. Save the file as UTF-8.")
        ) from problem
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).split("\n")
    for number, line in enumerate(lines, 1):
        if _FORBIDDEN.search(line):
            raise wrong(place, number, _("{file}, line {line}: a hidden control character stands here. Remove it."))
    return lines


class Table(dict[str, Any]):
    """A YAML mapping that remembers the line of each key."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


def read_yaml(data: bytes, place: str) -> Any:
    """The one document of a YAML file, as Tables, lists, texts, numbers, days and None."""
    loader = _LOADER("\n".join(text_lines(data, place)))
    builder = _Builder(place)
    try:
        for event in _events(loader):
            builder.take(event)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise wrong(
            place, line, _("{file}, line {line}: this is not valid YAML. Check indents and quotes.")
        ) from problem
    finally:
        loader.dispose()
    return builder.root


def _events(loader: Any) -> Iterator[Any]:
    while loader.check_event():
        yield loader.get_event()


class _Builder:
    """Builds plain values from YAML events, without recursion."""

    def __init__(self, place: str) -> None:
        self.root: Any = None
        self._place = place
        self._open: list[tuple[Any, str | None]] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise wrong(self._place, line, _("{file}, line {line}: only one YAML document may stand in a file."))
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self._open.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)

    def _node(self, event: Any, line: int) -> None:
        self._nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None or event.tag is not None:
            sentence = _("{file}, line {line}: anchors, aliases and tags are not allowed here.")
            raise wrong(self._place, line, sentence)
        if self._nodes > MAX_NODES or len(self._open) >= MAX_DEPTH:
            raise wrong(self._place, line, _("{file}, line {line}: the file is too large or too deeply nested."))
        if self._open and isinstance(self._open[-1][0], Table) and self._open[-1][1] is None:
            self._key(event, line)
        else:
            self._value(event, line)

    def _key(self, event: Any, line: int) -> None:
        table = self._open[-1][0]
        if not isinstance(event, yaml.ScalarEvent):
            raise wrong(self._place, line, _("{file}, line {line}: a key must be a plain word."))
        if event.value in table.lines:
            sentence = _("{file}, line {line}: “{name}” stands here a second time. Ids and keys must be unique.")
            raise wrong(self._place, line, sentence, name=event.value)
        table.lines[event.value] = line
        self._open[-1] = (table, event.value)

    def _value(self, event: Any, line: int) -> None:
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event, self._place, line)
        else:
            value = Table(line) if isinstance(event, yaml.MappingStartEvent) else []
        self._put(value)
        if not isinstance(event, yaml.ScalarEvent):
            self._open.append((value, None))

    def _put(self, value: Any) -> None:
        if not self._open:
            self.root = value
            return
        holder, key = self._open[-1]
        if key is None:
            holder.append(value)
        else:
            holder[key] = value
            self._open[-1] = (holder, None)


def _scalar(event: Any, place: str, line: int) -> Any:
    text = str(event.value)
    if event.style:
        return text
    if text.lower() in _PLAIN_NAMES:
        return _PLAIN_NAMES[text.lower()]
    if _WHOLE.match(text):
        return int(text)
    if _DAY.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError as problem:
            raise wrong(
                place, line, _("{file}, line {line}: there is no such day. Write it as 2026-11-23.")
            ) from problem
    return text
