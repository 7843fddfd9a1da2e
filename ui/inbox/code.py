"""A receipt code to be read aloud: its parts large and numbered; the caller says two of them back before it is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.flows.report_by_phone import new_code, parts, two_places
from app.i18n import _
from app.text import nfc
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, LineEdit
from ui.kit.label import Label

_ACROSS = 2


class CodeDialog(Dialog):
    """One code; `repeated` gives it once two of its parts were said back. It is written down nowhere here."""

    repeated = Signal(str)
    without = Signal()

    def __init__(self, host: QWidget, *, second: bool = False, digits: bool = False) -> None:
        self.code, self._second, self._digits = new_code(digits=digits), second, digits
        shown = parts(self.code)
        self._asked = two_places(len(shown))
        self._host = host
        title = _("The second code, for the person harmed") if second else _("Read the code aloud")
        other = _("Words instead") if digits else _("Digits instead")
        verbs = [Verb("leave", _("Go back"), "Esc"), Verb("other", other), Verb("keep", _("They have it"), "Ctrl+Enter", "primary")]  # fmt: skip
        if second:
            verbs.insert(1, Verb("without", _("Skip it")))
        super().__init__(host.window(), title, self._sentence(), verbs, self._content(shown), WIDE, stays=True)
        self.chosen.connect(self._obey)

    def _sentence(self) -> str:
        if self._second:
            return _(
                "Whoever told this may hand it on. The person harmed then goes on alone, and nothing more is written to the one who told it."
            )
        return _(
            "Slowly, one part after the other. Whoever holds it reads our answers on the report page and writes there. It is kept nowhere here and cannot be found again."
        )

    def _content(self, shown: tuple[str, ...]) -> QWidget:
        content = Form(12)
        content.add_widget(_grid(shown))
        self.said: dict[int, LineEdit] = {}
        for at, key in zip(self._asked, "FS", strict=True):
            self.said[at] = LineEdit()
            content.add(str(at), _("Said back: number {place}").format(place=at + 1), self.said[at], key)
        self.form = content
        return content

    def begin(self) -> CodeDialog:
        self.ask(next(iter(self.said.values())))
        return self

    def _obey(self, verb: str) -> None:
        if verb == "keep":
            self._keep()
            return
        self.leave()
        if verb == "without":
            self.without.emit()
        elif verb == "other":
            self.turned.emit(not self._digits)

    turned = Signal(bool)
    """Another code is wanted: of digits, or of words."""

    def _keep(self) -> None:
        shown, wrong = parts(self.code), None
        for at, field in self.said.items():
            right = nfc(field.text()).strip() == shown[at]
            self.form.set_error(str(at), "" if right else _("Not the same yet. Please read it out once more."))
            wrong = wrong or (None if right else field)
        if wrong is not None:
            self.place()
            wrong.setFocus()
            return
        self.leave()
        self.repeated.emit(self.code)


def _grid(shown: tuple[str, ...]) -> QWidget:
    """Two columns that are read downwards on the page as here: left, right, next line."""
    host = QWidget()
    grid = QGridLayout(host)
    grid.setContentsMargins(0, 4, 0, 8)
    grid.setVerticalSpacing(6)
    for at, part in enumerate(shown):
        word = Label(part, 26, 700)
        word.setAccessibleName(f"{at + 1}: {part}")
        row, column = divmod(at, _ACROSS)
        grid.addWidget(Label(str(at + 1), 16, 500, "text2"), row, 2 * column)
        grid.addWidget(word, row, 2 * column + 1)
        grid.setColumnStretch(2 * column + 1, 1)
    return host
