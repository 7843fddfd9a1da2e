"""The evidence of one case: a list at the left, the chosen item with its custody at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Changes, Done
from app.desk import Desk
from app.documents import Exported
from app.errors import GyeotError
from app.evidence import Item, Opened
from app.flows import custody
from app.flows.break_glass import Pair
from app.i18n import _
from ui.application import Place, Shell
from ui.evidence import words
from ui.evidence.detail import ItemDetail, not_for_you
from ui.evidence.leaving import HandOverForm, LeftDialog, SheetForm
from ui.evidence.reading import Shelf, read_shelf
from ui.evidence.refer import ReferForm
from ui.evidence.releasing import ReleaseForm
from ui.evidence.stopped import StoppedDialog
from ui.evidence.take_in import TakeInForm, digital_sentence, digital_title
from ui.forms.dialog import FormDialog
from ui.forms.looking import LookDialog
from ui.forms.two_people import TwoPeople
from ui.kit.banner import Banner, Verb
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.empty import EmptyState, ErrorState
from ui.kit.page import NARROW_BELOW, Page, PageHead
from ui.kit.progress import Progress
from ui.kit.rows import TWO_LINES, Rows
from ui.kit.saving import ChoosePath, ask_path
from ui.notices import Notice

_RAIL = 76
ChooseFile = Callable[[QWidget], Path | None]


def ask_file(window: QWidget) -> Path | None:
    """The file to take in; nothing of the choice is remembered."""
    chosen, _filter = QFileDialog.getOpenFileName(
        window, _("Which file to take in"), "", "", "", QFileDialog.Option.DontUseNativeDialog
    )
    return Path(chosen) if chosen else None


class EvidencePage(Place):
    """`arrive` takes the id of a case."""

    watches = Changes.EVIDENCE | Changes.CASES

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._case_id = self._wanted = ""
        self.shelf: Shelf | None = None
        self.form: Dialog | None = None
        self.choose_file: ChooseFile = ask_file
        self.choose_path: ChoosePath = ask_path
        self.head = PageHead(_("Evidence"), " ")
        self.back = Button(_("Back to the case"), "secondary", "Esc", "arrow-left")
        self.refer = Button(_("Write down a reference"), "secondary", "R", "link")
        self.take_in = Button(_("Take in a file"), "primary", "Ctrl+Enter", "plus")
        for button in (self.back, self.refer, self.take_in):
            self.head.add_act(button)
        self.page = Page(self.head)
        self.digital = Banner("caution", digital_title(), digital_sentence(), icon="info")
        self.list = Rows(_("Evidence"), TWO_LINES, lead=0)
        self.detail = ItemDetail()
        self.progress = Progress()
        self._make_states()
        self._lay_out()
        self._connect()

    def _make_states(self) -> None:
        self.none = EmptyState(
            _("No evidence is kept in this case"),
            _("Messages and recordings can be taken in and sealed. Of everything else it can be written down where it is."),
            [Verb("take_in", _("Take in a file"), icon="plus"), Verb("refer", _("Write down a reference"), icon="link")],
        )  # fmt: skip
        self.wrong = ErrorState(
            _("The evidence could not be read"), _("Nothing was changed. Please try again."), [Verb("again", _("Try again"))]
        )  # fmt: skip

    def _lay_out(self) -> None:
        self.page.show_banner(self.digital)
        self.digital.hide()
        self._both = QWidget()
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._both)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(24)
        self._split.addWidget(self.list, 10)
        self._split.addWidget(self.detail, 11)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(200)
        for part in (self._both, self.none, self.wrong):
            self.stack.addWidget(part)
        body = QVBoxLayout()
        body.setSpacing(10)
        body.addWidget(self.progress)
        body.addWidget(self.stack, 1)
        self.page.body.addLayout(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda _on=False: self.go_back())
        self.refer.clicked.connect(lambda _on=False: self.write_reference())
        self.take_in.clicked.connect(lambda _on=False: self.bring())
        self.none.chosen.connect(lambda verb: self.bring() if verb == "take_in" else self.write_reference())
        self.wrong.chosen.connect(lambda _verb: self.reload())
        self.list.chosen.connect(self._show_item)
        self.list.opened.connect(self.look)
        self.detail.asked.connect(self.act)

    # -- coming and going ------------------------------------------------------------------------

    def arrive(self, argument: object = None) -> None:
        if isinstance(argument, str) and argument:
            self._case_id = argument
        self.shelf = None
        self.reload()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def here(self) -> str:
        return self._case_id

    def go_back(self) -> None:
        self.shell.go("cases", self._case_id or None)

    def reload(self) -> None:
        case_id = self._case_id
        if case_id:
            self.shell.tasks.read(
                self, lambda desk: read_shelf(desk, case_id), self._show, self._failed, topic="evidence"
            )

    def _failed(self, problem: GyeotError) -> None:
        self.stack.setCurrentWidget(self.wrong)
        self.shell.refuse(problem)

    # -- showing ---------------------------------------------------------------------------------

    def _show(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.head.set(_("Evidence"), f"{shelf.case.survivor.alias} · {shelf.case.number}")
        self.digital.setVisible(shelf.rule.digital)
        self.take_in.setVisible(shelf.opens)
        self.stack.setCurrentWidget(self._both if shelf.items else self.none)
        chosen = self.list.current_id()
        self.list.show_rows([words.row(one, shelf) for one in shelf.items])
        wanted, self._wanted = self._wanted or chosen, ""
        if shelf.items:
            self.list.choose(wanted if shelf.item(wanted) else shelf.items[0].id)
        self._show_item(self.list.current_id())

    def _show_item(self, item_id: str) -> None:
        if self.shelf is not None:
            self.detail.show_item(self.shelf.item(item_id), self.shelf)

    # -- bringing --------------------------------------------------------------------------------

    def bring(self) -> None:
        """Choose a file, say what it is, and take it in."""
        if self.shelf is None:
            return
        if not self.shelf.opens:
            self.shell.tell(Notice(not_for_you(), "caution"))
            return
        source = self.choose_file(self.window())
        if source is not None:
            form = TakeInForm(self, self.shell, self.shelf.rule, source)
            form.saved.connect(self._taken_in)
            self._begin(form)

    def _taken_in(self, item: Item) -> None:
        self.shell.tell(
            _("It is sealed here. The file you chose still lies where it was; think of who can open it there.")
        )
        self._choose_when_read(item)

    def write_reference(self) -> None:
        if self.shelf is not None:
            form = ReferForm(self, self.shell, self.shelf.case.id)
            form.saved.connect(self._choose_when_read)
            self._begin(form)

    def _choose_when_read(self, item: Item) -> None:
        self._wanted = item.id  # the window reloads the page, as after every write

    def _begin(self, form: FormDialog) -> None:
        self.form = form
        form.begin()

    # -- acting on one item ----------------------------------------------------------------------

    def act(self, name: str, item_id: str) -> None:
        item = self.shelf.item(item_id) if self.shelf else None
        if item is None:
            return
        acts: dict[str, Callable[[], None]] = {
            "look": partial(self.look, item_id),
            "by_two": partial(self.look_by_two, item_id),
            "check": partial(self.check, item_id),
            "hand_over": partial(self._leaving, HandOverForm, item),
            "sheet": partial(self._leaving, SheetForm, item),
            "stop": partial(self.stop, item_id),
            "release": partial(self._release, item),
        }
        acts[name]()

    def look(self, item_id: str) -> None:
        """Open it for the eyes of whoever sits here; only where the item offers it."""
        self._show_item(item_id)
        if self.detail.acts["look"].isVisibleTo(self.detail):
            self.shell.tasks.write(self, lambda desk: desk.evidence.look(item_id), self._opened)

    def look_by_two(self, item_id: str) -> None:
        """For somebody without the key of evidence: two people, with a reason."""

        def write(pair: Pair) -> None:
            self.shell.tasks.write(
                self,
                lambda desk: custody.look_by_two(desk.home, desk.evidence, desk.audit, pair, item_id),
                self._opened,
            )

        TwoPeople.ask_for(self, self.shell, write, reason=True, shown=self._keep)

    def _keep(self, form: Dialog) -> None:
        self.form = form

    def _opened(self, opened: Opened) -> None:
        dialog = LookDialog(self.window(), self.shell, opened)
        dialog.stop_asked.connect(self.stop)
        self.form = dialog
        dialog.begin()

    def stop(self, item_id: str) -> None:
        """At once, without a question: it is locked, and then the law and whom to ask are shown."""
        self.shell.tasks.write(self, lambda desk: desk.evidence.stop(item_id), self._stopped)

    def _stopped(self, _item: Item) -> None:
        if self.shelf is not None:
            self.form = StoppedDialog(self.window(), self.shell, self.shelf)
            self.form.ask()

    def _release(self, item: Item) -> None:
        self._begin(ReleaseForm(self, self.shell, item))

    def check(self, item_id: str) -> None:
        """Read every byte on the pool, then write down what was found."""

        def lifted(opened: Opened) -> None:
            size = max(1, opened.item.size or 1)

            def work(tell: Callable[[float], None], stop: object) -> str:
                with opened.file() as file:
                    return file.digest(lambda at: tell(at / size), stop.is_set)  # type: ignore[attr-defined]  # tasks give an Event

            self.progress.begin(_("Reading the file to its end …"))
            self.shell.tasks.work(
                self, work, partial(self._checked, item_id), self._not_checked, self.progress.set_part
            )

        def lift(desk: Desk) -> Done[Opened]:
            return Done(desk.evidence.lift(item_id), Changes.NONE)

        self.shell.tasks.write(self, lift, lifted)

    def _checked(self, item_id: str, digest: str) -> None:
        self.progress.hide()
        self.shell.tasks.write(self, lambda desk: desk.evidence.note_checked(item_id, digest), self._tell_check)

    def _tell_check(self, same: bool) -> None:
        if same:
            self.shell.tell(_("Every byte is the one that was taken in."))
        else:
            self.shell.tell(
                Notice(_("These are NOT the bytes that were taken in. Do not hand it over; ask a manager."), "danger")
            )

    def _not_checked(self, problem: GyeotError) -> None:
        self.progress.hide()
        self.shell.refuse(problem)

    def _leaving(self, kind: type[HandOverForm] | type[SheetForm], item: Item) -> None:
        form = kind(self, self.shell, item, self.choose_path)
        form.saved.connect(partial(self._left, form))
        self._begin(form)

    def _left(self, form: HandOverForm | SheetForm, made: Exported) -> None:
        dialog = LeftDialog(self.window(), made, form.passphrase)

        def show() -> None:
            self.form = dialog
            dialog.ask()

        form.left.connect(show)

    # -- keys ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() + _RAIL >= NARROW_BELOW
        self._split.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
