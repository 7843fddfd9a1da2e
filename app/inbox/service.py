"""The inbox: what arrives sealed, what its officers open, answer, note and set aside.

Anybody who opens cases may carry sealed messages in from the relay; only who holds the key of intake (or of public
material) opens them. Each thread has a key of its own under the channel's ring, so that one that names an officer can
be kept from that officer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.entry import check_text
from app.errors import BadInput, Conflict, Damaged, Denied, NotFound, Refusal
from app.i18n import _
from app.inbox import opening, records
from app.inbox.keys import IntakeKeys
from app.inbox.model import Arrival, Gaps, Message, Note, State, Thread, Whole, gaps
from app.inbox.opening import Unsealed, Waiting
from app.inbox.rings import CHANNELS, Rings
from app.kinds import Compartment
from app.outbox import WAITING, Outbox
from app.store import Database
from app.text import nfc
from app.vault import DoesNotOpen
from app.vault.sealing import label, seal, unwrap, wrap
from app.wire import Malformed, answer, content, report

OPEN = (State.SEALED, State.NEW, State.OPEN)
_HELD, _CLOSED, _GONE = 0, 1, 2
"""The relay holds a thread's mailbox; it was told to let go of it; it said that it holds it no more."""
_TOOK = "took:"


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


class Inbox:
    """The reports of one centre. `officers` tells who opens a channel now, and their public X25519 keys."""

    def __init__(
        self,
        db: Database,
        rings: Rings,
        pairs: IntakeKeys,
        keys: Opener,
        officers: Callable[[Compartment], Mapping[str, bytes]],
        outbox: Outbox,
        trail: Trail,
    ) -> None:
        self._db, self._rings, self._pairs, self._keys = db, rings, pairs, keys
        self._officers, self._outbox, self._trail = officers, outbox, trail

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
        elif row["closed_there"] == _HELD and row["state"] != State.WITHDRAWN:
            self._db.change("report_thread", mailbox, {"closed_there": _GONE})

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
        return tuple(row["id"] for row in self._db.rows(sql, (_HELD, _GONE)))

    def note_closed(self, thread: str) -> Done[None]:
        """The relay let go of this mailbox."""
        with self._db.atomic():
            self._db.change("report_thread", thread, {"closed_there": _CLOSED})
        return Done(None, Changes.NONE)

    # -- opening ---------------------------------------------------------------------------------

    @property
    def channels(self) -> tuple[Compartment, ...]:
        """What these keys open of what arrives."""
        return tuple(one for one in CHANNELS if self._keys.holds(one))

    def privates(self) -> dict[str, X25519PrivateKey]:
        """The private halves that these keys open: what `unseal` needs."""
        found = {}
        for pair in self._pairs.listed():
            if pair.destroyed_on is None and (channel := self._pairs.channel(pair.id)) in self.channels and channel:
                found[pair.id] = self._pairs.private(pair.id)
        return found

    def pending(self, limit: int = 64) -> tuple[Waiting, ...]:
        """What nobody opened yet and these keys may, the oldest first; nothing where they open no channel."""
        mine = tuple(one.value for one in self.channels)
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
        unread = {thread for thread in back if self._row(thread)["state"] == State.SEALED}
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
        row = self._row(waiting.thread)
        key = self._key(row, make=True)
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

    # -- looking ---------------------------------------------------------------------------------

    def threads(
        self, states: tuple[State, ...] = OPEN, after: tuple[str, str] | None = None, limit: int = records.PAGE
    ) -> tuple[Thread, ...]:
        """A page of threads of the channels these keys open, the newest first."""
        mine = tuple(one.value for one in self.channels)
        rows = records.page(self._db, states, mine, after, limit) if mine else []
        return tuple(self._thread(row) for row in rows)

    def number(self, states: tuple[State, ...] = OPEN) -> int:
        """How many threads there are in these states, for these keys."""
        mine = tuple(one.value for one in self.channels)
        return records.number(self._db, states, mine) if mine else 0

    def look(self, thread: str) -> Done[Whole]:
        """A whole thread, for who may open it; that it was read stands in the trail."""
        whole = self.whole(thread)
        with self._db.atomic():
            if whole.thread.state is State.NEW:
                self._db.change("report_thread", thread, {"state": State.OPEN})
                whole = replace(whole, thread=replace(whole.thread, state=State.OPEN))
            self._trail.write("report_read", thread=thread)
        return Done(whole, Changes.INBOX | Changes.AUDIT)

    def whole(self, thread: str) -> Whole:
        """A thread that this person looked at before, as it is now."""
        row = self._row(thread)
        key = self._key(row)
        said = tuple(self._message(key, one) for one in records.messages(self._db, thread))
        notes = tuple(_note(key, one) for one in records.notes(self._db, thread))
        return Whole(self._thread(row), said, notes, self.gaps(thread))

    def gaps(self, thread: str) -> Gaps:
        """What the relay left out or exchanged in a thread, as its numbers and digests tell."""
        return gaps(records.places(self._db, thread, "in"), records.replaced(self._db, thread))

    # -- answering -------------------------------------------------------------------------------

    def reply(self, thread: str, text: str, *, last: bool = False) -> Done[str]:
        """Seal an answer for the reporter; it leaves with the next round to the relay. Its id is the value."""
        words = check_text(nfc(text), "text")
        if not words:
            raise BadInput(_("Please write the answer first."), field="text")
        row = self._row(thread)
        key, head = self._key(row), self._thread(row).head
        self._may_answer(row, head)
        assert head is not None, "just asked"
        before = records.places(self._db, thread, "out")
        seq, prev = (before[-1][0] + 1, before[-1][1]) if before else (1, "none")
        said = content.Reply("closed" if last else "answer", words, today().isoformat(), self._seen(thread))
        plain = content.write_reply(said)
        body = answer.seal(answer.Header(self._keys.centre_id[:16], thread, seq, prev), plain, head.reply_key)
        ident = f"{thread}:out:{seq}"
        with self._db.atomic():
            self._db.insert("report_message", {
                "id": ident, "thread_id": thread, "direction": "out", "seq": seq, "number": None, "day": said.day,
                "sha256": answer.parse(body).sha256, "prev": prev, "pieces": 0, "have": 0, "raw": None,
                "content": opening.keep(key, ident, plain), "state": "waiting", "at": now(), "author": self._db.who,
            })  # fmt: skip
            self._outbox.put(ident, body, state=WAITING)
            state = State.CLOSED if last else State.OPEN
            self._db.change("report_thread", thread, {"state": state, "last_on": max(said.day, row["last_on"])})
            self._trail.write("report_answered", thread=thread, last=last)
        return Done(ident, Changes.INBOX | Changes.OUTBOX | Changes.AUDIT)

    def _may_answer(self, row: Mapping[str, Any], head: object) -> None:
        if row["taken_over_by"]:
            raise Conflict(
                _(
                    "The person concerned has taken this over. Nothing more is written to whoever reported it. Please answer in their own thread."
                )
            )
        over = row["state"] in (State.WITHDRAWN, State.FLOOD) or row["closed_there"] != _HELD
        if over or head is None or row["came_by"] != "relay":
            raise Conflict(_("Nobody reads answers in this thread any more. Nothing was sent."))

    def sent(self, message: str) -> None:
        """The relay has an answer; joins the caller's transaction."""
        self._db.change("report_message", message, {"state": "sent"})

    def _seen(self, thread: str) -> content.Seen:
        read = records.places(self._db, thread, "in")
        return content.Seen(read[-1][0], read[-1][1]) if read else content.Seen()

    # -- setting aside ---------------------------------------------------------------------------

    def note(self, thread: str, text: str) -> Done[str]:
        """A note for colleagues; no reporter ever reads it."""
        words = check_text(nfc(text), "text")
        if not words:
            raise BadInput(_("Please write the note first."), field="text")
        key, ident = self._key(self._row(thread)), new_id()
        body = opening.keep(key, ident, words.encode())
        with self._db.atomic():
            row = {"id": ident, "thread_id": thread, "body": body, "at": now(), "author": self._db.who}
            self._db.insert("report_note", row)
        return Done(ident, Changes.INBOX)

    def move(self, threads: Iterable[str], state: State) -> Done[int]:
        """Close threads, open them again, or put them into the flood folder."""
        moved = 0
        with self._db.atomic():
            for thread in threads:
                row = self._row(thread)
                if row["readers"]:
                    self._apart_key(thread)  # who may not read it puts it nowhere
                if row["state"] != state and row["state"] != State.WITHDRAWN:
                    self._db.change("report_thread", thread, {"state": _back(row, state)})
                    moved += 1
            self._trail.write("reports_moved", number=moved, state=state.value)
        return Done(moved, Changes.INBOX | Changes.AUDIT)

    def empty_flood(self) -> Done[int]:
        """Erase what lies in the flood folder of these keys' channels; how many they were is kept as a number.

        What became a case stays, and what is kept for other officers.
        """
        mine = tuple(one.value for one in self.channels)
        places = ", ".join("?" * len(mine))
        sql = f"""
            SELECT id, channel FROM report_thread t
            WHERE state = 'flood' AND case_id IS NULL AND sealed_with IS NULL AND channel IN ({places})
                AND (NOT EXISTS (SELECT 1 FROM report_reader r WHERE r.thread_id = t.id)
                    OR EXISTS (SELECT 1 FROM report_reader r WHERE r.id = t.id || ':' || ?))
        """
        found = self._db.rows(sql, [*mine, self._keys.user]) if mine else []
        with self._db.atomic():
            for row in found:
                self.erase(row["id"])
                self._count(f"{today().isoformat()}:{row['channel']}")
            if found:
                self._trail.write("flood_emptied", number=len(found))
        return Done(len(found), Changes.INBOX | Changes.AUDIT)

    def _count(self, ident: str) -> None:
        emptied = self._db.value("SELECT emptied FROM report_tally WHERE id = ?", (ident,))
        if emptied is None:
            self._db.insert("report_tally", {"id": ident, "emptied": 1})
        else:
            self._db.change("report_tally", ident, {"emptied": emptied + 1})

    def erase(self, thread: str) -> None:
        """Take a thread with all in it away, with its history; joins the caller's transaction."""
        for table in ("report_message", "report_oddity", "report_note", "report_reader"):
            for row in self._db.rows(f"SELECT id FROM {table} WHERE thread_id = ?", (thread,)):
                self._db.erase(table, row["id"])
        self._db.erase("report_thread", thread)

    def link(self, thread: str, case_id: str, *, to_decide: bool) -> None:
        """This report became a case; joins the caller's transaction. With `to_decide`, nobody is contacted before `decide`."""
        row = self._row(thread)
        if row["case_id"] is not None or row["sealed_with"] is not None:
            raise Conflict(_("This report already belongs to a case. Nothing was made. Please open that case."))
        self._db.change("report_thread", thread, {"case_id": case_id, "state": State.OPEN})
        if to_decide:
            self._db.insert("contact_gate", {"id": case_id, "at": now()})

    def decide(self, thread: str, words: str) -> Done[None]:
        """Record whether and how the person concerned is contacted, where somebody else reported it."""
        text = check_text(nfc(words), "decision")
        if not text:
            raise BadInput(_("Please write what was decided, and why."), field="decision")
        row = self._row(thread)
        self._key(row)
        if row["gate"] is None:
            raise Conflict(_("There is nothing to decide here, or the case lies behind a wall. Nothing was changed."))
        with self._db.atomic():
            values = {"decided_at": now(), "decided_by": self._db.who, "decision": text}
            self._db.change("contact_gate", row["gate"], values)
            self._trail.write("report_decided", thread=thread)
        return Done(None, Changes.INBOX | Changes.CASES | Changes.AUDIT)

    # -- kept apart ------------------------------------------------------------------------------

    def officers(self, channel: Compartment) -> tuple[str, ...]:
        """Who opens what arrives in a channel, by their ids."""
        return tuple(self._officers(channel))

    def keep_apart(self, thread: str, parties: Collection[str]) -> Done[int]:
        """Keep a thread from officers who may be a party to it; how many can still open it."""
        row = self._row(thread)
        key, channel = self._key(row), Compartment(row["channel"])
        readers = {user: public for user, public in self._officers(channel).items() if user not in parties}
        if not readers:
            raise Conflict(
                _("Nobody else could open this report then. Please let a manager name another officer first.")
            )
        with self._db.atomic():
            key = self._sealed_anew(row, key)
            for user, public in readers.items():
                sealed = seal(public, _reader_info(thread, user), key)
                ident = f"{thread}:{user}"
                if not self._db.change("report_reader", ident, {"sealed": sealed}):
                    row = {"id": ident, "thread_id": thread, "user": user, "sealed": sealed}
                    self._db.insert("report_reader", row)
            for user in parties:
                self._db.erase("report_reader", f"{thread}:{user}")
            self._db.change("report_thread", thread, {"key": None, "ring": None})
            self._trail.write("report_kept_apart", thread=thread, parties=sorted(parties))
        return Done(len(readers), Changes.INBOX | Changes.AUDIT)

    def _sealed_anew(self, row: Mapping[str, Any], before: bytes) -> bytes:
        """A fresh key for a thread: whoever may have held the one before opens nothing that lies here from now on."""
        thread, key = row["id"], os.urandom(32)
        for table, column in (("report_message", "content"), ("report_note", "body")):
            sql = f"SELECT id, {column} AS kept FROM {table} WHERE thread_id = ? AND {column} IS NOT NULL"
            for one in self._db.rows(sql, (thread,)):
                plain = opening.kept(before, one["id"], one["kept"])
                if plain is None:
                    raise _unopened()
                self._db.change(table, one["id"], {column: opening.keep(key, one["id"], plain)})
        head = opening.read_head(before, thread, row["head"]) if row["head"] is not None else None
        if head is not None:
            self._db.change("report_thread", thread, {"head": opening.write_head(key, thread, head)})
        return key

    # -- inside ----------------------------------------------------------------------------------

    def _row(self, thread: str) -> dict[str, Any]:
        row = records.thread(self._db, thread)
        if row is None:
            raise NotFound(_("This report is not here any more. Please look at the list again."))
        return row

    def _key(self, row: Mapping[str, Any], *, make: bool = False) -> bytes:
        """A thread's key; with `make`, one is made where nobody opened the thread yet."""
        thread, channel = row["id"], Compartment(row["channel"])
        if row["readers"]:
            return self._apart_key(thread)
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
            raise _unopened() from None

    def _apart_key(self, thread: str) -> bytes:
        sealed = self._db.value("SELECT sealed FROM report_reader WHERE id = ?", (f"{thread}:{self._keys.user}",))
        if sealed is None:
            raise Denied(_("This report is kept for other officers. Only its number and day are shown here."))
        try:
            return self._keys.open_sealed(_reader_info(thread, self._keys.user), sealed)
        except DoesNotOpen:
            raise _unopened() from None

    def _thread(self, row: Mapping[str, Any]) -> Thread:
        head = None
        if row["head"] is not None:
            try:
                head = opening.read_head(self._key(row), row["id"], row["head"])
            except Refusal:  # kept for others, or its keys are gone: the line says so
                head = None
        names = ("id", "first_on", "last_on", "taken_over_by", "handover", "case_id", "came_by", "waiting", "leaving")
        undecided = row["gate"] is not None and row["decided_at"] is None
        return Thread(
            channel=Compartment(row["channel"]), state=State(row["state"]), head=head, apart=bool(row["readers"]),
            undecided=undecided, decision=row["decision"] or "", gone=row["closed_there"] != _HELD, **{name: row[name] for name in names},
        )  # fmt: skip

    def _message(self, key: bytes, row: Mapping[str, Any]) -> Message:
        told = {name: row[name] for name in ("id", "direction", "seq", "day", "state", "pieces", "have")}
        plain = opening.kept(key, row["id"], row["content"]) if row["content"] is not None else None
        if plain is None:
            return Message(**told, text=None)
        if row["direction"] == "out":
            reply = content.read_reply(plain)
            return Message(**told, text=reply.text, kind=reply.kind)
        said = content.read(plain)
        return Message(**told, text=said.text, kind=said.kind, answers=said.answers, files=said.files)


def _handed(said: content.Content) -> str | None:
    """The second code's thread as a line names it: handed on by a third person, or used by who was handed it."""
    if said.handover is None:
        return None
    return said.handover.mailbox if said.door == "third" else _TOOK + said.handover.mailbox


def _note(key: bytes, row: Mapping[str, Any]) -> Note:
    body = opening.kept(key, row["id"], row["body"])
    if body is None:
        raise _unopened()
    return Note(row["id"], body.decode(), row["at"], row["author"])


def _back(row: Mapping[str, Any], state: State) -> State:
    """What nobody opened stays sealed where it is taken out of the flood folder."""
    return State.SEALED if state is State.OPEN and row["head"] is None else state


def _reader_info(thread: str, user: str) -> bytes:
    return label("report-reader", thread, user)


def _unopened() -> Damaged:
    return Damaged(_("This report does not open with your keys. It was left as it is. Please ask another officer."))
