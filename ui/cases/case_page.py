"""One case: the head, whether one may call, the sections at the left, the timeline, what comes next at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.cases import Change
from app.clock import now
from app.i18n import _
from ui.application import Shell
from ui.cases import contents, events, words
from ui.cases.acts import CaseActs
from ui.cases.asked import AskedSection
from ui.cases.consents import Consents
from ui.cases.contents import Contents
from ui.cases.dates import DatesSection
from ui.cases.deletion import DeletionSection
from ui.cases.evidence import EvidenceSection
from ui.cases.in_conference import InConference
from ui.cases.note_pad import NotePad
from ui.cases.plan import PlanSection
from ui.cases.reading import CaseFile, read_changes
from ui.cases.safety import SafetySection
from ui.cases.sections import (
    CaseColumn,
    ChangesSection,
    DutiesSection,
    Glance,
    Papers,
    PeopleAndEvents,
    TasksSection,
)
from ui.cases.side import WIDE_WIDTH, WIDTH, NextColumn
from ui.cases.standing import Standing
from ui.cases.support import SupportSection
from ui.cases.workplace import WorkplaceSection
from ui.forms.safe_strip import strip
from ui.kit.buttons import Button
from ui.kit.chips import RiskChip, Tag
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Picker
from ui.kit.label import Label
from ui.kit.page import PageHead
from ui.kit.sections import SectionList
from ui.kit.strip import SafeContactStrip
from ui.kit.timeline import MEASURE, Timeline

SECTIONS, WIDE_SECTIONS = 192, 228
_WIDE, _NARROW, _SINGLE = 1500, 1110, 820
_MINUTE = 30_000


class CaseView(QWidget):
    """The page of one case."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.file: CaseFile | None = None
        self.acts = CaseActs(self, shell)
        self._make_head()
        self._make_timeline()
        self.strip = SafeContactStrip()
        self.strip.asked.connect(self.acts.safe_card)
        self.standing = Standing(shell, self.acts)
        self.sections = SectionList(_("Sections of the case"))
        self.contents = Contents(self.sections)
        self.section_picker = Picker()
        for part in (self.section_picker, self.section_picker.view()):
            part.setAccessibleName(_("Sections of the case"))
        self.side = NextColumn()
        self._columns = self._make_columns()
        self._all_sections = False
        self._lay_out()
        self._connect()
        # Whether a call is safe depends on the hour, so the strip is asked again while the page stands open.
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE)
        self._clock.timeout.connect(self._show_strip)
        self._clock.start()

    # -- building --------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.head = PageHead(" ", " ", " ", px=26)
        self.chip, self.unknown = RiskChip(""), Tag(_("Not enough known"), "outline")
        self.head.add_beside(self.chip)
        self.head.add_beside(self.unknown)
        self.paper = Button(_("Summary as PDF"), "quiet", "Ctrl+P", "file")
        self.contact = Button(_("Begin a contact"), "secondary", "F2", "phone")
        self.manual = Button(_("Go on in the manual"), "primary", "F4", "book")
        for button, act in (
            (self.paper, self.acts.export), (self.contact, self.acts.contact), (self.manual, self.acts.manual),
        ):  # fmt: skip
            button.clicked.connect(lambda _on=False, act=act: act())
            self.head.add_act(button)
        for button in (self.contact, self.manual):
            button.setShortcut(QKeySequence())  # the window owns both keys; the page takes them first

    def _make_timeline(self) -> None:
        self.filter = ChoiceStrip(events.filters(), _("What the timeline shows"), digits=False)
        self.filter.set_value("all")
        self.write = Button(_("Write"), "quiet", "N", "pencil")
        self.pad = NotePad(self._shell)
        self.pad.hide()
        self.timeline = Timeline(_("Timeline"))
        self.course = QWidget()
        self.no_events = Label(_("Nothing is written here yet."), 14, 400, "text2")
        self.no_events.setAlignment(Qt.AlignmentFlag.AlignCenter)
        bar = QHBoxLayout()
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.write)
        column = QVBoxLayout(self.course)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addLayout(bar)
        column.addWidget(self.pad)
        column.addWidget(self.no_events, 1)
        column.addWidget(self.timeline, 1)
        self.course.setMaximumWidth(MEASURE)

    def _make_columns(self) -> dict[str, CaseColumn]:
        return {
            "glance": Glance(_("At a glance"), self.acts),
            "people": PeopleAndEvents(_("Person and events"), self.acts),
            "consents": Consents(_("Consents"), self.acts),
            "safety": SafetySection(_("Safety"), self.acts, self._shell),
            "plan": PlanSection(_("Plan"), self.acts, self._shell),
            "support": SupportSection(_("Support"), self.acts, self._shell),
            "deletion": DeletionSection(_("Deletion"), self.acts, self._shell),
            "workplace": WorkplaceSection(_("Workplace"), self.acts, self._shell),
            "conferences": InConference(_("Case conferences"), self.acts, self._shell),
            "tasks": TasksSection(_("To do"), self.acts),
            "dates": DatesSection(_("Dates and court"), self.acts, self._shell),
            "duties": DutiesSection(_("Duties"), self.acts),
            "evidence": EvidenceSection(_("Evidence"), self.acts),
            "papers": Papers(_("Papers"), self.acts),
            "changes": ChangesSection(_("What was changed"), self.acts),
        }

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.course)
        for column in self._columns.values():
            self.stack.addWidget(column)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(20, 0, 32, 0)
        self._row.setSpacing(28)
        self.contents.setFixedWidth(SECTIONS)
        left = QVBoxLayout()
        left.setContentsMargins(0, 12, 0, 4)
        left.addWidget(self.contents)
        right = QVBoxLayout()
        right.setContentsMargins(0, 16, 0, 0)
        right.addWidget(self.side)
        middle = QHBoxLayout()
        middle.addWidget(self.stack, 1000)
        middle.addStretch(1)
        self._row.addLayout(left)
        self._row.addLayout(middle, 1)
        self._row.addLayout(right)
        narrow = QHBoxLayout()
        narrow.setContentsMargins(32, 10, 32, 0)
        narrow.addWidget(self.section_picker)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self.strip)
        whole.addWidget(self.standing)
        whole.addLayout(narrow)
        whole.addLayout(self._row, 1)

    def _connect(self) -> None:
        self.sections.chosen.connect(self.show_section)
        self.section_picker.activated.connect(lambda _at: self.choose(self.section_picker.value()))
        self.filter.changed.connect(self._show_timeline)
        self.write.clicked.connect(self.begin_note)
        self.pad.saved.connect(self._back_to_timeline)
        self.pad.closed.connect(self._back_to_timeline)
        self.timeline.opened.connect(self._open_entry)
        self.side.ticked.connect(self.acts.tick)
        self.side.task_opened.connect(lambda _id: self.sections.choose("tasks"))
        self.side.consent_asked.connect(self.acts.consent)

    # -- showing ---------------------------------------------------------------------------------

    def show_file(self, file: CaseFile) -> None:
        """Show a case, or the same one read anew."""
        other = self.file is None or self.file.case.id != file.case.id
        if other:
            self.pad.keep()
        self.file = file
        self.acts.show_case(file)
        self._show_head()
        self._show_strip()
        self._show_sections(other)
        self._show_timeline()
        for column in self._columns.values():
            column.show_case(file)
        self.side.show_case(file)
        self.standing.show_case(file)
        if file.standing_with.unheld:
            self._hold_back(file)
        self.pad.show_case(file.case.id, file.draft)
        if other:
            self.filter.set_value("all")
            self.sections.choose("course")
            self._show_timeline()
        elif self.sections.current_id() == "changes":
            self._ask_changes()

    def _show_sections(self, other: bool) -> None:
        """What this case needs; the rest comes out where it is asked for."""
        if other:
            self._all_sections = False
        found = contents.sections(self.file, {"course", *self._columns}, every=self._all_sections)
        self.contents.show_sections(found)
        self.section_picker.set_options([(one.id, one.word) for one in found])

    def _hold_back(self, file: CaseFile) -> None:
        """Somebody who works here was recognised: they see nothing more of it until a colleague decided."""
        staff, case_id = file.standing_with.staff, file.case.id
        self._shell.tasks.write(self, lambda desk: desk.sealed.look(staff, case_id=case_id))

    def _show_head(self) -> None:
        assert self.file is not None, "the page shows a case"
        case = self.file.case
        self.head.set(case.survivor.alias, words.facts_line(self.file), case.number)
        level = words.chip(case.risk)
        self.chip.set_level(level)
        self.chip.setVisible(bool(level))
        self.unknown.setVisible(not level)

    def _show_strip(self) -> None:
        if self.file is not None:
            self.strip.set_contact(strip(self.file.card, now()))

    def _show_timeline(self) -> None:
        if self.file is not None:
            entries = events.entries(self.file, self.filter.value() or "all")
            self.timeline.show_entries(entries)
            self.timeline.setVisible(bool(entries))
            self.no_events.setVisible(not entries)

    def show_section(self, name: str) -> None:
        """Bring a section to the front."""
        if name == contents.MORE:
            QTimer.singleShot(0, self, self._bring_out)  # not while the list still tells of the choice
            return
        self.section_picker.set_value(name)
        if name == "course":
            self.stack.setCurrentWidget(self.course)
            return
        column = self._columns[name]
        self.stack.setCurrentWidget(column)
        if isinstance(column, AskedSection):
            column.ask()
        if name == "changes":
            self._ask_changes()

    def _bring_out(self) -> None:
        """The sections this case did not need so far; the first of them comes to the front."""
        before = {one.id for one in self.sections.item_model().items()}
        self._all_sections = True
        self._show_sections(False)
        new = [one.id for one in self.sections.item_model().items() if one.id not in before]
        self.sections.choose(new[0] if new else "course")

    def choose(self, name: str) -> None:
        """Go to a section, whether it stands in the list already or not."""
        if name not in {one.id for one in self.sections.item_model().items()}:
            self._all_sections = True
            self._show_sections(False)
        self.sections.choose(name)

    def column(self, name: str) -> CaseColumn:
        return self._columns[name]

    def _ask_changes(self) -> None:
        if self.file is not None:
            file = self.file
            self._shell.tasks.read(
                self, partial(read_changes, case_id=file.case.id), partial(self._show_changes, file), topic="changes"
            )

    def _show_changes(self, file: CaseFile, found: tuple[Change, ...]) -> None:
        column = self._columns["changes"]
        assert isinstance(column, ChangesSection), "the column of that name"
        column.show_changes(found, file)

    # -- acting ----------------------------------------------------------------------------------

    def begin_note(self) -> None:
        """Write: the timeline comes to the front with the note above it."""
        self.sections.choose("course")
        self.pad.begin()

    def _back_to_timeline(self) -> None:
        target = self.timeline if self.timeline.isVisible() else self.sections
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_entry(self, ident: str) -> None:
        kind, _colon, record = ident.partition(":")
        targets = {
            "referral": "support",
            "service": "support",
            "step": "support",
            "paid": "support",
            "scale": "safety",
            "safety_plan": "safety",
            "consent": "consents",
            "document": "papers",
            "duty": "duties",
            **dict.fromkeys(("follow_up", "closure", "reopened", "transfer"), "plan"),
            "merged": "people",
            "deletion": "deletion",
            **dict.fromkeys(("separation", "breach", "damage"), "workplace"),
            "legal": "dates",
            "met": "dates",
        }
        if kind == "contact":
            self._shell.go("contacts", record)
        elif kind == "risk":
            self.acts.signs()
        elif kind == "note":
            self.acts.note(record)
        elif kind in targets:
            self.sections.choose(targets[kind])
            self.sections.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus(self) -> None:
        """Where the keyboard begins."""
        if self.pad.isVisible():
            self.pad.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sections.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide, width = self.width() >= _WIDE, self.width()
        self.side.setFixedWidth(WIDE_WIDTH if wide else WIDTH)
        self.contents.setFixedWidth(WIDE_SECTIONS if wide else SECTIONS)
        self.side.setVisible(width >= _NARROW)
        self.contents.setVisible(width >= _SINGLE)
        self.section_picker.setVisible(width < _SINGLE)
