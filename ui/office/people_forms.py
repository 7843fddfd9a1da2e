"""Forms of a manager about people: somebody new, another role, leaving, a lost passphrase, a suspected theft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.changes import Changes, Done
from app.codelists import codes
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.flows.break_glass import Pair
from app.flows.first_run import check_passphrase
from app.flows.people import Outcome, Person
from app.flows.ways import Way
from app.i18n import _
from app.kinds import Compartment, Right, Role
from app.office import Member
from app.vault import Kind, StaffPlan
from ui.application import Shell
from ui.forms import Work
from ui.forms.secret_form import SecretForm
from ui.kit.buttons import Button
from ui.kit.form import Form
from ui.kit.label import Label
from ui.kit.rows import TWO_LINES, Rows
from ui.office import people_words as words

FILLED = (Compartment.CASEWORK, Compartment.EVIDENCE, Compartment.TRAINING, Compartment.OFFICE)
"""What holds something already: a new key of the others is nothing anybody notices."""

_HERE, _AWAY = "here", "away"
_PASSPHRASE = ("passphrase", "again")


class PeopleForm(SecretForm):
    """As the forms over a page; a trustee is asked for where a centre would be left with one manager."""

    def trustee_row(self) -> None:
        note = _("Somebody outside, who keeps the other half of the recovery key on a printed sheet.")
        self.line("trustee", _("Trustee"), "T", note=note)
        self.form.show_row("trustee", False)

    def trustee(self) -> str:
        return str(self.control_of("trustee").text()).strip()

    def refuse(self, problem: GyeotError) -> None:
        if isinstance(problem, BadInput) and problem.field == "trustee" and "trustee" in self.form.fields():
            self.show_rows(("trustee",), True)
        super().refuse(problem)


class WaysForm(PeopleForm):
    """With the rows that give somebody ways in: here and typing, or away with a starting passphrase on paper."""

    aliases = {"keyfile_folder": "folder"}  # noqa: RUF012 -- as the class above declares it

    def ways_rows(self) -> None:
        self.where = self.strip(
            "where", _("The person is"), "I", [(_HERE, _("Here, and types a passphrase")), (_AWAY, _("Not here"))], _HERE
        )  # fmt: skip
        self.where.chosen.connect(lambda _id: self._show_ways())
        self.secret("passphrase", _("Their passphrase"), "P", note=_("Six words, or at least 14 characters."))
        self.secret("again", _("Once more"), "O")
        kinds = [
            (Kind.KEYFILE.value, _("Key file")),
            (Kind.DEVICE.value, _("This computer")),
            (Kind.PAPER.value, _("Printed code only")),
        ]
        note = _("A printed code is made in any case.")
        self.second = self.strip("second", _("They get in with"), "G", kinds, Kind.KEYFILE.value, note=note)
        self.second.chosen.connect(lambda _id: self._show_ways())
        self.path(
            "folder", _("Folder of the key file"), "F", folder=True, note=_("Best on a stick that the person keeps.")
        )

    def begin(self, field: str = "") -> SecretForm:
        super().begin(field)
        self._show_ways()
        return self

    def _show_ways(self) -> None:
        self.show_rows(_PASSPHRASE, self.where.value() == _HERE)
        self.show_rows(("folder",), self.second.value() == Kind.KEYFILE)

    def read_passphrase(self) -> str:
        """What was typed twice alike; empty where a starting one is to be made."""
        if self.where.value() == _AWAY:
            return ""
        passphrase = str(self.control_of("passphrase").text())
        check_passphrase(passphrase, self.control_of("again").text())
        return passphrase

    def read_second(self) -> tuple[Kind, Path | None]:
        kind = Kind(self.second.value())
        folder = str(self.control_of("folder").text()).strip()
        if kind is Kind.KEYFILE and not folder:
            raise BadInput(
                _("Choose a folder for the key file, best on a USB stick kept apart from this computer."),
                field="folder",
            )
        return kind, Path(folder) if kind is Kind.KEYFILE else None


class NewPersonForm(WaysForm):
    """Somebody new on the staff."""

    def __init__(self, host: QWidget, shell: Shell) -> None:
        sentence = _(
            "What they may open follows from the role. Parts you do not open yourself come with a new key, once a colleague opens the centre."
        )
        super().__init__(host, shell, _("Somebody new"), sentence, _("Take on"))

    def build(self, form: Form) -> None:
        self.line("name", _("Name"), "N")
        note = _("What stands beside the lock, where the name should not.")
        self.line("alias", _("Other name at the lock"), "L", note=note)
        self.role = self.strip("role", _("Role"), "R", _roles(), Role.COUNSELLOR)
        self.rights = self.many("rights", _("Rights beside the role"), "D", _rights())
        self.ways_rows()
        self.trustee_row()

    def work(self) -> Work:
        plan = StaffPlan(
            self.control_of("name").text(), Role(self.role.value()), frozenset(map(Right, self.rights.values())),
            self.read_passphrase(), self.control_of("alias").text(),
        )  # fmt: skip
        second, trustee = self.read_second(), self.trustee()
        return lambda desk: desk.people.enrol(plan, desk.people.ways(*second), trustee=trustee)


class PersonForm(PeopleForm):
    """One person: role, rights, what they are in law; and the three rarer acts, each with a form of its own."""

    act = Signal(str)

    def __init__(self, host: QWidget, shell: Shell, person: Person, member: Member, ways: tuple[Way, ...] = ()) -> None:
        self._person, self._member, self._ways = person, member, ways
        super().__init__(host, shell, person.name, words.opens(person.role, person.rights))

    def build(self, form: Form) -> None:
        choices = [(one.id, one.label) for one in codes("staff_status")]
        self.role = self.strip("role", _("Role"), "R", _roles(), self._person.role)
        rights = tuple(one.value for one in sorted(self._person.rights))
        note = _("Whatever the person loses gets a new key. Old backups stay readable to old keys.")
        self.rights = self.many("rights", _("Rights beside the role"), "D", _rights(), rights, note=note)
        note = _("Duties and powers are shown by this. What the person can open does not change.")
        self.status = self.strip("status", _("What they are in law"), "W", choices, self._member.status, note=note)
        self.trustee_row()
        self._show_ways(form)
        form.add_widget(Label(_("Rarer"), 13, 500, "text2"))
        form.add_widget(self._rarer())

    def _show_ways(self, form: Form) -> None:
        """Which computers, files and codes; each person takes away their own, and a theft ends all of them."""
        form.add_widget(Label(_("How they get in"), 13, 500))
        rows = Rows(_("How they get in"), TWO_LINES, fit=True)
        rows.show_rows([words.way_row(one) for one in self._ways])
        form.add_widget(rows)
        note = _("Each person takes away their own, under “Mine”. “Theft suspected” ends all of them at once.")
        form.add_widget(Label(note, 12, 400, "text2", wrap=True))

    def _rarer(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.acts: dict[str, Button] = {}
        mine = self._person.id == self.shell.who.user
        for ident, word, icon, offered in (
            ("reset", _("Passphrase lost…"), "key", not mine),
            ("theft", _("Theft suspected…"), "warning", True),
            ("remove", _("Leaves the staff…"), "trash", not mine),
        ):
            button = Button(word, icon=icon)
            button.clicked.connect(lambda _on=False, ident=ident: self._go_on(ident))
            button.setVisible(offered)
            self.acts[ident] = button
            row.addWidget(button)
        row.addStretch(1)
        return line

    def _go_on(self, ident: str) -> None:
        self.leave()
        self.act.emit(ident)

    def work(self) -> Work | None:
        person, status = self._person, self.status.value()
        role, rights = Role(self.role.value()), frozenset(map(Right, self.rights.values()))
        moved, trustee = (role, rights) != (person.role, person.rights), self.trustee()
        if not moved and status == self._member.status:
            return None

        def carry_out(desk: Desk) -> Done[Outcome | None]:
            outcome: Outcome | None = None
            if moved:
                outcome = desk.people.change(person.id, role, rights, trustee=trustee).value
            if status != self._member.status:
                desk.office.set_status(person.id, status)
            return Done(outcome, Changes.STAFF | Changes.AUDIT)

        return carry_out


class RemoveForm(PeopleForm):
    """Somebody leaves."""

    def __init__(self, host: QWidget, shell: Shell, person: Person) -> None:
        self._person = person
        title = _("{name} leaves the staff").format(name=person.name)
        super().__init__(
            host,
            shell,
            title,
            _("Their ways in close at once. What they wrote stays, with their name."),
            _("Take from the staff"),
        )

    def build(self, form: Form) -> None:
        for sentence in (
            _(
                "New keys are made for {parts}. They take over when somebody who works with them opens the centre."
            ).format(parts=words.parts(_moved_by(self._person))),
            _("What they could read until today they may have kept. Old backups stay readable to old keys."),
        ):
            form.add_widget(Label(sentence, 14, 400, "text2", wrap=True))
        self.trustee_row()

    def work(self) -> Work:
        user, trustee = self._person.id, self.trustee()
        return lambda desk: desk.people.remove(user, trustee)


class AgainForm(WaysForm):
    """New ways in for somebody who stays: after a lost passphrase (by two), or a suspected theft."""

    def __init__(self, host: QWidget, shell: Shell, person: Person, pair: Pair | None = None) -> None:
        self._person, self._pair = person, pair
        lost = pair is not None
        title = _("A new passphrase for {name}") if lost else _("Theft of {name}'s keys is suspected")
        sentence = (
            _("The old passphrase, key files and codes of this person open nothing any more.")
            if lost
            else _(
                "New keys for this person, and a new key for every part of the centre. Whoever copied the old ones opens nothing new."
            )
        )
        word = _("Give a new passphrase") if lost else _("Make new keys")
        super().__init__(host, shell, title.format(name=person.name), sentence, word)

    def build(self, form: Form) -> None:
        self.ways_rows()
        if self._pair is None:
            told = _(
                "This computer signs with a new key as well. If your centre sends counts, it has to apply to the collector anew."
            )
            form.add_widget(Label(told, 13, 400, "text2", wrap=True))

    def work(self) -> Work:
        user, passphrase, second, pair = self._person.id, self.read_passphrase(), self.read_second(), self._pair
        if pair is not None:
            return _resetting(user, passphrase, second, pair)
        return lambda desk: desk.people.stolen(user, passphrase, desk.people.ways(*second))


def _resetting(
    user: str, passphrase: str, second: tuple[Kind, Path | None], pair: Pair
) -> Callable[[Desk], Done[Outcome]]:
    return lambda desk: desk.people.reset(user, passphrase, desk.people.ways(*second), pair)


def _moved_by(person: Person) -> frozenset[Compartment]:
    """What gets a new key when somebody leaves: a manager held half of the recovery key, which opens everything."""
    return frozenset(FILLED) if person.role is Role.MANAGER else person.opens & frozenset(FILLED)


def _roles() -> list[tuple[str, str]]:
    return [(one.id, one.label) for one in codes("role")]


def _rights() -> list[tuple[str, str]]:
    return [(one.id, one.label) for one in codes("right")]
