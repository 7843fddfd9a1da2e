"""The hash chain of one device: each entry's hash covers the one before, so an edit or a gap shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app.audit.checkpoints import Checkpoints
from app.clock import SEOUL, instant, now
from app.i18n import _
from app.store import Database

_START = bytes(32)
_SLICE = 2000
DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail; `facts` hold ids, counts and hashes, never a name or a text."""

    seq: int
    device: str
    at: int
    who: str
    kind: str
    facts: dict[str, Any]
    hash: str
    trail: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are wanted: every field that is set narrows them; days are Seoul's, both included."""

    who: str = ""
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    case: str = ""
    """The id of a case."""

    def condition(self) -> tuple[str, dict[str, Any]]:
        """The WHERE clause and its values."""
        values: dict[str, Any] = {"who": self.who, "case": self.case}
        parts = ["who = :who"] if self.who else []
        parts += ["json_extract(facts, '$.case') = :case"] if self.case else []
        if self.kinds:
            values |= {f"kind{n}": kind for n, kind in enumerate(self.kinds)}
            parts.append(f"kind IN ({', '.join(f':kind{n}' for n in range(len(self.kinds)))})")
        for name, sign, day in (("since", ">=", self.since), ("until", "<", self.until)):
            if day is not None:
                values[name] = _midnight(day) + (DAY if name == "until" else 0)
                parts.append(f"at {sign} :{name}")
        return f"WHERE {' AND '.join(parts)}" if parts else "", values


EVERYTHING = Asked()


class Audit:
    """The trail of one database, written in the transaction of what it records."""

    def __init__(self, db: Database, checkpoints: Checkpoints | None = None) -> None:
        self._db = db
        self._checkpoints = checkpoints

    def write(self, kind: str, /, **facts: Any) -> None:
        with self._db.atomic():
            last = self._db.row("SELECT hash FROM audit WHERE device = ? ORDER BY seq DESC LIMIT 1", (self._db.device,))
            previous = last["hash"] if last else _START
            row = {"device": self._db.device, "at": now(), "who": self._db.who, "kind": kind}
            text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            digest = _digest(previous, row, text)
            self._db.append("audit", {**row, "facts": text, "previous": previous, "hash": digest}, digest)
            if self._checkpoints is not None:
                self._checkpoints.write_due()

    def sign(self) -> None:
        """Sign how far the trail has come, now."""
        if self._checkpoints is not None:
            self._checkpoints.write()

    def entries(self, *, limit: int = 200, kind: str | None = None) -> tuple[Entry, ...]:
        """The newest entries first."""
        return self.find(Asked(kinds=(kind,) if kind else ()), limit=limit)

    def find(self, asked: Asked, *, limit: int = 200) -> tuple[Entry, ...]:
        """The entries that were asked for, the newest first."""
        where, values = asked.condition()
        rows = self._db.rows(f"SELECT * FROM audit {where} ORDER BY seq DESC LIMIT :limit", {**values, "limit": limit})
        return tuple(_entry(row, self._db.name) for row in rows)

    def count(self, asked: Asked) -> int:
        """How many entries were asked for."""
        where, values = asked.condition()
        return int(self._db.value(f"SELECT count(*) FROM audit {where}", values))

    def facts(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Whose entries and which kinds there are, for filters."""
        who = self._db.rows("SELECT DISTINCT who FROM audit ORDER BY who")
        kinds = self._db.rows("SELECT DISTINCT kind FROM audit ORDER BY kind")
        return tuple(row["who"] for row in who), tuple(row["kind"] for row in kinds)

    def problems(self, step: Callable[[], None] = lambda: None) -> list[str]:
        """Where the chain does not hold, as sentences; empty means every entry follows from the one before.

        It is read in slices, with `step` after each: others may read meanwhile, and whoever waits may raise there.
        """
        last: dict[str, bytes] = {}
        found = []
        after = 0
        while rows := self._db.rows("SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", (after, _SLICE)):
            for row in rows:
                previous = last.get(row["device"], _START)
                if row["previous"] != previous or row["hash"] != _digest(previous, row, row["facts"]):
                    found.append(_broken(row["seq"]))
                last[row["device"]] = row["hash"]
            after = rows[-1]["seq"]
            step()
        return found


def _digest(previous: bytes, row: dict[str, Any], facts: str) -> bytes:
    parts = [row["device"], str(row["at"]), row["who"], row["kind"], facts]
    return hashlib.sha256(previous + json.dumps(parts, ensure_ascii=False).encode()).digest()


def _broken(seq: int) -> str:
    sentence = _("Entry {number} of the audit trail was changed or is missing its predecessor.")
    return sentence.format(number=seq)


def _midnight(day: date) -> int:
    return instant(datetime.combine(day, time(), SEOUL))


def _entry(row: dict[str, Any], trail: str) -> Entry:
    return Entry(
        row["seq"],
        row["device"],
        row["at"],
        row["who"],
        row["kind"],
        json.loads(row["facts"]),
        row["hash"].hex(),
        trail,
    )
