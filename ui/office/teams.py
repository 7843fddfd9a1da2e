"""Teams and their leads, and the telephone numbers by which a member of staff is found where they may be a party."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.changes import Changes, Done
from app.codelists import label
from app.desk import Desk
from app.i18n import _
from app.kinds import Role
from app.office import Member, Team
from ui import notices
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.kit.buttons import Button
from ui.kit.flow import Flow
from ui.kit.form import Form
from ui.kit.label import SectionHead
from ui.kit.page import Column
from ui.kit.rows import Row, Rows
from ui.office.face import Face


class TeamsFace(Face):
    """The teams, and everybody with their number; a manager changes both."""

    icon = "people"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Teams")
        self._can = shell.who.role == Role.MANAGER
        super().__init__(shell, _("Teams and their leads"), self._sentence())
        self._teams: tuple[Team, ...] = ()
        self._staff: tuple[Member, ...] = ()
        self.form: FormDialog | None = None
        self.rows = Rows(_("Teams"), height=56, fit=True)
        self.numbers = Rows(_("Telephone numbers of staff"), height=48, fit=True)
        self.head, self.numbers_head = SectionHead(_("Teams")), SectionHead(_("Telephone numbers of staff"))
        self._lay_out()
        if self._can:
            self.rows.opened.connect(self._open)
            self.numbers.opened.connect(self._number)

    def _sentence(self) -> str:
        said = _(
            "The lead of a team assigns its cases at once; everybody else hands a case over, and waits until it is accepted."
        )
        return f"{said} {_('Enter on a team changes it.')}" if self._can else said

    def _lay_out(self) -> None:
        column = Column(self.word, spacing=10)
        column.body.setContentsMargins(0, 0, 8, 16)
        column.add(self.head)
        if self._can:
            column.add(self._acts())
        column.add(self.rows, self.numbers_head, self.numbers)
        column.end()
        self.body.addWidget(column, 1)

    def _acts(self) -> QWidget:
        held = QWidget()
        acts = Flow(held, 8)
        for word, icon, act in (
            (_("Add a team"), "plus", lambda: self._begin(TeamForm(self, self.shell, None, self._staff))),
            (_("The special team"), "shield", lambda: self._template("special")),
            (_("The department of four teams"), "building", lambda: self._template("department")),
        ):
            button = Button(word, "quiet", "", icon)
            button.clicked.connect(lambda _on=False, act=act: act())
            acts.addWidget(button)
        return held

    # -- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        self.shell.tasks.read(self, lambda desk: (desk.teams.all(), desk.office.staff()), self._show, topic="office")

    def _show(self, found: tuple[tuple[Team, ...], tuple[Member, ...]]) -> None:
        self._teams, self._staff = found
        names = {one.id: one.name for one in self._staff}
        self.head.set(_("Teams"), len(self._teams) or None)
        self.rows.setVisible(bool(self._teams))
        self.rows.show_rows([_row(one, names) for one in self._teams])
        self.numbers.show_rows(
            [
                Row(one.id, one.name, label("role", one.role), state=one.phone or _("no number"),
                    state_tone="text2" if one.phone else "text3")
                for one in self._staff
            ]
        )  # fmt: skip

    # -- changing --------------------------------------------------------------------------------

    def _begin(self, form: FormDialog) -> None:
        self.form = form
        form.begin()

    def _open(self, ident: str) -> None:
        team = next((one for one in self._teams if one.id == ident), None)
        if team is not None:
            self._begin(TeamForm(self, self.shell, team, self._staff))

    def _number(self, ident: str) -> None:
        member = next((one for one in self._staff if one.id == ident), None)
        if member is not None:
            self._begin(NumberForm(self, self.shell, member))

    def _template(self, name: str) -> None:
        self.shell.tasks.write(self, lambda desk: desk.teams.add_template(name), self._added)

    def _added(self, made: int) -> None:
        said = _("{count} teams were added. Their people are still to be chosen.").format(count=made)
        self.shell.tell(said if made else _("These teams are there already. Nothing was added."))


class TeamForm(FormDialog):
    """A team: its name, what it does, who belongs to it, who leads it."""

    def __init__(self, host: QWidget, shell: Shell, team: Team | None, staff: tuple[Member, ...]) -> None:
        self._team, self._staff = team, staff
        super().__init__(host, shell, team.name if team else _("Add a team"), "", _("Save the team"))

    def about(self) -> str:
        return self._team.id if self._team else ""

    def build(self, form: Form) -> None:
        team = self._team or Team("", "", "")
        people = [(one.id, one.name) for one in self._staff if one.active or one.id in team.members]
        self.name = self.line("name", _("Name of the team"), "N", team.name)
        self.task = self.area("task", _("What it does"), "W", team.task, 2)
        self.members = self.many("members", _("Who belongs to it"), "B", people, team.members)
        self.leads = self.many("leads", _("Who leads it"), "L", people, tuple(team.leads))
        self.keep = None
        if self._team is not None:
            keeps = [("keep", _("It goes on")), ("retire", _("It is dissolved"))]
            self.keep = self.strip("keep", _("The team"), "T", keeps, "keep")

    def work(self) -> Work:
        ident, name, task = self.about(), self.name.text(), self.task.text()
        members, leads = self.members.values(), self.leads.values()
        if self.keep is not None and self.keep.value() == "retire":
            self.saved.connect(lambda _none: self._retired(ident))
            return lambda desk: desk.teams.retire(ident)

        def save(desk: Desk) -> Done[None]:
            teams = desk.teams
            team = teams.write(ident, name, task).value if ident else teams.add(name, task).value
            teams.set_members(team.id, members, leads)
            return Done(None, Changes.STAFF)

        return save

    def _retired(self, ident: str) -> None:
        shell = self.shell
        back = notices.undo(
            _("The team is dissolved. Its cases stay with whom they are."),
            lambda: shell.tasks.write(shell, lambda desk: desk.teams.retire(ident, gone=False)),  # type: ignore[arg-type]  # the job is of no use to the notice
        )
        shell.tell(back)


class NumberForm(FormDialog):
    """The number of a member of staff."""

    def __init__(self, host: QWidget, shell: Shell, member: Member) -> None:
        self._member = member
        sentence = _(
            "A call or a case with this number, or with this name, is held back from the person until a colleague decides."
        )
        super().__init__(host, shell, member.name, sentence)

    def about(self) -> str:
        return self._member.id

    def build(self, form: Form) -> None:
        self.phone = self.line("phone", _("Telephone number"), "P", self._member.phone)

    def work(self) -> Work:
        user, phone = self._member.id, self.phone.text()
        return lambda desk: desk.office.set_phone(user, phone)


def _row(team: Team, names: dict[str, str]) -> Row:
    leads = ", ".join(names.get(one, one) for one in sorted(team.leads))
    others = [names.get(one, one) for one in team.members if one not in team.leads]
    second = " · ".join(
        filter(None, (_("Lead: {names}").format(names=leads) if leads else _("No lead yet"), _members(others)))
    )
    count = _("{count} people").format(count=len(team.members)) if team.members else _("nobody yet")
    return Row(team.id, team.name, team.task, second, state=count, icon="people")


def _members(names: list[str]) -> str:
    return _("Members: {names}").format(names=", ".join(names)) if names else ""
