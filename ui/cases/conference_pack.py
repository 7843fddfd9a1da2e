"""Making the papers of a case conference: numbered copies, one for each person, and the minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.codelists import label
from app.desk import Desk
from app.documents import Options, Profile, marked_words, new_passphrase, offered, suggest_name, warm_up
from app.documents.profiles import Field
from app.errors import BadInput, GyeotError
from app.flows import conference_pack
from app.flows.conference_pack import Made, Share, Way, Whole, told_why
from app.i18n import _
from ui.application import Shell
from ui.cases.batch import ChooseFolder, ask_folder
from ui.cases.forms.conference import case_word
from ui.cases.preview import ChoosePrinter, PreviewDialog, ask_printer, print_pages
from ui.forms import FormDialog, Work
from ui.forms.made import beside_nothing
from ui.forms.passphrases import PassphrasesDialog
from ui.kit.buttons import Button
from ui.kit.form import Form
from ui.kit.label import Label
from ui.kit.progress import Progress

_PAPER, _LOCKED, _PLAIN = "paper", "locked", "plain"
Pages = tuple[bytes, ...]


class PapersForm(FormDialog):
    """How papers of a conference leave, and what somebody takes out of them by hand."""

    aliases: ClassVar[dict[str, str]] = {"passphrase": "plain_reason", "target": "lock"}
    choose_folder: ChooseFolder = staticmethod(ask_folder)
    choose_printer: ChoosePrinter = staticmethod(ask_printer)

    def __init__(self, host: QWidget, shell: Shell, whole: Whole, title: str, sentence: str, save: str) -> None:
        self._whole = whole
        self._ready: list[Callable[[Desk], Done[Made]]] = []
        self._printer: QPrinter | None = None
        self.made: list[Made] = []
        self.fault = ""
        self.noting: PassphrasesDialog | None = None
        self.preview: PreviewDialog | None = None
        super().__init__(host, shell, title, sentence, save)
        shell.tasks.work(self, lambda _tell, _stop: warm_up(), lambda _none: None)

    def about(self) -> str:
        return self._whole.conference.id

    def build(self, form: Form) -> None:
        self._build_first(form)
        locks = [(_PAPER, _("Print them")), (_LOCKED, _("As files with a passphrase")), (_PLAIN, _("Without a lock"))]
        self.lock = self.strip("lock", _("How they leave"), "L", locks, _PAPER)
        self.reason = self.line("plain_reason", _("Why without a lock"), "R")
        fields = [(one.value, label("paper_field", one)) for one in offered(Profile.ANONYMISED) if one is not Field.REVIEW]  # fmt: skip
        self.left_out = self.many("left_out", _("Leave out"), "V", fields)
        bars = _("One a line. None of them is in the file, wherever it would stand.")
        self.marked = self.area("marked", _("Hide these words"), "D", note=bars, lines=2)
        look = Button(_("Look at it first"), "secondary", "Ctrl+O", "eye")
        look.clicked.connect(lambda _on=False: self.look())
        form.add_widget(beside_nothing(look))
        self.progress = Progress()
        form.add_widget(self.progress)
        self.lock.changed.connect(self._fit_rows)
        self._fit_rows()

    def _build_first(self, form: Form) -> None:
        """What stands above how they leave."""

    def _fit_rows(self) -> None:
        self.form.show_row("plain_reason", self.lock.value() == _PLAIN)

    def options(self) -> Options:
        return Options(left_out=frozenset(self.left_out.values()), marked=marked_words(self.marked.text()))

    # -- looking ---------------------------------------------------------------------------------

    def look(self) -> None:
        """The pages on the screen, made in memory."""
        self.form.clear_errors()
        try:
            work = self.looked_at(self.options())
        except BadInput as problem:
            self.refuse(problem)
            return
        self.shell.tasks.write(self, work, self._show, self.refuse)

    def looked_at(self, options: Options) -> Callable[[Desk], Done[Pages]]:
        raise NotImplementedError

    def _show(self, pages: Pages) -> None:
        self.preview = preview = PreviewDialog(self.window(), pages, marks=True)
        preview.buttons["print"].hide()  # copies are numbered when they are made, each for one person
        preview.marked.connect(self._mark)
        preview.chosen.connect(lambda _verb: preview.leave())
        preview.ask()

    def _mark(self, word: str) -> None:
        self.marked.setPlainText(f"{self.marked.toPlainText()}\n{word}".strip())
        if self.preview is not None:
            self.preview.leave()
        self.look()

    # -- making ----------------------------------------------------------------------------------

    def papers(self) -> list[str]:
        """Whose papers are made, in their order; raises BadInput."""
        raise NotImplementedError

    def saving(self, at: int, way: Way, options: Options) -> Callable[[Desk], Done[Made]]:
        raise NotImplementedError

    def printing(self, at: int, options: Options) -> Callable[[Desk], Done[Made]]:
        raise NotImplementedError

    def work(self) -> Work | None:
        raise AssertionError("papers are many small writes, not one")

    def submit(self) -> None:
        self.form.clear_errors()
        try:
            whose, options, how = self.papers(), self.options(), self.lock.value()
            reason = self.reason.text().strip() if how == _PLAIN else None
            if reason == "":
                raise BadInput(_("Please write why this paper has to leave without a lock."), field="plain_reason")
        except BadInput as problem:
            self.refuse(problem)
            return
        if how == _PAPER:
            self._printer = self.choose_printer(self.window())
            if self._printer is not None:
                self._begin([self.printing(at, options) for at in range(len(whose))])
            return
        folder = self.choose_folder(self.window())
        if folder is not None:
            self._into(folder, whose, options, reason)

    def _into(self, folder: Path, whose: list[str], options: Options, reason: str | None) -> None:
        """A passphrase of its own for each, seen before any file is there."""
        keys = [None if reason else new_passphrase() for _one in whose]
        jobs = [
            self.saving(at, Way(folder / suggest_name(), key, reason), options) for at, key in enumerate(keys)
        ]  # fmt: skip
        if reason:
            self._begin(jobs)
            return
        found = [(name, key) for name, key in zip(whose, keys, strict=True) if key]
        self.noting = PassphrasesDialog(self.window(), found, lambda: self._begin(jobs))
        self.noting.ask(self.noting.fields[0])

    def _begin(self, jobs: list[Callable[[Desk], Done[Made]]]) -> None:
        self._ready, self._all = jobs, len(jobs)
        self.buttons["save"].setEnabled(False)
        self.progress.begin(_("Papers are being made."))
        self._refit()
        self._next()

    def _next(self) -> None:
        if self._ready:
            self.shell.tasks.write(self, self._ready.pop(0), self._one_made, self._failed)
        else:
            self.saved.emit(tuple(self.made))
            super().leave()

    def _one_made(self, made: Made) -> None:
        if self._printer is not None and not print_pages(self._printer, made.pictures):
            self.fault = _("The printer did not take the paper. It stands in the register; tick it off there if nothing came out.")  # fmt: skip
        self.made.append(made)
        self.progress.set_part(len(self.made) / self._all)
        self._next()

    def _failed(self, problem: GyeotError) -> None:
        """What was made before stays whole and known; the rest is not made."""
        self.fault = str(problem)
        if not self.made:
            self.progress.hide()
            self.refuse(problem)
            return
        self._ready = []
        self._next()

    def told(self) -> str:
        """What became of it, with which file is whose."""
        said = _("{count} papers were made, and stand in the register.").format(count=len(self.made))
        files = " · ".join(f"{one.number}/{one.total} {one.name}: {one.file}" for one in self.made if one.file)
        return " ".join(filter(None, (said, files, self.fault)))


class PackForm(PapersForm):
    """Numbered copies: above all, who does not get which case, and why."""

    def __init__(self, host: QWidget, shell: Shell, whole: Whole) -> None:
        sentence = _("Anonymised summaries under codes. Each copy has a number and the name of whoever gets it.")
        super().__init__(host, shell, whole, _("Copies for the conference"), sentence, _("Make the copies"))

    def _build_first(self, form: Form) -> None:
        for said in left_out(self._whole):
            form.add_widget(Label(said, 13, 500, "high", wrap=True))
        getting = [one for one in self._whole.shares if one.given]
        had = {one.attendee_id for one in self._whole.conference.copies}
        new = tuple(one.attendee.id for one in getting if one.attendee.id not in had)
        people = [(one.attendee.id, one.called) for one in getting]
        self.people = self.many("attendees", _("For whom"), "F", people, new)

    def looked_at(self, options: Options) -> Callable[[Desk], Done[Pages]]:
        whom = (self.people.values() or [self._first()])[0]
        return partial(conference_pack.look, ident=self.about(), attendee=whom, options=options)

    def _first(self) -> str:
        getting = [one.attendee.id for one in self._whole.shares if one.given]
        if not getting:
            raise BadInput(_("Nobody may get a copy yet."), field="attendees")
        return getting[0]

    def papers(self) -> list[str]:
        self._chosen = list(self.people.values())
        if not self._chosen:
            raise BadInput(_("Please choose who gets a copy."), field="attendees")
        self._numbers = conference_pack.numbers(self._whole.conference, self._chosen)
        called = {one.attendee.id: one.called for one in self._whole.shares}
        return [f"{self._numbers[one][0]}/{self._numbers[one][1]} · {called[one]}" for one in self._chosen]

    def saving(self, at: int, way: Way, options: Options) -> Callable[[Desk], Done[Made]]:
        whom, ident = self._chosen[at], self.about()
        number = self._numbers[whom]
        return lambda desk: conference_pack.save_copy(desk, ident, whom, number, way, options)

    def printing(self, at: int, options: Options) -> Callable[[Desk], Done[Made]]:
        whom, ident = self._chosen[at], self.about()
        number = self._numbers[whom]
        return lambda desk: conference_pack.print_copy(desk, ident, whom, number, options)


class MinutesForm(PapersForm):
    """The minutes: codes, decisions, roles and days."""

    def __init__(self, host: QWidget, shell: Shell, whole: Whole) -> None:
        sentence = _("Without a name or number: cases under their codes, people by role or organisation.")
        super().__init__(host, shell, whole, _("Minutes of the conference"), sentence, _("Make the paper"))

    def _fit_rows(self) -> None:
        super()._fit_rows()
        self.form.show_row("left_out", False)

    def looked_at(self, options: Options) -> Callable[[Desk], Done[Pages]]:
        return partial(conference_pack.look_minutes, ident=self.about(), options=options)

    def papers(self) -> list[str]:
        return [_("Minutes of the conference")]

    def saving(self, at: int, way: Way, options: Options) -> Callable[[Desk], Done[Made]]:
        return partial(conference_pack.save_minutes, ident=self.about(), way=way, options=options)

    def printing(self, at: int, options: Options) -> Callable[[Desk], Done[Made]]:
        return partial(conference_pack.print_minutes, ident=self.about(), options=options)


def left_out(whole: Whole) -> list[str]:
    """In whose copy which case is missing, and why: a sentence each."""
    return [_missing(one) for one in whole.shares if one.left]


def _missing(share: Share) -> str:
    why = ", ".join(f"{case_word(one.line)} ({told_why(one.why)})" for one in share.left)
    if not share.given:
        return _("{name} gets no copy: {cases}.").format(name=share.called, cases=why)
    return _("Not in the copy of {name}: {cases}.").format(name=share.called, cases=why)
