"""Whoever makes backups is reminded after a week, once an unlocking, and never over a running contact."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.clock import local, now, today
from app.desk import Desk
from app.i18n import _
from app.kinds import Compartment, Role
from ui.application import Shell
from ui.kit.banner import Banner, Verb

AFTER_DAYS = 7
_PATIENCE_MS = 60_000
"""How long it waits for a place above the page, and looks again."""


class BackupReminder(QObject):
    """One banner: how old the last backup is, and the way to make one."""

    def __init__(self, shell: Shell, show: Callable[[Banner], None], free: Callable[[], bool]) -> None:
        super().__init__(shell)
        self.banner: Banner | None = None
        self._shell, self._show, self._free = shell, show, free
        self._days: int | None = None
        self._calling = False
        self._clock = QTimer(self)
        self._clock.setInterval(_PATIENCE_MS)
        self._clock.timeout.connect(self._tell)
        shell.contact_changed.connect(self._set_contact)

    def start(self) -> None:
        """At unlocking."""
        who = self._shell.who
        if who.role == Role.MANAGER and Compartment.CASEWORK in who.opens:
            self._shell.tasks.read(self, _age, self._found, topic="reminder")

    def _found(self, days: int | None) -> None:
        self._days = days
        if days is None or days >= AFTER_DAYS:
            self._tell()

    def _set_contact(self, contact: object) -> None:
        self._calling = bool(getattr(contact, "running", False))

    def _tell(self) -> None:
        if self._calling or not self._free():
            self._clock.start()
            return
        self._clock.stop()
        title = _("No backup was made yet.")
        if self._days is not None:
            title = _("The last backup is {days} days old.").format(days=self._days)
        sentence = _("Put the stick in; it takes two clicks.")
        verbs = (Verb("make", _("Make a backup"), "", "secondary", "shield-check"), Verb("later", _("Not now")))
        self.banner = Banner("caution", title, sentence, verbs)
        self.banner.chosen.connect(self._obey)
        self._show(self.banner)

    def _obey(self, verb: str) -> None:
        if self.banner is not None:
            self.banner.gone.emit()
            self.banner = None
        if verb == "make":
            self._shell.go("office", "backup")


def _age(desk: Desk) -> int | None:
    """Days since the last backup; None where there was none, 0 where there is nothing to lose yet."""
    from app.flows.backups import LAST_BACKUP

    last = int(desk.office.setting(LAST_BACKUP, "0"))
    if not last:
        return None if desk.cases.total() or desk.contacts.page(limit=1) else 0
    return (today() - local(min(last, now())).date()).days
