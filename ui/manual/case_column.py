"""The case beside the manual: what this step asks to write down and the notes, the timeline, the safe contact."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.cases import Event, SafeCard, verdict
from app.clock import local, now
from app.codelists import label
from app.i18n import _, pgettext, short_date
from ui.kit import pasting
from ui.kit.card import Card, Panel
from ui.kit.chips import RISKS, RiskChip
from ui.kit.label import IconLabel, Label, SectionHead
from ui.kit.notes_edit import NotesEdit
from ui.kit.page import Column
from ui.kit.tabs import Tabs
from ui.kit.timeline import Day, Entry, Timeline
from ui.manual.keeper import Around
from ui.manual.notes import from_text, to_text
from ui.manual.record_form import RecordForm

WIDTH = 326
_RISKS = {"critical": "urgent"}
_ICONS = {"contact": "phone", "session": "book", "note": "pencil", "service": "check", "document": "file"}


class CaseColumn(Panel):
    """Three tabs; the notes keep their place whatever the step asks."""

    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.alias = Label("", 18, 700)
        self._number = Label("", 12, 400, "text2")
        self._risk = RiskChip("")
        self._says = Label("", 13, 500, "high", wrap=True)
        self._verdict = Card("high", (12, 6, 12, 6))
        self._verdict.body.addWidget(self._says)
        self._stack = QStackedWidget()
        tabs = [
            ("notes", _("Notes")),
            ("time", pgettext("manual", "Timeline")),
            ("safe", pgettext("manual", "Safe contact")),
        ]
        self.tabs = Tabs(tabs, _("Beside the manual"))
        self.tabs.chosen.connect(self._choose)
        self.form = RecordForm()
        self.notes = NotesEdit(_("Notes"))
        self.notes.changed.connect(self.typed)
        self.notes.pasted_too_much.connect(self._say_too_long)
        self._saved = IconLabel("lock", "")
        self.timeline = Timeline(pgettext("manual", "Timeline"))
        self._safe = QVBoxLayout()
        for page in (self._notes_page(), self._time_page(), self._safe_page()):
            self._stack.addWidget(page)
        self._lay_out()

    def _choose(self, tab: str) -> None:
        self._stack.setCurrentIndex(("notes", "time", "safe").index(tab))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.alias)
        head.addWidget(self._number)
        head.addStretch(1)
        head.addWidget(self._risk)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 28, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._verdict)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)

    def _notes_page(self) -> QWidget:
        page = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, page)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(8)
        self._asked = SectionHead(_("To write down at this step"), large=False)
        self._fields = Column(_("To write down at this step"))
        self._fields.add(self.form)
        self._fields.end()
        self._asking = QWidget()
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(8)
        asking.addWidget(self._asked)
        asking.addWidget(self._fields, 1)
        writing = QVBoxLayout()
        writing.setSpacing(8)
        writing.addWidget(self.notes, 1)
        writing.addWidget(self._saved)
        self._halves.addWidget(self._asking, 5)
        self._halves.addLayout(writing, 4)
        self.notes.setMinimumHeight(72)
        return page

    def set_beside(self, beside: bool) -> None:
        """Where the column lies under the manual, fields and notes stand beside each other."""
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def _time_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self._nothing = Label(_("Nothing stands in the timeline yet."), 13, 400, "text2", wrap=True)
        column.addWidget(self._nothing)
        column.addWidget(self.timeline, 1)
        return page

    def _safe_page(self) -> QWidget:
        area = Column(pgettext("manual", "Safe contact"), spacing=2)
        area.body.addLayout(self._safe)
        area.end()
        return area

    # -- showing ---------------------------------------------------------------------------------

    def show_around(self, around: Around) -> None:
        """The case as it stands; the notes and fields are shown apart."""
        case, contact = around.case, around.contact
        alias = case.survivor.alias if case else (contact.alias if contact else None)
        self.alias.setText(alias or _("Without a case"))
        self._number.setText(case.number if case else "")
        risk = _RISKS.get(case.risk, case.risk) if case else ""
        self._risk.set_level(risk if risk in RISKS else "")
        says = around.verdict or verdict(None, now())
        tone = "accent" if says.allowed else "high"
        self._says.setText(_("{verdict}. {detail}").format(verdict=says.sentence, detail=says.detail).strip(" ."))
        self._says.set_ink(tone)
        self._verdict.set_tone(tone)
        self._verdict.setVisible(case is not None)
        self.timeline.show_entries(entries(around.timeline))
        self._nothing.setVisible(not around.timeline)
        self._show_safe(around.card)

    def show_step(self, around: Around) -> None:
        """The fields of the step one stands at."""
        asked = around.step.record
        self.form.show_fields(asked, around.value)
        self._asking.setVisible(bool(asked))
        self._fields.verticalScrollBar().setValue(0)

    def show_notes(self, text: str) -> None:
        self.notes.set_lines(from_text(text))
        self._saved.set(_("Kept encrypted while you type") if not text else _("Saved encrypted"))

    def written(self) -> str:
        return to_text(self.notes.lines())

    def say_saved(self, at: int) -> None:
        self._saved.set(_("Saved encrypted {time}").format(time=f"{local(at):%H:%M:%S}"), "lock", "text2")

    def _say_too_long(self) -> None:
        self._saved.set(_("Too long to be pasted here"), "info", "danger")
        self._saved.setToolTip(str(pasting.too_long()))

    def say_not_saved(self, problem: object) -> None:
        self._saved.set(_("Not saved yet; it is tried again"), "info", "danger")
        self._saved.setToolTip(str(problem))

    def _show_safe(self, card: SafeCard | None) -> None:
        while (taken := self._safe.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        facts = _facts(card) if card else ()
        if not facts:
            self._safe.addWidget(
                Label(_("No safe contact is set, so no call is prepared."), 13, 400, "text2", wrap=True)
            )
        for name, value in facts:
            self._safe.addWidget(Label(name, 12, 500, "text2"))
            self._safe.addWidget(Label(value, 14, 400, wrap=True))


def _facts(card: SafeCard) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("Number"), card.number or ""),
        (_("Hours"), ", ".join(span.label for span in card.hours)),
        (_("We are"), card.we_are or ""),
        (_("Code word"), _("is set; the safe-contact card shows it") if card.code_word else ""),
        (_("Never contact"), card.never_contact or ""),
        (_("Do not tell"), card.do_not_tell or ""),
    )
    return tuple((name, value) for name, value in facts if value)


def entries(events: tuple[Event, ...]) -> list[Day | Entry]:
    """The newest events with a chip before each day."""
    made: list[Day | Entry] = []
    for event in events:
        at = local(event.at)
        day = short_date(at.date())
        if not made or not any(isinstance(one, Day) and one.text == day for one in made):
            made.append(Day(day))
        body = event.body.splitlines()[0] if event.body else ""
        title = label("legal_event", event.title) if event.kind == "legal" else event.title
        made.append(Entry(event.id, f"{at:%H:%M}", _ICONS.get(event.kind, "file"), title or body, body))
    return made
