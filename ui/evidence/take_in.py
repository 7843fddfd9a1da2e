"""The form that takes a file in: what is said of it, sealing with progress, and a stop at any moment."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.codelists import codes, usual
from app.errors import BadInput, GyeotError
from app.evidence import Brought, Intake, Item, Rule, Stated, Taken
from app.i18n import _
from ui.application import Shell
from ui.forms.dialog import FormDialog, Work
from ui.kit.banner import Banner
from ui.kit.form import Form
from ui.kit.label import IconLabel
from ui.kit.progress import Progress
from ui.tasks import Job


class TakeInForm(FormDialog):
    """One file for one case; the file itself stays where it is."""

    def __init__(self, host: QWidget, shell: Shell, rule: Rule, source: Path) -> None:
        self._rule, self._source = rule, source
        self._intake: Intake | None = None
        self._job: Job | None = None
        sentence = _("It is read once and sealed here under a key of its own. The file you chose stays where it is.")
        super().__init__(host, shell, _("Take in a file"), sentence, _("Take it in"))

    def build(self, form: Form) -> None:
        form.add_widget(IconLabel("file", self._source.name, 13, 500, "text2"))
        if self._rule.digital:
            form.add_widget(Banner("caution", digital_title(), digital_sentence(), icon="info"))
        self.title = self.line("title", _("What it is about"), "w", note=_("In a few words; no names of others."))
        self.came_from = self.line("came_from", _("Brought by"), "b")
        choices = [(one.id, one.label) for one in codes("evidence_stated") if one.id in usual("evidence_stated")]
        self.stated = self.strip(
            "stated", _("What you know of its content"), "c", choices,
            note=_("Pictures, films and papers come in only when somebody has looked first."),
        )  # fmt: skip
        self.note = self.area("note", _("Note"), "n", lines=2)
        self.progress = Progress()
        form.add_widget(self.progress)

    def about(self) -> str:
        return self._rule.case_id

    # -- sealing ---------------------------------------------------------------------------------

    def work(self) -> Work | None:
        if not self.title.text().strip():
            raise BadInput(_("Please write in a few words what this is about."), field="title")
        stated = Stated(self.stated.value() or Stated.NOT_LOOKED)
        self._brought = Brought(self.title.text(), stated, self.came_from.text(), None, self.note.text())
        case_id = self._rule.case_id
        return lambda desk: desk.evidence.prepare(case_id, stated)

    def _saved(self, value: object) -> None:
        """The first step came back: seal on the pool, then write the row."""
        assert isinstance(value, Intake), "what prepare gives"
        self._intake, source = value, self._source
        self.buttons["leave"].set(_("Stop"))
        self.progress.begin(_("Sealing the file …"))
        self._refit()
        self._scroll.ensureWidgetVisible(self.progress)
        self._job = self.shell.tasks.work(
            self, lambda tell, stop: value.seal(source, tell, stop.is_set), self._sealed, self._not_sealed,
            self.progress.set_part,
        )  # fmt: skip

    def _sealed(self, taken: Taken) -> None:
        intake, brought = self._intake, self._brought
        assert intake is not None, "it was sealed for this"
        self._job = None
        self.shell.tasks.write(
            self, lambda desk: desk.evidence.enter(intake, taken, brought), self._entered, self._not_sealed
        )

    def _entered(self, item: Item) -> None:
        self._intake = None
        self.saved.emit(item)
        self.leave()

    def _not_sealed(self, problem: GyeotError) -> None:
        self._abandon()
        self.refuse(problem)

    def _abandon(self) -> None:
        """Whatever was begun goes; the form stays as it was filled in."""
        intake, self._intake = self._intake, None
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.progress.hide()
        self.buttons["leave"].set(_("Close"))
        self.buttons["save"].setEnabled(True)
        self._refit()
        if intake is not None:
            self.shell.tasks.write(self.shell, lambda desk: desk.evidence.abandon(intake))

    @property
    def running(self) -> bool:
        """Whether a file is being sealed now."""
        return self._intake is not None

    def _obey(self, verb: str) -> None:
        if verb == "leave" and self.running:
            self._stopped()
            return
        super()._obey(verb)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.running and event.text() == "\x1b":
            self._stopped()
            return
        super().keyPressEvent(event)

    def _stopped(self) -> None:
        self._abandon()
        self.refuse(BadInput(_("This was stopped. Nothing was taken in; the file is where it was.")))


def digital_title() -> str:
    return _("In this case no pictures, videos, archives or PDF files are taken in.")


def digital_sentence() -> str:
    return _(
        "It has a digital type, and such images must never be kept here. Write down where they are: address, account, time. Words and sound recordings may come in."
    )
