"""The manual on paper: a hand-out of chosen steps or a whole book, looked at first, printed or put in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.documents import (
    TITLES,
    Edition,
    Fold,
    Form,
    Given,
    Handed,
    HandoutShown,
    Leaflet,
    LeftOut,
    SafetyAnswers,
    new_passphrase,
    suggest_name,
    title_of,
    warm_up,
)
from app.errors import BadInput, GyeotError
from app.i18n import Language, _, language
from app.manual import Pack, Step
from ui.application import Shell
from ui.kit import form as kit
from ui.kit.banner import Verb
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import HelpLine, LineEdit
from ui.kit.page import Column
from ui.kit.preview import ChoosePrinter, PreviewDialog, ask_printer, print_pages
from ui.manual import words
from ui.manual.handout_made import ChoosePath, MadeHandout, ask_path


def ask_handout(
    window: QWidget, shell: Shell, pack: Pack, steps: Sequence[str] = (), case_id: str | None = None, alias: str = ""
) -> HandoutForm:
    """Open the dialog; `steps` are chosen already, and with a case the copy stands in its register."""
    dialog = HandoutForm(window, shell, pack, steps, case_id, alias)
    dialog.ask(dialog.steps)
    return dialog


class HandoutForm(Dialog):
    """Which steps or which book, in which form, and what has to be left out of it."""

    def __init__(
        self,
        window: QWidget,
        shell: Shell,
        pack: Pack,
        steps: Sequence[str] = (),
        case_id: str | None = None,
        alias: str = "",
        choose_path: ChoosePath = ask_path,
        choose_printer: ChoosePrinter = ask_printer,
    ) -> None:
        self._shell, self._pack, self._case_id, self._alias = shell, pack, case_id, alias
        self._choose_path, self._choose_printer = choose_path, choose_printer
        self.passphrase: str | None = None
        self.form = kit.Form(14)
        column = Column(_("The manual on paper"))
        column.body.setContentsMargins(4, 4, 14, 4)
        column.add(self.form)
        column.end()
        column.setFixedHeight(max(200, min(520, window.height() - 250)))
        verbs = [
            Verb("leave", _("Close")),
            Verb("look", _("Look at it first"), "Ctrl+O", icon="eye"),
            Verb("save", _("Save as a file"), "Ctrl+Enter", "primary"),
        ]
        sentence = _(
            "Only numbers that somebody checked within 180 days are printed. Ask first whether it is safe to have."
        )
        super().__init__(window, _("The manual on paper"), sentence, verbs, column, WIDE, stays=True)
        self._build(tuple(one for one in dict.fromkeys(steps) if one in pack.steps))
        self.chosen.connect(self._obey)
        # The letter faces of paper take a moment to load; they are ready before anybody has chosen.
        shell.tasks.work(self, lambda _tell, _stop: warm_up(), lambda _none: None)

    # -- the fields ------------------------------------------------------------------------------

    def _build(self, chosen: tuple[str, ...]) -> None:
        self.kind = self._strip("kind", _("What"), [("handout", _("Hand-out")), ("book", _("Whole book"))], "handout")
        offered = [one for one in (*self._pack.own, *self._pack.jumps) if one.kind != "card"]
        offered += [self._pack.steps[one] for one in chosen if self._pack.steps[one] not in offered]
        self.steps = ChoiceStrip([(one.id, _chip(one)) for one in offered], _("Steps"), multi=True, digits=False)
        self.steps.set_values(chosen)
        self.form.add("steps", _("Steps"), self.steps)
        forms = {
            "normal": _("Normal"),
            "large": _("Large print"),
            "easy": _("Easy words"),
            "discreet": _("Discreet card"),
        }
        self.shape = self._strip("form", _("Form"), list(forms.items()), "normal")
        folds = [("four", _("Folded twice, size A6")), ("eight", _("Small booklet with one cut"))]
        self.fold = self._strip("fold", _("Fold"), folds, "four")
        self.law = self._strip(
            "law", _("Provisions"), [("yes", _("Print them too")), ("no", _("Leave them out"))], "yes"
        )
        self.side = self._strip("side", _("For whom"), self._sides(), "victim")
        self.tongue = self._strip(
            "language", _("Language of the paper"), [("ko", "한국어"), ("en", "English")], language()
        )
        self.title = self._strip("title", _("Title on the paper"), self._titles(), "memo")
        self._build_leaving()
        self.left_out = HelpLine()
        self.form.add_widget(self.left_out)
        self.problem = HelpLine()
        self.form.add_widget(self.problem)
        for strip in (self.kind, self.shape, self.lock, self.tongue, self.law):
            strip.changed.connect(self._follow)
        self.steps.changed.connect(self._count_left_out)
        self.tongue.changed.connect(self._retitle)
        self._follow()

    def _build_leaving(self) -> None:
        """What is asked before a hand-out leaves: with a case also whether it is safe to have."""
        answers = [("yes", _("Yes")), ("no", _("No")), ("unsure", _("Not sure"))]
        self.safe = self._strip("safe_to_take", _("Is it safe to take it along"), answers, "")
        self.finder = LineEdit()
        self.form.add("safety", _("Who might find it"), self.finder)
        locks = [("locked", _("With a passphrase")), ("plain", _("Without a lock"))]
        self.lock = self._strip("lock", _("Lock of the file"), locks, "locked")
        self.reason = LineEdit()
        self.form.add("plain_reason", _("Why without a lock"), self.reason)

    def _strip(self, field: str, name: str, choices: list[tuple[str, str]], value: str) -> ChoiceStrip:
        strip = ChoiceStrip(choices, name)
        strip.set_value(value)
        self.form.add(field, name, strip)
        return strip

    def _sides(self) -> list[tuple[str, str]]:
        return [(one, words.audience_word(one)) for one in self._pack.audiences if one != "reporter"]

    def _titles(self) -> list[tuple[str, str]]:
        return [(one, title_of(Leaflet("", ("",), language=self._language(), title=one))) for one in TITLES]

    def _retitle(self) -> None:
        """The titles as they will stand there, in the language of the paper."""
        chosen = self.title.value()
        self.title.set_choices(self._titles())
        self.title.set_value(chosen)

    def _language(self) -> Language:
        return cast(Language, self.tongue.value() or "ko")

    # -- what is shown ---------------------------------------------------------------------------

    def _follow(self) -> None:
        book, shape = self.kind.value() == "book", self.shape.value()
        asked = not book and self._case_id is not None
        shown = {
            "steps": not book, "form": not book, "title": not book, "side": book,
            "fold": not book and shape == "discreet", "law": not book and shape in ("normal", "large"),
            "safe_to_take": asked, "safety": asked, "lock": not book,
            "plain_reason": not book and self.lock.value() == "plain",
        }  # fmt: skip
        for field, on in shown.items():
            self.form.show_row(field, on)
        self.buttons["look"].setVisible(not book)
        self._count_left_out()

    def _count_left_out(self) -> None:
        """Ask what this hand-out would lose; the answer to an older choice is dropped."""
        self.problem.set_error("")
        leaflet = self._leaflet()
        if self.kind.value() == "book" or not leaflet.steps:
            self._tell_left_out(LeftOut())
            return
        self._shell.tasks.read(
            self, lambda desk: desk.handouts.left_out(leaflet), self._tell_left_out, self._refused, topic="left out"
        )

    def _tell_left_out(self, lost: LeftOut) -> None:
        sentences = [
            (lost.services, _("Left out, because nobody checked them lately: {names}.")),
            (lost.law, _("Left out, because changed or unverified: {names}.")),
            (lost.steps, _("Steps without a memo for the card: {names}.")),
        ]
        self.left_out.set_help(" ".join(text.format(names=", ".join(names)) for names, text in sentences if names))

    def _leaflet(self) -> Leaflet:
        return Leaflet(
            self._pack.id, tuple(self.steps.values()), Form(self.shape.value() or "normal"), self._language(),
            self.title.value() or "memo", Fold(self.fold.value() or "four"), self.law.value() != "no",
        )  # fmt: skip

    # -- acts ------------------------------------------------------------------------------------

    def _obey(self, verb: str) -> None:
        if verb == "leave":
            self.leave()
            return
        self.form.clear_errors()
        self.problem.set_error("")
        try:
            (self.look if verb == "look" else self.save)()
        except BadInput as problem:
            self._refused(problem)

    def look(self) -> None:
        """The pages on the screen, made in memory; from there they can be printed."""
        leaflet, given = self._ready()
        act: Callable[[Desk], object] = lambda desk: desk.handouts.look(leaflet, given)  # noqa: E731
        self._write(act, partial(self._show, leaflet, given))

    def _ready(self) -> tuple[Leaflet, Given]:
        leaflet = self._leaflet()
        if not leaflet.steps:
            raise BadInput(_("No hand-out was made. Choose at least one step."), field="steps")
        return leaflet, Given(self._case_id, self._alias, self._answers() if self._case_id else None)

    def _answers(self) -> SafetyAnswers:
        if not self.safe.value():
            raise BadInput(_("Please ask first whether it is safe to take a paper along."), field="safe_to_take")
        if not self.finder.text().strip():
            raise BadInput(_("Please ask who might find it, and write down the answer."), field="safety")
        return SafetyAnswers(self.safe.value(), self.finder.text().strip())  # type: ignore[arg-type]  # the strip offers these

    def _show(self, leaflet: Leaflet, given: Given, shown: HandoutShown) -> None:
        self.preview = PreviewDialog(self.window(), shown.pages)
        self.preview.chosen.connect(
            lambda verb: self._print(leaflet, given) if verb == "print" else self.preview.leave()
        )
        self.preview.ask()

    def _print(self, leaflet: Leaflet, given: Given) -> None:
        printer = self._choose_printer(self.window())
        if printer is not None:
            self._write(lambda desk: desk.handouts.print_copy(leaflet, given), partial(self._printed, printer))

    def _printed(self, printer: QPrinter, shown: HandoutShown) -> None:
        self.preview.leave()
        if print_pages(printer, shown.pages):
            self._shell.tell(_("The hand-out was handed to the printer."))
        else:
            self._shell.tell(_("The printer did not take the paper. Look at the printer and try again."))

    def save(self) -> None:
        """A file in one chosen place; a hand-out is locked unless a reason is given."""
        if self.kind.value() == "book":
            self._save_book()
            return
        leaflet, given = self._ready()
        plain = self.reason.text().strip() if self.lock.value() == "plain" else None
        if plain == "":
            raise BadInput(_("Please write why this paper has to leave without a lock."), field="plain_reason")
        target = self._choose_path(self.window(), suggest_name())
        if target is None:
            return
        self.passphrase = key = None if plain else new_passphrase()
        self._write(
            lambda desk: desk.handouts.export(
                leaflet, target, given, passphrase=key, plain_reason=plain, overwrite=True
            ),
            self._saved,
        )

    def _save_book(self) -> None:
        edition = Edition(self._pack.id, self.side.value() or "victim", self._language())
        target = self._choose_path(self.window(), suggest_name())
        if target is None:
            return
        self.passphrase = None
        self._write(lambda desk: desk.handouts.book(edition, target, overwrite=True), self._saved)

    def _write(self, act: Callable[[Desk], object], done: Callable[..., None]) -> None:
        for button in ("look", "save"):
            self.buttons[button].setEnabled(False)

        def ready(value: object) -> None:
            self._wait_no_more()
            done(value)

        self._shell.tasks.write(self, act, ready, self._refused)  # type: ignore[arg-type]  # each act returns its own Done

    def _wait_no_more(self) -> None:
        for button in ("look", "save"):
            self.buttons[button].setEnabled(True)

    def _refused(self, problem: GyeotError) -> None:
        self._wait_no_more()
        named = problem.field if isinstance(problem, BadInput) else ""
        field = "plain_reason" if named == "passphrase" else named
        if field in self.form.fields():
            self.form.set_error(field, str(problem))
        else:
            self.problem.set_error(str(problem))

    def _saved(self, handed: Handed) -> None:
        self.leave()
        self.made = MadeHandout(self.window(), handed, self.passphrase)
        self.made.ask()


def _chip(step: Step) -> str:
    return f"{step.id} {step.short(language())}"
