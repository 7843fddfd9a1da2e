"""A safety plan on paper: asked first, looked at, then printed."""

from __future__ import annotations

from functools import partial

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app.cases import verdict
from app.documents import SafetyAnswers, warm_up
from app.errors import BadInput
from app.flows import plan_copy
from app.flows.plan_copy import Sheets
from app.i18n import _
from app.safety import Plan, kinds
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work
from ui.cases.preview import ChoosePrinter, PreviewDialog, ask_printer, print_pages
from ui.cases.reading import CaseFile
from ui.forms.card_note import card_note
from ui.kit.form import Form


class PlanPaperForm(FormDialog):
    """Is it safe to take along, and who might find it: only then are there pages."""

    def __init__(
        self, host: QWidget, shell: Shell, file: CaseFile, plan: Plan, choose_printer: ChoosePrinter = ask_printer
    ) -> None:
        self._file, self._plan, self._choose_printer = file, plan, choose_printer
        self._host_window = host.window()
        self.preview: PreviewDialog | None = None
        self._safety: SafetyAnswers | None = None
        sentence = _("It names no centre and no person, and shows only what is still to be done.")
        super().__init__(host, shell, kinds()[plan.kind].label, sentence, _("Look at it and print"))
        shell.tasks.work(self, lambda _tell, _stop: warm_up(), lambda _none: None)

    def about(self) -> str:
        return self._plan.id

    def build(self, form: Form) -> None:
        form.add_widget(card_note(verdict(self._file.card, self._file.read_at)))
        answers = [("yes", _("Yes")), ("no", _("No")), ("unsure", _("Not sure"))]
        self.safe = self.strip("safe_to_take", _("Is it safe to take it along"), "S", answers)
        note = _("Ask, and write down what was said.")
        self.finder = self.line("safety", _("Who might find it"), "I", note=note)
        self.saved.connect(self._show)

    def _answers(self) -> SafetyAnswers:
        if not self.safe.value():
            raise BadInput(_("Please ask first whether it is safe to take a paper along."), field="safe_to_take")
        return SafetyAnswers(self.safe.value(), self.finder.text().strip())  # type: ignore[arg-type]  # the strip offers these three

    def work(self) -> Work:
        plan_id, safety = self._plan.id, self._answers()
        self._safety = safety
        return lambda desk: plan_copy.look(desk, plan_id, safety)

    def _show(self, found: object) -> None:
        """The pages stand over the page of the case; the form has done its part."""
        if not isinstance(found, Sheets):
            return
        safety = self._safety
        shell, plan_id, choose = self.shell, self._plan.id, self._choose_printer
        preview = PreviewDialog(self._host_window, found.pages, back=_("Close"))
        self.preview = preview

        def printed(printer: QPrinter, sheets: Sheets) -> None:
            preview.leave()
            if print_pages(printer, sheets.pages):
                shell.tell(_("The paper was handed to the printer, and stands in the register of copies."))
            else:
                shell.tell(
                    _(
                        "The printer did not take the paper. It stands in the register; tick it off there if nothing came out."
                    )
                )

        def obey(verb: str) -> None:
            printer = choose(preview.window()) if verb == "print" else None
            if printer is None:
                preview.leave()
                return
            shell.tasks.write(
                preview, lambda desk: plan_copy.print_plan(desk, plan_id, safety, card_seen=True),
                partial(printed, printer), shell.refuse,
            )  # fmt: skip

        preview.chosen.connect(obey)
        preview.ask()
