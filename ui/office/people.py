"""The people of the centre, their roles, and what each of them can open."""

from __future__ import annotations

from app.codelists import label
from app.i18n import _
from app.office import Member
from ui.application import Shell
from ui.kit.rows import Row, Rows
from ui.office.face import Face


class PeopleFace(Face):
    """A list; who may open what follows from the keys, so it is shown and not switched here."""

    icon = "people"

    def __init__(self, shell: Shell) -> None:
        self.word = _("People")
        sentence = _("What a person can open follows from the keys they were given at the first run.")
        super().__init__(shell, _("People and what they open"), sentence)
        self.rows = Rows(_("People of this centre"), height=56, fit=True)
        self.body.addWidget(self.rows)
        self.body.addStretch(1)

    def reload(self) -> None:
        self.shell.tasks.read(self, lambda desk: desk.office.staff(), self._show, topic="office")

    def _show(self, staff: tuple[Member, ...]) -> None:
        self.rows.show_rows(
            [Row(one.id, one.name, label("role", one.role), opens(one), state=rights(one)) for one in staff]
        )


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
