"""A thread as it lies here: its row, its key, what a list shows of it, and its messages."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from app.errors import Conflict, Damaged, Denied, NotFound, Refusal
from app.i18n import _
from app.inbox import opening, records
from app.inbox.model import HELD, Head, Message, State, Thread
from app.inbox.rings import CHANNELS, Rings
from app.kinds import Compartment
from app.store import Database
from app.vault import DoesNotOpen
from app.vault.sealing import label, unwrap, wrap
from app.wire import content

_LET_IN, _HELD = "let_in", "open"


class Opener(Protocol):
    """Whoever opened the centre (app.vault.Keys)."""

    @property
    def user(self) -> str: ...
    @property
    def centre_id(self) -> str: ...
    def holds(self, compartment: Compartment, /) -> bool: ...
    def open_sealed(self, info: bytes, sealed: bytes) -> bytes: ...


class Trail(Protocol):
    """Where it is written down who opened, read and answered what (app.audit fits)."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class Shelf:
    """The threads of one centre, as far as these keys open them."""

    def __init__(
        self, db: Database, rings: Rings, keys: Opener, officers: Callable[[Compartment], Collection[str]]
    ) -> None:
        self._db, self._rings, self._keys, self._officers = db, rings, keys, officers
        self._heads: dict[str, tuple[object, Head | None]] = {}

    @property
    def channels(self) -> tuple[Compartment, ...]:
        """What these keys open of what arrives."""
        return tuple(one for one in CHANNELS if self._keys.holds(one))

    def row(self, thread: str) -> dict[str, Any]:
        row = records.thread(self._db, thread)
        if row is None:
            raise NotFound(_("This report is not here any more. Please look at the list again."))
        return row

    def key(self, row: Mapping[str, Any], *, make: bool = False) -> bytes:
        """A thread's key; with `make`, one is made where nobody opened the thread yet."""
        thread, channel = row["id"], Compartment(row["channel"])
        if row["readers"]:
            return self.apart_key(thread)
        if row["key"] is None and make:
            ring, wrapping = self._rings.newest(channel)
            key = os.urandom(32)
            values = {"ring": ring, "key": wrap(wrapping, key, label("report-thread", thread))}
            self._db.change("report_thread", thread, values)
            return key
        if row["key"] is None:
            raise Conflict(_("Nobody has opened this report yet. It opens when its officers look at the inbox."))
        try:
            return unwrap(self._rings.key(channel, row["ring"]), row["key"], label("report-thread", thread))
        except DoesNotOpen:
            raise unopened() from None

    def apart(self, row: Mapping[str, Any]) -> bool:
        """Whether an officer of now cannot read it. Where all were let in again, its key stays sealed for each, and that is all."""
        if not row["readers"]:
            return False
        if set((row["named"] or _HELD).split(",")) != {_LET_IN}:
            return True
        return not set(row["readers"].split(",")).issuperset(self._officers(Compartment(row["channel"])))

    def apart_key(self, thread: str) -> bytes:
        sealed = self._db.value("SELECT sealed FROM report_reader WHERE id = ?", (f"{thread}:{self._keys.user}",))
        if sealed is None:
            raise Denied(_("This report is kept for other officers. Only its number and day are shown here."))
        try:
            return self._keys.open_sealed(reader_info(thread, self._keys.user), sealed)
        except DoesNotOpen:
            raise unopened() from None

    def head(self, row: Mapping[str, Any]) -> Head | None:
        """What a list shows of a thread; opened again only where it changed: ten thousand are listed at a time."""
        if row["head"] is None:
            return None
        held = row["head"], row["key"], row["readers"]
        if self._heads.get(row["id"], (None,))[0] != held:
            try:
                self._heads[row["id"]] = held, opening.read_head(self.key(row), row["id"], row["head"])
            except Refusal:  # kept for others, or its keys are gone: the line says so
                return None
        return self._heads[row["id"]][1]

    def thread(self, row: Mapping[str, Any]) -> Thread:
        head = self.head(row)
        names = ("id", "first_on", "last_on", "taken_over_by", "handover", "case_id", "came_by", "waiting", "leaving")
        undecided = row["gate"] is not None and row["decided_at"] is None
        return Thread(
            channel=Compartment(row["channel"]), state=State(row["state"]), head=head, apart=self.apart(row),
            undecided=undecided, decision=row["decision"] or "", gone=row["closed_there"] != HELD,
            walled=row["sealed_with"] is not None,
            coded=row["came_by"] == "relay" or row["pass"] is not None, **{name: row[name] for name in names},
        )  # fmt: skip

    def message(self, key: bytes, row: Mapping[str, Any], head: Head | None) -> Message:
        """A message in words; one that came in and does not prove who wrote it says so."""
        told = {name: row[name] for name in ("id", "direction", "seq", "day", "state", "pieces", "have")}
        plain = opening.kept(key, row["id"], row["content"]) if row["content"] is not None else None
        if plain is None:
            return Message(**told, text=None)
        if row["direction"] == "out":
            reply = content.read_reply(plain)
            return Message(**told, text=reply.text, kind=reply.kind)
        opened = opening.read_opened(plain)
        said, proven = content.read(opened.content), head is not None and opened.proves(head.reply_key)
        return Message(
            **told, text=said.text, kind=said.kind, answers=said.answers, files=said.files,
            doubted=bool(opened.mac) and not proven,
        )  # fmt: skip

    def sealed_anew(self, row: Mapping[str, Any], before: bytes) -> bytes:
        """A fresh key for a thread: whoever may have held the one before opens nothing that lies here from now on."""
        thread, key = row["id"], os.urandom(32)
        for table, column in (("report_message", "content"), ("report_note", "body"), ("report_file", "body")):
            sql = f"SELECT id, {column} AS kept FROM {table} WHERE thread_id = ? AND {column} IS NOT NULL"
            for one in self._db.rows(sql, (thread,)):
                plain = opening.kept(before, one["id"], one["kept"])
                if plain is None:
                    raise unopened()
                self._db.change(table, one["id"], {column: opening.keep(key, one["id"], plain)})
        head = opening.read_head(before, thread, row["head"]) if row["head"] is not None else None
        if head is not None:
            head = opening.with_key_of_its_own(head)
            self._db.change("report_thread", thread, {"head": opening.write_head(key, thread, head)})
        return key


def reader_info(thread: str, user: str) -> bytes:
    return label("report-reader", thread, user)


def unopened() -> Damaged:
    return Damaged(_("This report does not open with your keys. It was left as it is. Please ask another officer."))
