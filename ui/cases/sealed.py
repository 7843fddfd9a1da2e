"""Sealed cases in the list: a number, for how many people; who is among them goes in from here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import local
from app.desk import Desk
from app.i18n import _
from app.kinds import Role
from app.office import Member
from app.walls import SealedCase
from ui import notices
from ui.application import Shell
from ui.cases.forms.sealing import HoldersForm
from ui.forms.two_people import TwoPeople
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.empty import EmptyState
from ui.kit.rows import Row, Rows


def for_people(count: int) -> str:
    return _("Sealed for {count} people").format(count=count) if count > 1 else _("Sealed for one person")


class SealedList(QWidget):
    """The sealed cases of the centre; nothing of them is read here."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._shown: tuple[SealedCase, ...] = ()
        self.form: Dialog | None = None
        self.rows = Rows(_("Sealed cases"), height=56, fit=True)
        self.rows.opened.connect(self._ask)
        self.none = EmptyState(
            _("No case is sealed"),
            _("A case is sealed from its page, where a colleague, or somebody close to one, may be a party to it."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.none, 1)

    def show_cases(self, found: tuple[SealedCase, ...]) -> None:
        self._shown = found
        self.rows.setVisible(bool(found))
        self.none.setVisible(not found)
        self.rows.show_rows([_row(one) for one in found])

    # -- one of them -----------------------------------------------------------------------------

    def _ask(self, ident: str) -> None:
        one = next(one for one in self._shown if one.id == ident)
        self._begin(self._ask_mine(one) if one.mine else self._ask_others(one))

    def _begin(self, dialog: Dialog) -> None:
        self.form = dialog
        dialog.ask()

    def _ask_mine(self, one: SealedCase) -> Dialog:
        verbs = [
            Verb("leave", _("Close")),
            Verb("open", _("Open it for all"), kind="quiet"),
            Verb("people", _("Change for whom")),
            Verb("enter", _("Go in"), "Ctrl+Enter", "primary", "lock", safe=True),
        ]
        dialog = Dialog(
            self.window(), one.number,
            _("{people}. Going in is written down. What you read and write inside stays inside.").format(
                people=for_people(one.holders)
            ),
            verbs, width=WIDE,
        )  # fmt: skip
        dialog.chosen.connect(lambda verb: self._obey(verb, one))
        return dialog

    def _ask_others(self, one: SealedCase) -> Dialog:
        sentence = _(
            "This case is sealed for others. Here it is only a number. Ask a manager if you need it for your work."
        )
        verbs = [Verb("leave", _("Close"), safe=True)]
        if self._shell.who.role == Role.MANAGER:
            sentence = _("This case is sealed for others. In an emergency two people open it together, with a reason.")
            verbs.append(Verb("two", _("Open by two people"), icon="key"))
        dialog = Dialog(self.window(), one.number, sentence, verbs)
        dialog.chosen.connect(lambda verb: self._by_two(one) if verb == "two" else None)
        return dialog

    def _by_two(self, one: SealedCase) -> None:
        TwoPeople.ask_for(
            self, self._shell, lambda pair: self._shell.sealed_asked.emit((one.id, pair)), reason=True, shown=self._keep
        )

    def _keep(self, form: Dialog) -> None:
        self.form = form

    def _obey(self, verb: str, one: SealedCase) -> None:
        if verb == "enter":
            self._shell.sealed_asked.emit(one.id)
        elif verb == "people":
            self._shell.tasks.read(self, partial(_who, ident=one.id), lambda found: self._change(one, *found))
        elif verb == "open":
            self._shell.tasks.write(self, lambda desk: desk.sealed.unseal(one.id), lambda _case: self._opened(one))

    def _change(self, one: SealedCase, staff: tuple[Member, ...], holders: tuple[str, ...]) -> None:
        form = HoldersForm(self, self._shell, one, staff, holders)
        self.form = form
        form.begin()

    def _opened(self, one: SealedCase) -> None:
        self._shell.tell(_("The case {number} is open for everybody who works with cases.").format(number=one.number))


def sealed_told(shell: Shell, sealed: SealedCase) -> None:
    """Say that a case is sealed, with the way back where one is among its people."""
    sentence = _("The case {number} is sealed.").format(number=sealed.number) + " " + for_people(sealed.holders) + "."
    if not sealed.mine:
        shell.tell(sentence)
        return
    shell.tell(notices.undo(sentence, lambda: unseal(shell, sealed.id)))


def unseal(shell: Shell, ident: str) -> None:
    shell.tasks.write(shell, lambda desk: desk.sealed.unseal(ident), lambda case_id: shell.go("cases", case_id))


def _row(one: SealedCase) -> Row:
    return Row(
        one.id, one.number, second=for_people(one.holders), icon="lock", icon_tone="text2" if not one.mine else "accent",
        meta=f"{local(one.at):%Y-%m-%d}", state=_("You are among them") if one.mine else "", state_tone="accent",
    )  # fmt: skip


def _who(desk: Desk, ident: str) -> tuple[tuple[Member, ...], tuple[str, ...]]:
    return desk.office.staff(), desk.sealed.holders(ident)
