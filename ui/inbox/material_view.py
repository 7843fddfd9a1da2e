"""The right side of the register: one entry, what is due, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import today
from app.i18n import _
from ui.inbox import material_words as words
from ui.inbox.material_reading import Shown
from ui.inbox.material_text import EntryText
from ui.inbox.words import day
from ui.kit.banner import Banner
from ui.kit.buttons import Button
from ui.kit.flow import Flow
from ui.kit.label import Label


class EntryView(QWidget):
    """One open entry; `act` names what is asked for."""

    act = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.shown: Shown | None = None
        self.title, self.line = Label("", 18, 650, wrap=True), Label("", 13, 400, "text2", wrap=True)
        self.text = EntryText()
        self.text.setMinimumHeight(160)
        self.due = Banner("caution", "", "")
        self.buttons = self._make_buttons()
        acts = QWidget()
        flow = Flow(acts, gap=6, line_gap=6)
        for button in self.buttons.values():
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for one in (self.title, self.line, acts, self.due):
            column.addWidget(one)
        column.addWidget(self.text, 1)

    def _make_buttons(self) -> dict[str, Button]:
        made = {
            "step": Button(_("Write what was done"), "primary", "Ctrl+Return", "plus"),
            "letter": Button(_("Letter to the agency"), "secondary", "Ctrl+P", "file"),
            "close": Button(_("Close it"), "secondary", "Ctrl+E", "check"),
            "reopen": Button(_("Open it again"), "secondary", "Ctrl+E", "undo"),
            "look": Button(_("Look at the photo"), "secondary", "Ctrl+O", "image"),
            "tell": Button(_("Answer the reporter"), "secondary", "Ctrl+Shift+A", "say"),
            "thread": Button(_("To the thread"), "quiet", "Ctrl+T", "inbox"),
            "change": Button(_("Change"), "quiet", "Ctrl+D", "pencil"),
            "no_photo": Button(_("Erase the photo"), "quiet", "", "trash"),
        }
        for name, button in made.items():
            button.clicked.connect(lambda _on=False, name=name: self.act.emit(name))
        return made

    def show_entry(self, shown: Shown) -> None:
        """Show this one, and what can be done with it now."""
        self.shown, entry = shown, shown.whole.entry
        self.title.setText(entry.title)
        self.line.setText(words.line(shown))
        self.text.show_entry(shown)
        closed = entry.state == "closed"
        on = {
            "step": True, "letter": not closed, "close": not closed, "reopen": closed, "tell": shown.answerable,
            "thread": shown.answerable, "change": True, "look": shown.looks, "no_photo": shown.looks,
        }  # fmt: skip
        for name, button in self.buttons.items():
            button.setVisible(on[name])
        self._say_due(shown.whole.due_on)

    def _say_due(self, due: str | None) -> None:
        self.due.setVisible(due is not None)
        if due is not None:
            late = due < today().isoformat()
            title = _("The answer was due {day}") if late else _("An answer is expected by {day}")
            self.due.set_words(title.format(day=day(due)), _("It stands under Today of whoever sees to this."))
