"""The forms of the report page: joining a relay, comparing both fingerprints, trying the sheet, the paper for the host."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import wire
from app.errors import BadInput
from app.flows import report_paper, report_round
from app.flows.report_round import Offer
from app.i18n import _
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.forms.secret_form import SecretForm
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form
from ui.kit.label import Label
from ui.kit.saving import ChoosePath
from ui.office.manuals_keys import apart


class JoinForm(SecretForm):
    """The relay's address and the operator's one-time code; `answered` gives its card and this computer's fingerprint."""

    answered = Signal(bytes, str)

    def __init__(self, host: QWidget, shell: Shell) -> None:
        said = _("The operator tells you the address and a code that is good once. Please have them on the telephone.")
        super().__init__(host, shell, _("Join a relay"), said, _("Ask the relay"))

    def build(self, form: Form) -> None:
        self.url = self.line("relay", _("Address of the relay"), "A", hint="https://")
        self.code = self.line("code", _("One-time code"), "C")

    def work(self) -> Work | None:
        return None

    def submit(self) -> None:
        self.form.clear_errors()
        url, code = self.url.text().strip(), self.code.text().strip()
        for field, text in (("relay", url), ("code", code)):
            if not text:
                self.refuse(BadInput(_("Please fill this in."), field=field))
                return
        self.buttons["save"].setEnabled(False)
        self.shell.tasks.read(self, lambda desk: report_round.offer(desk), self._ask, self.refuse)

    def _ask(self, offer: Offer) -> None:
        url, code = self.url.text().strip(), self.code.text().strip()
        self.shell.tasks.work(
            self, lambda _tell, _stop: report_round.ask(offer, url, code),
            lambda document: self._answered(document, offer.fingerprint), self.refuse,
        )  # fmt: skip

    def _answered(self, document: bytes, mine: str) -> None:
        self.leave()
        self.answered.emit(document, mine)


def compare(window: QWidget, document: bytes, mine: str, believe: Callable[[], None]) -> Dialog:
    """Both fingerprints, to be read aloud in turn; nothing is believed before."""
    card = wire.read_card(document)
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    theirs = " ".join(card.fingerprint)
    for name, fingerprint in ((_("The relay's: the operator reads it to you"), theirs), (_("This computer's: you read it to the operator"), mine)):  # fmt: skip
        column.addWidget(Label(name, 13, 500, "text2", wrap=True))
        shown = apart(Label(_rows(fingerprint), 18, 650))
        shown.setAccessibleName(f"{name}: {fingerprint}")
        column.addWidget(shown)
        column.addSpacing(8)
    kind = _("This is a trial relay.") if card.trial else _("This is a relay for real reports.")
    said = _(
        "{kind} Its address is {url}. If one group is different, do not join, and let the operator shut this computer out."
    )
    verbs = [
        Verb("not", _("They are not the same"), safe=True),
        Verb("join", _("Both are the same: join"), kind="primary"),
    ]
    dialog = Dialog(window, _("Compare both fingerprints"), said.format(kind=kind, url=card.url), verbs, content, WIDE)
    dialog.chosen.connect(lambda verb: believe() if verb == "join" else None)
    return dialog.ask()


def _rows(fingerprint: str) -> str:
    groups = fingerprint.split()
    return "\n".join("  ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))


class TryForm(SecretForm):
    """The drill: the code on paper is typed back."""

    def __init__(self, host: QWidget, shell: Shell) -> None:
        said = _("Type the code from the sheet, once a year for instance. Nothing is opened by it.")
        super().__init__(host, shell, _("Try the recovery sheet"), said, _("Try it"))

    def build(self, form: Form) -> None:
        self.code = self.secret("code", _("Code on the recovery sheet"), "C")

    def work(self) -> Work:
        code = self.code.text().strip()
        if not code:
            raise BadInput(_("Please fill this in."), field="code")
        return lambda desk: desk.page_papers.drill(code)

    def refuse(self, problem: object) -> None:
        """Whatever is wrong is wrong with the code."""
        self.buttons["save"].setEnabled(True)
        self.form.set_error("code", str(problem))
        self._refit()


class PaperForm(FormDialog):
    """What the page says of the centre, and where the paper is to be put."""

    def __init__(self, host: QWidget, shell: Shell, choose_path: ChoosePath) -> None:
        self._choose_path = choose_path
        self._target: Path | None = None
        said = _("The page shows this before anybody writes a word. A new paper replaces it at the host.")
        super().__init__(host, shell, _("The centre's paper"), said, _("Choose where to put it"))

    def build(self, form: Form) -> None:
        self.hours = self.area("hours", _("When reports are read"), "W", lines=2)
        note = _("One a line: a name, then the number.")
        self.phones = self.area("phones", _("Numbers to call"), "N", lines=3, note=note)

    def submit(self) -> None:
        self.form.clear_errors()
        try:
            report_paper.read_phones(self.phones.text())
            if not self.hours.text():
                raise BadInput(_("Please write this in a few words."), field="hours")
        except BadInput as problem:
            self.refuse(problem)
            return
        self._target = self._choose_path(self.window(), report_paper.FILE)
        if self._target is not None:
            super().submit()

    def work(self) -> Work | None:
        target, hours, phones = self._target, self.hours.text(), report_paper.read_phones(self.phones.text())
        assert target is not None, "it was just chosen"
        return lambda desk: report_paper.write(desk, hours, phones, target)
