"""Money paid for a person: how much, from which budget line, with which receipt; and taking it out of the sums."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.clock import today
from app.i18n import _
from app.office import BudgetLine
from app.support import Payment, won
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.forms.made import beside_nothing
from ui.kit.buttons import Button
from ui.kit.form import Form


class PaymentForm(FormDialog):
    """One payment, new or corrected."""

    def __init__(
        self, host: QWidget, shell: Shell, case_id: str, lines: tuple[BudgetLine, ...], there: Payment | None = None
    ) -> None:
        self._case_id, self._lines, self._there = case_id, lines, there
        self.cancel_asked = False
        super().__init__(
            host,
            shell,
            _("Support paid"),
            "" if lines else _("There is no budget line yet. A manager adds them in the office."),
        )

    def about(self) -> str:
        return self._there.id if self._there else self._case_id

    def build(self, form: Form) -> None:
        there = self._there
        self.service = self.picker(
            "service", _("For which support"), "F", words.choices("service"), there.service if there else "medical"
        )
        self.amount = self.line("amount", _("Amount in won"), "A", f"{there.amount:,}" if there else "", hint="0")
        self.line_of = self.picker("line", _("Budget line"), "B", self._offers(), there.line if there else "")
        self.paid_on = self.day("paid_on", _("Paid on"), "P", there.paid_on if there else "", note=_("Empty: today."))
        self.paid_to = self.line("paid_to", _("Paid to"), "T", there.paid_to if there else "")
        where = _("Where the receipt is filed; the receipt itself is not kept here.")
        self.receipt = self.line("receipt", _("Receipt"), "R", there.receipt if there else "", note=where)
        self.note = self.area("note", _("Note"), "N", there.note if there else "", 2)
        if there is not None:
            button = Button(_("It does not count"), "quiet", "", "x")
            button.clicked.connect(self._ask_cancel)
            form.add_widget(beside_nothing(button))

    def _offers(self) -> list[tuple[str, str]]:
        """This year's lines first; a line that is offered no more stays with what was paid from it."""
        kept = self._there.line if self._there else ""
        shown = [one for one in self._lines if one.active or one.id == kept]
        shown.sort(key=lambda one: (one.year != today().year, -one.year, one.name))
        return [("", _("Choose the line")), *((one.id, f"{one.name} · {one.year}") for one in shown)]

    def _ask_cancel(self) -> None:
        self.cancel_asked = True
        self.leave()

    def work(self) -> Work:
        case_id, there, amount = self._case_id, self._there, won(self.amount.text())
        service, line = self.service.value(), self.line_of.value()
        more = {
            "paid_on": day_text(self.paid_on.text()), "paid_to": self.paid_to.text(), "receipt": self.receipt.text(),
            "note": self.note.text(),
        }  # fmt: skip
        if there is not None:
            ident = there.id
            return lambda desk: desk.support.amend(ident, service, amount, line, **more)
        return lambda desk: desk.support.pay(case_id, service, amount, line, **more)


class CancelForm(FormDialog):
    """Why a payment does not count."""

    def __init__(self, host: QWidget, shell: Shell, payment: Payment) -> None:
        self._payment = payment
        sentence = _("It stays written here with the reason, and counts in no sum.")
        super().__init__(host, shell, _("A payment that does not count"), sentence, _("Take it out of the sums"))

    def about(self) -> str:
        return self._payment.id

    def build(self, form: Form) -> None:
        self.because = self.area("cancelled_because", _("Why"), "W", lines=2)

    def work(self) -> Work:
        ident, because = self._payment.id, self.because.text()
        return lambda desk: desk.support.cancel(ident, because)
