"""What a worker does with evidence: take in, refer to, look at, check, hand over, stop; each act leaves its line.

    prepare (a row names the file to come) ─▶ Intake.seal on any thread ─▶ enter (item, custody, the row goes)

A row of the first step that is left over after a kill names an orphan: `sweep` removes its file, and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.clock import new_id, now, random_id
from app.entry import check_text
from app.errors import BadInput, Conflict, Damaged, Denied, NotFound
from app.evidence import records
from app.evidence.content import Kind
from app.evidence.model import (
    DIGITAL_MANUAL,
    FILE,
    KEPT,
    REFERENCE,
    STOPPED,
    Act,
    Brought,
    Custody,
    Intake,
    Item,
    Opened,
    Reference,
    Rule,
    Stated,
    Taken,
    check_kind,
    check_stated,
    checked,
    checked_reason,
    is_digital,
)
from app.i18n import _
from app.store import Database
from app.text import nfc
from app.vault import durable
from app.vault.case_keys import new_case_key, open_case_key

if TYPE_CHECKING:
    from app.audit import Audit

_TOUCHED = Changes.EVIDENCE | Changes.AUDIT
_KINDS = {
    Act.TAKEN_IN: "evidence_taken_in",
    Act.REFERRED: "evidence_referred",
    Act.LOOKED_AT: "evidence_looked_at",
    Act.CHECKED: "evidence_checked",
    Act.HANDED_OVER: "evidence_handed_over",
    Act.SHEET_MADE: "evidence_sheet_made",
    Act.STOPPED: "evidence_stopped",
    Act.RELEASED: "evidence_released",
}
"""What each act is called in the audit trail."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look over every file found: how many are whole, and which are not."""

    whole: int
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Arrival:
    """An item whose file is on its way: the name it gets, where, and under which key."""

    item: Item
    name: str
    path: Path
    key: bytes


class Evidence:
    """The evidence of the cases in one record file; `wrapping` gives the key that the cases' keys lie under.

    `cautious` takes a case without any known type for a digital one; `by_two` marks what a supervisor does through
    break-glass.
    """

    def __init__(
        self,
        db: Database,
        home: Path,
        wrapping: Callable[[], bytes],
        audit: Audit,
        *,
        cautious: bool = False,
        by_two: bool = False,
    ) -> None:
        self._db, self._home, self._wrapping, self._audit = db, home, wrapping, audit
        self._cautious, self._by_two = cautious, by_two
        self._running: set[str] = set()

    def opened_by_two(self, wrapping: Callable[[], bytes]) -> Evidence:
        """The same evidence under the key that two people opened together; every look says so."""
        return Evidence(self._db, self._home, wrapping, self._audit, cautious=self._cautious, by_two=True)

    # -- reading ---------------------------------------------------------------------------------

    def rule(self, case_id: str) -> Rule:
        """What may be taken in in this case now."""
        types = records.types(self._db, case_id)
        if types is None:
            raise NotFound(_("This case is not there. Nothing was done. Look for it in the list of cases."))
        unknown = self._cautious and set(types) <= {"unknown"}
        digital = is_digital(types) or unknown or DIGITAL_MANUAL in records.manuals(self._db, case_id)
        return Rule(case_id, digital, types)

    def items(self, case_id: str) -> tuple[Item, ...]:
        """Everything of a case, the newest first."""
        return records.items(self._db, case_id)

    def item(self, item_id: str) -> Item:
        found = records.item(self._db, item_id)
        if found is None:
            raise NotFound(_("This piece of evidence is not here any more. Please look at the list again."))
        return found

    def custody(self, item_id: str) -> tuple[Custody, ...]:
        """Who had an item in hand, the oldest line first."""
        return records.custody(self._db, item_id)

    def may_open(self) -> bool:
        """Whether this person holds the key that the files lie under."""
        try:
            self._wrapping()
        except Denied:
            return False
        return True

    def counted(self, case_id: str) -> tuple[int, int]:
        """How many files and how many references a case has."""
        return records.counted(self._db, case_id)

    # -- taking in -------------------------------------------------------------------------------

    def prepare(self, case_id: str, stated: Stated) -> Done[Intake]:
        """Begin to take in a file: the case's key and a random name. Denied without the key of evidence."""
        rule = self.rule(case_id)
        check_stated(stated)
        wrapping = self._wrapping()
        name = random_id()
        with self._db.atomic():
            self._sweep()
            key = self._case_key(case_id, wrapping, make=True)
            self._db.insert("evidence_intake", {"id": name, "case_id": case_id, "at": now()})
        self._running.add(name)
        return Done(Intake(name, case_id, rule, stated, self.path(name), key), Changes.NONE)

    def enter(self, intake: Intake, taken: Taken, brought: Brought) -> Done[Item]:
        """Write down what was sealed. The rule is asked once more: the case may have changed meanwhile."""
        title = check_text(nfc(brought.title), "title")
        if not title:
            raise BadInput(_("Please write in a few words what this is about."), field="title")
        check_kind(self.rule(intake.case_id), intake.stated, taken.kind, carries=taken.carries)
        item_id, came_from = new_id(), check_text(nfc(brought.came_from), "came_from")
        row = {
            "id": item_id, "case_id": intake.case_id, "form": FILE, "title": title, "state": KEPT,
            "note": check_text(nfc(brought.note), "note"), "came_from": came_from,
            "came_at": brought.came_at, "kind": taken.kind.value, "media": taken.media, "name": taken.name,
            "file": intake.id, "size": taken.size, "sha256": taken.sha256, "stated": intake.stated.value,
            "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("evidence_item", row)
            self._db.remove("evidence_intake", intake.id)
            self._line(item_id, intake.case_id, Act.TAKEN_IN, came_from, taken.sha256, size=taken.size)
        self._running.discard(intake.id)
        return Done(self.item(item_id), _TOUCHED)

    def abandon(self, intake: Intake) -> Done[None]:
        """Nothing is taken in after all: whatever was sealed goes, unless it was entered already."""
        self._running.discard(intake.id)
        if intake.id not in records.intakes(self._db):
            return Done(None, Changes.NONE)  # it was entered, and only the word of it found no room
        _remove(intake.path)
        with self._db.atomic():
            self._db.remove("evidence_intake", intake.id)
        return Done(None, Changes.NONE)

    def sweep(self) -> Done[int]:
        """Remove what a kill left behind while it was being taken in; returns how many."""
        with self._db.atomic():
            found = self._sweep()
        return Done(found, Changes.NONE)

    def _sweep(self) -> int:
        left = [name for name in records.intakes(self._db) if name not in self._running]
        for name in left:
            _remove(self.path(name))
            self._db.remove("evidence_intake", name)
        return len(left)

    # -- coming with its case from another centre --------------------------------------------------

    def expect(self, item_id: str) -> Arrival | None:
        """The place for the file of an item that came without it; None where it has one, or is not known here.

        None also where its case may hold nothing that could show a person. Denied without the key of evidence.
        """
        item = records.item(self._db, item_id)
        if item is None or item.form != FILE or item.file is not None:
            return None
        if not self.rule(item.case_id).allows(Kind(item.kind or Kind.OTHER)):
            return None
        wrapping, name = self._wrapping(), random_id()
        with self._db.atomic():
            self._sweep()
            key = self._case_key(item.case_id, wrapping, make=True)
            self._db.insert("evidence_intake", {"id": name, "case_id": item.case_id, "at": now()})
        self._running.add(name)
        return Arrival(item, name, self.path(name), key)

    def arrived(self, arrival: Arrival, detail: str) -> Done[Item]:
        """Write down that the file is here; it was sealed under the arrival's key."""
        item = arrival.item
        with self._db.atomic():
            self._db.change("evidence_item", item.id, {"file": arrival.name})
            self._db.remove("evidence_intake", arrival.name)
            self._line(item.id, item.case_id, Act.TAKEN_IN, detail, item.sha256)
        self._running.discard(arrival.name)
        return Done(self.item(item.id), _TOUCHED)

    def refer(self, case_id: str, reference: Reference) -> Done[Item]:
        """Write down where something is, without the thing itself."""
        self.rule(case_id)
        row = {
            **checked(reference), "id": new_id(), "case_id": case_id, "form": REFERENCE, "state": KEPT,
            "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("evidence_item", row)
            self._line(str(row["id"]), case_id, Act.REFERRED)
        return Done(self.item(str(row["id"])), _TOUCHED)

    # -- having in hand --------------------------------------------------------------------------

    def look(self, item_id: str, why: str = "") -> Done[Opened]:
        """Open a file to be looked at; that somebody did is on the disk before anything is shown."""
        item = self._whole(item_id)
        opened = self._opened(item)
        with self._db.atomic():
            self._line(item.id, item.case_id, Act.LOOKED_AT, check_text(nfc(why), "why"))
        return Done(opened, _TOUCHED)

    def lift(self, item_id: str) -> Opened:
        """The file for a check or a hand-over, which write their own line; a stopped one too, nobody sees it here."""
        return self._opened(self.item(item_id))

    def note_checked(self, item_id: str, sha256: str) -> Done[bool]:
        """Write down that every byte was read, and whether they are those that were taken in."""
        item = self.item(item_id)
        with self._db.atomic():
            self._line(item.id, item.case_id, Act.CHECKED, "same" if sha256 == item.sha256 else "changed", sha256)
        return Done(sha256 == item.sha256, _TOUCHED)

    def note_handed_over(self, item_id: str, recipient: str, sha256: str) -> Done[Custody]:
        """Write down to whom it went; `sha256` is that of the file that leaves."""
        item = self.item(item_id)
        with self._db.atomic():
            self._line(item.id, item.case_id, Act.HANDED_OVER, check_text(nfc(recipient), "recipient"), sha256)
        return Done(self.custody(item_id)[-1], _TOUCHED | Changes.CASES)

    def note_sheet(self, item_id: str, recipient: str, sha256: str) -> Done[Custody]:
        """Write down that a custody sheet was made, and for whom."""
        item = self.item(item_id)
        with self._db.atomic():
            self._line(item.id, item.case_id, Act.SHEET_MADE, check_text(nfc(recipient), "recipient"), sha256)
        return Done(self.custody(item_id)[-1], _TOUCHED | Changes.CASES)

    # -- stopping --------------------------------------------------------------------------------

    def stop(self, item_id: str, why: str = "") -> Done[Item]:
        """Lock an item at once: nobody looks at it here any more. Nothing is copied and nothing is deleted."""
        item = self.item(item_id)
        if not item.stopped:
            with self._db.atomic():
                self._db.change("evidence_item", item.id, {"state": STOPPED})
                self._line(item.id, item.case_id, Act.STOPPED, check_text(nfc(why), "why"))
        return Done(self.item(item_id), _TOUCHED)

    def release(self, item_id: str, why: str) -> Done[Item]:
        """Take a stop back: by somebody else than who stopped it, with a reason."""
        reason = checked_reason(why)
        item = self.item(item_id)
        lines = [line for line in self.custody(item_id) if line.act == Act.STOPPED]
        if not item.stopped or not lines:
            raise Conflict(_("This piece of evidence is not stopped. Nothing was changed."))
        if lines[-1].who == self._db.who:
            raise Denied(
                _(
                    "You stopped this yourself. Somebody else has to decide whether it is opened again; nothing was changed."
                )
            )
        with self._db.atomic():
            self._db.change("evidence_item", item.id, {"state": KEPT})
            self._line(item.id, item.case_id, Act.RELEASED, reason)
        return Done(self.item(item_id), _TOUCHED)

    # -- checking --------------------------------------------------------------------------------

    def check_all(self, stopped: Callable[[], bool] = lambda: False) -> Checked:
        """Read every file to its end; Denied without the key of evidence."""
        whole, damaged = 0, []
        for item in records.files(self._db):
            try:
                with self._opened(item).file() as file:
                    same = file.digest(stopped=stopped) == item.sha256
            except Damaged:
                same = False
            whole += same
            damaged += [] if same else [item.id]
        return Checked(whole, tuple(damaged))

    def path(self, name: str) -> Path:
        """Where a file with this random name lies."""
        return self._home / "evidence" / name[:2] / name[2:4] / f"{name}.ev1"

    # -- inside ----------------------------------------------------------------------------------

    def _whole(self, item_id: str) -> Item:
        item = self.item(item_id)
        if item.stopped:
            raise Denied(
                _("This piece of evidence was stopped and is not shown any more. It is kept as it was; ask the lead.")
            )
        return item

    def _opened(self, item: Item) -> Opened:
        if item.file is None:
            raise BadInput(_("Only a reference is kept of this; there is no file to open."))
        key = self._case_key(item.sealed_for, self._wrapping(), make=False)
        return Opened(item, self.path(item.file), key)

    def _case_key(self, case_id: str, wrapping: bytes, *, make: bool) -> bytes:
        wrapped = records.wrapped_key(self._db, case_id)
        if wrapped is not None:
            return open_case_key(wrapping, case_id, wrapped)
        if not make:
            raise Damaged(_("The key of this case's evidence is gone. Restore the records from the latest backup."))
        key, wrapped = new_case_key(wrapping, case_id)
        self._db.insert("evidence_key", {"id": case_id, "wrapped": wrapped})
        return key

    def _line(
        self, item_id: str, case_id: str, act: Act, detail: str | None = None, sha256: str | None = None, **facts: int
    ) -> None:
        """The custody line and its entry in the audit trail, which carries ids and hashes only."""
        row = {
            "id": new_id(), "item_id": item_id, "case_id": case_id, "at": now(), "who": self._db.who, "act": act.value,
            "detail": detail, "sha256": sha256,
        }  # fmt: skip
        self._db.insert("evidence_custody", row)
        more: dict[str, str | int] = {**facts, **({"sha256": sha256} if sha256 else {})}
        if self._by_two:
            more["by_two"] = 1
        self._audit.write(_KINDS[act], case=case_id, item=item_id, **more)


def _remove(path: Path) -> None:
    """A sealed file and what was being written beside it; their absence is no matter."""
    durable.remove(path, *path.parent.glob(f"{path.name}.*.partial"))
