"""Step three: who works here, and in plain sentences what each of them can open."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.codelists import codes, label
from app.flows.first_run import Person, check_people
from app.i18n import _
from app.kinds import Compartment, Right, Role
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import LineEdit
from ui.kit.label import Label
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.tasks import Tasks
from ui.unlock.steps.step import Draft, Step

_PARTS = tuple(Compartment)


class People(Step):
    """A list of people, and the one that is chosen in a form below it."""

    number = 3
    wide = 820

    def __init__(self, draft: Draft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(draft, tasks, parent)
        self.list = Rows(_("People of the centre"), TWO_LINES, fit=True)
        self.list.chosen.connect(self._chosen)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.list)
        left.addLayout(self._acts())
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(10)
        columns = QHBoxLayout()
        columns.setSpacing(28)
        columns.addLayout(left, 5)
        columns.addLayout(right, 7)
        self.body.addLayout(columns)
        self._fields(right)
        self._at = 0
        self._filling = False
        self._show_list()
        self.list.choose("0")

    def title(self) -> str:
        return _("People and what they open")

    def sentence(self) -> str:
        return _("Each right is a key. What somebody has no key for, they cannot open.")

    def first(self) -> QWidget:
        return self.name

    # -- building ------------------------------------------------------------------------------------

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.add = Button(_("Add a person"), key="Ctrl+N", icon="plus")
        self.add.clicked.connect(self._add)
        self.remove = Button(_("Take off the list"), "quiet", icon="x")
        self.remove.clicked.connect(self._remove)
        for by, key in ((-1, "Ctrl+Up"), (1, "Ctrl+Down")):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda by=by: self._step(by))
        row.addWidget(self.add)
        row.addWidget(self.remove)
        row.addStretch(1)
        return row

    def _fields(self, column: QVBoxLayout) -> None:
        self.name = LineEdit(height=36)
        self.row("name", _("Name"), self.name, "N", _("It stands beside the lock, where anybody can read it."))
        self.role = ChoiceStrip([(code.id, code.label) for code in codes("role")], _("Role"))
        self.row("role", _("Role"), self.role, "R")
        self.rights = ChoiceStrip([(code.id, code.label) for code in codes("right")], _("Further rights"), multi=True)
        self.row("rights", _("Further rights"), self.rights, "G")
        here = [("here", _("Here now")), ("away", _("Not here today"))]
        self.here = ChoiceStrip(here, _("At the keyboard"))
        self.row("here", _("At the keyboard"), self.here, "K")
        for strip in (self.role, self.rights, self.here):
            strip.changed.connect(self._changed)
        self.name.textChanged.connect(lambda _text: self._changed())
        self.opens = Label("", 13, 500, wrap=True)
        self.closed = Label("", 13, 400, "text2", wrap=True)
        self.both = Label("", 13, 400, "text2", wrap=True)
        column.addWidget(self.form)
        for words in (self.opens, self.closed, self.both):
            column.addWidget(words)
        column.addStretch(1)

    # -- the list ------------------------------------------------------------------------------------

    def _show_list(self) -> None:
        self.list.show_rows([_row(at, one) for at, one in enumerate(self.draft.people)])
        self.remove.setEnabled(len(self.draft.people) > 1)

    def _chosen(self, ident: str) -> None:
        self._at = int(ident)
        one = self.draft.people[self._at]
        self._filling = True
        self.name.setText(one.name)
        self.role.set_value(one.role)
        self.rights.set_values(one.rights)
        self.here.set_value("here" if one.here else "away")
        self._filling = False
        self._tell(one)

    def _changed(self) -> None:
        if self._filling:
            return
        one = Person(
            self.name.text(),
            Role(self.role.value() or Role.COUNSELLOR),
            frozenset(Right(value) for value in self.rights.values()),
            self.here.value() != "away",
        )
        self.draft.people[self._at] = one
        self.list.item_model().change(self._at, _row(self._at, one))
        self._tell(one)

    def _add(self) -> None:
        self.draft.people.append(Person("", Role.COUNSELLOR))
        self._show_list()
        self.list.choose(str(len(self.draft.people) - 1))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        if len(self.draft.people) > 1:
            del self.draft.people[self._at]
            self._show_list()
            self.list.choose("0")
            self._chosen("0")
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, by: int) -> None:
        self.list.choose(str((self._at + by) % len(self.draft.people)))

    def _tell(self, one: Person) -> None:
        """What this person opens and what not; and where one person holds everything, that this is a choice."""
        opens = [_part(part) for part in _PARTS if part in one.opens()]
        closed = [_part(part) for part in _PARTS if part not in one.opens()]
        self.opens.setText(_("Opens: {parts}.").format(parts=", ".join(opens)))
        self.closed.setText(_("Does not open: {parts}.").format(parts=", ".join(closed)))
        alone = one.role is Role.MANAGER and Right.SUPERVISOR in one.rights
        self.both.setVisible(alone)
        self.both.setText(
            _(
                "This person manages the centre and also opens cases, as supervisor and counsellor. "
                "A small centre may choose that; it is shown to everybody."
            )
            if alone
            else ""
        )

    def take(self) -> None:
        people = [replace(one, name=one.name.strip()) for one in self.draft.people]
        check_people(people)
        self.draft.people = people
        self.draft.passphrases.clear()
        self.passed.emit()


def _row(at: int, one: Person) -> Row:
    rights = " · ".join(label("right", right) for right in Right if right in one.rights)
    role = label("role", one.role)
    meta = f"{role} · {rights}" if rights else role
    return Row(
        str(at), one.name.strip() or _("No name yet"), second=meta, state="" if one.here else _("Not here today")
    )


def _part(part: Compartment) -> str:
    words = {
        Compartment.CASEWORK: _("cases and contacts"),
        Compartment.EVIDENCE: _("files kept as evidence"),
        Compartment.TRAINING: _("classes and surveys"),
        Compartment.OFFICE: _("staff list, directory and settings"),
        Compartment.INTAKE: _("reports that arrive"),
        Compartment.PUBLIC_MATERIAL: _("the register of public material"),
    }
    return words[part]
