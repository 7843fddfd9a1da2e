"""Unlocking: whose desk, which second secret, the passphrase; the keys are derived off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSysInfo, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.codelists import label
from app.errors import CannotUnlock, GyeotError, Refusal
from app.i18n import _, set_language
from app.vault import Holding, Home, Keys, Kind, SecondSecret, UserCard, key_store_available, noting, unlock
from ui.kit.buttons import Button
from ui.tasks import Tasks
from ui.unlock.form import UnlockForm
from ui.unlock.patience import Patience
from ui.unlock.threshold import Threshold


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be known of a centre without a key."""

    home: Home
    users: tuple[UserCard, ...]
    key_store: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """How a try ended: keys, or a refusal and the row of the form it belongs to."""

    keys: Keys | None = None
    holding: Holding | None = None
    problem: Refusal | None = None
    row: str = ""


class UnlockPage(Threshold):
    """The first page of every start; `unlocked` carries Keys, and `take_holding` the centre's lock file.

    With `hold` the page makes sure that no other process has the centre, before it derives anything.
    """

    unlocked = Signal(object)
    manual_wanted = Signal()
    other_centre_wanted = Signal()
    language_changed = Signal(str)
    shown = Signal()
    """A centre was looked at and stands in the form, or the reason why not."""
    refused = Signal(str, str)
    """A row of the form and the sentence that stands there now."""

    def __init__(
        self,
        tasks: Tasks,
        hold: bool = True,
        second_ms: int = 1000,
        allowed: frozenset[str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._allowed = allowed
        self._tasks, self._hold = tasks, hold
        self._folder: Path | None = None
        self._wanted, self._note = "", ""
        self._seen: Seen | None = None
        self._paths: dict[str, Path] = {}
        self._busy = False
        self._patience = Patience()
        self._holding: Holding | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(second_ms)
        self._clock.timeout.connect(self._tick)
        self._left, self._said = 0, ""
        self._language = ""
        self.language_asked.connect(self._ask_language)
        tasks.broke.connect(self._broke)
        self._build()

    # -- what the window does ------------------------------------------------------------------------

    def open(self, folder: Path, user: str = "", note: str = "", key_file: Path | None = None) -> None:
        """Look at a centre; `user` (id or alias) is chosen, `note` stands above the form, `key_file` is filled in."""
        self._folder, self._wanted, self._note = folder, user, note
        if key_file is not None:
            self._paths[user] = key_file
        self._tasks.work(self, lambda _progress, _stop: look(folder, self._allowed), self._show, self._cannot_show)

    def take_holding(self) -> Holding | None:
        """The lock file of the centre that was just opened; whoever takes it keeps it until the process ends."""
        held, self._holding = self._holding, None
        return held

    @property
    def busy(self) -> bool:
        return self._busy

    @property
    def waiting(self) -> int:
        """Seconds until the next try, after many wrong ones."""
        return self._left

    # -- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.form = UnlockForm(self._note, self._allowed)
        self.form.computer.clicked.connect(self.other_centre_wanted)
        self.form.manual.clicked.connect(self.manual_wanted)
        self.form.chosen.connect(self._remember)
        self.form.act.clicked.connect(self._try)
        self.form.again.connect(self._again)
        self.form.elsewhere.connect(self.other_centre_wanted)
        self.form.chosen.connect(lambda: self.form.set_key_file(self._paths))
        self.show_content(self.form)
        if self._seen is not None:
            self._fill(self._seen)

    def _fill(self, seen: Seen) -> None:
        names = tuple((one, f"{one.alias} · {label('role', one.role)}") for one in seen.users)
        where = f"{QSysInfo.machineHostName()} · {seen.home.path.name}"
        self.form.show_centre(where, names, seen.key_store, self._wanted)
        self.form.set_practice(seen.home.manifest.practice)
        self.form.set_key_file(self._paths)
        self.form.say_notices(seen.home.notices)

    def _show(self, seen: Seen) -> None:
        self._seen = seen
        self._build()
        self.form.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def _cannot_show(self, problem: GyeotError) -> None:
        self._seen = None
        self._build()
        self.form.cannot_show(str(problem))
        self.refused.emit("page", str(problem))
        self.shown.emit()

    def _again(self) -> None:
        if self._folder is not None:
            self.open(self._folder, self._wanted, self._note)

    def _ask_language(self, wanted: str) -> None:
        """The catalogue is a file: it is read off the GUI thread, then everything is said anew."""
        self._language = wanted
        self._tasks.work(self, lambda _progress, _stop: set_language(wanted), self._relanguage)

    def _relanguage(self, _none: None) -> None:
        self._wanted = self.form.user() or self._wanted
        self.retell()
        self._build()
        self.languages.setFocus(Qt.FocusReason.OtherFocusReason)
        self.language_changed.emit(self._language)

    # -- a try ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, Button):
            focused.click()
        elif focused is self.form.computer:
            self.other_centre_wanted.emit()
        else:
            self._try()

    def _remember(self) -> None:
        """Key-file paths are kept in memory only, a person each."""
        path = self.form.typed_key_file()
        if path is not None and self.form.user_before():
            self._paths[self.form.user_before()] = path

    def _try(self) -> None:
        if self._busy or self._left or self._seen is None:
            return
        self.form.clear()
        second = self.form.second()
        if second is None:
            return
        if not self.form.passphrase.text():
            self._refuse("passphrase", _("Please enter the passphrase."))
            return
        user, passphrase = self.form.user(), self.form.passphrase.take()
        if second.kind is Kind.KEYFILE and second.path is not None:
            self._paths[user] = second.path
        self._set_busy(True)
        seen, hold = self._seen, self._hold
        self._tasks.work(
            self, lambda _progress, _stop: attempt(seen.home.path, user, passphrase, second, hold), self._answered
        )

    def _answered(self, answer: Answer) -> None:
        self._set_busy(False)
        if answer.keys is not None:
            self._patience.right()
            self._holding = answer.holding
            self.form.forget()
            self.unlocked.emit(answer.keys)
            return
        assert answer.problem is not None
        self._refuse(answer.row, str(answer.problem))
        if answer.row == "passphrase":
            self._wait(self._patience.wrong())

    def _refuse(self, row: str, sentence: str) -> None:
        self._said = sentence
        self.form.refuse(row, sentence)
        self.refused.emit(row, sentence)

    def _broke(self, _problem: object) -> None:
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.form.set_busy(busy)

    # -- waits ---------------------------------------------------------------------------------------

    def _wait(self, seconds: int) -> None:
        if seconds:
            self._left = seconds
            self._clock.start()
            self._tell_wait()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._clock.stop()
            self._left = 0
        self._tell_wait()

    def _tell_wait(self) -> None:
        self.form.set_waiting(self._said, self._left)


def look(folder: Path, allowed: frozenset[str] | None = None) -> Seen:
    """Read what anybody may read of a centre, and whether this computer has a key store."""
    home = Home.open(folder)
    needs = any(Kind.DEVICE in one.ways for one in home.users())
    usable = needs and (key_store_available() if allowed is None else key_store_available(allowed))
    return Seen(home, home.users(), usable)


def attempt(folder: Path, user: str, passphrase: str, second: SecondSecret, hold: bool) -> Answer:
    """Derive the keys (a second or two), and say which row of the form a refusal belongs to."""
    held: Holding | None = None
    try:
        held = Holding(folder) if hold else None
        home = Home.open(folder)
        member = home.find(user)
    except Refusal as problem:
        return _ended(held, Answer(problem=problem, row="page"))
    try:
        with noting(home, member.id, second.kind):
            second.find(home.manifest.centre, member.id, home.slots.personal_of(member.id).slots)
    except CannotUnlock as problem:
        return _ended(held, Answer(problem=problem, row=second.kind.value))
    try:
        with noting(home, member.id, second.kind):
            return Answer(unlock(home, member.id, passphrase, second), held)
    except CannotUnlock as problem:
        return _ended(held, Answer(problem=problem, row="passphrase"))
    except Refusal as problem:
        return _ended(held, Answer(problem=problem, row="page"))


def _ended(held: Holding | None, answer: Answer) -> Answer:
    if held is not None:
        held.close()
    return answer
