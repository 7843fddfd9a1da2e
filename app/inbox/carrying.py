"""What comes in from the relay, sealed, to where it belongs; and what the relay is told of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from app.changes import Changes, Done
from app.clock import now, today
from app.inbox import records
from app.inbox.keys import IntakeKeys
from app.inbox.model import CLOSED, GONE, HELD, Arrival, State
from app.kinds import Compartment
from app.store import Database
from app.wire import Malformed, report


class Carrying:
    """Anybody who opens cases may carry sealed messages in; who may open them does so in `settling`."""

    def __init__(self, db: Database, pairs: IntakeKeys) -> None:
        self._db, self._pairs = db, pairs

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
            records.odd(self._db, None, "unreadable", one.day, None, "")
            return False
        head, ident = sealed.header, f"{sealed.header.mailbox}:in:{sealed.header.seq}"
        known = self._db.row("SELECT sha256, have FROM report_message WHERE id = ?", (ident,))
        if known is not None:
            return self._again(ident, known, sealed, one)
        back = self._thread_for(sealed, one.day)
        self._db.insert("report_message", {
            "id": ident, "thread_id": head.mailbox, "direction": "in", "seq": head.seq, "number": one.number,
            "day": one.day, "sha256": sealed.sha256, "prev": head.prev, "pieces": head.pieces, "have": one.have,
            "raw": None if back else one.raw, "content": None, "state": "gone" if back else "sealed", "at": now(),
            "author": None,
        })  # fmt: skip
        return not back

    def _again(self, ident: str, known: Mapping[str, Any], sealed: report.Sealed, one: Arrival) -> bool:
        """The same message once more brings its attachments along; another one for its place is an oddity."""
        if known["sha256"] != sealed.sha256:
            records.odd(self._db, sealed.header.mailbox, "replaced", one.day, sealed.header.seq, sealed.sha256)
        elif one.have > known["have"]:
            self._db.change("report_message", ident, {"have": one.have})
        return False

    def _thread_for(self, sealed: report.Sealed, day: str) -> bool:
        """Let there be the message's thread; whether its reporter took it back before this came."""
        head = sealed.header
        sql = "SELECT state, last_on, key, head FROM report_thread WHERE id = ?"
        before, found = self._db.row(sql, (head.mailbox,)), (self._pairs.channel(ident) for ident in head.keys)
        channel = next((one for one in found if one is not None), Compartment.INTAKE)
        if before is None:
            self._db.insert("report_thread", {
                "id": head.mailbox, "channel": channel, "state": State.SEALED, "first_on": day, "last_on": day,
                "came_by": "relay",
            })  # fmt: skip
            return False
        back = before["state"] == State.WITHDRAWN
        empty = self._db.value("SELECT 1 FROM report_message WHERE thread_id = ?", (head.mailbox,)) is None
        if back and not empty and not records.unproven(self._db, head.mailbox):
            return True
        values = {"last_on": max(day, before["last_on"]), "state": _woken(before["state"])}
        if head.seq == 1 and before["key"] is None and before["head"] is None:
            values["channel"] = channel  # what came before its first message decides nothing
        if back and empty:  # only the relay said so, and before anything came
            values["closed_there"] = GONE
        self._db.change("report_thread", head.mailbox, values)
        return False

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

    def safe_here(self, limit: int = 1_000) -> tuple[int, ...]:
        """Numbers of messages that lie here for good with all their attachments, or may go, and of which the relay was
        not told yet."""
        sql = """
            SELECT m.number FROM report_message m JOIN report_thread t ON t.id = m.thread_id
            LEFT JOIN report_parcel p ON p.id = m.id
            WHERE m.direction = 'in' AND m.taken = 0 AND m.number IS NOT NULL
                AND (m.pieces = 0 OR p.whole = 1 OR m.state = 'gone' OR t.closed_there != 0 OR t.state = 'withdrawn'
                    AND NOT EXISTS (SELECT 1 FROM report_oddity o WHERE o.thread_id = t.id AND o.kind = 'unproven'))
            UNION SELECT CAST(id AS INTEGER) FROM report_let_go ORDER BY 1 LIMIT ?
        """
        return tuple(row["number"] for row in self._db.rows(sql, (limit,)))

    def note_taken(self, numbers: Sequence[int]) -> Done[None]:
        """The relay was told that these are safe here."""
        with self._db.atomic():
            sql = "SELECT id, state FROM report_message WHERE taken = 0 AND number IN (SELECT value FROM json_each(?))"
            for row in self._db.rows(sql, (json.dumps(numbers),)):
                if row["state"] == "gone":
                    self._db.erase("report_message", row["id"])
                else:
                    self._db.change("report_message", row["id"], {"taken": 1})
            for one in numbers:
                self._db.erase("report_let_go", str(one))
        return Done(None, Changes.NONE)

    def done_with(self) -> tuple[str, ...]:
        """Mailboxes that were taken back, or that the relay holds no more: it may let go of the last of them."""
        sql = """
            SELECT id FROM report_thread WHERE (came_by = 'relay' OR pass IS NOT NULL)
                AND (state = 'withdrawn' AND closed_there = ? OR closed_there = ?)
            ORDER BY id
        """
        return tuple(row["id"] for row in self._db.rows(sql, (HELD, GONE)))

    def passes(self) -> dict[str, str]:
        """The passes of mailboxes that the centre's own first answer makes, as far as an answer waits there."""
        sql = """
            SELECT DISTINCT t.id, t.pass FROM report_thread t JOIN report_message m ON m.thread_id = t.id
            WHERE t.pass IS NOT NULL AND m.direction = 'out' AND m.state = 'waiting'
        """
        return {row["id"]: row["pass"] for row in self._db.rows(sql)}

    def note_closed(self, thread: str) -> Done[None]:
        """The relay let go of this mailbox."""
        with self._db.atomic():
            self._db.change("report_thread", thread, {"closed_there": CLOSED})
        return Done(None, Changes.NONE)


def _woken(state: str) -> str:
    """Where a thread stands once something more came."""
    return {State.CLOSED.value: State.OPEN.value, State.WITHDRAWN.value: State.SEALED.value}.get(state, state)
