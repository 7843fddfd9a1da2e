"""What is kept as evidence of a case, what may be kept at all, and who had it in hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader
from pathlib import Path
from typing import Any

from app.codelists import code
from app.entry import check_text
from app.errors import BadInput, Denied
from app.evidence.content import HARMLESS, HEAD, Kind, Look
from app.i18n import _
from app.text import nfc
from app.vault import SealedFile, seal_file

FILE, REFERENCE = "file", "reference"
KEPT, STOPPED = "kept", "stopped"
DIGITAL_MANUAL = "digital-sex-crime"
_HASH = re.compile(r"[0-9A-Za-z:+/=_-]{8,200}")
_SHORTEST_REASON = 10


class Stated(StrEnum):
    """What the worker says of a file before it is taken in."""

    NO_SEXUAL_IMAGE = "no_sexual_image"
    NOT_LOOKED = "not_looked"
    SEXUAL_IMAGE = "sexual_image"
    FROM_REPORT = "from_report"
    """Nobody looked; what it is was said by the words of the report it came with."""


class Act(StrEnum):
    """What somebody did with an item."""

    TAKEN_IN = "taken_in"
    REFERRED = "referred"
    LOOKED_AT = "looked_at"
    CHECKED = "checked"
    HANDED_OVER = "handed_over"
    SHEET_MADE = "sheet_made"
    STOPPED = "stopped"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence: a sealed file, or a reference to something that is not here."""

    id: str
    case_id: str
    form: str
    title: str
    note: str | None
    state: str
    came_from: str | None
    came_at: int | None
    kind: str | None
    media: str | None
    name: str | None
    file: str | None
    size: int | None
    sha256: str | None
    stated: str | None
    url: str | None
    platform: str | None
    account: str | None
    seen_at: int | None
    hash_elsewhere: str | None
    kept_where: str | None
    at: int
    author: str
    key_of: str | None = None

    @property
    def stopped(self) -> bool:
        return self.state == STOPPED

    @property
    def sealed_for(self) -> str:
        """The case whose key the file lies under: another one, where two records were put together."""
        return self.key_of or self.case_id


@dataclass(frozen=True, slots=True)
class Custody:
    """One line of the chain: who had an item in hand, when, what for."""

    id: str
    item_id: str
    case_id: str
    at: int
    who: str
    act: str
    detail: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be taken in in a case: `digital` closes everything that could show a person."""

    case_id: str
    digital: bool
    types: tuple[str, ...] = ()

    def allows(self, kind: Kind, *, carries: bool = False) -> bool:
        return not self.digital or (kind in HARMLESS and not carries)


@dataclass(frozen=True, slots=True)
class Brought:
    """What is said of a file when it is taken in."""

    title: str
    stated: Stated = Stated.NOT_LOOKED
    came_from: str = ""
    came_at: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that stays where it is: address, account, time, a hash made by the person's own tool."""

    title: str
    url: str = ""
    platform: str = ""
    account: str = ""
    seen_at: int | None = None
    hash_elsewhere: str = ""
    kept_where: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that stands sealed beside the records and waits for its row."""

    size: int
    sha256: str
    kind: Kind
    media: str
    name: str
    carries: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Intake:
    """The permission to seal one file for a case; on any thread, without a database."""

    id: str
    case_id: str
    rule: Rule
    stated: Stated
    path: Path
    key: bytes

    def seal(
        self,
        source: Path,
        progress: Callable[[float], None] = lambda _part: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Taken:
        """Seal the file at `source`, which stays as it is; refuses by its bytes what may not be kept.

        Raises BadInput, Denied, NoRoom or Interrupted; then nothing of it is left here.
        """
        try:
            if not source.is_file():
                raise FileNotFoundError(source)
            with BufferedReader(source.open("rb", buffering=0), HEAD) as stream:
                return self.seal_stream(stream, source.name, source.stat().st_size, progress, stopped)
        except OSError:
            raise BadInput(
                _("This file cannot be read. Nothing was taken in. Choose another file."), field="file"
            ) from None

    def seal_stream(
        self,
        stream: BufferedReader[Any],
        name: str,
        size: int,
        progress: Callable[[float], None] = lambda _part: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Taken:
        """The same for bytes that come from elsewhere; the stream can give the first HEAD of them ahead."""
        name, whole = nfc(name), max(1, size)
        check_text(name, "file")
        watch = _Watch(self.rule, self.stated)
        watch.begin(stream.peek(HEAD)[:HEAD])
        done = seal_file(
            stream, self.path, self.key, watch=watch, progress=lambda at: progress(at / whole), stopped=stopped
        )
        kind, media = watch.look.found()
        try:
            check_kind(self.rule, self.stated, kind, carries=watch.look.carries)
        except Denied:
            self.path.unlink(missing_ok=True)
            raise
        return Taken(done.size, done.sha256, kind, media, name, watch.look.carries)


class _Watch:
    """Refuses as early as the first bytes tell what a file is, and again where something is found inside."""

    def __init__(self, rule: Rule, stated: Stated) -> None:
        self.look = Look()
        self._rule, self._stated = rule, stated

    def begin(self, head: bytes) -> None:
        first = Look()
        first.feed(memoryview(head))
        kind = first.found()[0]
        if kind not in (Kind.TEXT, Kind.OTHER, Kind.AUDIO):  # these three need the whole file to be told
            check_kind(self._rule, self._stated, kind)

    def feed(self, data: memoryview) -> None:
        self.look.feed(data)
        if self._rule.digital and self.look.carries:
            check_kind(self._rule, self._stated, self.look.found()[0], carries=True)


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """An item whose file may be read now, on any thread; the look is written down already."""

    item: Item
    path: Path
    key: bytes

    def file(self) -> SealedFile:
        """The sealed file; Damaged where it is not whole."""
        return SealedFile(self.path, self.key)


def check_kind(rule: Rule, stated: Stated, kind: Kind, *, carries: bool = False) -> None:
    """Refuse what is never kept; the sentence says what can be written down instead."""
    check_stated(stated)
    if not rule.allows(kind, carries=carries):
        raise Denied(
            _(
                "In a case with a digital type no pictures, videos, archives or PDF files are taken in. Nothing was kept. Write down where it is instead: address, account, time."
            )
        )
    if kind not in HARMLESS and stated not in (Stated.NO_SEXUAL_IMAGE, Stated.FROM_REPORT):
        raise Denied(
            _(
                "Nothing was taken in, because nobody has said that this file shows no sexual image of a person. Look at it where it is, or write down where it is kept instead."
            )
        )


def check_stated(stated: Stated) -> None:
    """Refuse at once what somebody says is a sexual image."""
    if stated is not Stated.SEXUAL_IMAGE:
        return
    raise Denied(
        _(
            "A sexual image of a person is never kept here: having it is a crime, for a centre too. Nothing was taken in. Write down where it is instead, and ask the deletion support or the police."
        )
    )


def is_digital(types: tuple[str, ...]) -> bool:
    """Whether any of these types of violence is a digital one, by the list of types."""
    return any(code("violence_type", one).extra.get("manual") == DIGITAL_MANUAL for one in types)


def checked(reference: Reference) -> dict[str, str | int | None]:
    """A reference as it may be written down; refuses one that says nothing, or that carries the thing itself."""
    row: dict[str, str | int | None] = {"seen_at": reference.seen_at}
    for field in ("title", "url", "platform", "account", "hash_elsewhere", "kept_where", "note"):
        row[field] = check_text(nfc(getattr(reference, field)), field)
    if not row["title"]:
        raise BadInput(_("Please write in a few words what this is about."), field="title")
    if not any(row[field] for field in ("url", "platform", "account", "kept_where")):
        raise BadInput(_("Please write where it is: an address, a platform, an account or a place."), field="url")
    url = str(row["url"] or "")
    if len(url) > 4000 or re.search(r"data:|[A-Za-z0-9+/]{400}", url):
        raise BadInput(
            _("This address holds the thing itself. Only where it is may stand here; nothing was written."), field="url"
        )
    if row["hash_elsewhere"] and not _HASH.fullmatch(str(row["hash_elsewhere"])):
        raise BadInput(
            _("A hash is one word of letters and digits, such as the person's own tool shows it."),
            field="hash_elsewhere",
        )
    return row


def checked_reason(text: str, field: str = "reason") -> str:
    """Why somebody did something that weighs: whole words, not a dot."""
    reason = check_text(nfc(text), field)
    if not reason or len(reason) < _SHORTEST_REASON:
        raise BadInput(
            _("Please write the reason in at least {n} letters. Nothing was done.").format(n=_SHORTEST_REASON),
            field=field,
        )
    return reason
