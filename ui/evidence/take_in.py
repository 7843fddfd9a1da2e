"""The form that takes a file in: what is said of it, sealing with progress, and a stop at any moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.codelists import codes, usual
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.evidence import Brought, Intake, Item, Rule, Stated, Taken
from app.i18n import _
from ui.application import Shell
from ui.forms.dialog import Work
from ui.forms.sealing import SealingForm
from ui.kit.banner import Banner
from ui.kit.form import Form
from ui.kit.label import IconLabel


class TakeInForm(SealingForm[Intake, Taken, Item]):
    """One file for one case; the file itself stays where it is."""

    def __init__(self, host: QWidget, shell: Shell, rule: Rule, source: Path) -> None:
        self._rule, self._source = rule, source
        self.stopped_words = _("This was stopped. Nothing was taken in; the file is where it was.")
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
        self.add_progress(form)

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

    def sealed(self, begun: Intake, tell: Callable[[float], None], stop: Callable[[], bool]) -> Taken:
        return begun.seal(self._source, tell, stop)

    def entered(self, desk: Desk, begun: Intake, sealed: Taken) -> Done[Item]:
        return desk.evidence.enter(begun, sealed, self._brought)

    def given_up(self, desk: Desk, begun: Intake, problem: GyeotError | None) -> Done[None]:
        return desk.evidence.abandon(begun)


def digital_title() -> str:
    return _("In this case no pictures, videos, archives or PDF files are taken in.")


def digital_sentence() -> str:
    return _(
        "It has a digital type, and such images must never be kept here. Write down where they are: address, account, time. Words and sound recordings may come in."
    )
