"""The outbox: bytes that wait to leave, written in the transaction of the change they belong to.

    held ── release ──▶ waiting ── receipt ──▶ done
      ◀──── hold ─────      │ refused for good, or answered with errors too often
                            ▼
                           dead ── retry ──▶ waiting

No connection is no fault: such an item stays waiting for ever. Bytes are never changed once they are here.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.clock import now, random_id
from app.errors import BadInput, Conflict, NoRoom, NotFound
from app.i18n import _

if TYPE_CHECKING:
    from app.store import Database, Row

HELD, WAITING, DONE, DEAD = "held", "waiting", "done", "dead"
COUNTS, ANSWERS = "counts", "report-answer"
"""What waits to leave: sealed counts for the collector, sealed answers for reporters."""
FIRST_WAIT = 2_000
LONGEST_WAIT = 3_600_000
MOST_TRIES = 20
_COLUMNS = "id, kind, reference, body, made_at, state, tries, next_at, problem, receipt, left_at"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits to leave."""

    id: str
    kind: str
    reference: str
    body: bytes
    made_at: int
    state: str
    tries: int
    next_at: int
    problem: str | None
    receipt: str | None
    left_at: int | None = None


class Outbox:
    """The persisted queue of one centre, as far as it is of one kind: what leaves to one place by one way."""

    def __init__(self, db: Database, kind: str = COUNTS) -> None:
        self._db, self._kind = db, kind

    def put(self, reference: str, body: bytes, *, state: str = HELD) -> str:
        """Add bytes inside the caller's transaction; returns the item's id, which is also its key at the relay."""
        item = random_id()
        self._db.insert("outbox", _new(item, self._kind, reference, body, state))
        return item

    def item(self, item_id: str) -> Item:
        return _found(self._db.row(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (item_id,)))

    def of(self, reference: str) -> Item:
        """The item that carries something of another slice."""
        sql = f"SELECT {_COLUMNS} FROM outbox WHERE kind = ? AND reference = ?"
        return _found(self._db.row(sql, (self._kind, reference)))

    def items(self, *states: str) -> tuple[Item, ...]:
        """Items in these states (all, if none is named), the oldest first."""
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM outbox WHERE kind = ? ORDER BY made_at, id", (self._kind,))
        return tuple(_item(row) for row in rows if not states or row["state"] in states)

    def due(self, at: int | None = None) -> tuple[Item, ...]:
        """Waiting items whose time has come."""
        moment = now() if at is None else at
        sql = (
            f"SELECT {_COLUMNS} FROM outbox WHERE kind = ? AND state = 'waiting' AND next_at <= ? ORDER BY made_at, id"
        )
        return tuple(_item(row) for row in self._db.rows(sql, (self._kind, moment)))

    def dead(self) -> tuple[Item, ...]:
        """The letters that will not leave by themselves."""
        return self.items(DEAD)

    def release(self, item_id: str) -> Done[str]:
        """Let a held item leave."""
        return self._move(item_id, (HELD, WAITING), state=WAITING, next_at=0)

    def hold(self, item_id: str) -> Done[str]:
        """Keep a waiting item back; one that already left cannot be held."""
        return self._move(item_id, (WAITING, HELD), state=HELD)

    def retry(self, item_id: str) -> Done[str]:
        """Try a dead letter again, with the same bytes."""
        return self._move(item_id, (DEAD, WAITING), state=WAITING, tries=0, next_at=0, problem=None)

    def done(self, item_id: str, receipt: bytes, also: Callable[[], object] | None = None) -> Done[str]:
        """A receipt came; `also` runs in the same transaction."""
        with self._db.atomic():
            values = {"state": DONE, "receipt": receipt.decode("ascii"), "problem": None}
            self._db.change("outbox", item_id, values)
            if also:
                also()
        return Done(item_id, Changes.OUTBOX)

    def bury(self, item_id: str, problem: str, also: Callable[[], object] | None = None) -> Done[str]:
        """Refused for good: a dead letter that people see."""
        with self._db.atomic():
            self._db.change("outbox", item_id, {"state": DEAD, "problem": problem})
            if also:
                also()
        return Done(item_id, Changes.OUTBOX)

    def postpone(self, item_id: str, problem: str, *, wait: int | None = None, counts: bool = True) -> Done[str]:
        """Not now: wait with full jitter, or as long as the other side asked (`wait`, ms).

        `counts` is False where nobody answered: that may go on for ever and buries nothing.
        """
        with self._db.atomic():
            item = self.item(item_id)
            tries = item.tries + 1 if counts else max(item.tries, min(item.tries + 1, MOST_TRIES // 2))
            state = DEAD if counts and tries >= MOST_TRIES else item.state
            next_at = now() + max(pause(tries), wait or 0)
            values = {"tries": tries, "state": state, "next_at": next_at, "problem": problem}
            self._db.change("outbox", item_id, values)
        return Done(item_id, Changes.OUTBOX)

    def beginning(self, beginning: str, *states: str) -> tuple[Item, ...]:
        """Items in these states whose reference begins so, the oldest first."""
        sql = f"SELECT {_COLUMNS} FROM outbox WHERE kind = ? AND substr(reference, 1, ?) = ? ORDER BY made_at, id"
        rows = self._db.rows(sql, (self._kind, len(beginning), beginning))
        return tuple(_item(row) for row in rows if row["state"] in states)

    def forget(self, beginning: str) -> None:
        """Take what has a reference that begins so away, with its history; joins the caller's transaction."""
        sql = "SELECT id FROM outbox WHERE kind = ? AND substr(reference, 1, ?) = ?"
        for row in self._db.rows(sql, (self._kind, len(beginning), beginning)):
            self._db.erase("outbox", row["id"])

    def leaving(self, item_ids: Iterable[str]) -> Done[int]:
        """Note, before any byte is handed over, that these may have left from now on."""
        marked = 0
        with self._db.atomic():
            for item_id in item_ids:
                if self.item(item_id).left_at is None:
                    marked += self._db.change("outbox", item_id, {"left_at": now()})
        return Done(marked, Changes.OUTBOX)

    def hurry(self) -> Done[int]:
        """A person pressed Send now: every waiting item is due at once."""
        with self._db.atomic():
            waiting = self.items(WAITING)
            for item in waiting:
                self._db.change("outbox", item.id, {"next_at": 0})
        return Done(len(waiting), Changes.OUTBOX)

    def export(self, item_id: str, folder: Path) -> Path:
        """Write an item's bytes as a file for a stick: complete under its name, or not there at all."""
        self.leaving((item_id,))
        item = self.item(item_id)
        target = folder / f"gyeot-{item.kind}-{item.id[:12]}.gyeot"
        partial = target.with_name(target.name + ".partial")
        try:
            with partial.open("wb") as stream:
                stream.write(item.body)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
            _settle(folder)
        except OSError as problem:
            partial.unlink(missing_ok=True) if folder.is_dir() else None
            raise _unwritable(folder) from problem
        return target

    def _move(self, item_id: str, allowed: tuple[str, ...], **values: object) -> Done[str]:
        with self._db.atomic():
            if self.item(item_id).state not in allowed:
                raise Conflict(_("This has moved on in the meantime. Nothing was changed. Please look again."))
            self._db.change("outbox", item_id, values)
        return Done(item_id, Changes.OUTBOX)


def pause(tries: int) -> int:
    """Full jitter: anything up to a bound that doubles with each try (ms)."""
    return secrets.randbelow(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 20)) + 1)


def problem_sentence(problem: str | None) -> str:
    """What stands in an item's way, for people."""
    sentences = {
        "not-reached": _("There was no connection. It stays here and is tried again."),
        "busy": _("The relay was busy. It stays here and is tried again."),
        "trouble": _("The relay had a problem of its own. It stays here and is tried again."),
        "strange": _("Something other than the expected relay answered. It stays here; please check the address."),
        "clock": _("The clock of this computer differs from the relay's. Please set it; it is tried again."),
        "conflict": _(
            "ALARM: the relay already holds different numbers of this centre for this round. "
            "Nothing was replaced. Please call the city's contact person."
        ),
        "fork": _(
            "ALARM: the relay knows a later message of this centre than this computer does. "
            "Perhaps an old backup was restored. Nothing was accepted. Please call the city's contact person."
        ),
        "round-closed": _("The city has closed this round. Its changes go into the next round."),
        "not-on-roster": _("This computer is not on the relay's roster. Please ask the city to enrol it."),
        "trial": _("A trial and a real roster do not mix. Nothing was accepted."),
        "refused": _("The relay refused these bytes. Nothing was accepted. Please export them and call the city."),
        "dropped": _("A manager decided not to send this."),
    }
    return sentences.get(problem, sentences["trouble"]) if problem else ""


def _settle(folder: Path) -> None:
    """Make the new name durable where folders can be synced (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(folder: Path) -> BadInput | NoRoom:
    if not folder.is_dir():
        return BadInput(_("This folder is not there, so nothing was written. Please choose another."), field="folder")
    return NoRoom(_("The file could not be written there. It is still in the outbox. Please try another stick."))


def _new(item: str, kind: str, reference: str, body: bytes, state: str) -> dict[str, object]:
    return {
        "id": item,
        "kind": kind,
        "reference": reference,
        "body": body,
        "made_at": now(),
        "state": state,
        "tries": 0,
        "next_at": 0,
        "problem": None,
        "receipt": None,
        "left_at": None,
    }


def _found(row: Row | None) -> Item:
    if row is None:
        raise NotFound(_("This is not in the outbox."))
    return _item(row)


def _item(row: Row) -> Item:
    return Item(**{name: row[name] for name in _COLUMNS.split(", ")})
