"""The people of the centre: their roles, what each of them can open, and what they are in law."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.codelists import codes, label
from app.i18n import _
from app.kinds import Role
from app.office import Member
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.kit.form import Form
from ui.kit.rows import Row, Rows
from ui.office.face import Face


class PeopleFace(Face):
    """A list; who may open what follows from the keys. Managers say what somebody is in law."""

    icon = "people"

    def __init__(self, shell: Shell) -> None:
        self.word = _("People")
        sentence = _("What a person can open follows from the keys they were given at the first run.")
        can = shell.who.role == Role.MANAGER
        if can:
            sentence += " " + _("Enter on a person says what they are in law: their duties follow from it.")
        super().__init__(shell, _("People and what they open"), sentence)
        self._staff: tuple[Member, ...] = ()
        self.form: StatusForm | None = None
        self.rows = Rows(_("People of this centre"), height=56, fit=True)
        if can:
            self.rows.opened.connect(self._ask_status)
        self.body.addWidget(self.rows)
        self.body.addStretch(1)

    def reload(self) -> None:
        self.shell.tasks.read(self, lambda desk: desk.office.staff(), self._show, topic="office")

    def _show(self, staff: tuple[Member, ...]) -> None:
        self._staff = staff
        self.rows.show_rows(
            [Row(one.id, one.name, standing(one), opens(one), state=rights(one)) for one in staff]
        )  # fmt: skip

    def _ask_status(self, user: str) -> None:
        for member in self._staff:
            if member.id == user:
                self.form = StatusForm(self, self.shell, member)
                self.form.begin()


class StatusForm(FormDialog):
    """What somebody is in law; keys and rights stay as they are."""

    def __init__(self, host: QWidget, shell: Shell, member: Member) -> None:
        self._member = member
        sentence = _("Duties and powers are shown by this. What the person can open does not change.")
        super().__init__(host, shell, member.name, sentence)

    def about(self) -> str:
        return self._member.id

    def build(self, form: Form) -> None:
        choices = [(one.id, one.label) for one in codes("staff_status")]
        self.status = self.strip("status", _("What they are in law"), "W", choices, self._member.status)

    def work(self) -> Work:
        user, status = self._member.id, self.status.value()
        return lambda desk: desk.office.set_status(user, status)


def standing(member: Member) -> str:
    """Role, and what they are in law."""
    return " · ".join((label("role", member.role), label("staff_status", member.status)))


def rights(member: Member) -> str:
    return " · ".join(label("right", one) for one in member.rights)


def opens(member: Member) -> str:
    """What the role's keys open, in one sentence."""
    if member.role == "counsellor":
        return _("Opens contacts, cases and their files")
    if member.role == "trainer":
        return _("Opens classes and surveys, never cases")
    if "supervisor" in member.rights:
        return _("Opens the office, classes, counts and cases; every reading is recorded")
    return _("Opens the office and classes, not cases")
