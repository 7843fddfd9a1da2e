"""Who this may be: records that look alike, and the other side's number without anything else of that case."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.cases import Double
from app.i18n import _
from ui.contacts.reading import Alike
from ui.forms.sight import others_case
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.label import IconLabel, Label, SectionHead
from ui.kit.rows import TWO_LINES, Row, Rows


class AlikePanel(QWidget):
    """Possible doubles while somebody types; the other party's case stays covered."""

    opened = Signal(str)
    asked = Signal(str)
    """The case in which this number is the other side's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alike = Alike()
        self.head = SectionHead(_("Records alike"), large=False)
        self.rows = Rows(_("Records alike"), TWO_LINES, framed=False, fit=True)
        self.rows.opened.connect(self.opened)
        self.beside = Button(_("Side by side"), "quiet", "Ctrl+D")
        self.beside.clicked.connect(lambda: self.opened.emit(self.current()))
        self._same = Card(padding=(0, 2, 12, 8), spacing=2)
        self._same.body.addWidget(self.rows)
        self._same.body.addWidget(self.beside, 0, Qt.AlignmentFlag.AlignRight)
        self._none = Label(_("No record has this name or number."), 12, 400, "text3", wrap=True)
        self._other = self._other_card()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.head, self._none, self._same, self._other):
            column.addWidget(part)
        self.show_alike(Alike())

    def _other_card(self) -> Card:
        card = Card(padding=(16, 14, 16, 14), spacing=6)
        card.body.addWidget(IconLabel("overlap", _("This may be the other party"), 14, 650, "high", 18))
        sentence = _("The end of this number stands in another case as the other side's. The case stays covered.")
        card.body.addWidget(Label(sentence, 12, 400, "text2", wrap=True))
        self.ask = Button(_("Ask the supervisor"))
        self.ask.clicked.connect(lambda: self.asked.emit(self._others()[0].case_id))
        card.body.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _others(self) -> list[Double]:
        return [one for one in self._alike.doubles if one.kind == "other_party"]

    def same(self) -> list[Double]:
        return [one for one in self._alike.doubles if one.kind == "same"]

    def current(self) -> str:
        """The case that is looked at: the chosen row, or the first."""
        ids = [one.case_id for one in self.same()]
        chosen = self.rows.current_id()
        return chosen if chosen in ids else ids[0] if ids else ""

    def show_alike(self, alike: Alike) -> None:
        self._alike = alike
        same = self.same()
        self.rows.show_rows(
            [Row(one.case_id, others_case() if one.masked else one.alias, one.number, _why(one)) for one in same]
        )
        self.head.set(_("Records alike"), len(same) or None)
        self._same.setVisible(bool(same))
        self._none.setVisible(not same and not self._others())
        self._other.setVisible(bool(self._others()))


def _why(double: Double) -> str:
    """Both reasons in the room of one."""
    return _("the same name and last digits") if ", " in double.why else double.why
