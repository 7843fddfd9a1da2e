"""One duty in full: when, what, the exception, what is said before, and what was written about it in the case."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import today
from app.duties import Duty, brief, can_be_recorded
from app.i18n import _, pick
from ui.duties import words
from ui.duties.reading import Holding
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.chips import ChipButton, Tag
from ui.kit.flow import Flow
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.rows import TWO_LINES, Rows

_FACTS = 5


class DutyDetail(Column):
    """The chosen duty; the form to write a report is asked for from here."""

    law_asked = Signal(str)
    record_asked = Signal(str)
    amend_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("The chosen duty"), spacing=14)
        self.duty: Duty | None = None
        self.kind, self.certainty = Tag(""), Tag("")
        self.when = Label("", 13, 500, "text2", wrap=True)
        self.first = Label("", 18, 650, wrap=True)
        self.rest = Label("", 15, 400, wrap=True)
        self.facts = [(Label("", 12, 500, "text2"), Label("", 14, 400, wrap=True)) for _place in range(_FACTS)]
        self.law = QWidget()
        self._chips = Flow(self.law, gap=8, line_gap=8)
        self.record = Button(_("Write down a report"), "primary", "Ctrl+Enter", "pencil")
        self.written = Rows(_("Written in this case"), TWO_LINES, fit=True)
        self.none = Label("", 13, 400, "text2", wrap=True)
        self._lay_out()
        self.record.clicked.connect(lambda _on=False: self.record_asked.emit(self.duty.id if self.duty else ""))
        self.written.opened.connect(self.amend_asked)

    def _lay_out(self) -> None:
        self.body.setContentsMargins(4, 0, 8, 16)
        self.add(self._about(), self._reports())
        self.end()

    def _about(self) -> Card:
        about = Card(padding=(20, 18, 20, 18), spacing=6)
        tags = QHBoxLayout()
        tags.setSpacing(8)
        tags.addWidget(self.kind)
        tags.addWidget(self.certainty)
        tags.addStretch(1)
        about.body.addLayout(tags)
        about.body.addSpacing(4)
        for part in (self.when, self.first, self.rest):
            about.body.addWidget(part)
        for name, text in self.facts:
            name.setContentsMargins(0, 8, 0, 0)
            about.body.addWidget(name)
            about.body.addWidget(text)
        about.body.addSpacing(8)
        about.body.addWidget(self.law)
        return about

    def _reports(self) -> QWidget:
        self.reports = QWidget()
        head = QHBoxLayout()
        head.addWidget(SectionHead(_("In this case")), 1)
        head.addWidget(self.record)
        column = QVBoxLayout(self.reports)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.none)
        column.addWidget(self.written)
        return self.reports

    # -- showing ---------------------------------------------------------------------------------

    def show_duty(self, duty: Duty | None, holding: Holding) -> None:
        """Show one duty, and what the case holds about it."""
        self.duty = duty
        self.setVisible(duty is not None)
        if duty is None:
            return
        self.kind.set_text(words.kind_word(duty.kind))
        self.certainty.set_text(words.certainty_word(duty), "caution" if duty.ask_a_lawyer else "accent")
        self.when.setText(pick(dict(duty.when)))
        self.first.setText(brief(duty))
        self.rest.setText(words.rest_of(duty))
        self.rest.setVisible(bool(self.rest.text()))
        for (name, text), (word, value) in zip(self.facts, _facts(duty), strict=True):
            name.setText(word)
            text.setText(value)
            name.setVisible(bool(value))
            text.setVisible(bool(value))
        self._show_law(duty, holding)
        self._show_reports(duty, holding)
        self.verticalScrollBar().setValue(0)

    def _show_law(self, duty: Duty, holding: Holding) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        cards = [holding.law[one] for one in duty.law if one in holding.law]
        for card in cards:
            chip = ChipButton(words.law_word(card, today()), "file" if card.reliable(today()) else "info")
            chip.clicked.connect(lambda _on=False, ident=card.id: self.law_asked.emit(ident))
            self._chips.addWidget(chip)
            chip.show()
        self.law.setVisible(bool(cards))

    def _show_reports(self, duty: Duty, holding: Holding) -> None:
        found = holding.of_duty(duty.id)
        self.reports.setVisible(holding.may_record and can_be_recorded(duty))
        self.record.setVisible(holding.case is not None)
        self.written.show_rows([words.report_row(one, holding) for one in found])
        self.written.setVisible(bool(found))
        self.none.setText(
            _("Nothing is written about this here yet.")
            if holding.case
            else _("Come here from a case to write down a report in it.")
        )
        self.none.setVisible(not found)


def _facts(duty: Duty) -> list[tuple[str, str]]:
    texts = (
        (_("Exception"), duty.exception),
        (_("What to tell first"), duty.told_before),
        (_("By when"), duty.deadline),
        (_("If it is not done"), duty.sanction),
    )
    return [*((name, pick(dict(text)) if text else "") for name, text in texts), (_("Kept for"), words.kept_word(duty))]
