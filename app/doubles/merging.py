"""Two records of one person become one: everything goes over, both values are kept, and it can be undone.

What belongs to a case is read from the foreign keys. A row that one record may have only once (a sign, a field of the
manual) stays with the record it came from, which remains as a double and can be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import codes
from app.entry import check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.kinds import Stage
from app.store import Database, together
from app.store.erasing import links_of
from app.text import nfc

LEAST_REASON = 2
PERSON = ("alias", "name", "phone", "age_band", "sex", "note")
CASE = ("summary", "channel")
_OWN = frozenset({"merge", "merge_moved", "closure", "closure_answer", "case_sight", "sealing", "record_kind"})
"""What says something of the record itself and not of the person: it stays where it is."""
_TOUCHED = (
    Changes.CASES | Changes.CONTACTS | Changes.CONSENTS | Changes.NOTES | Changes.TASKS | Changes.REFERRALS | Changes.SIGNS
    | Changes.SESSIONS | Changes.DUTIES | Changes.PLANS | Changes.SUPPORT | Changes.DEADLINES | Changes.DELETIONS
    | Changes.WORKPLACE | Changes.AUDIT
)  # fmt: skip


class Trail(Protocol):
    """The audit trail, as far as it is needed here."""

    def write(self, kind: str, /, **facts: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records."""

    field: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        return self.here != self.there


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records side by side: their fields, and how much stands in each."""

    kept: str
    kept_number: str
    gone: str
    gone_number: str
    lines: tuple[Line, ...]
    here: int
    there: int


@dataclass(frozen=True, slots=True)
class Merge:
    """What was put together: `case_id` went on, `gone_id` stays as a double; `both` holds each field's two values."""

    id: str
    case_id: str
    gone_id: str
    reason: str
    both: Mapping[str, Mapping[str, str]]
    at: int
    author: str
    undone_at: int | None = None
    undone_by: str | None = None
    gone_number: str = ""


class Merging:
    """Putting records together, and taking them apart."""

    def __init__(self, db: Database, trail: Trail) -> None:
        self._db, self._trail = db, trail

    # -- looking ---------------------------------------------------------------------------------

    def pair(self, kept: str, gone: str) -> Pair:
        """Two records, field by field; `kept` is the one that would go on."""
        one, other = self._record(kept), self._record(gone)
        if one["id"] == other["id"]:
            raise BadInput(_("This is the same record. Please choose another one."), field="gone")
        lines = tuple(Line(field, one[field] or "", other[field] or "") for field in (*PERSON, *CASE))
        return Pair(one["id"], one["number"], other["id"], other["number"], lines, self._size(one["id"]), self._size(other["id"]))  # fmt: skip

    def of_case(self, case_id: str) -> tuple[Merge, ...]:
        """Every time this record took another in, or went over into one, the latest first."""
        rows = self._db.rows(
            "SELECT m.*, c.number AS gone_number FROM merge AS m LEFT JOIN casefile AS c ON c.id = m.gone_id"
            " WHERE m.case_id = :case OR m.gone_id = :case ORDER BY m.at DESC, m.id DESC",
            {"case": case_id},
        )
        return tuple(_merge(row) for row in rows)

    # -- putting together ------------------------------------------------------------------------

    def merge(self, kept: str, gone: str, reason: str, take: Collection[str] = ()) -> Done[Merge]:
        """Let `kept` go on with all that stands in `gone`; `take` names fields whose value comes from `gone`."""
        words, pair = check_text(nfc(reason), "reason") or "", self.pair(kept, gone)
        if len(words) < LEAST_REASON:
            raise BadInput(_("Please say in a few words why this is one person."), field="reason")
        one, other = self._record(kept), self._record(gone)
        self._may_go(one, other)
        both = {line.field: {"here": line.here, "there": line.there, "chosen": "there" if line.field in take else "here"}
                for line in pair.lines if line.differs}  # fmt: skip
        before = {
            "gone": {f: other[f] for f in ("status", "stage", "outcome", "closed_on")},
            "kept": {f: one[f] for f in ("main_type", "relation", "risk")},
        }
        row = {
            "id": new_id(), "case_id": one["id"], "gone_id": other["id"], "reason": words,
            "both": json.dumps(both, ensure_ascii=False), "before": json.dumps(before), "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("merge", row)
            for entity, ident in self._going(one["id"], other["id"]):
                self._db.change(entity, ident, {"case_id": one["id"], **self._sealed_for(entity, ident, other["id"])})
                self._db.insert(
                    "merge_moved", {"id": new_id(), "merge_id": row["id"], "entity": entity, "entity_id": ident}
                )
            self._take_card(row["id"], one["id"], other["id"])
            self._write(one, {field: values["there"] for field, values in both.items() if values["chosen"] == "there"})
            self._settle(one, other)
            self._trail.write("cases_merged", case=one["id"], gone=other["id"])
        return Done(self._get(row["id"]), _TOUCHED)

    def _may_go(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
        if "duplicate" in (one["status"], other["status"]):
            raise Conflict(_("One of the two went over into another record already. Please take that one."))
        if self._db.value("SELECT 1 FROM transfer WHERE case_id = ? AND state = 'sent'", (other["id"],)):
            raise Conflict(_("Another place was asked to take this case and has not answered. Note its answer first."))

    def _sealed_for(self, entity: str, ident: str, gone: str) -> dict[str, str]:
        """A file of evidence stays under the key of the case it was sealed for."""
        if entity != "evidence_item":
            return {}
        already = self._db.value("SELECT key_of FROM evidence_item WHERE id = ?", (ident,))
        return {} if already else {"key_of": gone}

    def _going(self, kept: str, gone: str) -> list[tuple[str, str]]:
        """The records that go over: all of them, but for what the other record has of its own and may have only once."""
        links = links_of(self._db)
        tables = [
            one.child for one in links if one.parent == "casefile" and one.column == "case_id" and one.child not in _OWN
        ]
        sql = "SELECT * FROM {table} WHERE case_id = ? ORDER BY id"
        going = {table: self._db.rows(sql.format(table=table), (gone,)) for table in tables}
        stays = together.staying(self._db, going, kept)
        return [(table, row["id"]) for table in tables for row in going[table] if row["id"] not in stays[table]]

    def _take_card(self, merge_id: str, kept: str, gone: str) -> None:
        """Where the record that goes on says nothing of safe contact, the other one's card holds for it too."""
        card = self._db.row("SELECT * FROM safe_contact WHERE id = ?", (gone,))
        if card is not None and self._db.value("SELECT 1 FROM safe_contact WHERE id = ?", (kept,)) is None:
            self._db.insert("safe_contact", {**card, "id": kept})
            self._db.insert(
                "merge_moved", {"id": new_id(), "merge_id": merge_id, "entity": "safe_contact", "entity_id": kept}
            )

    def _write(self, one: Mapping[str, Any], values: Mapping[str, str]) -> None:
        person = {field: value or None for field, value in values.items() if field in PERSON}
        case = {field: value or None for field, value in values.items() if field in CASE}
        self._db.change("person", one["survivor_id"], person)
        self._db.change("casefile", one["id"], case)

    def _settle(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
        """The level only rises, the main type follows from all that happened, and the other record is a double now."""
        ranks = {code.id: at for at, code in enumerate(codes("risk"))}
        risks = [r for r in (one["risk"], other["risk"]) if r != "unknown"]
        values = {
            "risk": min(risks, key=lambda r: ranks.get(r, len(ranks))) if risks else "unknown",
            "main_type": self._main_type(one["id"]) or one["main_type"],
            "relation": one["relation"] if one["relation"] != "unknown" else other["relation"],
            "last_activity": max(one["last_activity"], other["last_activity"]),
        }
        self._db.change("casefile", one["id"], values)
        away = {
            "status": "duplicate",
            "stage": Stage.DUPLICATE.value,
            "outcome": "other",
            "closed_on": today().isoformat(),
        }
        self._db.change("casefile", other["id"], away)

    # -- taking apart ----------------------------------------------------------------------------

    def undo(self, ident: str) -> Done[Merge]:
        """Two records again: what went over goes back; what was written since stays where it was written."""
        merge = self._get(ident)
        if merge.undone_at is not None or not merge.gone_number:
            raise Conflict(_("This was undone already, or one of the records is gone. Nothing was changed."))
        if any(one.at > merge.at and one.undone_at is None for one in self.of_case(merge.case_id)):
            raise Conflict(_("Another record was put into this one since. Undo that first."))
        row = self._db.row("SELECT * FROM merge WHERE id = ?", (ident,))
        assert row is not None, "it was just read"
        before = json.loads(row["before"])
        with self._db.atomic():
            together.give_back(self._db, row)
            if self._record(merge.gone_id)["status"] == "duplicate":  # else somebody opened or closed it since
                self._db.change("casefile", merge.gone_id, before["gone"])
            for case, head in ((merge.case_id, before["kept"]), (merge.gone_id, self._record(merge.gone_id))):
                self._db.change("casefile", case, self._head(case, head))
            self._db.change("merge", ident, {"undone_at": now(), "undone_by": self._db.who})
            self._trail.write("merge_undone", case=merge.case_id, gone=merge.gone_id)
        return Done(self._get(ident), _TOUCHED)

    def _head(self, case_id: str, before: Mapping[str, Any]) -> dict[str, str]:
        """What follows from the records a case has now; where there are none, it is as it was before."""
        level = self._db.value("SELECT level FROM risk_level WHERE case_id = ? ORDER BY at DESC, id DESC LIMIT 1", (case_id,))  # fmt: skip
        primary = self._db.value("SELECT relation FROM other_party WHERE case_id = ? AND is_primary ORDER BY id LIMIT 1", (case_id,))  # fmt: skip
        return {
            "main_type": self._main_type(case_id) or before["main_type"],
            "relation": primary or before["relation"],
            "risk": level or before["risk"],
        }

    def _main_type(self, case_id: str) -> str | None:
        sql = "SELECT t.type FROM incident AS i JOIN incident_type AS t ON t.incident_id = i.id WHERE i.case_id = ?"
        types = {row["type"] for row in self._db.rows(sql, (case_id,))}
        ranked = sorted(codes("violence_type"), key=lambda code: code.extra["rank"])
        return next((code.id for code in ranked if code.id in types), None)

    # -- inside ----------------------------------------------------------------------------------

    def _record(self, case_id: str) -> dict[str, Any]:
        """The head of a record with its person's fields."""
        row = self._db.row("SELECT * FROM casefile WHERE id = :id OR number = :id", {"id": case_id})
        if row is None:
            raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=case_id))
        person = self._db.row("SELECT * FROM person WHERE id = ?", (row["survivor_id"],)) or {}
        return {**row, **{field: person[field] for field in PERSON}}

    def _size(self, case_id: str) -> int:
        tables = ("contact", "note", "incident", "consent", "referral", "service_given")
        return sum(int(self._db.value(f"SELECT count(*) FROM {one} WHERE case_id = ?", (case_id,))) for one in tables)

    def _get(self, ident: str) -> Merge:
        row = self._db.row(
            "SELECT m.*, c.number AS gone_number FROM merge AS m LEFT JOIN casefile AS c ON c.id = m.gone_id WHERE m.id = ?",
            (ident,),
        )
        if row is None:
            raise NotFound(_("This is not here any more. Please look at the case again."))
        return _merge(row)


def _merge(row: dict[str, Any]) -> Merge:
    return Merge(**{k: v for k, v in row.items() if k not in ("before", "both", "gone_number")}, both=json.loads(row["both"]), gone_number=row["gone_number"] or "")  # fmt: skip
