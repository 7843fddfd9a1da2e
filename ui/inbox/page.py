"""The inbox: reports from outside at the left, one of them at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Changes, Done
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.flows.report_to_case import Drafted
from app.i18n import _
from app.inbox.attached import Attachment
from app.inbox.model import State
from ui.application import Guide, Place, Shell
from ui.forms import FormDialog
from ui.forms.fetching import Fetching, Privates
from ui.inbox.beside import Beside
from ui.inbox.files import EvidenceForm, FilesDialog, StateForm
from ui.inbox.forms import AgainForm, ApartForm, CaseForm, DecisionForm, NamedForm, NoteForm, ThreadForm
from ui.inbox.listing import ThreadList
from ui.inbox.photo import PhotoForm
from ui.inbox.reading import Fits, Opened, look, read_again, read_fits
from ui.inbox.taking_down import TAKE_DOWN, TakeDown
from ui.inbox.thread import ThreadView
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.empty import EmptyState
from ui.kit.page import Page, PageHead
from ui.notices import Notice

_FORMS: dict[str, type[ThreadForm]] = {
    "note": NoteForm, "decide": DecisionForm, "apart": ApartForm, "named": NamedForm,
}  # fmt: skip


class InboxPage(Place):
    """`arrive` takes the id of a thread to open, or nothing."""

    watches = Changes.INBOX | Changes.CASES
    material_asked = Signal(object)
    """What is open belongs into the register of public material."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.fetching = Fetching.of(shell)
        self.fetching.moved.connect(self._say)
        self.form: FormDialog | None = None
        self.asked: Dialog | None = None
        self._thread = ""
        self.head = PageHead(_("Inbox"), " ")
        self.fetch = Button(_("Fetch now"), "secondary", "Ctrl+R", "inbox")
        self.again = Button(_("Try again what did not open"), "secondary", "", "key")
        self.told = Button(_("Take a report down"), "secondary", "Ctrl+T", "phone")
        self.told.setVisible(self.fetching.opens)
        self.taking = TakeDown(self, shell)
        self.taking.kept.connect(self._taken_down)
        self.several = Button(_("Choose several"), "quiet", "Ctrl+G", "list")
        self.aside = Button(_("Put aside as a flood"), "quiet", "", "trash")
        self.empty = Button(_("Empty this folder"), "danger", "", "trash")
        for button in (self.aside, self.several, self.again, self.empty, self.told, self.fetch):
            self.head.add_act(button)
        self.list = ThreadList(shell)
        self.view = ThreadView(shell)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.page = Page(self.head)
        none = EmptyState(
            _("No thread is open"), _("Enter or a click opens the chosen one. That it was read stands in the trail.")
        )
        self.beside = Beside(self.list, self.view, none)
        self.page.body.addWidget(self.beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def _connect(self) -> None:
        for button, act in (
            (self.fetch, self._fetch), (self.again, self._try_again), (self.aside, self._put_aside),
            (self.empty, self._empty), (self.several, self._choose_several), (self.told, self.taking.begin),
        ):  # fmt: skip
            button.clicked.connect(lambda _on=False, act=act: act())
        self.list.opened.connect(self.open)
        self.list.fetch_asked.connect(self._fetch)
        self.list.listed.connect(self._offer)
        self.view.act.connect(self._begin)
        self.view.send.connect(self._send)
        self.view.case_asked.connect(lambda case_id: self.shell.go("cases", case_id))

    # -- coming and going ------------------------------------------------------------------------

    def arrive(self, argument: object = None) -> None:
        self._say()
        if argument == TAKE_DOWN:
            self.taking.begin()
        elif isinstance(argument, str) and argument:
            self.open(argument)
        self.reload()
        self.list.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def here(self) -> str:
        return self._thread

    def leave(self) -> None:
        self.view.write_down()

    def reload(self) -> None:
        """The lines again, and the open thread: it was looked at already, so nothing is added to the trail."""
        self.list.reload()
        if self._thread:
            thread = self._thread
            self.shell.tasks.read(
                self, lambda desk: read_again(desk, thread), self._show, lambda _no: self._let_go(), topic="thread"
            )

    # -- one thread ------------------------------------------------------------------------------

    def open(self, thread: str) -> None:
        """Look at a thread; that stands in the trail."""
        if thread == self._thread:
            self.view.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.view.write_down()
        self.shell.tasks.write(self, lambda desk: look(desk, thread), partial(self._opened, thread), self._not_opened)

    def _opened(self, thread: str, opened: Opened) -> None:
        self._thread = thread
        self._show(opened)
        self.list.rows.choose(thread)
        self.view.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_opened(self, problem: GyeotError) -> None:
        self._let_go()
        self.shell.refuse(problem)

    def _show(self, opened: Opened) -> None:
        if opened.whole.thread.id == self._thread:
            self.view.show_thread(opened)
            self.beside.show_view()

    def _let_go(self) -> None:
        """The thread is not there any more, or not for this person."""
        self.view.keep()
        self.view.opened = None
        self._thread = ""
        self.beside.show_view(shown=False)

    # -- acts ------------------------------------------------------------------------------------

    def _fetch(self) -> None:
        self.fetching.look(asked=True)

    def _taken_down(self, thread: str) -> None:
        self.shell.tell(
            _(
                "It is kept. The code works once the next round with the relay was made; without a network it waits here."
            )
        )
        self.fetching.look()
        self.open(thread)

    def _begin(self, name: str) -> None:
        opened = self.view.opened
        if opened is None:
            return
        if name in ("close", "reopen"):
            self._move([self._thread], State.CLOSED if name == "close" else State.OPEN)
            return
        if name == "again":
            self.shell.tasks.write(self, lambda desk: desk.inbox.send_again(opened.whole.thread.id), self._again)
            return
        if name == "material":
            self.material_asked.emit(opened)
            return
        if name == "case":
            self.shell.tasks.read(self, lambda desk: read_fits(desk, opened.whole), partial(self._case, opened))
            return
        if name == "files":
            self.asked = FilesDialog(self, opened, partial(self._attachment, opened))
            self.asked.ask(self.asked.rows)
            return
        self.form = _FORMS[name](self, self.shell, opened)
        if name == "apart":
            self.form.saved.connect(lambda _n: self.shell.tell(_("From now on they see only a number and a day.")))
        self.form.begin()

    def _attachment(self, opened: Opened, verb: str, one: Attachment) -> None:
        forms: dict[str, Callable[[QWidget, Shell, Opened, Attachment], ThreadForm]] = {
            "state": StateForm,
            "take": EvidenceForm,
            "photo": PhotoForm,
        }
        said = {
            "take": _("It is sealed in the evidence of the case. It is looked at there."),
            "photo": _("It is sealed in its entry of the register. It is looked at there."),
        }
        self.form = forms[verb](self, self.shell, opened, one)
        if verb in said:
            self.form.saved.connect(lambda _item: self.shell.tell(said[verb]))
        self.form.begin()

    def _again(self, _count: int) -> None:
        self.shell.tell(_("It leaves with the next round."))

    def _case(self, opened: Opened, fits: Fits) -> None:
        self.form = CaseForm(self, self.shell, opened, fits)
        self.form.saved.connect(self._made)
        self.form.begin()

    def _made(self, made: object) -> None:
        """To the case, and from there to the manual that fits; the duties are looked at beside it."""
        assert isinstance(made, Drafted), "drafting gives what was drafted"
        shell, drafted = self.shell, made

        def manual() -> None:
            shell.go("manual", Guide(case_id=drafted.case_id, pack=drafted.pack))

        shell.go("cases", made.case_id)
        said = _("The case is made, and what is due first stands in it. The manual that fits can be opened now.")
        if made.duties:
            said += " " + _("A duty to report may apply: look at the duties first.")
        shell.tell(Notice(said, "accent", _("Open the manual"), manual, seconds=60))

    def _send(self, text: str, last: bool) -> None:
        thread = self._thread
        if thread:
            self.view.lock.setEnabled(False)
            self.view.last.setEnabled(False)
            self.shell.tasks.write(
                self, lambda desk: desk.inbox.reply(thread, text, last=last), lambda _id: self._sent(), self._not_sent
            )

    def _sent(self) -> None:
        self._may_send()
        self.view.answered()
        self.shell.tell(_("The answer is locked and waits to leave; it goes with the next round."))
        self.fetching.look()

    def _not_sent(self, problem: GyeotError) -> None:
        self._may_send()
        if isinstance(problem, BadInput):
            self.view.refuse(str(problem))
        else:
            self.shell.refuse(problem)

    def _may_send(self) -> None:
        self.view.lock.setEnabled(True)
        self.view.last.setEnabled(True)

    def _move(self, threads: list[str], state: State, done: Callable[[int], None] | None = None) -> None:
        self.shell.tasks.write(self, lambda desk: desk.inbox.move(threads, state), done)

    def _choose_several(self) -> None:
        self.list.choose_several(not self.list.several)
        self.several.set(_("Choose one") if self.list.several else _("Choose several"))
        self.list.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_aside(self) -> None:
        """Into the flood folder, or back out of it."""
        threads = list(self.list.chosen())
        if not threads:
            return
        back = self.list.folder == "flood"

        def moved(n: int) -> None:
            said = (
                _("{n} threads are to be read again.") if back else _("{n} threads were put aside; nobody opens them.")
            )
            self.shell.tell(said.format(n=n))

        self._move(threads, State.OPEN if back else State.FLOOD, moved)

    def _empty(self) -> None:
        said = _("{n} threads are erased here for good. How many they were is kept. What belongs to a case stays.")
        verbs = [Verb("keep", _("Keep them"), safe=True), Verb("empty", _("Erase them"), kind="danger")]
        count = self.list.counts.get("flood", 0)
        self.asked = Dialog(self.window(), _("Empty this folder"), said.format(n=count), verbs)
        self.asked.chosen.connect(lambda verb: self._emptied() if verb == "empty" else None)
        self.asked.ask()

    def _emptied(self) -> None:
        def told(n: int) -> None:
            self.shell.tell(_("{n} threads were erased, and their number is kept.").format(n=n))

        def empty(desk: Desk) -> Done[int]:
            done = desk.inbox.empty_flood()
            desk.attachments.sweep()
            return done

        self.shell.tasks.write(self, empty, told)

    def _try_again(self) -> None:
        self.form = AgainForm(self, self.shell, self.list.unreadable)
        self.form.saved.connect(self._with_paper)
        self.form.begin()

    def _with_paper(self, paper: object) -> None:
        privates: Privates = paper if isinstance(paper, dict) else {}
        self.fetching.open_with(privates)

    # -- how it stands ---------------------------------------------------------------------------

    def _offer(self) -> None:
        """Only what can be done with what the list shows."""
        folder, some = self.list.folder, bool(self.list.chosen())
        self.beside.right.setVisible(bool(self._thread or self.list.model.rowCount()))
        self.again.setVisible(self.list.unreadable > 0)
        self.empty.setVisible(folder == "flood" and self.list.counts.get("flood", 0) > 0)
        self.several.setVisible(bool(self.list.model.rowCount()) and folder in ("open", "flood"))
        self.aside.setVisible(some and folder in ("open", "flood"))
        self.aside.set(_("Take out of this folder") if folder == "flood" else _("Put aside as a flood"))
        self._say()

    def _say(self) -> None:
        """How many there are to read, and what came of the last round."""
        count = self.list.counts.get(self.list.folder, 0)
        said = [_("{n} reports here").format(n=count), self.fetching.said]
        self.head.set(_("Inbox"), " · ".join(filter(None, said)))
        self.fetch.setEnabled(not self.fetching.busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.beside.fit(self.width())
