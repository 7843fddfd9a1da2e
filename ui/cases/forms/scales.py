"""Scales: asked in their published words, or a result entered; sheets of others as results alone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.codelists import codes
from app.errors import GyeotError
from app.i18n import _, pick
from app.safety import Scale, scales
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import Dialog
from ui.kit.form import Form
from ui.kit.label import Label


class ScaleChoice(FormDialog):
    """Which scale, and whether it is asked here or was made on paper."""

    picked = Signal(str, bool)

    def __init__(self, host: QWidget, shell: Shell) -> None:
        sentence = _("Offered, never required, and only after safety. No scale says how dangerous somebody else is.")
        super().__init__(host, shell, _("A scale"), sentence, _("Go on"))

    def build(self, form: Form) -> None:
        names = [(one.id, f"{one.name} · {_about(one)}") for one in scales().values()]
        self.scale = self.strip("scale", _("Which one"), "W", names, next(iter(scales())))
        ways = [("ask", _("Ask it here")), ("enter", _("Enter a result"))]
        self.way = self.strip("way", _("How"), "H", ways, "ask")
        self.scale.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        scale = scales().get(self.scale.value())
        why = scale.why() if scale is not None else ""
        self.form.show_row("way", not why)
        self.form.set_help("scale", why)
        if why:
            self.way.set_value("enter")

    def work(self) -> None:
        name, here = self.scale.value() or next(iter(scales())), self.way.value() == "ask"
        self.left.connect(lambda: self.picked.emit(name, here))


class AskedItem(QWidget):
    """One question of a scale, whole, with its answers below it."""

    def __init__(self, text: str, answers: tuple[str, ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(text, 14, 500, wrap=True))
        self.strip = ChoiceStrip([(str(at), word) for at, word in enumerate(answers)], text)
        column.addWidget(self.strip)
        self.setAccessibleName(text)
        self.setFocusProxy(self.strip)

    def value(self) -> int | None:
        return int(self.strip.value()) if self.strip.value() else None

    def written(self) -> str:
        return self.strip.value()

    def take_back(self, text: str) -> None:
        self.strip.set_value(text)


class ScaleForm(FormDialog):
    """The questions in the words of the scale; thoughts of death lead to the manual at once, saved or not."""

    in_danger = Signal()

    def __init__(self, host: QWidget, shell: Shell, case_id: str, scale: Scale) -> None:
        self._case_id, self._scale = case_id, scale
        self.items: list[AskedItem] = []
        self.gate: AskedItem | None = None
        self._gone = False
        text = scale.text()
        assert text is not None, "a scale without its words is not asked"
        self._text = text
        super().__init__(host, shell, scale.name, _("Read it as it stands. The person may stop at any question."))

    def about(self) -> str:
        return f"{self._case_id}:{self._scale.id}"

    def build(self, form: Form) -> None:
        if self._text.gate:
            self.gate = self._item(form, "gate", _("First"), self._text.gate, "F", self._text.answers)
            self.gate.strip.changed.connect(self._fit)
        form.add_widget(Label(self._text.ask, 15, 700, wrap=True))
        for at, words in enumerate(self._text.items, start=1):
            name = _("Question {number}").format(number=at)
            self.items.append(self._item(form, f"item{at}", name, words, str(at), self._text.answers))
        if self._scale.danger:
            self.items[self._scale.danger - 1].strip.changed.connect(self._heard)
        source = _("{version}. {source}. {licence}")
        told = source.format(version=self._text.version, source=self._text.source, licence=self._text.licence)
        form.add_widget(Label(told, 12, 400, "text3", wrap=True))
        self._fit()

    def _item(self, form: Form, field: str, name: str, words: str, key: str, answers: tuple[str, ...]) -> AskedItem:
        item = AskedItem(words, answers)
        form.add(field, name, item, key)
        return item

    def _fit(self) -> None:
        ended = self.gate is not None and self.gate.value() == 0
        for at in range(1, len(self.items) + 1):
            self.form.show_row(f"item{at}", not ended)

    def _heard(self) -> None:
        """The answer about not wanting to live is above nothing: what was answered is kept, and the manual opens."""
        assert self._scale.danger, "only such a scale is listened to"
        if self.items[self._scale.danger - 1].value() and not self._gone:
            self._gone = True
            self.submit()
            self.in_danger.emit()

    def refuse(self, problem: GyeotError) -> None:
        if not self._gone:
            super().refuse(problem)
            return
        self.shell.refuse(problem)
        if self._unfinished is not None:
            self._unfinished.keep()
        Dialog.leave(self)  # the manual stands in front by now; what was answered waits in the form

    def work(self) -> Work:
        case_id, scale_id = self._case_id, self._scale.id
        ended = self.gate is not None and self.gate.value() == 0
        answers = [0 if ended else item.value() for item in self.items]
        return lambda desk: desk.results.ask(case_id, scale_id, answers)


class ScaleResultForm(FormDialog):
    """A total that was made on paper; the answer about death is asked for beside it."""

    in_danger = Signal()

    def __init__(self, host: QWidget, shell: Shell, case_id: str, scale: Scale) -> None:
        self._case_id, self._scale = case_id, scale
        super().__init__(host, shell, _("{name}: a result").format(name=scale.name), scale.why())

    def about(self) -> str:
        return f"{self._case_id}:{self._scale.id}"

    def build(self, form: Form) -> None:
        between = _("Between 0 and {top}.").format(top=self._scale.top)
        self.score = self.line("score", _("Total"), "T", note=between)
        self.danger: ChoiceStrip | None = None
        if self._scale.danger:
            name = _("Question {number}, thoughts of death or self-harm").format(number=self._scale.danger)
            values = [(str(at), str(at)) for at in range(self._scale.most + 1)]
            self.danger = ChoiceStrip(values, name, digits=False)
            self._put("danger", name, self.danger, "Q", _("Above 0 the manual opens at the page about suicide."))
        self.made_on = self.day("made_on", _("Made on"), "M", note=_("Empty: today."))
        self.saved.connect(self._heard)

    def _heard(self, _result: object) -> None:
        if self.danger is not None and self.danger.value() not in ("", "0"):
            self.in_danger.emit()

    def work(self) -> Work:
        case_id, scale_id, made_on = self._case_id, self._scale.id, day_text(self.made_on.text())
        score = int(text) if (text := self.score.text().strip()).isdecimal() and len(text) < 4 else -1
        danger = int(self.danger.value()) if self.danger is not None and self.danger.value() else None
        return lambda desk: desk.results.enter(case_id, scale_id, score, made_on=made_on, danger=danger)


class SheetForm(FormDialog):
    """What a sheet or test of somebody else said; its questions are not ours to show."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str) -> None:
        self._case_id = case_id
        sentence = _("Only what it said is written. Its level is theirs and does not change ours.")
        super().__init__(host, shell, _("A sheet of others"), sentence)

    def about(self) -> str:
        return self._case_id

    def build(self, form: Form) -> None:
        names = [(one.id, one.label) for one in codes("instrument")]
        self.instrument = self.picker("instrument", _("Which one"), "W", names)
        self.outcome = self.area("outcome", _("What it says"), "S")
        self.made_by = self.line("made_by", _("Who made it"), "B")
        self.made_on = self.day("made_on", _("Made on"), "M", note=_("Empty: today."))

    def work(self) -> Work:
        case_id, name, outcome = self._case_id, self.instrument.value(), self.outcome.text()
        made_on, made_by = day_text(self.made_on.text()), self.made_by.text()
        return lambda desk: desk.results.enter_external(case_id, name, outcome, made_on=made_on, made_by=made_by)


def _about(scale: Scale) -> str:
    return pick(scale.about)
