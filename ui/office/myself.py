"""What is one's own here: the passphrase and other ways in, the language, the colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QHBoxLayout

from app import i18n, settings
from app.i18n import _
from app.vault import Keys
from ui import notices, theme
from ui.application import Shell
from ui.kit import text_size
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form
from ui.kit.page import Column
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
        self.text = ChoiceStrip([(str(one), f"{one} %") for one in text_size.SIZES], _("Text size"))
        self.text.set_value(str(text_size.in_force()))
        note = _(
            "It changes when you unlock next. Ctrl and + or − step through it anywhere, Ctrl 0 goes back to 100 %."
        )
        self.form.add("text", _("Text size"), self.text, "t", note)
        self.text.chosen.connect(self._resize)
        self.language.chosen.connect(lambda chosen: self._remember(language=chosen))
        self.colours.chosen.connect(self._paint)
        self.passphrase = Button(_("Change my passphrase"), icon="key")
        self.passphrase.clicked.connect(self._change)
        acts = QHBoxLayout()
        acts.addWidget(self.passphrase)
        acts.addStretch(1)
        self.ways = MyWays(shell)
        column = Column(self.word)
        column.add(self.form, acts, self.ways)
        column.end()
        self.body.addWidget(column, 1)

    def reload(self) -> None:
        self.ways.reload()
        self.shell.tasks.work(
            self, lambda _tell, _stop: text_size.remembered(), lambda size: self.text.set_value(str(size))
        )

    def _paint(self, name: str) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication), "the window stands in one"
        theme.apply(application, theme.THEMES[name])
        for widget in application.allWidgets():
            widget.update()
        self._remember(theme=name)

    def _resize(self, chosen: str) -> None:
        self.shell.tasks.work(
            self, lambda _tell, _stop: text_size.remember(int(chosen)),
            lambda size: self.shell.tell(notices.of_text_size(size, self.shell.lock_asked.emit)),
        )  # fmt: skip

    def _remember(self, **values: str) -> None:
        self.shell.tasks.work(
            self, lambda _tell, _stop: settings.save(replace(settings.load(), **values)), lambda _none: None
        )

    def _change(self) -> None:
        self.shell.tasks.read(self, lambda desk: (desk.home, desk.keys), self._ask)

    def _ask(self, found: tuple[Path, Keys]) -> None:
        ChangePassphrase(self.window(), self.shell.tasks, *found).ask()
