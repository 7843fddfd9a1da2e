"""All contacts, the newest first: read in pages, searched while a syllable is composed, attached without retyping."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.clock import local
from app.contacts import Contact, Listed
from app.i18n import _, short_date
from ui.contacts import words
from ui.contacts.reading import covered
from ui.contacts.search_edit import SearchEdit
from ui.forms.sight import others_case
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.empty import EmptyState
from ui.kit.flow import Flow
from ui.kit.lazy import LazyModel
from ui.kit.page import MARGIN, Page, PageHead
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.tasks import Tasks

PAGE = 200


class ContactList(QWidget):
    """The list face; it asks again only when it is looked at."""

    opened = Signal(object)
    taken = Signal()
    attach = Signal(object)
    detach = Signal(object)
    case_asked = Signal(str)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._listed: list[Listed] = []
        self._query, self._wanted, self._asking = "", "", False
        self.model = LazyModel(self._go_on, self)
        self._build()

    def _build(self) -> None:
        self.head = PageHead(_("Contacts"), _("Every call, visit and message, with a case or without."), px=22)
        take = Button(_("Take a contact"), "primary", "F2", "phone")
        take.setShortcut(QKeySequence())  # the window answers F2 on every page
        take.clicked.connect(self.taken)
        self.head.add_act(take)
        page = Page(self.head)
        page.body.setContentsMargins(0, 0, 0, 0)
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self._make_table())
        first = _("The first call, visit or message will stand here as soon as you take it.")
        self._empty = EmptyState(_("No contacts yet"), first, [Verb("take", _("Take a contact"), icon="phone")])
        self._empty.chosen.connect(self.taken)
        self._stack.addWidget(self._empty)
        page.body.addWidget(host)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    def _make_table(self) -> QWidget:
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(MARGIN, 0, MARGIN, 16)
        column.setSpacing(14)
        self.search = SearchEdit(_("Search contacts"), _("Name, number, or a word of the notes"))
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(380)
        self.search.typed.connect(self._look)
        self.rows = Rows(_("Contacts"), TWO_LINES, lead=96)
        self.rows.use(self.model)
        self.rows.opened.connect(lambda _ident: self.opened.emit(self.current()))
        self.rows.chosen.connect(lambda _ident: self._offer())
        self.search.steered.connect(self._steer)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.search, 100)
        bar.addStretch(1)
        held = QWidget()
        acts = Flow(held, 8, 8)
        for button in self._make_acts():
            acts.addWidget(button)
        bar.addWidget(held)
        column.addLayout(bar)
        column.addWidget(self.rows, 1)
        return table

    def _make_acts(self) -> tuple[Button, ...]:
        self.show_case = Button(_("Open the case"), key="Ctrl+O", icon="folder")
        self.put = Button(_("Put into a case"), key="Ctrl+B", icon="link")
        self.take_out = Button(_("Take out of the case"), key="Ctrl+Shift+B")
        self.show_case.clicked.connect(lambda: self.case_asked.emit(str(self._case_id())))
        self.put.clicked.connect(lambda: self.attach.emit(self.current()))
        self.take_out.clicked.connect(lambda: self.detach.emit(self.current()))
        for button in (self.show_case, self.put, self.take_out):
            button.hide()
        return self.take_out, self.put, self.show_case

    # -- reading ---------------------------------------------------------------------------------

    def reload(self, wanted: str = "") -> None:
        """Read again as many as are shown; `wanted` becomes the chosen row."""
        self._wanted = wanted or self._wanted or self.rows.current_id()
        many = max(PAGE, len(self._listed))
        query = self._query
        self._asking = True
        if query.strip():
            self._tasks.read(
                self, lambda desk: covered(desk, desk.contacts.found(query, many)), self._begin, topic="contact-list"
            )
        else:
            self._tasks.read(
                self, lambda desk: covered(desk, desk.contacts.listed(None, many)), self._begin, topic="contact-list"
            )

    def _look(self, query: str) -> None:
        self._query = query
        self.reload()

    def _begin(self, found: tuple[Listed, ...]) -> None:
        self._asking, self._listed = False, list(found)
        self.model.begin([row(one) for one in found], bool(self._query.strip()) or len(found) < PAGE)
        self._stack.setCurrentIndex(0 if found or self._query.strip() else 1)
        self.rows.choose(self._wanted)
        if not self.rows.current_id() and found:
            self.rows.choose(found[0].contact.id)
        self._wanted = ""
        self._say(len(found))
        self._offer()

    def _say(self, count: int) -> None:
        if not self._query.strip():
            self.head.set(_("Contacts"), _("Every call, visit and message, with a case or without."))
        elif count:
            self.head.set(_("Contacts"), _("Found: {count}").format(count=count))
        else:
            self.head.set(
                _("Contacts"), _("Nothing was found. A name, its first consonants, or the end of a number is enough.")
            )

    def _go_on(self) -> None:
        if self._asking or not self._listed:
            return
        self._asking = True
        last = self._listed[-1].contact
        self._tasks.read(
            self, lambda desk: covered(desk, desk.contacts.listed(last, PAGE)), self._append, topic="contact-list"
        )

    def _append(self, found: tuple[Listed, ...]) -> None:
        self._asking = False
        self._listed += found
        self.model.go_on([row(one) for one in found], len(found) < PAGE)

    # -- acting ----------------------------------------------------------------------------------

    def _steer(self, event: QKeyEvent) -> None:
        self.rows.keyPressEvent(event)
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> Contact | None:
        ident = self.rows.current_id()
        return next((one.contact for one in self._listed if one.contact.id == ident), None)

    def _case_id(self) -> str | None:
        contact = self.current()
        return contact.case_id if contact else None

    def _offer(self) -> None:
        """Show what can be done with the chosen contact, and nothing else."""
        contact = self.current()
        inside = contact is not None and contact.case_id is not None
        self.put.setVisible(contact is not None and not inside)
        self.take_out.setVisible(inside)
        self.show_case.setVisible(inside)


def _called(listed: Listed) -> str:
    return others_case() if listed.masked else listed.contact.alias or listed.case_alias or _("No name")


def row(listed: Listed) -> Row:
    contact = listed.contact
    day = short_date(local(contact.started_at).date())
    tag = (_("Held") if listed.held else "") if contact.state == "closed" else words.state(contact)
    return Row(
        contact.id, _called(listed), "", words.facts(contact), words.clock(contact.started_at), day,
        state=listed.number or "", tag=tag, tag_icon="phone" if contact.running else "pause" if tag else "",
    )  # fmt: skip
