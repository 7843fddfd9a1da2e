"""What the computer says before it is left: it goes to sleep, its lid is closed, its own screen is locked.

On Linux three services of the system bus say so. A delay is asked of the first: until this process is gone, the computer
waits with its sleep (some seconds at most), so that no key goes into memory that stays powered. Where nobody says
anything, the parent process finds the gap in its clock on waking (`app.vault.lock`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QObject, Signal, Slot

from app.i18n import _

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

_LOGIN, _MANAGER = "org.freedesktop.login1", "org.freedesktop.login1.Manager"
_POWER, _PROPERTIES = "org.freedesktop.UPower", "org.freedesktop.DBus.Properties"
_NAME = "gyeot-sleep"
_SIGNALS = (
    (_LOGIN, "/org/freedesktop/login1", _MANAGER, "PrepareForSleep", "_sleeps"),
    (_LOGIN, "", "org.freedesktop.login1.Session", "Lock", "_screen_locked"),
    (_POWER, "/org/freedesktop/UPower", _PROPERTIES, "PropertiesChanged", "_lid_moved"),
)


class Sleep(QObject):
    """Listens from unlocking to locking; `coming` is the moment to lock."""

    coming = Signal()

    def __init__(self, parent: QObject | None = None, bus: str = "") -> None:
        """`bus` is the address of another bus than the system's."""
        super().__init__(parent)
        self._address = bus
        self._bus: QDBusConnection | None = None
        self._delay: object = None

    @property
    def listening(self) -> bool:
        return self._bus is not None

    @property
    def delays(self) -> bool:
        """Whether the computer waits with its sleep for this process."""
        return self._delay is not None

    def start(self) -> None:
        if self._bus is not None or sys.platform != "linux":
            return
        from PySide6.QtDBus import QDBusConnection

        system = QDBusConnection.BusType.SystemBus
        bus = QDBusConnection.connectToBus(self._address or system, _NAME)
        if not bus.isConnected():
            QDBusConnection.disconnectFromBus(_NAME)
            return
        self._bus = bus
        for service, path, interface, member, slot in _SIGNALS:
            bus.connect(service, path, interface, member, self, SLOT(f"{slot}(QDBusMessage)"))  # type: ignore[call-overload] # the stub asks for bytes, the call for text
        told = ["sleep", "Gyeot", _("The desk is locked first."), "delay"]
        self._call(_LOGIN, "/org/freedesktop/login1", _MANAGER, "Inhibit", told, self._delayed)

    def stop(self) -> None:
        """Let the computer sleep again, and hear no more of it."""
        if self._bus is not None:
            from PySide6.QtDBus import QDBusConnection

            self._delay = self._bus = None
            QDBusConnection.disconnectFromBus(_NAME)

    def _call(
        self, service: str, path: str, interface: str, method: str, given: list[str], done: Callable[[object], None]
    ) -> None:
        """Ask, and go on: an answer comes to `done`, a refusal to nobody."""
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        assert self._bus is not None, "it was connected"
        call = QDBusMessage.createMethodCall(service, path, interface, method)
        call.setArguments(given)
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call), self)

        def finished(_watcher: object) -> None:
            answer = watcher.reply()
            if answer.type() == QDBusMessage.MessageType.ReplyMessage and answer.arguments():
                done(answer.arguments()[0])
            watcher.deleteLater()

        watcher.finished.connect(finished)

    def _delayed(self, handle: object) -> None:
        """The handle is closed with this process, and the computer may sleep."""
        if self._bus is not None:
            self._delay = handle

    @Slot("QDBusMessage")
    def _sleeps(self, message: QDBusMessage) -> None:
        if message.arguments() == [True]:
            self.coming.emit()

    @Slot("QDBusMessage")
    def _screen_locked(self, message: QDBusMessage) -> None:
        self.coming.emit()

    @Slot("QDBusMessage")
    def _lid_moved(self, message: QDBusMessage) -> None:
        """Something of the power service changed; whether the lid is closed is asked for by name."""
        if self._bus is not None and message.arguments()[:1] == [_POWER]:
            self._call(_POWER, "/org/freedesktop/UPower", _PROPERTIES, "Get", [_POWER, "LidIsClosed"], self._lid_told)

    def _lid_told(self, answer: object) -> None:
        if getattr(answer, "variant", lambda: answer)() is True:
            self.coming.emit()
