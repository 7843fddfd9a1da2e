"""What comes in from the relay: sealed messages to where they belong, and what opening them came to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.inbox import opening, records
from app.inbox.keys import IntakeKeys
from app.inbox.model import CLOSED, GONE, HELD, Arrival, State
from app.inbox.opening import Unsealed, Waiting
from app.inbox.shelf import Opener, Shelf, Trail
from app.kinds import Compartment
from app.outbox import WAITING, Outbox
from app.store import Database
from app.wire import Malformed, content, report

_TOOK = "took:"


class Carrying:
    """Anybody who opens cases may carry sealed messages in; only who holds their channel's key opens them."""

    def __init__(
        self, db: Database, shelf: Shelf, pairs: IntakeKeys, keys: Opener, outbox: Outbox, trail: Trail
    ) -> None:
        self._db, self._shelf, self._pairs, self._keys = db, shelf, pairs, keys
        self._outbox, self._trail = outbox, trail

    # -- carrying in -----------------------------------------------------------------------------

    def carry_in(self, arrivals: Iterable[Arrival], gone: Collection[str] = ()) -> Done[int]:
        """Put sealed messages where they belong, each once, in the relay's order; how many were new.

        `gone` are mailboxes that their reporters took back: what nobody opened goes, the rest waits for a decision.
        """
        new = 0
        with self._db.atomic():
            for one in arrivals:
                new += self._carry(one)
            for mailbox in gone:
                self._take_back(mailbox)
        return Done(new, Changes.INBOX)

    def _carry(self, one: Arrival) -> bool:
        try:
            sealed = report.parse(one.raw)
        except Malformed:
            self._odd(None, "unreadable", one.day, None, "")
            return False
        head, ident = sealed.header, f"{sealed.header.mailbox}:in:{sealed.header.seq}"
        known = self._db.row("SELECT sha256, have FROM report_message WHERE id = ?", (ident,))
        if known is not None:
            return self._again(ident, known, sealed, one)
        self._thread_for(sealed, one.day)
        self._db.insert("report_message", {
            "id": ident, "thread_id": head.mailbox, "direction": "in", "seq": head.seq, "number": one.number,
            "day": one.day, "sha256": sealed.sha256, "prev": head.prev, "pieces": head.pieces, "have": one.have,
            "raw": one.raw, "content": None, "state": "sealed", "at": now(), "author": None,
        })  # fmt: skip
        return True

    def _again(self, ident: str, known: Mapping[str, Any], sealed: report.Sealed, one: Arrival) -> bool:
        """The same message once more brings its attachments along; another one for its place is an oddity."""
        if known["sha256"] != sealed.sha256:
            self._odd(sealed.header.mailbox, "replaced", one.day, sealed.header.seq, sealed.sha256)
        elif one.have > known["have"]:
            self._db.change("report_message", ident, {"have": one.have})
        return False

    def _thread_for(self, sealed: report.Sealed, day: str) -> None:
        head = sealed.header
        before = self._db.row("SELECT state, last_on FROM report_thread WHERE id = ?", (head.mailbox,))
        if before is None:
            found = (self._pairs.channel(ident) for ident in head.keys)
            channel = next((one for one in found if one is not None), Compartment.INTAKE)
            self._db.insert("report_thread", {
                "id": head.mailbox, "channel": channel, "state": State.SEALED, "first_on": day, "last_on": day,
                "came_by": "relay",
            })  # fmt: skip
            return
        state = State.OPEN if before["state"] == State.CLOSED else before["state"]
        self._db.change("report_thread", head.mailbox, {"last_on": max(day, before["last_on"]), "state": state})

    def _odd(self, thread: str | None, kind: str, day: str, seq: int | None, sha256: str) -> None:
        row = {"id": new_id(), "thread_id": thread, "kind": kind, "day": day, "seq": seq, "sha256": sha256}
        self._db.insert("report_oddity", row)

    def _take_back(self, mailbox: str) -> None:
        """The relay says that it holds a mailbox no more: its word alone takes nothing away that lies here.

        Its reporter may have taken it back, or its time there was over; a sealed word of the reporter tells which.
        """
        row, day = records.thread(self._db, mailbox), today().isoformat()
        if row is None:  # before anybody fetched it: that it was there stays as a number
            self._db.insert("report_thread", {
                "id": mailbox, "channel": Compartment.INTAKE, "state": State.WITHDRAWN, "first_on": day, "last_on": day,
                "came_by": "relay",
            })  # fmt: skip
        elif row["closed_there"] == HELD and row["state"] != State.WITHDRAWN:
            self._db.change("report_thread", mailbox, {"closed_there": GONE})

    def _forget_unopened(self, thread: str) -> None:
        """Its reporter took it back before anybody read it: what nobody opened goes, with its history."""
        for one in self._db.rows("SELECT * FROM report_message WHERE thread_id = ? AND state = 'sealed'", (thread,)):
            self._db.erase("report_message", one["id"])
            if one["number"] is not None and not one["taken"] and not one["pieces"]:
                self._db.insert("report_message", {**one, "raw": None, "state": "gone"})  # till the relay lets go too

    def safe_here(self, limit: int = 1_000) -> tuple[int, ...]:
        """Numbers of messages without attachments that lie here for good and of which the relay was not told yet."""
        sql = """
            SELECT number FROM report_message
            WHERE direction = 'in' AND taken = 0 AND pieces = 0 AND number IS NOT NULL ORDER BY number LIMIT ?
        """
        return tuple(row["number"] for row in self._db.rows(sql, (limit,)))

    def note_taken(self, numbers: Iterable[int]) -> Done[None]:
        """The relay was told that these are safe here."""
        with self._db.atomic():
            sql = "SELECT id, state FROM report_message WHERE number IN (SELECT value FROM json_each(?))"
            for row in self._db.rows(sql, (json.dumps(list(numbers)),)):
                if row["state"] == "gone":
                    self._db.erase("report_message", row["id"])
                else:
                    self._db.change("report_message", row["id"], {"taken": 1})
        return Done(None, Changes.NONE)

    def done_with(self) -> tuple[str, ...]:
        """Mailboxes that were taken back, or that the relay holds no more: it may let go of the last of them."""
        sql = """
            SELECT id FROM report_thread WHERE came_by = 'relay' AND (state = 'withdrawn' AND closed_there = ? OR closed_there = ?)
            ORDER BY id
        """
        return tuple(row["id"] for row in self._db.rows(sql, (HELD, GONE)))

    def note_closed(self, thread: str) -> Done[None]:
        """The relay let go of this mailbox."""
        with self._db.atomic():
            self._db.change("report_thread", thread, {"closed_there": CLOSED})
        return Done(None, Changes.NONE)

    # -- opening ---------------------------------------------------------------------------------

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
        return found

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
        read = 0
        back = {one.waiting.thread for one in opened if one.content is not None and one.content.kind == "withdraw"}
        unread = {thread for thread in back if self._shelf.row(thread)["state"] == State.SEALED}
        with self._db.atomic():
            for one in opened:
                if one.waiting.thread in unread and (one.content is None or one.content.kind != "withdraw"):
                    continue  # taken back before anybody read it
                if one.plain is None or one.content is None:
                    self._db.change("report_message", one.waiting.id, {"state": "unreadable"})
                    continue
                self._keep(one.waiting, one.plain, one.content)
                read += 1
            for thread in back:
                self._forget_unopened(thread)
                self._trail.write("report_withdrawn", thread=thread)
            if read:
                self._trail.write("reports_opened", number=read)
        return Done(read, Changes.INBOX | Changes.AUDIT)

    def _keep(self, waiting: Waiting, plain: bytes, said: content.Content) -> None:
        row = self._shelf.row(waiting.thread)
        key = self._shelf.key(row, make=True)
        values: dict[str, object] = {"content": opening.keep(key, waiting.id, plain), "raw": None, "state": "opened"}
        self._db.change("report_message", waiting.id, values)
        changed: dict[str, object] = {}
        if said.kind in ("report", "takeover") and row["head"] is None:
            changed["head"] = opening.write_head(key, waiting.thread, opening.head_of(said))
            changed["handover"] = _handed(said)
            changed["taken_over_by"] = self._taker(said)
        if said.kind == "withdraw":
            changed["state"] = State.WITHDRAWN
        elif row["state"] == State.SEALED:
            changed["state"] = State.NEW
        if changed:
            self._db.change("report_thread", waiting.thread, changed)
        if said.kind == "takeover":
            self._taken_over(waiting.thread, waiting.thread)
        elif said.kind == "report" and said.door != "third" and said.handover is not None:
            self._taken_over(said.handover.mailbox, waiting.thread)

    def _taker(self, said: content.Content) -> str | None:
        """Who took a third person's thread over before anybody opened it here."""
        if said.door != "third" or said.handover is None:
            return None
        sql = """
            SELECT t.id FROM report_thread t JOIN report_message m ON m.thread_id = t.id AND m.direction = 'in'
            WHERE (t.id = ? OR t.handover = ?) AND m.state = 'opened' ORDER BY m.number LIMIT 1
        """
        found: str | None = self._db.value(sql, (said.handover.mailbox, _TOOK + said.handover.mailbox))
        return found

    def _taken_over(self, handover: str, thread: str) -> None:
        """From now on nothing is written to the third person; their thread keeps what was in it. The first one holds."""
        sql = "SELECT id FROM report_thread WHERE handover = ? AND id != ? AND taken_over_by IS NULL"
        for row in self._db.rows(sql, (handover, thread)):
            self._db.change("report_thread", row["id"], {"taken_over_by": thread})
            self._hold_back(row["id"])

    def _hold_back(self, thread: str) -> None:
        """Answers that have not left are not sent any more."""
        for item in self._outbox.items(WAITING):
            if item.reference.startswith(f"{thread}:") and item.left_at is None:
                self._outbox.bury(item.id, "dropped")


def _handed(said: content.Content) -> str | None:
    """The second code's thread as a line names it: handed on by a third person, or used by who was handed it."""
    if said.handover is None:
        return None
    return said.handover.mailbox if said.door == "third" else _TOOK + said.handover.mailbox
