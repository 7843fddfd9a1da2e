"""Forms about addresses: pasting many at once, and one address with everything that was done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.changes import Changes, Done
from app.codelists import label
from app.deletion import Added, Pasted, Target, Whole, address, read
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.i18n import _
from ui import notices
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, Work
from ui.kit.buttons import Button
from ui.kit.flow import Flow
from ui.kit.form import Form
from ui.kit.label import Label
from ui.kit.progress import Progress
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.tasks import Job
from ui.theme import font

AT_ONCE = 250
"""Addresses in one write: what somebody else types is saved in between."""
_NAMED = 4


class PasteField(QPlainTextEdit):
    """Many lines of plain text; only those in sight are laid out, so that a megabyte may be pasted."""

    def __init__(self, lines: int = 9, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(font(13))
        self.document().setDefaultFont(font(13))
        self.setFixedHeight(lines * 20 + 18)

    def written(self) -> str:
        return self.toPlainText()

    def take_back(self, text: str) -> None:
        self.setPlainText(text)


class PasteForm(FormDialog):
    """Addresses, one a line: read on the pool, written in pieces; lines without one stay in the field."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, first: Target | None = None) -> None:
        self._case_id, self._first = case_id, first
        self._job: Job | None = None
        self._sum = Added(0, 0, 0)
        self._doubles = 0
        self._writing = False
        sentence = _("Only where something is stands here, never the thing itself. Nothing here opens an address.")
        title = _("Where it came up again") if first else _("Paste addresses")
        super().__init__(host, shell, title, sentence, _("Write them down"))

    def about(self) -> str:
        return self._first.id if self._first else self._case_id

    def build(self, form: Form) -> None:
        if self._first is not None:
            first = Label(
                _("First it stood here: {url}").format(url=short(self._first.url)), 13, 400, "text2", wrap=True
            )
            form.add_widget(first)
        self.urls = PasteField()
        note = _("One address a line; up to 20,000 lines at once. What the case has already is not written twice.")
        self._put("urls", _("Addresses"), self.urls, "A", note)
        self.progress = Progress()
        form.add_widget(self.progress)

    # -- saving ----------------------------------------------------------------------------------

    def submit(self) -> None:
        text = self.urls.written()
        if self._job is not None:
            return
        self.form.clear_errors()
        self._problem.set_error("")
        if not text.strip():
            self.refuse(BadInput(_("Please paste at least one address."), field="urls"))
            return
        self.buttons["save"].setEnabled(False)
        self.progress.begin(_("Reading the lines …"))
        self._refit()
        self._sum = Added(0, 0, 0)
        self._job = self.shell.tasks.work(
            self, lambda tell, stop: read(text, tell, stop.is_set), self._read, self._stopped, self.progress.set_part
        )

    def _read(self, pasted: Pasted) -> None:
        self._job, self._doubles, self._writing = None, pasted.doubles, True
        self.progress.begin(_("Writing the addresses down …"))
        self._write(pasted, 0)

    def _write(self, pasted: Pasted, at: int) -> None:
        """One piece after the other; what was written stays written, whatever comes after."""
        piece = pasted.addresses[at : at + AT_ONCE]
        if not piece:
            self._written(pasted)
            return
        case_id, first = self._case_id, self._first.id if self._first else None
        last = at + AT_ONCE >= len(pasted.addresses)

        def write(desk: Desk) -> Done[Added]:
            done = desk.deletion.add(case_id, piece, first_id=first)
            return done if last else Done(done.value, Changes.NONE)  # pages read anew once, at the end

        def wrote(one: Added) -> None:
            so_far = self._sum
            self._sum = Added(so_far.new + one.new, so_far.known + one.known, so_far.were_down + one.were_down)
            self.progress.set_part((at + len(piece)) / len(pasted.addresses))
            self._write(pasted, at + AT_ONCE)

        self.shell.tasks.write(self, write, wrote, self._stopped)

    def _written(self, pasted: Pasted) -> None:
        self._writing = False
        self.progress.hide()
        told = added_sentence(self._sum, self._doubles)
        if not pasted.bad:
            self.saved.emit(told)
            self.leave()
            return
        self.buttons["save"].setEnabled(True)
        self.urls.setPlainText("\n".join(one.text for one in pasted.bad))
        self.shell.tell(told)
        self.refuse(BadInput(bad_sentence(pasted), field="urls"))

    def _stopped(self, problem: GyeotError) -> None:
        self._job = None
        self._announce()
        self.progress.hide()
        self.refuse(problem)

    def leave(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._announce()
        super().leave()

    def _announce(self) -> None:
        """Stopped in the midst of writing: what is written by now is shown."""
        if self._writing:
            self._writing = False
            self.shell.tasks.write(self.shell, lambda _desk: Done(None, Changes.DELETIONS))


class AddressForm(FormDialog):
    """One address: the whole of it, the account, a note; below, what was asked for and what was found."""

    def __init__(self, host: QWidget, shell: Shell, whole: Whole, again: Callable[[Target], None]) -> None:
        self._whole, self._again = whole, again
        super().__init__(host, shell, _("One address"), label("deletion_state", whole.target.state))

    def about(self) -> str:
        return self._whole.target.id

    def build(self, form: Form) -> None:
        one = self._whole.target
        self.url = self.line("url", _("Address"), "D", one.url, note=_("It is text here and opens nowhere."))
        self.url.setReadOnly(True)
        self.url.setCursorPosition(0)
        self.account = self.line("account", _("Account it stands under"), "U", one.account)
        self.note = self.area("note", _("Note"), "N", one.note, 2)
        self.copy = Button(_("Copy the address"), "secondary", "", "clipboard")
        self.copy.clicked.connect(lambda _on=False: QGuiApplication.clipboard().setText(one.url))
        self.came_again = Button(_("It came up elsewhere"), "secondary", "", "plus")
        self.came_again.clicked.connect(lambda _on=False: self._write_again())
        self.take_out = Button(_("Take it out"), "secondary", "", "trash")
        self.take_out.clicked.connect(lambda _on=False: self._take_out())
        self.take_out.setVisible(not (self._whole.requests or self._whole.looks or self._whole.again))
        both = QWidget()
        row = Flow(both, gap=8, line_gap=8)
        row.addWidget(self.copy)
        row.addWidget(self.came_again)
        row.addWidget(self.take_out)
        form.add_widget(both)
        self.course = Rows(_("What was done"), TWO_LINES, lead=100, fit=True)
        self.course.show_rows(course(self._whole))
        self.course.setVisible(bool(course(self._whole)))
        form.add_widget(self.course)

    def _take_out(self) -> None:
        one, tasks, shell = self._whole.target, self.shell.tasks, self.shell
        case_id, again = one.case_id, address(one.url)

        def bring_back() -> None:
            tasks.write(shell, lambda desk: desk.deletion.add(case_id, [again], first_id=one.first_id))

        def taken(_target: Target) -> None:
            shell.tell(notices.undo(_("The address was taken out."), bring_back))

        tasks.write(shell, lambda desk: desk.deletion.take_out(one.id), taken)
        self.leave()

    def _write_again(self) -> None:
        self.left.connect(lambda: self._again(self._whole.target))
        self.leave()

    def work(self) -> Work:
        ident, account, note = self._whole.target.id, self.account.text() or None, self.note.text() or None
        return lambda desk: desk.deletion.describe(ident, account=account, note=note)


def course(whole: Whole) -> list[Row]:
    """Requests, answers and looks of an address in the order of their days, and where it stood before or after."""
    rows = [
        (one.sent_on, Row(one.id, _("Asked: {place}").format(place=label("deletion_route", one.route)),
         second=_dotted(one.reference, one.note), state=label("deletion_answer", one.answer), lead=words.short_day(one.sent_on)))
        for one in whole.requests
    ]  # fmt: skip
    rows += [
        (one.day, Row(one.id, label("deletion_look", one.result), second=_dotted(label("deletion_way", one.way), one.note),
         lead=words.short_day(one.day)))
        for one in whole.looks
    ]  # fmt: skip
    told = [row for _day, row in sorted(rows, key=lambda pair: pair[0])]
    if whole.first is not None:
        told.insert(0, Row(whole.first.id, short(whole.first.url), second=_("It stood here first."), icon="link"))
    return told + [Row(one.id, short(one.url), second=_("It came up here again."), icon="link") for one in whole.again]


def added_sentence(done: Added, doubles: int) -> str:
    """What became of the pasted addresses."""
    told = [_("{n} addresses were written down.").format(n=f"{done.new:,}")]
    if done.known + doubles:
        told.append(_("{n} stood there already.").format(n=f"{done.known + doubles:,}"))
    if done.were_down:
        told.append(_("{n} of these were noted as gone; please look again.").format(n=f"{done.were_down:,}"))
    return " ".join(told)


def bad_sentence(pasted: Pasted) -> str:
    """Which lines hold no address, by their number in what was pasted."""
    named = "; ".join(_("line {n}: {why}").format(n=one.line, why=one.why) for one in pasted.bad[:_NAMED])
    more = len(pasted.bad) - _NAMED
    named += "; " + _("and {n} more").format(n=more) if more > 0 else ""
    return _("These lines were not written down and still stand here. {lines}.").format(lines=named)


def short(url: str, most: int = 90) -> str:
    """An address that fits into a line: its beginning and its end."""
    return url if len(url) <= most else f"{url[: most - 22]}…{url[-20:]}"


def _dotted(*parts: str | None) -> str:
    return " · ".join(one for one in parts if one)
