"""The column at the right of a case: what comes next, what runs out, what was agreed."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.agenda import Task
from app.cases import Consent
from app.clock import today
from app.codelists import label, usual
from app.i18n import _
from ui.cases import words
from ui.cases.reading import CaseFile
from ui.kit.card import Card
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.rows import TWO_LINES, Row, Rows

WIDTH, WIDE_WIDTH = 296, 388
_LINE = 30
_AHEAD = 60
_MARKS = {"given": ("check", "accent"), "deferred": ("clock", "caution"), "refused": ("x", "text2"), "withdrawn": ("x", "text2")}  # fmt: skip


class NextColumn(Column):
    """Three groups of rows, each under its head."""

    ticked = Signal(str, bool)
    task_opened = Signal(str)
    consent_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What comes next"), WIDTH, 20, parent)
        self.tasks = Rows(_("Next to do"), TWO_LINES, fit=True)
        self.deadlines = Rows(_("Deadlines"), TWO_LINES, fit=True)
        self.consents = Rows(_("Consents"), _LINE, framed=False, fit=True)
        self._heads = [SectionHead(word, large=False) for word in (_("Next to do"), _("Deadlines"), _("Consents"))]
        self._none = [_sentence(_("Nothing is waiting here.")), _sentence(_("No deadline is noted."))]
        card = Card(padding=(0, 8, 0, 8))
        card.body.addWidget(self.consents)
        for head, parts in zip(
            self._heads, ((self.tasks, self._none[0]), (self.deadlines, self._none[1]), (card,)), strict=True
        ):
            self.add(_group(head, *parts))
        self.end()
        for rows in (self.tasks, self.deadlines):
            rows.ticked.connect(self.ticked)
            rows.opened.connect(self.task_opened)
        self.consents.opened.connect(self.consent_asked)

    def show_case(self, file: CaseFile) -> None:
        tasks = [one for one in file.tasks if one.kind != "deadline" and not _far(one)]
        deadlines = [one for one in file.tasks if one.kind == "deadline"]
        for rows, found, none, head in zip(
            (self.tasks, self.deadlines), (tasks, deadlines), self._none, self._heads[:2], strict=True
        ):
            rows.show_rows([task_row(one, file) for one in found])
            rows.setVisible(bool(found))
            none.setVisible(not found)
            head.set(head._text, len(found) or None)
        self.consents.show_rows([consent_row(code, file.standing.get(code)) for code in usual("consent_purpose")])
        given = sum(one.answer == "given" for name, one in file.standing.items() if name in usual("consent_purpose"))
        self._heads[2].set(_("Consents"), f"{given}/{len(usual('consent_purpose'))}")


def _group(head: SectionHead, *parts: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(6)
    column.addWidget(head)
    for part in parts:
        column.addWidget(part)
    return column


def _sentence(text: str) -> Card:
    card = Card(padding=(16, 10, 16, 10))
    card.body.addWidget(Label(text, 13, 400, "text2", wrap=True))
    return card


def _far(task: Task) -> bool:
    """A reminder of a deadline that lies a season ahead: the dates of the case show it, here it would be in the way."""
    return task.event_id is not None and (task.due_on or "") > (today() + timedelta(days=_AHEAD)).isoformat()


def task_row(task: Task, file: CaseFile) -> Row:
    """Something to do with its day."""
    word, tone = words.due(task.due_on)
    day = words.short_day(task.due_on) if tone == "text2" and task.due_on else ""
    time = words.clock(task.due_at) if task.due_at else ""
    owner = file.name(task.owner) if task.owner != file.case.assigned_to else ""
    second = " · ".join(filter(None, (word, day, time, task.place or "", owner)))
    return Row(task.id, task.title, second=second, second_tone=tone, check=task.done_at is not None)


def consent_row(purpose: str, consent: Consent | None) -> Row:
    """Where a purpose stands, in one line."""
    title = label("consent_purpose", purpose)
    if consent is None:
        return Row(purpose, title, state=_("not asked yet"), state_tone="text3")
    icon, tone = _MARKS[consent.answer]
    if consent.answer == "given":
        return Row(purpose, title, state=label("consent_method", consent.method), state_icon=icon, state_tone=tone)
    if consent.answer == "deferred":
        day = _("again {day}").format(day=words.short_day(consent.remind_on))
        return Row(purpose, title, state=day, state_icon=icon, state_tone=tone)
    return Row(purpose, title, state=label("consent_answer", consent.answer), state_icon=icon, state_tone=tone)
