"""The right side: one thread, what to know of it, its words, and the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.inbox.model import State, Thread
from ui.application import Shell
from ui.forms.dialog import TextArea
from ui.forms.unfinished import Unfinished
from ui.inbox import words
from ui.inbox.reading import Opened, sealed_drafts
from ui.inbox.safe_ways import SafeWays
from ui.inbox.text import ThreadText
from ui.kit import pasting
from ui.kit.banner import Banner, Tone
from ui.kit.buttons import Button
from ui.kit.flow import Flow
from ui.kit.form import HelpLine
from ui.kit.label import FieldName, Label
from ui.kit.strip import Notice


class ThreadView(QWidget):
    """One open thread; `act` names what is asked for, `send` the answer and whether it is the last one."""

    act = Signal(str)
    send = Signal(str, bool)
    case_asked = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.opened: Opened | None = None
        self._unfinished: Unfinished | None = None
        self.title, self.line = Label("", 18, 650, wrap=True), Label("", 13, 400, "text2", wrap=True)
        self.buttons = self._make_buttons()
        self.text = ThreadText()
        self._banners = QVBoxLayout()
        self._banners.setSpacing(6)
        self._lay_out()

    def _make_buttons(self) -> dict[str, Button]:
        made = {
            "answer": Button(_("Write an answer"), "primary", "Ctrl+Return", "say"),
            "case": Button(_("Make a case"), "secondary", "Ctrl+M", "folder"),
            "material": Button(_("Into the register"), "secondary", "Ctrl+M", "folder"),
            "decide": Button(_("Record the decision"), "secondary", "Ctrl+D", "pencil"),
            "files": Button(_("Attachments"), "secondary", "Ctrl+Shift+F", "file"),
            "named": Button(_("Decide who is meant"), "secondary", "Ctrl+Shift+D", "lock"),
            "note": Button(_("Note"), "quiet", "Ctrl+Shift+N", "pencil"),
            "again": Button(_("Send again what did not leave"), "secondary", "", "send"),
            "close": Button(_("Close it"), "quiet", "Ctrl+E", "check"),
            "reopen": Button(_("Open it again"), "secondary", "Ctrl+E", "undo"),
            "apart": Button(_("Keep it from…"), "quiet", "", "lock"),
        }
        for name, button in made.items():
            button.clicked.connect(lambda _on=False, name=name: self._asked(name))
        return made

    def _asked(self, name: str) -> None:
        thread = self.opened.whole.thread if self.opened else None
        if name == "answer":
            self.write_answer()
        elif name == "case" and thread is not None and thread.case_id:
            self.case_asked.emit(thread.case_id)
        else:
            self.act.emit(name)

    def _lay_out(self) -> None:
        acts = QWidget()
        flow = Flow(acts, gap=6, line_gap=6)
        for button in self.buttons.values():
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.line)
        column.addWidget(acts)
        self.warned = QWidget()
        self.warned.setLayout(self._banners)
        self._banners.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.warned)
        column.addWidget(self.text, 1)
        column.addWidget(self._make_answer())

    def _make_answer(self) -> QWidget:
        self.foot = QWidget()
        self.foot.hide()
        self.safe = SafeWays()
        self.safe.asked.connect(self._show_card)
        self.reminder = Notice("", "info", "high")
        self.field = TextArea("", 4)
        self.field.setAccessibleName(_("Answer"))
        self.problem = HelpLine()
        self.lock = Button(_("Lock and send"), "primary", "Ctrl+Return", "lock")
        self.last = Button(_("Send as the last answer"), "secondary", "Ctrl+Shift+Return")
        self.field.pasted_too_much.connect(lambda: self.problem.set_error(str(pasting.too_long())))
        self.lock.clicked.connect(lambda _on=False: self.send.emit(self.field.text(), False))
        self.last.clicked.connect(lambda _on=False: self.send.emit(self.field.text(), True))
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(FieldName(_("Answer"), "a", self.field))
        acts.addStretch(1)
        acts.addWidget(self.last)
        acts.addWidget(self.lock)
        down = QVBoxLayout(self.foot)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(6)
        down.addWidget(self.safe)
        down.addWidget(self.reminder)
        down.addLayout(acts)
        down.addWidget(self.field)
        down.addWidget(self.problem)
        return self.foot

    def _show_card(self) -> None:
        if self.opened is not None and self.opened.whole.thread.case_id:
            self.case_asked.emit(self.opened.whole.thread.case_id)

    # -- showing ---------------------------------------------------------------------------------

    def show_thread(self, opened: Opened) -> None:
        """Show this thread; what was begun as an answer to it comes back."""
        thread = opened.whole.thread
        fresh = self.opened is None or self.opened.whole.thread.id != thread.id
        if fresh:
            self.keep()
        self.opened = opened
        door = words.door(thread.head.door) if thread.head else ""
        self.title.setText(f"{door} · {words.number(thread.id)}" if door else words.number(thread.id))
        self.line.setText(words.facts(thread))
        self.text.show_thread(opened)
        self._offer(thread)
        self._warn(opened)
        self._show_foot(opened)
        if fresh:
            self._begin_draft(thread.id)
            self._fold(writing=False)

    def _offer(self, thread: Thread) -> None:
        """What can be done with it now, and nothing else."""
        settled = thread.state in (State.CLOSED, State.FLOOD)
        public = thread.head is not None and thread.head.door == "public"
        shown = {
            "answer": may_answer(thread) and not self.foot.isVisibleTo(self),
            "case": not public and not thread.walled and (thread.head is not None or thread.case_id is not None),
            "material": public and not thread.apart, "decide": thread.undecided, "named": bool(self.opened and any(one.state == "open" for one in self.opened.named)), "files": bool(self.opened and self.opened.files), "note": True, "again": bool(self.opened and any(one.state == "refused" for one in self.opened.whole.messages)), "close": not settled and thread.state is not State.WITHDRAWN,
            "reopen": settled, "apart": True,
        }  # fmt: skip
        for name, button in self.buttons.items():
            button.setVisible(shown[name])
        made = thread.case_id is not None
        self.buttons["case"].set(_("Go to the case") if made else _("Make a case"))
        entered = self.opened is not None and bool(self.opened.entry)
        self.buttons["material"].set(_("To the entry in the register") if entered else _("Into the register"))

    def _warn(self, opened: Opened) -> None:
        while (item := self._banners.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for tone, title, sentence in warnings(opened):
            self._banners.addWidget(Banner(tone, title, sentence))

    def _show_foot(self, opened: Opened) -> None:
        thread = opened.whole.thread
        if not may_answer(thread):
            self._fold(writing=False)
        self.safe.show_of(opened)
        self.reminder.set(words.reminder(thread), "eye", "high")

    # -- the answer ------------------------------------------------------------------------------

    def write_answer(self) -> None:
        """The field, with what has to be known before; the warnings were read and make room."""
        self._fold(writing=True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self, *, writing: bool) -> None:
        self.foot.setVisible(writing)
        self.warned.setVisible(not writing)
        thread = self.opened.whole.thread if self.opened else None
        self.buttons["answer"].setVisible(not writing and thread is not None and may_answer(thread))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc folds the answer away; what was begun of it stays."""
        if event.key() == Qt.Key.Key_Escape and self.foot.isVisible():
            self._fold(writing=False)
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _begin_draft(self, thread: str) -> None:
        self.field.setPlainText("")
        self.problem.set_error("")
        name = f"InboxAnswer:{thread}"
        self._unfinished = Unfinished(self._shell, name, self._values, self._give_back, self, sealed_drafts)
        self._unfinished.begin()

    def _values(self) -> dict[str, str]:
        return {"text": self.field.toPlainText()}

    def _give_back(self, left: dict[str, str]) -> None:
        self.field.setPlainText(left.get("text", ""))
        self._fold(writing=True)
        self.problem.set_help(_("What you had begun to answer is back. It has not left."))

    def keep(self) -> None:
        """Write down, encrypted, what is being answered."""
        if self._unfinished is not None:
            self._unfinished.keep()
            self._unfinished.setParent(None)
            self._unfinished.deleteLater()
            self._unfinished = None

    def write_down(self) -> None:
        """Another page comes, or the lock; the thread stays open."""
        if self._unfinished is not None:
            self._unfinished.keep()

    def answered(self) -> None:
        """It is sealed and waits to leave: the field is empty for the next one."""
        if self._unfinished is not None:
            self._unfinished.drop()
            self._unfinished = None
        if self.opened is not None:
            self._begin_draft(self.opened.whole.thread.id)
        self._fold(writing=False)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        self.problem.set_error(sentence)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)


def may_answer(thread: Thread) -> bool:
    """Whether somebody reads an answer here."""
    ended = thread.state in (State.WITHDRAWN, State.FLOOD) or thread.taken_over_by is not None or thread.gone
    return not ended and thread.head is not None and thread.coded


def warnings(opened: Opened) -> list[tuple[Tone, str, str]]:
    """What has to be known before anything is done, the most pressing first."""
    thread, found = opened.whole.thread, list[tuple[Tone, str, str]]()
    if opened.whole.gaps:
        found.append(("danger", _("Something is missing in this thread"), words.gaps(opened.whole.gaps)))
    if thread.head is not None and any(one.doubted for one in opened.whole.messages):
        said = _("Please ask in an answer whether they wrote it, and tell whoever looks after the relay.")
        found.append(("danger", _("It is not certain who wrote all of this"), said))
    if thread.taken_over_by:
        said = _("The person concerned goes on in thread {number}. Nothing more is written here.")
        found.append(("caution", _("Taken over"), said.format(number=words.number(thread.taken_over_by))))
    if thread.state is State.WITHDRAWN:
        said = _("The reporter took it back. Nobody reads answers; what becomes of the rest is decided here.")
        found.append(("caution", _("Taken back"), said))
    elif thread.gone:
        said = _(
            "Its reporter may have taken it back, or its time there was over. Nobody reads answers; what came stays here."
        )
        found.append(("caution", _("The relay holds this thread no more"), said))
    third = thread.head is not None and thread.head.door == "third"
    if thread.undecided:
        said = _("Nobody calls or writes to the person concerned before the decision is recorded.")
        found.append(("high", _("A third person reported this; nothing is decided yet"), said))
    elif third and thread.decision:
        found.append(("accent", _("Decided"), thread.decision))
    found += [one for one in words.named(opened) if one]
    if thread.apart:
        said = _(
            "Only officers it does not name can open this thread. What its reporter writes opens for these officers alone once an answer written after that was read."
        )
        found.append(("watch", _("Kept apart"), said))
    return found
