"""The form of the unlock page: computer, name, second secret, passphrase, and what went wrong beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.vault import Kind, SecondSecret, UserCard
from ui.kit.banner import Banner, Tone
from ui.kit.buttons import Button
from ui.kit.chips import Tag
from ui.kit.form import Form, LineEdit, Picker
from ui.kit.label import Label, Rule
from ui.kit.path_field import PathField
from ui.kit.secret import SecretEdit
from ui.unlock.place_field import ComputerField

_ORDER = (Kind.DEVICE, Kind.KEYFILE, Kind.PAPER)


class UnlockForm(QWidget):
    """What a person fills in; it decides nothing."""

    chosen = Signal()
    again = Signal()
    elsewhere = Signal()

    def __init__(self, note: str = "", allowed: frozenset[str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._allowed = allowed
        self._users: dict[str, UserCard] = {}
        self._before, self._where, self._key_store = "", "", False
        self._passing: list[Banner] = []
        self._way = Kind.KEYFILE
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 4, 4, 4)
        self._column.setSpacing(0)
        self._head()
        self._banners = QVBoxLayout()
        self._column.addLayout(self._banners)
        if note:
            self._say("watch", note)
        self._fields()
        self._acts()
        self._without_key()
        self._show_way(Kind.KEYFILE)

    # -- building ------------------------------------------------------------------------------------

    def _head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Label(_("Unlock"), 28, 700))
        self._practice = Tag(_("Practice centre"), "caution")
        self._practice.hide()
        row.addWidget(self._practice, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addSpacing(6)
        sentence = _("Check where you sit and your name, then enter your passphrase.")
        self._column.addWidget(Label(sentence, 14, 400, "text2", wrap=True))
        self._column.addSpacing(20)

    def _fields(self) -> None:
        self._form = Form(spacing=16)
        self.computer = ComputerField()
        self.computer.set("", "")
        self._form.add(Kind.DEVICE.value, _("This computer"), self.computer, "C")
        self.names = Picker(icon="person")
        self._form.add("name", _("Name"), self.names, "N")
        self.names.currentIndexChanged.connect(self._name_chosen)
        self.key_file = PathField(_("Key file"), _("Choose the key file"), folder=False, height=40)
        self._form.add(Kind.KEYFILE.value, _("Key file"), self.key_file, "F")
        self.code = LineEdit(height=40)
        self._form.add(Kind.PAPER.value, _("Printed code"), self.code, "D")
        self._form.set_help(Kind.PAPER.value, _("Six groups of five. Spaces, dashes and capitals do not matter."))
        self.passphrase = SecretEdit()
        self._form.add("passphrase", _("Passphrase"), self.passphrase, "P")
        self.passphrase.typed.connect(self._say_state)
        self._say_state()
        self._column.addWidget(self._form)

    def _acts(self) -> None:
        self._column.addSpacing(20)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.act = Button(_("Unlock"), "primary", "Enter", tall=True)
        row.addWidget(self.act)
        self._others = {kind: Button(_other_way(kind), "quiet") for kind in _ORDER}
        for kind, button in self._others.items():
            button.clicked.connect(lambda _on=False, kind=kind: self._change_way(kind))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.ways_out = (Button(_("Try again"), "primary"), Button(_("Another centre")))
        for button, asked in zip(self.ways_out, (self.again, self.elsewhere), strict=True):
            button.clicked.connect(asked)
            button.hide()
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)

    def _without_key(self) -> None:
        self._column.addSpacing(24)
        self._column.addWidget(Rule())
        self._column.addSpacing(18)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(_("Open without case data"), 14, 650))
        words.addWidget(Label(_("Manual and directory open without a passphrase."), 13, 400, "text2", wrap=True))
        self.manual = Button(_("Show the manual"), key="Ctrl+M", icon="book")
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.manual, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(row)

    # -- what stands in it ---------------------------------------------------------------------------

    def show_centre(self, where: str, names: Sequence[tuple[UserCard, str]], key_store: bool, wanted: str) -> None:
        """The people of a centre; `wanted` (id or alias) is chosen where it is known."""
        self._users = {card.id: card for card, _words in names}
        self._key_store, self._where = key_store, where
        self.names.set_options([(card.id, words) for card, words in names])
        known = next((card.id for card, _words in names if wanted in (card.id, card.alias)), "")
        self.names.blockSignals(True)
        self.names.set_value(known or (names[0][0].id if names else ""))
        self.names.blockSignals(False)
        self._before = self.user()
        self._show_way(self._best_way())

    def set_practice(self, practice: bool) -> None:
        self._practice.setVisible(practice)

    def say_notices(self, notices: Sequence[str]) -> None:
        """What people should know about the files although they opened."""
        for sentence in notices:
            self._say("caution", _("Something was repaired"), sentence)

    def user(self) -> str:
        return self.names.value()

    def user_before(self) -> str:
        """Who was chosen until now."""
        return self._before

    def way(self) -> Kind:
        return self._way

    def typed_key_file(self) -> Path | None:
        return self.key_file.path()

    def set_key_file(self, paths: Mapping[str, Path]) -> None:
        """The path this person used before, if any."""
        card = self._users.get(self.user())
        known = paths.get(self.user()) or (paths.get(card.alias) if card else None)
        self.key_file.set_path(known)
        self._before = self.user()

    def _ways(self) -> tuple[Kind, ...]:
        card = self._users.get(self.user())
        return tuple(kind for kind in _ORDER if card is not None and kind in card.ways)

    def _best_way(self) -> Kind:
        """This computer's key store where it can be, then the key file, then paper."""
        ways = self._ways()
        usable = [kind for kind in ways if kind is not Kind.DEVICE or self._key_store]
        return (usable or list(ways) or [Kind.PAPER])[0]

    def _name_chosen(self, _index: int) -> None:
        self.clear()
        self.passphrase.take()
        self.chosen.emit()
        self._show_way(self._best_way())

    def _change_way(self, kind: Kind) -> None:
        self.clear()
        self._show_way(kind)
        rows = {Kind.KEYFILE: self.key_file.line, Kind.PAPER: self.code, Kind.DEVICE: self.passphrase}
        rows[kind].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_way(self, way: Kind) -> None:
        self._way = way
        self._form.show_row(Kind.KEYFILE.value, way is Kind.KEYFILE)
        self._form.show_row(Kind.PAPER.value, way is Kind.PAPER)
        for kind, button in self._others.items():
            button.setVisible(kind is not way and kind in self._ways())
        self.computer.set(self._where, _way_note(way))
        self.code.setText("")

    def _say_state(self) -> None:
        self._form.set_help("passphrase", self.passphrase.state())

    # -- what is asked of it -------------------------------------------------------------------------

    def second(self) -> SecondSecret | None:
        """Where to take the second secret from; None where the row is empty, and says so."""
        if self._way is Kind.DEVICE:
            return SecondSecret.device() if self._allowed is None else SecondSecret.device(self._allowed)
        if self._way is Kind.KEYFILE:
            path = self.key_file.path()
            if path is None:
                sentence = _("Choose the key file first. It is often kept on a USB stick.")
                self._form.set_error(Kind.KEYFILE.value, sentence)
            return SecondSecret.keyfile(path) if path else None
        if not self.code.text().strip():
            self._form.set_error(Kind.PAPER.value, _("Type the printed code from your sheet first."))
            return None
        return SecondSecret.paper(self.code.text())

    def error(self, row: str) -> str:
        return self._form.error(row)

    def refuse(self, row: str, sentence: str) -> None:
        """Say what is wrong where it is wrong."""
        if row == "page":
            self._say("danger", _("The lock was not opened"), sentence, passing=True)
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._form.set_error(row, sentence)

    def set_waiting(self, sentence: str, seconds: int) -> None:
        """After many wrong tries: how long until the next one."""
        self.act.setEnabled(seconds == 0)
        if seconds:
            wait = _("{sentence} You can try again in {seconds} seconds.")
            self._form.set_error("passphrase", wait.format(sentence=sentence, seconds=seconds), focus=False)
        elif self._form.error("passphrase"):
            self._form.set_error("passphrase", sentence, focus=False)

    def set_busy(self, busy: bool) -> None:
        self.act.setEnabled(not busy)
        self.act.set(_("Opening the lock…") if busy else _("Unlock"))
        if busy:
            self._form.set_help("passphrase", _("This takes a second or two; it makes guessing slow."))
        else:
            self._say_state()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def cannot_show(self, sentence: str) -> None:
        """No centre could be read: the form has nothing to offer."""
        self._form.hide()
        self.act.hide()
        for button in self._others.values():
            button.hide()
        self._say("danger", _("This centre could not be opened"), sentence)
        for button in self.ways_out:
            button.show()
        self.ways_out[0].setFocus(Qt.FocusReason.TabFocusReason)

    def clear(self) -> None:
        """Take back what was said."""
        self._form.clear_errors()
        for banner in self._passing:
            self._banners.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self._passing.clear()

    def forget(self) -> None:
        """Empty every field that held a secret."""
        self.passphrase.take()
        self.code.setText("")
        self.clear()

    def _say(self, tone: Tone, title: str, sentence: str = "", passing: bool = False) -> None:
        banner = Banner(tone, title, parent=self)
        self._banners.addWidget(banner)
        banner.set_words(title, sentence)
        if passing:
            self._passing.append(banner)
        self._banners.setContentsMargins(0, 0, 0, 20)
        self._banners.setSpacing(8)


def _other_way(kind: Kind) -> str:
    words = {
        Kind.DEVICE: _("Open with this computer's key"),
        Kind.KEYFILE: _("Open with the key file"),
        Kind.PAPER: _("Open with the printed code"),
    }
    return words[kind]


def _way_note(kind: Kind) -> str:
    words = {
        Kind.DEVICE: _("Key kept here"),
        Kind.KEYFILE: _("With a key file"),
        Kind.PAPER: _("With a printed code"),
    }
    return words[kind]
