"""The manual on paper: a hand-out of chosen steps or a whole book, looked at first, printed or put in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.cases import Verdict
from app.changes import Done
from app.desk import Desk
from app.documents import (
    Given,
    Handed,
    HandoutShown,
    Leaflet,
    LeftOut,
    PressedBook,
    PressedHandout,
    new_passphrase,
    suggest_name,
    warm_up,
)
from app.errors import BadInput, GyeotError
from app.i18n import _
from app.manual import Pack
from ui.application import Shell
from ui.forms.card_note import card_note
from ui.kit.banner import Verb
from ui.kit.card import Card
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import HelpLine
from ui.kit.page import Column
from ui.kit.preview import ChoosePrinter, PreviewDialog, ask_printer, print_pages
from ui.kit.saving import ChoosePath, ask_path
from ui.manual.handout_fields import HandoutFields
from ui.manual.handout_made import MadeHandout

Pressed = TypeVar("Pressed", PressedBook, PressedHandout)


def ask_handout(
    window: QWidget, shell: Shell, pack: Pack, steps: Sequence[str] = (), case_id: str | None = None, alias: str = ""
) -> HandoutForm:
    """Open the dialog; `steps` are chosen already, and with a case the copy stands in its register."""
    dialog = HandoutForm(window, shell, pack, steps, case_id, alias)
    dialog.ask(dialog.form.steps)
    return dialog


class HandoutForm(Dialog):
    """Which steps or which book, in which form, and what has to be left out of it."""

    def __init__(
        self,
        window: QWidget,
        shell: Shell,
        pack: Pack,
        steps: Sequence[str] = (),
        case_id: str | None = None,
        alias: str = "",
        choose_path: ChoosePath = ask_path,
        choose_printer: ChoosePrinter = ask_printer,
    ) -> None:
        self._shell, self._case_id, self._alias = shell, case_id, alias
        self._choose_path, self._choose_printer = choose_path, choose_printer
        self.passphrase: str | None = None
        self.form = HandoutFields(pack, steps, case_id is not None)
        verbs = [
            Verb("leave", _("Close")),
            Verb("look", _("Look at it first"), "Ctrl+O", icon="eye"),
            Verb("save", _("Save as a file"), "Ctrl+Enter", "primary"),
        ]
        sentence = _(
            "Only numbers that somebody checked within 180 days are printed. Ask first whether it is safe to have."
        )
        super().__init__(window, _("The manual on paper"), sentence, verbs, self._scrolled(window), WIDE, stays=True)
        self.card: Card | None = None
        self.chosen.connect(self._obey)
        self.form.changed.connect(self._follow)
        self.form.follow()
        if case_id is not None:
            self._may_act(False)
            shell.tasks.read(self, lambda desk: desk.cases.may_call(case_id), self._show_card, self._refused)
        # The letter faces of paper take a moment to load; they are ready before anybody has chosen.
        shell.tasks.work(self, lambda _tell, _stop: warm_up(), lambda _none: None)

    def _scrolled(self, window: QWidget) -> QWidget:
        """The questions scroll; what could not be done stands below them, in sight wherever one is."""
        self.problem = HelpLine()
        self._column = Column(_("The manual on paper"))
        self._column.body.setContentsMargins(4, 4, 14, 4)
        self._column.add(self.form)
        self._column.end()
        self._column.setFixedHeight(max(200, min(520, window.height() - 290)))
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._column)
        column.addWidget(self.problem)
        return both

    def _show_card(self, may: Verdict) -> None:
        """What the safe-contact card says stands above everything; until then nothing can be made."""
        self.card = card_note(may)
        self._column.body.insertWidget(0, self.card)
        self._may_act(True)

    def _follow(self) -> None:
        """Ask what this hand-out would lose; the answer to an older choice is dropped."""
        self.problem.set_error("")
        self.buttons["look"].setVisible(not self.form.wants_book)
        leaflet = self.form.leaflet()
        if self.form.wants_book or not leaflet.steps:
            self.form.tell_left_out(LeftOut())
            return
        self._shell.tasks.read(
            self, lambda desk: desk.handouts.left_out(leaflet), self.form.tell_left_out, self._refused, topic="left out"
        )

    # -- acts ------------------------------------------------------------------------------------

    def _obey(self, verb: str) -> None:
        if verb == "leave":
            self.leave()
            return
        self.form.clear_errors()
        self.problem.set_error("")
        try:
            (self.look if verb == "look" else self.save)()
        except BadInput as problem:
            self._refused(problem)

    def _given(self) -> Given:
        return Given(self._case_id, self._alias, self.form.answers(), card_seen=self.card is not None)

    def look(self) -> None:
        """The pages on the screen, made in memory; from there they can be printed."""
        leaflet, given = self.form.checked_leaflet(), self._given()

        def show(drawn: PressedHandout) -> None:
            self._write(lambda desk: desk.handouts.look(drawn, given), partial(self._show, leaflet, given))

        self._draw(lambda desk: desk.handouts.drawing(leaflet, given), show)

    def _show(self, leaflet: Leaflet, given: Given, shown: HandoutShown) -> None:
        self.preview = PreviewDialog(self.window(), shown.pages)
        self.preview.chosen.connect(
            lambda verb: self._print(leaflet, given) if verb == "print" else self.preview.leave()
        )
        self.preview.ask()

    def _print(self, leaflet: Leaflet, given: Given) -> None:
        printer = self._choose_printer(self.window())
        if printer is None:
            return

        def put(drawn: PressedHandout) -> None:
            self._write(lambda desk: desk.handouts.print_copy(drawn, given), partial(self._printed, printer))

        self._draw(lambda desk: desk.handouts.drawing(leaflet, given), put)

    def _printed(self, printer: QPrinter, shown: HandoutShown) -> None:
        self.preview.leave()
        if print_pages(printer, shown.pages):
            self._shell.tell(_("The hand-out was handed to the printer."))
        else:
            self._shell.tell(_("The printer did not take the paper. Look at the printer and try again."))

    def save(self) -> None:
        """A file in one chosen place; a hand-out is locked unless a reason is given, a book holds nothing to lock."""
        if self.form.wants_book:
            self._save_book()
            return
        leaflet, given, plain = self.form.checked_leaflet(), self._given(), self.form.plain_reason()
        target = self._choose_path(self.window(), suggest_name())
        if target is None:
            return
        self.passphrase = key = None if plain else new_passphrase()

        def put(drawn: PressedHandout) -> None:
            self._write(
                lambda desk: desk.handouts.export(
                    drawn, target, given, passphrase=key, plain_reason=plain, overwrite=True
                ),
                self._saved,
            )

        self._draw(lambda desk: desk.handouts.drawing(leaflet, given), put)

    def _save_book(self) -> None:
        edition, target = self.form.edition(), self._choose_path(self.window(), suggest_name())
        if target is None:
            return
        self.passphrase = None

        def put(drawn: PressedBook) -> None:
            self._write(lambda desk: desk.handouts.book(drawn, target, overwrite=True), self._saved)

        self._draw(lambda desk: desk.handouts.binding(edition), put)

    def _saved(self, handed: Handed) -> None:
        self.leave()
        self.made = MadeHandout(self.window(), handed, self.passphrase)
        self.made.ask()

    # -- waiting and refusals --------------------------------------------------------------------

    def _draw(self, order: Callable[[Desk], Callable[[], Pressed]], then: Callable[[Pressed], None]) -> None:
        """Draw on a thread of its own: a book takes a second or two, and what is typed meanwhile must be kept."""
        self._may_act(False)

        def draw(press: Callable[[], Pressed]) -> None:
            self._shell.tasks.work(self, lambda _tell, _stop: press(), then, self._refused)

        self._shell.tasks.read(self, order, draw, self._refused)

    def _write(self, act: Callable[[Desk], Done[Any]], done: Callable[[Any], None]) -> None:
        self._may_act(False)

        def ready(value: object) -> None:
            self._may_act(True)
            done(value)

        self._shell.tasks.write(self, act, ready, self._refused)

    def _may_act(self, may: bool) -> None:
        for button in ("look", "save"):
            self.buttons[button].setEnabled(may)

    def _refused(self, problem: GyeotError) -> None:
        self._may_act(True)
        named = problem.field if isinstance(problem, BadInput) else ""
        field = "plain_reason" if named == "passphrase" else named
        if field in self.form.fields():
            self.form.set_error(field, str(problem))
            self._column.ensureWidgetVisible(self.form.control(field), 0, 60)
        else:
            self.problem.set_error(str(problem))
