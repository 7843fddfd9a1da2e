"""Cases leave the house: which, in which form, for whom and why; what would leave is counted before anything is written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import local
from app.desk import Desk
from app.documents import Copy, new_passphrase, suggest_name
from app.errors import BadInput, GyeotError, Interrupted
from app.flows import leaving
from app.flows.leaving import Choice, Packed, Preview, Ready, Wish, Written
from app.i18n import _
from app.kinds import Compartment, Role
from ui.application import Shell
from ui.forms.unfinished import Unfinished
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import Dialog
from ui.kit.form import Form, LineEdit
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.progress import Progress
from ui.kit.rows import Row, Rows
from ui.kit.saving import ChoosePath, ask_path
from ui.office.audit_export import shown_once

WIDTH = 760
_TONE = "text2"


@dataclass(frozen=True, slots=True)
class Known:
    """What left before, with who wrote it out."""

    copies: tuple[tuple[Copy, str], ...] = ()


def read_known(desk: Desk) -> Known:
    return Known(tuple((one, desk.office.name(one.author)) for one in leaving.left(desk)))


class Leaving(QWidget):
    """One form and its count, the one act, and the register of what left."""

    def __init__(self, shell: Shell, choose_path: ChoosePath = ask_path) -> None:
        super().__init__()
        self.shell, self._choose_path = shell, choose_path
        self._stop = threading.Event()
        self._passphrase: str | None = None
        self._unfinished: Unfinished | None = None
        self.made: Dialog | None = None
        column = Column(_("Cases that leave"), spacing=12)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(column)
        column.add(self._card())
        self._make_register(column)
        column.end()
        self._fit()

    # -- what stands on it -----------------------------------------------------------------------

    def _card(self) -> Card:
        self.form = Form()
        self._make_choice()
        self._make_terms()
        self.count = Label("", 13, 500, "text", wrap=True)
        self.write = Button(_("Write the file"), "primary", "Ctrl+Return", icon="download")
        self.write.clicked.connect(self._write)
        self.stop = Button(_("Stop"), "secondary", icon="pause")
        self.stop.clicked.connect(self._stop.set)
        self.stop.hide()
        self.progress = Progress()
        acts = QHBoxLayout()
        acts.addWidget(self.write)
        acts.addWidget(self.stop)
        acts.addStretch(1)
        card = Card(padding=(20, 18, 20, 18), spacing=14)
        card.setMaximumWidth(WIDTH)
        card.body.addWidget(self.form)
        card.body.addWidget(self.count)
        card.body.addLayout(acts)
        card.body.addWidget(self.progress)
        return card

    def _make_choice(self) -> None:
        which = [("all", _("All cases")), ("year", _("Opened in a year")), ("case", _("One person's cases"))]
        self.which = ChoiceStrip(which, _("Which cases leave"))
        self.which.set_value("all")
        self.form.add("choice", _("Which cases leave"), self.which, "c")
        self.year, self.case = LineEdit(), LineEdit()
        self.form.add("year", _("Year"), self.year, "y")
        told = _("The number of one of their cases. All others of the same person go along.")
        self.form.add("case", _("Case number"), self.case, "n", told)
        self.which.changed.connect(self._changed)
        for line in (self.year, self.case):
            line.textChanged.connect(lambda _text: self._count())

    def _make_terms(self) -> None:
        forms = [("sealed", _("For another Gyeot")), ("open", _("For other programs (JSON and files)"))]
        self.form_of = ChoiceStrip(forms, _("In which form"))
        self.form_of.set_value("sealed")
        self.form.add("form", _("In which form"), self.form_of, "f", " ")
        self.recipient, self.reason, self.plain_reason = LineEdit(), LineEdit(), LineEdit()
        self.form.add("recipient", _("Who receives it"), self.recipient, "w")
        self.form.add("reason", _("Why they leave"), self.reason, "h")
        locks = [("locked", _("With a passphrase")), ("plain", _("Without a lock"))]
        self.lock = ChoiceStrip(locks, _("Lock"))
        self.lock.set_value("locked")
        note = _("The passphrase is made now and shown once, after the file is written.")
        self.form.add("lock", _("Lock"), self.lock, "l", note)
        self.form.add("plain_reason", _("Why without a lock"), self.plain_reason, "o")
        for strip in (self.form_of, self.lock):
            strip.changed.connect(self._fit)

    def _make_register(self, column: Column) -> None:
        self.head = SectionHead(_("What left the house"))
        self.copies = Rows(_("What left the house"), lead=104, fit=True)
        self.gone = Button(_("It is deleted"), icon="check")
        self.gone.clicked.connect(self._is_gone)
        top = QWidget()
        top.setMaximumWidth(WIDTH)
        across = QHBoxLayout(top)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.head, 1)
        across.addWidget(self.gone)
        self.register = QWidget()
        self.register.setMaximumWidth(WIDTH)
        inside = QVBoxLayout(self.register)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(top)
        inside.addWidget(self.copies)
        self.register.hide()
        column.add(self.register)

    # -- what is being written -------------------------------------------------------------------

    def _lines(self) -> dict[str, LineEdit]:
        return {
            "year": self.year, "case": self.case, "recipient": self.recipient, "reason": self.reason,
            "plain_reason": self.plain_reason,
        }  # fmt: skip

    def _strips(self) -> dict[str, ChoiceStrip]:
        return {"choice": self.which, "form": self.form_of, "lock": self.lock}

    def _values(self) -> dict[str, str]:
        strips = {name: strip.value() for name, strip in self._strips().items()}
        return {**strips, **{name: line.text() for name, line in self._lines().items()}}

    def _give_back(self, left: dict[str, str]) -> None:
        for name, strip in self._strips().items():
            strip.set_value(left.get(name, strip.value()))
        for name, line in self._lines().items():
            line.setText(left.get(name, ""))
        self._changed()

    def _forget(self) -> None:
        """It left: the next one begins with an empty form."""
        if self._unfinished is not None:
            self._unfinished.drop()
            self._unfinished.deleteLater()
            self._unfinished = None
        for line in self._lines().values():
            line.setText("")

    # -- showing ---------------------------------------------------------------------------------

    def reload(self) -> None:
        if self._unfinished is None and Compartment.CASEWORK in self.shell.who.opens:  # drafts stand among the cases
            self._unfinished = Unfinished(self.shell, "Leaving", self._values, self._give_back, self)
            self._unfinished.begin()
        self.shell.tasks.read(self, read_known, self._show, topic="what left")
        self._count()

    def _show(self, known: Known) -> None:
        self.copies.show_rows([_row(one, name) for one, name in known.copies])
        self.register.setVisible(bool(known.copies))
        if known.copies and not self.copies.current_id():
            self.copies.choose(known.copies[0][0].id)

    @property
    def is_open(self) -> bool:
        return self.form_of.value() == "open"

    @property
    def plain(self) -> bool:
        return self.is_open and self.lock.value() == "plain"

    def _changed(self) -> None:
        self._fit()
        self._count()

    def _fit(self) -> None:
        """Only what the choices ask for stands there."""
        self.form.clear_errors()
        self.form.show_row("year", self.which.value() == "year")
        self.form.show_row("case", self.which.value() == "case")
        self.form.show_row("lock", self.is_open and self.shell.who.role == Role.MANAGER)
        self.form.show_row("plain_reason", self.plain)
        sealed = _("Only Gyeot opens it: with its passphrase, or as a manager of this centre.")
        opened = _("Other programs read it too. It names people: it is not anonymous, and it carries GBVIMS field ids.")
        self.form.set_help("form", opened if self.is_open else sealed)

    def _choice(self) -> Choice | None:
        """Which cases; None while the year or the number is not written yet."""
        which = self.which.value()
        if which == "year":
            text = self.year.text().strip()
            return Choice(year=int(text)) if text.isdecimal() and text.isascii() and len(text) == 4 else None
        if which == "case":
            return Choice(case=self.case.text().strip()) if self.case.text().strip() else None
        return Choice()

    def _count(self) -> None:
        choice = self._choice()
        if choice is None:
            self.count.setText("")
            return
        self.shell.tasks.read(
            self, lambda desk: leaving.preview(desk, choice), self._counted, lambda problem: self.count.setText(str(problem)),
            topic="leaving count",
        )  # fmt: skip

    def _counted(self, seen: Preview) -> None:
        self.count.setText(" ".join(_told(seen)))

    # -- writing ---------------------------------------------------------------------------------

    def _write(self) -> None:
        self.form.clear_errors()
        choice = self._choice()
        if choice is None:
            field = self.which.value()
            self.form.set_error(field, _("Please write a year, such as 2026.") if field == "year" else _("Please write the number of a case."))  # fmt: skip
            return
        for field, line in (("recipient", self.recipient), ("reason", self.reason)):
            if not line.text().strip():
                self.form.set_error(field, _("Please fill this in: the register keeps it."))
                return
        ending = "gyeot" if not self.is_open else "zip" if self.plain else "age"
        target = self._choose_path(self.window(), str(Path(suggest_name()).with_suffix(f".{ending}")))
        if target is None:
            return
        self._passphrase = None if self.plain else new_passphrase()
        wish = Wish(
            choice, self.is_open, self.recipient.text(), self.reason.text(), self._passphrase, self.plain_reason.text()
        )
        self._begin()
        self.shell.tasks.read(
            self, lambda desk: (leaving.prepare(desk, wish, target), desk.reader), lambda found: self._pack(*found),
            self._refused,
        )  # fmt: skip

    def _begin(self) -> None:
        self._stop.clear()
        self.write.setEnabled(False)
        self.stop.show()
        self.progress.begin(_("The cases are being written."))

    def _pack(self, ready: Ready, opener: Callable[[], Desk]) -> None:
        stop = self._stop

        def work(tell: Callable[[float], None], _cancelled: threading.Event) -> Packed | None:
            try:
                with closing(opener()) as desk:
                    return leaving.write(ready, desk, tell, stop.is_set)
            except Interrupted:
                return None

        self.shell.tasks.work(
            self, work, lambda packed: self._packed(ready, packed), self._refused, self.progress.set_part
        )

    def _packed(self, ready: Ready, packed: Packed | None) -> None:
        if packed is None:
            self._end()
            self.shell.tell(_("It was stopped. No file was written."))
            return
        self.shell.tasks.write(self, lambda desk: leaving.finish(desk, ready, packed), self._written, self._refused)

    def _written(self, made: Written) -> None:
        self._forget()
        self._end()
        name, key = Path(made.file).name, self._passphrase
        self._passphrase = None
        told = [
            _("{file} is written: {cases} cases, {files} files.").format(file=name, cases=made.cases, files=made.files)
        ]
        if made.files_damaged:
            told.append(_("Files that are not whole stayed: {n}.").format(n=made.files_damaged))
        self.shell.tell(" ".join(told))
        if key is not None:
            self.made = shown_once(self.window(), name, key)

    def _end(self) -> None:
        self.write.setEnabled(True)
        self.stop.hide()
        self.progress.hide()
        self.reload()

    def _refused(self, problem: GyeotError) -> None:
        self._end()
        field = problem.field if isinstance(problem, BadInput) else ""
        if field in self.form.fields():
            self.form.set_error(field, str(problem))
        else:
            self.shell.refuse(problem)

    # -- the register ----------------------------------------------------------------------------

    def _is_gone(self) -> None:
        if ident := self.copies.current_id():
            self.shell.tasks.write(self, lambda desk: desk.documents.confirm_gone(ident), lambda _id: self.reload())


def _told(seen: Preview) -> list[str]:
    """What would leave and what would stay, in sentences."""
    unit, name = (1 << 20, "MB") if seen.size >= 1 << 20 else (1 << 10, "KB")
    size = f"{seen.size / unit:,.1f} {name}"
    told = [_("{cases} cases and {files} files of evidence ({size}) would leave.").format(cases=seen.cases, files=seen.files, size=size)]  # fmt: skip
    if seen.files_staying:
        told.append(
            _("{n} files of evidence stay, because your keys do not open them. A supervisor who works with cases takes them along.").format(n=seen.files_staying)
        )  # fmt: skip
    if seen.walled:
        told.append(_("{n} sealed cases stay; whoever holds one writes it out from inside.").format(n=seen.walled))
    return told


def _row(copy: Copy, author: str) -> Row:
    forms = {leaving.SEALED: _("Sealed for another Gyeot"), leaving.OPEN: _("For other programs")}
    state = _("deleted") if copy.gone_at else _("locked") if copy.encrypted else _("without a lock")
    return Row(
        copy.id, copy.recipient, second=forms.get(copy.profile, copy.profile), lead=f"{local(copy.at):%Y-%m-%d}",
        lead_second=author, state=state, state_icon="check" if copy.gone_at else "lock" if copy.encrypted else "warning",
        state_tone=_TONE if copy.gone_at or copy.encrypted else "high", done=bool(copy.gone_at),
    )  # fmt: skip
