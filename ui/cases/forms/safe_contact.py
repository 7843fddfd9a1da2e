"""The safe-contact card: whether, when and as whom one may call; the code word stays masked until asked for."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.cases import SafeCard, Span
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form, LineEdit

_MOST = 4


class _SpanLine(QWidget):
    """One span: the days, from and to."""

    def __init__(self, span: Span | None, place: int) -> None:
        super().__init__()
        names = _("Mon Tue Wed Thu Fri Sat Sun").split()
        self.days = ChoiceStrip(
            [(str(at), word) for at, word in enumerate(names, start=1)], _("Days {place}").format(place=place),
            multi=True, digits=False,
        )  # fmt: skip
        self.days.set_values(tuple(span.days) if span else ())
        self.start = _time(span.start if span else "", _("From {place}").format(place=place))
        self.end = _time(span.end if span else "", _("Until {place}").format(place=place))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.days, 1)
        row.addWidget(self.start)
        row.addWidget(self.end)

    def span(self) -> Span | None:
        days, start, end = "".join(self.days.values()), _hour(self.start.text()), _hour(self.end.text())
        return Span(days, start, end) if days or start or end else None


class SpansEdit(QWidget):
    """Up to four spans; an empty line counts for nothing."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        super().__init__()
        self._lines: list[_SpanLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.more = Button(_("Add another time"), "quiet", "", "plus")
        self.more.clicked.connect(lambda: self.add())
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for span in spans or (None,):
            self.add(span)
        self.setFocusProxy(self._lines[0].days)

    def add(self, span: Span | None = None) -> None:
        line = _SpanLine(span, len(self._lines) + 1)
        self._lines.append(line)
        self._column.insertWidget(self._column.count() - 1, line)
        self.more.setVisible(len(self._lines) < _MOST)

    def line(self, at: int) -> _SpanLine:
        return self._lines[at]

    def spans(self) -> tuple[Span, ...]:
        return tuple(span for line in self._lines if (span := line.span()) is not None)

    def written(self) -> str:
        return str(self.spans())


class SafeCardForm(FormDialog):
    """Everything one must know before dialling."""

    aliases: ClassVar[dict[str, str]] = {"phone": "number"}

    def __init__(self, host: QWidget, shell: Shell, case_id: str, card: SafeCard | None) -> None:
        self._case_id, self._card = case_id, card
        sentence = _("What is not said here counts as a no.")
        super().__init__(host, shell, _("Safe contact"), sentence)

    def build(self, form: Form) -> None:
        card = self._card or SafeCard(self._case_id, "")
        self.verdict = self.strip("verdict", _("May we call"), "M", words.choices("verdict"), card.verdict)
        self.number = self.line("number", _("Number that is safe"), "N", card.number)
        self.hours = SpansEdit(card.hours)
        self._put("hours", _("Hours"), self.hours, "H", _("Days, from and until, such as 12:00 and 13:00."))
        yes_no = [("yes", _("fine")), ("no", _("no"))]
        self.texts = self.strip("text_allowed", _("Text messages"), "T", yes_no, _word(card.text_allowed))
        self.messages = self.strip("message_allowed", _("Voice messages"), "V", yes_no, _word(card.message_allowed))
        self.we_are = self.line("we_are", _("We say we are"), "W", card.we_are, hint=_("such as a library"))
        self.code_word = LineEdit(card.code_word or "", secret=True)
        self._put("code_word", _("Code word"), self.code_word, "C")
        self.show_code = Button(_("Show the code word"), "quiet", "", "eye", parent=form)
        self.show_code.setVisible(bool(card.code_word))
        self.show_code.clicked.connect(self._toggle_code)
        self.form.add_widget(self.show_code)
        self.never = self.area("never_contact", _("Never contact through"), "E", card.never_contact, 2)
        self.do_not_tell = self.area("do_not_tell", _("Do not tell"), "D", card.do_not_tell, 2)

    def _toggle_code(self) -> None:
        hidden = self.code_word.echoMode() == LineEdit.EchoMode.Password
        self.code_word.setEchoMode(LineEdit.EchoMode.Normal if hidden else LineEdit.EchoMode.Password)
        self.show_code.set(_("Hide the code word") if hidden else _("Show the code word"))

    def work(self) -> Work:
        card = SafeCard(
            self._case_id, self.verdict.value(), self.number.text() or None, self.hours.spans(),
            self.texts.value() == "yes", self.messages.value() == "yes", self.we_are.text() or None,
            self.code_word.text() or None, self.never.text() or None, self.do_not_tell.text() or None,
        )  # fmt: skip
        return lambda desk: desk.cases.set_safe_card(card)


def _time(text: str, name: str) -> LineEdit:
    field = LineEdit(text, "00:00")
    field.setFixedWidth(74)
    field.setAccessibleName(name)
    return field


def _hour(text: str) -> str:
    """A time as it is stored: `9` and `9:00` are 09:00."""
    hours, _colon, minutes = text.strip().partition(":")
    return f"{hours:0>2}:{minutes or '00'}" if hours.isdigit() else text.strip()


def _word(allowed: bool) -> str:
    return "yes" if allowed else "no"
