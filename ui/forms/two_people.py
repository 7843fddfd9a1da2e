"""Two people open together what one must not: a second manager, or the sheet that a trustee keeps.

`TwoPeople.ask_for(host, shell, done)` hands `done` a `Pair` of halves, which the window never looks into. A page that
opens evidence or a sealed case asks for a reason as well (`reason=True`); it comes with the pair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.errors import BadInput, CannotUnlock, GyeotError
from app.flows import break_glass
from app.flows.break_glass import Pair, Proof
from app.i18n import _
from app.kinds import Role
from app.vault import Keys
from ui.application import Shell
from ui.forms.secret_form import SecretForm
from ui.kit.form import Form
from ui.kit.path_field import SecondField

_MANAGER, _SHEET = "manager", "sheet"


@dataclass(frozen=True, slots=True)
class Seen:
    """Who could be the second person here."""

    home: Path
    keys: Keys
    managers: tuple[tuple[str, str], ...]
    sheet: bool


def look(desk: Desk) -> Seen:
    """What the form has to know before it is built."""
    return Seen(desk.home, desk.keys, break_glass.managers(desk.home, desk.keys), break_glass.has_sheet(desk.home))


class TwoPeople(SecretForm):
    """Who the second person is, and what they bring; somebody who is no manager asks two."""

    def __init__(
        self,
        host: QWidget,
        shell: Shell,
        seen: Seen,
        done: Callable[[Pair], None],
        sentence: str = "",
        *,
        reason: bool = False,
    ) -> None:
        self._seen, self._done, self._reason = seen, done, reason
        self._alone = shell.who.role == Role.MANAGER
        said = sentence or _(
            "One person alone cannot open this. What each of you brings is used once and kept nowhere."
        )
        super().__init__(host, shell, _("Two people together"), said, _("Open together"))
        self._show_second()

    @classmethod
    def ask_for(
        cls,
        host: QWidget,
        shell: Shell,
        done: Callable[[Pair], None],
        sentence: str = "",
        *,
        reason: bool = False,
        shown: Callable[[TwoPeople], None] | None = None,
    ) -> None:
        """Look who is there, then ask."""

        def ask(seen: Seen) -> None:
            form = cls(host, shell, seen, done, sentence, reason=reason)
            form.begin()
            if shown is not None:
                shown(form)

        shell.tasks.read(host, look, ask)

    def build(self, form: Form) -> None:
        if self._reason:
            note = _("It stays in the audit trail. Please write no names.")
            self.area("reason", _("Why two people open this"), "W", lines=2, note=note)
        if not self._alone:
            self._person("first", _("First manager"), "F")
        kinds = [(_MANAGER, _("Another manager"))] if self._managers() else []
        kinds += [(_SHEET, _("The trustee's sheet"))] if self._seen.sheet else []
        self.kind = self.strip("kind", _("The second person brings"), "S", kinds, kinds[0][0] if kinds else "")
        self.kind.chosen.connect(lambda _id: self._show_second())
        self._person("second", _("Second manager"), "M")
        self.sheet = self.secret(
            "sheet",
            _("Code on the sheet"),
            "C",
            note=_(
                "Spaces, dashes and capitals do not matter. Of two sheets: the newest, a plus sign, the one before."
            ),
        )

    def _managers(self) -> tuple[tuple[str, str], ...]:
        """Two who are not signed in are needed where nobody who is signed in counts."""
        return self._seen.managers if self._alone or len(self._seen.managers) > 1 else ()

    def _person(self, part: str, name: str, key: str) -> None:
        chosen = self._seen.managers[-1 if part == "second" else 0][0] if self._seen.managers else ""
        self.strip(f"{part}_user", name, key, list(self._seen.managers), chosen)
        first = part == "first"
        self.secret(f"{part}_passphrase", _("Their passphrase"), "A" if first else "P")
        note = _("Choose the key file, or type the printed code. Empty: this computer's key store.")
        name = _("Their key file or printed code")
        self._put(f"{part}_second", name, SecondField(name), "E" if first else "K", note)

    def _show_second(self) -> None:
        manager = self.kind.value() == _MANAGER
        self.show_rows(("second_user", "second_passphrase", "second_second"), manager)
        self.show_rows(("sheet",), self.kind.value() == _SHEET)

    def submit(self) -> None:
        """Off the window's thread: a passphrase takes a second or two."""
        self.form.clear_errors()
        self._problem.set_error("")
        try:
            bring = self._bring()
        except BadInput as problem:
            self.refuse(problem)
            return
        self.buttons["save"].setEnabled(False)
        self.shell.tasks.work(self, lambda _tell, _stop: bring(), self._opened, self.refuse)

    def _bring(self) -> Callable[[], Pair]:
        seen, alone, why = self._seen, self._alone, self._why()
        second = self._second()
        first = None if alone else self._proof("first")

        def bring() -> Pair:
            if first is not None:
                other = second if isinstance(second, str) else Proof.typed(*second)
                pair = break_glass.two_managers(seen.home, Proof.typed(*first), other)
            elif isinstance(second, str):
                pair = break_glass.with_sheet(seen.home, seen.keys, second)
            else:
                pair = break_glass.with_manager(seen.home, seen.keys, Proof.typed(*second))
            return replace(pair, reason=why)

        return bring

    def _why(self) -> str:
        return break_glass.check_reason(self.control_of("reason").text()) if self._reason else ""

    def _second(self) -> str | tuple[str, str, str]:
        if self.kind.value() == _SHEET:
            return str(self.sheet.text())
        if self.kind.value() != _MANAGER:
            raise BadInput(_("There is no second person here: neither another manager nor a trustee's sheet."))
        return self._proof("second")

    def _proof(self, part: str) -> tuple[str, str, str]:
        passphrase = self.control_of(f"{part}_passphrase").text()
        if not passphrase:
            raise BadInput(_("Please enter the passphrase."), field=f"{part}_passphrase")
        return self.control_of(f"{part}_user").value(), passphrase, self.control_of(f"{part}_second").text()

    def _opened(self, pair: Pair) -> None:
        self.leave()
        self._done(pair)

    def refuse(self, problem: GyeotError) -> None:
        field = "sheet" if self.kind.value() == _SHEET else "second_passphrase"
        if isinstance(problem, CannotUnlock):
            problem = BadInput(str(problem), field=field)
        super().refuse(problem)
