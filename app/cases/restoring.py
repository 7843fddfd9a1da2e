"""An earlier value put back: a new change by the same rules as any other, refused where the value has moved since."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.cases.model import Change, spans_from_json
from app.cases.service import Cases
from app.changes import Changes, Done
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.store import Database

FIELDS: dict[str, frozenset[str]] = {
    "casefile": frozenset({"summary", "closing_note"}),
    "person": frozenset({"alias", "name", "phone", "age_band", "sex", "note"}),
    "safe_contact": frozenset(
        {"verdict", "number", "hours", "text_allowed", "message_allowed", "we_are", "code_word", "never_contact",
         "do_not_tell"}
    ),
    "incident": frozenset(
        {"first_on", "last_on", "time_of_day", "place", "frequency", "narrative", "reported_elsewhere"}
    ),
    "other_party": frozenset({"name", "phone", "relation", "note", "is_primary"}),
    "note": frozenset({"title", "body"}),
    "contact": frozenset({"note", "alias", "phone", "caller_relation", "kind", "channel"}),
    "record_value": frozenset({"value"}),
    "need": frozenset({"words"}),
    "goal": frozenset({"words"}),
    "follow_up": frozenset({"words"}),
    "closure": frozenset({"note"}),
}  # fmt: skip
"""What a person wrote. A status, a level, a count follow from something else, and are changed where that stands."""
_FLAGS = frozenset({"text_allowed", "message_allowed", "is_primary"})
_TOUCHED = {"note": Changes.NOTES, "contact": Changes.CONTACTS}


def restorable(change: Change) -> bool:
    """Whether this line holds a value that can be put back."""
    if change.operation == "remove":
        return change.entity == "record_value"
    return change.operation == "change" and change.field in FIELDS.get(change.entity, ())


class CaseHistory:
    """The history of cases, as far as something can be done with it."""

    def __init__(self, db: Database, cases: Cases) -> None:
        self._db, self._cases = db, cases

    def moved(self, case_id: str, seq: int) -> bool:
        """Whether the value of this line was changed again, or its record is gone."""
        change = self._cases.change(case_id, seq)
        try:
            self._stands(case_id, change)
        except (Conflict, NotFound):
            return True
        return False

    def restore(self, case_id: str, seq: int) -> Done[Change]:
        """Put back what stood before this change; the value is the line of the new change, whose `restore` undoes it."""
        change = self._cases.change(case_id, seq)
        if not restorable(change):
            raise BadInput(_("This line holds no value that could be put back. Nothing was changed."))
        with self._db.atomic():
            self._stands(case_id, change)
            self._put(case_id, change)
        newest = self._newest(change)
        return Done(self._cases.change(case_id, newest), Changes.CASES | _TOUCHED.get(change.entity, Changes.NONE))

    # -- inside ----------------------------------------------------------------------------------

    def _stands(self, case_id: str, change: Change) -> None:
        """Refuse where something was written since, or is being written."""
        if change.operation == "remove":
            if json.loads(change.old or "{}").get("field") in self._cases.recorded(case_id):
                raise _moved()
            return
        row = self._db.row(f"SELECT * FROM {change.entity} WHERE id = ?", (change.entity_id,))
        if row is None:
            raise NotFound(_("This record is not here any more. Nothing was changed."))
        value = row[str(change.field)]
        if (None if value is None else str(value)) != change.new:
            raise _moved()
        if change.entity == "contact" and row["state"] != "closed":
            raise Conflict(_("This contact still goes on. Finish it first, then put the earlier value back."))

    def _put(self, case_id: str, change: Change) -> None:
        puts: dict[str, Callable[[str, Change], object]] = {
            "casefile": self._put_in_case,
            "person": lambda case, one: self._cases.set_person(case, **{str(one.field): one.old}),
            "safe_contact": self._put_in_card,
            "incident": self._put_in_incident,
            "other_party": self._put_in_party,
            "note": self._put_in_note,
            "contact": lambda _case, one: self._db.change("contact", one.entity_id, {str(one.field): one.old}),
            "record_value": self._put_in_record,
            **dict.fromkeys(("need", "goal", "follow_up", "closure"), self._put_words),
        }
        puts[change.entity](case_id, change)

    def _put_in_case(self, case_id: str, change: Change) -> None:
        if change.field == "summary":
            self._cases.summarise(case_id, change.old or "")
        else:
            self._db.change("casefile", case_id, {"closing_note": change.old})

    def _put_in_card(self, case_id: str, change: Change) -> None:
        card = self._cases.safe_card(case_id)
        assert card is not None, "its value stands"
        values: dict[str, Any] = {str(change.field): _value(change)}
        if change.field == "hours":
            values = {"hours": spans_from_json(change.old)}
        self._cases.set_safe_card(replace(card, **values))

    def _put_in_incident(self, case_id: str, change: Change) -> None:
        there = next(one for one in self._cases.incidents(case_id) if one.id == change.entity_id)
        values = {field: getattr(there, field) for field in FIELDS["incident"]}
        self._cases.set_incident(case_id, there.types, there.id, **{**values, str(change.field): change.old})

    def _put_in_party(self, case_id: str, change: Change) -> None:
        there = next(one for one in self._cases.other_parties(case_id) if one.id == change.entity_id)
        values = {field: getattr(there, field) for field in FIELDS["other_party"]}
        self._cases.set_other_party(case_id, there.id, **{**values, str(change.field): _value(change)})

    def _put_in_note(self, case_id: str, change: Change) -> None:
        row = self._db.row("SELECT title, body FROM note WHERE id = ?", (change.entity_id,))
        assert row is not None, "its value stands"
        self._cases.correct_note(case_id, change.entity_id, **{**row, str(change.field): change.old or ""})

    def _put_in_record(self, case_id: str, change: Change) -> None:
        if change.operation == "remove":
            gone = json.loads(change.old or "{}")
            field, value = str(gone["field"]), str(gone["value"])
        else:
            field = str(self._db.value("SELECT field FROM record_value WHERE id = ?", (change.entity_id,)))
            value = change.old or ""
        self._cases.record(case_id, {field: value})

    def _put_words(self, _case_id: str, change: Change) -> None:
        self._db.change(change.entity, change.entity_id, {str(change.field): change.old})

    def _newest(self, change: Change) -> int:
        """The line that putting back wrote; a record that came back is a new one."""
        if change.operation == "remove":
            return int(self._db.value("SELECT max(seq) FROM history WHERE entity = ?", (change.entity,)))
        asked = (change.entity, change.entity_id, change.field)
        return int(
            self._db.value("SELECT max(seq) FROM history WHERE entity = ? AND entity_id = ? AND field = ?", asked)
        )


def _value(change: Change) -> Any:
    return change.old == "1" if change.field in _FLAGS else change.old


def _moved() -> Conflict:
    return Conflict(
        _("This was changed again since then, so nothing was put back. Look at the newest line of this field.")
    )
