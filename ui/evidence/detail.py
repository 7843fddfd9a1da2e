"""One piece of evidence: what it is, what can be done with it, and who had it in hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.evidence import PREVIEWED, Item
from app.i18n import _
from ui.evidence import words
from ui.evidence.reading import Shelf
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.chips import Tag
from ui.kit.flow import Flow
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.rows import TWO_LINES, Rows

_FACTS, _NAMES = 8, 132


class ItemDetail(Column):
    """The chosen item; every act is asked for from here."""

    asked = Signal(str, str)
    """An act (look, by_two, check, hand_over, sheet, stop, release) and the item's id."""

    def __init__(self) -> None:
        super().__init__(_("The chosen piece of evidence"), spacing=18)
        self.item: Item | None = None
        self.kind, self.stopped = Tag("", "accent"), Tag(_("Stopped"), "danger", "ban")
        self.title = Label("", 18, 650, wrap=True)
        self.told = Label("", 13, 400, "text2", wrap=True)
        self.facts = [
            (Label("", 12, 500, "text2", wrap=True), Label("", 14, 400, wrap=True)) for _place in range(_FACTS)
        ]
        self.acts = {
            "look": Button(_("Look at it"), "secondary", "L", "eye"),
            "by_two": Button(_("Open with a second person"), "secondary", "T", "people"),
            "hand_over": Button(_("Hand over the file"), "secondary", "H", "send"),
            "sheet": Button(_("Custody sheet"), "secondary", "P", "file"),
            "check": Button(_("Check it to the end"), "quiet", "C", "shield-check"),
            "stop": Button(_("Stop"), "quiet", "S", "ban"),
            "release": Button(_("Open it again"), "quiet", "", "undo"),
        }
        self.chain = Rows(_("Who had it in hand"), TWO_LINES, lead=0, fit=True)
        self._lay_out()
        for name, button in self.acts.items():
            button.clicked.connect(lambda _on=False, name=name: self._ask(name))
        self.hide()  # until an item is chosen

    def _lay_out(self) -> None:
        self.body.setContentsMargins(4, 0, 8, 16)
        about = Card(padding=(20, 18, 20, 18), spacing=4)
        tags = QHBoxLayout()
        tags.setSpacing(8)
        tags.addWidget(self.kind)
        tags.addWidget(self.stopped)
        tags.addStretch(1)
        about.body.addLayout(tags)
        about.body.addSpacing(4)
        about.body.addWidget(self.title)
        about.body.addWidget(self.told)
        about.body.addSpacing(6)
        about.body.addLayout(self._grid())
        acts = QWidget()
        flow = Flow(acts, gap=8, line_gap=8)
        for button in self.acts.values():
            flow.addWidget(button)
        about.body.addSpacing(12)
        about.body.addWidget(acts)
        chain = QWidget()
        column = QVBoxLayout(chain)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.head = SectionHead(_("Who had it in hand"))
        column.addWidget(self.head)
        column.addWidget(self.chain)
        self.add(about, chain)
        self.end()

    def _grid(self) -> QGridLayout:
        """Names at the left, values beside them."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _NAMES)
        for at, (name, value) in enumerate(self.facts):
            name.setContentsMargins(0, 2, 0, 0)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)
        return grid

    def show_item(self, item: Item | None, shelf: Shelf) -> None:
        """Show one item with its custody, the newest line first."""
        self.item = item
        self.setVisible(item is not None)
        if item is None:
            return
        self.kind.set_text(words.kind_word(item))
        self.stopped.setVisible(item.stopped)
        self.title.setText(item.title)
        self._show_acts(item, shelf)
        found = words.facts(item, shelf)
        for at, (name, value) in enumerate(self.facts):
            there = at < len(found)
            name.setText(found[at][0] if there else "")
            value.setText(found[at][1] if there else "")
            name.setVisible(there)
            value.setVisible(there)
        lines = shelf.custody.get(item.id, ())
        self.head.set(_("Who had it in hand"), len(lines))
        self.chain.show_rows([words.custody_row(line, shelf) for line in reversed(lines)])

    def _show_acts(self, item: Item, shelf: Shelf) -> None:
        file, opens = bool(item.file), shelf.opens
        shown = {
            "look": file and opens and not item.stopped and item.kind in PREVIEWED,
            "by_two": file and not opens and not item.stopped and item.kind in PREVIEWED,
            "hand_over": file and opens,
            "sheet": True,
            "check": file and opens,
            "stop": file and not item.stopped,
            "release": item.stopped,
        }
        for name, button in self.acts.items():
            button.setVisible(shown[name])
        self.told.setText(_told(item, shelf))
        self.told.setVisible(bool(self.told.text()))

    def _ask(self, name: str) -> None:
        if self.item is not None:
            self.asked.emit(name, self.item.id)


def _told(item: Item, shelf: Shelf) -> str:
    """What explains why something cannot be done here."""
    if item.stopped:
        return _("Nobody looks at it here any more. It is kept as it was; nothing was copied or deleted.")
    if item.file and not shelf.opens:
        return not_for_you()
    if item.file and item.kind not in PREVIEWED:
        return _("This kind of file is not shown here. It can be checked and handed over.")
    return ""


def not_for_you() -> str:
    """Why files stay shut for somebody without the key of evidence."""
    return _("Files open for counsellors. For others two people open them together, with a reason.")
