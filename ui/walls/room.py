"""The way into a sealed case: both desks change, the pages are made anew, and a line says where one is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.desk import Desk
from app.flows.break_glass import open_glass
from app.i18n import _
from ui.application import Shell
from ui.kit.banner import Banner, Verb

if TYPE_CHECKING:
    from app.desk import SealedDesk
    from app.flows.break_glass import Pair

PLACE, SEALED = "place", "sealed"
"""The kind of draft that holds where somebody was, and what stands there for the inside of a sealed case."""
OUTSIDE_ONLY = frozenset({"counts", "office", "reports", "inbox", "material"})
"""Places that are about the whole centre; nothing of them belongs into a sealed case."""


class SealedRoom(QObject):
    """Where one is: outside, or in one sealed case. The floor makes its pages anew on `moved`."""

    leaving = Signal()
    """The page in front writes down what is being typed, before the desks change."""
    moved = Signal()

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self.sealed_id = ""
        self.case_id = ""
        self.line = RoomLine()
        self.line.left.connect(self.come_out)
        shell.sealed_asked.connect(self._asked)

    def _asked(self, which: object) -> None:
        """An id to go in, an id with the halves of two people, or nothing to come out."""
        if isinstance(which, tuple):
            self.go_in(str(which[0]), pair=which[1])
        elif which:
            self.go_in(str(which))
        else:
            self.come_out()

    @property
    def inside(self) -> bool:
        return bool(self.sealed_id)

    def go_in(self, ident: str, then: Callable[[], object] | None = None, pair: Pair | None = None) -> None:
        """Enter a sealed case; `then` replaces going to the case itself."""
        if self.inside:
            if ident == self.sealed_id:
                return
            self.come_out(lambda: self.go_in(ident, then, pair))
            return
        self.leaving.emit()
        self._shell.tasks.enter(
            self,
            partial(_open, ident=ident, pair=pair),
            partial(self._entered, ident, then),
            self._shell.refuse,
        )

    def _entered(self, ident: str, then: Callable[[], object] | None, desk: SealedDesk) -> None:
        self.sealed_id, self.case_id = ident, desk.case_id
        number, older = desk.number, desk.older
        self._shell.sealed_number = number
        self.moved.emit()
        self.line.show_number(number)
        if then is not None:
            then()
        else:
            self._shell.go("cases", self.case_id)
        if older:
            self._shell.tell(
                _("This sealed case is older than this computer remembers. Compare it with a backup before you go on.")
            )

    def come_out(self, then: Callable[[], None] | None = None) -> None:
        """Leave; what was being typed is kept inside."""
        if not self.inside:
            return
        self.leaving.emit()
        self._shell.tasks.come_out(self, partial(self._left, then))

    def _left(self, then: Callable[[], None] | None) -> None:
        self.sealed_id = self.case_id = self._shell.sealed_number = ""
        self.line.put_away()
        self.moved.emit()
        if then is not None:
            then()
        else:
            self._shell.go("cases")


class RoomLine(QWidget):
    """The calm line above every page inside: which case, and the way out."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.banner: Banner | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(32, 10, 32, 4)
        self.hide()

    def show_number(self, number: str) -> None:
        """Say where one is. The banner is made anew: one that was laid out while hidden asks for many lines."""
        self._drop()
        self.banner = Banner(
            "watch", _("You are inside the sealed case {number}").format(number=number),
            _("What you read and write here stays in it. A new call leaves it first."),
            [Verb("leave", _("Leave the sealed case"), "Ctrl+Shift+L")], "lock",
        )  # fmt: skip
        self.banner.chosen.connect(lambda _verb: self.left.emit())
        self._row.addWidget(self.banner)
        self.show()

    def put_away(self) -> None:
        self.hide()
        self._drop()

    def _drop(self) -> None:
        if self.banner is not None:
            self._row.removeWidget(self.banner)
            self.banner.deleteLater()
            self.banner = None


def _open(desk: Desk, ident: str, pair: Pair | None) -> SealedDesk:
    """Outside stands only which sealed case one was in; where in it, the case keeps itself."""
    key = None
    if pair is not None and desk.anchor is not None:
        key = open_glass(
            desk.home, pair.first, pair.second, pair.reason, desk.audit, sealed=ident, second=pair.people[1]
        )
    elif pair is not None:
        key = pair.open(desk.home)
    inner = desk.sealed.open(ident, key)
    if desk.anchor is not None:  # the reading desk has none
        desk.contacts.keep_draft(f"{PLACE}:{desk.keys.user}", PLACE, f"{SEALED}:{ident}\n")
    return inner
