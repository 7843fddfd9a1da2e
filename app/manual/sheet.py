"""One words file of a pack: a small strict Markdown of our own.

---                     front matter: title and short
## victim               an audience (or `card`)
### say                 ask, say, avoid, do, now, you (what the person can do: for books and hand-outs)
- a line                items; an indented line goes on with the item above
## branches             - id: label
## red flags            - id: label
"""

from __future__ import annotations

from typing import Any

from app.i18n import _
from app.manual.model import CARD, PARTS
from app.manual.outside import text_lines, wrong

MAX_LINES = 800
MAX_TEXT = 400
_HEAD = ("title", "short")
_LABELS = {"branches": "labels", "red flags": "flags"}


def read_sheet(data: bytes, place: str, audiences: tuple[str, ...]) -> dict[str, Any]:
    """The words of one step in one language, as plain values. Raises BadInput with file and line."""
    lines = text_lines(data, place)
    if len(lines) > MAX_LINES:
        raise wrong(place, MAX_LINES, _("{file}, line {line}: the file is too large or too deeply nested."))
    sheet = _Sheet(place, (*audiences, CARD))
    for number, line in enumerate(lines, 1):
        sheet.take(number, line.rstrip())
    return sheet.done(len(lines))


class _Sheet:
    """Takes a words file line by line."""

    def __init__(self, place: str, audiences: tuple[str, ...]) -> None:
        self._place = place
        self._audiences = audiences
        self._fences = 0
        self._head: dict[str, str] = {}
        self._words: dict[str, dict[str, Any]] = {}
        self._ways: dict[str, dict[str, str]] = {"labels": {}, "flags": {}}
        self._section = ""
        self._part = ""
        self._item: tuple[Any, Any] | None = None

    def take(self, number: int, line: str) -> None:
        self._number = number
        if self._fences < 2:
            self._front(line)
        elif not line:
            self._item = None
        elif line.startswith("### "):
            self._open_part(line[4:].strip())
        elif line.startswith("## "):
            self._open_section(line[3:].strip())
        elif line.startswith("- ") or line == "-":
            self._add(line[2:].strip())
        elif line.startswith("  ") and self._item:
            self._go_on(line.strip())
        else:
            self._prose(line)

    def done(self, last: int) -> dict[str, Any]:
        self._number = last
        self._whole_head()
        return {**self._head, "words": self._words, **self._ways}

    def _whole_head(self) -> None:
        if self._fences < 2 or any(not self._head.get(name) for name in _HEAD):
            raise self._wrong(
                _("{file}, line {line}: the file must begin with its title and short name between two --- lines.")
            )

    def _wrong(self, sentence: str, **names: str) -> Exception:
        return wrong(self._place, self._number, sentence, **names)

    def _front(self, line: str) -> None:
        if line == "---":
            self._fences += 1
            if self._fences == 2:
                self._whole_head()
            return
        name, colon, text = line.partition(":")
        if self._fences == 0 or not colon or name not in _HEAD or name in self._head:
            raise self._wrong(
                _("{file}, line {line}: the file must begin with its title and short name between two --- lines.")
            )
        self._head[name] = self._text(text.strip().strip('"'))

    def _open_section(self, name: str) -> None:
        self._section, self._part, self._item = name, "", None
        if name in self._audiences and name not in self._words:
            self._words[name] = {}
        elif name not in _LABELS:
            raise self._wrong(_("{file}, line {line}: the section “{name}” is unknown or stands twice."), name=name)

    def _open_part(self, name: str) -> None:
        self._part, self._item = name, None
        words = self._words.get(self._section)
        if words is None or name in words or name not in ("ask", "now", *PARTS):
            raise self._wrong(_("{file}, line {line}: the section “{name}” is unknown or stands twice."), name=name)
        words[name] = [] if name in PARTS else ""

    def _add(self, text: str) -> None:
        if self._section in _LABELS:
            self._add_label(text)
        elif self._part in PARTS:
            items = self._words[self._section][self._part]
            items.append(self._text(text))
            self._item = (items, len(items) - 1)
        else:
            raise self._wrong(_("{file}, line {line}: this line belongs to no section."))

    def _add_label(self, text: str) -> None:
        labels = self._ways[_LABELS[self._section]]
        name, colon, label = text.partition(":")
        if not colon or not label.strip() or name in labels:
            raise self._wrong(_("{file}, line {line}: a label is written once, as “id: text”."))
        labels[name] = self._text(label.strip())
        self._item = (labels, name)

    def _go_on(self, text: str) -> None:
        assert self._item is not None
        holder, key = self._item
        holder[key] = self._text(f"{holder[key]} {text}")

    def _prose(self, line: str) -> None:
        words = self._words.get(self._section, {})
        if self._part not in ("ask", "now") or line.startswith(("#", "<", "```", "*", "|")):
            raise self._wrong(_("{file}, line {line}: this line belongs to no section."))
        words[self._part] = self._text(f"{words[self._part]} {line.strip()}".strip())

    def _text(self, text: str) -> str:
        if not text or len(text) > MAX_TEXT:
            raise self._wrong(_("{file}, line {line}: a text here is empty or too long."))
        return text
