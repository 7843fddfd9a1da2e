"""The masked screen and the warning before the lock: no name, and the contact's timer goes on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.clock import local, now
from app.i18n import _
from ui.kit.banner import Banner, Verb
from ui.kit.label import Label
from ui.kit.mark import Mark
from ui.kit.paint import CENTRE, box, put, smooth, upright, width_of
from ui.kit.status_line import StatusItem, StatusLine
from ui.theme import ink

WARNING_SECONDS = 20
_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
_KEPT = (Qt.Key.Key_L, Qt.Key.Key_Q)


class MaskPage(QWidget):
    """A neutral page: any key or click reveals what was there. It shows times and no names."""

    revealed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contact: int | None = None
        self._session: int | None = None
        self._saved: int | None = None
        self._lock_at: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._facts = _Facts()
        self._title = Label("", 28, 700)
        self._sentence = Label("", 15, 400, "text2", wrap=True)
        self.status = StatusLine()
        self._lay_out()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.tell)
        self.retell()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(73)
        column.addWidget(Mark(74), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(50)
        for words, gap in ((self._title, 10), (self._sentence, 32)):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.setMinimumWidth(560)
            column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(gap)
        column.addWidget(self._facts, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(100)
        column.addWidget(self.status)

    def show_times(
        self, contact: int | None, saved: int | None, lock_at: int | None, session: int | None = None
    ) -> None:
        """When the running contact or session began, when was last saved, when the lock closes: UTC ms or None."""
        self._contact, self._saved, self._lock_at, self._session = contact, saved, lock_at, session
        self.tell()

    def tell(self) -> None:
        """Say the times as they are now."""
        at, facts = now(), []
        if self._contact is not None:
            going = _("{time} · goes on").format(time=_clock((at - self._contact) // 1000))
            facts.append((_("Contact timer"), going))
        elif self._session is not None:
            going = _("{time} · goes on").format(time=_clock((at - self._session) // 1000))
            facts.append((_("Session timer"), going))
        if self._saved is not None:
            facts.append((_("Last saved"), f"{local(self._saved):%H:%M:%S}"))
        if self._lock_at is not None:
            left = _clock(max(0, (self._lock_at - at) // 1000))
            facts.append((_("Until the lock"), left))
            self.status.set_lock(_("Locks in {time}").format(time=left))
        self._facts.show_facts(facts)

    def facts(self) -> tuple[tuple[str, str], ...]:
        return self._facts.facts

    def retell(self) -> None:
        """Say everything in the language in force."""
        self._title.setText(_("The screen is covered"))
        self._sentence.setText(_("Any key takes you back to where you were. Everything you wrote is saved."))
        self.setAccessibleName(f"{self._title.text()}. {self._sentence.text()}")
        self.status.set_items([StatusItem(_("No connection"), "cloud-off")])
        self.tell()

    def showEvent(self, event: object) -> None:
        self.tell()
        self._clock.start()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: object) -> None:
        self._clock.stop()

    def event(self, event: QEvent) -> bool:
        """Any key reveals, also one that is a shortcut elsewhere; locking and hiding stay what they are."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            kept = event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in _KEPT
            event.setAccepted(not kept)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _MODIFIERS:
            self.revealed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.revealed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink("bg"))


class _Facts(QWidget):
    """Names over values in one card, side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_facts(self, facts: list[tuple[str, str]]) -> None:
        if tuple(facts) != self.facts:
            self.facts = tuple(facts)
            self.setAccessibleName(". ".join(f"{name}: {value}" for name, value in facts))
            self.setVisible(bool(facts))
            self.updateGeometry()
            self.update()

    def _each(self) -> float:
        wide = (max(width_of(name, 12), width_of(value, 14, 650)) for name, value in self.facts)
        return max(153.0, max(wide, default=0) + 40)

    def sizeHint(self) -> QSize:
        return QSize(round(self._each() * max(1, len(self.facts))), 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        box(painter, self.rect(), "surface", "line", radius=10)
        each = self.width() / max(1, len(self.facts))
        for at, (name, value) in enumerate(self.facts):
            area = QRectF(at * each, 10, each, 22)
            put(painter, area, name, 12, 400, "text2", CENTRE)
            put(painter, area.translated(0, 22), value, 14, 650, "text", CENTRE)
            if at:
                upright(painter, at * each, 16, 48)


class LockWarning(Banner):
    """Twenty seconds before the lock: what is about to happen, and that nothing is lost."""

    stayed = Signal()
    lock_wanted = Signal()

    def __init__(self, seconds: int = WARNING_SECONDS, second_ms: int = 1000, parent: QWidget | None = None) -> None:
        verbs = (Verb("stay", _("Stay"), kind="primary"), Verb("lock", _("Lock now")))
        super().__init__("caution", "", "", verbs, icon="lock", parent=parent)
        self._left = seconds
        self.chosen.connect(lambda verb: self.stayed.emit() if verb == "stay" else self.lock_wanted.emit())
        self._clock = QTimer(self)
        self._clock.setInterval(second_ms)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._tell()

    @property
    def left(self) -> int:
        return self._left

    def _tick(self) -> None:
        self._left = max(0, self._left - 1)
        if not self._left:
            self._clock.stop()
        self._tell()

    def _tell(self) -> None:
        title = _("The lock closes in {seconds} seconds").format(seconds=self._left)
        self.set_words(title, _("Any key keeps it open. What you wrote is saved and waits for you."))


def _clock(seconds: int) -> str:
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
