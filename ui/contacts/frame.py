"""What stands on the page of one contact: bar, form, notes, signs, records alike, and the ways to finish."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.codelists import codes
from app.i18n import _, pick
from ui.contacts.alike import AlikePanel
from ui.contacts.ending import Ways
from ui.contacts.parked import ParkedStrip
from ui.contacts.safe_box import SafeBox
from ui.contacts.side import ContactForm
from ui.kit.buttons import Button, IconButton
from ui.kit.call_bar import CallBar
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.columns import ONE_BELOW
from ui.kit.label import FieldName, IconLabel, Label, SectionHead
from ui.kit.notes_edit import NotesEdit
from ui.kit.page import COLUMN_GAP, MARGIN, Column

LEFT, RIGHT = 300, 276
_NOTES, _ANY = 150, 16_777_215


def short_signs() -> list[tuple[str, str]]:
    """The signs that can be marked while somebody speaks: those with a short word."""
    found = [one for one in codes("warning_sign") if one.extra.get("short_ko")]
    return [(one.id, pick({"ko": one.extra["short_ko"], "en": one.extra["short_en"]})) for one in found]


class ContactFrame(QWidget):
    """The parts and their places; what they do stands in `RunningContact`."""

    parked = Signal()
    finished = Signal()
    ended = Signal(str)
    """One of the ways a contact ends."""
    left = Signal()
    guided = Signal()
    reported = Signal()
    """The caller wants to report: it goes into the inbox, under a code of its own."""
    resumed = Signal(str)
    asked = Signal(str)
    beside = Signal(str)
    updated = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build()

    def _build(self) -> None:
        self.bar, self.parked_strip = self._make_bar(), ParkedStrip()
        self.form, self.safe = ContactForm(), SafeBox()
        self.alike = AlikePanel()
        self.ways = Ways(_("Ways to finish"), 36, framed=True)
        self._left = side = Column(_("About this contact"), spacing=12)
        side.body.setContentsMargins(0, 0, 12, 8)
        side.add(self.form, self.safe)
        side.end()
        self._across = body = QHBoxLayout()
        body.setContentsMargins(MARGIN, 14, MARGIN - 8, 12)
        body.setSpacing(COLUMN_GAP)
        body.addWidget(side)
        body.addSpacing(0)
        body.addLayout(self._make_notes(), 1)
        self._right = self._make_right()
        body.addWidget(self._right)
        self._fit(below=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.parked_strip)
        column.addLayout(body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(below=self.width() < ONE_BELOW)

    def minimumSizeHint(self) -> QSize:
        """As narrow as one column: the parts go below each other where they have no room side by side."""
        return QSize(LEFT + 2 * MARGIN, super().minimumSizeHint().height())

    def _fit(self, below: bool) -> None:
        """Side by side; in a narrow window below each other, where the caret keeps the notes in sight."""
        ways = QBoxLayout.Direction
        self._across.setDirection(ways.TopToBottom if below else ways.LeftToRight)
        for part, width in ((self._left, LEFT + 12), (self._right, RIGHT + 8)):
            part.setMinimumWidth(0 if below else width)
            part.setMaximumWidth(_ANY if below else width)
        self._left.be_whole(below)
        self.pad.setMinimumHeight(_NOTES if below else 0)

    def _make_bar(self) -> CallBar:
        bar = CallBar()
        self.list_button = IconButton("list", _("Earlier contacts"), "Ctrl+G")
        self.park_button = Button(_("Park"), key="F3", icon="pause")
        self.guide_button = Button(_("Open the manual"), key="F4", icon="book")
        self.guide_button.setShortcut(QKeySequence())  # the window answers F4 on every page
        self.finish_button = Button(_("Finish the contact"), "primary", "Ctrl+Enter")
        self.report_button = IconButton("inbox", _("Take a report down"), "Ctrl+T")
        for button, signal in (
            (self.list_button, self.left),
            (self.report_button, self.reported),
            (self.park_button, self.parked),
            (self.guide_button, self.guided),
            (self.finish_button, self.finished),
        ):
            button.clicked.connect(lambda _on=False, signal=signal: signal.emit())
            bar.add_act(button)
        return bar

    def _make_notes(self) -> QVBoxLayout:
        self.pad = NotesEdit(_("Notes"))
        self.saved_line = IconLabel("lock", "", 12)
        self.signs = ChoiceStrip(short_signs(), _("Warning signs heard"), multi=True)
        column = QVBoxLayout()
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(FieldName(_("Notes"), "N", self.pad))
        head.addStretch(1)
        head.addWidget(self.saved_line)
        column.addLayout(head)
        column.addWidget(self.pad, 1)
        column.addSpacing(8)
        foot = QHBoxLayout()
        foot.addWidget(FieldName(_("Warning signs heard"), "W", self.signs))
        foot.addStretch(1)
        foot.addWidget(Label(_("Ctrl Shift 1–7 · noted with the time"), 12, 400, "text3"))
        column.addLayout(foot)
        column.addWidget(self.signs)
        return column

    def _make_right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        column.addWidget(self.alike)
        column.addStretch(1)
        self._ways_head = SectionHead(_("When it ends"), large=False)
        column.addWidget(self._ways_head)
        column.addWidget(self.ways)
        return right
