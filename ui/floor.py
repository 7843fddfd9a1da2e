"""The unlocked floor: the rail, one page, the status line, and what is told above the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.changes import Changes
from app.clock import local
from app.contacts import Contact
from app.desk import Desk
from app.i18n import _
from app.kinds import Compartment, Right, Role
from app.office import COLLECTOR, REPORT_RELAY
from ui.application import Guide, Place, Shell
from ui.forms.bulletin import Bulletin
from ui.forms.connection import Connection
from ui.forms.fetching import CHANNELS, Fetching
from ui.forms.naming import Naming
from ui.forms.reminder import BackupReminder
from ui.forms.sight import others_case
from ui.forms.watching import PageWatching
from ui.forms.writing_anew import WritingAnew
from ui.kit.banner import Banner, UndoBanner, Verb
from ui.kit.caret import Caret, caret_in, from_text, put_caret, to_text
from ui.kit.palette import Answer, Command, CommandPalette
from ui.kit.rail import Rail, RailItem
from ui.kit.room import Pages, Room
from ui.kit.status_line import StatusItem, StatusLine
from ui.notices import Notice
from ui.walls import SealedRoom
from ui.walls.room import OUTSIDE_ONLY, PLACE, SEALED

if TYPE_CHECKING:
    from app.cases import CaseRow

_PLACE = PLACE
"""The kind of draft that holds where somebody was."""

Tone = Literal["danger", "caution", "accent", "high", "watch"]


@dataclass(frozen=True)
class Door:
    """One place: who may go there, and how its page is made when it is first needed.

    A place `under` another stands not in the rail itself; one comes to it from pages and the palette.
    """

    id: str
    icon: str
    word: str
    key: str
    needs: Compartment
    make: Callable[[Shell], Place]
    managers_only: bool = False
    supervisors: bool = False
    """Whoever has the supervisor right goes there too, where it is for managers."""
    under: str = ""
    opens_one_of: frozenset[Compartment] = frozenset()
    """Where it is not empty: only whoever opens one of these too."""
    or_manager: bool = False
    """A manager goes there too, and sees numbers where their keys open no more."""


def doors() -> tuple[Door, ...]:
    """The places that are built, in the order of the rail; those that stand under another come last."""
    return (
        Door("today", "calendar", _("Today"), "Alt+1", Compartment.CASEWORK, _today, or_manager=True),
        Door("contacts", "phone", _("Contacts"), "Alt+2", Compartment.CASEWORK, _contacts),
        Door("cases", "folder", _("Cases"), "Alt+3", Compartment.CASEWORK, _cases),
        Door("manual", "book", _("Manual"), "Alt+4", Compartment.OFFICE, _manual),
        Door("counts", "bars", _("Counts"), "Alt+5", Compartment.CASEWORK, _counts, managers_only=True),
        Door("office", "sliders", _("Office"), "Alt+6", Compartment.OFFICE, _office),
        Door("reports", "list", _("Reports"), "Alt+7", Compartment.CASEWORK, _reports, True, supervisors=True),
        Door("inbox", "inbox", _("Inbox"), "Alt+8", Compartment.CASEWORK, _inbox, opens_one_of=CHANNELS),
        Door("duties", "clipboard", _("Duties and powers"), "", Compartment.OFFICE, _duties, under="cases"),
        Door("evidence", "image", _("Evidence"), "", Compartment.CASEWORK, _evidence, under="cases"),
        Door("material", "eye", _("Public material"), "", Compartment.CASEWORK, _material, under="cases"),
    )


def _today(shell: Shell) -> Place:
    from ui.today import NumbersPage, TodayPage

    return TodayPage(shell) if Compartment.CASEWORK in shell.who.opens else NumbersPage(shell)


def _contacts(shell: Shell) -> Place:
    from ui.contacts import ContactsPage

    return ContactsPage(shell)


def _cases(shell: Shell) -> Place:
    from ui.cases import CasesPage

    return CasesPage(shell)


def _manual(shell: Shell) -> Place:
    from ui.manual import ManualPage

    return ManualPage(shell)


def _counts(shell: Shell) -> Place:
    from ui.counts import CountsPage

    return CountsPage(shell)


def _reports(shell: Shell) -> Place:
    from ui.reports import ReportsPage

    return ReportsPage(shell)


def _office(shell: Shell) -> Place:
    from ui.office import OfficePage

    return OfficePage(shell)


def _unread(desk: Desk) -> int:
    from app.inbox import State

    return desk.inbox.number((State.SEALED, State.NEW))


def _inbox(shell: Shell) -> Place:
    from ui.inbox import InboxPlace

    return InboxPlace(shell)


def _material(shell: Shell) -> Place:
    from ui.inbox import MaterialPage

    return MaterialPage(shell)


def _duties(shell: Shell) -> Place:
    from ui.duties import DutiesPage

    return DutiesPage(shell)


def _evidence(shell: Shell) -> Place:
    from ui.evidence import EvidencePage

    return EvidencePage(shell)


class Floor(QWidget):
    """The unlocked window: rail at the left, one page, the status line at the foot."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self._doors = {door.id: door for door in doors() if self._may(door)}
        self._pages: dict[str, Place] = {}
        rail = [door for door in self._doors.values() if not door.under]
        self.rail = Rail([RailItem(door.id, door.icon, door.word, door.key) for door in rail], hide_key="")
        self.stack = Pages()
        self.banners = QVBoxLayout()
        self.room = SealedRoom(shell, self)
        self.status = StatusLine()
        self._lay_out()
        self.rail.chosen.connect(lambda place: shell.go(place))
        self.rail.hide_asked.connect(shell.hide_asked)
        self._contact: Contact | None = None
        self._caret = Caret()
        self._returned_to: QWidget | None = None
        shell.went.connect(self.show_place)
        shell.contact_changed.connect(self._set_contact)
        shell.told.connect(self.tell)
        self.room.leaving.connect(self._leave_for_room)
        self.room.moved.connect(self._forget_pages)
        shell.tasks.changed.connect(self._reload)
        shell.tasks.refused.connect(shell.refuse)
        self.anew = WritingAnew(shell, self.show_above)
        self.anew.moved.connect(self._show_items)
        self.status.asked.connect(self._press)
        self.fetching = Fetching.of(shell)
        self.watching = PageWatching.of(shell)
        self.connection = Connection.of(shell)
        self.connection.moved.connect(self._show_items)
        self._facts = _Facts()
        self._set_status()
        self._bind_keys()
        self.bulletin = Bulletin(shell, self.window, self.show_above, lambda: not self.banners.count())
        self.naming = Naming(shell, self.window, self.show_above, lambda: not self.banners.count())
        self.reminder = BackupReminder(shell, self.show_above, lambda: not self.banners.count())

    def _may(self, door: Door) -> bool:
        who = self.shell.who
        manages = who.role == Role.MANAGER
        leads = manages or (door.supervisors and Right.SUPERVISOR in who.rights)
        opens = not door.opens_one_of or bool(door.opens_one_of & who.opens)
        enters = door.needs in who.opens or (door.or_manager and manages)
        return opens and enters and (not door.managers_only or leads)

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.room.line)
        middle.addLayout(self.banners)
        middle.addWidget(Room(self.stack, _("The page in front")), 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(middle, 1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addLayout(across, 1)
        down.addWidget(self.status)

    def _bind_keys(self) -> None:
        for key, act in {
            "F1": self._help,
            "F2": self._take,
            "F4": self._guide,
            "Ctrl+K": self.open_palette,
        }.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _take(self) -> None:
        """A new call is nobody's yet: it is never written behind the wall of the case one is in."""
        if self.room.inside:
            self.room.come_out(lambda: self.shell.go("contacts", "take"))
        else:
            self.shell.go("contacts", "take")

    # -- places ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Go back to where this person was when the desk was locked, or to the first place they may open."""
        if Compartment.CASEWORK in self.shell.who.opens:
            self.shell.tasks.read(self, _left, self._return, topic="place")
        else:
            self.shell.go(next(iter(self._doors)))
        self._behind(3, self._look_around)  # where one was, what stands there, its paint

    def _behind(self, times: int, act: Callable[[], None]) -> None:
        """Act when the reader has so many times answered all that it was asked by then."""
        then = partial(self._behind, times - 1, act) if times > 1 else act
        self.shell.tasks.read(self, lambda _desk: None, lambda _none: then())

    def _look_around(self) -> None:
        """What is told above the page is looked for once the page is there: reading the manuals holds it up."""
        self.bulletin.start()
        self.naming.start()
        self.reminder.start()
        self.anew.start()
        self.connection.start()
        self.fetching.start()
        self.watching.start()
        self._count_reports()

    def _return(self, left: _Left) -> None:
        """To the page, the step and the letter that were in front; a contact that goes on keeps its longer limit."""
        where, _newline, caret = left.body.partition("\n")
        name, _colon, argument = where.partition(":")
        if left.running is not None:
            self.shell.contact_changed.emit(left.running)
        if name == SEALED and not self.room.inside:
            self.shell.go("cases")
            self.room.go_in(argument, partial(self.shell.tasks.read, self, _left, self._return, topic="place"))
            return
        if self.room.inside and not name:
            name, argument = "cases", self.room.case_id
        self.shell.go(name if name in self._doors else next(iter(self._doors)), argument or None)
        self._caret, self._returned_to = from_text(caret), self.stack.currentWidget()
        if self._caret.field:
            self.shell.tasks.idle.connect(self._put_caret, Qt.ConnectionType.SingleShotConnection)

    def _put_caret(self) -> None:
        """The page has read what it shows; whoever went elsewhere meanwhile is left alone."""
        page = self.stack.currentWidget()
        if page is not None and page is self._returned_to:
            put_caret(page, self._caret)

    def remember_place(self) -> None:
        """Keep, encrypted, where this person is."""
        page = self.stack.currentWidget()
        if isinstance(page, Place) and Compartment.CASEWORK in self.shell.who.opens:
            body = f"{self.place}:{page.here()}\n{to_text(caret_in(page))}"
            draft_id = f"{_PLACE}:{self.shell.who.user}"
            self.shell.tasks.write(self, lambda desk: desk.contacts.keep_draft(draft_id, _PLACE, body))

    def _leave_for_room(self) -> None:
        """The page in front is kept where it belongs; outside stands where one went in, inside where one was."""
        self.leave()
        self.remember_place()

    def _forget_pages(self) -> None:
        """Nothing that was read outside is shown inside, nor the other way round."""
        while (item := self.banners.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self.banners.setContentsMargins(0, 0, 0, 0)
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages.clear()
        if (focus := self.window().focusWidget()) is not None:
            focus.clearFocus()  # it fell to the rail when the page went; the next page says where it begins

    def places(self) -> list[str]:
        """Where this person may go: the rail in its order, then what stands under it."""
        return list(self._doors)

    @property
    def place(self) -> str:
        return next((name for name, page in self._pages.items() if page is self.stack.currentWidget()), "")

    def page(self, name: str) -> Place:
        """The page of a place, made when it is first asked for."""
        if name not in self._pages:
            self._pages[name] = self._doors[name].make(self.shell)
            self.stack.addWidget(self._pages[name])
        return self._pages[name]

    def show_place(self, name: str, argument: object = None) -> None:
        if name == "palette":
            self.open_palette()
            return
        if name == "law":
            self._show_law(argument)
            return
        if name not in self._doors:
            return
        if self.room.inside and name in OUTSIDE_ONLY:
            self.shell.tell(
                Notice(_("This is about the whole centre. Leave the sealed case first; it stays as it is."), "caution")
            )
            return
        before = self.stack.currentWidget()
        page = self.page(name)
        if isinstance(before, Place) and before is not page:
            before.leave()
        self.rail.set_chosen(self._doors[name].under or name)
        self.stack.setCurrentWidget(page)
        page.arrive(argument)

    def _show_law(self, card: object) -> None:
        """A law card over whatever page asked for it."""
        from app.manual import LawCard
        from ui.manual.cards import law_dialog

        if isinstance(card, LawCard):
            law_dialog(self.window(), card).ask()

    def _in_front(self) -> Guide:
        """What the page in front is about: a case, a guided session; else the running contact."""
        page = self.stack.currentWidget()
        about = page.here() if isinstance(page, Place) else ""
        if about and self.place in ("cases", "duties", "evidence"):
            return Guide(case_id=about)
        if about and self.place == "manual":
            return Guide(session_id=about)
        contact = self._contact if not self.room.inside else None  # that call was begun outside
        return Guide(contact_id=contact.id) if contact is not None else Guide()

    def leave(self) -> None:
        """Let the page in front write down what is being typed."""
        page = self.stack.currentWidget()
        if isinstance(page, Place):
            page.leave()

    def _guide(self) -> None:
        """The manual for what is in front: the running contact, the case that is shown, or none."""
        page, contact = self.stack.currentWidget(), self._contact if not self.room.inside else None
        if self.place in ("cases", "duties", "evidence") and isinstance(page, Place) and page.here():
            self.shell.go("manual", Guide(case_id=page.here()))
        elif contact is not None:
            self.shell.go("manual", Guide(case_id=contact.case_id, contact_id=contact.id))
        else:
            self.shell.go("manual")

    def _set_contact(self, contact: object) -> None:
        self._contact = contact if isinstance(contact, Contact) else None

    def _reload(self, changes: Changes) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, Place) and page.watches & changes:
            page.reload()
        if changes & (Changes.OUTBOX | Changes.BACKUPS | Changes.ROUNDS):
            self._set_status()
        if changes & Changes.INBOX:
            self._count_reports()

    def _count_reports(self) -> None:
        """How many reports nobody read yet, at their door."""
        if "inbox" in self._doors and not self.room.inside:
            self.shell.tasks.read(self, _unread, partial(self.rail.set_badge, "inbox"), topic="unread")

    # -- what is told ----------------------------------------------------------------------------

    def tell(self, notice: Notice) -> None:
        """One sentence above the page; a newer one takes its place."""
        self.show_above(self._banner(notice))

    def show_above(self, banner: Banner) -> None:
        """Put a banner above the page, in the place of the one before."""
        while (item := self.banners.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.banners.setContentsMargins(32, 10, 32, 4)
        banner.gone.connect(lambda: self._take_down(banner))
        self.banners.addWidget(banner)

    def _banner(self, notice: Notice) -> Banner:
        if notice.title:
            return self._headed(notice)
        if notice.act is not None:
            undo = UndoBanner(notice.sentence)
            undo.undone.connect(notice.act)
            return undo
        banner = Banner(cast(Tone, notice.tone), notice.sentence, "", (Verb("close", _("Close")),))
        banner.chosen.connect(lambda _id: self._take_down(banner))
        return banner

    def _headed(self, notice: Notice) -> Banner:
        verbs = [Verb("act", notice.verb)] if notice.act is not None else []
        banner = Banner(cast(Tone, notice.tone), notice.title, notice.sentence, [*verbs, Verb("close", _("Close"))])

        def obey(verb: str) -> None:
            self._take_down(banner)
            if verb == "act" and notice.act is not None:
                notice.act()

        banner.chosen.connect(obey)
        return banner

    def _take_down(self, banner: QWidget) -> None:
        self.banners.removeWidget(banner)
        self.banners.setContentsMargins(0, 0, 0, 0)
        banner.hide()
        banner.deleteLater()

    def show_lock(self, seconds: int) -> None:
        """Say how long the desk stays open without a key."""
        minutes, rest = divmod(seconds, 60)
        self.status.set_lock(_("Locks in {time}").format(time=f"{minutes:02}:{rest:02}"))

    def _help(self) -> None:
        self.tell(
            Notice(
                _(
                    "F2 takes a contact, F3 parks it, F4 opens the manual, F5 to F9 jump in it, Ctrl+K finds everything, Ctrl+L locks."
                )
            )
        )

    def _set_status(self) -> None:
        who = self.shell.who
        self.status.set_chip(_("Practice centre") if who.practice else "")
        self.status.set_who(_("{name} · computer {letter}").format(name=who.name, letter=who.device))
        self.shell.tasks.read(
            self, partial(_facts, may_count="counts" in self._doors), self._show_facts, topic="status"
        )

    def _show_facts(self, facts: _Facts) -> None:
        self._facts = facts
        self._show_items()

    def _press(self, asked: str) -> None:
        if asked == "anew":
            self.anew.ask()
        elif asked == "connection":
            self.connection.ask(self.window())
        else:
            self.shell.go("office", "backup")

    def _connected(self) -> StatusItem:
        """Whether anything leaves or comes; where a relay was joined, pressing it is the switch."""
        if self.connection.offline:
            return StatusItem(_("Working offline"), "cloud-off", "connection")
        if self._facts.joined:
            return StatusItem(_("Connected to the relay only"), "cloud", "connection")
        return StatusItem(_("No connection is used"), "cloud-off")

    def _show_items(self) -> None:
        items = [self._connected()]
        if "counts" in self._doors:
            items.append(StatusItem(_("Waiting to send: {count}").format(count=self._facts.waiting), "send"))
        backup = self._facts.backup
        when = f"{local(backup):%Y-%m-%d %H:%M}" if backup else _("none yet")
        items.append(StatusItem(_("Last backup: {when}").format(when=when), "shield-check", "office"))
        if self.anew.said:
            items.append(StatusItem(self.anew.said, "key", "anew"))
        self.status.set_items(items)

    # -- the palette -----------------------------------------------------------------------------

    def open_palette(self) -> None:
        palette = CommandPalette(self.window(), self._commands(), self._search if "cases" in self._doors else None)
        palette.chosen.connect(self._obey)
        palette.start()

    def _commands(self) -> list[Command]:
        places = [
            Command(f"go:{d.id}", _("Places"), d.word, icon=d.icon, key=d.key, words=d.id)
            for d in self._doors.values()
            if not d.under
        ]
        acts = [
            Command("duties", _("To do"), _("Duties and powers"), icon="clipboard", words="duties report law"),
            Command("lock", _("To do"), _("Lock"), icon="lock", key="Ctrl+L", words="lock"),
        ]
        if self._facts.joined or self.connection.offline:
            acts.append(Command("offline", _("To do"), self.connection.word, icon="cloud-off", words="offline network"))
        if "contacts" in self._doors:
            acts.insert(0, Command("take", _("To do"), _("Take a contact"), icon="phone", key="F2", words="call"))
            acts.append(Command("new-case", _("To do"), _("Open a new case"), icon="plus", words="case"))
        if "material" in self._doors:
            acts.append(Command("material", _("To do"), _("Public material"), icon="eye", words="poster register"))
            acts.append(Command("conferences", _("To do"), _("Case conferences"), icon="people", words="conference"))
            acts.append(Command("day:week", _("To do"), _("Appointments of the week"), icon="calendar", words="week"))
            acts.append(Command("day:shift", _("To do"), _("Hand over the shift"), icon="swap", words="shift handover"))
        return acts + places

    def _search(self, query: str, answer: Answer) -> None:
        def found(rows: tuple[CaseRow, ...]) -> None:
            said = [(row, others_case() if row.masked else row.alias) for row in rows]
            answer([Command(f"case:{row.id}", _("Cases"), name, row.number, icon="folder") for row, name in said])

        self.shell.tasks.read(self, lambda desk: desk.sight.covered(desk.cases.find(query, 8)), found, topic="palette")

    def _obey(self, command: str) -> None:
        name, _colon, argument = command.partition(":")
        acts: dict[str, Callable[[], None]] = {
            "go": lambda: self.shell.go(argument),
            "case": lambda: self.shell.go("cases", argument),
            "take": self._take,
            "day": lambda: self.shell.go("today", argument),
            "duties": lambda: self.shell.go("duties", self._in_front()),
            "new-case": lambda: self.shell.go("cases", "new"),
            "conferences": lambda: self.shell.go("cases", "conferences"),
            "lock": self.shell.lock_asked.emit,
            "material": lambda: self.shell.go(*(("inbox", "material") if "inbox" in self._doors else ("material",))),
            "offline": lambda: self.connection.ask(self.window()),
        }
        acts[name]()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.rail.fit(self.width(), self.height())
        super().resizeEvent(event)


@dataclass(frozen=True, slots=True)
class _Left:
    """What this person left behind at the lock: a place with its caret, and a contact that still runs."""

    body: str
    running: Contact | None


def _left(desk: Desk) -> _Left:
    drafts = desk.contacts.drafts(_PLACE)
    return _Left(drafts[0].body if drafts else "", next((c for c in desk.contacts.open_ones() if c.running), None))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the status line knows: how much waits to leave, the last backup (UTC ms, 0 for never), a relay joined."""

    waiting: int = 0
    backup: int = 0
    joined: bool = False


def _facts(desk: Desk, may_count: bool) -> _Facts:
    from app.flows.backups import LAST_BACKUP

    waiting = len(desk.outbox.items("waiting", "held")) if may_count else 0
    joined = any(desk.office.setting(name) for name in (COLLECTOR, REPORT_RELAY))
    return _Facts(waiting, int(desk.office.setting(LAST_BACKUP, "0")), joined)
