"""What every form over a page shares: a dialog that scrolls, saves off the window's thread, and points at the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QTextEdit, QVBoxLayout, QWidget

from app.changes import Done
from app.desk import Desk
from app.errors import BadInput, GyeotError, Refusal
from app.i18n import _
from app.kinds import Compartment
from ui.application import Shell
from ui.forms.unfinished import Unfinished, among_cases
from ui.kit import pasting
from ui.kit.banner import Verb
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, HelpLine, LineEdit, Picker
from ui.kit.label import FieldName
from ui.kit.path_field import PathField
from ui.kit.pouring import Pouring
from ui.theme import font

Work = Callable[[Desk], Done[Any]]
_HANG = (4, 14)
"""Room at the sides of the fields for their focus ring and the scroll bar; the fields themselves stand under the title."""


class TextArea(QTextEdit):
    """Some lines of plain text; Tab goes on."""

    pasted_too_much = Signal()

    def __init__(self, text: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFont(font(14))
        self.document().setDefaultFont(font(14))
        self.setFixedHeight(lines * 21 + 18)
        self._pouring = Pouring(self)
        self.setPlainText(text)

    def text(self) -> str:
        return self.toPlainText().strip()

    def toPlainText(self) -> str:
        self._pouring.finish()
        return super().toPlainText()

    def setPlainText(self, text: str) -> None:
        self._pouring.finish()
        super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._pouring.finish()
        if pasting.fits_into(self, source):
            self._pouring.begin(pasting.lines_of(source))
        else:
            self.pasted_too_much.emit()


class _Scrolled(QScrollArea):
    """A form that is as high as it needs, up to what the window leaves."""

    def __init__(self, form: Form, limit: int, inner: int) -> None:
        super().__init__()
        self._form, self._limit, self._inner = form, limit, inner
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        ground = QWidget()
        self._ground = ground
        column = QVBoxLayout(ground)
        column.setContentsMargins(_HANG[0], 4, _HANG[1], 4)
        column.addWidget(form)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(ground)
        ground.setAutoFillBackground(False)
        self.fit()

    def fit(self) -> None:
        layout = self._ground.layout()
        assert layout is not None, "it was just made"
        wanted = layout.totalHeightForWidth(self._inner) if layout.hasHeightForWidth() else layout.sizeHint().height()
        # A bar that is not needed would narrow the form, break its lines anew, and be needed then.
        spare = wanted <= self._limit
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if spare else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.setFixedHeight(min(self._limit, wanted))

    def sizeHint(self) -> QSize:
        return QSize(self._inner, self.height())


class FormDialog(Dialog):
    """A form over the page; Ctrl+Enter saves, Esc leaves and warns once where something was typed."""

    saved = Signal(object)
    aliases: ClassVar[dict[str, str]] = {}
    """Fields a refusal names that stand under another name here."""

    def __init__(self, host: QWidget, shell: Shell, title: str, sentence: str = "", save: str = "") -> None:
        self.form = Form(14)
        self.shell = shell
        window = host.window()
        self._scroll = _Scrolled(self.form, max(140, window.height() - 230), WIDE - 48 + sum(_HANG))
        verbs = [Verb("leave", _("Close")), Verb("save", save or _("Save"), "Ctrl+Enter", "primary")]
        super().__init__(window, title, sentence, verbs, self._scroll, WIDE, stays=True, hang=_HANG)
        self.build(self.form)
        self._problem = HelpLine()
        self.form.add_widget(self._problem)
        self.chosen.connect(self._obey)
        self._start = ""
        self._unfinished: Unfinished | None = None
        self._warned = False
        self._mnemonics = self._bind_mnemonics()
        self.form.installEventFilter(self)

    # -- what each form says ---------------------------------------------------------------------

    def build(self, form: Form) -> None:
        """Add the fields."""

    def work(self) -> Work | None:
        """What saving does on the writer's thread; None where nothing is to be done."""
        raise NotImplementedError

    # -- opening ---------------------------------------------------------------------------------

    def begin(self, field: str = "") -> FormDialog:
        """Open with the focus in a field, else in the first."""
        self._start = self._typed()
        if Compartment.CASEWORK in self.shell.who.opens:  # drafts stand among the cases
            name = f"{type(self).__name__}:{self.about()}"
            self._unfinished = Unfinished(self.shell, name, self._values, self._give_back, self, self.drafts)
            self._unfinished.begin()
        first = field or next((f for f in self.form.fields() if self.form.control(f).isEnabled()), "")
        self.ask(self.form.control(first) if first else None)
        self._refit()
        return self

    drafts = staticmethod(among_cases)
    """Where its unfinished words lie."""

    def about(self) -> str:
        """The id of what the form is about, where it is about something: its unfinished words are kept by it."""
        return ""

    def _values(self) -> dict[str, str]:
        return {field: _value(self.form.control(field)) for field in self.form.fields()}

    def _give_back(self, left: dict[str, str]) -> None:
        for field, text in left.items():
            if field in self.form.fields():
                _fill(self.form.control(field), text)
        self._problem.set_help(_("What you were writing here is back. It is not saved yet."))
        self._refit()

    def leave(self) -> None:
        """Saved, or left on purpose: nothing is kept. A lock does not come this way."""
        if self._unfinished is not None:
            self._unfinished.drop()
        super().leave()

    def _typed(self) -> str:
        return "\n".join(_value(self.form.control(field)) for field in self.form.fields())

    def _bind_mnemonics(self) -> set[str]:
        """Alt and a letter go to a field; a label's own shortcut skips strips, whose focus has a proxy."""
        keys = set()
        names = [name for name in self.form.findChildren(FieldName) if name.buddy() is not None]
        for name in names:
            control, key = name.buddy(), name._mnemonic
            name.setBuddy(None)
            shortcut = QShortcut(QKeySequence(f"Alt+{key}"), self)
            shortcut.activated.connect(lambda control=control: self._go_to(control))
            keys.add(key)
        return keys

    def _go_to(self, control: QWidget) -> None:
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(control)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() == Qt.KeyboardModifier.AltModifier
            and QKeySequence(event.key()).toString() in self._mnemonics
        ):
            return False
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.form and event.type() == QEvent.Type.LayoutRequest:
            self._refit()
        return super().eventFilter(watched, event)

    def _refit(self) -> None:
        self._scroll.fit()
        if self.isVisible():
            # Qt asks nested layouts again only when it next sleeps; the panel must fit now.
            self.panel.body.invalidate()
            self.panel.body.activate()
            self.place()

    # -- saving ----------------------------------------------------------------------------------

    def _obey(self, verb: str) -> None:
        if verb == "leave":
            self.leave()
        elif verb == "save":
            self.submit()

    def submit(self) -> None:
        """Save; a refusal stays at its field and nothing typed is lost."""
        self.form.clear_errors()
        self._problem.set_error("")
        try:
            work = self.work()
        except Refusal as problem:  # of what was typed, or because nobody chose a place
            self.refuse(problem)
            return
        if work is None:
            self.leave()
            return
        self.buttons["save"].setEnabled(False)
        self.shell.tasks.write(self, work, self._saved, self.refuse)

    def _saved(self, value: object) -> None:
        self.saved.emit(value)
        self.leave()

    def refuse(self, problem: GyeotError) -> None:
        self.buttons["save"].setEnabled(True)
        named = problem.field if isinstance(problem, BadInput) else ""
        field = self.aliases.get(named, named)
        if field in self.form.fields():
            self._say_at(field, problem)
        else:
            self._problem.set_error(str(problem))
            self._refit()
            self._scroll.ensureWidgetVisible(self._problem)

    def _say_at(self, field: str, problem: GyeotError) -> None:
        self.form.set_error(field, str(problem))
        self._refit()
        line = self.form.line_below(field)
        # It gets its room when Qt next sleeps; the field above it comes along.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(line, 0, 60))

    def error(self, field: str = "") -> str:
        """What is said at a field, or at the foot."""
        return self.form.error(field) if field else self._problem.error()

    def control_of(self, field: str) -> Any:
        """The control of a field, by its name."""
        return self.form.control(field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._typed() != self._start and not self._warned:
            self._warned = True
            self._problem.set_error(_("This is not saved yet. Esc once more leaves without saving."))
            self._refit()
            self._scroll.ensureWidgetVisible(self._problem)
            return
        super().keyPressEvent(event)

    # -- fields ----------------------------------------------------------------------------------

    def _put(self, field: str, name: str, control: QWidget, key: str, note: str = "") -> None:
        self.form.add(field, name, control, key)
        if isinstance(control, LineEdit | TextArea):
            control.pasted_too_much.connect(lambda: self._say_at(field, pasting.too_long()))
        self.form.set_help(field, note)  # now that the line stands in the form; before, it would open a window

    def line(
        self, field: str, name: str, key: str, text: str | None = "", *, hint: str = "", note: str = ""
    ) -> LineEdit:
        control = LineEdit(text or "", hint)
        self._put(field, name, control, key, note)
        return control

    def path(self, field: str, name: str, key: str, *, folder: bool, note: str = "") -> PathField:
        """A row for a folder or a key file, typed or chosen."""
        control = PathField(name, _("Choose the folder") if folder else _("Choose the key file"), folder=folder)
        self._put(field, name, control, key, note)
        return control

    def day(self, field: str, name: str, key: str, text: str | None = "", *, note: str = "") -> LineEdit:
        return self.line(field, name, key, text, hint=_("year-month-day"), note=note)

    def area(
        self, field: str, name: str, key: str, text: str | None = "", lines: int = 3, *, note: str = ""
    ) -> TextArea:
        control = TextArea(text or "", lines)
        self._put(field, name, control, key, note)
        return control

    def strip(
        self, field: str, name: str, key: str, choices: list[tuple[str, str]], value: str = "", *, note: str = ""
    ) -> ChoiceStrip:
        control = ChoiceStrip(choices, name)
        control.set_value(value)
        self._put(field, name, control, key, note)
        return control

    def many(
        self,
        field: str,
        name: str,
        key: str,
        choices: list[tuple[str, str]],
        values: tuple[str, ...] = (),
        *,
        note: str = "",
    ) -> ChoiceStrip:
        control = ChoiceStrip(choices, name, multi=True, digits=len(choices) < 10)
        control.set_values(values)
        self._put(field, name, control, key, note)
        return control

    def picker(self, field: str, name: str, key: str, choices: list[tuple[str, str]], value: str = "") -> Picker:
        control = Picker(choices)
        control.view().setAccessibleName(name)
        control.set_value(value)
        self._put(field, name, control, key)
        return control


def _value(control: QWidget) -> str:
    if isinstance(control, TextArea):
        return control.toPlainText()
    if isinstance(control, (LineEdit, PathField)):
        return control.text()
    if isinstance(control, Picker):
        return control.value()
    if isinstance(control, ChoiceStrip):
        return ",".join(control.values())
    written = getattr(control, "written", None)
    return str(written()) if callable(written) else ""


def _fill(control: QWidget, text: str) -> None:
    """Put a kept value back; a control of several parts takes it itself, or is left as it is."""
    if isinstance(control, TextArea):
        control.setPlainText(text)
    elif isinstance(control, (LineEdit, PathField)):
        control.setText(text)
    elif isinstance(control, Picker):
        control.set_value(text)
    elif isinstance(control, ChoiceStrip):
        control.set_values(tuple(one for one in text.split(",") if one))
    elif callable(take_back := getattr(control, "take_back", None)):
        take_back(text)
