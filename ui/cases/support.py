"""The section of a case about support: places asked to help, whom to tell, what was given, what was paid."""

from __future__ import annotations

from dataclasses import dataclass

from app.cases import Event
from app.codelists import label
from app.desk import Desk
from app.i18n import _
from app.office import BudgetLine
from app.referrals import Notice, Referral, Step
from app.support import Payment
from ui import notices
from ui.cases import words
from ui.cases.asked import AskedSection
from ui.cases.blocks import Block
from ui.cases.forms.base import FormDialog
from ui.cases.forms.notice import NoticeForm
from ui.cases.forms.payment import CancelForm, PaymentForm
from ui.kit.rows import Row


@dataclass(frozen=True, slots=True)
class Given:
    """What was done about support in a case."""

    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]
    payments: tuple[Payment, ...]
    lines: tuple[BudgetLine, ...]
    paid: dict[str, int]
    """By budget line, what the whole centre has paid from it in its year."""
    given_by: dict[str, str]
    """The place that gave a service, where it was not us."""


class SupportSection(AskedSection[Given]):
    """Referrals and what was given stand in the case that was read; steps, notices and payments are asked for."""

    form: FormDialog | None = None
    given: Given | None = None

    def build(self) -> None:
        self.referrals = Block(_("Referrals"), _("No organisation was asked yet."))
        self.referrals.add_act(_("Refer"), "link", self.acts.referral, "A")
        self.referrals.opened.connect(self.acts.referral_step)
        self.notices = Block(_("To be told that a consent was taken back"), "")
        self.notices.opened.connect(self.notice)
        self.services = Block(_("Support given"), _("Nothing is noted yet."))
        self.services.add_act(_("Note support"), "plus", self.acts.service, "E")
        self.payments = Block(_("Support paid"), _("Nothing was paid yet."))
        self.payments.add_act(_("Note a payment"), "plus", self.pay, "P")
        self.payments.opened.connect(self.payment)
        self.add(self.notices, self.referrals, self.services, self.payments)
        self.notices.hide()

    # -- reading ---------------------------------------------------------------------------------

    @staticmethod
    def read(desk: Desk, case_id: str) -> Given:
        lines, payments = desk.budget.all(), desk.support.of_case(case_id)
        years = {one.year for one in lines}
        sums = {year: desk.support.sums(year) for year in years}
        paid = {one.id: sums[one.year][one.id].amount for one in lines if one.id in sums[one.year]}
        steps, told = desk.referrals.steps(case_id), desk.referrals.notices(case_id)
        return Given(steps, told, payments, lines, paid, desk.support.given_by(case_id))

    def show_found(self, found: Given) -> None:
        self.given = found
        file = self.file
        assert file is not None, "it was read for a case"
        last = {one.referral_id: one for one in reversed(found.steps)}
        self.referrals.show_rows([self._referral(one, last.get(one.id)) for one in file.referrals])
        self.notices.show_rows([self._notice(one) for one in found.notices])
        self.notices.setVisible(bool(found.notices))
        self.services.show_rows([self._service(one, found) for one in file.events if one.kind == "service"])
        self.payments.show_rows([self._payment(one, found) for one in found.payments])
        total = sum(one.amount for one in found.payments if one.counts)
        note = _("{amount} won in all").format(amount=f"{total:,}") if total else ""
        self.payments.head.set(_("Support paid"), len(found.payments) or None, note)

    def _service(self, one: Event, found: Given) -> Row:
        assert self.file is not None, "it was read for a case"
        place = found.given_by.get(one.id)
        whom = self.file.place(place) if place else self.file.name(one.who)
        second = " · ".join(filter(None, (words.moment(one.at), whom, one.body.split("\n")[0])))
        minutes = _("{count} min").format(count=one.detail) if one.detail else ""
        return Row(one.id, label("service", one.title), meta=minutes, second=second, icon="check")

    def _referral(self, one: Referral, step: Step | None) -> Row:
        assert self.file is not None, "it was read for a case"
        last = ""
        if step is not None:
            last = f"{label('referral_step', step.kind)} {words.moment(step.at)}"
        ask = ""
        if one.status == "sent" and one.answer_by:
            ask = _("ask {day}").format(day=words.short_day(one.answer_by))
        second = " · ".join(filter(None, (one.purpose, last or words.moment(one.at), ask)))
        return Row(
            one.id, self.file.place(one.organisation), meta=label("service", one.service), second=second,
            state=label("referral_status", one.status), icon="link",
        )  # fmt: skip

    def _notice(self, one: Notice) -> Row:
        assert self.file is not None, "it was read for a case"
        told = _("Told {day}.").format(day=words.moment(one.told_at)) if one.told_at else ""
        second = " · ".join(filter(None, (told, one.told_how))) or _("Words are prepared; they name nobody.")
        state, tone = (_("told"), "text2") if one.told_at else (_("to be told"), "high")
        return Row(one.id, self.file.place(one.recipient), second=second, state=state, state_tone=tone, icon="send")

    @staticmethod
    def _payment(one: Payment, found: Given) -> Row:
        line = next((each for each in found.lines if each.id == one.line), None)
        left = line.left(found.paid.get(line.id, 0)) if line is not None else None
        over = (
            _("the line is over by {amount} won").format(amount=f"{-left:,}") if left is not None and left < 0 else ""
        )
        facts = (words.short_day(one.paid_on), f"{line.name} {line.year}" if line else "", one.paid_to,
                 one.receipt or _("no receipt yet"), one.cancelled_because, over)  # fmt: skip
        gone = _("Does not count") if not one.counts else ""
        return Row(
            one.id, label("service", one.service), second=" · ".join(filter(None, facts)), done=not one.counts,
            second_tone="high" if over or (one.counts and not one.receipt) else "text2",
            state=gone or _("{amount} won").format(amount=f"{one.amount:,}"), icon="file",
        )  # fmt: skip

    # -- acts ------------------------------------------------------------------------------------

    def _begin(self, form: FormDialog) -> None:
        self.form = self.acts.form = form
        form.begin()

    def notice(self, ident: str) -> None:
        found = next((one for one in self.given.notices if one.id == ident), None) if self.given else None
        if found is not None and self.file is not None:
            self._begin(NoticeForm(self, self.shell, found, self.file.place(found.recipient)))

    def pay(self) -> None:
        assert self.file is not None, "acts are offered where a case is shown"
        lines = self.given.lines if self.given else ()
        form = PaymentForm(self, self.shell, self.file.case.id, lines)
        form.saved.connect(self._paid)
        self._begin(form)

    def payment(self, ident: str) -> None:
        """A payment that stands is corrected; one that does not count is counted again."""
        found = next((one for one in self.given.payments if one.id == ident), None) if self.given else None
        if found is None or self.given is None or self.file is None:
            return
        if not found.counts:
            self.shell.tasks.write(self, lambda desk: desk.support.restore(ident))
            return
        form = PaymentForm(self, self.shell, self.file.case.id, self.given.lines, found)
        form.saved.connect(self._paid)
        form.left.connect(lambda: self._cancel(found) if form.cancel_asked else None)
        self._begin(form)

    def _cancel(self, payment: Payment) -> None:
        form = CancelForm(self, self.shell, payment)
        form.saved.connect(self._cancelled)
        self._begin(form)

    def _cancelled(self, payment: object) -> None:
        if isinstance(payment, Payment):
            ident, shell = payment.id, self.shell

            def back() -> None:
                shell.tasks.write(shell, lambda desk: desk.support.restore(ident))

            shell.tell(notices.undo(_("This payment counts in no sum now."), back))

    def _paid(self, payment: object) -> None:
        """Say where a line goes over its ceiling; it is written all the same."""
        if isinstance(payment, Payment):
            line = payment.line
            self.shell.tasks.read(self, lambda desk: _left(desk, line), self._say_left, topic="left")

    def _say_left(self, found: tuple[str, int] | None) -> None:
        if found is not None and found[1] < 0:
            name, left = found
            sentence = _("It is noted. The budget line “{name}” is over its ceiling by {amount} won now.")
            self.shell.tell(notices.Notice(sentence.format(name=name, amount=f"{-left:,}"), "caution"))


def _left(desk: Desk, line_id: str) -> tuple[str, int] | None:
    line = desk.budget.get(line_id)
    sums = desk.support.sums(line.year)
    left = line.left(sums[line_id].amount if line_id in sums else 0)
    return None if left is None else (line.name, left)
