"""What a sealed message says once it is open: JSON in UTF-8 from a stranger's browser, read strictly and kept whole.

Questions and their labels are data of the page (`resources/report_page`); here they are only ids and answers. A report
never carries a resident registration number on purpose: no question asks for one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.wire import canonical as c
from app.wire import pieces

SCHEMA = "content/1"
DOORS = ("victim", "third", "public")
LANGUAGES = ("ko", "en", "easy")
FIRST = ("report", "takeover")
KINDS = (*FIRST, "message", "withdraw")
MOST_TEXT = 40_000
MOST_FILES = 80
MOST_KEYS = 3
_MOST_ANSWERS, _MOST_ANSWER, _MOST_CHOICES = 60, 20_000, 40
_ID = r"[a-z][a-z0-9_]{0,39}"
_TYPE = r"[a-z]+/[a-z0-9.+-]{1,80}"
_LARGEST_FILE = 2**40

Answer = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest message of the other side that the writer had read; 0 and "none" where there was none."""

    seq: int = 0
    sha256: str = "none"


@dataclass(frozen=True, slots=True)
class File:
    """One attachment: what it says of itself, and what opens it. `first` is its first piece in the message.

    `role` is "original" or "view": a copy without what the camera wrote into it, `of` the original at that place.
    """

    name: str
    type: str
    size: int
    sha256: str
    key: bytes
    prefix: bytes
    first: int
    role: str = "original"
    of: int | None = None

    @property
    def file_key(self) -> pieces.FileKey:
        return pieces.FileKey(self.key, self.prefix)


@dataclass(frozen=True, slots=True)
class HandOver:
    """The second thread of a third person's report, which the person harmed may take over."""

    mailbox: str
    reply_key: bytes = field(repr=False)

    @property
    def proof(self) -> str:
        """What both sides of a take-over come to: only who has the handed code, or handed it on, knows its reply key."""
        return hashlib.sha256(b"gyeot/1 hand-over|" + self.mailbox.encode() + self.reply_key).hexdigest()


@dataclass(frozen=True, slots=True)
class Content:
    """What a reporter sent. `door`, `answers` and `handover` belong to a report, `reply_key` also to a take-over."""

    kind: str
    lang: str
    text: str
    files: tuple[File, ...] = ()
    seen: Seen = Seen()
    door: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    reply_key: bytes = b""
    handover: HandOver | None = None


def write(content: Content) -> bytes:
    """The content's bytes."""
    facts: dict[str, Any] = {
        "schema": SCHEMA, "kind": content.kind, "lang": content.lang, "text": content.text,
        "files": [_written_file(file) for file in content.files], "seen": _written_seen(content.seen),
    }  # fmt: skip
    if content.kind in FIRST:
        facts["reply_key"] = content.reply_key.hex()
    if content.kind == "report":
        later = content.handover
        facts["door"] = content.door
        facts["answers"] = {name: _plain(value) for name, value in content.answers.items()}
        facts["handover"] = later and {"mailbox": later.mailbox, "reply_key": later.reply_key.hex()}
    return _dumps(facts)


def read(data: bytes) -> Content:
    """What these bytes say; anything a page of this version does not write is `Malformed`."""
    value = _loads(data)
    kind = c.text(value.get("kind"), "|".join(KINDS))
    common = ("schema", "kind", "lang", "text", "files", "seen")
    more = {"report": ("reply_key", "door", "answers", "handover"), "takeover": ("reply_key",)}.get(kind, ())
    c.exactly(value, *common, *more)
    c.text(value["schema"], SCHEMA)
    files = c.listed(value["files"], _file, MOST_FILES)
    _in_order(files)
    return Content(
        kind=kind,
        lang=c.text(value["lang"], "|".join(LANGUAGES)),
        text=_words(value["text"], MOST_TEXT),
        files=files,
        seen=_seen(value["seen"]),
        door=c.text(value["door"], "|".join(DOORS)) if "door" in value else "",
        answers=_answers(value["answers"]) if "answers" in value else {},
        reply_key=_key(value["reply_key"]) if "reply_key" in value else b"",
        handover=_handover(value.get("handover")),
    )


@dataclass(frozen=True, slots=True)
class Reply:
    """What a centre writes back; `kind` is "answer", or "closed" where it is the last word.

    `keys` are public keys that the rest of this thread is sealed to from now on, in place of those of the month.
    """

    kind: str
    text: str
    day: str
    seen: Seen = Seen()
    keys: tuple[bytes, ...] = ()


def write_reply(reply: Reply) -> bytes:
    """The bytes of an answer's content."""
    facts = {"kind": reply.kind, "text": reply.text, "day": reply.day, "seen": _written_seen(reply.seen)}
    return _dumps({"schema": "reply/1", **facts, "keys": [key.hex() for key in reply.keys]})


def read_reply(data: bytes) -> Reply:
    """What an answer says."""
    value = _loads(data)
    c.exactly(value, "schema", "kind", "text", "day", "seen", "keys")
    c.text(value["schema"], "reply/1")
    kind, day = c.text(value["kind"], "answer|closed"), c.text(value["day"], c.DAY)
    keys = c.listed(value["keys"], _key, MOST_KEYS)
    return Reply(kind, _words(value["text"], MOST_TEXT), day, _seen(value["seen"]), keys)


def _dumps(facts: dict[str, Any]) -> bytes:
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace")


def _loads(data: bytes) -> dict[str, Any]:
    try:
        return c.mapping(json.loads(data.decode("utf-8")))
    except (ValueError, RecursionError):
        raise c.Malformed("not-json") from None


def _words(value: object, most: int) -> str:
    """A text of at most `most` letters; halves of letters that no file could hold become the sign for unreadable."""
    if not isinstance(value, str) or len(value) > most:
        raise c.Malformed("text")
    return re.sub("[\ud800-\udfff\0]", "\ufffd", value)


def _answers(value: object) -> dict[str, Answer]:
    found = c.mapping(value)
    if len(found) > _MOST_ANSWERS:
        raise c.Malformed("answers")
    return {c.text(name, _ID): _answer(told) for name, told in found.items()}


def _answer(value: object) -> Answer:
    if isinstance(value, list):
        return c.listed(value, lambda item: _words(item, 200), _MOST_CHOICES)
    return _words(value, _MOST_ANSWER)


def _plain(value: Answer) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _key(value: object) -> bytes:
    return bytes.fromhex(c.text(value, c.HEX64))


def _handover(value: object) -> HandOver | None:
    if value is None:
        return None
    item = c.mapping(value)
    c.exactly(item, "mailbox", "reply_key")
    return HandOver(c.text(item["mailbox"], c.HEX64), _key(item["reply_key"]))


def _written_seen(seen: Seen) -> dict[str, Any]:
    return {"seq": seen.seq, "sha256": seen.sha256}


def _seen(value: object) -> Seen:
    item = c.mapping(value)
    c.exactly(item, "seq", "sha256")
    seq = c.whole(item["seq"], 0, 1_000_000)
    return Seen(seq, c.text(item["sha256"], c.DIGEST if seq else "none"))


_FILE = ("name", "type", "size", "sha256", "key", "prefix", "first", "role", "of")


def _written_file(file: File) -> dict[str, Any]:
    facts = {name: getattr(file, name) for name in ("name", "type", "size", "sha256", "first", "role", "of")}
    return facts | {"key": file.key.hex(), "prefix": file.prefix.hex()}


def _file(value: object) -> File:
    item = c.mapping(value)
    c.exactly(item, *_FILE)
    of = item["of"]
    return File(
        name=_words(item["name"], 120),
        type=c.text(item["type"], _TYPE),
        size=c.whole(item["size"], 0, _LARGEST_FILE),
        sha256=c.text(item["sha256"], c.DIGEST),
        key=_key(item["key"]),
        prefix=bytes.fromhex(c.text(item["prefix"], r"[0-9a-f]{14}")),
        first=c.whole(item["first"], 0, 10_000),
        role=c.text(item["role"], "original|view"),
        of=None if of is None else c.whole(of, 0, MOST_FILES - 1),
    )


def _in_order(files: tuple[File, ...]) -> None:
    """Pieces lie one behind the other, and a copy belongs to an original that is there."""
    at = 0
    for file in files:
        origin = None if file.of is None else file.of
        fits = (origin is None) == (file.role == "original") and (origin is None or origin < len(files))
        if file.first != at or not fits or (origin is not None and files[origin].role != "original"):
            raise c.Malformed("files")
        at += pieces.count(file.size)
