"""A case goes to another organisation, and what that one answered."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.cases import Transfer
from app.errors import BadInput
from app.i18n import _
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work
from ui.cases.reading import CaseFile
from ui.kit.form import Form

TAKEN, DECLINED, BACK = "taken", "declined", "back"


class TransferForm(FormDialog):
    """To which place, and what it should go on with; the consent for that place must stand."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile) -> None:
        self._file = file
        sentence = _("The case stays open here until the other place has taken it.")
        super().__init__(host, shell, _("Transfer to another organisation"), sentence, _("Note the transfer"))

    def build(self, form: Form) -> None:
        agreed = [(place, word) for place, word in self._file.offers.items() if self._file.agreed(place)]
        places = [("", _("Choose a place")), *sorted(agreed, key=lambda one: one[1])]
        self.organisation = self.picker("organisation", _("Organisation"), "O", places)
        note = _("Only places the person agreed to are here.")
        if not agreed:
            note = _("The person has not agreed to any place yet. Note that under “Consents” first.")
        form.set_help("organisation", note)
        self.text = self.area("words", _("What they should go on with"), "W")

    def work(self) -> Work:
        case_id, place, text = self._file.case.id, self.organisation.value(), self.text.text()
        if not place:
            raise BadInput(_("Please choose a place."), field="organisation")
        return lambda desk: desk.transfers.send(case_id, place, text)


class TransferAnswerForm(FormDialog):
    """Whether the place took the case."""

    def __init__(self, host: QWidget, shell: Shell, transfer: Transfer, place: str) -> None:
        self._transfer = transfer
        super().__init__(host, shell, _("Transfer to {place}").format(place=place), transfer.words, _("Save"))

    def about(self) -> str:
        return self._transfer.id

    def build(self, form: Form) -> None:
        ways = [(TAKEN, _("They took it")), (DECLINED, _("They did not take it")), (BACK, _("We take it back"))]
        self.how = self.strip("how", _("What came of it"), "W", ways)
        form.set_help("how", _("Where they took it, the case ends here as transferred."))
        self.text = self.area("answer", _("What they said"), "S", lines=2)

    def work(self) -> Work:
        ident, how, text = self._transfer.id, self.how.value(), self.text.text()
        if not how:
            raise BadInput(_("Please choose one of the answers."), field="how")
        if how == BACK:
            return lambda desk: desk.transfers.withdraw(ident)
        return lambda desk: desk.transfers.answer(ident, how == TAKEN, text)
