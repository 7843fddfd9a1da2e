"""The trail into a file: a paper under a passphrase, or a table; what leaves plain needs a reason."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desk import Desk
from app.documents import Centre, make_audit_paper, new_passphrase, suggest_name
from app.errors import BadInput
from app.flows.trails import LEAST_REASON, Leaving, leave, locked
from app.i18n import _
from ui.application import Shell
from ui.forms import FormDialog
from ui.forms.made import beside_nothing
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form
from ui.kit.saving import ChoosePath, ask_path
from ui.kit.secret import NotedSecret

Opener = Callable[[], Desk]


class AuditExport(FormDialog):
    """What has to be known before the trail leaves; it takes over the filter of the list."""

    def __init__(self, host: QWidget, shell: Shell, wanted: dict[str, str], choose_path: ChoosePath = ask_path) -> None:
        self._wanted, self._choose_path = wanted, choose_path
        self._passphrase: str | None = None
        self.made: Dialog | None = None
        sentence = _("It holds what the list shows now, all of it. What leaves can no longer be called back.")
        super().__init__(host, shell, _("Write the audit trail to a file"), sentence, _("Write the file"))

    def build(self, form: Form) -> None:
        forms = [("pdf", _("As a paper (PDF)")), ("csv", _("As a table (CSV)"))]
        self.form_of = self.strip("format", _("As what"), "A", forms, "pdf")
        note = _("The passphrase is made now and shown once, after the file is written.")
        locks = [("locked", _("With a passphrase")), ("plain", _("Without a lock"))]
        self.lock = self.strip("lock", _("Lock"), "L", locks, "locked", note=note)
        self.reason = self.line("reason", _("Why without a lock"), "R")
        for strip in (self.form_of, self.lock):
            strip.changed.connect(self._fit_rows)
        self._fit_rows()

    @property
    def plain(self) -> bool:
        return self.form_of.value() == "csv" or self.lock.value() == "plain"

    def _fit_rows(self) -> None:
        self.form.clear_errors()
        self.form.show_row("lock", self.form_of.value() != "csv")
        self.form.show_row("reason", self.plain)

    def submit(self) -> None:
        """Read and draw it beside the desk, put it in its place on the writer's thread."""
        self.form.clear_errors()
        if self.plain and len(self.reason.text().strip()) < LEAST_REASON:
            self.refuse(BadInput(_("Please write why the trail has to leave without a lock."), field="reason"))
            return
        form = self.form_of.value() or "pdf"
        target = self._choose_path(self.window(), str(Path(suggest_name()).with_suffix(f".{form}")))
        if target is None:
            return
        self._passphrase = None if self.plain else new_passphrase()
        self.buttons["save"].setEnabled(False)
        self.shell.tasks.read(
            self, lambda desk: desk.reader, lambda opener: self._make(opener, form, target), self.refuse
        )

    def _make(self, opener: Opener, form: str, target: Path) -> None:
        wanted, passphrase, reason = self._wanted, self._passphrase, self.reason.text()

        def made() -> Leaving:
            with closing(opener()) as desk:
                return locked(_leaving(desk, wanted, form), passphrase, reason)

        self.shell.tasks.work(
            self, lambda _tell, _stop: made(), lambda found: self._hand_over(found, target), self.refuse
        )

    def _hand_over(self, found: Leaving, target: Path) -> None:
        self.shell.tasks.write(
            self, lambda desk: leave(desk.audit, target, found, overwrite=True), self._written, self.refuse
        )

    def _written(self, target: Path) -> None:
        window, passphrase = self.window(), self._passphrase
        self._saved(target)
        if passphrase is None:
            self.shell.tell(_("The audit trail was written to {file}.").format(file=target.name))
        else:
            self.made = shown_once(window, target.name, passphrase)


def _leaving(desk: Desk, wanted: dict[str, str], form: str) -> Leaving:
    asked = desk.trails.asked(**wanted)
    if form == "csv":
        return Leaving(desk.trails.table(asked), "csv", desk.trails.look(asked, limit=0).total)
    centre = Centre(desk.keys.centre_name, practice=desk.keys.practice)
    paper = desk.trails.paper(asked, centre, desk.keys.name, desk.trail_problems())
    return Leaving(make_audit_paper(paper)[0], "pdf", len(paper.rows))


def shown_once(window: QWidget, file: str, passphrase: str) -> Dialog:
    """The file is there; its passphrase, this once, when somebody asks to see it."""
    field = NotedSecret(passphrase, _("Passphrase"))
    content = QWidget()
    down = QVBoxLayout(content)
    down.setContentsMargins(0, 0, 0, 0)
    down.setSpacing(8)
    down.addWidget(field)
    down.addWidget(beside_nothing(field.show_it))
    sentence = _("{file} is written. Note its passphrase down now: it is not kept anywhere and not shown again.")
    verbs = [Verb("done", _("Noted"), "Ctrl+Enter", "primary")]
    dialog = Dialog(window, _("The file is written"), sentence.format(file=file), verbs, content, WIDE)
    dialog.ask(field.show_it)
    return dialog
