"""Step nine: the centre stands in its place."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.kit.card import Card, Facts
from ui.kit.computer import ComputerCheck
from ui.kit.label import SectionHead
from ui.tasks import Tasks
from ui.unlock.steps.step import Draft, Step


class Finished(Step):
    """What was made, where everything lies now, and what the computer itself does with it."""

    number = 9

    def __init__(self, draft: Draft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(draft, tasks, parent)
        facts = [(_("Folder"), draft.folder), (_("People"), ", ".join(one.name for one in draft.people))]
        if draft.keyfile_folder:
            facts.append((_("Key files"), draft.keyfile_folder))
        if draft.trustee:
            facts.append((_("Trusted person"), draft.trustee))
        card = Card()
        card.body.addWidget(Facts(facts, name_width=130))
        self.body.addWidget(card)
        self.computer = ComputerCheck(tasks)
        self.body.addWidget(SectionHead(_("This computer")))
        self.body.addWidget(self.computer)

    def arrive(self) -> None:
        self.computer.look(self.draft.home())

    def title(self) -> str:
        return _("The centre is ready")

    def sentence(self) -> str:
        return _("The drill succeeded. Hand out the sheets, and keep the key files apart from this computer.")

    def verb(self) -> str:
        return _("Go to the lock")

    def can_go_back(self) -> bool:
        return False
