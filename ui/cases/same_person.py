"""Two records of one person in a case: looked for, side by side, put together, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.cases import Double
from app.desk import Desk
from app.doubles import Merge, Pair
from app.i18n import _
from ui import notices
from ui.application import Shell
from ui.cases.forms.merging import ApartForm, MergeForm, OtherRecordForm
from ui.cases.reading import Covered
from ui.forms.sight import ask_sight

if TYPE_CHECKING:
    from ui.cases.acts import CaseActs


class SamePerson(QObject):
    """What can be done about doubles of the case that is shown."""

    def __init__(self, acts: CaseActs, host: QWidget, shell: Shell) -> None:
        super().__init__(acts)
        self._acts, self._host, self._shell = acts, host, shell

    def look(self) -> None:
        """Look for another record of this person."""
        case = self._acts.file.case
        person = case.survivor

        def alike(desk: Desk) -> tuple[Double, ...]:
            found = desk.cases.doubles(person.alias, person.phone, besides=case.id)
            return desk.sight.covered_doubles(one for one in found if one.kind == "same")

        self._shell.tasks.read(self, alike, self._choose_record, topic="alike")

    def _choose_record(self, doubles: tuple[Double, ...]) -> None:
        form = OtherRecordForm(self._host, self._shell, self._acts.file.case.number, doubles)
        form.picked.connect(self._side_by_side)
        self._acts.begin(form)

    def _side_by_side(self, other: str) -> None:
        kept = self._acts.file.case.id

        def look(desk: Desk) -> Pair | Covered:
            case = desk.cases.get(other)
            return desk.merging.pair(kept, case.id) if desk.sight.sees(case.id) else Covered(case.id, case.number)

        self._shell.tasks.read(self, look, self._compare, topic="pair")

    def _compare(self, found: Pair | Covered) -> None:
        if isinstance(found, Covered):
            self._acts.form = ask_sight(
                self._host, self._shell, found.id, found.number, lambda: self._side_by_side(found.id)
            )
            return
        form = MergeForm(self._host, self._shell, found)
        form.saved.connect(self._merged)
        self._acts.begin(form)

    def _merged(self, merge: object) -> None:
        assert isinstance(merge, Merge), "putting together gives the merge"

        def apart() -> None:
            self._shell.tasks.write(self, lambda desk: desk.merging.undo(merge.id))

        said = _("{number} stands in this record now.").format(number=merge.gone_number)
        self._shell.tell(notices.undo(said, apart))

    def open(self, ident: str) -> None:
        """What was put together; it may be taken apart, or the record it went into is shown."""
        one = next((one for one in self._acts.file.merges if one.id == ident), None)
        if one is None or one.undone_at is not None:
            return
        if one.gone_id == self._acts.file.case.id:
            self._shell.go("cases", one.case_id)
        else:
            self._acts.begin(ApartForm(self._host, self._shell, one, one.gone_number))
