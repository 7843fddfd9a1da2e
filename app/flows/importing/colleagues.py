"""The colleague a row names as having its case: by the name everybody here sees, or by the user id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.flows.importing.checking import CELL, ROW, Checked, Entry, Fault, whole
from app.flows.importing.values import Unfit
from app.i18n import _
from app.office import Member

FIELD = "counsellor"


class Colleagues:
    """Who may be named in a table that `user` takes in; `may_assign` is whether a case of no team is theirs to give away."""

    def __init__(self, staff: Iterable[Member], user: str, *, may_assign: bool) -> None:
        self._staff, self._user, self._may_assign = tuple(staff), user, may_assign

    def looked_up(self, checked: Checked) -> Checked:
        """The same look with ids for names; whoever is nobody, or may not have it, is a fault and out of the row."""
        told = {str(one.values[FIELD]) for one in checked.entries if FIELD in one.values}
        known = {name: self._known(name) for name in told}
        found: list[Fault] = []
        entries = tuple(self._with_id(one, known, checked, found) for one in checked.entries)
        return replace(checked, entries=entries, faults=(*checked.faults, *found))

    def may_have(self, user: str) -> bool:
        """Whether this person may get a case from whoever takes it in, as things stand now."""
        return user == self._user or (
            self._may_assign and any(one.id == user and one.works_with_cases for one in self._staff)
        )

    def _with_id(self, entry: Entry, known: Mapping[str, str | Unfit], checked: Checked, found: list[Fault]) -> Entry:
        if FIELD not in entry.values:
            return entry
        answer = known[str(entry.values[FIELD])]
        values: dict[str, Any] = {name: value for name, value in entry.values.items() if name != FIELD}
        if isinstance(answer, Unfit):
            found.append(
                Fault(entry.row, checked.headings.get(FIELD, ""), FIELD, answer.kind, str(answer), (CELL, ROW))
            )
        else:
            values[FIELD] = answer
        return replace(entry, values=values)

    def _known(self, name: str) -> str | Unfit:
        """The id of a colleague, or why the case cannot be theirs."""
        same = [one for one in self._staff if one.id == name.strip()]
        same = same or [one for one in self._staff if whole(one.name) == whole(name)]
        working = [one for one in same if one.works_with_cases]
        if not same:
            said = _("“{name}” is nobody here. It takes the name as it stands under People, or the user id.")
            return Unfit("nobody", said.format(name=name[:40]))
        if not working and same[0].id != self._user:
            return Unfit("no_cases", _("“{name}” cannot open cases, so no case can be theirs.").format(name=name[:40]))
        if len(working) > 1:
            said = _("More than one colleague is called “{name}”. Only the user id tells them apart.")
            return Unfit("several", said.format(name=name[:40]))
        one = (working or same)[0]
        if not self.may_have(one.id):
            return Unfit(
                "assign", _("Only a manager gives cases of an import to others. Left empty, this one stays with you.")
            )
        return one.id
