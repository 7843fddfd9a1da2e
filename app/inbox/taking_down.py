"""Reports that staff take down, by telephone or in person: a thread like others, with a receipt code of its own.

The centre writes first: its answer makes the mailbox at the relay, for whoever brings the code's token. The code itself
is read out, and is nowhere here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.changes import Changes, Done
from app.clock import now, today
from app.entry import check_text
from app.errors import BadInput, Conflict, Denied
from app.i18n import _
from app.inbox import opening
from app.inbox.matching import Matching
from app.inbox.model import State
from app.inbox.service import Inbox
from app.inbox.shelf import Shelf, Trail
from app.kinds import Compartment
from app.store import Database
from app.text import nfc
from app.wire import content, receipt_code
from app.wire.content import Answer, HandOver

WAYS = ("phone", "visit")
"""How a report comes in that staff take down; the ids of the channels of contacts."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told, in their own words, with what was asked as the page asks it."""

    door: str
    came_by: str
    text: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    lang: str = "ko"
    contact: str = ""
    """The contact during which it was told."""


class TakingDown:
    """Keeping what was told; for who opens the channel it belongs to."""

    def __init__(self, db: Database, shelf: Shelf, inbox: Inbox, names: Matching, trail: Trail) -> None:
        self._db, self._shelf, self._inbox, self._names, self._trail = db, shelf, inbox, names, trail

    def check(self, told: Told) -> Told:
        """What will be kept; BadInput where there is nothing, Denied without the key of its channel."""
        text = (check_text(nfc(told.text), "text") or "").strip()
        answers = {name: _checked(name, value) for name, value in told.answers.items() if value}
        if told.door not in content.DOORS or told.came_by not in WAYS:
            raise BadInput(_("Please choose what it is about, and how it came in."), field="came_by")
        if not text and not answers:
            raise BadInput(_("Please write down what was told, or choose an answer."), field="text")
        if len(text) > content.MOST_TEXT:
            sentence = _("This is longer than a report may be. At most {most} letters are kept.")
            raise BadInput(sentence.format(most=content.MOST_TEXT), field="text")
        if _channel(told.door) not in self._shelf.channels:
            raise Denied(_("Only people who open these reports take one down. Please hand the call to one of them."))
        return Told(told.door, told.came_by, text, answers, told.lang, told.contact)

    def keep(self, told: Told, thread: receipt_code.Thread, handover: HandOver | None, answer: str) -> Done[str]:
        """Keep it as a thread of the code's mailbox; `answer` is what the caller reads there first. Its id is the value."""
        said, day = self.check(told), today().isoformat()
        first = content.Content(
            "report", said.lang, said.text, door=said.door, answers=said.answers, reply_key=thread.reply_key,
            handover=handover if said.door == "third" else None,
        )  # fmt: skip
        if self._db.value("SELECT 1 FROM report_thread WHERE id = ?", (thread.mailbox,)) is not None:
            raise Conflict(_("This report is kept already. Please look at the list."))
        with self._db.atomic():
            self._db.insert("report_thread", {
                "id": thread.mailbox, "channel": _channel(said.door), "state": State.OPEN, "first_on": day,
                "last_on": day, "came_by": said.came_by, "pass": thread.pass_,
                "handover": first.handover.proof if first.handover else None,
            })  # fmt: skip
            key = self._shelf.key(self._shelf.row(thread.mailbox), make=True)
            head = opening.write_head(key, thread.mailbox, opening.head_of(first))
            self._db.change("report_thread", thread.mailbox, {"head": head})
            self._words(thread.mailbox, key, content.write(first), day)
            self._inbox.reply(thread.mailbox, answer)
            if said.contact:
                self._db.insert("report_told", {"id": thread.mailbox, "contact_id": said.contact})
            self._names.hold_told(thread.mailbox, first)
            self._trail.write("report_taken_down", thread=thread.mailbox, channel=said.came_by)
        return Done(thread.mailbox, Changes.INBOX | Changes.OUTBOX | Changes.AUDIT)

    def in_contact(self, contact: str) -> tuple[str, ...]:
        """Reports that were taken down during a contact, for who opens them."""
        mine = [one.value for one in self._shelf.channels]
        sql = f"""
            SELECT r.id FROM report_told r JOIN report_thread t ON t.id = r.id
            WHERE r.contact_id = ? AND t.channel IN ({", ".join("?" * len(mine))}) ORDER BY t.first_on, r.id
        """
        return tuple(row["id"] for row in self._db.rows(sql, (contact, *mine))) if mine else ()

    def _words(self, thread: str, key: bytes, plain: bytes, day: str) -> None:
        """What was told stands before the first message that its reporter will write."""
        ident = f"{thread}:in:0"
        self._db.insert("report_message", {
            "id": ident, "thread_id": thread, "direction": "in", "seq": 0, "number": None, "day": day, "sha256": "none",
            "prev": "none", "pieces": 0, "have": 0, "raw": None, "content": opening.keep(key, ident, plain),
            "state": "opened", "taken": 1, "at": now(), "author": self._db.who,
        })  # fmt: skip


def _checked(name: str, value: Answer) -> Answer:
    """An answer that was written, bounded as everything that is kept; chosen ones are ids."""
    return (check_text(nfc(value), name) or "") if isinstance(value, str) else value


def _channel(door: str) -> Compartment:
    return Compartment.PUBLIC_MATERIAL if door == "public" else Compartment.INTAKE
