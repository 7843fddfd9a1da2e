"""Where a session begins: those nobody ended, the manuals to start, and reading alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import local
from app.desk import Desk
from app.errors import NotFound
from app.i18n import _, language, short_date
from app.manual import Library, Pack, SessionState
from ui.application import Guide
from ui.kit.banner import Banner, Verb
from ui.kit.buttons import Button
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column, Page, PageHead
from ui.kit.rows import LOOSE, Row, Rows
from ui.manual.choice import TreeChoice

MEASURE = 860


@dataclass(frozen=True, slots=True)
class Unended:
    """A session that nobody ended, with whom it is about."""

    state: SessionState
    whom: str
    where: str


@dataclass(frozen=True, slots=True)
class AtTheDoors:
    """What stands at the doors."""

    unended: tuple[Unended, ...]
    packs: dict[str, Pack]


def read_doors(desk: Desk) -> AtTheDoors:
    """Asked on the reader thread."""
    me, manual = desk.keys.user, desk.manual
    unended = tuple(_named(desk, manual.library, one) for one in manual.open_sessions() if one.session.author == me)
    return AtTheDoors(unended, {pack.id: pack for pack in manual.library.packs()})


def _named(desk: Desk, library: Library, state: SessionState) -> Unended:
    session = state.session
    whom = ""
    if session.case_id:
        whom = desk.cases.get(session.case_id).survivor.alias
    elif session.contact_id:
        whom = desk.contacts.get(session.contact_id).alias or ""
    return Unended(state, whom, _where(library, state))


def _where(library: Library, state: SessionState) -> str:
    """The step it stands at; only its id where the manual was taken away, so that the other sessions stay in reach."""
    try:
        return _step_words(library.pack(state.tree), state.step)
    except NotFound:
        return state.step


def _step_words(pack: Pack, step_id: str) -> str:
    step = pack.steps.get(step_id)
    return (
        f"{step_id} {step.title(language())}"
        if step and step.kind != "card"
        else step.title(language())
        if step
        else step_id
    )


class Doors(QWidget):
    """Enter goes on with a session; the buttons begin one or open the manual to read."""

    resumed = Signal(str)
    started = Signal(object)
    """Guide: begin in the manual it names."""
    read = Signal()
    begun_anew = Signal()
    ended = Signal(str)
    """A session that cannot go on shall end as it is."""

    def __init__(self, casework: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = PageHead(_("Manual"), _("Go on where you stopped, begin a session, or read without a case."))
        self._guide = Guide()
        self._begin = SectionHead(_("Begin without a case"))
        self.choice = TreeChoice()
        self.choice.chosen.connect(self._start)
        if not casework:
            self._begin.hide()
            self.choice.hide()
        self.look = Button(_("Read only"), "secondary", "", "eye")
        self.look.clicked.connect(self.read)
        self._page = Page(head)
        self._banner: Banner | None = None
        self._head = SectionHead(_("Not ended yet"))
        self.rows = Rows(_("Sessions that nobody ended"), height=LOOSE, fit=True)
        self.rows.opened.connect(self.resumed)
        self._none = Label(_("Every session of yours has ended."), 14, 400, "text2", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self._inside(), 1000)
        row.addStretch(1)
        self._page.body.addLayout(row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._page)

    def _inside(self) -> Column:
        self.acts = acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.look)
        acts.addStretch(1)
        inside = Column(_("Ways into the manual"), spacing=14)
        inside.setMaximumWidth(MEASURE)
        inside.add(self._begin, self.choice, acts, self._head, self._none, self.rows)
        inside.end()
        return inside

    def show_packs(self, packs: dict[str, Pack], guide: Guide) -> None:
        """Ask which manual; for a case or contact where nothing says it, else for a session of its own."""
        self._guide = guide
        asked = guide.case_id is not None or guide.contact_id is not None
        self._begin.set(_("Which manual fits? Each leads over to the others.") if asked else _("Begin without a case"))
        self.choice.show_packs(packs)

    def _start(self, pack: str, entry: str) -> None:
        self.started.emit(replace(self._guide, pack=pack, entry=entry))

    def show_unended(self, found: tuple[Unended, ...]) -> None:
        self._head.set(_("Not ended yet"), len(found) or None)
        self._none.setVisible(not found)
        self.rows.setVisible(bool(found))
        self.rows.show_rows([_row(one) for one in found])

    def offer(self, state: SessionState) -> None:
        """A case has a session already: go on with it, or begin another."""
        began = local(state.session.started_at)
        words = _("It began on {day} at {time}. Going on keeps its path; a new one begins at the first step.")
        verbs = (
            Verb("resume", _("Go on with it"), "", "primary"),
            Verb("anew", _("Begin a new one")),
        )
        said = words.format(day=short_date(began.date()), time=f"{began:%H:%M}")
        self._banner = Banner("accent", _("This case has a session that nobody ended."), said, verbs, "book")
        self._banner.chosen.connect(
            lambda verb: self.resumed.emit(state.id) if verb == "resume" else self.begun_anew.emit()
        )
        self._page.show_banner(self._banner)
        buttons = self._banner.findChildren(Button)
        buttons[0].setFocus()

    def offer_end(self, session_id: str, sentence: str) -> None:
        """A session whose manual is gone can only be ended; its path is kept."""
        verbs = (Verb("end", _("End this session"), "", "secondary"),)
        self._banner = Banner("caution", sentence, "", verbs, "book")
        self._banner.chosen.connect(lambda _verb: self.ended.emit(session_id))
        self._page.show_banner(self._banner)
        self._banner.findChildren(Button)[0].setFocus()

    def take_down(self) -> None:
        if self._banner is not None:
            self._banner.hide()

    @property
    def banner(self) -> Banner | None:
        return self._banner


def _row(one: Unended) -> Row:
    began = local(one.state.session.started_at)
    state = _("paused") if one.state.paused else _("not ended")
    second = _("{step} · began {day} {time}").format(
        step=one.where, day=short_date(began.date()), time=f"{began:%H:%M}"
    )
    return Row(one.state.id, one.whom or _("Without a case"), "", second, icon="book", state=state)
