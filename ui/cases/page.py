"""The place of cases: the list, one case, and the form that opens a new one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.cases import Case
from app.changes import Changes
from app.errors import Denied, GyeotError, NotFound
from app.flows.party import Ended
from app.i18n import _
from ui import notices
from ui.application import Place, Shell
from ui.cases.forms.person import OpeningForm
from ui.cases.listing import CaseList
from ui.cases.reading import CaseFile, Covered, read_case, read_or_ask
from ui.forms.sight import SightDialog, ask_sight
from ui.kit.room import Pages

if TYPE_CHECKING:
    from app.flows.batch import Batch
    from ui.cases.batch import BatchForm, ChooseFolder
    from ui.cases.case_page import CaseView
    from ui.cases.conferences import Conferences
    from ui.forms.made import MadeDialog

_OURS = {Qt.Key.Key_F2: "contact", Qt.Key.Key_F4: "manual"}
"""The window has these keys for every page; in a case they mean this case."""


class CasesPage(Place):
    """Cases; `arrive` takes nothing for the list, an id or a number for a case, "new" for a form.

    "conferences" is for the list of case conferences, "conference:" with an id for one of them.
    """

    watches = (
        Changes.CASES | Changes.CONTACTS | Changes.CONSENTS | Changes.NOTES | Changes.TASKS | Changes.REFERRALS
        | Changes.SIGNS | Changes.SESSIONS | Changes.EVIDENCE | Changes.PLANS | Changes.SUPPORT | Changes.DEADLINES
        | Changes.DELETIONS | Changes.WORKPLACE | Changes.CONFERENCES
    )  # fmt: skip

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.list = CaseList(shell)
        self._view: CaseView | None = None
        self._conferences: Conferences | None = None
        self.opening: OpeningForm | None = None
        self.batch: BatchForm | None = None
        self.made: MadeDialog | None = None
        self.choose_folder: ChooseFolder | None = None
        self.sight: SightDialog | None = None
        self._case_id = ""
        self._fresh = False
        self._seal_next = False
        self.stack = Pages()
        self.stack.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.list.opened.connect(self.open_case)
        self.list.new_asked.connect(self.open_new)
        self.list.papers_asked.connect(self.make_papers)
        self.list.conferences_asked.connect(self.show_conferences)

    @property
    def view(self) -> CaseView:
        """The page of one case, made when the first one is opened: the list does not wait for it."""
        if self._view is None:
            from ui.cases.case_page import CaseView

            self._view = CaseView(self.shell)
            self.stack.addWidget(self._view)
        return self._view

    @property
    def conferences(self) -> Conferences:
        """Case conferences, made when they are first asked for."""
        if self._conferences is None:
            from ui.cases.conferences import Conferences

            self._conferences = Conferences(self.shell)
            self._conferences.left.connect(self.show_list)
            self.stack.addWidget(self._conferences)
        return self._conferences

    def _shows_conferences(self) -> bool:
        return self._conferences is not None and self.stack.currentWidget() is self._conferences

    def _shows_case(self) -> bool:
        return self._view is not None and self.stack.currentWidget() is self._view

    def _keep(self) -> None:
        """Save the note that is being written."""
        if self._view is not None:
            self._view.pad.keep()

    # -- going -----------------------------------------------------------------------------------

    def arrive(self, argument: object = None) -> None:
        if argument == "new":
            self.show_list()
            self.open_new()
        elif str(argument or "").startswith("conference"):
            self.show_conferences(str(argument).partition(":")[2])
        elif argument:
            case_id, _colon, act = str(argument).partition(":")
            self._seal_next = act == "seal"
            self.open_case(case_id)
        else:
            self.show_list()

    def show_list(self) -> None:
        self._keep()
        self._case_id = ""
        self.stack.setCurrentWidget(self.list)
        self.list.focus()
        self.reload()

    def show_conferences(self, ident: str = "") -> None:
        """The list of case conferences, or one of them."""
        self._keep()
        self._case_id = ""
        self.stack.setCurrentWidget(self.conferences)
        if ident:
            self.conferences.open(ident)
        else:
            self.conferences.show_list()

    def open_case(self, case_id: str) -> None:
        """Show a case by its id or number; the list stays in sight until it is read."""
        self._case_id, self._fresh = case_id, True
        self.reload()

    def open_new(self) -> None:
        self.opening = OpeningForm(self, self.shell)
        self.opening.saved.connect(self._opened)
        self.opening.begin()

    def make_papers(self, query: str, status: str) -> None:
        """Summaries of the cases the list shows."""
        from ui.cases.batch import BatchForm, ask_folder

        self.batch = form = BatchForm(self, self.shell, query, status or None, self.choose_folder or ask_folder)
        form.saved.connect(partial(self._papers_made, form))
        form.begin()

    def _papers_made(self, form: BatchForm, batch: Batch) -> None:
        self.shell.tell(form.told(batch))
        made = form.made_dialog(batch)
        if made is not None:
            self.made = made
            form.left.connect(lambda: made.ask())

    def _opened(self, opened: object) -> None:
        if isinstance(opened, Ended):
            said = _(
                "This may be the other party of a case. What you wrote is kept as a contact, and held until a supervisor decides."
            )
            self.shell.tell(notices.Notice(said, "caution"))
            return
        assert isinstance(opened, Case), "opening a case gives the case"
        self.open_case(opened.id)

    def here(self) -> str:
        if self._shows_conferences():
            return f"conference:{self.conferences.here}" if self.conferences.here else "conferences"
        return self._case_id

    def leave(self) -> None:
        """Another page comes, or the lock: what is being written is kept first."""
        self._keep()

    # -- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        if self._case_id:
            self.shell.tasks.read(
                self,
                partial(read_or_ask if self._fresh else read_case, case_id=self._case_id),
                self._show_or_ask,
                self._not_shown,
                topic="case",
            )
        elif self._shows_conferences():
            self.conferences.reload()
        else:
            self.list.reload()

    def _show_or_ask(self, found: CaseFile | Covered) -> None:
        if isinstance(found, CaseFile):
            self._show(found)
        elif self._case_id in (found.id, found.number):
            case_id = found.id
            self.show_list()
            self.sight = ask_sight(self, self.shell, case_id, found.number, lambda: self.open_case(case_id))

    def _show(self, file: CaseFile) -> None:
        if self._case_id not in (file.case.id, file.case.number):
            return
        self._case_id = file.case.id
        self.view.show_file(file)
        self.stack.setCurrentWidget(self.view)
        if self._seal_next:
            self._seal_next = False
            self.view.acts.seal(tuple({one.user for one in file.standing_with.conflicts}))
        if self._fresh:
            self._fresh = False
            if not isinstance(self.window().focusWidget(), QWidget) or not self._in_dialog():
                self.view.focus()

    def _in_dialog(self) -> bool:
        """Whether a form over the page holds the focus."""
        focus = self.window().focusWidget()
        return focus is not None and not self.isAncestorOf(focus) and focus is not self

    def _not_shown(self, problem: GyeotError) -> None:
        if isinstance(problem, NotFound) and not self._fresh:
            self.show_list()  # it was shown, and is behind a wall or gone now: whoever did that has said so
            return
        self.shell.refuse(problem)
        if isinstance(problem, (NotFound, Denied)):
            self.show_list()

    # -- keys ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OURS
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
            and self._shows_case()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._shows_case() and event.key() in _OURS:
            act = self.view.acts.contact if event.key() == Qt.Key.Key_F2 else self.view.acts.manual
            act()
        elif self._shows_case() and event.key() == Qt.Key.Key_Escape:
            self.show_list()
        elif self._shows_conferences() and event.key() == Qt.Key.Key_Escape:
            self.conferences.back()
        else:
            super().keyPressEvent(event)
