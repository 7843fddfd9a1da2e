"""The cases behind a number: opened by whoever may see them, a number for everybody else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import local
from app.codelists import label
from app.i18n import _
from app.reports import Behind
from app.reports.dashboard import MOST
from ui.forms.sight import others_case
from ui.kit.buttons import Button
from ui.kit.label import Label, SectionHead
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.reports.reading import Found

_CHIPS = {"critical": "urgent", "high": "high", "caution": "caution", "watch": "watch"}


class BehindPanel(QWidget):
    """A list that goes on when it is asked to."""

    WIDTH = 340
    opened = Signal(str)
    more_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._cases: list[Behind] = []
        self._names: dict[str, str] = {}
        self.head = SectionHead(_("Cases behind a number"))
        self.about = Label("", 12, 400, "text2", wrap=True)
        self.rows = Rows(_("Cases behind a number"), TWO_LINES, lead=16)
        self.rows.opened.connect(self._open)
        self.more = Button(_("Show more"), "quiet", icon="chevron-down")
        self.more.clicked.connect(lambda _on=False: self.more_asked.emit(self._cases[-1]))
        acts = QHBoxLayout()
        acts.addWidget(self.more)
        acts.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 16)
        down.setSpacing(8)
        down.addWidget(self.head)
        down.addWidget(self.about)
        down.addWidget(self.rows, 1)
        down.addLayout(acts)
        down.addStretch(0)
        self.forget()

    def forget(self) -> None:
        """Nothing is chosen."""
        self._cases = []
        self.about.setText(_("Choose a line in a table, and the cases behind its number stand here."))
        self.head.set(_("Cases behind a number"), None)
        self.rows.show_rows([])
        self.rows.hide()
        self.more.hide()

    def show_found(self, about: str, found: Found, *, goes_on: bool = False) -> None:
        """The cases of a line, or the next ones of the same."""
        self._cases = [*(self._cases if goes_on else ()), *found.cases]
        self._names = found.names
        self.about.setText(about)
        whole = len(found.cases) < MOST
        self.head.set(_("Cases behind a number"), f"{len(self._cases):,}" + ("" if whole else "+"))
        self.rows.show_rows([self._row(one) for one in self._cases])
        self.rows.setVisible(bool(self._cases))
        self.more.setVisible(not whole)
        if not self._cases:
            self.about.setText(_("{about}. No case stands behind it.").format(about=about))

    def _row(self, one: Behind) -> Row:
        last = f"{local(one.at):%Y-%m-%d}"
        if not one.id:
            return Row(f"#{one.key}", one.number, second=f"{last} · {others_case()}")
        with_whom = self._names.get(one.assigned_to, one.assigned_to)
        risk = _CHIPS.get(one.risk, "")
        second = " · ".join((last, with_whom, label("violence_type", one.main_type)))
        return Row(one.id, one.alias or one.number, meta=one.number if one.alias else "", second=second, risk=risk)

    def _open(self, ident: str) -> None:
        if any(one.id == ident for one in self._cases if one.id):
            self.opened.emit(ident)

    def fit(self, beside: bool) -> None:
        """A column of its own beside the panels, or a strip below them."""
        self.setMinimumWidth(self.WIDTH if beside else 0)
        self.setMaximumWidth(self.WIDTH if beside else 16_777_215)
        self.setMaximumHeight(16_777_215 if beside else 240)
