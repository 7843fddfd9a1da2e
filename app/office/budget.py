"""Budget lines that support is paid from: everybody reads them, a manager changes them."""

from __future__ import annotations

from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import new_id
from app.entry import check_text
from app.errors import BadInput, NotFound
from app.i18n import _
from app.office.service import Office
from app.store import Database
from app.text import folded, nfc

YEARS = range(2000, 2101)
MOST = 1_000_000_000_000


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of a year's budget; without a ceiling nothing is warned about."""

    id: str
    name: str
    year: int
    ceiling: int | None = None
    active: bool = True

    def left(self, paid: int) -> int | None:
        """What is left of it; below zero where more was paid."""
        return None if self.ceiling is None else self.ceiling - paid


class BudgetLines:
    """The budget lines in the office database."""

    def __init__(self, db: Database, office: Office) -> None:
        self._db, self._office = db, office

    def all(self) -> tuple[BudgetLine, ...]:
        """Every line there ever was, the latest year first: payments keep the name of theirs."""
        rows = self._db.rows("SELECT * FROM budget_line ORDER BY year DESC, name, id")
        return tuple(BudgetLine(**{**row, "active": bool(row["active"])}) for row in rows)

    def get(self, line_id: str) -> BudgetLine:
        found = next((one for one in self.all() if one.id == line_id), None)
        if found is None:
            raise NotFound(_("This budget line is not there any more. Please look at the list again."))
        return found

    def add(self, name: str, year: int, ceiling: int | None = None) -> Done[BudgetLine]:
        self._office.managers_only()
        ident, values = new_id(), self._checked(name, year, ceiling)
        with self._db.atomic():
            self._db.insert("budget_line", {"id": ident, **values, "active": 1})
        return Done(self.get(ident), Changes.SETTINGS)

    def write(self, line_id: str, name: str, year: int, ceiling: int | None = None) -> Done[BudgetLine]:
        self._office.managers_only()
        values = self._checked(name, year, ceiling, besides=line_id)
        with self._db.atomic():
            self._db.change("budget_line", self.get(line_id).id, values)
        return Done(self.get(line_id), Changes.SETTINGS)

    def retire(self, line_id: str, gone: bool = True) -> Done[None]:
        """Offer a line no more, or again; what was paid from it stays with it."""
        self._office.managers_only()
        with self._db.atomic():
            self._db.change("budget_line", self.get(line_id).id, {"active": int(not gone)})
        return Done(None, Changes.SETTINGS)

    def _checked(self, name: str, year: int, ceiling: int | None, besides: str = "") -> dict[str, str | int | None]:
        if not (text := check_text(nfc(name), "name")):
            raise BadInput(_("A budget line needs a name."), field="name")
        if year not in YEARS:
            raise BadInput(_("Please write the year in four digits."), field="year")
        if ceiling is not None and not 0 < ceiling <= MOST:
            raise BadInput(_("Please write the ceiling in won, or leave it empty."), field="ceiling")
        if any(folded(one.name) == folded(text) and one.year == year and one.id != besides for one in self.all()):
            raise BadInput(_("There is a line of this name in this year already."), field="name")
        return {"name": text, "year": year, "ceiling": ceiling}
