"""What every step of the first run is, and what the steps decide together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import BadInput, GyeotError
from app.flows.first_run import Founding, Person
from app.i18n import _
from app.kinds import CentreType, Right, Role
from app.vault import Kind
from ui.kit.banner import Banner
from ui.kit.form import Form
from ui.tasks import Tasks


@dataclass(slots=True)
class Draft:
    """What was decided so far; passphrases leave it the moment the centre is made."""

    folder: str = ""
    name: str = ""
    centre_type: CentreType = CentreType.DATING_VIOLENCE
    people: list[Person] = field(default_factory=lambda: [Person("", Role.MANAGER, frozenset({Right.SUPERVISOR}))])
    passphrases: dict[str, str] = field(default_factory=dict, repr=False)
    trustee: str = ""
    second: Kind | None = None
    keyfile_folder: str = ""
    founding: Founding | None = field(default=None, repr=False)

    def home(self) -> Path:
        return Path(self.folder).expanduser()


class Step(QWidget):
    """One page of the first run: a title, a sentence, what is asked; `passed` when it may go on."""

    passed = Signal()
    number = 1
    wide = 520

    def __init__(self, draft: Draft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft, self.tasks = draft, tasks
        self.form = Form(spacing=16)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(16)
        self._banner: Banner | None = None

    def row(self, field: str, name: str, control: QWidget, mnemonic: str, help_text: str = "") -> None:
        """One row of the form; its help is said once it stands in it."""
        self.form.add(field, name, control, mnemonic)
        self.form.set_help(field, help_text)

    def title(self) -> str:
        raise NotImplementedError

    def sentence(self) -> str:
        return ""

    def verb(self) -> str:
        """The words of the button that goes on; empty where nothing can be pressed."""
        return _("Next")

    def can_go_back(self) -> bool:
        return True

    def first(self) -> QWidget | None:
        """Where the focus starts."""
        fields = self.form.fields()
        return self.form.control(fields[0]) if fields else None

    def arrive(self) -> None:
        """The step is shown and has the focus."""

    def go_on(self) -> None:
        """Check what was entered; `passed` follows at once or later."""
        self.form.clear_errors()
        self.say("")
        try:
            self.take()
        except BadInput as problem:
            self.refuse(problem)

    def take(self) -> None:
        """Put what was entered into the draft, or raise BadInput."""
        self.passed.emit()

    def go_back(self) -> bool:
        """Whether the step went back within itself."""
        return False

    def drop(self) -> None:
        """The step goes; secrets go with it."""

    def refuse(self, problem: GyeotError) -> None:
        """A refusal beside its field, or above everything."""
        field_name = problem.field if isinstance(problem, BadInput) else ""
        if field_name in self.form.fields():
            self.form.set_error(field_name, str(problem))
        else:
            self.say(str(problem))

    def say(self, sentence: str) -> None:
        """What is wrong with the step as a whole."""
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if sentence:
            self._banner = Banner("danger", sentence)
            self.body.insertWidget(0, self._banner)

    def said(self) -> str:
        """The sentence above everything, if any."""
        return self._banner.accessibleName() if self._banner is not None else ""

    def later(self, work: Callable[[], object], done: Callable[[object], None] | None = None) -> None:
        """Do something with files off the GUI thread, then go on."""
        self.tasks.work(
            self, lambda _progress, _stop: work(), done or (lambda _result: self.passed.emit()), self.refuse
        )
