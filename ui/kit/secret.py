"""Fields for secrets: one to type in, emptied the moment it is taken, and one to note down from, shown when asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import _
from ui.kit.buttons import Button, IconButton
from ui.kit.form import UNLOCK_CONTROL, LineEdit

_HANGUL = (("ᄀ", "ᇿ"), ("ㄱ", "ㆎ"), ("가", "힣"))


class SecretEdit(LineEdit):
    """Dots, an eye to show what was typed, and no copy of it after `take`."""

    typed = Signal()

    def __init__(self, height: int = UNLOCK_CONTROL, parent: QWidget | None = None) -> None:
        super().__init__(secret=True, height=height, parent=parent)
        self._composed = ""
        self.setTextMargins(0, 0, 34, 0)
        self.eye = IconButton("eye", _("Show what is typed"), parent=self)
        self.eye.clicked.connect(self._turn)
        self.textChanged.connect(lambda _text: self.typed.emit())

    def take(self) -> str:
        """What was typed; the field is empty afterwards and remembers nothing."""
        text = self.text()
        self.setText("")
        self._composed = ""
        self._set_shown(False)
        return text

    def state(self) -> str:
        """How the passphrase is being typed, in a sentence."""
        text = self.text() + self._composed
        korean = QGuiApplication.inputMethod().locale().language().name == "Korean"
        if any(low <= letter <= high for letter in text for low, high in _HANGUL):
            return _("You are typing in Korean. The passphrase is checked exactly as it stands.")
        if any(letter.isalpha() for letter in text):
            return _("You are typing Latin letters. The passphrase is checked exactly as it stands.")
        if korean:
            return _("The keyboard is set to Korean. The passphrase is checked exactly as it stands.")
        return _("The passphrase is checked exactly as it stands, Korean or Latin.")

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composed = event.preeditString()
        super().inputMethodEvent(event)
        self.typed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.eye.move(self.width() - 38, (self.height() - 32) // 2)

    def _turn(self) -> None:
        self._set_shown(self.echoMode() == QLineEdit.EchoMode.Password)

    def _set_shown(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        name = _("Hide what is typed") if shown else _("Show what is typed")
        self.eye.setAccessibleName(name)
        self.eye.setToolTip(name)


class NotedSecret(LineEdit):
    """A secret that was made and has to be noted down: dots, until somebody asks to see it. Nobody else may be looking."""

    def __init__(self, secret: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(secret, secret=True, height=UNLOCK_CONTROL, parent=parent)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setCursorPosition(0)
        self.show_it = Button(_("Show the passphrase"), "secondary", "Alt+S", "eye")
        self.show_it.clicked.connect(self._turn)

    @property
    def shown(self) -> bool:
        return self.echoMode() == QLineEdit.EchoMode.Normal

    def _turn(self) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Password if self.shown else QLineEdit.EchoMode.Normal)
        self.setCursorPosition(0)
        self.show_it.set(_("Hide the passphrase") if self.shown else _("Show the passphrase"))
