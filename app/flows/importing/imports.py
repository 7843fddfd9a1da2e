"""The register of imports: tables become cases in batches, each import is one line, and a whole one can be undone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, random_id
from app.errors import BadInput, Conflict, Denied, NotFound
from app.flows.importing import here
from app.flows.importing.checking import Checked, Entry, Ready
from app.flows.importing.colleagues import Colleagues
from app.flows.importing.fields import Fitting, from_json, heading_digest, kept, suggested
from app.flows.importing.table import Table
from app.flows.importing.writing import Writer
from app.i18n import _
from app.kinds import Right, Role
from app.store import erase, erasing

if TYPE_CHECKING:
    from app.cases import Cases, Handing
    from app.contacts import Contacts
    from app.office import Member
    from app.store import Database

BATCH = 25
"""Cases in one transaction: short enough that what somebody types meanwhile is saved in between."""
RUNNING, DONE, STOPPED, UNDONE = "running", "done", "stopped", "undone"
_TOUCHED = Changes.CASES | Changes.CONTACTS | Changes.CONSENTS | Changes.NOTES


class Trail(Protocol):
    """Where acts are recorded (app.audit)."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class Worker(Protocol):
    """Who sits at this desk (app.vault.Keys)."""

    @property
    def role(self) -> str: ...
    @property
    def rights(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Import:
    """One line of the register."""

    id: str
    at: int
    author: str
    file: str
    name: str
    expected: int
    row_count: int
    case_count: int
    left_out: int
    state: str
    undone_at: int | None
    undone_by: str | None
    stayed: int | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo took away, and the numbers of cases that stayed because somebody had worked on them."""

    removed: int
    stayed: tuple[str, ...]


class Imports:
    """What was brought along in tables, and taking more in; for managers and supervisors who may open cases."""

    def __init__(
        self, db: Database, cases: Cases, contacts: Contacts, handing: Handing, trail: Trail, worker: Worker,
        staff: Callable[[], Sequence[Member]],
    ) -> None:  # fmt: skip
        self._db, self._trail, self._worker, self._staff = db, trail, worker, staff
        self._writer = Writer(db, cases, contacts, handing)

    # -- before anything is written --------------------------------------------------------------

    def fitting(self, table: Table) -> Fitting:
        """How columns with these headings were used last, else what they look like."""
        row = self._db.row("SELECT mapping FROM import_mapping WHERE id = ?", (heading_digest(table.headings),))
        if row is not None:
            try:
                return from_json(json.loads(row["mapping"]), table.headings)
            except BadInput:  # a list of a later version lost a code
                return suggested(table.headings)
        return suggested(table.headings)

    def remembers(self, table: Table) -> bool:
        """Whether columns with these headings were used before."""
        digest = heading_digest(table.headings)
        return self._db.value("SELECT 1 FROM import_mapping WHERE id = ?", (digest,)) is not None

    def compare(self, table: Table, checked: Checked) -> Checked:
        """The same look with the rows named that may be somebody whose case is here, and with the colleagues they name.

        Conflict for a file that came.
        """
        self._may()
        before = self.came_before(table)
        if before is not None and before.state == DONE:
            raise _came_already()
        found = here.doubles(self._db, checked.entries, before.id if before else "")
        checked = self._colleagues().looked_up(checked)
        faults = sorted((*checked.faults, *found), key=lambda one: one.row)
        return replace(checked, faults=tuple(faults))

    def _colleagues(self) -> Colleagues:
        """A case that is just being written has no team, so only a manager gives it to others (app.flows.hand_over)."""
        return Colleagues(self._staff(), self._db.who, may_assign=self._worker.role == Role.MANAGER)

    def came_before(self, table: Table) -> Import | None:
        """The last import of exactly this file that was not undone."""
        sql = "SELECT * FROM import_run WHERE file = ? AND state <> 'undone' ORDER BY at DESC, id DESC LIMIT 1"
        row = self._db.row(sql, (table.sha256,))
        return Import(**row) if row else None

    # -- taking in -------------------------------------------------------------------------------

    def begin(self, table: Table, fitting: Fitting, ready: Ready) -> Done[Import]:
        """Enter the import; one of this file that was stopped goes on, one that was whole is refused."""
        self._may()
        if not ready.cases:
            raise BadInput(_("Every row was left out, so there is nothing to take in."), field="faults")
        before = self.came_before(table)
        if before is not None and before.state == DONE:
            raise _came_already()
        row = {
            "id": random_id(), "at": now(), "author": self._db.who, "file": table.sha256, "name": table.name_digest,
            "expected": len(ready.cases), "left_out": ready.left_out, "state": RUNNING, "row_count": 0, "case_count": 0,
        }  # fmt: skip
        with self._db.atomic():
            self._remember(table, fitting)
            if before is None:
                self._db.insert("import_run", row)
            else:
                again = {"state": RUNNING, "expected": len(ready.cases), "left_out": ready.left_out}
                self._db.change("import_run", before.id, again)
        return Done(self.get(before.id if before else str(row["id"])), Changes.NONE)

    def _remember(self, table: Table, fitting: Fitting) -> None:
        digest = heading_digest(table.headings)
        values = {"mapping": kept(fitting), "at": now(), "author": self._db.who}
        if not self._db.change("import_mapping", digest, values) and not self.remembers(table):
            self._db.insert("import_mapping", {"id": digest, **values})

    def put(self, ident: str, cases: Sequence[tuple[Entry, ...]]) -> Done[int]:
        """Write a batch of cases; those that an earlier run of this import wrote are passed over."""
        with self._db.atomic():
            one = self._running(ident)
            there = self._first_rows(ident, cases)
            new = [rows for rows in cases if rows[0].row not in there]
            colleagues = self._colleagues()
            for rows in new:
                self._note(ident, self._writer.write(rows, colleagues), rows[0].row)
            counts = {"row_count": one.row_count + sum(map(len, new)), "case_count": one.case_count + len(new)}
            self._db.change("import_run", ident, counts)
        return Done(len(new), Changes.NONE)

    def _first_rows(self, ident: str, cases: Sequence[tuple[Entry, ...]]) -> set[int]:
        rows = [one[0].row for one in cases]
        sql = "SELECT first_row FROM import_case WHERE import_id = ? AND first_row BETWEEN ? AND ?"
        return {row["first_row"] for row in self._db.rows(sql, (ident, min(rows), max(rows)))}

    def _note(self, ident: str, case_id: str, first_row: int) -> None:
        newest = self._db.value("SELECT max(seq) FROM history")
        row = {"id": new_id(), "case_id": case_id, "import_id": ident, "first_row": first_row, "seq": newest}
        self._db.insert("import_case", row)

    def finish(self, ident: str, *, stopped: bool = False) -> Done[Import]:
        """The import is over, or was stopped; the trail hears of it once it brought anything."""
        with self._db.atomic():
            one = self._running(ident)
            self._db.change("import_run", ident, {"state": STOPPED if stopped else DONE})
            self._trail.write(
                "table_imported", record=ident, file=one.file, name_digest=one.name, rows=one.row_count,
                cases=one.case_count, whole=not stopped,
            )  # fmt: skip
        return Done(self.get(ident), _TOUCHED | Changes.AUDIT)

    def take_in(
        self,
        table: Table,
        fitting: Fitting,
        ready: Ready,
        progress: Callable[[float], None] = lambda _part: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Done[Import]:
        """All of it in one go, for a command; a kill in between leaves whole cases, and the same file goes on."""
        ident = self.begin(table, fitting, ready).value.id
        for done, batch in batches(ready):
            if stopped():
                return self.finish(ident, stopped=True)
            self.put(ident, batch)
            progress(done)
        return self.finish(ident)

    # -- the register ----------------------------------------------------------------------------

    def listed(self) -> tuple[Import, ...]:
        """Every import, the latest first."""
        rows = self._db.rows("SELECT * FROM import_run ORDER BY at DESC, id DESC")
        return tuple(Import(**row) for row in rows)

    def get(self, ident: str) -> Import:
        row = self._db.row("SELECT * FROM import_run WHERE id = ?", (ident,))
        if row is None:
            raise NotFound(_("There is no such import in the register. Nothing was changed."))
        return Import(**row)

    def _running(self, ident: str) -> Import:
        self._may()
        one = self.get(ident)
        if one.state != RUNNING:
            raise Conflict(_("This import is over already. Nothing was changed."))
        return one

    def _may(self) -> None:
        if self._worker.role != Role.MANAGER and Right.SUPERVISOR not in self._worker.rights:
            raise Denied(_("Only a manager or supervisor takes cases in. Nothing was taken in."))

    # -- undoing ---------------------------------------------------------------------------------

    def undo_some(self, ident: str, after: int = 0) -> Done[tuple[Undone, int]]:
        """Take one batch of an import's cases away, from behind a row of the file; the row it came to, or 0 at its end.

        A case that somebody worked on since, or that was counted, stays and is named.
        """
        self._may()
        self.get(ident)
        with self._db.atomic():
            sql = (
                "SELECT i.case_id, i.first_row, i.seq, c.number FROM import_case AS i JOIN casefile AS c"
                " ON c.id = i.case_id WHERE i.import_id = ? AND i.first_row > ? ORDER BY i.first_row LIMIT ?"
            )
            rows = self._db.rows(sql, (ident, after, BATCH))
            touched = self._worked_on({row["case_id"]: row["seq"] for row in rows})
            stays = [row for row in rows if row["case_id"] in touched]
            goes = [row["case_id"] for row in rows if row["case_id"] not in touched]
            erase(self._db, goes, (), ())
        last = rows[-1]["first_row"] if len(rows) == BATCH else 0
        return Done(
            (Undone(len(goes), tuple(row["number"] for row in stays)), last), _TOUCHED if goes else Changes.NONE
        )

    def _worked_on(self, cases: Mapping[str, int]) -> set[str]:
        """Cases (with the line of the history up to which they came) in which somebody wrote or writes, or that were counted."""
        marks = ", ".join("?" * len(cases))
        counted = self._db.rows(f"SELECT case_id FROM count_ledger WHERE case_id IN ({marks})", list(cases))
        found = {row["case_id"] for row in counted}
        if self._newest_of(set(cases)) > max(cases.values(), default=0):  # somebody wrote in one of them: in which
            found |= {one for one, seq in cases.items() if self._newest_of({one}) > seq}
        drafted = erasing.drafted(self._db)
        return found | {one for one in cases if drafted and any(ident in drafted for _table, ident in self._all({one}))}

    def _newest_of(self, cases: set[str]) -> int:
        """The newest line of the history about anything that belongs to these cases, or did."""
        sql = "SELECT max(seq) FROM history WHERE entity = ? AND entity_id = ?"
        return max((self._db.value(sql, one) or 0 for one in self._all(cases) if one[0] != "import_case"), default=0)

    def _all(self, cases: set[str]) -> Iterator[tuple[str, str]]:
        """Everything that belongs to these cases, or did: table and id."""
        links, found = erasing.links_of(self._db), {"casefile": cases, "contact": set[str]()}
        erasing.follow(self._db, links, found)
        erasing.follow_removed(self._db, links, found)
        people = {row["survivor_id"] for row in erasing.among(self._db, "casefile", "id", cases)}
        return ((table, one) for table, some in {**found, "person": people}.items() for one in some)

    def end_undo(self, ident: str, stayed: int) -> Done[Import]:
        """Note the undo in the register and the trail."""
        with self._db.atomic():
            one = self.get(ident)
            values = {"state": UNDONE, "undone_at": now(), "undone_by": self._db.who, "stayed": stayed}
            self._db.change("import_run", ident, values)
            self._trail.write("table_import_undone", record=ident, cases=one.case_count - stayed, stayed=stayed)
        return Done(self.get(ident), Changes.AUDIT)

    def undo(self, ident: str) -> Done[Undone]:
        """All of it in one go, for a command."""
        if self.get(ident).state == UNDONE:
            raise Conflict(_("This import was undone already. Nothing was changed."))
        stayed: list[str] = []
        removed = after = 0
        while True:
            found, after = self.undo_some(ident, after).value
            removed += found.removed
            stayed += found.stayed
            if not after:
                break
        self.end_undo(ident, len(stayed))
        return Done(Undone(removed, tuple(stayed)), _TOUCHED | Changes.AUDIT)


def _came_already() -> Conflict:
    return Conflict(
        _(
            "Exactly this file was taken in already. Nothing was written. Undo that import first, or choose another file."
        )
    )


def batches(ready: Ready) -> Iterator[tuple[float, Sequence[tuple[Entry, ...]]]]:
    """The cases in pieces of one transaction each, with how far one is behind each."""
    for start in range(0, len(ready.cases), BATCH):
        piece = ready.cases[start : start + BATCH]
        yield (start + len(piece)) / len(ready.cases), piece
