"""The running contact at work: what is shown, kept, marked and looked for while somebody speaks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.clock import local
from app.codelists import label
from app.contacts import Contact
from app.errors import GyeotError
from app.i18n import _
from ui.contacts import words
from ui.contacts.caret import begin_paragraph, caret, put_caret, whole_lines
from ui.contacts.ending import KEYS, looking_back, ways
from ui.contacts.frame import ContactFrame, short_signs
from ui.contacts.keeper import Keeper
from ui.contacts.pad import Written, from_text, to_text
from ui.contacts.reading import Alike, Known, Opened, alike
from ui.kit import pasting
from ui.tasks import Tasks


class RunningContact(ContactFrame):
    """One contact, open or finished; nothing typed here waits longer than two seconds to be safe."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._contact: Contact | None = None
        self._case: Known | None = None
        self._match: Known | None = None
        self._report = ""
        self._shown = False
        self.keeper = Keeper(tasks, self.written, self)
        self.keeper.saved.connect(self._saved)
        self.keeper.failed.connect(self._not_saved)
        self.pad.pasted_too_much.connect(self._say_too_long)
        self._listen()
        self._timer = QTimer(self)
        self._timer.setInterval(500)
        self._timer.timeout.connect(self._tick)

    # -- keys --------------------------------------------------------------------------------------

    def _listen(self) -> None:
        self.pad.installEventFilter(self)
        self.pad.changed.connect(self.keeper.touch)
        self.form.typed.connect(self._typed)
        self.form.decided.connect(self._decide)
        self.signs.toggled.connect(self._mark)
        self.ways.opened.connect(self.ended)
        self.alike.opened.connect(self.beside)
        self.alike.asked.connect(self.asked)
        self.parked_strip.resumed.connect(self.resumed)
        for place in range(1, len(short_signs()) + 1):
            self._key(f"Ctrl+Shift+{place}", lambda place=place: self.signs.choose(place))
        for way, key in KEYS.items():
            self._key(key, lambda way=way: self._end(way))
        self._key("Ctrl+J", self.safe.toggle_code)

    def _key(self, key: str, act: object) -> None:
        QShortcut(QKeySequence(key), self).activated.connect(act)

    def _end(self, way: str) -> None:
        if any(one.id == way for one in self.ways.item_model().items()):
            self.ended.emit(way)

    # -- showing ---------------------------------------------------------------------------------

    def contact(self) -> Contact | None:
        return self._contact

    def report(self) -> str:
        """The report that was taken down in this contact."""
        return self._report

    def match(self) -> Known | None:
        """The case this contact is in, or the first that looks alike."""
        return self._case or self._match

    def show_opened(self, opened: Opened) -> None:
        """Show another contact; what was typed into the one before goes there first."""
        self.flush()
        contact, written = opened.contact, opened.written
        self._contact, self._case, self._match = contact, opened.case, None
        self._report = opened.report
        caller, lines = from_text(written.note)
        self.form.show_contact(contact, caller, written.alias, written.phone)
        self.pad.set_lines(lines)
        put_caret(self.pad, written.caret)
        self.signs.set_values(contact.signs)
        shown = self.written()
        self.keeper.begin(contact.id, shown, opened.in_row or shown, contact.state == "closed")
        self._say_saved(opened.saved_at)
        self.show_others(opened.others)
        self._show_head()
        self._look_alike()

    def show_again(self, opened: Opened) -> None:
        """Take over what changed elsewhere; what is being typed stays as it is."""
        self._contact, self._case, self._report = opened.contact, opened.case, opened.report
        self.signs.set_values(opened.contact.signs)
        self.show_others(opened.others)
        self._show_head()

    def show_others(self, others: tuple[Contact, ...]) -> None:
        self.parked_strip.show_contacts(others)

    def put_away(self, closed: bool = False) -> None:
        """No contact is shown any more."""
        self._timer.stop()
        self.keeper.end(closed)
        self._contact = self._case = self._match = None
        self._report = ""

    def _show_head(self) -> None:
        contact = self._contact
        if contact is None:
            return
        closed = contact.state == "closed"
        self.bar.set_call(words.state(contact), words.since(contact), "check" if closed else "phone")
        self.park_button.setVisible(not closed)
        self.finish_button.set(_("Save and go back") if closed else _("Finish the contact"))
        self._show_person()
        number = self.match().number if self.match() else ""  # type: ignore[union-attr]  # the same call twice
        report = words.report(self._report)
        rows = looking_back(report) if closed else ways(number, self._case is not None, report)
        self.ways.show_rows(rows)
        self._ways_head.setVisible(bool(rows))
        self.safe.show_case(self.match())
        self._tick()
        if closed:
            self._timer.stop()
        else:
            self._timer.start()
        self.updated.emit(contact)

    def _show_person(self) -> None:
        case = self._case.number if self._case else _("no case yet")
        name = self.form.alias.text().strip() or _("No name")
        self.bar.set_person(name, case, words.caller_line(self.form.relation(), self.form.caller.text()))

    def _tick(self) -> None:
        contact = self._contact
        if contact is None:
            return
        minutes = _("{count} min").format(count=contact.minutes or 0)
        self.bar.set_timer(minutes if contact.state == "closed" else words.elapsed(contact.started_at))

    # -- writing ---------------------------------------------------------------------------------

    def written(self) -> Written:
        """All that is typed, with the syllable that is not finished."""
        note = to_text(self.form.caller.whole(), whole_lines(self.pad))
        return Written(note, self.form.alias.whole().strip(), self.form.phone.whole().strip(), caret(self.pad))

    def flush(self) -> None:
        """Finish the syllable and save everything now."""
        if self._contact is not None:
            method = QGuiApplication.inputMethod()
            if method is not None:
                method.commit()
            self.keeper.flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.pad and event.type() == QEvent.Type.InputMethod:
            self.keeper.touch()
        return False

    def _typed(self) -> None:
        self.keeper.touch()
        self._show_person()
        self._look_alike()

    def _decide(self, field: str, value: str | None) -> None:
        contact = self._contact
        if contact is not None:
            self._tasks.write(self, lambda desk: desk.contacts.write(contact.id, **{field: value}), self._written_row)
            self._show_person()

    def _mark(self, sign: str, on: bool) -> None:
        contact = self._contact
        if contact is None:
            return
        word = label("warning_sign", sign)
        line = _("Warning sign heard: {sign}") if on else _("Warning sign taken back: {sign}")
        writing = self.pad.hasFocus()
        self.pad.add_line(line.format(sign=word))
        begin_paragraph(self.pad)
        if writing:
            self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tasks.write(self, lambda desk: desk.contacts.mark(contact.id, sign, on), self._written_row)

    def _written_row(self, contact: Contact) -> None:
        if self._contact is not None and contact.id == self._contact.id:
            self._contact = contact
            self.updated.emit(contact)

    def _saved(self, what: int | Contact) -> None:
        if isinstance(what, Contact):
            self._written_row(what)
        else:
            self._say_saved(what)

    def _say_saved(self, at: int | None) -> None:
        if at is None:
            self.saved_line.set(_("Saved encrypted as you type"), "lock", "text2")
            return
        self.saved_line.set(_("Saved encrypted {time}").format(time=f"{local(at):%H:%M:%S}"), "lock", "text2")

    def _not_saved(self, problem: GyeotError) -> None:
        self.saved_line.set(_("Not saved yet; trying again"), "info", "danger")
        self.saved_line.setToolTip(str(problem))

    def _say_too_long(self) -> None:
        self.saved_line.set(_("Too long to be pasted here"), "info", "danger")
        self.saved_line.setToolTip(str(pasting.too_long()))

    # -- who it may be ---------------------------------------------------------------------------

    def _look_alike(self) -> None:
        alias, phone = self.form.alias.whole(), self.form.phone.whole()
        besides = self._case.case_id if self._case else None
        self._tasks.read(self, lambda desk: alike(desk, alias, phone, besides), self._show_alike, topic="alike")

    def _show_alike(self, found: Alike) -> None:
        self.alike.show_alike(found)
        self._match = found.first
        if self._contact is not None and self._contact.state != "closed":
            number = self.match().number if self.match() else ""  # type: ignore[union-attr]  # the same call twice
            self.ways.show_rows(ways(number, self._case is not None, words.report(self._report)))
        self.safe.show_case(self.match())
