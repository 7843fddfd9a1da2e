"""Keeping and erasing: what is due for review, what is held back, and what was destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.changes import Changes, Done
from app.clock import today
from app.desk import Desk
from app.documents import Centre, suggest_name
from app.flows import sealed_keeping
from app.flows.sealed_keeping import SealedClock
from app.i18n import _
from app.retention import Copy, Decision, Destruction, Ground, Hold, Line
from ui.application import Shell
from ui.kit.banner import Banner, Verb
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.empty import EmptyState
from ui.kit.form import LineEdit
from ui.kit.rows import Head, Row, Rows
from ui.kit.saving import ChoosePath, ask_path
from ui.office.face import Face
from ui.office.keeping_forms import EraseForm, PeriodForm, ReviewForm
from ui.office.keeping_rows import destruction_row, hold_row, line_row
from ui.office.sealed_keeping import PREFIX, SealedLook, sealed_row

VIEWS = ("due", "held", "log")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the face reads in one go."""

    due: tuple[Line, ...] = ()
    holds: tuple[Hold, ...] = ()
    log: tuple[Destruction, ...] = ()
    copies: tuple[Copy, ...] = ()
    without_period: int = 0
    centre_type: str = ""
    rewriting_due: bool = False
    sealed: tuple[SealedClock, ...] = ()

    def still_in(self, entry: Destruction) -> int:
        return sum(copy.made_at < entry.at for copy in self.copies)

    @property
    def marked(self) -> tuple[Line, ...]:
        return tuple(line for line in self.due if line.decision is Decision.ERASE and not line.held)


def read_kept(desk: Desk) -> Kept:
    retention = desk.retention
    return Kept(
        retention.review(),
        retention.holds(),
        retention.log(),
        retention.copies(),
        retention.without_period(),
        desk.keys.centre_type,
        retention.rewriting_due,
        sealed_keeping.clocks(desk),
    )


class KeepingFace(Face):
    """Three lists under one heading, and what can be done with the chosen row."""

    icon = "clock"

    def __init__(self, shell: Shell, choose_path: ChoosePath = ask_path) -> None:
        self.word = _("Keeping and erasing")
        sentence = _(
            "Nothing is erased by itself. What is due comes up here, is looked at, and goes for good only after that."
        )
        super().__init__(shell, _("Keeping and erasing"), sentence)
        self._choose_path = choose_path
        self._kept = Kept()
        self.form: EraseForm | ReviewForm | PeriodForm | None = None
        self.banner: Banner | None = None
        self.sealed_look = SealedLook(self, shell, self.reload)
        self._make_tools()
        self._make_lists()

    def _make_tools(self) -> None:
        self.view = ChoiceStrip(self._views(), _("Which list"))
        self.view.set_value("due")
        self.view.changed.connect(self._fill)
        self.number = LineEdit(hint=_("Case number"))
        self.number.setAccessibleName(_("Case number"))
        self.number.setFixedWidth(150)
        self.number.returnPressed.connect(self.look_up)
        self.look = Button(_("Look at a case"), "secondary", icon="search")
        self.look.clicked.connect(lambda _on=False: self.look_up())
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.view, 1)
        row.addWidget(self.number)
        row.addWidget(self.look)
        self.body.addLayout(row)
        self._told = QHBoxLayout()
        self.body.addLayout(self._told)

    def _make_lists(self) -> None:
        self.rows = {name: Rows(word) for name, word in self._views()}
        self.rows["due"].opened.connect(self.review)
        self.rows["log"].opened.connect(self.certify)
        self.none = {
            "due": EmptyState(
                _("Nothing is due"), _("Closed cases come up here 30 days before their time of keeping is over.")
            ),
            "held": EmptyState(
                _("Nothing is held back"), _("A case that is needed for a trial can be held back from erasure.")
            ),
            "log": EmptyState(_("Nothing was destroyed yet"), _("What is erased is noted here without a name.")),
        }
        self.stack = QStackedWidget()
        for name in VIEWS:
            self.stack.addWidget(self.rows[name])
            self.stack.addWidget(self.none[name])
        self.body.addWidget(self.stack, 1)
        self.act = Button(_("Look at it"), "secondary")
        self.act.clicked.connect(lambda _on=False: self._act())
        self.erase = Button(_("Erase what was reviewed"), "danger", icon="trash")
        self.erase.clicked.connect(lambda _on=False: self.ask_erase())
        acts = QHBoxLayout()
        acts.setSpacing(10)
        acts.addWidget(self.act)
        acts.addStretch(1)
        acts.addWidget(self.erase)
        self.body.addLayout(acts)

    # -- showing ---------------------------------------------------------------------------------

    def reload(self) -> None:
        self.shell.tasks.read(self, read_kept, self._show, topic="office")

    def _show(self, kept: Kept) -> None:
        self._kept = kept
        chosen = self.view.value() or "due"
        self.view.set_choices(self._views())
        self.view.set_value(chosen)
        day = today()
        self.rows["due"].show_rows(_due_rows(kept, day))
        self.rows["held"].show_rows([hold_row(one) for one in kept.holds])
        self.rows["log"].show_rows([destruction_row(one, kept.still_in(one)) for one in kept.log])
        self._tell()
        self._fill()

    def _views(self) -> list[tuple[str, str]]:
        kept, counted = self._kept, _("{name} {count}")
        words = (_("Due for review"), _("Held back"), _("Destruction log"))
        counts = (len(kept.due) + len(kept.sealed), len(kept.holds), len(kept.log))
        return [
            (name, counted.format(name=word, count=count) if count else word)
            for name, word, count in zip(VIEWS, words, counts, strict=True)
        ]

    def _fill(self) -> None:
        name = self.view.value() or "due"
        kept = self._kept
        shown: list[str] = {
            "due": [row.id for row in _due_rows(kept, today()) if isinstance(row, Row)],
            "held": [one.id for one in kept.holds],
            "log": [one.id for one in kept.log],
        }[name]
        self.stack.setCurrentWidget(self.rows[name] if shown else self.none[name])
        words = {"due": _("Look at it"), "held": _("Release the hold"), "log": _("Make the certificate")}
        self.act.set(words[name])
        self.act.setVisible(bool(shown))
        marked = len(self._kept.marked)
        self.erase.set(_("Erase what was reviewed: {count}").format(count=marked))
        self.erase.setVisible(name == "due" and marked > 0)
        if shown and not self.rows[name].current_id():
            self.rows[name].choose(shown[0])

    def _tell(self) -> None:
        """What still has to be done before everything here counts."""
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        if self._kept.rewriting_due:
            title = _("The record file is written anew when the centre is unlocked next.")
            sentence = _("Until then nobody finds what was erased, and the certificate waits.")
            self.banner = Banner("caution", title, sentence, [Verb("lock", _("Lock now"))])
        elif self._kept.without_period:
            title = _("Closed records without a period: {count}.").format(count=self._kept.without_period)
            sentence = _("The law names none for this kind of centre, so the centre sets one.")
            self.banner = Banner("watch", title, sentence, [Verb("period", _("Set the period"))])
        if self.banner is not None:
            self.banner.chosen.connect(self._obey)
            self._told.addWidget(self.banner)

    def _obey(self, verb: str) -> None:
        if verb == "lock":
            self.shell.lock_asked.emit()
        else:
            self._open(PeriodForm(self, self.shell, self._kept.centre_type))

    # -- acting ----------------------------------------------------------------------------------

    def _act(self) -> None:
        name = self.view.value() or "due"
        chosen = self.rows[name].current_id()
        if chosen:
            {"due": self.review, "held": self.release, "log": self.certify}[name](chosen)

    def look_up(self) -> None:
        """Any closed case, due or not: a person may ask for deletion at any time."""
        if number := self.number.text().strip():
            self.shell.tasks.read(self, lambda desk: desk.retention.line(number), self._review, self.shell.refuse)

    def review(self, record: str) -> None:
        sealed = next((one for one in self._kept.sealed if PREFIX + one.id == record), None)
        if sealed is not None:
            self.sealed_look.begin(sealed)
            return
        line = next((one for one in self._kept.due if one.id == record), None)
        if line is not None:
            self._review(line)

    def _review(self, line: Line) -> None:
        self.number.clear()
        self._open(ReviewForm(self, self.shell, line))

    def _open(self, form: EraseForm | ReviewForm | PeriodForm) -> None:
        self.form = form
        form.saved.connect(lambda _value: self.reload())
        form.begin()

    def release(self, hold: str) -> None:
        case = next(one.case_id for one in self._kept.holds if one.id == hold)
        self.shell.tasks.write(
            self, lambda desk: desk.retention.release(case), lambda _id: self._released(), self.shell.refuse
        )

    def _released(self) -> None:
        self.shell.tell(_("The hold is released. The case goes on as its time of keeping says."))
        self.reload()

    def ask_erase(self) -> None:
        """Once more in words: what goes, what cannot be undone, and where it still is."""
        marked = self._kept.marked
        ground = Ground.PERIOD_OVER if all(one.over(today()) for one in marked) else Ground.REQUEST
        form = EraseForm(self, self.shell, marked, ground, len(self._kept.copies))
        form.saved.connect(self._erased)
        self._open(form)

    def _erased(self, entry: object) -> None:
        if isinstance(entry, Destruction):
            self.shell.tell(
                _("Erased records: {records}. The destruction log has an entry.").format(records=f"{entry.records:,}")
            )

    def certify(self, entry_id: str) -> None:
        """Write the certificate of one entry as a PDF."""
        path = self._choose_path(self.window(), suggest_name())
        if path is not None:
            self.shell.tasks.write(
                self, partial(_certificate, entry_id=entry_id, path=path), self._certified, self.shell.refuse
            )

    def _certified(self, _file: str) -> None:
        self.shell.tell(_("The certificate is written. It names nobody whose records were erased."))


def _due_rows(kept: Kept, day: date) -> list[Row | Head]:
    """First what somebody has to decide, then sealed cases, then what is decided already."""
    marked = {line.id for line in kept.marked}
    held = {line.id for line in kept.due if line.held}
    rows = {line.id: line_row(line, day) for line in kept.due}
    groups = (
        (_("To be decided"), [row for ident, row in rows.items() if ident not in marked | held]),
        (_("Sealed cases"), [sealed_row(one, day) for one in kept.sealed]),
        (_("Marked for erasure"), [row for ident, row in rows.items() if ident in marked]),
        (_("Held back"), [row for ident, row in rows.items() if ident in held]),
    )
    shown: list[Row | Head] = []
    for head, found in groups:
        if found:
            shown += [Head(head, str(len(found))), *found]
    return shown


def _certificate(desk: Desk, entry_id: str, path: Path) -> Done[str]:
    from app.documents.certificate import save_certificate

    entry = desk.retention.destruction(entry_id)
    centre = Centre(desk.keys.centre_name, practice=desk.keys.practice)
    still, staff = desk.retention.still_holding(entry.at), desk.office.name(entry.author)
    made = save_certificate(path, entry, still, centre, staff, desk.audit, overwrite=True)
    return Done(made.file, Changes.AUDIT)
