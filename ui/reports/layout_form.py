"""The layout of a report as its text: a manager changes it, or goes back to the one that came with Gyeot."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _
from app.reports import QUERIES
from app.reports.layout import text_of
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.kit.buttons import Button
from ui.kit.form import Form
from ui.notices import undo

_LINES = 16


class LayoutForm(FormDialog):
    """One layout; what is wrong stands below the text and names the table."""

    def __init__(self, host: QWidget, shell: Shell, ident: str, title: str, text: str) -> None:
        self._ident, self._used = ident, text
        sentence = _("Each table says what it counts and which codes its rows and columns take. Nothing else is read.")
        super().__init__(host, shell, _("Layout: {report}").format(report=title), sentence, _("Use this layout"))
        self.saved.connect(self._told)

    def about(self) -> str:
        return self._ident

    def build(self, form: Form) -> None:
        known = ", ".join(sorted(QUERIES))
        note = _("What can be counted: {known}.").format(known=known)
        self.text = self.area("layout", _("Layout"), "L", self._used, _LINES, note=note)
        letters = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        letters.setPixelSize(13)
        self.text.setFont(letters)
        self.text.setLineWrapMode(self.text.LineWrapMode.NoWrap)
        self.shipped = Button(_("Put in the layout that came with Gyeot"), "quiet", icon="undo")
        self.shipped.clicked.connect(lambda _on=False: self.text.setPlainText(text_of(self._ident)))
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.shipped)
        across.addStretch(1)
        form.add_widget(row)

    def work(self) -> Work:
        ident, text = self._ident, self.text.toPlainText()
        return lambda desk: desk.reports.keep_layout(ident, text)

    def _told(self, _layout: object) -> None:
        """The layout that was used before can be put back at once."""
        shell, ident, before = self.shell, self._ident, self._used

        def back() -> None:
            shell.tasks.write(shell, lambda desk: desk.reports.keep_layout(ident, before))

        shell.tell(undo(_("The report is counted by this layout from now on."), back))
