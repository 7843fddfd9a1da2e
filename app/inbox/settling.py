"""What opening sealed messages came to: who may read them, what takes a thread back or over, and what is kept of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.changes import Changes, Done
from app.clock import today
from app.inbox import nobody_left, opening, parcels, records
from app.inbox.keys import IntakeKeys
from app.inbox.matching import Matching
from app.inbox.model import State
from app.inbox.opening import Unsealed, Waiting
from app.inbox.shelf import Opener, Shelf, Trail
from app.outbox import WAITING, Outbox
from app.store import Database
from app.wire import content, key_id, pieces, report

_TOOK = "took:"


class Settling:
    """Only who holds a channel's key opens what came by it, and nobody what names them."""

    def __init__(
        self,
        db: Database,
        shelf: Shelf,
        pairs: IntakeKeys,
        keys: Opener,
        outbox: Outbox,
        trail: Trail,
        names: Matching | None = None,
        wanted: Callable[[int], object] | None = None,
    ) -> None:
        self._db, self._shelf, self._pairs, self._keys = db, shelf, pairs, keys
        self._outbox, self._trail, self._names, self._wanted = outbox, trail, names, wanted

    def privates(self) -> dict[str, X25519PrivateKey]:
        """The private halves that these keys open: what `unseal` needs."""
        found = {}
        for pair in self._pairs.listed():
            if (
                pair.destroyed_on is None
                and (channel := self._pairs.channel(pair.id)) in self._shelf.channels
                and channel
            ):
                found[pair.id] = self._pairs.private(pair.id)
        return found | self._own_keys()

    def _own_keys(self) -> dict[str, X25519PrivateKey]:
        """Keys of threads that are kept for this person, as far as something waits in them."""
        sql = """
            SELECT DISTINCT r.thread_id AS id FROM report_reader r
            JOIN report_message m ON m.thread_id = r.thread_id AND m.state = 'sealed' WHERE r.user = ?
        """
        threads = (self._shelf.thread(self._shelf.row(row["id"])) for row in self._db.rows(sql, (self._keys.user,)))
        keys = [key for thread in threads if thread.head for key in opening.own_keys(thread.head)]
        return {key_id(key.public_key().public_bytes_raw()): key for key in keys}

    def pending(self, limit: int = 64) -> tuple[Waiting, ...]:
        """What nobody opened yet and these keys may, the oldest first; nothing where they open no channel."""
        mine = tuple(one.value for one in self._shelf.channels)
        rows = records.sealed(self._db, mine, self._keys.user, limit) if mine else []
        return tuple(Waiting(row["id"], row["thread_id"], row["seq"], row["raw"]) for row in rows)

    def unreadable(self) -> int:
        """How many messages did not open with any key that was at hand."""
        return records.unreadable(self._db)

    def try_again(self) -> Done[int]:
        """Let what did not open be tried once more: another key is at hand, or a backup brought one back."""
        rows = self._db.rows("SELECT id FROM report_message WHERE state = 'unreadable'")
        with self._db.atomic():
            for row in rows:
                self._db.change("report_message", row["id"], {"state": "sealed"})
        return Done(len(rows), Changes.INBOX if rows else Changes.NONE)

    def settle(self, opened: Sequence[Unsealed]) -> Done[int]:
        """Keep what `unseal` found; how many messages can be read now. What does not open stays as it came."""
        read, back = 0, self._taken_back(opened)
        unread = {thread for thread in back if self._shelf.row(thread)["state"] == State.SEALED}
        named = self._names.in_batch(opened) if self._names else {}
        closed = {thread for thread, who in named.items() if self._names and self._names.leaves_nobody(thread, who)}
        with self._db.atomic():
            for one in opened:
                if one.waiting.thread in closed:
                    self._db.change("report_message", one.waiting.id, {"state": "unreadable"})
                    continue
                if one.waiting.thread in unread and (one.content is None or one.content.kind != "withdraw"):
                    continue  # taken back before anybody read it
                if one.opened is None or one.content is None or self._strays(one):
                    self._db.change("report_message", one.waiting.id, {"state": "unreadable"})
                    continue
                self._keep(one.waiting, one.opened, one.content, proven=one.waiting.thread in back)
                read += 1
            for thread in back - closed:
                self._believe_back(thread)
            self._hold_named({thread: who for thread, who in named.items() if thread not in closed})
            self._note_named({thread: named[thread] for thread in closed})
            nobody_left.forget(self._db)
            if closed:
                nobody_left.note(self._db, closed)
                self._trail.write("report_names_all", number=len(closed))
            if read:
                self._trail.write("reports_opened", number=read)
        if self._wanted is not None:
            self._wanted(nobody_left.count(self._db))
        return Done(read, Changes.INBOX | Changes.AUDIT)

    def _hold_named(self, named: Mapping[str, Mapping[str, str]]) -> None:
        """What names somebody who works here is kept from them before anything of it is shown."""
        for thread, who in named.items():
            row = self._shelf.row(thread)
            if self._names is not None and (row["key"] is not None or row["readers"]):
                self._names.hold(thread, who)

    def _strays(self, one: Unsealed) -> bool:
        """Whether it was sealed for another channel than its thread lies in, and not by the thread's own writer.

        Kept there, it would be read by people whom its writer never sealed it to: a relay chooses what comes first.
        """
        keys, row = report.parse(one.waiting.raw).header.keys, self._shelf.row(one.waiting.thread)
        meant = {channel for key in keys if (channel := self._pairs.channel(key)) is not None}
        if not meant or row["channel"] in meant:
            return False
        head = self._shelf.head(row)
        return head is None or one.opened is None or not one.opened.proves(head.reply_key)

    def _note_named(self, named: Mapping[str, Mapping[str, str]]) -> None:
        """What of a thread was never opened stays closed as a whole until somebody else may read it."""
        for thread, who in named.items():
            if self._names is not None and self._shelf.row(thread)["head"] is None:
                self._names.note(thread, who)

    def _taken_back(self, opened: Sequence[Unsealed]) -> set[str]:
        """Threads taken back by whoever wrote them; a word that a relay made up itself proves nothing."""
        keys = {one.waiting.thread: one.content.reply_key for one in opened if one.content and one.content.reply_key}
        found = {thread for thread, key in keys.items() if self._was_taken_back(thread, key)}
        for one in opened:
            if one.opened is None or one.content is None or one.content.kind != "withdraw":
                continue
            thread = one.waiting.thread
            head = self._shelf.thread(self._shelf.row(thread)).head
            key = head.reply_key if head else keys.get(thread)
            if key and one.opened.proves(key):
                found.add(thread)
        return found

    def _was_taken_back(self, thread: str, reply_key: bytes) -> bool:
        """Whether a message that was opened before the thread's first one came takes it back."""
        sql = "SELECT id, content FROM report_message WHERE thread_id = ? AND direction = 'in' AND seq > 1 AND state = 'opened'"
        rows = self._db.rows(sql, (thread,))
        key = self._shelf.key(self._shelf.row(thread)) if rows else b""
        for one in rows:
            plain = opening.kept(key, one["id"], one["content"])
            opened = opening.read_opened(plain) if plain is not None else None
            if opened is not None and opened.proves(reply_key) and content.read(opened.content).kind == "withdraw":
                return True
        return False

    def _believe_back(self, thread: str) -> None:
        """Its reporter took it back, and that is proven."""
        self._forget_unopened(thread)
        self._db.change("report_thread", thread, {"state": State.WITHDRAWN})
        for one in self._db.rows(
            "SELECT id FROM report_oddity WHERE thread_id = ? AND kind = ?", (thread, records.UNPROVEN)
        ):
            self._db.erase("report_oddity", one["id"])

    def _forget_unopened(self, thread: str) -> None:
        """Its reporter took it back before anybody read it: what nobody opened goes, with its history."""
        sealed = self._db.rows("SELECT * FROM report_message WHERE thread_id = ? AND state = 'sealed'", (thread,))
        parcels.forget(self._db, thread, [one["id"] for one in sealed])
        for one in sealed:
            self._db.erase("report_message", one["id"])
            if one["number"] is not None and not one["taken"]:
                self._db.insert("report_message", {**one, "raw": None, "state": "gone"})  # till the relay lets go too

    def _keep(self, waiting: Waiting, opened: report.Opened, said: content.Content, *, proven: bool) -> None:
        row = self._shelf.row(waiting.thread)
        key = self._shelf.key(row, make=True)
        plain = opening.write_opened(opened)
        values: dict[str, object] = {"content": opening.keep(key, waiting.id, plain), "raw": None, "state": "opened"}
        self._db.change("report_message", waiting.id, values)
        announced = int(self._db.value("SELECT pieces FROM report_message WHERE id = ?", (waiting.id,)))
        if announced != sum(pieces.count(one.size) for one in said.files):
            parcels.spare(self._db, waiting.id, waiting.thread, announced)
        changed: dict[str, object] = {"state": _stands(row, said, proven=proven)}
        if said.kind in content.FIRST and row["head"] is None:
            changed["head"] = opening.write_head(key, waiting.thread, opening.head_of(said))
            changed["handover"] = _handed(said, waiting.thread)
            changed["taken_over_by"] = self._taker(said)
        self._db.change("report_thread", waiting.thread, changed)
        if said.kind == "withdraw" and changed["state"] == State.WITHDRAWN:
            self._trail.write("report_withdrawn", thread=waiting.thread)
            if not proven:
                records.odd(self._db, waiting.thread, records.UNPROVEN, today().isoformat(), waiting.seq, "")
        later = _hand_over(said, waiting.thread)
        if later is not None and said.door != "third":
            self._taken_over(later.proof, waiting.thread)

    def _taker(self, said: content.Content) -> str | None:
        """Who took a third person's thread over before anybody opened it here."""
        if said.door != "third" or said.handover is None:
            return None
        sql = """
            SELECT t.id FROM report_thread t JOIN report_message m ON m.thread_id = t.id AND m.direction = 'in'
            WHERE t.handover = ? AND m.state = 'opened' ORDER BY m.number LIMIT 1
        """
        found: str | None = self._db.value(sql, (_TOOK + said.handover.proof,))
        return found

    def _taken_over(self, proof: str, thread: str) -> None:
        """From now on nothing is written to the third person; their thread keeps what was in it. The first one holds."""
        sql = "SELECT id FROM report_thread WHERE handover = ? AND id != ? AND taken_over_by IS NULL"
        for row in self._db.rows(sql, (proof, thread)):
            self._db.change("report_thread", row["id"], {"taken_over_by": thread})
            self._hold_back(row["id"])

    def _hold_back(self, thread: str) -> None:
        """Answers that have not left are not sent any more."""
        for item in self._outbox.beginning(f"{thread}:", WAITING):
            if item.left_at is None:
                self._outbox.bury(item.id, "dropped")


def _stands(row: Mapping[str, Any], said: content.Content, *, proven: bool) -> State:
    """Where a thread stands after this message.

    Where its first one is not here, nothing is lost by believing that it was taken back, until that one comes.
    """
    if said.kind == "withdraw" and (proven or row["head"] is None):
        return State.WITHDRAWN
    return State.NEW if row["state"] == State.SEALED else State(row["state"])


def _hand_over(said: content.Content, thread: str) -> content.HandOver | None:
    """The second code's thread that this message hands on, or goes on from."""
    return content.HandOver(thread, said.reply_key) if said.kind == "takeover" else said.handover


def _handed(said: content.Content, thread: str) -> str | None:
    """It as a line names it: by what only those know who had the code, a relay does not."""
    later = _hand_over(said, thread)
    if later is None:
        return None
    return later.proof if said.door == "third" else _TOOK + later.proof
