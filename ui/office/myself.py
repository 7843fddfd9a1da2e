"""What is one's own here: the passphrase and other ways in, the language, the colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QHBoxLayout

from app import i18n, settings
from app.i18n import _
from app.vault import Keys
from ui import theme
from ui.application import Shell
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form
from ui.office.face import Face
from ui.office.my_ways import MyWays
from ui.office.passphrase import ChangePassphrase


class MyselfFace(Face):
    """Passphrase, language and colours of the person at this computer."""

    icon = "person"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Mine")
        super().__init__(shell, _("What is mine here"), _("Only you see and change these."))
        self.form = Form()
        self.language = ChoiceStrip([("ko", "한국어"), ("en", "English")], _("Language"))
        self.language.set_value(i18n.language())
        self.colours = ChoiceStrip(
            [("light", _("Light")), ("dark", _("Dark")), ("highcontrast", _("High contrast"))], _("Colours")
        )
        self.colours.set_value(theme.current().name)
        self.form.add("language", _("Language"), self.language, "l", _("The language changes at the next start."))
        self.form.add("colours", _("Colours"), self.colours, "c")
        self.language.chosen.connect(lambda chosen: self._remember(language=chosen))
        self.colours.chosen.connect(self._paint)
        self.passphrase = Button(_("Change my passphrase"), icon="key")
        self.passphrase.clicked.connect(self._change)
        self.body.addWidget(self.form)
        acts = QHBoxLayout()
        acts.addWidget(self.passphrase)
        acts.addStretch(1)
        self.body.addLayout(acts)
        self.ways = MyWays(shell)
        self.body.addSpacing(8)
        self.body.addWidget(self.ways)
        self.body.addStretch(1)

    def reload(self) -> None:
        self.ways.reload()

    def _paint(self, name: str) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication), "the window stands in one"
        theme.apply(application, theme.THEMES[name])
        for widget in application.allWidgets():
            widget.update()
        self._remember(theme=name)

    def _remember(self, **values: str) -> None:
        self.shell.tasks.work(
            self, lambda _tell, _stop: settings.save(replace(settings.load(), **values)), lambda _none: None
        )

    def _change(self) -> None:
        self.shell.tasks.read(self, lambda desk: (desk.home, desk.keys), self._ask)

    def _ask(self, found: tuple[Path, Keys]) -> None:
        ChangePassphrase(self.window(), self.shell.tasks, *found).ask()
