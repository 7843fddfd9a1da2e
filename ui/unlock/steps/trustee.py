"""Step four: who outside the centre keeps the other half of the recovery key."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.errors import BadInput
from app.flows.first_run import needs_trustee
from app.i18n import _
from ui.kit.form import LineEdit
from ui.tasks import Tasks
from ui.unlock.steps.step import Draft, Step


class Trustee(Step):
    """A name; needed unless two managers are here, who can recover the centre together."""

    number = 4

    def __init__(self, draft: Draft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(draft, tasks, parent)
        self._needed = needs_trustee(draft.people)
        self.name = LineEdit(draft.trustee, height=40)
        self.row("trustee", _("Trusted person outside"), self.name, "T", self._help())
        self.body.addWidget(self.form)

    def title(self) -> str:
        return _("If every key is lost")

    def sentence(self) -> str:
        return _(
            "The recovery key has two halves. Neither opens anything alone; together they bring everything back. "
            "Without them lost keys mean lost records."
        )

    def _help(self) -> str:
        if self._needed:
            return _("With one manager, somebody outside keeps the other half on paper: an auditor, a sister centre.")
        return _("Two managers hold a half each, so this can stay empty. A half outside is one more safety.")

    def take(self) -> None:
        name = self.name.text().strip()
        if self._needed and not name:
            raise BadInput(_("Name somebody outside, or go back and add a second manager."), field="trustee")
        if name in [one.name for one in self.draft.people]:
            raise BadInput(_("This person works here. Name somebody who keeps the half elsewhere."), field="trustee")
        if len(name) > 60:
            raise BadInput(_("This name is longer than 60 letters. Please shorten it."), field="trustee")
        self.draft.trustee = name
        self.passed.emit()
