"""Whom a case is with: its team, and the person who is asked to take it over."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.changes import Changes, Done
from app.desk import Desk
from app.flows import hand_over
from app.i18n import _
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work
from ui.cases.reading import CaseFile
from ui.kit.form import Form

AT_ONCE, WAIT, NONE = "at_once", "wait", "none"


class HandOverForm(FormDialog):
    """To whom, with a note; a lead of the team or a manager may also assign it at once."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile) -> None:
        self._file = file
        sentence = _("The case stays with {name} until the other person has accepted it.").format(
            name=file.name(file.case.assigned_to)
        )
        super().__init__(host, shell, _("Hand the case over"), sentence, _("Hand over"))

    def build(self, form: Form) -> None:
        about, case = self._file.standing_with, self._file.case
        people = [(one.id, one.name) for one in about.staff if one.works_with_cases and one.id != case.assigned_to]
        self.to = self.strip("to", _("To whom"), "W", people)
        self.note = self.area("note", _("What the next person should know first"), "N")
        teams = [(NONE, _("No team")), *((one.id, one.name) for one in about.teams)]
        self.team = self.strip("team", _("Team"), "T", teams, case.team or NONE) if about.teams else None
        self.how = None
        if about.may_assign:
            ways = [(WAIT, _("Wait until it is accepted")), (AT_ONCE, _("Assign at once"))]
            self.how = self.strip("how", _("How"), "H", ways, WAIT)

    def work(self) -> Work:
        case, to, note = self._file.case, self.to.value(), self.note.text()
        team = self.team.value() if self.team is not None else case.team or NONE
        at_once = self.how is not None and self.how.value() == AT_ONCE

        def change(desk: Desk) -> Done[None]:
            if team != (case.team or NONE):
                hand_over.set_team(desk, case.id, None if team == NONE else team)
            if to and at_once:
                hand_over.assign(desk, case.id, to)
            elif to or note or team == (case.team or NONE):
                hand_over.offer(desk, case.id, to, note)
            return Done(None, Changes.CASES | Changes.TASKS | Changes.AUDIT)

        return change
