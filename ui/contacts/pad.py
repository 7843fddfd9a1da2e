"""The notes of a contact as text: who called in the first line, then a time before each paragraph."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.kit.notes_edit import NoteLine

CALLER = "☎ "
_STAMPED = re.compile(r"(\d{2}:\d{2}) (.*)")


@dataclass(frozen=True, slots=True)
class Written:
    """Everything typed into a contact, with the place of the caret (paragraph, letter)."""

    note: str = ""
    alias: str = ""
    phone: str = ""
    caret: tuple[int, int] = (0, 0)


def to_text(caller: str, lines: Sequence[NoteLine]) -> str:
    """What is kept in the contact's note."""
    first = [f"{CALLER}{caller.strip()}"] if caller.strip() else []
    return "\n".join([*first, *(f"{line.stamp} {line.text}".strip() for line in lines)])


def from_text(text: str) -> tuple[str, tuple[NoteLine, ...]]:
    """The caller and the paragraphs of a note, however it was written."""
    lines = text.splitlines()
    caller = lines.pop(0)[len(CALLER) :] if lines and lines[0].startswith(CALLER) else ""
    return caller, tuple(_line(line) for line in lines if line.strip())


def _line(text: str) -> NoteLine:
    found = _STAMPED.fullmatch(text)
    return NoteLine(found[1], found[2]) if found else NoteLine("", text)


def to_draft(written: Written) -> str:
    return json.dumps(asdict(written), ensure_ascii=False)


def from_draft(body: str) -> Written | None:
    """What a draft holds; None where it is of another make."""
    try:
        found = json.loads(body)
        first, second = found["caret"]
        return Written(str(found["note"]), str(found["alias"]), str(found["phone"]), (int(first), int(second)))
    except (ValueError, KeyError, TypeError):
        return None
