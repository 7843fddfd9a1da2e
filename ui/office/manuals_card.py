"""One version of a manual: where it came from, its whole fingerprint, who read what changed, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import local
from app.i18n import _, short_date
from app.manual.holdings import Readership, Volume
from app.wire import fours
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.label import Label
from ui.kit.page import Column
from ui.office.manuals_keys import apart
from ui.office.manuals_rows import came_from, review_word, since

WIDTH = 312


class VolumeCard(QWidget):
    """What is known of the chosen version, and its acts; only managers may change what is used."""

    told = Signal(str, str)
    """What this version changed is asked for: id of the manual, version."""
    wanted = Signal(str, str)
    """This version shall be used."""

    def __init__(self, may_decide: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_decide = may_decide
        self._volume: Volume | None = None
        self.name = Label("", 18, 650, wrap=True)
        self.version = Label("", 14, 500, "text2")
        self.lines = [(Label("", 12, 500, "text2"), Label("", 14, 400, wrap=True)) for _part in range(4)]
        apart(self.lines[-1][1])
        self.readers = [Label("", 13, 400, wrap=True), Label("", 13, 500, "caution", wrap=True)]
        self.head = Label(_("Who has read what changed"), 12, 500, "text2")
        self.changed = Button(_("What this version changed"), "secondary", "C", "list")
        self.use = Button("", "secondary", "U", "undo")
        self._lay_out()
        self.changed.clicked.connect(lambda _on=False: self._tell(self.told))
        self.use.clicked.connect(lambda _on=False: self._tell(self.wanted))
        self.setVisible(False)

    def _lay_out(self) -> None:
        card = Card(padding=(18, 16, 18, 16), spacing=2)
        card.body.addWidget(self.name)
        card.body.addWidget(self.version)
        card.body.addSpacing(10)
        for head, text in self.lines:
            card.body.addWidget(head)
            card.body.addWidget(text)
            text.setContentsMargins(0, 0, 0, 8)
        for part in (self.head, *self.readers):
            card.body.addWidget(part)
        card.body.addStretch(1)
        scroll = Column(_("The chosen version"))
        scroll.add(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(scroll, 1)
        for act in (self.changed, self.use):
            column.addWidget(act)

    def _tell(self, signal: object) -> None:
        if self._volume is not None:
            signal.emit(self._volume.pack.id, self._volume.pack.version)  # type: ignore[attr-defined] # a bound Signal

    # -- showing ---------------------------------------------------------------------------------

    def show_volume(self, volume: Volume | None, readers: Readership | None, names: Mapping[str, str]) -> None:
        """Show a version, or nothing."""
        self._volume = volume
        self.setVisible(volume is not None)
        if volume is None:
            return
        self.name.setText(volume.pack.title)
        self.setAccessibleName(f"{volume.pack.title} {volume.pack.version}")
        self.version.setText(_("Version {version}").format(version=volume.pack.version))
        for (head, text), (word, value) in zip(self.lines, _facts(volume, names), strict=True):
            head.setText(word)
            text.setText(value)
            head.setVisible(bool(value))
            text.setVisible(bool(value))
        self._show_readers(readers if volume.in_use else None, names)
        self._show_acts(volume)

    def _show_readers(self, readers: Readership | None, names: Mapping[str, str]) -> None:
        people = readers.people if readers else ()
        read = [_read(names.get(one, one), at) for one, at in people if at is not None]
        waiting = [names.get(one, one) for one, at in people if at is None]
        self.head.setVisible(bool(people))
        not_yet = _("Not yet: {names}").format(names=", ".join(waiting)) if waiting else ""
        for label, text in zip(self.readers, (", ".join(read), not_yet), strict=True):
            label.setText(text)
            label.setVisible(bool(text))

    def _show_acts(self, volume: Volume) -> None:
        self.use.setVisible(self._may_decide and not volume.in_use)
        word = _("Use the newest version again") if volume.newest else _("Go back to this version")
        self.use.set(word, icon="check" if volume.newest else "undo")


def _read(name: str, at: int | None) -> str:
    day = short_date(local(at).date()) if at else _("from the beginning")
    return _("{name} ({day})").format(name=name, day=day)


def _facts(volume: Volume, names: Mapping[str, str]) -> list[tuple[str, str]]:
    who = (
        names.get(volume.last.who, "")
        if volume.last and volume.last.how in ("installed", "returned", "resumed")
        else ""
    )
    used = _("{day}, {name}").format(day=since(volume), name=who) if who else since(volume)
    return [
        (_("Where it came from"), came_from(volume)),
        (_("Last came into use"), used),
        (_("Review"), review_word(volume)),
        (_("Fingerprint of the words"), " ".join(fours(volume.pack.hash))),
    ]
