"""What went to whom, shown before a consent is taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.codelists import label
from app.flows.withdrawal import EVERYWHERE, Passed, by_purpose
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.reading import CaseFile
from ui.kit.label import Label
from ui.kit.rows import TWO_LINES, Row, Rows

_MOST = 3
"""Rows that stand before the list scrolls."""


class Reached(QWidget):
    """The list for a purpose, a place and a service; nothing where no consent is being taken back."""

    def __init__(self, shell: Shell, file: CaseFile) -> None:
        super().__init__()
        self._shell, self._file = shell, file
        self.sentence = Label("", 13, 500, "high", wrap=True)
        self.rows = Rows(_("What went to whom"), TWO_LINES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.sentence)
        column.addWidget(self.rows)
        self.rows.hide()
        self.sentence.hide()

    def show_for(self, purpose: str, place: str | None, service: str | None) -> None:
        """An empty purpose hides it."""
        everywhere = purpose in EVERYWHERE
        if not everywhere and purpose not in ("third_party", "conference"):
            self._show(())
            self.sentence.hide()
            return
        case_id, wanted = self._file.case.id, None if everywhere else place
        asked = partial(by_purpose, case_id=case_id, purpose=purpose, place=wanted, service=service)
        self._shell.tasks.read(self, asked, self._found, topic="reached")

    def _found(self, passed: tuple[Passed, ...]) -> None:
        places = len({one.place for one in passed if one.how != "house"})
        if not passed:
            self.sentence.setText(_("Nothing has gone out, so nobody has to be told. What is open stops."))
        else:
            told = _(
                "This has gone out. Places to tell: {count}. Words for them are prepared when you save; what is open stops."
            )
            self.sentence.setText(told.format(count=places))
        self.sentence.show()
        self._show(passed)

    def _show(self, passed: tuple[Passed, ...]) -> None:
        self.rows.setVisible(bool(passed))
        self.rows.show_rows([_row(at, one) for at, one in enumerate(passed)])
        self.rows.setFixedHeight(min(_MOST, max(1, len(passed))) * TWO_LINES + 4)


def _row(at: int, one: Passed) -> Row:
    how = {
        "paper": _("on paper"),
        "house": _("a paper for the house"),
        "evidence": _("evidence"),
        "transfer": _("Transfer"),
        "conference": _("Case conference"),
    }.get(one.how)
    return Row(
        str(at), one.name, meta=how or label("referral_step", one.how),
        second=" · ".join(filter(None, (words.moment(one.at), one.what))), icon="send",
    )  # fmt: skip
