"""The people of the centre: what they are, what their keys open, how they get in; a manager takes on, changes, removes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.desk import Desk
from app.flows.break_glass import Pair
from app.flows.people import Outcome, Person, Staff
from app.flows.ways import Way
from app.i18n import _
from app.kinds import Role
from app.office import Member
from ui.application import Shell
from ui.forms import FormDialog
from ui.forms.two_people import TwoPeople
from ui.kit.buttons import Button
from ui.kit.label import IconLabel
from ui.kit.rows import Row, Rows
from ui.office import people_words as words
from ui.office.face import Face
from ui.office.people_forms import AgainForm, NewPersonForm, PersonForm, RemoveForm
from ui.office.people_sheets import SheetsDialog, ask_to_lock


@dataclass(frozen=True, slots=True)
class People:
    """What the face reads in one go: the lock's view and the office's."""

    staff: Staff
    members: dict[str, Member]
    ways: dict[str, tuple[Way, ...]]


def read_people(desk: Desk) -> People:
    return People(desk.people.staff(), {one.id: one for one in desk.office.staff()}, desk.ways.of_staff())


class PeopleFace(Face):
    """A list; what somebody can open follows from the keys they hold."""

    icon = "people"

    def __init__(self, shell: Shell) -> None:
        self.word = _("People")
        self._can = shell.who.role == Role.MANAGER
        sentence = _("What a person can open follows from the keys they hold, and from nothing else.")
        if self._can:
            sentence += " " + _("Enter on a person changes their role, or what they are in law.")
        super().__init__(shell, _("People and what they open"), sentence)
        self._people: People | None = None
        self.form: PersonForm | None = None
        self.asked: QWidget | None = None
        self.waiting = IconLabel("key", "", 13, 400, "text2")
        self.waiting.hide()
        self.body.addWidget(self.waiting)
        self.rows = Rows(_("People of this centre"), height=62, fit=True)
        self.body.addWidget(self.rows)
        if self._can:
            self.rows.opened.connect(self._open)
            self.body.addLayout(self._acts())
        self.body.addStretch(1)

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.add = Button(_("Take on somebody"), "primary", "Ctrl+Return", icon="plus")
        self.add.clicked.connect(self._take_on)
        row.addWidget(self.add)
        row.addStretch(1)
        return row

    def reload(self) -> None:
        self.shell.tasks.read(self, read_people, self._show, topic="office")

    def _show(self, people: People) -> None:
        self._people = people
        self.rows.show_rows(
            [_row(one, people.members.get(one.id), people.ways.get(one.id, ())) for one in people.staff.people]
        )
        waits = people.staff.waiting
        told = _("New keys wait for {parts}: they take over when somebody who works with them opens the centre.")
        self.waiting.set(told.format(parts=words.parts(waits)))
        self.waiting.setVisible(bool(waits))

    # -- what a manager does ---------------------------------------------------------------------

    def _take_on(self) -> None:
        form = NewPersonForm(self, self.shell)
        self._ask(form)

    def _open(self, user: str) -> None:
        person, member = self._find(user)
        if person is None or member is None or self._people is None:
            return
        self.form = PersonForm(self, self.shell, person, member, self._people.ways.get(user, ()))
        self.form.act.connect(lambda act: self._rarer(act, person))
        self._ask(self.form)

    def _find(self, user: str) -> tuple[Person | None, Member | None]:
        if self._people is None:
            return None, None
        person = next((one for one in self._people.staff.people if one.id == user), None)
        return person, self._people.members.get(user)

    def _rarer(self, act: str, person: Person) -> None:
        if act == "remove":
            self._ask(RemoveForm(self, self.shell, person))
        elif act == "theft":
            self._ask(AgainForm(self, self.shell, person))
        else:
            sentence = _(
                "A lost passphrase is replaced by two people: you, and another manager or the trustee's sheet."
            )
            TwoPeople.ask_for(self, self.shell, lambda pair: self._reset(person, pair), sentence, shown=self._keep)

    def _reset(self, person: Person, pair: Pair) -> None:
        self._ask(AgainForm(self, self.shell, person, pair))

    def _keep(self, asked: QWidget) -> None:
        self.asked = asked

    def _ask(self, form: FormDialog) -> None:
        self._keep(form)
        form.saved.connect(self._done)
        form.begin()

    def _done(self, outcome: object) -> None:
        """Sheets first, since they are kept nowhere; then when the new keys hold."""
        self.reload()
        if not isinstance(outcome, Outcome):
            return
        if outcome.sheet is None and outcome.trustee is None:
            self._tell(outcome)
            return
        sheets = SheetsDialog(self.window(), outcome)
        sheets.handed_over.connect(lambda: self._tell(outcome))
        self._keep(sheets)
        sheets.ask(sheets.list)

    def _tell(self, outcome: Outcome) -> None:
        if outcome.renews:
            self._keep(ask_to_lock(self.window(), outcome, self.shell.lock_asked.emit))
        else:
            self.shell.tell(_("It holds from now on."))


def _row(person: Person, member: Member | None, ways: tuple[Way, ...]) -> Row:
    waits = _("Waits for the key of {parts}").format(parts=words.parts(person.lacks)) if person.lacks else ""
    second = " · ".join(filter(None, (words.opens(person.role, person.rights), words.ways(person, ways))))
    return Row(
        person.id, person.name, words.standing(member) if member else "", waits or second,
        state=words.rights(person), second_tone="high" if waits else "text2",
    )  # fmt: skip
