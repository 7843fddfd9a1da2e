"""Contacts and cases: put in later, taken out, looked at side by side, and a question to the supervisor."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.contacts import Contact
from app.i18n import _
from ui import notices
from ui.application import Place
from ui.contacts import reading
from ui.contacts.chooser import Beside, CaseChooser
from ui.contacts.reading import Known
from ui.contacts.running import RunningContact
from ui.forms.sight import ask_sight


class Joining(QObject):
    """What a contacts page does with cases; it acts for the page and in its window."""

    def __init__(self, page: Place, running: RunningContact) -> None:
        super().__init__(page)
        self._page, self.running, self.shell = page, running, page.shell

    def choose(self, contact: Contact | None) -> None:
        if contact is not None:
            chooser = CaseChooser(self._page.window(), self.shell.tasks, _("Which case does this contact belong to?"))
            chooser.picked.connect(lambda case_id: self.attach(contact.id, case_id))

    def attach(self, contact_id: str, case_id: str) -> None:
        self.shell.tasks.write(self, lambda desk: desk.contacts.attach(contact_id, case_id), self._attached)

    def _attached(self, contact: Contact) -> None:
        sentence = _("The contact stands in the case now.")
        self.shell.tell(notices.undo(sentence, lambda: self._take_out(contact.id)))
        self._page.reload()

    def _take_out(self, contact_id: str) -> None:
        self.shell.tasks.write(self, lambda desk: desk.contacts.detach(contact_id))

    def detach(self, contact: Contact | None) -> None:
        if contact is None or contact.case_id is None:
            return
        contact_id, case_id = contact.id, contact.case_id
        sentence = _("The contact was taken out of the case.")
        self.shell.tasks.write(
            self,
            lambda desk: desk.contacts.detach(contact_id),
            lambda _contact: self.shell.tell(notices.undo(sentence, lambda: self.attach(contact_id, case_id))),
        )

    def look_beside(self, case_id: str) -> None:
        if case_id:
            self.shell.tasks.read(
                self, lambda desk: reading.known_or_number(desk, case_id), lambda found: self._beside(case_id, found)
            )

    def _beside(self, case_id: str, found: Known | str) -> None:
        if isinstance(found, Known):
            self._show_beside(found)
        else:
            self.sight = ask_sight(self._page, self.shell, case_id, found, lambda: self.look_beside(case_id))

    def _show_beside(self, known: Known) -> None:
        form, contact = self.running.form, self.running.contact()
        if contact is None:
            return
        here = [(_("Name to call by"), form.alias.text()), (_("Number"), form.phone.text())]
        beside = Beside(self._page.window(), here, known)
        beside.picked.connect(lambda case_id: self.attach(contact.id, case_id))

    def ask_supervisor(self, case_id: str) -> None:
        """The question goes to whoever is responsible; the case itself is not shown here."""
        contact = self.running.contact()
        if contact is None:
            return
        contact_id = contact.id
        self.shell.tasks.write(
            self,
            lambda desk: desk.matches.hold(contact_id, case_id),
            lambda _held: self.shell.tell(
                _("The supervisor finds the question under “To do”. The case stays covered, and this contact is held.")
            ),
        )
