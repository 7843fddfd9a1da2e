"""A place that is to be told that a consent was taken back: the words prepared for it, and how it was told."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.referrals import Notice
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, TextArea, Work
from ui.kit.form import Form


class NoticeForm(FormDialog):
    """The words to read out or to send; they name nobody."""

    def __init__(self, host: QWidget, shell: Shell, notice: Notice, place: str) -> None:
        self._notice = notice
        told = notice.told_at
        sentence = _("Told {day}.").format(day=words.moment(told)) if told else _("Read it out, or write it to them.")
        super().__init__(host, shell, place, sentence, _("They were told"))
        if told:
            self.buttons["save"].hide()

    def about(self) -> str:
        return self._notice.id

    def build(self, form: Form) -> None:
        self.text = TextArea(self._notice.text, 9)
        self.text.setReadOnly(True)
        self._put("text", _("The words for them"), self.text, "W")
        self.how = self.line("told_how", _("How they were told, and who there"), "H", self._notice.told_how)
        self.how.setReadOnly(bool(self._notice.told_at))

    def work(self) -> Work | None:
        ident, how = self._notice.id, self.how.text()
        if self._notice.told_at:
            return None
        return lambda desk: desk.referrals.told(ident, how)
