"""Making a paper: for whom, locked or with a reason not to be; a copy for the survivor only where it is safe to have."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app.cases import verdict
from app.codelists import label
from app.documents import (
    ON_A_GROUND,
    CaseForm,
    Options,
    Profile,
    Recipient,
    SafetyAnswers,
    Shown,
    Wish,
    marked_words,
    new_passphrase,
    offered,
    suggest_name,
    warm_up,
)
from app.errors import BadInput, Conflict
from app.flows import submitting
from app.i18n import _
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work
from ui.cases.preview import ChoosePrinter, PreviewDialog, ask_printer, print_pages
from ui.cases.reading import CaseFile
from ui.forms.card_note import card_note
from ui.forms.made import beside_nothing
from ui.forms.profiles import profile_word
from ui.kit.buttons import Button
from ui.kit.form import Form
from ui.kit.saving import ChoosePath, ask_path


class ExportForm(FormDialog):
    """What has to be known before a paper leaves the store."""

    aliases: ClassVar[dict[str, str]] = {"passphrase": "plain_reason"}

    def __init__(
        self, host: QWidget, shell: Shell, file: CaseFile, choose_path: ChoosePath = ask_path,
        choose_printer: ChoosePrinter = ask_printer,
    ) -> None:  # fmt: skip
        self._file, self._choose_path, self._choose_printer = file, choose_path, choose_printer
        self.passphrase: str | None = None
        self._offered, self._redacts = Profile.FULL, False
        sentence = _("What leaves the store can no longer be called back. Make only what is needed.")
        super().__init__(host, shell, _("Summary as PDF"), sentence, _("Make the paper"))
        # The letter faces of paper take a moment to load; they are ready before anybody has chosen.
        shell.tasks.work(self, lambda _tell, _stop: warm_up(), lambda _none: None)

    def build(self, form: Form) -> None:
        form.add_widget(card_note(verdict(self._file.card, self._file.read_at)))
        sorts = [("summary", _("Summary")), *((one.value, profile_word(one.value)) for one in CaseForm)]
        self.sort = self.strip("sort", _("What"), "A", sorts, "summary")
        profiles = [(one.value, profile_word(one.value)) for one in Profile]
        self.profile = self.strip("profile", _("Which paper"), "W", profiles, "full")
        self.day_of = self.day(
            "day", _("Which day"), "Y", note=_("Empty: the last day on which something was written.")
        )
        self.recipient = self.line("recipient", _("For whom"), "F")
        rests = _("Needed where the case holds no consent for them.")
        self.ground = self.line("ground", _("Order or duty that asks for it"), "U", note=rests)
        answers = [("yes", _("Yes")), ("no", _("No")), ("unsure", _("Not sure"))]
        self.safe = self.strip("safe_to_take", _("Is it safe to take it along"), "S", answers)
        self.finder = self.line("safety", _("Who might find it"), "I", note=_("Ask, and write down what was said."))
        ways = [("paper", _("As a paper")), ("read_aloud", _("Read aloud")), ("keep_here", _("Keep it here"))]
        self.way = self.strip("form", _("How they want it"), "H", ways, "paper")
        locks = [
            ("locked", _("With a passphrase")),
            ("plain", _("Without a lock")),
            ("managers", _("To our managers")),
        ]
        note = _("The passphrase is made now and shown once, after the paper is made.")
        self.lock = self.strip("lock", _("Lock"), "L", locks, "locked", note=note)
        self.reason = self.line("plain_reason", _("Why without a lock"), "R")
        told = _("It stays sealed in the centre, and opens for the managers only.")
        self.note = self.area("note", _("What they should know"), "K", note=told)
        self.left_out = self.many("left_out", _("Leave out"), "V", _fields(Profile.FULL))
        bars = _("One a line. None of them is in the file, wherever it would stand.")
        self.marked = self.area("marked", _("Hide these words"), "D", note=bars)
        self.look_first = Button(_("Look at it first"), "secondary", "Ctrl+O", "eye")
        self.look_first.clicked.connect(self._look)
        self.redact = Button(_("Take out by hand"), "secondary", "Ctrl+T", "eye-off")
        self.redact.clicked.connect(self._take_out)
        form.add_widget(beside_nothing(self.look_first, self.redact))
        for strip in (self.sort, self.profile, self.lock, self.safe, self.way):
            strip.changed.connect(self._answered)
        self.lock.changed.connect(self._for_managers)
        for strip in (self.profile, self.sort):
            strip.changed.connect(self._not_for_managers)
        self._fit_rows()

    def _answered(self) -> None:
        """What was missing may be there now."""
        self.form.clear_errors()
        self._fit_rows()

    def _for_managers(self) -> None:
        """What lies with the managers is the paper made for them."""
        if self.lock.value() == "managers":
            self.sort.set_value("summary")
            self.profile.set_value("manager")
            self._fit_rows()

    def _not_for_managers(self) -> None:
        if self.lock.value() == "managers" and self._paper() is not Profile.MANAGER:
            self.lock.set_value("locked")
            self._fit_rows()

    def _take_out(self) -> None:
        """Fields and words that shall not be on this paper, though its profile has them."""
        self._redacts = True
        self._fit_rows()
        self._go_to(self.marked)

    def _fit_rows(self) -> None:
        profile = self._paper()
        form = isinstance(profile, CaseForm)
        if isinstance(profile, Profile):
            self._offer(profile)
        redacts = self._redacts or bool(self.left_out.values()) or bool(self.marked.text())
        hers = profile is Profile.SURVIVOR
        paper = not hers or (self.safe.value() in ("", "yes") and self.way.value() == "paper")
        inside = paper and self.lock.value() == "managers"
        for field, shown in (
            ("note", inside), ("recipient", not hers and not inside and not form), ("safe_to_take", hers), ("safety", hers), ("form", hers), ("lock", paper),
            ("plain_reason", paper and self.lock.value() == "plain"), ("ground", profile in ON_A_GROUND),
            ("profile", not form), ("day", profile is CaseForm.LOG),
            ("left_out", paper and redacts and not form), ("marked", paper and redacts),
        ):  # fmt: skip
            self.form.show_row(field, shown)
        self.look_first.setVisible(paper)
        self.redact.setVisible(paper and not redacts)
        if hasattr(self, "buttons"):
            act = _("Hand it to the managers") if inside else _("Make the paper")
            self.buttons["save"].set(act if paper else _("Note it without a paper"))

    def _offer(self, profile: Profile) -> None:
        """The fields of another paper; what was chosen among them stays."""
        if profile is not self._offered:
            chosen = self.left_out.values()
            self._offered = profile
            self.left_out.set_choices(_fields(profile))
            self.left_out.set_values(chosen)

    def _answers(self) -> SafetyAnswers:
        return SafetyAnswers(
            self.safe.value() or "unsure",  # type: ignore[arg-type]  # the strip offers these three
            self.finder.text().strip(),
            self.way.value() or "paper",  # type: ignore[arg-type]  # the strip offers these three
        )

    def _wish(self) -> Wish:
        """What the form asks for, or a refusal at its field."""
        profile = self._paper()
        safety = self._checked() if profile is Profile.SURVIVOR else None
        return Wish(
            profile, self._recipient(safety), safety, options=self._options(), card_seen=True
        )  # it stands above

    def _paper(self) -> Profile | CaseForm:
        sort = self.sort.value() or "summary"
        return Profile(self.profile.value() or "full") if sort == "summary" else CaseForm(sort)

    def _options(self) -> Options:
        """What was taken out by hand, and on what the paper rests."""
        plain = Options(ground=self.ground.text().strip(), day=self.day_of.text().strip())
        return replace(plain, left_out=frozenset(self.left_out.values()), marked=marked_words(self.marked.text()))

    def _recipient(self, safety: SafetyAnswers | None) -> Recipient:
        if self.lock.value() == "managers":
            return Recipient(_("The managers of this centre"))
        if isinstance(self._paper(), CaseForm):
            return Recipient(_("For the file"))
        recipient = Recipient(self.recipient.text().strip() if safety is None else self._file.case.survivor.alias)
        if not recipient.name:
            raise BadInput(_("No paper was made. Write for whom it is."), field="recipient")
        return recipient

    def _look(self) -> None:
        """The pages on the screen, made in memory."""
        self.form.clear_errors()
        try:
            wish = self._wish()
        except BadInput as problem:
            self.refuse(problem)
            return
        case_id = self._file.case.id
        self.shell.tasks.write(
            self, lambda desk: desk.documents.look(case_id, wish), partial(self._show, wish), self.refuse
        )

    def _show(self, wish: Wish, shown: Shown) -> None:
        self.preview = PreviewDialog(self.window(), shown.pages, marks=not isinstance(wish.profile, CaseForm))
        self.preview.marked.connect(self._mark)
        self.preview.chosen.connect(lambda verb: self._print(wish) if verb == "print" else self.preview.leave())
        self.preview.ask()

    def _mark(self, word: str) -> None:
        """A word that somebody saw on the paper and wants to be gone: it stands in the form, and the paper is shown anew."""
        self.marked.setPlainText(f"{self.marked.toPlainText()}\n{word}".strip())
        self._fit_rows()
        self.preview.leave()
        self._look()

    def _print(self, wish: Wish) -> None:
        printer = self._choose_printer(self.window())
        if printer is None:
            return
        case_id = self._file.case.id
        self.shell.tasks.write(
            self, lambda desk: desk.documents.print_copy(case_id, wish), partial(self._printed, printer), self.refuse
        )

    def _printed(self, printer: QPrinter, shown: Shown) -> None:
        self.preview.leave()
        if print_pages(printer, shown.pages):
            self.shell.tell(_("The paper was handed to the printer, and stands in the register of copies."))
        else:
            self.shell.tell(
                _(
                    "The printer did not take the paper. It stands in the register; tick it off there if nothing came out."
                )
            )

    def work(self) -> Work | None:
        case_id, profile = self._file.case.id, self._paper()
        safety = self._checked() if profile is Profile.SURVIVOR else None
        if safety is not None and not safety.allows_paper:
            return lambda desk: desk.documents.note_answers(case_id, safety)
        recipient = self._recipient(safety)
        if self.lock.value() == "managers":
            wish, words = self._wish(), self.note.text()
            return lambda desk: submitting.submit(desk, case_id, wish, words)
        plain = self.reason.text().strip() if self.lock.value() == "plain" else None
        if plain == "":
            raise BadInput(_("Please write why this paper has to leave without a lock."), field="plain_reason")
        options = self._options()
        target = self._choose_path(self.window(), suggest_name())
        if target is None:
            raise Conflict(_("No place was chosen, so nothing was made."))
        self.passphrase = None if plain else new_passphrase()
        key = self.passphrase
        return lambda desk: desk.documents.export(
            case_id, target, profile, recipient, passphrase=key, plain_reason=plain, safety=safety, options=options,
            overwrite=True, card_seen=True,
        )  # fmt: skip

    def _checked(self) -> SafetyAnswers:
        """The answers, once each was really asked."""
        if not self.safe.value():
            raise BadInput(_("Please ask first whether it is safe to take a paper along."), field="safe_to_take")
        if not self.finder.text().strip():
            raise BadInput(_("Please ask who might find it, and write down the answer."), field="safety")
        return self._answers()


def _fields(profile: Profile) -> list[tuple[str, str]]:
    return [(one.value, label("paper_field", one)) for one in offered(profile)]
