"""The inbox: what arrives sealed, what its officers open, answer, note and set aside.

Anybody who opens cases may carry sealed messages in from the relay; only who holds the key of intake (or of public
material) opens them. Each thread has a key of its own under the channel's ring, so that one that names an officer can
be kept from that officer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.entry import check_text
from app.errors import BadInput, Conflict
from app.i18n import _
from app.inbox import opening, parcels, records
from app.inbox.model import HELD, Gaps, Note, State, Thread, Whole, gaps
from app.inbox.shelf import Opener, Shelf, Trail, reader_info, unopened
from app.inbox.standing import Standing, standing
from app.kinds import Compartment
from app.outbox import DEAD, WAITING, Item, Outbox
from app.store import Database
from app.text import nfc
from app.vault.sealing import seal
from app.wire import answer, content

OPEN = (State.SEALED, State.NEW, State.OPEN)


class Inbox:
    """The reports of one centre. `officers` tells who opens a channel now, and their public X25519 keys."""

    def __init__(
        self,
        db: Database,
        shelf: Shelf,
        keys: Opener,
        officers: Callable[[Compartment], Mapping[str, bytes]],
        outbox: Outbox,
        trail: Trail,
    ) -> None:
        self._db, self._shelf, self._keys = db, shelf, keys
        self._officers, self._outbox, self._trail = officers, outbox, trail

    @property
    def channels(self) -> tuple[Compartment, ...]:
        """What these keys open of what arrives."""
        return self._shelf.channels

    # -- looking ---------------------------------------------------------------------------------

    def threads(
        self, states: tuple[State, ...] = OPEN, after: tuple[str, str] | None = None, limit: int = records.PAGE
    ) -> tuple[Thread, ...]:
        """A page of threads of the channels these keys open, the newest first."""
        mine = tuple(one.value for one in self._shelf.channels)
        rows = records.page(self._db, states, mine, after, limit) if mine else []
        return tuple(self._shelf.thread(row) for row in rows)

    def number(self, states: tuple[State, ...] = OPEN) -> int:
        """How many threads there are in these states, for these keys."""
        mine = tuple(one.value for one in self._shelf.channels)
        return records.number(self._db, states, mine) if mine else 0

    def holds(self, thread: str) -> bool:
        """Whether a thread is still here."""
        return records.thread(self._db, thread) is not None

    def standing(self) -> Standing:
        """What waits in the inbox for these keys, in numbers."""
        return standing(self._db, [one.value for one in self.channels], self._keys.user)

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
        row = self._shelf.row(thread)
        key = self._shelf.key(row)
        shown = self._shelf.thread(row)
        said = tuple(self._shelf.message(key, one, shown.head) for one in records.messages(self._db, thread))
        notes = tuple(_note(key, one) for one in records.notes(self._db, thread))
        left = {item.reference: "held" if item.problem == "dropped" else "refused" for item in self._dead(thread)}
        said = tuple(replace(one, state=left[one.id]) if one.id in left else one for one in said)
        return Whole(shown, said, notes, self.gaps(thread))

    def gaps(self, thread: str) -> Gaps:
        """What the relay left out or exchanged in a thread, as its numbers and digests tell."""
        back = self._shelf.row(thread)["state"] == State.WITHDRAWN
        return gaps(records.places(self._db, thread, "in"), records.replaced(self._db, thread), back=back)

    # -- answering -------------------------------------------------------------------------------

    def reply(self, thread: str, text: str, *, last: bool = False) -> Done[str]:
        """Seal an answer for the reporter; it leaves with the next round to the relay. Its id is the value."""
        words = check_text(nfc(text), "text")
        if not words:
            raise BadInput(_("Please write the answer first."), field="text")
        row = self._shelf.row(thread)
        key, head = self._shelf.key(row), self._shelf.thread(row).head
        self._may_answer(row, head)
        assert head is not None, "just asked"
        before = records.places(self._db, thread, "out")
        seq, prev = (before[-1][0] + 1, before[-1][1]) if before else (1, "none")
        seen, own = self._seen(thread), opening.told_keys(head)
        said = content.Reply("closed" if last else "answer", words, today().isoformat(), seen, own)
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
        over = row["state"] in (State.WITHDRAWN, State.FLOOD) or row["closed_there"] != HELD
        if over or head is None or not _has_mailbox(row):
            raise Conflict(_("Nobody reads answers in this thread any more. Nothing was sent."))

    def send_again(self, thread: str) -> Done[int]:
        """Let answers leave once more that the relay did not take; their bytes stay as they are."""
        self._shelf.key(self._shelf.row(thread))
        again = [item for item in self._dead(thread) if item.problem != "dropped"]
        with self._db.atomic():
            for item in again:
                self._outbox.retry(item.id)
        return Done(len(again), Changes.INBOX | Changes.OUTBOX)

    def _dead(self, thread: str) -> tuple[Item, ...]:
        """Answers of this thread that will not leave by themselves."""
        return self._outbox.beginning(f"{thread}:", DEAD)

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
        key, ident = self._shelf.key(self._shelf.row(thread)), new_id()
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
                row = self._shelf.row(thread)
                if row["readers"]:
                    self._shelf.apart_key(thread)  # who may not read it puts it nowhere
                if row["state"] != state and row["state"] != State.WITHDRAWN:
                    self._db.change("report_thread", thread, {"state": _back(row, state)})
                    moved += 1
            self._trail.write("reports_moved", number=moved, state=state.value)
        return Done(moved, Changes.INBOX | Changes.AUDIT)

    def empty_flood(self) -> Done[int]:
        """Erase what lies in the flood folder of these keys' channels; how many they were is kept as a number.

        What became a case stays, and what is kept for other officers.
        """
        mine = tuple(one.value for one in self._shelf.channels)
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
        parcels.let_go(self._db, thread)
        parcels.forget(self._db, thread)
        for table in ("report_message", "report_oddity", "report_note", "report_reader", "report_named"):
            for row in self._db.rows(f"SELECT id FROM {table} WHERE thread_id = ?", (thread,)):
                self._db.erase(table, row["id"])
        self._outbox.forget(f"{thread}:")
        for table in ("report_told", "report_thread"):
            self._db.erase(table, thread)

    def link(self, thread: str, case_id: str, *, to_decide: bool) -> None:
        """This report became a case; joins the caller's transaction. With `to_decide`, nobody is contacted before `decide`."""
        row = self._shelf.row(thread)
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
        row = self._shelf.row(thread)
        self._shelf.key(row)
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
        row = self._shelf.row(thread)
        key, channel = self._shelf.key(row), Compartment(row["channel"])
        readers = {user: public for user, public in self._officers(channel).items() if user not in parties}
        if not readers:
            raise Conflict(
                _("Nobody else could open this report then. Please let a manager name another officer first.")
            )
        with self._db.atomic():
            key = self._shelf.sealed_anew(row, key)
            for user, public in readers.items():
                sealed = seal(public, reader_info(thread, user), key)
                ident = f"{thread}:{user}"
                if not self._db.change("report_reader", ident, {"sealed": sealed}):
                    row = {"id": ident, "thread_id": thread, "user": user, "sealed": sealed}
                    self._db.insert("report_reader", row)
            for user in parties:
                self._db.erase("report_reader", f"{thread}:{user}")
            self._db.change("report_thread", thread, {"key": None, "ring": None})
            self._trail.write("report_kept_apart", thread=thread, parties=sorted(parties))
        return Done(len(readers), Changes.INBOX | Changes.AUDIT)


def _note(key: bytes, row: Mapping[str, Any]) -> Note:
    body = opening.kept(key, row["id"], row["body"])
    if body is None:
        raise unopened()
    return Note(row["id"], body.decode(), row["at"], row["author"])


def _has_mailbox(row: Mapping[str, Any]) -> bool:
    return row["came_by"] == "relay" or row["pass"] is not None


def _back(row: Mapping[str, Any], state: State) -> State:
    """What nobody opened stays sealed where it is taken out of the flood folder."""
    return State.SEALED if state is State.OPEN and row["head"] is None else state
