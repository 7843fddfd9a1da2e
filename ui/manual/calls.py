"""The invented calls to choose from: by manual, with what each touches on told before it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.manual import Pack
from app.manual.rehearsal import LEVELS, Scenario
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.chips import Tag
from ui.kit.label import IconLabel, Label
from ui.kit.page import Column, Page, PageHead
from ui.kit.rows import TWO_LINES, Head, Row, Rows
from ui.manual.caller import notice_words

_CARD = 400


def level_word(level: str) -> str:
    """For whom a call is meant."""
    return {"first": _("For a first time"), "practised": _("With some practice")}[level]


class CallChoice(Page):
    """Enter begins the call one stands on; the card beside it says what it is about."""

    begun = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        head = PageHead(_("Rehearse a call"), _("Invented callers to practise with, alone or with a colleague."))
        super().__init__(head, parent)
        head.add_beside(Tag(notice_words(), "watch", "eye-off"))
        self.leave = Button(_("Back"), "secondary", "Esc", "arrow-left")
        self.leave.clicked.connect(self.left)
        head.add_act(self.leave)
        self._calls: dict[str, Scenario] = {}
        self.rows = Rows(_("Calls to rehearse"), height=TWO_LINES, lead=0)
        self.rows.chosen.connect(self._show)
        self.rows.opened.connect(self.begun)
        self.setFocusProxy(self.rows)
        self.body.addWidget(self.rows, 1)
        self.body.addWidget(self._card())

    def _card(self) -> QWidget:
        self._title = Label("", 18, 650, wrap=True)
        self._level = Tag("", "outline")
        self._about = Label("", 14, 400, wrap=True)
        self._note = Label("", 13, 400, "text2", wrap=True)
        self.begin = Button(_("Begin the call"), "primary", "Ctrl+Enter", "phone", tall=True)
        self.begin.clicked.connect(self._begin)
        card = Card(spacing=10)
        for part in (self._title, self._level, self._about):
            card.body.addWidget(part)
        card.body.addSpacing(6)
        card.body.addWidget(IconLabel("info", _("Before you begin"), 13, 650, "text"))
        card.body.addWidget(self._note)
        stop = _("You can stop at any time with Esc, and leave without looking back.")
        for words in (stop, _("Nobody in it exists. Nothing you do is recorded or counted.")):
            card.body.addWidget(Label(words, 13, 400, "text2", wrap=True))
        card.body.addSpacing(6)
        card.body.addWidget(self.begin)
        column = Column(_("About this call"), _CARD, 12)
        column.add(card, self._keys())
        column.end()
        return column

    def _keys(self) -> QWidget:
        """How a rehearsal is steered, in four lines."""
        keys = QWidget()
        lines = QVBoxLayout(keys)
        lines.setContentsMargins(16, 4, 16, 0)
        lines.setSpacing(4)
        for words in (
            _("Space or the down arrow: the caller's next sentence"),
            _("Digits and Enter: take a way on; F5 to F9: jump"),
            _("Tab: to the lines to tick; Space ticks there"),
        ):
            lines.addWidget(Label(words, 12, 400, "text2", wrap=True))
        return keys

    def show_calls(self, calls: Sequence[Scenario], packs: Mapping[str, Pack]) -> None:
        """Offer these, in the order of the manuals, the easier ones first."""
        self._calls = {call.id: call for call in calls}
        items: list[Head | Row] = []
        for pack in packs.values():
            own = sorted((call for call in calls if call.manual == pack.id), key=lambda call: LEVELS.index(call.level))
            if own:
                items.append(Head(pack.title))
                items += [_row(call) for call in own]
        self.rows.show_rows(items)
        self.rows.choose(next((item.id for item in items if isinstance(item, Row)), ""))

    def _begin(self) -> None:
        if ident := self.rows.current_id():
            self.begun.emit(ident)

    def _show(self, ident: str) -> None:
        call = self._calls[ident]
        self._title.setText(call.title)
        self._level.set_text(level_word(call.level))
        self._about.setText(call.about)
        self._note.setText(call.note)


def _row(call: Scenario) -> Row:
    return Row(call.id, call.title, second=call.about, icon="phone", state=level_word(call.level))
