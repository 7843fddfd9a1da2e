"""The window: locked it shows the unlock page or the first run, unlocked the floor; covers and the lock are its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QClipboard, QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QStackedWidget, QWidget

from app import i18n, settings
from app.changes import Changes
from app.clock import now
from app.errors import GyeotError
from app.paths import holds_centre
from app.vault import DEFAULT as DEFAULT_KDF
from app.vault import Holding, Kdf, Keys, Supervisor
from ui import notices, theme
from ui.application import Shell, Who, calm_collector, make_application, report_bugs_to
from ui.kit import capture, icons, overlay, text_size
from ui.notices import Notice, of_doubts
from ui.tasks import Tasks
from ui.unlock import Ready, UnlockPage
from ui.unlock.sleep import Sleep
from ui.unlock.threshold import Threshold
from ui.watch import Watch

if TYPE_CHECKING:  # fetched where they are needed: the first paint waits for none of them
    from app.desk import Desk
    from ui.floor import Floor
    from ui.forms.remembering import Remembering
    from ui.forms.tidying import Tidying


_TITLE = "Gyeot"
AFTER_MAKING = 120
"""Seconds from a made or restored centre until the process that made it is replaced, where nobody unlocks."""

_READY_AFTER = 200
"""Milliseconds until the first pages are got ready behind the form: it is painted by then, and nobody types as fast."""
_CALM_AFTER = 1_000
"""Milliseconds from the open floor until what was built is set apart from garbage: the first page is painted by then."""


class Window(QWidget):
    """The one window. It is named after the program, never after a person or a case."""

    locked = Signal()
    ready = Signal()
    """The unlocked floor shows its first page."""

    def __init__(self, home: Path | None, *, watch: Watch | None = None, kdf: Kdf = DEFAULT_KDF) -> None:
        super().__init__()
        self.setWindowTitle(_TITLE)
        opens, least = text_size.window_sizes()
        self.resize(*opens)
        self.setMinimumSize(*least)
        self.home = home
        self.tasks = Tasks(self)
        self.floor: Floor | None = None
        self._cover: QWidget | None = None
        self._behind: QWidget | None = None
        self._keys: Keys | None = None
        self._holding: Holding | None = None
        self._kdf = kdf
        self._stack = QStackedWidget(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._stack)
        report_bugs_to(self.tasks, self._tell)
        self._watch = watch or Watch()
        self._watch.setParent(self)
        self._watch.mask_due.connect(self.cover)
        self._watch.lock_near.connect(self._warn)
        self._watch.lock_due.connect(self.lock)
        self._watch.leaving.connect(self._put_away)
        self._watch.counted.connect(self._show_lock)
        self._remembering: Remembering | None = None
        self._tidying: Tidying | None = None
        self._sleep = Sleep(self)
        self._sleep.coming.connect(self.lock)
        QGuiApplication.instance().installEventFilter(self)  # type: ignore[union-attr] # there is one by now
        sizes = (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0))
        acts = ((key, partial(self.change_text_size, steps)) for key, steps in sizes)
        for key, act in (("Ctrl+L", self.lock), ("Ctrl+Q", self.hide_quickly), *acts):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.activated.connect(act)
        self.gate()

    # -- locked ----------------------------------------------------------------------------------

    @property
    def gate_page(self) -> QWidget | None:
        """What stands before the desk now."""
        return self._stack.currentWidget()

    def open_centre(self, home: Path) -> None:
        """Stand before another centre."""
        self.gate(Ready(home))

    def gate(self, ready: Ready | None = None) -> None:
        """What stands before the desk: unlocking where there is a centre, the first run where there is none."""
        home = ready.home if ready else self.home
        if home is not None and holds_centre(home):
            self._show_unlock(ready or Ready(home))
        else:
            self._show_first_run()

    def _made(self, ready: Ready | None = None) -> None:
        """A centre was made or restored: this process has seen its keys, and goes unless somebody unlocks soon."""
        self.gate(ready)
        self._watch.go_after(AFTER_MAKING)

    def _show_unlock(self, ready: Ready) -> None:
        self.home = ready.home
        self.unlock = UnlockPage(self.tasks)
        self.unlock.shown.connect(
            lambda: QTimer.singleShot(_READY_AFTER, self._get_ready),
            Qt.ConnectionType.SingleShotConnection,
        )
        self.unlock.unlocked.connect(self._open)
        self.unlock.other_centre_wanted.connect(self._show_first_run)
        self.unlock.manual_wanted.connect(self._read_manual)
        self.unlock.language_changed.connect(lambda language: self._remember(language=language))
        self.unlock.open(ready.home, ready.user, ready.note, ready.key_file)
        self._remember(home=str(ready.home))
        self._show(self.unlock)

    def _get_ready(self) -> None:
        self.tasks.work(self, lambda _tell, _stop: get_ready(), lambda _none: None)

    def _show_first_run(self) -> None:
        from ui.unlock import FirstRun

        self.first_run = FirstRun(self.tasks, kdf=self._kdf)
        self.first_run.finished.connect(self._made)
        self.first_run.language_changed.connect(lambda language: self._remember(language=language))
        self.first_run.restore_wanted.connect(self._show_restore)
        self._show(self.first_run)

    def _show_restore(self) -> None:
        from ui.unlock import RestorePage

        page = RestorePage(self.tasks)
        page.finished.connect(self._made)
        page.left.connect(self._show_first_run)
        self._show(page)

    def _remember(self, **values: str) -> None:
        self.tasks.work(
            self, lambda _tell, _stop: settings.save(replace(settings.load(), **values)), lambda _none: None
        )

    def _read_manual(self) -> None:
        """The manual without a case and without a key."""
        from ui.manual import ReadingPage

        reading = ReadingPage(self.tasks)
        reading.left.connect(self.gate)
        self._show(reading)

    def _open(self, keys: Keys) -> None:
        assert self.home is not None, "the unlock page names its centre first"
        home = self.home
        self._keys = keys
        self._holding = self.unlock.take_holding()
        from app.desk import Desk

        def opener() -> Desk:
            get_ready()  # done by now, unless somebody was very quick
            return Desk.open(home, keys, beside=True)

        self.tasks.open(self, opener, self._enter, self._stay_locked)

    def _stay_locked(self, problem: GyeotError) -> None:
        self._forget()
        self.gate(Ready(self.home, note=str(problem)) if self.home else None)

    def _enter(self, desk: Desk) -> None:
        assert self._keys is not None, "they opened the desk"
        assert self.home is not None, "the unlock page named it"
        from ui.floor import Floor

        shell = Shell(self.tasks, Who.of(self._keys), self)
        shell.lock_asked.connect(self.lock)
        shell.hide_asked.connect(self.hide_quickly)
        shell.contact_changed.connect(self._watch.set_contact)
        shell.session_changed.connect(self._watch.set_session)
        self.floor = Floor(shell)
        self._show(self.floor)
        self.floor.start()
        self._watch.start()
        self._ask_limits(Changes.SETTINGS)
        self.tasks.changed.connect(self._ask_limits)
        self._sleep.start()
        said = (*desk.doubts, *filter(None, [desk.unsigned]), *desk.notices)
        if desk.doubts:
            self._doubt(shell, " ".join(said))
        elif said:
            shell.tell(Notice(" ".join(said), "danger" if desk.unsigned else "caution", seconds=0))
        self._remember_records(shell, self._keys)
        self.ready.emit()

    def _remember_records(self, shell: Shell, keys: Keys) -> None:
        """Let the key store know how far the records come, and hear whether it knew newer ones."""
        from ui.forms.remembering import Remembering
        from ui.forms.tidying import Tidying

        self._remembering = Remembering(self.tasks, keys, self)
        self._remembering.doubted.connect(partial(self._doubt, shell))
        self._remembering.start()
        self._tidying = Tidying(self.tasks, self)
        self._tidying.start()

    def _doubt(self, shell: Shell, said: str) -> None:
        """Whoever can check the records is led there."""
        from app.kinds import Compartment, Role

        may = shell.who.role == Role.MANAGER and Compartment.CASEWORK in shell.who.opens
        shell.tell(of_doubts(said, partial(shell.go, "office", "audit") if may else None))

    def _ask_limits(self, changes: Changes) -> None:
        """The centre decides after how many minutes without a key its desks lock."""
        if changes & Changes.SETTINGS:
            self.tasks.read(
                self,
                lambda desk: desk.lock_limits.limits(),
                lambda limits: self._watch.set_limits(limits.idle * 60, limits.contact * 60),
                topic="limits",
            )

    # -- covering and locking --------------------------------------------------------------------

    def cover(self) -> None:
        """Cover the page while a contact goes on; one key shows it again."""
        if self.floor is None or self._stack.currentWidget() is not self.floor:
            return
        from ui.unlock import MaskPage

        cover = MaskPage()
        left = now() + self._watch.seconds_left * 1000
        cover.show_times(self._watch.contact_since, None, left, self._watch.session_since)
        cover.revealed.connect(self._uncover)
        self._put_before(cover)

    def hide_quickly(self) -> None:
        """Show a neutral page under a neutral title; the same chord brings the work back."""
        from ui.unlock import QuickHide

        if isinstance(self._cover, QuickHide):
            self._uncover()  # the page takes the chord itself unless something took the focus from it
            return
        behind = self._behind
        if self._cover is not None:
            self._take_off()
        cover = QuickHide()
        cover.back.connect(self._uncover)
        self._put_before(cover, behind)
        self.setWindowTitle(cover.windowTitle())

    def change_text_size(self, steps: int) -> None:
        """One size larger or smaller, or with no step 100 %: at once before the lock, behind it when it is locked next."""
        self.tasks.work(self, lambda _tell, _stop: text_size.change(steps), self._text_size_changed)

    def _text_size_changed(self, size: int) -> None:
        if self.floor is not None:
            self.floor.tell(notices.of_text_size(size, self.lock))
        elif size != text_size.in_force():
            self._watch.replace_process()

    def _put_before(self, cover: QWidget, behind: QWidget | None = None) -> None:
        """Cover page and dialogs alike; what comes meanwhile comes behind the cover."""
        _leave_dialogs()
        self._cover, self._behind = cover, behind or self._stack.currentWidget()
        overlay.cover(self)
        self._stack.addWidget(cover)
        self._stack.setCurrentWidget(cover)

    def _uncover(self) -> None:
        behind = self._behind
        self._take_off()
        if behind is not None:
            self._stack.setCurrentWidget(behind)
        overlay.uncover(self)
        self._watch.touched()

    def _take_off(self) -> None:
        """The cover goes; whoever calls this shows something else at once."""
        cover, self._cover, self._behind = self._cover, None, None
        self.setWindowTitle(_TITLE)
        if cover is not None:
            cover.deleteLater()

    def _show_lock(self, seconds: int) -> None:
        if self.floor is not None:
            self.floor.show_lock(seconds)

    def _warn(self) -> None:
        if self.floor is not None:
            from ui.unlock import LockWarning

            warning = LockWarning()
            warning.stayed.connect(self._watch.touched)
            warning.lock_wanted.connect(self.lock)
            self.floor.show_above(warning)

    def lock(self) -> None:
        """Write down what is being typed, clear the clipboard, and let the process be replaced."""
        if self.floor is None:
            return
        _leave_dialogs()
        self.tasks.make_way()
        self._put_away()
        if not self._watch.replace_process():
            self._lock_in_place()

    def interrupt(self) -> None:
        """The parent is about to end this process. Called on a thread of its own, so that a busy window delays nothing."""
        self.tasks.make_way()
        self._watch.leaving.emit()

    def _put_away(self) -> None:
        """Everything a lock must not lose; asked again by the parent just before the process ends."""
        if self.floor is not None:
            self._keep_all(self.floor)
        forget_copied()
        if self.tasks.is_open and self._remembering is not None:  # behind all that was just asked for
            self._remembering.at_lock(self._watch.saved)
        else:
            self._watch.saved()

    def _keep_all(self, floor: Floor) -> None:
        """What is being typed, in the page and in a form over it, and where the caret stands."""
        from ui.forms.unfinished import Unfinished

        floor.leave()
        floor.remember_place()
        for form in self.findChildren(Unfinished):
            form.keep()

    def _lock_in_place(self) -> None:
        """Where no parent holds the deadline (tests, the tour): close the desk and forget the keys."""
        self.tasks.close()
        floor, self.floor = self.floor, None
        self._forget()
        self._watch.stop()
        self._sleep.stop()
        if self._remembering is not None:
            self._remembering.stop()
            self._remembering.deleteLater()
            self._remembering = None
        if self._tidying is not None:
            self._tidying.stop()
            self._tidying.deleteLater()
            self._tidying = None
        self._take_off()
        overlay.clear(self)
        self.tasks = Tasks(self)
        report_bugs_to(self.tasks, self._tell)
        self.gate()
        if floor is not None:
            self._stack.removeWidget(floor)
            floor.deleteLater()
        self.locked.emit()

    def _forget(self) -> None:
        if self._keys is not None:
            self._keys.close()
            self._keys = None
        if self._holding is not None:
            self._holding.close()
            self._holding = None

    # -- inside ----------------------------------------------------------------------------------

    def _show(self, page: QWidget) -> None:
        before = self._behind or self._stack.currentWidget()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        if self._cover is not None:
            self._behind = page
        else:
            self._stack.setCurrentWidget(page)
        if isinstance(before, Threshold) and before is not page:
            self._stack.removeWidget(before)
            before.deleteLater()

    def _tell(self, notice: Notice) -> None:
        if self.floor is not None:
            self.floor.tell(notice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.MouseButtonPress,
            QEvent.Type.Wheel,
            QEvent.Type.InputMethod,
        ):
            self._watch.touched()
            if isinstance(event, QKeyEvent) and QApplication.activeModalWidget() is not None:
                # a dialog of files or printing keeps shortcuts of this window from being heard
                for key, act in ((Qt.Key.Key_L, self.lock), (Qt.Key.Key_Q, self.hide_quickly)):
                    if _is_chord(event, key):
                        act()
                        return True
        elif event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            capture.ask(watched)  # before it is on the screen; dialogs of ours stand inside this window
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, Threshold):
            page.stop()
        if self.floor is not None:
            self._keep_all(self.floor)
            forget_copied()
        self.tasks.close()
        super().closeEvent(event)


def _is_chord(event: QKeyEvent, key: Qt.Key) -> bool:
    return event.key() == key and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _leave_dialogs() -> None:
    """Dialogs of files and printing are windows of their own: a cover or the lock would leave them standing."""
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog) and one.isVisible():
            one.reject()


def forget_copied() -> None:
    """Nothing of a centre stays in the clipboard, nor in the selection that the middle button pastes."""
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    if clipboard.supportsSelection():
        clipboard.clear(QClipboard.Mode.Selection)


def get_ready() -> None:
    """Code lists, record fields and the modules of the first pages, while somebody types what opens the lock."""
    from app import codelists, recordfields

    for name in ("app.desk", "ui.floor", "ui.today", "ui.cases"):
        import_module(name)
    codelists.read_all()
    recordfields.fields()


def open_window(home: Path | None, language: str | None, look: str | None) -> int:
    """Start the application with its window; returns the exit code when it is closed."""
    remembered = settings.load()
    text_size.put_in_force(text_size.remembered())
    i18n.set_language(language or remembered.language)
    application = make_application(["gyeot"], theme.THEMES.get(look or remembered.theme, theme.LIGHT))
    icons.load()
    supervisor = Supervisor.attach(lambda: window.interrupt())
    watch = Watch(supervisor)
    window = Window(home or (Path(remembered.home) if remembered.home else None), watch=watch)
    window.ready.connect(lambda: QTimer.singleShot(_CALM_AFTER, calm_collector))
    window.show()
    return application.exec()
