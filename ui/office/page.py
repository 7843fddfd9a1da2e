"""The office page: its sections at the left, one of them at the right."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Changes
from app.i18n import _
from app.kinds import Compartment, Right, Role
from ui.application import Place, Shell
from ui.forms.fetching import CHANNELS
from ui.kit.page import Column, Page, PageHead
from ui.kit.room import Pages
from ui.kit.section_picker import SectionPicker
from ui.kit.sections import Section, SectionList
from ui.office.audit import AuditFace
from ui.office.backup import BackupFace
from ui.office.budget import BudgetFace
from ui.office.computer import ComputerFace
from ui.office.directory import DirectoryFace
from ui.office.face import Face
from ui.office.importing import ImportingFace
from ui.office.keeping import KeepingFace
from ui.office.locking import LockingFace
from ui.office.manuals import ManualsFace
from ui.office.myself import MyselfFace
from ui.office.people import PeopleFace
from ui.office.report_page import ReportPageFace
from ui.office.rooms import RoomsFace
from ui.office.submitted import SubmittedFace
from ui.office.teams import TeamsFace

_BESIDE_FROM = 760


class OfficePage(Place):
    """What the whole centre shares; only a manager can change it."""

    watches = (
        Changes.STAFF
        | Changes.SETTINGS
        | Changes.BACKUPS
        | Changes.AUDIT
        | Changes.DIRECTORY
        | Changes.MANUALS
        | Changes.RETENTION
        | Changes.SUPPORT
        | Changes.SUBMISSIONS
    )

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        page = Page(PageHead(_("Office"), _("{centre} · what everybody here shares").format(centre=shell.who.centre)))
        self.sections = SectionList(_("Sections of the office"))
        self.stack = Pages()
        self.faces = self._faces(shell)
        for face in self.faces.values():
            self.stack.addWidget(face)
        left = Column(_("Sections of the office"), 212)
        left.add(self.sections)
        left.end()
        self._left = left
        self._picker = SectionPicker(
            [(name, face.word) for name, face in self.faces.items()], _("Sections of the office")
        )
        self._picker.hide()
        self._picker.picked.connect(self.sections.choose)
        page.add_below_head(self._picker)
        page.body.addWidget(left)
        page.body.addWidget(self.stack, 1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(page)
        self.sections.show_sections([Section(name, face.word, face.icon) for name, face in self.faces.items()])
        self.sections.chosen.connect(self.show_section)
        self.sections.choose(next(iter(self.faces)))

    def _faces(self, shell: Shell) -> dict[str, Face]:
        faces: dict[str, Face] = {
            "people": PeopleFace(shell),
            "teams": TeamsFace(shell),
            "rooms": RoomsFace(shell),
            "directory": DirectoryFace(shell),
            "budget": BudgetFace(shell),
            "manuals": ManualsFace(shell),
            "computer": ComputerFace(shell),
            "locking": LockingFace(shell),
            "myself": MyselfFace(shell),
        }
        if shell.who.role == Role.MANAGER:
            faces = {"submitted": SubmittedFace(shell), **faces}
        if shell.who.role == Role.MANAGER or CHANNELS & shell.who.opens:
            faces["report-page"] = ReportPageFace(shell)
        leads = shell.who.role == Role.MANAGER or Right.SUPERVISOR in shell.who.rights
        if leads and Compartment.CASEWORK in shell.who.opens:
            faces["importing"] = ImportingFace(shell)
        if shell.who.role == Role.MANAGER and Compartment.CASEWORK in shell.who.opens:
            kept: dict[str, Face] = {"backup": BackupFace(shell), "keeping": KeepingFace(shell)}
            kept["importing"] = faces["importing"]
            faces = {
                "people": faces["people"],
                "submitted": faces["submitted"],
                **kept,
                **faces,
                "audit": AuditFace(shell),
            }
        return faces

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the sections are picked above, and what they show has the whole width."""
        super().resizeEvent(event)
        beside = min(self.width(), self.window().width()) >= _BESIDE_FROM
        self._left.setVisible(beside)
        self._picker.setVisible(not beside)

    def show_section(self, name: str) -> None:
        face = self.faces[name]
        self._picker.show_picked(name)
        self.stack.setCurrentWidget(face)
        face.reload()

    def arrive(self, argument: object = None) -> None:
        if isinstance(argument, str) and argument in self.faces:
            self.sections.choose(argument)
        self.reload()

    def reload(self) -> None:
        face = self.stack.currentWidget()
        if isinstance(face, Face):
            face.reload()
