"""Passphrases are shown before their files are written: whatever locks or breaks off later, no file is left that nobody opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, LineEdit

_MOST = 6
"""Passphrases that stand below each other before the list scrolls."""


class PassphrasesDialog(Dialog):
    """What each file will open with; the files are made once somebody says that it is noted."""

    def __init__(self, window: QWidget, found: Sequence[tuple[str, str]], noted: Callable[[], None]) -> None:
        self._noted = noted
        self.fields: list[LineEdit] = []
        form = Form(14)
        for at, (name, passphrase) in enumerate(found):
            field = LineEdit(passphrase)
            field.setReadOnly(True)
            field.setAccessibleName(name)
            field.setCursorPosition(0)
            form.add(f"passphrase-{at}", name, field, "")
            self.fields.append(field)
        verbs = [Verb("leave", _("Make nothing")), Verb("noted", _("Noted, make them now"), "Ctrl+Enter", "primary")]
        sentence = _("Note this down before the files are made. It is kept nowhere, and nobody can find it again.")
        super().__init__(window, _("Passphrase"), sentence, verbs, _in_room(form, len(found)), WIDE)
        self.chosen.connect(self._obey)

    def _obey(self, verb: str) -> None:
        if verb == "noted":
            self._noted()


def _in_room(form: Form, count: int) -> QWidget:
    """The fields themselves, or as many as fit with a bar beside them."""
    if count <= _MOST:
        return form
    from ui.kit.page import Column

    column = Column(_("Passphrase"))
    column.add(form)
    column.end()
    column.setFixedHeight(min(420, QGuiApplication.primaryScreen().availableSize().height() - 320))
    return column
