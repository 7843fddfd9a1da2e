"""The left side of the register: folders, words to look for, and the entries; pages come when they are scrolled to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.errors import GyeotError
from app.i18n import _
from app.material import Asked, Line, Round
from ui.application import Shell
from ui.inbox import material_words as words
from ui.inbox.material_reading import FOLDERS, PAGE, ROUNDS, Register, read_more, read_register
from ui.kit.banner import Verb
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.empty import EmptyState
from ui.kit.form import LineEdit, Picker
from ui.kit.lazy import LazyModel
from ui.kit.rows import TWO_LINES, Rows


class MaterialList(QWidget):
    """Enter or a click opens a line."""

    opened = Signal(str)
    new_asked = Signal()
    listed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._lines: list[Line | Round] = []
        self._asking = False
        self.count = self.over = 0
        self.model = LazyModel(self._go_on, self)
        folders = [("open", _("Being seen to")), ("closed", _("Done with")), (ROUNDS, _("Our rounds"))]
        self.folders = ChoiceStrip(folders, _("Folders of the register"))
        self.folders.set_value("open")
        self.words = LineEdit("", _("Look for words"))
        self.words.setAccessibleName(_("Look for words"))
        self.media, self.agencies = (
            Picker(words.choices("material_medium", _("Every medium"))),
            Picker([("", _("Every agency"))]),
        )
        self.rows = Rows(_("Entries about public material"), TWO_LINES)
        self.rows.use(self.model)
        self._lay_out()
        self.rows.opened.connect(self.opened)
        self.folders.changed.connect(self._turn)
        self.words.textChanged.connect(lambda _text: self._turn())
        self.media.currentIndexChanged.connect(lambda _at: self._turn())
        self.agencies.currentIndexChanged.connect(lambda _at: self._turn())

    def _lay_out(self) -> None:
        self._narrowing = QWidget()
        down = QVBoxLayout(self._narrowing)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(8)
        down.addWidget(self.words)
        across = QHBoxLayout()
        across.setSpacing(8)
        for picker, name in ((self.media, _("Medium")), (self.agencies, _("Responsible agency"))):
            picker.setAccessibleName(name)
            picker.view().setAccessibleName(name)
            picker.setMinimumWidth(120)
            across.addWidget(picker, 1)
        down.addLayout(across)
        host = QWidget()
        self._stack = QStackedLayout(host)
        self.none = EmptyState(
            _("Nothing is entered here"), _("What the centre finds on its rounds, and what is reported, stands here."),
            [Verb("new", _("New entry"))],
        )  # fmt: skip
        self.none.chosen.connect(lambda _verb: self.new_asked.emit())
        self._stack.addWidget(self.rows)
        self._stack.addWidget(self.none)
        self._stack.addWidget(
            EmptyState(
                _("Nothing fits what you look for"), _("Please try other words, or look among what is done with.")
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.folders)
        column.addWidget(self._narrowing)
        column.addWidget(host, 1)

    @property
    def folder(self) -> str:
        return self.folders.value() or "open"

    @property
    def asked(self) -> Asked:
        """Which entries are asked for now."""
        states = FOLDERS.get(self.folder, ())
        return Asked(states, self.media.value(), self.agencies.value(), self.words.text().strip()[:200])

    def _turn(self) -> None:
        """Another folder, or other entries: from the top."""
        if not self.folders.value():
            self.folders.set_value("open")
        self._narrowing.setVisible(self.folder != ROUNDS)
        self._lines = []
        self.reload()

    def reload(self) -> None:
        """Read again as many as are shown."""
        folder, asked, many = self.folder, self.asked, max(PAGE, len(self._lines))
        self._asking = True
        self._shell.tasks.read(
            self, lambda desk: read_register(desk, folder, asked, many), self._begin, self._failed, topic="register"
        )

    def _failed(self, problem: GyeotError) -> None:
        self._asking = False
        self._shell.refuse(problem)

    def _begin(self, found: Register) -> None:
        self._asking = False
        many = max(PAGE, len(self._lines))
        self._lines, self.count, self.over = list(found.lines), found.count, found.over
        self._offer_agencies(found.agencies)
        kept, at = self.rows.current_id(), self.rows.verticalScrollBar().value()
        self.model.begin([words.row(one) for one in self._lines], len(self._lines) < many)
        if kept:
            self.rows.choose(kept)
        self.rows.verticalScrollBar().setValue(at)
        narrowed = self.folder != ROUNDS and (self.media.value() or self.agencies.value() or self.words.text().strip())
        self._stack.setCurrentIndex(0 if self._lines else 2 if narrowed else 1)
        self.listed.emit()

    def _offer_agencies(self, names: tuple[str, ...]) -> None:
        chosen = self.agencies.value()
        if [self.agencies.itemText(at) for at in range(1, self.agencies.count())] == list(names):
            return
        self.agencies.blockSignals(True)
        self.agencies.set_options([("", _("Every agency")), *((one, one) for one in names)])
        self.agencies.set_value(chosen)
        self.agencies.blockSignals(False)

    def _go_on(self) -> None:
        if self._asking or not self._lines:
            return
        self._asking = True
        folder, asked, last = self.folder, self.asked, self._lines[-1]
        self._shell.tasks.read(
            self, lambda desk: read_more(desk, folder, asked, last), self._append, self._failed, topic="register"
        )

    def _append(self, found: tuple[Line | Round, ...]) -> None:
        self._asking = False
        self._lines += found
        self.model.go_on([words.row(one) for one in found], len(found) < PAGE)

    def round_of(self, ident: str) -> Round | None:
        """The round of a line, where rounds are shown."""
        return next((one for one in self._lines if isinstance(one, Round) and one.id == ident), None)
