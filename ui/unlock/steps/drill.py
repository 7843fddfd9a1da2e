"""Step eight: the drill. The recovery is done once with what is on paper, before the first record is written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.errors import BadInput, GyeotError
from app.flows.first_run import Founding, Proof
from app.i18n import _
from ui.kit.form import LineEdit
from ui.kit.secret import SecretEdit
from ui.tasks import Tasks
from ui.unlock.steps.step import Draft, Step


class Drill(Step):
    """The trustee's sheet typed back, or the passphrases of two managers; then the centre is put in its place."""

    number = 8
    wide = 700

    def __init__(self, draft: Draft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(draft, tasks, parent)
        assert draft.founding is not None
        self._founding: Founding = draft.founding
        self._busy = False
        self.code: LineEdit | None = None
        self.proofs: dict[str, SecretEdit] = {}
        if self._founding.trustee is not None:
            self.code = LineEdit(height=44)
            help_text = _("Eleven groups of five. Spaces, dashes and capitals do not matter.")
            self.row("code", _("Code on the trustee's sheet"), self.code, "D", help_text)
        for at, name in enumerate(self._founding.pair() if self.code is None else ()):
            self.proofs[name] = SecretEdit()
            words = _("Passphrase of {name}").format(name=name)
            self.row(f"proof{at}", words, self.proofs[name], "12"[at])
        self.body.addWidget(self.form)

    def title(self) -> str:
        return _("The recovery drill")

    def sentence(self) -> str:
        if self.code is not None:
            return _("Type the code from the trustee's printed sheet. If both halves open everything, you are safe.")
        return _("Both managers type their passphrase once more. If both halves open everything, you are safe.")

    def verb(self) -> str:
        return _("Do the drill")

    def take(self) -> None:
        if not self._busy:
            self._start(self._by_code() if self.code is not None else self._by_pair())

    def _by_code(self) -> Callable[[], None]:
        assert self.code is not None
        text, founding = self.code.text(), self._founding
        if not text.strip():
            raise BadInput(_("Type the code from the sheet first."), field="code")
        return lambda: founding.drill_sheet(text)

    def _by_pair(self) -> Callable[[], None]:
        for at, field in enumerate(self.proofs.values()):
            if not field.text():
                raise BadInput(_("Please enter the passphrase."), field=f"proof{at}")
        one, other = (Proof(name, field.take()) for name, field in self.proofs.items())
        founding = self._founding
        return lambda: founding.drill_pair(one, other)

    def _start(self, prove: Callable[[], None]) -> None:
        self._busy = True
        founding = self._founding

        def work() -> None:
            prove()
            founding.finish()

        self.later(work, self._proved)

    def _proved(self, _none: object) -> None:
        self._busy = False
        self.drop()
        self.passed.emit()

    def refuse(self, problem: GyeotError) -> None:
        self._busy = False
        if isinstance(problem, BadInput) and problem.field in self.form.fields():
            super().refuse(problem)
        else:
            self.form.set_error("code" if self.code is not None else "proof0", str(problem))

    def drop(self) -> None:
        if self.code is not None:
            self.code.setText("")
        for field in self.proofs.values():
            field.take()
