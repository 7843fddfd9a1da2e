"""Sealing a case for named people, and changing for whom it is sealed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.cases import Case
from app.changes import Changes, Done
from app.desk import Desk
from app.errors import BadInput
from app.flows import walling
from app.i18n import _
from app.office import Member
from app.walls import SealedCase
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work
from ui.kit.form import Form


class SealForm(FormDialog):
    """For whom, and why; whoever may be a party is left out from the start."""

    def __init__(
        self, host: QWidget, shell: Shell, case: Case, staff: Sequence[Member], without: Sequence[str] = ()
    ) -> None:
        self._case, self._staff, self._without = case, [one for one in staff if one.works_with_cases], set(without)
        sentence = _(
            "Everything of this case moves into a file of its own that only these people can open. For all others a number remains."
        )
        super().__init__(host, shell, _("Seal the case {number}").format(number=case.number), sentence, _("Seal it"))

    def about(self) -> str:
        return self._case.id

    def build(self, form: Form) -> None:
        choices = [(one.id, one.name) for one in self._staff if one.id not in self._without]
        first = tuple(one for one, _name in choices if one in (self.shell.who.user, self._case.assigned_to))
        left_out = ", ".join(one.name for one in self._staff if one.id in self._without)
        note = _("Left out, because they may be a party: {names}").format(names=left_out) if left_out else ""
        self.people = self.many("people", _("Sealed for"), "F", choices, first, note=note)
        self.reason = self.area("reason", _("Why"), "W", note=_("It stands inside the sealed file only."))

    def work(self) -> Work:
        case_id, people, reason = self._case.id, self.people.values(), self.reason.text()
        if not people:
            raise BadInput(_("Choose at least one person who works with cases. Nothing was sealed."), field="people")
        return lambda desk: walling.seal(desk, case_id, people, reason)


class HoldersForm(FormDialog):
    """For whom a sealed case is sealed; taking somebody out gives its file a new key."""

    def __init__(
        self, host: QWidget, shell: Shell, sealed: SealedCase, staff: Sequence[Member], holders: Sequence[str]
    ) -> None:
        self._sealed, self._holders = sealed, tuple(holders)
        self._staff = [one for one in staff if one.works_with_cases or one.id in holders]
        sentence = _(
            "Whoever is taken out keeps what they have read. The file gets a new key, and what comes later stays closed to them."
        )
        super().__init__(host, shell, _("For whom {number} is sealed").format(number=sealed.number), sentence)

    def about(self) -> str:
        return self._sealed.id

    def build(self, form: Form) -> None:
        choices = [(one.id, one.name) for one in self._staff]
        self.people = self.many("people", _("Sealed for"), "F", choices, self._holders)

    def work(self) -> Work:
        ident, before, after = self._sealed.id, set(self._holders), set(self.people.values())
        if not after:
            raise BadInput(
                _("Somebody must be left who can open this case. Let another person in first."), field="people"
            )

        def change(desk: Desk) -> Done[None]:
            for user in sorted(after - before):
                desk.sealed.grant(ident, user)
            for user in sorted(before - after):
                desk.sealed.withdraw(ident, user)
            return Done(None, Changes.CASES | Changes.AUDIT)

        return change
