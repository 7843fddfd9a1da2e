"""Looking at a file: pixels or letters that the confined child made, on the screen only; stopping goes before everything."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from app.errors import GyeotError
from app.evidence import Shown, show
from app.i18n import _
from app.vault import SealedFile
from ui.application import Shell
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.label import Label
from ui.tasks import Job
from ui.theme import font

_WIDEST = 920


class Named(Protocol):
    """What a look needs to know of a thing (app.evidence.Item, app.material.Photo)."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str | None: ...


class Looked(Protocol):
    """A file whose look is written down already (app.evidence.Opened, app.material.OpenedPhoto)."""

    @property
    def item(self) -> Named: ...
    def file(self) -> SealedFile: ...


class LookDialog(Dialog):
    """One file; the pages of a paper one at a time."""

    stop_asked = Signal(str)

    def __init__(self, window: QWidget, shell: Shell, opened: Looked, said: str = "") -> None:
        width = max(WIDE, min(_WIDEST, window.width() - 120))
        self._shell, self._opened = shell, opened
        self._page, self._pages = 0, 1
        self._job: Job | None = None
        self._box = (width - 48, max(220, window.height() - 250))
        self._density = window.devicePixelRatioF()
        verbs = [
            Verb("back", _("Close"), "Esc", safe=True),
            Verb("before", _("Page before"), "PgUp"),
            Verb("next", _("Next page"), "PgDown"),
            Verb("stop", _("Stop"), "S", icon="ban"),
        ]
        usual = _("That you looked is written down. If this is a sexual image of a person, press Stop at once.")
        super().__init__(window, opened.item.title, said or usual, verbs, self._make_room(), width, stays=True)
        self.chosen.connect(self._obey)
        self._show_turns()
        self.left.connect(self._forget)

    def _make_room(self) -> QStackedWidget:
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.letters = QPlainTextEdit()
        self.letters.setReadOnly(True)
        self.letters.setFont(font(15))
        self.letters.setAccessibleName(_("Text of the file"))
        waiting = QWidget()
        self.told = Label(_("Opening …"), 14, 400, "text2", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(waiting)
        column.addWidget(self.told)
        room = QStackedWidget()
        self._waiting = waiting
        for part in (waiting, self.picture, self.letters):
            room.addWidget(part)
        room.setFixedHeight(self._box[1])
        self.room = room
        return room

    # -- asking ----------------------------------------------------------------------------------

    def begin(self) -> LookDialog:
        self.ask()
        self._draw(0)
        return self

    def _draw(self, page: int) -> None:
        self._page = page
        opened, kind = self._opened, self._opened.item.kind or ""
        box = (round(self._box[0] * self._density), round(self._box[1] * self._density))

        def work(_tell: object, stop: object) -> Shown:
            with opened.file() as file:
                return show(file, kind, page=page, box=box, stopped=stop.is_set)  # type: ignore[attr-defined]  # tasks give an Event

        self._job = self._shell.tasks.work(self, work, self._show, self._failed)

    def _show(self, shown: Shown) -> None:
        self._pages = shown.pages
        self._show_turns()
        if shown.text is not None:
            self.letters.setPlainText(shown.text)
            self.room.setCurrentWidget(self.letters)
            return
        image = QImage(shown.pixels, shown.width, shown.height, shown.width * 3, QImage.Format.Format_RGB888).copy()
        image.setDevicePixelRatio(self._density)
        self.picture.setPixmap(QPixmap.fromImage(image))
        self.picture.setAccessibleName(
            _("Page {page} of {pages}").format(page=self._page + 1, pages=shown.pages)
            if shown.pages > 1
            else _("Picture")
        )
        self.room.setCurrentWidget(self.picture)

    def _failed(self, problem: GyeotError) -> None:
        self.told.setText(str(problem))
        self.room.setCurrentWidget(self._waiting)

    def _show_turns(self) -> None:
        for verb, on in (("before", self._page > 0), ("next", self._page + 1 < self._pages)):
            self.buttons[verb].setVisible(self._pages > 1)
            self.buttons[verb].setEnabled(on)

    # -- acting ----------------------------------------------------------------------------------

    def _obey(self, verb: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "back": self.leave,
            "before": partial(self._draw, max(0, self._page - 1)),
            "next": partial(self._draw, min(self._pages - 1, self._page + 1)),
            "stop": self._stop,
        }
        acts[verb]()

    def _stop(self) -> None:
        """The picture goes first, then everything else."""
        self._forget()
        self.stop_asked.emit(self._opened.item.id)
        self.leave()

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self.picture.setPixmap(QPixmap())
        self.letters.clear()
        self.room.setCurrentWidget(self._waiting)
