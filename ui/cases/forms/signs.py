"""Warning signs: one list, an answer for each by a digit, the level that follows by rule; and raising it by hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.codelists import codes, label
from app.i18n import _
from app.kinds import Risk
from app.safety import level_of
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work
from ui.cases.reading import CaseFile
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form
from ui.kit.label import Label
from ui.kit.rows import Head, Row, Rows

ANSWERS = ("yes", "no", "unknown")
_KNOWN = ("three-serious", "one-serious")
"""Rules beside which it is said that too little is known."""
_TONES = {"yes": "high", "no": "text2", "unknown": "caution"}


class SignRows(Rows):
    """The signs; a digit answers the current one and goes on, Delete takes the answer back."""

    answered = Signal(str, str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit in ("1", "2", "3") and self.current_id():
            self.answered.emit(self.current_id(), ANSWERS[int(digit) - 1])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current_id():
            self.answered.emit(self.current_id(), "")
        else:
            super().keyPressEvent(event)

    def go_on(self) -> None:
        """To the next sign, over the heads."""
        model = self.item_model()
        for at in range(self.currentIndex().row() + 1, model.rowCount()):
            if model.items()[at].selectable():
                self.setCurrentIndex(model.index(at))
                return


class SignsForm(FormDialog):
    """What was asked about danger; what was not asked stays without an answer."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile) -> None:
        self._file = file
        self.answers = {one.sign: one.answer for one in file.signs}
        self._told = {one.sign: one.words or "" for one in file.signs}
        self._stood = dict(self.answers), dict(self._told)
        sentence = _("This is our own list, not validated. It gives a rule to talk about, never a probability.")
        super().__init__(host, shell, _("Warning signs"), sentence)

    def build(self, form: Form) -> None:
        self.result = Label("", 14, 650, wrap=True)
        form.add_widget(self.result)
        self.rows = SignRows(_("Warning signs"), 42)
        self.rows.setFixedHeight(max(150, min(300, self.window().height() - 560)))
        self._put("sign", _("Signs"), self.rows, "S", _("1 yes, 2 no, 3 not known; Delete takes an answer back."))
        self.answer = ChoiceStrip(list(zip(ANSWERS, (_("Yes"), _("No"), _("Not known")), strict=True)), _("Answer"))
        self._put("answer", _("Answer"), self.answer, "A")
        self.told = self.line("words", _("In their own words"), "O")
        self.rows.show_rows(self._rows())
        self.rows.answered.connect(self.set_answer)
        self.rows.chosen.connect(self._show_current)
        self.answer.changed.connect(lambda: self.set_answer(self.rows.current_id(), self.answer.value()))
        self.told.textEdited.connect(self._keep_words)
        self._show_result()
        first = next(iter(codes("warning_sign")))
        self.rows.choose(first.id)

    def _rows(self) -> list[Row | Head]:
        heads = {
            "critical": _("Critical"), "serious": _("Serious"), "digital": _("Where images are involved"),
            "stalking": _("Where somebody follows"), "protective": _("What protects"),
        }  # fmt: skip
        rows: list[Row | Head] = []
        for group, word in heads.items():
            rows.append(Head(word))
            rows += [
                self._row(one.id)
                for one in codes("warning_sign")
                if one.extra.get("about", one.extra["level"]) == group
            ]
        return rows

    def _row(self, sign: str) -> Row:
        answer = self.answers.get(sign, "")
        shown = {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known")}.get(answer, _("not asked"))
        return Row(sign, label("warning_sign", sign), state=shown, state_tone=_TONES.get(answer, "text3"), unread=False)

    def set_answer(self, sign: str, answer: str) -> None:
        """Write one answer; an empty one takes it back."""
        if not sign:
            return
        self.answers[sign] = answer
        items = self.rows.item_model().items()
        at = next(at for at, one in enumerate(items) if one.id == sign)
        self.rows.item_model().change(at, self._row(sign))
        self._show_result()
        if self.rows.hasFocus() and answer:
            self.rows.go_on()
        self._show_current(self.rows.current_id())

    def _show_current(self, sign: str) -> None:
        self.answer.set_value(self.answers.get(sign, ""))
        self.told.setText(self._told.get(sign, ""))

    def _keep_words(self, text: str) -> None:
        self._told[self.rows.current_id()] = text

    def _show_result(self) -> None:
        found = level_of({sign: answer for sign, answer in self.answers.items() if answer})
        said = _("By the rule: {level}. {why}").format(
            level=label("risk", found.level), why=words.rule_sentence(found.rule)
        )
        more = _("Too little is known besides; it may be more dangerous.")
        self.result.setText(f"{said} {more}" if found.thin and found.rule in _KNOWN else said)

    def _typed(self) -> str:
        return repr((self.answers, self._told))

    def work(self) -> Work | None:
        answers, told = self._stood
        changed = {
            sign: answer
            for sign, answer in self.answers.items()
            if answer != answers.get(sign, "") or (answer and self._told.get(sign, "") != told.get(sign, ""))
        }
        if not changed:
            return None
        case_id, texts = self._file.case.id, {sign: self._told[sign] for sign in changed if self._told.get(sign)}
        return lambda desk: desk.safety.answer(case_id, changed, texts)


class RaiseForm(FormDialog):
    """A level above the rule, with a reason; lowering it below the rule is not offered."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile) -> None:
        self._file = file
        sentence = _("The level can be raised above what the signs say, not lowered below it.")
        super().__init__(host, shell, _("Raise the level of risk"), sentence)

    def build(self, form: Form) -> None:
        levels = words.choices("risk", without=("unknown",))
        self.level = self.strip("level", _("Level"), "L", levels)
        self.reason = self.area("reason", _("Why"), "W")

    def work(self) -> Work:
        case_id, level, reason = self._file.case.id, Risk(self.level.value() or "unknown"), self.reason.text()
        return lambda desk: desk.safety.raise_level(case_id, level, reason)
