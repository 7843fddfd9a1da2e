"""`gyeot manual preview DIR`: a manual as it is read, from the folder of its author, again after every save."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import i18n
from app.errors import BadInput, GyeotError, NotFound
from app.i18n import _
from app.manual import Finding, Library, load, reports
from app.manual.packs import PACK_FILE
from ui.kit.banner import Banner
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.empty import ErrorState
from ui.kit.label import Label, SectionHead
from ui.manual.faults import FaultList
from ui.manual.reading import ReadingPage, Shelf, take_down
from ui.tasks import Tasks

SETTLE_MS = 250
"""An editor saves in several strokes; this long after the last one the folder is read again."""
_SIDE = 336


@dataclass(frozen=True, slots=True)
class Look:
    """What one reading of the folder gave: the pages where it could be read, the findings, and what to watch."""

    shelf: Shelf | None
    manual: str
    findings: tuple[Finding, ...]
    watched: tuple[str, ...]


def look_at(folder: Path) -> Look:
    """Read a folder as it is now; what is wrong with it is a finding and never a refusal."""
    library, manual = Library(), ""
    try:
        pack = load(folder)
        library.stand_in(pack)
        manual = pack.id if pack.is_tree else ""
        shelf = take_down(None, library)
    except (BadInput, NotFound):
        shelf = None
    try:
        findings = reports.check_folder(folder)
    except NotFound as problem:
        findings = (Finding("error", PACK_FILE, str(problem), PACK_FILE, 1),)
    return Look(shelf, manual, findings, _watched(folder))


def _watched(folder: Path) -> tuple[str, ...]:
    """The folder, the folders in it, and their files: a file that an editor replaces has to be named anew."""
    inside = [path for path in folder.glob("*") if path.is_dir() and not path.name.startswith(".")]
    files = [path for place in (folder, *inside) for path in place.glob("*.*") if path.suffix in (".md", ".yaml")]
    return tuple(str(path) for path in (folder, *inside, *files))


class Watcher(QObject):
    """Says once that something in the folder was saved, after the strokes of a save have settled."""

    saved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.saved)
        self._watcher.fileChanged.connect(lambda _path: self._settle.start())
        self._watcher.directoryChanged.connect(lambda _path: self._settle.start())

    def watch(self, paths: tuple[str, ...]) -> None:
        """Watch these from now on, and nothing else."""
        held = {*self._watcher.files(), *self._watcher.directories()}
        if gone := held - set(paths):
            self._watcher.removePaths(list(gone))
        if new := set(paths) - held:
            self._watcher.addPaths(list(new))


class Pages(ReadingPage):
    """The reading page over manuals that may change while one reads."""

    def showEvent(self, event: QShowEvent) -> None:
        QWidget.showEvent(self, event)  # the window brings the manuals; nothing shipped is read for itself

    def show_shelf(self, shelf: Shelf, manual: str) -> None:
        """Show newly read manuals, at the same step while it is there."""
        if self._shelf is None:
            self._tree = manual or self._tree
            self._loaded(shelf)
            return
        step = self._walk.step
        self._shelf = shelf
        self._tree = self._tree if self._tree in shelf.packs else next(iter(shelf.packs))
        if step not in self.pack.steps:
            self._walk.step = self.pack.first_step()
        self._walk.past = [(one, back) for one, back in self._walk.past if one in self.pack.steps]
        self._walk.returns = tuple(one for one in self._walk.returns if one in self.pack.steps)
        self._show()


class PreviewWindow(QWidget):
    """The pages at the left, what the check found at the right."""

    read = Signal()
    """The folder was read and is shown."""

    def __init__(self, folder: Path, tasks: Tasks | None = None) -> None:
        super().__init__()
        self.setWindowTitle(_("Preview of a manual"))
        self.resize(1366, 768)
        self.tasks = tasks or Tasks(self)
        self._folder = folder
        self._reading = self._again = False
        self.look: Look | None = None
        self.watcher = Watcher(self)
        self.watcher.saved.connect(self.reload)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._build()

    def _build(self) -> None:
        """Everything that is made of words, in the language of now."""
        self.pages = Pages(self.tasks)
        self.pages.left.connect(self.close)
        self.nothing = ErrorState(
            _("The folder cannot be read yet"),
            _("What the check found stands beside this. The manual is shown as soon as a save can be read."),
        )
        self.nothing.hide()
        self.faults = FaultList()
        self.faults.opened.connect(self.show_fault)
        self.head = SectionHead(_("What the check found"), 0)
        self.state = Label("", 12, 400, "text2", wrap=True)
        self.stale = Banner(
            "caution", _("The folder cannot be read now; what is shown is the last that could be read.")
        )
        self.stale.hide()
        self.language = ChoiceStrip([("ko", "한국어"), ("en", "English")], _("Language"), digits=False)
        self.language.set_value(i18n.language())
        self.language.chosen.connect(self.set_language)
        self._inside = QWidget()
        across = QHBoxLayout(self._inside)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(self._left(), 1)
        across.addLayout(self._right())
        self._row.addWidget(self._inside)

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        above = QVBoxLayout()
        above.setContentsMargins(32, 12, 20, 0)
        above.addWidget(self.stale)
        left.addLayout(above)
        left.addWidget(self.pages, 1)
        left.addWidget(self.nothing, 1)
        return left

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setContentsMargins(0, 24, 20, 16)
        right.setSpacing(8)
        right.addWidget(self.language)
        right.addWidget(self.head)
        right.addWidget(self.state)
        right.addWidget(self.faults, 1)
        for part in (self.head, self.state, self.faults):
            part.setFixedWidth(_SIDE)
        return right

    def set_language(self, language: str) -> None:
        """Show the manual in another language, at the same step."""
        step = self.pages.step
        i18n.set_language(language)
        self._inside.hide()
        self._inside.deleteLater()
        self._build()
        if self.look is not None:
            self._show(self.look)
            self.pages.go_to(step)
        self.reload()

    # -- reading ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.look is None:
            self.reload()

    def reload(self) -> None:
        """Read the folder off the window's thread; what was saved meanwhile is read right after."""
        if self._reading:
            self._again = True
            return
        self._reading, folder = True, self._folder
        self.state.setText(_("The folder is being read."))
        self.tasks.work(self, lambda _tell, _stop: look_at(folder), self._looked, self._failed)

    def _looked(self, look: Look) -> None:
        self._reading = False
        self.watcher.watch(look.watched)
        self.look = Look(
            look.shelf or (self.look.shelf if self.look else None), look.manual, look.findings, look.watched
        )
        self.stale.setVisible(look.shelf is None and self.look.shelf is not None)
        self._show(self.look)
        if self._again:
            self._again = False
            self.reload()
        else:
            self.read.emit()

    def _failed(self, problem: GyeotError) -> None:
        self._reading = False
        self.state.setText(str(problem))

    def _show(self, look: Look) -> None:
        self.pages.setVisible(look.shelf is not None)
        self.nothing.setVisible(look.shelf is None)
        if look.shelf is not None:
            self.pages.show_shelf(look.shelf, look.manual)
        self.faults.show_findings(look.findings)
        self.head.set(_("What the check found"), len(look.findings))
        self.state.setText(_told(look.findings))

    def show_fault(self, ident: str) -> None:
        """Go to the step that a finding is about."""
        fault = self.faults.fault(ident)
        if fault is not None:
            self.pages.go_to(fault.step)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.tasks.close()
        super().closeEvent(event)


def _told(findings: tuple[Finding, ...]) -> str:
    """How many of each kind; errors keep a manual from being installed."""
    counts = {name: sum(one.severity == name for one in findings) for name in ("error", "warning", "note")}
    if not findings:
        return _("Nothing was found. The folder is read again after every save.")
    return _(
        "Errors: {error} · warnings: {warning} · notes: {note}. The folder is read again after every save."
    ).format(**counts)


def main(folder: Path, language: str, look: str) -> int:
    """Open the window; returns the exit code when it is closed."""
    from ui import theme
    from ui.application import make_application
    from ui.kit import icons

    i18n.set_language(language)
    application = make_application(["gyeot"], theme.THEMES.get(look, theme.LIGHT))
    icons.load()
    window = PreviewWindow(folder)
    window.show()
    return application.exec()
