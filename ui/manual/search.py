"""Words searched in the manual: one line to type, the steps that hold them, and a step to look at beside the path."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _, language
from app.manual import Finder, Found, Pack, Step
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import LineEdit
from ui.kit.label import Label
from ui.kit.mirror import Mirror
from ui.kit.rows import Row, Rows
from ui.manual import words


class SearchBox(QWidget):
    """A line and its results; Down and Enter work from the line."""

    def __init__(self, pack: Pack, finder: Finder, opened: Callable[[str], None], marked: Collection[str] = ()) -> None:
        super().__init__()
        self._marked = [pack.steps[one] for one in marked if one in pack.steps]
        self._pack, self._finder, self._opened = pack, finder, opened
        self.line = LineEdit("", _("Words of the manual"))
        self.line.setAccessibleName(_("Find in the manual"))
        self.line.textChanged.connect(self._find)
        self.line.returnPressed.connect(self._enter)
        self.line.installEventFilter(self)
        self.rows = Rows(_("Steps found"), height=56, lead=0)
        self.rows.setFixedHeight(300)
        self.rows.opened.connect(opened)
        self.empty = Label(_("Type a word; every step that holds it is shown."), 13, 400, "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.line, self.empty, self.rows):
            column.addWidget(part)
        self._find("")

    def _enter(self) -> None:
        if ident := self.rows.current_id():
            self._opened(ident)

    def _find(self, text: str) -> None:
        if not text.strip():
            rows = [Row(one.id, words.step_name(one), second=_("Bookmark"), icon="bookmark") for one in self._marked]
        else:
            rows = [_row(self._pack, one) for one in self._finder.find(text, language())]
        self.rows.show_rows(rows)
        if rows:
            self.rows.choose(rows[0].id)
        said = _("No step holds these words.") if text.strip() else _("Type a word; every step that holds it is shown.")
        self.empty.setText(said if not text.strip() or not rows else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Up)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in keys:
            self.rows.keyPressEvent(event)
            return True
        return False


def _row(pack: Pack, found: Found) -> Row:
    first = found.first
    count = _("{count} places").format(count=found.count) if found.count > 1 else ""
    return Row(
        found.step, words.step_name(pack.steps[found.step]), second=_around(first.text, first.start), state=count
    )


def _around(text: str, start: int) -> str:
    """The passage from a word or two before on, so that what was found is in sight."""
    cut = text.rfind(" ", 0, max(0, start - 8)) + 1
    return f"…{text[cut:]}" if start >= 24 and cut else text


def ask_role(window: QWidget, pack: Pack, opened: Callable[[str], None]) -> Dialog:
    """The role cards of a manual: who one is in this, and what is asked of one."""

    def take(ident: str) -> None:
        dialog.leave()
        opened(ident)

    rows = Rows(_("Role cards"), height=48, lead=0)
    rows.show_rows([Row(ident, pack.steps[ident].title(language()), icon="person") for ident in pack.roles])
    rows.setFixedHeight(min(48 * len(pack.roles) + 2, max(160, window.height() - 220)))
    rows.opened.connect(take)
    dialog = Dialog(window, _("Role cards"), "", [Verb("close", _("Close"), safe=True)], rows, WIDE)
    dialog.ask(rows)
    return dialog


def ask_search(
    window: QWidget, pack: Pack, finder: Finder, opened: Callable[[str], None], marked: Collection[str] = ()
) -> Dialog:
    """Open the search over the window; `opened` gets the id of the step."""

    def take(ident: str) -> None:
        dialog.leave()
        opened(ident)

    box = SearchBox(pack, finder, take, marked)
    dialog = Dialog(window, _("Find in the manual"), "", [Verb("close", _("Close"))], box, WIDE)
    dialog.ask(box.line)
    return dialog


def peek(window: QWidget, pack: Pack, step: Step, jump: Callable[[str], None]) -> Dialog:
    """Look at a step without leaving the one the session stands at; a jump may be taken from here."""
    mirror = Mirror(docked=True)
    victim, *others = words.audiences(pack, step)
    mirror.show_sides(words.side(step, victim), words.side(step, others[0] if others else victim))
    mirror.only_read()
    mirror.setFixedHeight(min(430, max(160, window.height() - 250)))
    verbs = [Verb("close", _("Close"), safe=True)]
    if step.kind == "jump":
        verbs.insert(0, Verb("jump", _("Jump there"), "Ctrl+Enter", "primary"))
    dialog = Dialog(window, words.step_name(step), _("Only to read: your path stays as it is."), verbs, mirror, WIDE)
    dialog.chosen.connect(lambda verb: jump(step.id) if verb == "jump" else None)
    dialog.ask()
    return dialog
