"""Ending a session: what will stand in the case, what is proposed, and which case it goes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.cases import CaseRow
from app.changes import Done
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.flows import party
from app.flows.finish_session import Ending, finish_session
from app.flows.session_to_case import Rooms, note_lines
from app.i18n import _, pick
from app.kinds import Compartment
from app.manual import ProposedTask, SessionSummary
from app.recordfields import fields
from ui.application import Shell
from ui.forms.sight import others_case
from ui.kit.banner import Verb
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, HelpLine, LineEdit
from ui.kit.label import Label
from ui.kit.rows import Row, Rows
from ui.manual.cards import tall_content
from ui.manual.keeper import Around

FINISH_KEY = "Ctrl+Shift+Enter"


def write_ending(desk: Desk, session_id: str, ending: Ending) -> Done[str]:
    """Run on the writer thread; the value is the id of the case."""
    rooms = Rooms(desk.cases, desk.agenda, desk.referrals, desk.manual, desk.directory.names())
    if ending.case_id is None:
        party.not_held(desk, desk.manual.state(session_id).session.contact_id)
    return finish_session(desk.database(Compartment.CASEWORK), rooms, desk.contacts, session_id, ending)


@dataclass(frozen=True, slots=True)
class _TaskRow:
    """One proposed task: kept or not, and its day."""

    task: ProposedTask
    keep: ChoiceStrip
    day: LineEdit


class EndForm(QWidget):
    """Everything the dialog asks; `ending()` reads it or raises BadInput naming the field."""

    def __init__(self, around: Around, summary: SessionSummary, notes: str, search: Callable[[str], None]) -> None:
        super().__init__()
        self.setAccessibleName(_("What goes into the case"))
        self._around, self._notes = around, notes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._add_where(search)
        self._add_level(summary)
        self._add_tasks(summary)
        self._add_referrals(summary)
        self._add_note(summary)

    # -- where to --------------------------------------------------------------------------------

    def _add_where(self, search: Callable[[str], None]) -> None:
        here = self._around.case
        ways = [("new", _("A new case")), ("other", _("Another case"))]
        if here is not None:
            ways = [("here", f"{here.survivor.alias} {here.number}")]
        self.where = ChoiceStrip(ways, _("Goes into"))
        self.where.set_value(ways[0][0])
        self.where.changed.connect(self._follow_where)
        contact = self._around.contact
        known = self._around.value("alias") or (contact.alias if contact and contact.alias else "")
        self.alias = LineEdit(known, _("An alias is enough"))
        self.query = LineEdit("", _("Alias or case number"))
        self.query.textEdited.connect(search)
        self.found = Rows(_("Cases found"), height=48, lead=0)
        self.found.setFixedHeight(120)
        self.form = Form(spacing=8)
        self.form.add("where", _("Goes into"), self.where)
        self.form.add("alias", _("Name to call the person by"), self.alias)
        self.form.add("case", _("Find the case"), self.query)
        self.form.add_widget(self.found)
        self._column.addWidget(self.form)
        self._follow_where()

    def _follow_where(self) -> None:
        self.form.show_row("alias", self.where.value() == "new")
        self.form.show_row("case", self.where.value() == "other")
        self.found.setVisible(self.where.value() == "other")

    def show_cases(self, rows: tuple[CaseRow, ...]) -> None:
        self.found.show_rows([Row(row.id, others_case() if row.masked else row.alias, row.number) for row in rows])
        if rows:
            self.found.choose(rows[0].id)

    def _add_level(self, summary: SessionSummary) -> None:
        """A level without its reason would not reach the case: the reason is asked for here."""
        level = summary.records.get("risk-level", "")
        self.level_reason = LineEdit(summary.records.get("risk-reason", ""), _("For example: he waited at the door"))
        label = _("Reason for the level “{level}”").format(level=fields()["risk-level"].shown(level))
        self.form.add("level_reason", label, self.level_reason)
        self.form.show_row("level_reason", bool(level) and not summary.records.get("risk-reason"))

    # -- what is proposed ------------------------------------------------------------------------

    def _add_tasks(self, summary: SessionSummary) -> None:
        self._tasks: list[_TaskRow] = []
        self._column.addWidget(Label(_("Tasks that follow"), 13, 500, "text2"))
        for task in summary.tasks:
            keep = ChoiceStrip([("keep", task.title)], task.title, multi=True, digits=False)
            keep.set_values(("keep",))
            day = LineEdit(task.due_on.isoformat(), _("Year-month-day"))
            day.setAccessibleName(_("Day of: {task}").format(task=task.title))
            day.setFixedWidth(120)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(keep, 1)
            row.addWidget(day)
            self._column.addLayout(row)
            self._tasks.append(_TaskRow(task, keep, day))
        self.day_error = HelpLine()
        self._column.addWidget(self.day_error)

    def _add_referrals(self, summary: SessionSummary) -> None:
        known = self._around.services
        names = [
            (one.directory_id, pick(dict(known[one.directory_id].name)))
            for one in summary.referrals
            if one.directory_id in known
        ]
        self.referrals = ChoiceStrip(names, _("Referrals to propose"), multi=True, digits=False)
        self.referrals.set_values([one.directory_id for one in summary.referrals if one.chosen])
        if names:
            self._column.addWidget(Label(_("Referrals to propose"), 13, 500, "text2"))
            self._column.addWidget(self.referrals)

    def _add_note(self, summary: SessionSummary) -> None:
        chosen = tuple(one.directory_id for one in summary.referrals if one.chosen)
        places = {ident: one.name for ident, one in self._around.services.items()}
        parts = [self._notes, "\n".join(note_lines(summary, chosen, places))]
        self._column.addWidget(Label(_("The note as it will stand in the case"), 13, 500, "text2"))
        self.preview = Label("\n\n".join(part for part in parts if part.strip()), 13, 400, wrap=True)
        self._column.addWidget(self.preview)

    # -- reading ---------------------------------------------------------------------------------

    def ending(self) -> Ending:
        where = self.where.value()
        case_id = None
        if where == "here":
            assert self._around.case is not None, "it was offered"
            case_id = self._around.case.id
        elif where == "other" and not (case_id := self.found.current_id()):
            raise BadInput(_("Choose the case this session belongs to. Nothing was written yet."), field="case")
        tasks = tuple(_read_task(row) for row in self._tasks if row.keep.values())
        return Ending(case_id, self.alias.text(), self.referrals.values(), tasks, self._notes, self.level_reason.text())

    def refuse(self, problem: GyeotError) -> None:
        """Point at the field; what was typed stays."""
        field = getattr(problem, "field", "")
        self.day_error.set_error(str(problem) if field == "day" else "")
        self.form.clear_errors()
        if field != "day":
            self.form.set_error(field if field in ("alias", "case") else "where", str(problem))


def _read_task(row: _TaskRow) -> ProposedTask:
    try:
        return ProposedTask(row.task.title, row.task.kind, date.fromisoformat(row.day.text().strip()))
    except ValueError:
        row.day.setFocus()
        sentence = _("“{day}” is not a day of the calendar. Please write it as year-month-day.")
        raise BadInput(sentence.format(day=row.day.text()), field="day") from None


def ask_ending(
    owner: QWidget, shell: Shell, around: Around, notes: str, written: Callable[[str], None], stayed: Callable[[], None]
) -> None:
    """Read the summary, ask, write. `written` gets the case; `stayed` says that the session goes on."""
    shell.tasks.read(
        owner,
        lambda desk: desk.manual.summary(around.state.id),
        lambda summary: _ask(owner, shell, around, summary, notes, written, stayed),
    )


def _ask(
    owner: QWidget,
    shell: Shell,
    around: Around,
    summary: SessionSummary,
    notes: str,
    written: Callable[[str], None],
    stayed: Callable[[], None],
) -> None:
    def search(query: str) -> None:
        shell.tasks.read(
            form, lambda desk: desk.sight.covered(desk.cases.find(query, 8)), form.show_cases, topic="ending"
        )

    form = EndForm(around, summary, notes, search)
    verbs = [
        Verb("stay", _("Go on in the manual")),
        Verb("finish", _("Finish into the case"), "Ctrl+Enter", "primary", "check"),
    ]
    sentence = _("The session becomes a note, tasks and referrals of the case.")
    area = tall_content(form, owner.window(), 520)
    dialog = Dialog(owner.window(), _("Finish the session"), sentence, verbs, area, WIDE, stays=True)
    dialog.setProperty("form", form)
    done: list[str] = []

    def finished(case_id: str) -> None:
        done.append(case_id)
        dialog.leave()
        written(case_id)

    def choose(verb: str) -> None:
        if verb == "stay":
            dialog.leave()
            return
        try:
            ending = form.ending()
        except BadInput as problem:
            form.refuse(problem)
            return
        ident = around.state.id
        shell.tasks.write(form, lambda desk: write_ending(desk, ident, ending), finished, form.refuse)

    dialog.chosen.connect(choose)
    dialog.left.connect(lambda: None if done else stayed())
    dialog.ask(form.alias if form.where.value() == "new" and not form.alias.text() else dialog.buttons["finish"])
