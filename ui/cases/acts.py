"""What can be done in a case: one method an act, each opening its form or writing with a way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.agenda import Task
from app.cases import Case, Change, HandOver
from app.changes import Changes, Done
from app.contacts import Contact
from app.desk import Desk
from app.documents import Answered, Exported
from app.flows import closing
from app.flows.withdrawal import Withdrawn
from app.i18n import _
from app.office import Member
from app.office.submissions import Submission
from app.plans import Review
from app.walls import SealedCase
from ui import notices
from ui.application import Guide, Shell
from ui.cases.forms.base import FormDialog
from ui.cases.forms.closing import ClosingForm, RecordChoice, RecordForm, ReopenForm
from ui.cases.forms.consent import ConsentForm
from ui.cases.forms.flag import FlagForm, ResolveForm
from ui.cases.forms.hand_over import HandOverForm
from ui.cases.forms.incident import IncidentForm, OtherPartyForm
from ui.cases.forms.note import NoteForm
from ui.cases.forms.person import PersonForm, SummaryForm
from ui.cases.forms.referral import Asked, ReferralForm, ReferralStepForm, read_asked
from ui.cases.forms.review import ReviewForm
from ui.cases.forms.safe_contact import SafeCardForm
from ui.cases.forms.sealing import SealForm
from ui.cases.forms.signs import RaiseForm, SignsForm
from ui.cases.forms.support import ServiceForm, TaskForm
from ui.cases.history import open_change
from ui.cases.reading import CaseFile
from ui.cases.same_person import SamePerson
from ui.cases.sealed import sealed_told
from ui.forms.made import MadeDialog
from ui.kit.banner import Verb
from ui.kit.dialogs import Dialog
from ui.kit.saving import ChoosePath, ask_path

if TYPE_CHECKING:
    from ui.cases.export import ExportForm


class CaseActs(QObject):
    """The acts of the case that is shown; `form` is the one that stands open."""

    def __init__(self, host: QWidget, shell: Shell) -> None:
        super().__init__(host)
        self._host, self._shell = host, shell
        self._file: CaseFile | None = None
        self.form: Dialog | None = None
        self.choose_path: ChoosePath = ask_path
        self.doubles = SamePerson(self, host, shell)

    def show_case(self, file: CaseFile) -> None:
        self._file = file

    @property
    def file(self) -> CaseFile:
        assert self._file is not None, "acts are offered where a case is shown"
        return self._file

    @property
    def inside_a_wall(self) -> bool:
        """Whether the case that is shown is a sealed one."""
        return bool(self._shell.sealed_number)

    def begin(self, form: FormDialog, field: str = "") -> None:
        """Open a form over the page."""
        self._begin(form, field)

    def _begin(self, form: FormDialog, field: str = "") -> None:
        self.form = form
        form.begin(field)

    def open_form(self, make: Callable[[QWidget], FormDialog], field: str = "") -> None:
        """Open a form that a section of its own makes over this page."""
        self._begin(make(self._host), field)

    # -- the person and what happened ------------------------------------------------------------

    def person(self) -> None:
        self._begin(PersonForm(self._host, self._shell, self.file))

    def summary(self) -> None:
        self._begin(SummaryForm(self._host, self._shell, self.file.case))

    def safe_card(self) -> None:
        self._begin(SafeCardForm(self._host, self._shell, self.file.case.id, self.file.card))

    def incident(self, ident: str = "") -> None:
        there = next((one for one in self.file.incidents if one.id == ident), None)
        self._begin(IncidentForm(self._host, self._shell, self.file.case.id, there))

    def other_party(self, ident: str = "") -> None:
        there = next((one for one in self.file.parties if one.id == ident), None)
        self._begin(OtherPartyForm(self._host, self._shell, self.file.case.id, there))

    def record(self, field: str = "") -> None:
        if field:
            self._begin(RecordForm(self._host, self._shell, self.file.case.id, self.file.recorded, field))
            return
        choice = RecordChoice(self._host, self._shell)
        choice.picked.connect(self.record)
        self._begin(choice)

    def note(self, ident: str) -> None:
        """Correct a note of the timeline."""
        there = next((one for one in self.file.events if one.kind == "note" and one.id == ident), None)
        if there is not None:
            self._begin(NoteForm(self._host, self._shell, self.file.case.id, there))

    def change(self, change: Change) -> None:
        """One line of the history, whole, and the way back."""
        open_change(self._host, self._shell, self.file, change)

    # -- safety ----------------------------------------------------------------------------------

    def signs(self) -> None:
        self._begin(SignsForm(self._host, self._shell, self.file), "sign")

    def raise_level(self) -> None:
        self._begin(RaiseForm(self._host, self._shell, self.file))

    # -- consent and support ---------------------------------------------------------------------

    def consent(self, purpose: str = "", recipient: str = "", service: str = "") -> None:
        form = ConsentForm(self._host, self._shell, self.file, purpose, recipient, service=service)
        form.saved.connect(self._consented)
        self._begin(form, "answer" if purpose else "")

    def withdraw(self) -> None:
        """A consent is taken back: what went to whom stands in the form."""
        form = ConsentForm(self._host, self._shell, self.file, "third_party", answer="withdrawn")
        form.saved.connect(self._consented)
        self._begin(form, "recipient")

    def _consented(self, value: object) -> None:
        if isinstance(value, Withdrawn) and value.notices:
            sentence = _("Places to tell: {count}. The words for them stand under “Support”.")
            self._shell.tell(sentence.format(count=len(value.notices)))

    def service(self) -> None:
        self._begin(ServiceForm(self._host, self._shell, self.file))

    def task(self) -> None:
        self._begin(TaskForm(self._host, self._shell, self.file.case.id))

    def referral(self) -> None:
        self._begin(ReferralForm(self._host, self._shell, self.file))

    def referral_step(self, ident: str) -> None:
        referral = next((one for one in self.file.referrals if one.id == ident), None)
        if referral is None:
            return
        self._shell.tasks.read(self, lambda desk: read_asked(desk, ident), self._step, topic="referral")

    def _step(self, asked: Asked) -> None:
        form, referral = ReferralStepForm(self._host, self._shell, self.file, asked), asked.referral

        def after() -> None:
            if form.asked_consent:
                self.consent("third_party", referral.organisation, referral.service or "")
            elif form.change_asked:
                self._begin(ReferralForm(self._host, self._shell, self.file, referral))

        form.left.connect(after)
        self._begin(form)

    def tick(self, ident: str, on: bool) -> None:
        self._shell.tasks.write(self, lambda desk: desk.agenda.finish(ident, on), self._ticked)

    def _ticked(self, task: Task) -> None:
        if task.done_at is not None:
            sentence = _("Ticked off: {title}").format(title=task.title)
            self._shell.tell(notices.undo(sentence, lambda: self.tick(task.id, False)))

    # -- going on --------------------------------------------------------------------------------

    def contact(self) -> None:
        """Begin a contact in this case; a number comes with it only where a call is safe now."""
        case = self.file.case

        def begin(desk: Desk) -> Done[tuple[Contact, bool]]:
            allowed, card = desk.cases.may_call(case.id).allowed, desk.cases.safe_card(case.id)
            number = card.number if allowed and card else None
            taken = desk.contacts.take("phone", alias=case.survivor.alias, phone=number).value
            kept = desk.contacts.attach(taken.id, case.id)
            return Done((kept.value, allowed), kept.changes | Changes.CONTACTS)

        self._shell.tasks.write(self, begin, self._contact_begun)

    def _contact_begun(self, result: tuple[Contact, bool]) -> None:
        contact, allowed = result
        self._shell.go("contacts", contact.id)
        if not allowed:
            self._shell.tell(
                notices.Notice(
                    _("The contact has begun. Calling out is not safe now, so no number was prepared."), "caution"
                )
            )

    def manual(self) -> None:
        self._shell.go("manual", Guide(case_id=self.file.case.id))

    def duties(self) -> None:
        """The duties of this centre, and the form to write down a report in this case."""
        self._shell.go("duties", self.file.case.id)

    def evidence(self) -> None:
        """What is kept or referred to as evidence of this case, on a page of its own."""
        self._shell.go("evidence", self.file.case.id)

    # -- closing ---------------------------------------------------------------------------------

    def close(self) -> None:
        """How the case ends; who may be asked first is read before."""
        case_id = self.file.case.id
        self._shell.tasks.read(self, closing.supervisors, partial(self._ask_closing, case_id), topic="closing")

    def _ask_closing(self, case_id: str, supervisors: tuple[Member, ...]) -> None:
        if self.file.case.id == case_id:
            self._begin(ClosingForm(self._host, self._shell, case_id, supervisors))

    def reopen(self) -> None:
        before = self.file.case
        form = ReopenForm(self._host, self._shell, before)
        form.saved.connect(lambda _case: self._reopened(before))
        self._begin(form)

    def _reopened(self, before: Case) -> None:
        def close_again() -> None:
            self._shell.tasks.write(self, lambda desk: desk.cases.close_again(before.id, before))

        self._shell.tell(notices.undo(_("The case is open again."), close_again))

    # -- flags and the supervisor's word ---------------------------------------------------------

    def flag(self) -> None:
        self._begin(FlagForm(self._host, self._shell, self.file.case.id))

    def settle_flag(self, ident: str) -> None:
        flag = next((one for one in self.file.standing_with.flags if one.id == ident and one.resolved_at is None), None)
        if flag is not None:
            form = ResolveForm(self._host, self._shell, flag)
            form.saved.connect(lambda _flag: self._flag_settled(ident))
            self._begin(form)

    def _flag_settled(self, ident: str) -> None:
        def put_back() -> None:
            self._shell.tasks.write(self, lambda desk: desk.flags.put_back(ident))

        self._shell.tell(notices.undo(_("The flag is settled."), put_back))

    def review(self, one: Review) -> None:
        """Answer what somebody asked a supervisor for."""
        self._begin(ReviewForm(self._host, self._shell, one, self.file.name(one.asked_by)))

    def ask_withdrawal(self, one: Review) -> None:
        """Take one's own request back; it can be asked for again at any time."""
        self._shell.tasks.write(
            self,
            lambda desk: desk.reviews.withdraw(one.id),
            lambda _review: self._shell.tell(_("The request was taken back. It can be asked for again.")),
        )

    # -- walls -----------------------------------------------------------------------------------

    def seal(self, without: tuple[str, ...] = ()) -> None:
        """Seal the case for named people; `without` may be a party to it."""
        case = self.file.case
        self._shell.tasks.read(
            self, lambda desk: desk.office.staff(), lambda staff: self._ask_seal(case, staff, without), topic="seal"
        )

    def hand_over(self) -> None:
        """To whom the case goes, and which team it is with."""
        self._begin(HandOverForm(self._host, self._shell, self.file))

    def answer_offer(self, ident: str, verb: str) -> None:
        """Take the case over, leave it where it is, or take one's own offer back."""

        def answer(desk: Desk) -> Done[HandOver]:
            acts = {"accept": desk.handing.accept, "decline": desk.handing.decline, "withdraw": desk.handing.withdraw}
            return acts[verb](ident)

        self._shell.tasks.write(self, answer)

    def _ask_seal(self, case: Case, staff: tuple[Member, ...], without: tuple[str, ...]) -> None:
        form = SealForm(self._host, self._shell, case, staff, without)
        form.saved.connect(self._sealed)
        self._begin(form)

    def _sealed(self, sealed: object) -> None:
        assert isinstance(sealed, SealedCase), "sealing gives the sealed case"
        self._shell.go("cases")
        sealed_told(self._shell, sealed)

    # -- papers ----------------------------------------------------------------------------------

    def export(self) -> None:
        from ui.cases.export import ExportForm  # dear to import, and papers are made in few of the cases one opens

        form = ExportForm(self._host, self._shell, self.file, self.choose_path)
        form.saved.connect(partial(self._exported, form))
        self._begin(form)

    def _exported(self, form: ExportForm, value: object) -> None:
        if isinstance(value, Exported):
            made = MadeDialog(self._host.window(), value, form.passphrase)
            form.left.connect(lambda: self._show(made))
        elif isinstance(value, Answered):
            self._shell.tell(value.sentence)
        elif isinstance(value, Submission):
            self._shell.tell(_("The paper lies with the managers now."))

    def _show(self, dialog: Dialog) -> None:
        self.form = dialog
        dialog.ask()

    def copy_gone(self, ident: str) -> None:
        """Ask once: this cannot be taken back."""
        copy = next((one for one in self.file.copies if one.id == ident), None)
        if copy is None or copy.gone_at is not None:
            return
        verbs = [Verb("not_yet", _("Not yet"), safe=True), Verb("gone", _("It is destroyed"), "Ctrl+Enter", "primary")]
        dialog = Dialog(
            self._host.window(), _("Is this copy destroyed?"),
            _("The register then says who saw it, and when. This stays written down."), verbs,
        )  # fmt: skip
        dialog.chosen.connect(
            lambda verb: (
                self._shell.tasks.write(self, lambda desk: desk.documents.confirm_gone(ident))
                if verb == "gone"
                else None
            )
        )
        self._show(dialog)
