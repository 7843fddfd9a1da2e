"""Import and leave: cases that come along in tables, and all of it that goes elsewhere."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import _
from ui.application import Shell
from ui.kit.tabs import Tabs
from ui.office.arriving import ArrivingSection
from ui.office.face import Face
from ui.office.importing_steps import TakingIn
from ui.office.leaving import Leaving


class ImportingFace(Face):
    """Two sections: what comes in, and what goes out."""

    icon = "swap"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Import and leave")
        sentence = _("Cases from a table of earlier years come in here, and all records can leave in one file.")
        super().__init__(shell, self.word, sentence)
        self.taking = TakingIn(shell)
        self.sections: dict[str, tuple[str, QWidget]] = {
            "table": (_("Take in a table"), self.taking),
            "arrive": (_("Take in a Gyeot file"), ArrivingSection(shell)),
            "leave": (_("Let cases leave"), Leaving(shell)),
        }
        self.stack = QStackedWidget()
        for _word, section in self.sections.values():
            self.stack.addWidget(section)
        self.tabs = Tabs([(name, word) for name, (word, _section) in self.sections.items()], self.word)
        self.tabs.chosen.connect(self.show_section)
        self.body.addWidget(self.tabs)
        self.tabs.setVisible(len(self.sections) > 1)
        self.body.addWidget(self.stack, 1)

    def show_section(self, name: str) -> None:
        self.tabs.set_current(name)
        self.stack.setCurrentWidget(self.sections[name][1])
        self.reload()

    def reload(self) -> None:
        shown = self.stack.currentWidget()
        reload = getattr(shown, "reload", None)
        if callable(reload):
            reload()
