"""A paper of the manual as a file: where it goes, and what is said once it is there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.documents import Handed
from app.i18n import _
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, HelpLine, LineEdit


class MadeHandout(Dialog):
    """The paper is there: its name, its pages, and the passphrase, this once."""

    def __init__(self, window: QWidget, handed: Handed, passphrase: str | None) -> None:
        content = Form(10)
        if passphrase:
            self.shown = LineEdit(passphrase)
            self.shown.setReadOnly(True)
            note = _("Note it down now. It is not kept anywhere and not shown again.")
            content.add("passphrase", _("Passphrase"), self.shown, help_text=note)
        for warning in handed.paper.warnings:
            content.add_widget(HelpLine(warning))
        sentence = _("{name} has {count} pages.").format(name=Path(handed.paper.path).name, count=handed.paper.pages)
        verbs = [Verb("done", _("Noted"), "Ctrl+Enter", "primary")]
        super().__init__(window, _("The paper is made"), sentence, verbs, content, WIDE)
