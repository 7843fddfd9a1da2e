"""Which manual: the trees as rows with a digit each, then what it is about where a tree asks that first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.manual import Pack
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.manual import words

_ICONS = {
    "dating-violence": "people",
    "digital-sex-crime": "image",
    "stalking": "eye",
    "workplace-harassment": "building",
}
UNCLEAR = "-"
_BACK = "<"


class TreeChoice(QWidget):
    """Digits or Enter choose; `chosen` brings the manual's id and the entry's, empty where it is not clear yet."""

    chosen = Signal(str, str)

    def __init__(self, entries: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = entries
        self._packs: dict[str, Pack] = {}
        self._tree = ""
        self.rows = Rows(_("Manuals"), height=TWO_LINES, fit=True)
        self.rows.opened.connect(self._open)
        self.setFocusProxy(self.rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)
        self.rows.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return self.rows.sizeHint()

    def show_packs(self, packs: dict[str, Pack], suggested: str = "") -> None:
        """Offer these; the suggested one is current."""
        self._packs = packs
        self._show_trees(suggested or next(iter(packs), ""))

    def _show_trees(self, current: str) -> None:
        self._tree = ""
        self.rows.show_rows([_tree_row(pack, number) for number, pack in enumerate(self._packs.values(), start=1)])
        self.rows.choose(current)

    def _show_entries(self, pack: Pack) -> None:
        self._tree = pack.id
        rows = [Row(UNCLEAR, _("Not clear yet"), second=pack.title, icon="help", key="1")]
        rows += [
            Row(one.id, one.label, second=pack.title, icon=_ICONS.get(pack.id, "book"), key=str(number))
            for number, one in enumerate(pack.entries, start=2)
        ]
        rows.append(Row(_BACK, _("Another manual"), icon="arrow-left", key=str(len(rows) + 1)))
        self.rows.show_rows(rows)
        self.rows.choose(UNCLEAR)

    def _open(self, ident: str) -> None:
        if not self._tree:
            pack = self._packs[ident]
            if pack.entries and self._entries:
                self._show_entries(pack)
            else:
                self.chosen.emit(ident, "")
        elif ident == _BACK:
            self._show_trees(self._tree)
        else:
            tree, self._tree = self._tree, ""
            self._show_trees(tree)
            self.chosen.emit(tree, "" if ident == UNCLEAR else ident)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.rows.setFocus(event.reason())

    def eventFilter(self, watched: object, event: object) -> bool:
        """The digits before the names choose, wherever in the list one stands."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress and event.text().isdigit():
            plain = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ControlModifier)
            row = self.rows.item_model().index(int(event.text()) - 1, 0)
            if not plain and row.isValid():
                self.rows.setCurrentIndex(row)
                self._open(self.rows.current_id())
                return True
        return False


def _tree_row(pack: Pack, number: int) -> Row:
    steps = len([step for step in pack.own if step.kind == "step"])
    about = _("{count} steps · version {version} · {review}").format(
        count=steps, version=pack.version, review=words.review_word(pack.review)
    )
    return Row(pack.id, pack.title, second=about, icon=_ICONS.get(pack.id, "book"), key=str(number))


def ask_manual(window: QWidget, packs: dict[str, Pack], chosen: Callable[[str], None]) -> Dialog:
    """Ask which other manual to go over to; the session comes along."""

    def take(ident: str, _entry: str) -> None:
        dialog.leave()
        chosen(ident)

    choice = TreeChoice(entries=False)
    choice.show_packs(packs)
    choice.chosen.connect(take)
    said = _("Your notes and answers come along, and the way back stays.")
    dialog = Dialog(window, _("Go over to another manual"), said, [Verb("close", _("Close"), safe=True)], choice, WIDE)
    dialog.ask(choice)
    return dialog
