"""How one gets in oneself: this computer, key files, printed codes; one more, a name, one less."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.changes import Done
from app.desk import Desk
from app.errors import BadInput, CannotUnlock, GyeotError
from app.flows.first_run import PersonalSheet
from app.flows.people import Outcome
from app.flows.ways import Way
from app.i18n import _
from app.office.ways import check_name
from app.vault import Keys, Kind, NewWay, add_slot
from ui.application import Shell
from ui.forms.naming import NameForm, host_offer
from ui.forms.secret_form import SecretForm
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.form import Form
from ui.kit.label import SectionHead
from ui.kit.rows import TWO_LINES, Rows
from ui.office import people_words as words
from ui.office.people_sheets import SheetsDialog


class MyWays(QWidget):
    """The list, and what can be done about each."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._ways: tuple[Way, ...] = ()
        self.asked: QWidget | None = None
        self.rows = Rows(_("How I get in"), TWO_LINES, fit=True)
        self.rows.setMaximumWidth(760)
        self.rows.chosen.connect(lambda _id: self._offer())
        self.add, self.name, self.remove = (
            Button(_("One more way in…"), icon="plus"), Button(_("Give it a name…"), icon="pencil"),
            Button(_("Take it away…"), icon="trash"),
        )  # fmt: skip
        for button, act in ((self.add, self._add), (self.name, self._name), (self.remove, self._remove)):
            button.clicked.connect(act)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionHead(_("How I get in")))
        column.addWidget(self.rows)
        acts = QHBoxLayout()
        for button in (self.add, self.name, self.remove):
            acts.addWidget(button)
        acts.addStretch(1)
        column.addLayout(acts)

    def reload(self) -> None:
        self._shell.tasks.read(self, lambda desk: desk.ways.mine(), self._show, topic="ways")

    def _show(self, ways: tuple[Way, ...]) -> None:
        self._ways = ways
        self.rows.show_rows([words.way_row(one) for one in ways])
        if ways and not self.rows.current_id():
            self.rows.choose(next((one.id for one in ways if one.here), ways[0].id))
        self._offer()

    def _chosen(self) -> Way | None:
        return next((one for one in self._ways if one.id == self.rows.current_id()), None)

    def _offer(self) -> None:
        way = self._chosen()
        self.name.setVisible(way is not None and way.kind is not Kind.PAPER)
        self.remove.setVisible(way is not None and len(self._ways) > 1)

    # -- acts ------------------------------------------------------------------------------------

    def _add(self) -> None:
        self._shell.tasks.read(self, lambda desk: (desk.home, desk.keys), self._ask)

    def _ask(self, found: tuple[Path, Keys]) -> None:
        form = AddWayForm(self, self._shell, *found)
        form.made.connect(self._made)
        self.asked = form
        form.begin()

    def _made(self, way: NewWay) -> None:
        self.reload()
        if way.kind is Kind.PAPER:
            sheet = PersonalSheet(self._shell.who.name, way.code, None)
            sheets = SheetsDialog(self.window(), Outcome(str(self._shell.who.user), frozenset(), frozenset(), sheet))
            self.asked = sheets
            sheets.ask(sheets.list)
        elif way.path is not None:
            told = _("The key file {name} lies in the folder you chose.")
            self._shell.tell(told.format(name=way.path.name))
        else:
            self._shell.tell(_("From now on this computer opens for you with your passphrase."))

    def _name(self) -> None:
        way = self._chosen()
        if way is not None:
            form = NameForm(self, self._shell, way, computer=way.kind is Kind.DEVICE)
            form.saved.connect(lambda _none: self.reload())
            self.asked = form
            form.begin()

    def _remove(self) -> None:
        way = self._chosen()
        if way is None:
            return
        sentence = _("It opens the lock no longer. Copies of the centre from before today still open with it.")
        if way.here:
            sentence = _("You came in this way just now. The next time you need another one.") + " " + sentence
        verbs = [Verb("leave", _("Leave it"), safe=True), Verb("remove", _("Take it away"), kind="danger")]
        title = _("Take “{name}” away").format(name=words.way_name(way))
        dialog = Dialog(self.window(), title, sentence, verbs)
        dialog.chosen.connect(lambda verb: self._take_away(way) if verb == "remove" else None)
        self.asked = dialog
        dialog.ask()

    def _take_away(self, way: Way) -> None:
        self._shell.tasks.write(self, lambda desk: desk.ways.remove(way.id), lambda _none: self.reload())


class AddWayForm(SecretForm):
    """One more way in: what it is, where a key file goes, and the passphrase that proves who asks."""

    made = Signal(object)
    aliases = {"keyfile_folder": "folder"}  # noqa: RUF012 -- as the class above declares it

    def __init__(self, host: QWidget, shell: Shell, home: Path, keys: Keys) -> None:
        self._home, self._keys = home, keys
        sentence = _(
            "Nothing opens with the passphrase alone. Each way in is one more thing that opens together with it."
        )
        super().__init__(host, shell, _("One more way in"), sentence, _("Make it"))

    def build(self, form: Form) -> None:
        kinds = [
            (Kind.DEVICE.value, _("This computer")),
            (Kind.KEYFILE.value, _("Key file")),
            (Kind.PAPER.value, _("Printed code")),
        ]
        self.kind = self.strip("kind", _("I get in with"), "G", kinds, Kind.DEVICE.value)
        self.kind.chosen.connect(lambda _id: self._show_kind())
        note = _("For example where it stands: front desk, counselling room 2. Please write no names of people.")
        self.name = self.line("name", _("What it is called"), "N", note=note)
        self.offer = host_offer(self.name)
        form.add_widget(self.offer)
        self.folder = self.path(
            "folder", _("Folder of the key file"), "F", folder=True, note=_("Best on a stick that the person keeps.")
        )
        self.passphrase = self.secret("passphrase", _("Passphrase"), "P")

    def begin(self, field: str = "") -> SecretForm:
        super().begin(field)
        self._show_kind()
        return self

    def _show_kind(self) -> None:
        kind = self.kind.value()
        self.show_rows(("name",), kind != Kind.PAPER)
        self.offer.setVisible(kind == Kind.DEVICE)
        self.show_rows(("folder",), kind == Kind.KEYFILE)

    def submit(self) -> None:
        """Off the writer's thread: a passphrase takes a second or two."""
        self.form.clear_errors()
        self._problem.set_error("")
        kind, passphrase = Kind(self.kind.value()), self.passphrase.text()
        name = self.name.text() if kind is not Kind.PAPER else ""
        try:
            check_name(name)
            if not passphrase:
                raise BadInput(_("Please enter the passphrase."), field="passphrase")
        except BadInput as problem:
            self.refuse(problem)
            return
        folder = self.folder.path() if kind is Kind.KEYFILE else None
        home, keys = self._home, self._keys
        self.buttons["save"].setEnabled(False)
        self.shell.tasks.work(
            self, lambda _tell, _stop: add_slot(home, keys, passphrase, kind, folder), partial(self._made, name),
            self.refuse,
        )  # fmt: skip

    def _made(self, name: str, way: NewWay) -> None:
        self.shell.tasks.write(self, partial(_note, way=way, name=name), self._noted, lambda _no: self._noted(way))

    def _noted(self, way: NewWay) -> None:
        self.leave()
        self.made.emit(way)

    def refuse(self, problem: GyeotError) -> None:
        if isinstance(problem, CannotUnlock):
            problem = BadInput(str(problem), field="passphrase")
        super().refuse(problem)


def _note(desk: Desk, way: NewWay, name: str) -> Done[NewWay]:
    return desk.ways.note_new(way, name)
