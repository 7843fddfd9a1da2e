"""The idle watch: it beats to the keyless parent, covers the page during a contact, and says when the lock is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.vault import Supervisor

if TYPE_CHECKING:
    from app.contacts import Contact

IDLE_SECONDS = 600
CONTACT_SECONDS = 3600
WARNING_SECONDS = 20


class Watch(QObject):
    """Counts from the last key; the parent process holds the real deadline, this one only announces it."""

    mask_due = Signal()
    lock_near = Signal()
    lock_due = Signal()
    counted = Signal(int)
    """Seconds left until the lock, said every second."""
    leaving = Signal()
    """The parent is about to end this process: whatever is being typed must be written now."""

    def __init__(
        self, supervisor: Supervisor | None = None, idle: int = IDLE_SECONDS, contact: int = CONTACT_SECONDS
    ) -> None:
        super().__init__()
        self.supervisor = supervisor
        self._idle, self._contact_limit = idle, contact
        self.contact_since: int | None = None
        self.session_since: int | None = None
        self._masked = self._warned = False
        self._since = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._look)

    @property
    def limit(self) -> int:
        """Seconds without a key until the lock; longer in a contact or session, for nobody must be cut off."""
        return self._contact_limit if self._together else self._idle

    @property
    def _together(self) -> bool:
        """Whether somebody is being spoken with: idle hands then say little."""
        return self.contact_since is not None or self.session_since is not None

    @property
    def seconds_left(self) -> int:
        return max(0, self.limit - self._since.elapsed() // 1000)

    def start(self) -> None:
        self._since.start()
        self._tick.start()
        self.touched()

    def stop(self) -> None:
        self._tick.stop()

    def set_contact(self, contact: Contact | None) -> None:
        self.contact_since = contact.started_at if contact is not None and contact.running else None
        self.touched()

    def set_session(self, since: object) -> None:
        """A guided session runs since then (UTC ms), or none does."""
        self.session_since = since if isinstance(since, int) else None
        self.touched()

    def set_limits(self, idle: int, contact: int) -> None:
        """The centre's own limits, in seconds."""
        self._idle, self._contact_limit = idle, max(idle, contact)
        self.touched()

    def touched(self) -> None:
        """A person is at work."""
        if not self._tick.isActive():
            return
        self._since.restart()
        self._masked = self._warned = False
        if self.supervisor is not None:
            self.supervisor.heartbeat(self.limit)

    def go_after(self, seconds: int) -> None:
        """Let the parent replace this process then, unless a desk is opened before."""
        if self.supervisor is not None:
            self.supervisor.heartbeat(seconds)

    def replace_process(self) -> bool:
        """Ask the parent to replace this process; False where there is no parent."""
        if self.supervisor is None:
            return False
        self.supervisor.request_lock()
        return True

    def saved(self) -> None:
        if self.supervisor is not None:
            self.supervisor.draft_saved()

    def _look(self) -> None:
        idle = self._since.elapsed() // 1000
        self.counted.emit(self.seconds_left)
        if self._together and idle >= self._idle and not self._masked:
            self._masked = True
            self.mask_due.emit()
        if idle >= self.limit:
            self.lock_due.emit()
        elif idle >= self.limit - WARNING_SECONDS and not self._warned:
            self._warned = True
            self.lock_near.emit()
