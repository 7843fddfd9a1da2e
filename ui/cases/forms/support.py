"""Support: a service given, something to do."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.entry import check_day
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text, minutes_of
from ui.cases.reading import CaseFile
from ui.forms import instant_of
from ui.kit.form import Form


class ServiceForm(FormDialog):
    """What was done for the person, by us or by a place of the directory."""

    def __init__(self, host: QWidget, shell: Shell, file: CaseFile) -> None:
        self._file = file
        super().__init__(host, shell, _("Support given"))

    def build(self, form: Form) -> None:
        self.service = self.picker("service", _("What was done"), "W", words.choices("service"))
        places = [("", _("By us")), *sorted(self._file.offers.items(), key=lambda one: one[1])]
        self.organisation = self.picker("organisation", _("By whom"), "B", places)
        self.minutes = self.line("minutes", _("Minutes"), "M")
        self.note = self.area("note", _("Note"), "N")

    def work(self) -> Work:
        case_id, service, note = self._file.case.id, self.service.value(), self.note.text() or None
        minutes, place = minutes_of(self.minutes.text(), "minutes"), self.organisation.value() or None
        return lambda desk: desk.cases.add_service(case_id, service, minutes=minutes, note=note, organisation=place)


class TaskForm(FormDialog):
    """Something to do in a case, with or without a day."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str) -> None:
        self._case_id = case_id
        super().__init__(host, shell, _("Something to do"))

    def build(self, form: Form) -> None:
        self.title = self.line("title", _("What is to be done"), "W")
        kinds = words.choices("task_kind", without=("appointment",))  # those look for what is at the same time
        self.kind = self.strip("kind", _("Kind"), "K", kinds, "todo")
        self.day_field = self.day("due_on", _("By which day"), "B")
        self.time = self.line("due_at", _("Time"), "T", hint="00:00")

    def work(self) -> Work:
        case_id, title, kind = self._case_id, self.title.text(), self.kind.value() or "todo"
        more: dict[str, Any] = {"due_on": check_day(day_text(self.day_field.text()), "due_on")}
        if self.time.text().strip():
            more["due_at"] = instant_of(self.day_field.text(), self.time.text(), "due_on", "due_at")
        return lambda desk: desk.agenda.add(title, kind, case_id=case_id, **more)
