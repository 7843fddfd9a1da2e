"""The section of a case about a workplace: what must not stay unnoticed, who stands where, separation, what is owed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.changes import Done
from app.clock import today
from app.desk import Desk
from app.documents import Exported
from app.i18n import _
from app.workplace import File, Finding, Separation, findings
from ui.cases import workplace_rows as rows
from ui.cases.asked import AskedSection
from ui.cases.blocks import Block
from ui.cases.forms.base import FormDialog
from ui.cases.forms.employer import DamageForm, DutyForm, LetterForm, OrderPaperForm, more_duties
from ui.cases.forms.separation import BreachForm, MatrixForm, OrderForm
from ui.cases.forms.workplace import CheckForm, OrganisationForm, PersonForm, ThirdReportForm
from ui.forms.made import MadeDialog
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog


@dataclass(frozen=True, slots=True)
class Shown:
    """What the section shows."""

    file: File
    found: tuple[Finding, ...]


class WorkplaceSection(AskedSection[Shown]):
    """Everything about the workplace of one case."""

    shown: Shown | None = None

    def build(self) -> None:
        self.found = Block(_("What must not stay unnoticed"), _("The rules notice nothing here now."))
        self.found.opened.connect(self._open)
        self.organisations = Block(_("Organisations"), _("No organisation is noted yet."))
        self.people = Block(
            _("Who stands where"), _("Nobody is noted yet. What two people share is only then noticed.")
        )
        self.report = Block(
            _("Report by somebody else"), _("Nobody else reported it, as far as is known."), counted=False
        )
        self.orders = Block(_("Separation"), _("No separation is asked for or ordered yet."))
        self.watches = Block(_("Secondary damage, week by week"), _("Nobody is asked every week yet."))
        self.duties = Block(_("What the organisation owes"), _("Nothing is written down yet."))
        self.checks = Block(_("How the organisation is made up"), _("Nothing was looked at yet."), counted=False)
        self._make_acts()
        for block in self._blocks():
            block.opened.connect(self._open)
        self.add(self.found, *self._blocks())

    def _blocks(self) -> tuple[Block, ...]:
        return (self.organisations, self.people, self.report, self.orders, self.watches, self.duties, self.checks)

    def _make_acts(self) -> None:
        add: dict[str, Button] = {}
        for name, block, word, icon, key, act in (
            ("organisation", self.organisations, _("Add"), "plus", "A", self.organisation),
            ("person", self.people, _("Add"), "plus", "P", self.person),
            ("report", self.report, _("Write"), "pencil", "T", self.third_report),
            ("order_paper", self.orders, "PDF", "file", "", self.order_paper),
            ("breach", self.orders, _("Breach"), "warning", "B", self.breach),
            ("matrix", self.orders, _("Matrix"), "sliders", "M", self.matrix),
            ("order", self.orders, _("Add"), "plus", "S", self.order),
            ("watch", self.watches, _("Ask every week"), "clock", "", self.watch),
            ("answer", self.watches, _("This week"), "ask", "W", self.answer),
            ("letter", self.duties, _("Letter"), "file", "L", self.letter),
            ("review", self.duties, _("Given to review"), "send", "V", self.review),
            ("owe", self.duties, _("All by law"), "list", "D", self.owe),
            ("duty", self.duties, _("Add"), "plus", "", self.duty),
            ("check", self.checks, _("Write"), "pencil", "K", self.check),
        ):
            add[name] = block.add_act(word, icon, partial(_press, act), key)
        self.buttons = add

    # -- reading ---------------------------------------------------------------------------------

    @staticmethod
    def read(desk: Desk, case_id: str) -> Shown:
        file = desk.workplace.file(case_id)
        return Shown(file, findings(file, today()))

    def show_found(self, found: Shown) -> None:
        self.shown, file = found, found.file
        self.found.show_rows([rows.finding(at, one) for at, one in enumerate(found.found)])
        self.organisations.show_rows([rows.organisation(one) for one in file.organisations])
        self.people.show_rows([rows.person(one, file) for one in file.people])
        self.report.show_rows([rows.report(file.report)] if file.report else [])
        self.orders.show_rows([row for one in file.separations for row in rows.order(one, file)])
        self.watches.show_rows([row for one in file.watches for row in rows.watch(one, file)])
        self.duties.show_rows([rows.duty(one, file, today()) for one in file.duties])
        self.checks.show_rows([row for one in file.organisations for row in rows.checks(one, file, today())])
        self._show_acts(file)

    def _show_acts(self, file: File) -> None:
        firms, orders = bool(file.organisations), bool(file.separations)
        unmet = [one for one in file.duties if one.unmet(today())]
        reviewed = {one.id for one in file.organisations if one.reviewed}
        shown = {
            "order": firms, "duty": firms, "check": firms, "matrix": orders, "breach": orders, "order_paper": orders,
            "answer": any(one.next_on for one in file.watches), "watch": bool(_unasked(file)), "letter": any(one.state != "done" for one in file.duties),
            "review": any(one.letter_on and not one.review_on and one.organisation_id in reviewed for one in unmet),
            "owe": any(one.told_on and more_duties(file, one) for one in file.organisations),
        }  # fmt: skip
        for name, on in shown.items():
            self.buttons[name].setVisible(on)

    # -- acting ----------------------------------------------------------------------------------

    @property
    def work_file(self) -> File:
        assert self.shown is not None, "acts are offered where something is shown"
        return self.shown.file

    def _begin(self, form: Dialog) -> None:
        self.acts.form = form
        if isinstance(form, FormDialog):
            form.begin()
        else:
            form.ask()

    def _open(self, ident: str) -> None:
        """The record a row or a finding is about, in its form."""
        record, file = ident.rpartition(":")[2], self.work_file
        for kind, found in (
            (self.organisation, file.organisations), (self.person, file.people), (self.order, file.separations),
            (self.answer, file.watches), (self.duty, file.duties),
        ):  # fmt: skip
            if any(one.id == record for one in found):
                kind(record)
                return
        order = next((one for one in file.separations for each in one.breaches if each.id == record), None)
        if order is not None:
            there = next(one for one in order.breaches if one.id == record)
            self._begin(BreachForm(self, self.shell, order, there))
        elif record == file.case_id:
            self.third_report()
        elif any(one.id == record for one in file.checks):
            check = next(one for one in file.checks if one.id == record)
            self._begin(CheckForm(self, self.shell, file, check.topic, check.organisation_id))

    def organisation(self, ident: str = "") -> None:
        self._begin(OrganisationForm(self, self.shell, self.work_file.case_id, self.work_file.organisation(ident)))

    def person(self, ident: str = "") -> None:
        self._begin(PersonForm(self, self.shell, self.work_file, self.work_file.person(ident)))

    def third_report(self) -> None:
        self._begin(ThirdReportForm(self, self.shell, self.work_file.case_id, self.work_file.report))

    def check(self) -> None:
        self._begin(CheckForm(self, self.shell, self.work_file))

    def order(self, ident: str = "") -> None:
        there = next((one for one in self.work_file.separations if one.id == ident), None)
        self._begin(OrderForm(self, self.shell, self.work_file, there))

    def _chosen_order(self) -> Separation:
        """The order the list stands on; else the newest."""
        ident = self.orders.rows.current_id()
        orders = self.work_file.separations
        return next((one for one in orders if one.id == ident), orders[-1])

    def matrix(self) -> None:
        self._begin(MatrixForm(self, self.shell, self._chosen_order()))

    def breach(self) -> None:
        self._begin(BreachForm(self, self.shell, self._chosen_order()))

    def answer(self, ident: str = "") -> None:
        """The weekly question of one person; else of whoever was asked longest ago."""
        asked = sorted((one for one in self.work_file.watches if one.next_on), key=lambda one: one.next_on or "")
        ident = ident or self.watches.rows.current_id()
        watch = next((one for one in self.work_file.watches if one.id == ident), next(iter(asked), None))
        person = self.work_file.person(watch.person_id) if watch else None
        if watch is not None and person is not None:
            self._begin(DamageForm(self, self.shell, watch, person))

    def watch(self) -> None:
        """Whoever is protected is asked every week from now on."""
        case_id = self.work_file.case_id
        self.shell.tasks.write(self, lambda desk: desk.workplace.watch_all(case_id))

    def duty(self, ident: str = "") -> None:
        there = next((one for one in self.work_file.duties if one.id == ident), None)
        self._begin(DutyForm(self, self.shell, self.work_file, there))

    def owe(self) -> None:
        """Everything an organisation owes by law since it was told, for each that knows."""
        for one in self.work_file.organisations:
            if one.told_on and more_duties(self.work_file, one):
                self.shell.tasks.write(self, partial(_owe, self.work_file.case_id, one.id))

    def review(self) -> None:
        """Whoever gave the contract or designation was told."""
        reviewed = {one.id for one in self.work_file.organisations if one.reviewed}
        chosen = [
            one.id for one in self.work_file.duties
            if one.unmet(today()) and one.letter_on and not one.review_on and one.organisation_id in reviewed
        ]  # fmt: skip
        self.shell.tasks.write(self, lambda desk: desk.workplace.given_to_review(chosen), self._reviewed)

    def _reviewed(self, count: int) -> None:
        self.shell.tell(_("It is written down that this was given to review. Duties: {n}.").format(n=count))

    # -- papers ----------------------------------------------------------------------------------

    def order_paper(self) -> None:
        form = OrderPaperForm(self, self.shell, self._chosen_order(), self.acts.choose_path)
        form.saved.connect(partial(self._made, form))
        self._begin(form)

    def letter(self) -> None:
        """To the organisation with the most that is unmet."""
        file = self.work_file
        owing = [one for one in file.duties if one.state != "done"]
        unmet = [one for one in owing if one.unmet(today())] or owing
        firms = [one.organisation_id for one in unmet]
        organisation = file.organisation(max(firms, key=firms.count)) if firms else None
        if organisation is not None:
            form = LetterForm(self, self.shell, file, organisation, self.acts.choose_path)
            form.saved.connect(partial(self._made, form))
            self._begin(form)

    def _made(self, form: OrderPaperForm | LetterForm, made: object) -> None:
        assert isinstance(made, Exported), "what saving a paper gives"
        dialog = MadeDialog(self.window(), made, form.passphrase)
        form.left.connect(lambda: self._begin(dialog))


def _unasked(file: File) -> list[str]:
    """Who is protected, and is not asked every week."""
    asked = {one.person_id for one in file.watches if one.next_on}
    return [one.id for one in file.people if one.protected and one.id not in asked]


def _owe(case_id: str, organisation_id: str, desk: Desk) -> Done[int]:
    return desk.workplace.owe(case_id, organisation_id)


def _press(act: Callable[[], None]) -> None:
    act()
