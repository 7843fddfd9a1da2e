"""The inbox as the window shows it: what was reported, and the register of public material behind a second tab."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.flows.report_to_material import offered
from app.i18n import _
from ui.application import Place, Shell
from ui.inbox.material_page import MaterialPage
from ui.inbox.page import InboxPage
from ui.inbox.reading import Opened
from ui.kit.page import MARGIN
from ui.kit.room import Pages
from ui.kit.tabs import Tabs

REPORTS, MATERIAL = "reports", "material"


class InboxPlace(Place):
    """`arrive` takes the id of a thread, or `material` and `material:<entry>` for the register."""

    watches = InboxPage.watches | MaterialPage.watches

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.reports, self.material = InboxPage(shell), MaterialPage(shell, title=_("Inbox"))
        self._faces: dict[str, InboxPage | MaterialPage] = {REPORTS: self.reports, MATERIAL: self.material}
        self._tabs = {name: self._add_tabs(face) for name, face in self._faces.items()}
        self.stack = Pages()
        for face in self._faces.values():
            self.stack.addWidget(face)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.reports.material_asked.connect(self._from_report)
        self._show(REPORTS)

    def _add_tabs(self, face: InboxPage | MaterialPage) -> Tabs:
        """The same two tabs under the head of each face."""
        tabs = Tabs([(REPORTS, _("Reports from outside")), (MATERIAL, _("Public material"))], _("What of the inbox"))
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(MARGIN, 0, MARGIN, 4)
        row.addWidget(tabs)
        face.page.add_below_head(strip)
        tabs.chosen.connect(self._turned)
        return tabs

    @property
    def face(self) -> str:
        return MATERIAL if self.stack.currentWidget() is self.material else REPORTS

    def _show(self, name: str) -> None:
        for tabs in self._tabs.values():
            tabs.set_current(name)
        self.stack.setCurrentWidget(self._faces[name])

    def _turned(self, name: str) -> None:
        if name != self.face:
            self._faces[self.face].leave()
            self._show(name)
            self._faces[name].arrive()

    def _from_report(self, opened: Opened) -> None:
        """To the entry that came of this report, or to a new one that begins with what it chose."""
        self.reports.leave()
        self._show(MATERIAL)
        self.material.arrive(opened.entry or None)
        if not opened.entry:
            self.material.begin_entry(offered(opened.whole), opened.whole.thread.id)

    # -- as the window asks ----------------------------------------------------------------------

    def arrive(self, argument: object = None) -> None:
        name, _colon, ident = str(argument or "").partition(":")
        if name == MATERIAL:
            self._show(MATERIAL)
            self.material.arrive(ident or None)
            return
        if argument:
            self._show(REPORTS)
        self._faces[self.face].arrive(argument)

    def leave(self) -> None:
        self._faces[self.face].leave()

    def here(self) -> str:
        inside = self._faces[self.face].here()
        return f"{MATERIAL}:{inside}" if self.face == MATERIAL else inside

    def reload(self) -> None:
        self._faces[self.face].reload()
