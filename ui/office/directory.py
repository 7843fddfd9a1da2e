"""The directory of services: who keeps which number, when somebody last checked it, and what hand-outs lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.clock import today
from app.desk import Desk
from app.directory import DirectoryEntry, Listing, Rung
from app.errors import GyeotError
from app.i18n import _
from app.kinds import Role
from ui import notices
from ui.application import Shell
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.empty import EmptyState, ErrorState
from ui.kit.form import LineEdit
from ui.office.directory_card import WIDTH, EntryCard
from ui.office.directory_form import EntryForm
from ui.office.directory_rows import EntryList, row_of
from ui.office.face import Face

_SIDE_BY_SIDE = 800
FILTERS = ("all", "check", "verified", "retired")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page reads in one go."""

    listings: tuple[Listing, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def read_kept(desk: Desk) -> Kept:
    return Kept(desk.directory.listings(), {one.id: one.name for one in desk.office.staff()})


def belongs(listing: Listing, name: str, on: date) -> bool:
    """Whether a service stands under a filter."""
    if listing.retired or name == "retired":
        return listing.retired and name == "retired"
    return name == "all" or (listing.entry.needs_check(on) if name == "check" else listing.entry.speakable(on))


class DirectoryFace(Face):
    """A list with its filters, and the chosen service beside it."""

    icon = "phone"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Directory")
        sentence = _(
            "What nobody rang or looked up within 180 days is neither read out nor printed. Whoever checks it notes it here."
        )
        super().__init__(shell, _("Directory of services"), sentence)
        self.form: EntryForm | None = None
        self._kept = Kept()
        self.card = EntryCard(shell.who.role == Role.MANAGER)
        self._make_tools()
        self._make_list()
        self._connect()

    def _make_tools(self) -> None:
        self.finder = LineEdit(hint=_("Find in the directory"))
        self.finder.setAccessibleName(_("Find in the directory"))
        self.finder.setMinimumWidth(160)
        self.filter = ChoiceStrip(self._filters(), _("Which services"))
        self.filter.set_value("all")
        self.order = ChoiceStrip(
            [("list", _("As listed")), ("loss", _("Most left out first"))], _("In which order"), digits=False
        )
        self.order.set_value("list")
        self.add = Button(_("Add a service"), "secondary", "N", "plus")
        if self.shell.who.role != Role.MANAGER:
            self.add.hide()

    def _make_list(self) -> None:
        self.list = EntryList()
        self.none = EmptyState(
            _("No service fits here"), _("Try other words, or show all services again."), [Verb("all", _("Show all"))]
        )
        self.wrong = ErrorState(
            _("The directory could not be read"),
            _("Nothing was changed. Please try again."),
            [Verb("again", _("Try again"))],
        )
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(116)  # two rows; what is only shown sometimes must not ask for more
        for part in (self.list, self.none, self.wrong):
            self.stack.addWidget(part)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._split.setSpacing(20)
        self._split.addLayout(self._left(), 1)
        self._split.addWidget(self.card)
        self.body.addLayout(self._split, 1)

    def _left(self) -> QVBoxLayout:
        """What finds a service, above the list."""
        left = QVBoxLayout()
        left.setSpacing(10)
        for wide, beside in ((self.finder, self.order), (self.filter, self.add)):
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(wide, 1, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(beside, 0, Qt.AlignmentFlag.AlignVCenter)
            left.addLayout(row)
        left.addWidget(self.stack, 1)
        return left

    def _connect(self) -> None:
        self.finder.textChanged.connect(lambda _text: self._fill())
        self.filter.changed.connect(self._fill)
        self.order.changed.connect(self._fill)
        self.add.clicked.connect(lambda _on=False: self.write())
        self.list.chosen.connect(self._show_chosen)
        self.none.chosen.connect(lambda _verb: self._show_all())
        self.wrong.chosen.connect(lambda _verb: self.reload())
        self.card.rang.connect(self.rang)
        self.card.looked.connect(self.looked)
        self.card.edit_asked.connect(self.write)
        self.card.retire_asked.connect(self.retire)

    # -- showing ---------------------------------------------------------------------------------

    def reload(self) -> None:
        self.shell.tasks.read(self, read_kept, self._show, self._failed, topic="office")

    def _show(self, kept: Kept) -> None:
        self._kept = kept
        chosen = self.filter.value()
        self.filter.set_choices(self._filters())
        self.filter.set_value(chosen or "all")
        self._fill()

    def _failed(self, problem: GyeotError) -> None:
        self.stack.setCurrentWidget(self.wrong)
        self.card.show_listing(None, today(), {})
        self.shell.refuse(problem)

    def _filters(self) -> list[tuple[str, str]]:
        words = (_("All"), _("Needs a check"), _("May be told"), _("Retired"))
        counts = [sum(belongs(one, name, today()) for one in self._kept.listings) for name in FILTERS]
        counted = _("{name} {count}")
        return [
            (name, counted.format(name=word, count=count))
            for name, word, count in zip(FILTERS, words, counts, strict=True)
        ]

    def _fill(self) -> None:
        on, query = today(), self.finder.text()
        found = [
            one
            for one in self._kept.listings
            if belongs(one, self.filter.value() or "all", on) and one.entry.answers(query)
        ]
        if self.order.value() == "loss":
            found.sort(key=lambda one: -(one.loss.count if one.loss else 0))
        self.list.show_rows([row_of(one, on) for one in found])
        self.stack.setCurrentWidget(self.list if found else self.none)
        self._show_chosen(self.list.current_id() if found else "")

    def _show_all(self) -> None:
        self.finder.clear()
        self.filter.set_value("all")
        self._fill()

    def _listing(self, entry_id: str) -> Listing | None:
        return next((one for one in self._kept.listings if one.entry.id == entry_id), None)

    def _show_chosen(self, entry_id: str) -> None:
        self.card.show_listing(self._listing(entry_id), today(), self._kept.names)

    # -- acting ----------------------------------------------------------------------------------

    def rang(self, entry_id: str) -> None:
        """Note that somebody rang the number."""
        told = _("It is noted that you rang today.")
        self.shell.tasks.write(
            self, lambda desk: desk.directory.rang_today(entry_id), partial(self._checked, told), self.shell.refuse
        )

    def looked(self, entry_id: str) -> None:
        """Note that somebody looked up what has no number."""
        told = _("It is noted that you looked today.")
        self.shell.tasks.write(
            self, lambda desk: desk.directory.looked_today(entry_id), partial(self._checked, told), self.shell.refuse
        )

    def _checked(self, told: str, rung: Rung) -> None:
        def take_back() -> None:
            self.shell.tasks.write(
                self, lambda desk: desk.directory.take_back(rung), lambda _none: None, self.shell.refuse
            )

        self.shell.tell(notices.undo(told, take_back))

    def write(self, entry_id: str = "") -> None:
        """Open the form for an entry, or for a new one."""
        listing = self._listing(entry_id)
        self.form = EntryForm(self, self.shell, listing.entry if listing else None)
        self.form.saved.connect(self._written)
        self.form.begin()

    def _written(self, saved: object) -> None:
        entry_id = saved.id if isinstance(saved, DirectoryEntry) else str(saved)
        self.shell.tell(_("The directory is changed."))
        self.shell.tasks.read(self, read_kept, lambda kept: self._show_at(kept, entry_id), self._failed, topic="office")

    def _show_at(self, kept: Kept, entry_id: str) -> None:
        self._show(kept)
        self.list.choose(entry_id)

    def retire(self, entry_id: str, retired: bool) -> None:
        def turned(_none: object) -> None:
            sentence = _("This service is not offered any more.") if retired else _("This service is offered again.")
            self.shell.tell(notices.undo(sentence, lambda: self.retire(entry_id, not retired)))

        self.shell.tasks.write(
            self, lambda desk: desk.directory.retire(entry_id, retired), turned, self.shell.refuse
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _SIDE_BY_SIDE
        self._split.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )  # fmt: skip
        self.card.setMinimumWidth(WIDTH if wide else 0)
        self.card.setMaximumWidth(WIDTH if wide else 16777215)
        self.card.setMaximumHeight(16777215 if wide else 260)
