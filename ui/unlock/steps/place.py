"""Step two: where the centre lies, what it is called, what it is in law; also the folder of a practice centre."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.codelists import codes
from app.errors import BadInput, GyeotError
from app.flows.first_run import check_folder
from app.i18n import _
from app.kinds import CentreType
from app.vault import Home
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import LineEdit
from ui.kit.path_field import PathField
from ui.tasks import Tasks
from ui.unlock.steps.step import Draft, Step


class Place(Step):
    """Folder, name and type of the centre."""

    number = 2

    def __init__(self, draft: Draft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(draft, tasks, parent)
        self.name = LineEdit(draft.name, height=40)
        self.row("name", _("Name of the centre"), self.name, "N")
        types = [(code.id, code.label) for code in codes("centre_type")]
        self.kind = ChoiceStrip(types, _("Kind of centre"))
        self.kind.set_value(draft.centre_type)
        self.row("centre_type", _("Kind of centre"), self.kind, "K", _("Deadlines and duties follow from it."))
        self.folder = PathField(_("Folder"), _("Choose the folder"), folder=True, height=40)
        self.folder.set_path(draft.folder)
        self.row("home", _("Folder"), self.folder, "F", _folder_help())
        self.body.addWidget(self.form)

    def title(self) -> str:
        return _("The centre and its folder")

    def sentence(self) -> str:
        return _("The name is locked with the records; nobody reads it without a key.")

    def take(self) -> None:
        if not 0 < len(self.name.text().strip()) <= 60:
            raise BadInput(_("Give the centre a name of up to 60 letters."), field="name")
        if not self.kind.value():
            raise BadInput(_("Choose what kind of centre this is."), field="centre_type")
        self.draft.name, self.draft.centre_type = self.name.text().strip(), CentreType(self.kind.value())
        self.draft.folder = _folder_of(self.folder)
        home = self.draft.home()
        self.later(lambda: check_folder(home))

    def refuse(self, problem: GyeotError) -> None:
        named = problem.field if isinstance(problem, BadInput) else ""
        self.form.set_error(named or "home", str(problem))


class OnlyFolder(Step):
    """The folder of a practice centre, or of a centre that is there."""

    number = 2

    def __init__(self, draft: Draft, tasks: Tasks, existing: bool, parent: QWidget | None = None) -> None:
        super().__init__(draft, tasks, parent)
        self.existing = existing
        self.folder = PathField(_("Folder"), _("Choose the folder"), folder=True, height=40)
        self.folder.set_path(draft.folder)
        self.row("home", _("Folder"), self.folder, "F", "" if existing else _folder_help())
        self.body.addWidget(self.form)

    def title(self) -> str:
        return _("Open a centre that is here") if self.existing else _("Open a practice centre")

    def sentence(self) -> str:
        if self.existing:
            return _("Choose the folder in which the centre lies.")
        return _("Sixty invented cases are made in a folder of their own. Practice and real records never mix.")

    def verb(self) -> str:
        return _("Open it") if self.existing else _("Make the practice centre")

    def take(self) -> None:
        self.draft.folder = _folder_of(self.folder)
        home, existing = self.draft.home(), self.existing
        self.later(lambda: Home.open(home) if existing else check_folder(home))

    def refuse(self, problem: GyeotError) -> None:
        self.form.set_error("home", str(problem))


def _folder_of(field: PathField) -> str:
    path = field.path()
    if path is None or not path.is_absolute():
        raise BadInput(_("Choose a folder, or type its whole path."), field="home")
    return str(path)


def _folder_help() -> str:
    return _("A new folder on this computer, not on a network drive or in a folder that is copied to the internet.")
