"""Still step three: one person after another sits down and types their own passphrase."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.errors import BadInput
from app.flows.first_run import Person, check_passphrase
from app.i18n import _
from app.vault import check_strength
from ui.kit.label import Label
from ui.kit.secret import SecretEdit
from ui.tasks import Tasks
from ui.unlock.steps.step import Draft, Step


class Passphrases(Step):
    """The passphrase of one person, typed twice; those who are not here get a starting one on paper."""

    number = 3

    def __init__(self, draft: Draft, tasks: Tasks, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(draft, tasks, parent)
        self.person = person
        self.passphrase, self.again = SecretEdit(), SecretEdit()
        self.row("passphrase", _("Passphrase"), self.passphrase, "P")
        self.row("again", _("Passphrase once more"), self.again, "M")
        self.state = Label(self.passphrase.state(), 12, 400, "text2", wrap=True)
        self.passphrase.typed.connect(self._tell)
        self.body.addWidget(self.form)
        self.body.addWidget(self.state)
        self._tell()

    def title(self) -> str:
        return _("The passphrase of {name}").format(name=self.person.name)

    def sentence(self) -> str:
        return _("Only {name} types here; everybody else looks away. Nobody can read or reset it later.").format(
            name=self.person.name
        )

    def strength(self) -> str:
        """How strong it is so far, in a sentence."""
        text = self.passphrase.text()
        if not text:
            return _("Six words that come to your mind are good, or 14 characters; a Korean syllable counts as two.")
        try:
            check_strength(text)
        except BadInput:
            return _("Not strong enough yet. Go on: six words, or 14 characters; a Korean syllable counts as two.")
        return _("Strong enough.")

    def _tell(self) -> None:
        self.form.set_help("passphrase", self.strength())
        self.state.setText(self.passphrase.state())

    def take(self) -> None:
        check_passphrase(self.passphrase.text(), self.again.text())
        self.draft.passphrases[self.person.name] = self.passphrase.take()
        self.again.take()
        self.passed.emit()

    def drop(self) -> None:
        self.passphrase.take()
        self.again.take()
