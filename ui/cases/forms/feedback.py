"""What the person says about the centre: our few questions, each of which may be left out."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.codelists import codes
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work
from ui.kit.form import Form


class FeedbackForm(FormDialog):
    """The questionnaire; nothing has to be answered."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str) -> None:
        self._case_id = case_id
        sentence = _("Voluntary: every question may be left out, and no answer changes the support.")
        super().__init__(host, shell, _("What they say about us"), sentence)

    def build(self, form: Form) -> None:
        self.how = self.strip("given_how", _("How it was answered"), "H", words.choices("feedback_how"), "alone")
        answers = words.choices("feedback_answer")
        self.questions = {
            one.id: self.strip(one.id, one.label, key, answers)
            for one, key in zip(codes("feedback_question"), "LBOUPRSC", strict=True)
        }
        self.text = self.area("words", _("In their own words"), "W")

    def work(self) -> Work:
        case_id, how, text = self._case_id, self.how.value() or "alone", self.text.text()
        answers = {question: strip.value() for question, strip in self.questions.items() if strip.value()}
        return lambda desk: desk.feedbacks.add(case_id, answers, how, text)
