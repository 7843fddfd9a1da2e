"""Forms of separation: the order, its matrix line by line, and a breach."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from app.clock import today
from app.codelists import codes
from app.i18n import _
from app.workplace import Breach, File, Separation
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form
from ui.kit.label import Label


class OrderForm(FormDialog):
    """A separation order, asked for or given."""

    def __init__(self, host: QWidget, shell: Shell, file: File, there: Separation | None = None) -> None:
        self._work_file, self._there = file, there
        sentence = _("The accused moves. What an organisation did is written as it was, also where it was wrong.")
        super().__init__(host, shell, _("Separation order"), sentence)

    def about(self) -> str:
        return self._there.id if self._there else self._work_file.case_id

    def build(self, form: Form) -> None:
        one, firms = self._there, self._work_file.organisations
        only = firms[0].id if len(firms) == 1 else ""
        self.organisation = self.picker(
            "organisation_id", _("Organisation"), "O", [(each.id, each.name) for each in firms], one.organisation_id if one else only
        )  # fmt: skip
        self.state = self.strip(
            "state", _("Where it stands"), "W", words.choices("separation_state"), one.state if one else "asked"
        )
        self.moves = self.strip(
            "who_moves", _("Who moves"), "M", words.choices("separation_moves"), one.who_moves if one else "accused"
        )
        self.wish = self.strip(
            "wish",
            _("What the person said to it"),
            "P",
            words.choices("separation_wish"),
            one.wish if one else "not_asked",
        )
        self.wish_words = self.area("wish_words", _("In their own words"), "I", one.wish_words if one else "", 2)
        self.wish_on = self.day("wish_on", _("Said on"), "D", one.wish_on if one else "")
        self.order_no = self.line("order_no", _("Number of the order"), "U", one.order_no if one else "")
        self.starts_on = self.day("starts_on", _("In force from"), "F", one.starts_on if one else "")
        self.review_on = self.day("review_on", _("To be looked at again"), "A", one.review_on if one else "")
        self.ends_when = self.line("ends_when", _("It ends when"), "E", one.ends_when if one else "")
        self.ended_on = self.day("ended_on", _("Ended on"), "B", one.ended_on if one else "")
        self.note = self.area("note", _("Note"), "N", one.note if one else "", 2)
        self.state.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.form.show_row("ended_on", self.state.value() == "ended")

    def work(self) -> Work:
        case_id, ident = self._work_file.case_id, self._there.id if self._there else None
        values = {
            "organisation_id": self.organisation.value(), "state": self.state.value(), "who_moves": self.moves.value(),
            "wish": self.wish.value(), "wish_words": self.wish_words.text(), "wish_on": day_text(self.wish_on.text()),
            "order_no": self.order_no.text(), "starts_on": day_text(self.starts_on.text()),
            "review_on": day_text(self.review_on.text()), "ends_when": self.ends_when.text(), "note": self.note.text(),
            "ended_on": day_text(self.ended_on.text()) if self.state.value() == "ended" else None,
        }  # fmt: skip
        return lambda desk: desk.workplace.set_separation(case_id, ident, **values)


class ScopeMatrix(QWidget):
    """One line a scope: whether the two are apart in it."""

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__()
        self.strips: dict[str, ChoiceStrip] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for at, one in enumerate(codes("separation_scope")):
            strip = ChoiceStrip(words.choices("separation_answer"), one.label, height=30)
            strip.set_value(answers.get(one.id, "unknown"))
            grid.addWidget(Label(one.label, 13, 500), at, 0)
            grid.addWidget(strip, at, 1)
            self.strips[one.id] = strip
        self.setFocusProxy(next(iter(self.strips.values())))

    def answers(self) -> dict[str, str]:
        return {scope: strip.value() for scope, strip in self.strips.items() if strip.value()}

    def written(self) -> str:
        return ",".join(f"{scope}={answer}" for scope, answer in self.answers().items())

    def take_back(self, text: str) -> None:
        for pair in filter(None, text.split(",")):
            scope, _equals, answer = pair.partition("=")
            if scope in self.strips:
                self.strips[scope].set_value(answer)


class MatrixForm(FormDialog):
    """The whole matrix of one order."""

    def __init__(self, host: QWidget, shell: Shell, order: Separation) -> None:
        self._order = order
        sentence = _("Go through every place where they may still meet. What is not known stays open and is named.")
        super().__init__(host, shell, _("In what they are kept apart"), sentence)

    def about(self) -> str:
        return self._order.id

    def build(self, form: Form) -> None:
        self.matrix = ScopeMatrix(self._order.scopes)
        self._put("scopes", _("In what"), self.matrix, "I")

    def work(self) -> Work:
        ident, answers = self._order.id, self.matrix.answers()
        return lambda desk: desk.workplace.set_scopes(ident, answers)


class BreachForm(FormDialog):
    """The order was broken; and what came of it."""

    def __init__(self, host: QWidget, shell: Shell, order: Separation, there: Breach | None = None) -> None:
        self._order, self._there = order, there
        super().__init__(host, shell, _("The order was broken"))

    def about(self) -> str:
        return self._there.id if self._there else self._order.id

    def build(self, form: Form) -> None:
        one = self._there
        self.day_field = self.day("day", _("On which day"), "D", one.day if one else today().isoformat())
        self.scope = self.picker(
            "scope", _("In what"), "I", words.choices("separation_scope"), one.scope if one else "place"
        )
        self.what = self.area("words", _("What happened"), "W", one.words if one else "", 3)
        self.told_on = self.day("told_on", _("Told to the organisation on"), "T", one.told_on if one else "")
        self.followed = self.area("followed", _("What it did about it"), "H", one.followed if one else "", 2)

    def work(self) -> Work:
        order, ident = self._order.id, self._there.id if self._there else None
        values = {
            "day": day_text(self.day_field.text()), "scope": self.scope.value(), "words": self.what.text(),
            "told_on": day_text(self.told_on.text()), "followed": self.followed.text(),
        }  # fmt: skip
        return lambda desk: desk.workplace.set_breach(order, ident, **values)
