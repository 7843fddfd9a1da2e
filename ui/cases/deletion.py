"""The section of a case with its deletion work: how it stands, on whose behalf, and every address in one list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.clock import today
from app.codelists import label
from app.deletion import Counts, Mandate, Target, Whole
from app.desk import Desk
from app.i18n import _
from ui.cases import words
from ui.cases.address_table import PAGE, AddressTable
from ui.cases.asked import AskedSection
from ui.cases.blocks import Block
from ui.cases.forms.addresses import AddressForm, PasteForm
from ui.cases.forms.base import FormDialog
from ui.cases.forms.deletion import AnswerForm, AskForm, Chosen, LookForm, MandateForm, SetAsideForm
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.flow import Flow
from ui.kit.label import Label, SectionHead
from ui.kit.rows import Row

_LIST = 300


@dataclass(frozen=True, slots=True)
class Work:
    """What the section shows: the sums, the mandates, and the first page of the list it is narrowed to."""

    counts: Counts
    mandates: tuple[Mandate, ...]
    shown: str
    total: int
    first: tuple[Target, ...]


class DeletionSection(AskedSection[Work]):
    """Addresses and what is done about them."""

    work: Work | None = None

    def build(self) -> None:
        self._ends: dict[int, str] = {}
        self.sums = Label("", 13, 400, "text2", wrap=True)
        self.warning = Label("", 13, 500, "high", wrap=True)
        none = _("Nobody has been noted yet who asks for deletion.")
        self.mandates = Block(_("On whose behalf"), none, counted=False)
        self.mandates.add_act(_("Note who asks"), "plus", self.mandate, "M")
        self.mandates.opened.connect(self.mandate)
        self.head = SectionHead(_("Addresses"))
        self.filter = ChoiceStrip(filters(), _("Which addresses"), digits=False, height=30)
        self.filter.set_value("all")
        self.filter.changed.connect(self.ask)
        self.table = AddressTable()
        self.table.setMinimumHeight(_LIST)
        self.table.opened.connect(self._open)
        self.none = Label("", 13, 400, "text2", wrap=True)
        self.add(self.head, self.sums, self.warning, self._acts(), self.filter, self.table, self.none, self.mandates)

    def end(self) -> None:
        """The list takes what is left of the height."""
        self.body.setSpacing(12)
        self.body.setStretchFactor(self.table, 1000)
        self.body.addStretch(1)

    def _acts(self) -> QWidget:
        acts = QWidget()
        row = Flow(acts, gap=8, line_gap=8)
        self.buttons: dict[str, Button] = {}
        for name, word, icon, key, act in (
            ("paste", _("Paste addresses"), "plus", "A", self.paste),
            ("ask", _("Asked for deletion"), "send", "R", partial(self._begin_for_many, AskForm)),
            ("answer", _("Write down an answer"), "inbox", "W", partial(self._begin_for_many, AnswerForm)),
            ("look", _("Looked again"), "eye", "L", partial(self._begin_for_many, LookForm)),
            ("aside", _("Set aside"), "x", "", partial(self._begin_for_many, SetAsideForm)),
            ("take_up", _("Take up again"), "undo", "", self.take_up),
        ):
            self.buttons[name] = button = Button(word, "quiet", key, icon)
            button.clicked.connect(lambda _on=False, act=act: act())
            row.addWidget(button)
        return acts

    # -- reading ---------------------------------------------------------------------------------

    def ask(self) -> None:
        """Read the sums and the first page of what the strip names."""
        if self.file is not None:
            case_id, shown = self.file.case.id, self.filter.value() or "all"
            self.shell.tasks.read(
                self, lambda desk: _read(desk, case_id, shown), partial(self._found, case_id), topic="deletion"
            )

    @staticmethod
    def read(desk: Desk, case_id: str) -> Work:
        return _read(desk, case_id, "all")

    def show_found(self, found: Work) -> None:
        if self.work is None or self.work.shown != found.shown or not found.counts.total:
            self.table.marked.clear()
        self.work = found
        self.sums.setText(sums(found.counts))
        self.warning.setText(_warning(found))
        self.warning.setVisible(bool(self.warning.text()))
        self.mandates.show_rows([_mandate_row(one) for one in found.mandates])
        self.head.set(_("Addresses"), f"{found.total:,}" if found.total else None)
        at = self.table.currentIndex().row()
        self._ends = {0: found.first[-1].id} if found.first else {}
        self.table.start(found.total, self._request, found.first)
        if 0 <= at < found.total:
            self.table.setCurrentIndex(self.table.lazy().index(at, 0))
        self._show_parts(found)

    def _show_parts(self, found: Work) -> None:
        there, listed = found.counts.total > 0, bool(found.total)
        self.filter.setVisible(there)
        self.table.setVisible(listed)
        self.none.setVisible(not listed)
        self.none.setText(
            _("No address stands here now.")
            if there
            else _("No address is written down yet. Paste as many as there are.")
        )
        for name in ("ask", "look", "aside"):
            self.buttons[name].setEnabled(listed)
        self.buttons["answer"].setEnabled(listed and bool(found.counts.requests))
        self.buttons["aside"].setVisible(found.shown != "left")
        self.buttons["take_up"].setVisible(found.shown == "left" and listed)

    def _request(self, page: int) -> None:
        """Read a page from behind the nearest one whose end is known."""
        known = max((one for one in self._ends if one < page), default=-1)
        if known < 0 or self.work is None or self.file is None:
            return
        case_id, shown, after = self.file.case.id, self.work.shown, self._ends[known]
        skipped, generation = (page - known - 1) * PAGE, self.table.lazy().generation()
        self.shell.tasks.read(
            self,
            lambda desk: desk.deletion.page(case_id, shown, after=after, limit=skipped + PAGE)[skipped:],
            partial(self._take_page, page, generation),
        )

    def _take_page(self, page: int, generation: int, rows: tuple[Target, ...]) -> None:
        if rows and generation == self.table.lazy().generation():
            self._ends[page] = rows[-1].id
        self.table.fill(page, rows, generation)

    # -- acting ----------------------------------------------------------------------------------

    def _begin(self, form: FormDialog, field: str = "") -> None:
        self.acts.form = form
        form.begin(field)

    def paste(self, first: Target | None = None) -> None:
        assert self.file is not None, "acts are offered where a case is shown"
        form = PasteForm(self, self.shell, self.file.case.id, first)
        form.saved.connect(self.shell.tell)
        self._begin(form)

    def mandate(self, ident: str = "") -> None:
        assert self.file is not None, "acts are offered where a case is shown"
        there = next((one for one in self.work.mandates if one.id == ident), None) if self.work else None
        self._begin(MandateForm(self, self.shell, self.file.case.id, there))

    def chosen(self) -> Chosen:
        """The marked addresses; where none is marked, every one that the list shows."""
        assert self.file is not None, "acts are offered where a case is shown"
        assert self.work is not None, "it was read"
        case_id, shown, marked = self.file.case.id, self.work.shown, tuple(sorted(self.table.marked))
        routes = tuple(self.work.counts.requests)
        if marked:
            return Chosen(case_id, len(marked), lambda _desk: marked, routes)
        return Chosen(case_id, self.work.total, lambda desk: desk.deletion.ids(case_id, shown), routes)

    def _begin_for_many(self, kind: type[AskForm] | type[AnswerForm] | type[LookForm] | type[SetAsideForm]) -> None:
        form = kind(self, self.shell, self.chosen())
        form.saved.connect(lambda _value: self.table.marked.clear())
        self._begin(form)

    def take_up(self) -> None:
        """Go on with what was set aside."""
        chosen = self.chosen()
        self.table.marked.clear()
        self.shell.tasks.write(self, lambda desk: desk.deletion.take_up(chosen.case_id, chosen.ids(desk)))

    def _open(self, at: int) -> None:
        one = self.table.lazy().row(at)
        if one is not None:
            self.shell.tasks.read(self, lambda desk: desk.deletion.whole(one.id), self._show_whole, topic="address")

    def _show_whole(self, whole: Whole) -> None:
        self._begin(AddressForm(self, self.shell, whole, self.paste), "account")


def filters() -> list[tuple[str, str]]:
    """What the list may be narrowed to."""
    return [
        ("all", _("All")), ("due", _("To look at")), ("found", _("Nothing asked yet")), ("asked", _("Asked")),
        ("down", _("Gone or blocked")), ("back", _("Back again")), ("left", _("Set aside")),
    ]  # fmt: skip


def sums(counts: Counts) -> str:
    """The figures of the case in one line; what is nought is left out."""
    if not counts.total:
        return _("One row an address: where deletion was asked for, what came of it, and when to look again.")
    parts = [_("{n} addresses").format(n=f"{counts.total:,}")]
    for state in ("found", "asked", "refused", "gone", "blocked", "back", "left"):
        if number := counts.states.get(state):
            parts.append(f"{label('deletion_state', state)} {number:,}")
    parts += [_("came up elsewhere {n}").format(n=f"{counts.again:,}")] if counts.again else []
    parts += [_("to look at by today {n}").format(n=f"{counts.due:,}")] if counts.due else []
    return " · ".join(parts)


def _read(desk: Desk, case_id: str, shown: str) -> Work:
    work = desk.deletion
    return Work(
        work.counts(case_id), work.mandates(case_id), shown, work.total(case_id, shown),
        work.page(case_id, shown, limit=PAGE),
    )  # fmt: skip


def _warning(found: Work) -> str:
    if not found.counts.total or any(one.holds(today()) for one in found.mandates):
        return ""
    if not found.mandates:
        return _("It is not noted yet on whose behalf deletion is asked for.")
    return _("The signed paper of whoever asks is missing, or does not hold any more.")


def _mandate_row(one: Mandate) -> Row:
    facts = [
        one.name, _("signed {day}").format(day=words.short_day(one.signed_on)) if one.signed_on else "",
        _("until {day}").format(day=words.short_day(one.until_on)) if one.until_on else "", one.kept_where,
    ]  # fmt: skip
    gone = _("Taken back {day}").format(day=words.short_day(one.withdrawn_on)) if one.withdrawn_on else ""
    paper = "" if one.paper == "not_needed" else label("deletion_paper", one.paper)
    return Row(
        one.id, label("deletion_requester", one.asked_by), second=" · ".join(filter(None, facts)), icon="person",
        state=gone or paper, state_tone="high" if gone or one.paper == "missing" else "text2", done=bool(gone),
    )  # fmt: skip
