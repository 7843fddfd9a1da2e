"""What a manager does about retention: look through what is due, hold back, keep longer, and erase what was reviewed.

Nothing is destroyed that was not looked at: `erase` takes records only after `decide`. What is erased leaves an entry
in the destruction log and its inner id in the list that every restore applies again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from app.changes import Changes, Done
from app.clock import local, new_id, now, random_id, today
from app.entry import check_text
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import _
from app.kinds import Role
from app.retention import records
from app.retention.model import (
    COUNSELLING,
    DELETION,
    REVIEW_AHEAD,
    Copy,
    Decision,
    Destruction,
    Ground,
    Hold,
    Line,
    Rule,
    clocks,
)
from app.store import Erased, erase, erase_sealed, together
from app.text import nfc

if TYPE_CHECKING:
    from app.audit import Audit
    from app.store import Database, Row

EXPIRY_DAYS = 90
"""No backup is kept longer, so that what was erased is gone everywhere after this time."""
_LEAVING = "files-to-go"
BATCH = 200
MOST = 200
_TOUCHED = Changes.RETENTION | Changes.CASES | Changes.CONTACTS | Changes.TASKS | Changes.AUDIT


class Retention:
    """The clocks of the centre; `rules` are what law and centre say, `digital` the types that make a deletion record."""

    def __init__(
        self, db: Database, audit: Audit, role: str, rules: Sequence[Rule] = (), digital: frozenset[str] = frozenset()
    ) -> None:
        self._db = db
        self._audit = audit
        self._role = role
        self.rules = tuple(rules)
        self._digital = digital

    # -- looking ---------------------------------------------------------------------------------

    def review(self, on: date | None = None, *, ahead: int = REVIEW_AHEAD, most: int = MOST) -> tuple[Line, ...]:
        """Records whose time is over or ends within `ahead` days, and those marked for erasure; the oldest first.

        At most `most` of each kind are looked up at a time: the rest comes once these are decided.
        """
        day = on or today()
        decided = records.decisions(self._db)
        marked = [one for one, row in decided.items() if row["decision"] == Decision.ERASE]
        found = {line.id: line for line in map(self._found, marked) if line is not None}
        for lines in (self._cases(decided), self._contacts(decided)):
            near = (one for one in lines if one.until is not None and one.until <= day + timedelta(days=ahead))
            found.update({line.id: line for line in islice(near, most)})
        return tuple(sorted(found.values(), key=lambda line: (line.until or date.max, line.id)))

    def without_period(self) -> int:
        """How many closed records have no last day, because nobody has set a period for counselling records."""
        rule = next((one for one in self.rules if one.record_type == COUNSELLING), None)
        return records.without_end(self._db) if rule and not rule.permanent and rule.until is None else 0

    def line(self, record: str) -> Line:
        """One closed case (id or number) or loose contact (id), with its clocks."""
        found = self._found(record)
        if found is None:
            raise self._not_ready(record)
        return found

    def closed(self) -> tuple[Line, ...]:
        """Every closed case with its clocks; within a sealed file that is one at most."""
        return tuple(self._cases(records.decisions(self._db)))

    def holds(self) -> tuple[Hold, ...]:
        """Holds that stand, the newest first."""
        return records.holds(self._db)

    def log(self) -> tuple[Destruction, ...]:
        """The destruction log, the newest first."""
        return records.destructions(self._db)

    def destruction(self, destruction_id: str) -> Destruction:
        found = [one for one in self.log() if one.id.startswith(destruction_id.lower())] if destruction_id else []
        if len(found) != 1:
            raise NotFound(_("There is no such entry in the destruction log. Please look it up again."))
        return found[0]

    def erased(self) -> tuple[tuple[str, str, int], ...]:
        """(kind, id, at) of what was ever erased: the list that goes with every backup."""
        return records.erased(self._db)

    def copies(self) -> tuple[Copy, ...]:
        """Backups that nobody has noted as gone, the newest first."""
        return records.copies(self._db)

    def still_holding(self, at: int) -> tuple[Copy, ...]:
        """Backups made before this instant: what was erased then is still in them."""
        return tuple(one for one in self.copies() if one.made_at < at)

    # -- deciding --------------------------------------------------------------------------------

    def decide(self, record: str, decision: str, *, reason: str = "", keep_until: date | None = None) -> Done[Line]:
        """Say what becomes of one record: it may be erased, or is kept until a day for a reason."""
        self._managers_only()
        line, chosen = self.line(record), Decision(decision)
        text = check_text(nfc(reason), "reason")
        if chosen is Decision.KEEP and (not text or keep_until is None or keep_until <= today()):
            raise BadInput(_("Please say why it is kept, and until which day after today."), field="reason")
        row = {
            "id": new_id(), "case_id": line.id if line.kind == "case" else None,
            "contact_id": line.id if line.kind == "contact" else None, "decision": chosen.value,
            "keep_until": keep_until.isoformat() if keep_until and chosen is Decision.KEEP else None,
            "reason": text, "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("retention_review", row)
            self._audit.write("retention_reviewed", record=line.id, decision=chosen.value)
        return Done(self.line(record), Changes.RETENTION | Changes.AUDIT)

    def hold(self, case: str, reason: str) -> Done[Hold]:
        """Hold a case back from erasure until the hold is released."""
        self._managers_only()
        found = self._case(case)
        if not (text := check_text(nfc(reason), "reason")):
            raise BadInput(_("Please say why it is held back, such as the trial it is needed for."), field="reason")
        if any(one.case_id == found["id"] for one in self.holds()):
            raise Conflict(_("This case is held back already. Nothing was changed."))
        row = {"id": new_id(), "case_id": found["id"], "reason": text, "set_at": now(), "set_by": self._db.who}
        with self._db.atomic():
            self._db.insert("legal_hold", row)
            self._audit.write("hold_set", case=found["id"], hold=row["id"])
        return Done(next(h for h in self.holds() if h.id == row["id"]), Changes.RETENTION | Changes.AUDIT)

    def release(self, case: str) -> Done[str]:
        """Let a case go on as its clocks say."""
        self._managers_only()
        found = self._case(case)
        with self._db.atomic():
            for one in self.holds():
                if one.case_id == found["id"]:
                    self._db.change("legal_hold", one.id, {"released_at": now(), "released_by": self._db.who})
                    self._audit.write("hold_released", case=found["id"], hold=one.id)
                    return Done(one.id, Changes.RETENTION | Changes.AUDIT)
        raise NotFound(_("This case is not held back. Nothing was changed."))

    def set_kind(self, case: str, record_type: str) -> Done[None]:
        """Say which deletion record a case is; its own period counts beside that of the counselling record."""
        self._managers_only()
        found = self._case(case)
        if record_type not in DELETION:
            raise BadInput(_("Please choose what kind of deletion record it is."), field="record_type")
        with self._db.atomic():
            if records.record_kind(self._db, found["id"]) is None:
                self._db.insert("record_kind", {"id": found["id"], "record_type": record_type})
            else:
                self._db.change("record_kind", found["id"], {"record_type": record_type})
        return Done(None, Changes.RETENTION)

    # -- erasing ---------------------------------------------------------------------------------

    def may_erase(self, line: Line, ground: Ground) -> None:
        """Refuse what must stay: held back, not reviewed, or kept by law."""
        name = {"title": line.title}
        if line.held:
            raise Conflict(_("{title} is held back. Nothing was erased. Please release the hold first.").format(**name))
        if line.decision is not Decision.ERASE:
            raise Conflict(
                _("{title} was not reviewed for erasure. Nothing was erased. Please look at it first.").format(**name)
            )
        if not line.may_go(today(), ground):
            until = line.law_until(today()) if ground is not Ground.PERIOD_OVER else line.until
            if until is None or until == date.max:
                raise Conflict(
                    _("{title} has no day yet on which it may be erased. Nothing was erased.").format(**name)
                )
            raise Conflict(
                _("{title} is to be kept until {day}. Nothing was erased. It comes up for review then.").format(
                    day=until.isoformat(), **name
                )
            )

    def erase(
        self, records_: Iterable[str], ground: str, wanted: tuple[tuple[str, str], ...] = ()
    ) -> Done[tuple[Destruction, Erased]]:
        """Erase reviewed cases and contacts in one transaction and enter it in the log; `wanted` as in the store.

        Files and the record file itself are the flow's (app.flows.erasure).
        """
        self._managers_only()
        why, lines = Ground(ground), [self.line(one) for one in dict.fromkeys(records_)]
        if not lines or len(lines) > BATCH:
            raise BadInput(_("Please choose between 1 and {most} records to erase.").format(most=BATCH))
        for line in lines:
            self.may_erase(line, why)
        if self._db.name.startswith("sealed:"):
            raise Conflict(
                _("A sealed case is erased as a whole, from outside. Nothing was erased. Please leave the case first.")
            )
        with self._db.atomic():
            gone = self._take_away({(line.kind, line.id) for line in lines}, wanted)
            self._leave([one for values in gone.values.values() for one in values])
            entry = self._enter(lines, why, gone)
            self._audit.write("records_erased", destruction=entry.id, cases=entry.cases, contacts=entry.contacts)
        return Done((entry, gone), _TOUCHED)

    def erase_sealed(self, ident: str, inside: Retention, ground: str, files: Iterable[str] = ()) -> Done[Destruction]:
        """Erase a sealed case that was reviewed inside: its keys go here, its file is then removed as one that ended.

        `inside` is the retention of the opened file. The case's own id goes into the list too, because a backup from
        before the sealing holds it among the others.
        """
        self._managers_only()
        why, line = Ground(ground), next(inside._cases(records.decisions(inside._db)), None)
        if line is None:
            raise Conflict(_("This case is still open. Nothing was changed. Please close it first."))
        inside.may_erase(line, why)
        with self._db.atomic():
            self._db.change("sealed_case", ident, {"state": "returned"})
            self._leave(files)
            entry = self._enter([line], why, Erased({}))
            self._list("sealed", ident, entry)
            self._audit.write("records_erased", destruction=entry.id, cases=1, contacts=0, sealed=ident)
        return Done(entry, _TOUCHED)

    def erase_again(
        self, listed: Iterable[tuple[str, str, int]], wanted: tuple[tuple[str, str], ...] = ()
    ) -> Done[tuple[Erased, list[str]]]:
        """Erase once more what a list says was erased after these records were copied: part of a restore."""
        known = {one for _kind, one, _at in self.erased()}
        new = [one for one in listed if one[1] not in known]
        entry, files = random_id(), []
        with self._db.atomic():
            together.take_apart(self._db, {one for kind, one, _at in new if kind == "case"})
            for kind, one, _at in new:
                files += erase_sealed(self._db, one) if kind == "sealed" else []
            gone = self._take_away({(kind, one) for kind, one, _at in new}, wanted)
            self._leave([one for values in gone.values.values() for one in values])
            for kind, one, at in new:
                self._db.insert("erased", {"id": one, "kind": kind, "at": at, "destruction_id": entry})
            if new:
                self._audit.write("erasures_applied", listed=len(new), found=len(gone.ids["casefile"]) + len(files))
        return Done((gone, files), _TOUCHED)

    def _take_away(self, chosen: set[tuple[str, str]], wanted: tuple[tuple[str, str], ...]) -> Erased:
        by_kind = {kind: [one for name, one in chosen if name == kind] for kind in ("case", "contact")}
        return erase(self._db, by_kind["case"], by_kind["contact"], wanted)

    def _enter(self, lines: list[Line], ground: Ground, gone: Erased) -> Destruction:
        types = sorted({clock.rule.record_type for line in lines for clock in line.clocks} or {COUNSELLING})
        row: dict[str, Any] = {
            "id": random_id(), "at": now(), "author": self._db.who, "ground": ground.value,
            "record_types": json.dumps(types), "cases": sum(line.kind == "case" for line in lines),
            "contacts": sum(line.kind == "contact" for line in lines), "records": gone.rows,
            "files": sum(len(values) for values in gone.values.values()),
            "papers_open": sum(line.papers_open for line in lines), "rewritten_at": None,
        }  # fmt: skip
        self._db.insert("destruction", row)
        entry = self.destruction(row["id"])
        for line in lines:
            for one in (line.id, *line.doubles):
                self._list(line.kind, one, entry)
        return entry

    def _list(self, kind: str, one: str, entry: Destruction) -> None:
        self._db.insert("erased", {"id": one, "kind": kind, "at": entry.at, "destruction_id": entry.id})

    def files(self, wanted: tuple[tuple[str, str], ...]) -> list[str]:
        """Every value of these columns: the files of a sealed case that goes as a whole."""
        found = [self._db.rows(f"SELECT {column} AS file FROM {table}") for table, column in wanted]
        return [str(row["file"]) for rows in found for row in rows if row["file"]]

    @property
    def leaving(self) -> tuple[str, ...]:
        """Files whose keys were erased and which still have to go from the disk: a kill may have come between."""
        return tuple(json.loads(self._db.marked(_LEAVING) or "[]"))

    def note_left(self) -> None:
        """Those files are gone."""
        if self._db.marked(_LEAVING) is not None:
            with self._db.atomic():
                self._db.mark(_LEAVING, None)

    def _leave(self, files: Iterable[str]) -> None:
        """In the transaction that erases their keys: these files are to go."""
        if every := sorted({*self.leaving, *files}):
            self._db.mark(_LEAVING, json.dumps(every))

    @property
    def rewriting_due(self) -> bool:
        """Whether rows were erased from a record file that was not written anew since."""
        return bool(self._db.value("SELECT 1 FROM destruction WHERE rewritten_at IS NULL LIMIT 1"))

    @property
    def unwritten(self) -> frozenset[str]:
        """The entries of the log whose rows went from a record file that was not written anew since."""
        return frozenset(row["id"] for row in self._db.rows("SELECT id FROM destruction WHERE rewritten_at IS NULL"))

    def note_rewritten(self, only: frozenset[str] | None = None) -> Done[int]:
        """The record file was written anew: what was erased (by `only` these entries) stands nowhere in it."""
        with self._db.atomic():
            due = [one for one in self.log() if one.rewritten_at is None and (only is None or one.id in only)]
            for one in due:
                self._db.change("destruction", one.id, {"rewritten_at": now()})
        return Done(len(due), Changes.RETENTION)

    # -- copies ----------------------------------------------------------------------------------

    def note_copy(self, backup_id: str, made_at: int, expires_on: date, place: str) -> Done[None]:
        """Remember a backup until it is gone."""
        row = {"id": backup_id, "made_at": made_at, "expires_on": expires_on.isoformat(), "place": place}
        with self._db.atomic():
            self._db.insert("backup_copy", row)
        return Done(None, Changes.BACKUPS | Changes.RETENTION)

    def copy_gone(self, backup_id: str) -> Done[None]:
        """Somebody saw to it that this backup is deleted."""
        with self._db.atomic():
            if self._db.change("backup_copy", backup_id, {"gone_at": now(), "gone_by": self._db.who}):
                self._audit.write("backup_gone", backup=backup_id)
        return Done(None, Changes.BACKUPS | Changes.RETENTION | Changes.AUDIT)

    # -- inside ----------------------------------------------------------------------------------

    def _found(self, record: str) -> Line | None:
        decided = records.decisions(self._db)
        if case := records.case(self._db, record):
            return self._case_line(case, decided)
        contact = records.contact(self._db, record)
        return self._contact_line(contact, decided) if contact else None

    def _cases(self, decided: dict[str, Row]) -> Iterator[Line]:
        return (self._case_line(row, decided) for row in records.closed_cases(self._db))

    def _contacts(self, decided: dict[str, Row]) -> Iterator[Line]:
        return (self._contact_line(row, decided) for row in records.loose_contacts(self._db))

    def _case_line(self, row: Row, decided: dict[str, Row]) -> Line:
        answer, valid, at = (row["consent"] or "||0").split("|")
        closed = date.fromisoformat(row["closed_on"])
        withdrawn = local(int(at)).date() if answer == "withdrawn" else None
        consent_until = date.fromisoformat(valid) if valid and answer == "given" else None
        types = [COUNSELLING]
        doubles = tuple(sorted(together.parts(self._db, [row["id"]])))
        kinds = [kind for one in doubles if (kind := records.record_kind(self._db, one))]
        if row["record_type"] or kinds or self._digital & set((row["types"] or "").split(",")):
            types += dict.fromkeys([row["record_type"] or (kinds[0] if kinds else DELETION[-1]), *kinds])
        ticking = clocks(self.rules, types, closed, consent_until, withdrawn)
        return Line(
            row["id"], "case", row["title"], closed, ticking, bool(row["held"]),
            papers_open=row["papers_open"], doubles=doubles, **_decided(decided.get(row["id"])),
        )  # fmt: skip

    def _contact_line(self, row: Row, decided: dict[str, Row]) -> Line:
        moment = local(row["ended_at"] or row["started_at"])
        title = _("Contact of {day} without a case").format(day=f"{local(row['started_at']):%Y-%m-%d %H:%M}")
        ticking = clocks(self.rules, [COUNSELLING], moment.date(), None, None)
        return Line(row["id"], "contact", title, moment.date(), ticking, False, **_decided(decided.get(row["id"])))

    def _case(self, case: str) -> Row:
        found = records.case_of(self._db, case)
        if found is None:
            raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=case))
        return found

    def _not_ready(self, record: str) -> Exception:
        case, contact = records.case_of(self._db, record), records.contact_of(self._db, record)
        if case is not None and (number := together.goes_with(self._db, case["id"])):
            return Conflict(
                _(
                    "This record went over into {number}: it is kept as long as that one, and erased with it. Nothing was changed."
                ).format(number=number)
            )
        if case is not None:
            return Conflict(_("This case is still open. Nothing was changed. Please close it first."))
        if contact is not None:
            return Conflict(_("This contact belongs to a case or is not finished. Nothing was changed."))
        return NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=record))

    def _managers_only(self) -> None:
        if self._role != Role.MANAGER:
            raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))


def _decided(row: Row | None) -> dict[str, Any]:
    if row is None:
        return {}
    until = date.fromisoformat(row["keep_until"]) if row["keep_until"] else None
    return {"decision": Decision(row["decision"]), "keep_until": until}
