"""The contacts: the running one in front, the list behind it; F2 takes, F3 parks, Ctrl+Enter finishes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.changes import Changes, Done
from app.contacts import Contact
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.flows import party
from app.flows.finish_contact import open_case_from
from app.i18n import _
from app.kinds import Compartment
from app.walls import Conflict
from ui import notices
from ui.application import Guide, Place, Shell
from ui.contacts import reading, words
from ui.contacts.chooser import CaseChooser
from ui.contacts.ending import ALONE, ATTACH, OPEN, REPORT, AliasDialog, ask_ending, ways
from ui.contacts.joining import Joining
from ui.contacts.listing import ContactList
from ui.contacts.party import PartyDecision
from ui.contacts.reading import Known, Opened
from ui.contacts.running import RunningContact
from ui.contacts.words import clock
from ui.forms.conflict import Found, ask_conflict
from ui.forms.fetching import CHANNELS
from ui.forms.sight import ask_sight
from ui.kit.dialogs import Dialog

_FINISHED_ALONE = frozenset({"silent", "wrong_number", "prank", "information"})


class ContactsPage(Place):
    """Two faces: the contact one is in, and all of them."""

    watches = Changes.CONTACTS | Changes.CASES

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.list = ContactList(shell.tasks)
        self.running = RunningContact(shell.tasks)
        self._faces = QStackedLayout(self)
        self._faces.addWidget(self.list)
        self._faces.addWidget(self.running)
        self._focus: QWidget | None = None
        self.asked: Dialog | None = None
        self.joining = Joining(self, self.running)
        self.deciding = PartyDecision(self)
        self._listen()

    def _listen(self) -> None:
        self.list.opened.connect(self._open)
        self.list.taken.connect(self.take)
        self.list.attach.connect(self.joining.choose)
        self.list.detach.connect(self.joining.detach)
        self.list.case_asked.connect(lambda case_id: self.shell.go("cases", case_id))
        face = self.running
        face.parked.connect(self.park)
        face.finished.connect(self._finish)
        face.ended.connect(self._end)
        face.left.connect(self.show_list)
        face.guided.connect(self._guide)
        face.reported.connect(lambda: self.shell.go("inbox", "take-down"))
        face.report_button.setVisible(bool(CHANNELS & self.shell.who.opens))
        face.resumed.connect(self._resume)
        face.asked.connect(self.joining.ask_supervisor)
        face.beside.connect(self.joining.look_beside)
        face.updated.connect(self._announce)
        back = QShortcut(QKeySequence("Ctrl+G"), self.list)
        back.activated.connect(self._back_to_contact)

    # -- arriving and leaving --------------------------------------------------------------------

    def arrive(self, argument: object = None) -> None:
        """`take` starts a contact, an id shows that one; without either the running one comes back."""
        if argument == "take":
            self.take()
        elif isinstance(argument, str) and argument:
            self._go_to(argument)
        elif self.running.contact() is not None and self._faces.currentIndex() == 1:
            self._put_focus_back()
            self.reload()
        else:
            self.shell.tasks.read(self, reading.to_go_on_with, self._go_on)

    def leave(self) -> None:
        self._focus = self.focusWidget()
        self.running.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.running.flush()

    def reload(self) -> None:
        contact = self.running.contact()
        if self._faces.currentIndex() == 0:
            self.list.reload()
        elif contact is not None:
            contact_id = contact.id
            self.shell.tasks.read(self, lambda desk: reading.opened(desk, contact_id), self._show_again)

    def _show_again(self, opened: Opened) -> None:
        contact = self.running.contact()
        if contact is not None and contact.id == opened.contact.id:
            self.running.show_again(opened)

    def _go_on(self, contact_id: str | None) -> None:
        if contact_id is not None:
            self._load(contact_id)
        else:
            self.show_list()

    def _put_focus_back(self) -> None:
        (self._focus or self.running.pad).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self, wanted: str = "") -> None:
        """The list face; what was typed is saved first."""
        self.running.flush()
        self._faces.setCurrentIndex(0)
        self.list.reload(wanted or (self.running.contact().id if self.running.contact() else ""))  # type: ignore[union-attr]  # the same call twice
        self.list.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back_to_contact(self) -> None:
        if self.running.contact() is not None:
            self._faces.setCurrentIndex(1)
            self._put_focus_back()

    # -- one contact -----------------------------------------------------------------------------

    def take(self) -> None:
        """Start a contact; the one that runs is parked with all its words."""
        self.running.flush()
        self.shell.tasks.write(self, lambda desk: desk.contacts.take("phone"), self._loaded_after)

    def _loaded_after(self, contact: Contact) -> None:
        self._load(contact.id)

    def _open(self, contact: Contact | None) -> None:
        if contact is not None:
            self._go_to(contact.id)

    def _go_to(self, contact_id: str) -> None:
        self.running.flush()
        self.shell.tasks.read(self, lambda desk: reading.may_open(desk, contact_id), partial(self._enter, contact_id))

    def _enter(self, contact_id: str, contact: Contact | reading.Covered) -> None:
        if isinstance(contact, reading.Covered):
            self.asked = ask_sight(self, self.shell, contact.case_id, contact.number, lambda: self._go_to(contact_id))
        elif contact.state == "parked":
            self._resume(contact.id)
        else:
            self._load(contact.id)

    def _resume(self, contact_id: str) -> None:
        self.running.flush()
        self.shell.tasks.write(self, lambda desk: desk.contacts.resume(contact_id), self._loaded_after)

    def _load(self, contact_id: str) -> None:
        self.shell.tasks.read(self, lambda desk: reading.opened(desk, contact_id), self._show)

    def _show(self, opened: Opened) -> None:
        shown = self.running.contact()
        if shown is not None and shown.id == opened.contact.id and shown.state == opened.contact.state:
            self.running.show_again(opened)  # what is being typed stands above what was read
        else:
            self.running.show_opened(opened)
        if opened.contact.state == "closed":
            self._look_for_colleagues(opened.contact)
            self.deciding.look(opened.contact)
        self._faces.setCurrentIndex(1)
        self.running.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _announce(self, contact: Contact) -> None:
        if contact.state != "closed":
            self.shell.contact_changed.emit(contact)

    def _guide(self) -> None:
        contact = self.running.contact()
        if contact is not None:
            self.running.flush()
            self.shell.go("manual", Guide(case_id=contact.case_id, contact_id=contact.id))

    def park(self) -> None:
        """Set the contact aside; the list shows it on top, and one key brings it back."""
        contact = self.running.contact()
        if contact is not None:
            self.running.flush()
            self.shell.tasks.write(self, lambda desk: desk.contacts.park(contact.id), self._parked)

    def _parked(self, contact: Contact) -> None:
        self._gone(contact)
        sentence = _("The contact since {time} is parked. Its words and its caret stay as they are.")
        self.shell.tell(notices.undo(sentence.format(time=clock(contact.started_at)), lambda: self._resume(contact.id)))

    def _gone(self, contact: Contact) -> None:
        """The contact is not the running one any more."""
        self.running.put_away(contact.state == "closed")
        self.shell.contact_changed.emit(None)
        self.show_list(contact.id)

    # -- how it ends -----------------------------------------------------------------------------

    def _finish(self) -> None:
        contact = self.running.contact()
        if contact is None:
            return
        if contact.state == "closed":
            self.show_list(contact.id)
            return
        match = self.running.match()
        report = words.report(self.running.report())
        rows = ways(match.number if match else "", contact.case_id is not None, report)
        dialog, list_ = ask_ending(self.window(), rows, self._likeliest(match))
        list_.opened.connect(lambda _way: dialog.leave())
        list_.opened.connect(self._end)

    def _likeliest(self, match: Known | None) -> str:
        """What was pressed a moment ago counts, whether it is written yet or not."""
        if self.running.report():
            return REPORT
        if match is not None:
            return ATTACH
        return ALONE if self.running.form.strips["kind"].value() in _FINISHED_ALONE else OPEN

    def _end(self, way: str) -> None:
        contact, match = self.running.contact(), self.running.match()
        if contact is None:
            return
        self.running.flush()
        if way == REPORT:
            self._to_report(contact)
        elif way == ALONE:
            self._close(contact.id, None)
        elif way == ATTACH and match is not None:
            self._close(contact.id, match.case_id)
        elif way == ATTACH:
            chooser = CaseChooser(self.window(), self.shell.tasks, _("Which case does this contact belong to?"))
            chooser.picked.connect(lambda case_id: self._close(contact.id, case_id))
        elif alias := self.running.form.alias.text().strip():
            self._open_case(contact.id, alias)
        else:
            AliasDialog(self.window()).given.connect(lambda given: self._open_case(contact.id, given))

    def _to_report(self, contact: Contact) -> None:
        """Finish it as it stands, in its case or alone, and open what was taken down in it."""
        report = self.running.report()
        if contact.state != "closed":
            self._close(contact.id, contact.case_id)
        self.shell.go("inbox", report)

    def _close(self, contact_id: str, case_id: str | None) -> None:
        was_in = self.running.contact()
        inside = was_in is not None and was_in.case_id is not None
        self.shell.tasks.write(
            self,
            lambda desk: party.finish(desk, contact_id, case_id),
            lambda ended: self._closed(ended, take_out=case_id is not None and not inside),
        )

    def _closed(self, ended: party.Ended, take_out: bool) -> None:
        contact = ended.contact
        self._gone(contact)
        self._look_for_colleagues(contact)
        if ended.held:
            self.deciding.say_held()
            return
        sentence = (
            _("The contact is finished.") if contact.case_id is None else _("The contact stands in the case now.")
        )
        self.shell.tell(notices.undo(sentence, lambda: self._reopen(contact.id, take_out)))

    def _reopen(self, contact_id: str, take_out: bool) -> None:
        if take_out:
            self.shell.tasks.write(self, lambda desk: desk.contacts.detach(contact_id))
        self.shell.tasks.write(self, lambda desk: desk.contacts.reopen(contact_id), self._loaded_after)

    def _open_case(self, contact_id: str, alias: str) -> None:
        self.shell.tasks.write(
            self,
            lambda desk: party.open_case(desk, contact_id, alias),
            self._case_opened,
            self._case_refused,
        )

    def _look_for_colleagues(self, contact: Contact) -> None:
        """Whoever called, or is called for, may work here: then it is held back from them, and somebody decides."""
        if not self.shell.sealed_number:
            self.shell.tasks.write(
                self,
                lambda desk: desk.sealed.look(desk.office.staff(), contact_id=contact.id),
                lambda found: self._ask_conflict(contact, found) if found else None,
            )

    def _ask_conflict(self, contact: Contact, found: Found) -> None:
        self.asked = ask_conflict(self.window(), found, with_case=contact.case_id is not None)
        self.asked.chosen.connect(lambda verb: self._decide(verb, contact, found))

    def _decide(self, verb: str, contact: Contact, found: Found) -> None:
        if verb == "other":
            for one, _who in found:
                self.shell.tasks.write(self, partial(_dismiss, ident=one.id))
        elif verb == "seal" and contact.case_id is not None:
            self.shell.go("cases", f"{contact.case_id}:seal")
        elif verb == "seal":
            without = contact.alias or _("No name")
            self.shell.tasks.write(
                self,
                lambda desk: open_case_from(
                    desk.database(Compartment.CASEWORK), desk.contacts, desk.cases, desk.safety, contact.id, without
                ),
                lambda opened: self.shell.go("cases", f"{opened.case_id}:seal"),
            )

    def _case_opened(self, ended: party.Ended) -> None:
        self._gone(ended.contact)
        if ended.held:
            self.deciding.say_held()
        else:
            self.shell.go("cases", ended.contact.case_id)

    def _case_refused(self, problem: GyeotError) -> None:
        """The contact goes on; a field that is wrong is pointed at in words."""
        field = problem.field if isinstance(problem, BadInput) else ""
        self.shell.refuse(problem)
        if field in ("phone", "alias"):
            (self.running.form.phone if field == "phone" else self.running.form.alias).setFocus()


def _dismiss(desk: Desk, ident: str) -> Done[Conflict]:
    return desk.sealed.dismiss(ident)
