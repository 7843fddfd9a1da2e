"""What a law counts from: noted, corrected, extended, or said to be over; what follows is shown while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.clock import local
from app.codelists import code, codes
from app.deadlines import Deadline, Entry, LegalEvent, telling
from app.entry import check_day
from app.errors import BadInput
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.forms import instant_of
from ui.kit.form import Form
from ui.kit.label import Label

_PAUSE = 250
"""Milliseconds after the last key until the days are worked out."""
_MEASURES, _APPROVED = "provisional_measure", "emergency_measure"


class LegalEventForm(FormDialog):
    """One event; `order` is what an extension extends."""

    def __init__(
        self, host: QWidget, shell: Shell, case_id: str, there: LegalEvent | None = None,
        order: LegalEvent | None = None,
    ) -> None:  # fmt: skip
        self._case_id, self._there, self._order = case_id, there, order
        title = _("What the law counts from")
        if there is not None or order is not None:
            title = code("legal_event", there.kind if there else _extension_of(order)).label
        super().__init__(host, shell, title)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look)
        for line in (self.on_day, self.hour, self.served):
            line.textChanged.connect(self._pause.start)
        self.measures.changed.connect(self._pause.start)
        self._pause.start()

    def about(self) -> str:
        return self._there.id if self._there else f"{self._case_id}{self._order.id if self._order else ''}"

    def _give_back(self, left: dict[str, str]) -> None:
        super()._give_back(left)
        self._fit_rows()

    def build(self, form: Form) -> None:
        there = self._there
        self.kind = self.picker("kind", _("What happened"), "W", self._kinds(), self._kind())
        self.kind.setEnabled(there is None and self._order is None)
        self.on_day = self.day("on_day", _("On which day"), "D", there.on_day.isoformat() if there else "")
        hour = f"{local(there.at):%H:%M}" if there and there.at else ""
        self.hour = self.line(
            "at",
            _("At what time"),
            "T",
            hour,
            hint="00:00",
            note=_("Hours count here. Empty: from the beginning of the day."),
        )
        self.measures = self.many(
            "measures", _("Which measures"), "M", words.choices("provisional_measure"), there.measures if there else ()
        )
        self.follows = Label("", 13, 500, "text2", wrap=True)
        form.add_widget(self.follows)
        self.approval = self.strip(
            "approval", _("The judge's approval"), "J", words.choices("judge_approval"),
            (there.approval if there else "") or "unknown",
        )  # fmt: skip
        self.order_no = self.line("order_no", _("Number on the paper"), "N", there.order_no if there else "")
        until = there.served_until.isoformat() if there and there.served_until else ""
        self.served = self.day(
            "served_until",
            _("Last day on the served paper"),
            "L",
            until,
            note=_("Where the paper names one, that day counts."),
        )
        self.note = self.area("note", _("Note"), "E", there.note if there else "", 2)
        self.kind.currentIndexChanged.connect(self._fit_rows)
        self._fit_rows()

    def _kinds(self) -> list[tuple[str, str]]:
        fixed = self._there is not None or self._order is not None
        found = [one for one in codes("legal_event") if fixed or not one.extra.get("extends")]
        return [(one.id, one.label) for one in found]

    def _kind(self) -> str:
        if self._there is not None:
            return self._there.kind
        return _extension_of(self._order) if self._order is not None else "emergency_measure"

    def _fit_rows(self) -> None:
        kind = code("legal_event", self.kind.value())
        by_court = bool(kind.extra.get("court"))
        shown = {
            "at": bool(kind.extra.get("clock")) or kind.id == _APPROVED, "measures": kind.id == _MEASURES,
            "approval": kind.id == _APPROVED, "order_no": by_court, "served_until": by_court,
        }  # fmt: skip
        for field, wanted in shown.items():
            self.form.show_row(field, wanted)
        if self.isVisible():
            self._refit()
            self._look()

    # -- what follows ----------------------------------------------------------------------------

    def entry(self) -> Entry:
        """The event as it is typed; what does not belong to its kind is left out."""
        kind = code("legal_event", self.kind.value())
        hours = bool(kind.extra.get("clock")) or kind.id == _APPROVED
        at = None
        if hours and self.hour.text().strip():
            at = instant_of(self.on_day.text(), self.hour.text(), "on_day", "at")
        by_court = bool(kind.extra.get("court"))
        order = self._there.order_id if self._there else (self._order.id if self._order else None)
        return Entry(
            kind.id, day_text(self.on_day.text()) or "", at, self.measures.values() if kind.id == _MEASURES else (),
            self.order_no.text() if by_court else None, self.approval.value() if kind.id == _APPROVED else None, order,
            day_text(self.served.text()) if by_court else None, self.note.text() or None,
        )  # fmt: skip

    def _look(self) -> None:
        """Work the days out; while something is missing nothing is said, and an extension is shown once it is saved."""
        try:
            entry = self.entry()
            ready = bool(check_day(entry.on_day, "on_day")) and (entry.kind != _MEASURES or bool(entry.measures))
        except BadInput:
            ready = False
        if not ready or (self._there is not None and entry.order_id):
            self._show(())
            return
        case_id = self._case_id
        self.shell.tasks.read(
            self, lambda desk: desk.deadlines.preview(entry, case_id), self._show, lambda _no: self._show(()),
            topic="follows",
        )  # fmt: skip

    def _show(self, found: tuple[Deadline, ...]) -> None:
        said = [_("{title}: {day}").format(title=telling.title(one), day=telling.due_words(one)) for one in found]
        self.follows.setText("\n".join([*said, _("Calculated: confirm with the document.")]) if said else "")
        if self.isVisible():
            self._refit()

    def work(self) -> Work:
        entry, case_id, there = self.entry(), self._case_id, self._there
        if there is not None:
            ident = there.id
            return lambda desk: desk.deadlines.amend(ident, entry)
        return lambda desk: desk.deadlines.note(case_id, entry)


class EventEndForm(FormDialog):
    """Why a deadline does not count any more, and since when."""

    def __init__(self, host: QWidget, shell: Shell, event: LegalEvent) -> None:
        self._event = event
        sentence = _("It stays written here; nothing reminds of it any more.")
        super().__init__(host, shell, code("legal_event", event.kind).label, sentence, _("It is so"))

    def about(self) -> str:
        return self._event.id

    def build(self, form: Form) -> None:
        self.why = self.strip("ended_why", _("What came of it"), "W", words.choices("deadline_end"), "done")
        self.on_day = self.day("ended_on", _("Since which day"), "D", note=_("Empty: today."))

    def work(self) -> Work:
        ident, why, day = self._event.id, self.why.value() or "done", day_text(self.on_day.text())
        return lambda desk: desk.deadlines.end(ident, why, day)


def _extension_of(order: LegalEvent | None) -> str:
    kind = order.kind if order is not None else ""
    return next((one.id for one in codes("legal_event") if one.extra.get("extends") == kind), "")
