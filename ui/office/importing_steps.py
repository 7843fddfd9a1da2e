"""An import step by step: the file, its columns, the faults, the writing. Nothing heavy runs on the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Changes, Done
from app.desk import Desk
from app.errors import GyeotError
from app.flows import importing
from app.flows.importing import Checked, Fitting, Import, Ready, Table
from app.i18n import _, full_date
from ui.application import Shell
from ui.forms import FormDialog
from ui.kit.buttons import Button
from ui.kit.progress import Progress
from ui.office.importing_columns import Columns
from ui.office.importing_faults import Faults
from ui.office.importing_forms import ReadOtherwise, pick_code, pick_field
from ui.office.importing_kept import Kept, Left, left, stands
from ui.office.importing_start import Start, read_before

Words = dict[str, dict[str, int]]


class TakingIn(QStackedWidget):
    """The steps of an import; each shows when the one before is whole."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.path = Path()
        self.table: Table | None = None
        self.fitting = Fitting()
        self.checked = Checked((), (), 0)
        self.dialog: FormDialog | None = None
        self._stop = threading.Event()
        self.kept = Kept(shell, self)
        self.start, self.columns, self.faults = Start(), Columns(), Faults()
        self.writing = _Writing()
        for step in (self.start, self.columns, self.faults, self.writing):
            self.addWidget(step)
        self.start.wanted.connect(self.read)
        self.start.undo_wanted.connect(self._undo)
        self.columns.column_opened.connect(self._ask_field)
        self.columns.word_opened.connect(self._ask_code)
        self.columns.go_on.connect(self.check)
        self.columns.another.connect(self._from_the_start)
        self.columns.otherwise.connect(self._ask_how)
        self.faults.go_on.connect(self._take)
        self.faults.again.connect(lambda: self.read(self.path))
        self.faults.back.connect(lambda: self.setCurrentWidget(self.columns))
        self.faults.settled.connect(self._tell_sum)
        self.faults.settled.connect(self._note)
        self.writing.stop.clicked.connect(self._stop.set)

    def reload(self) -> None:
        """The register; a step that is under way stays as it is."""
        self.shell.tasks.read(self, read_before, self.start.show_before, topic="imports")
        if self.currentWidget() is self.start and not self.path.name:
            self.shell.tasks.read(self, left, self._offer, topic="import left")

    def _offer(self, found: Left | None) -> None:
        """The file that somebody was at when a lock came."""
        if found is not None and not self.start.file.line.text():
            self.start.file.set_path(found.path)

    def _note(self) -> None:
        """Let a lock cost nothing of what was decided."""
        self.kept.note(self._stands)

    def _stands(self) -> Left | None:
        return stands(self.path, self.table, self.fitting, self.faults.decisions) if self.table is not None else None

    def _from_the_start(self) -> None:
        self.table, self.checked = None, Checked((), (), 0)
        self.faults.forget()
        self.setCurrentWidget(self.start)
        self.reload()

    # -- the file --------------------------------------------------------------------------------

    def read(self, path: Path, how: dict[str, str] | None = None) -> None:
        """Read a file, and ask where its columns went before."""
        if path != self.path:
            self.faults.forget()
        self.path = path
        again = self.currentWidget() is self.faults and self.table is not None
        told = how if how is not None else self._as_before() if again else {}
        self._work(
            _("The file is being read."),
            lambda _tell, _stop: importing.read_file(path, **told),
            lambda table: self._was_read(table, again=again),
        )

    def _as_before(self) -> dict[str, str]:
        table = self.table
        assert table is not None, "it was read before"
        return {"sheet": table.sheet} if table.kind == "xlsx" else {}

    def _was_read(self, table: Table, *, again: bool) -> None:
        same = again and self.table is not None and self.table.headings == table.headings
        self.table = table
        if same:
            self.check()
            return

        def asked(desk: Desk) -> tuple[Fitting, bool, Left | None]:
            return desk.imports.fitting(table), desk.imports.remembers(table), left(desk)

        self.shell.tasks.read(self, asked, self._known)

    def _known(self, found: tuple[Fitting, bool, Left | None]) -> None:
        assert self.table is not None, "it was just read"
        self.fitting, remembered, before = found
        fitting = before.fits(self.table) if before is not None else None
        if before is not None and fitting is not None:
            self.fitting = fitting
            self.faults.decisions = {**before.decisions, **self.faults.decisions}
        self.columns.show_table(self.path.name, self.table, remembered, again=fitting is not None)
        self._fit()

    def _fit(self) -> None:
        """Look which words mean nothing yet, and show the columns."""
        table, fitting = self.table, self.fitting
        assert table is not None, "columns are shown of a table"
        self._work(
            _("The words of the file are being looked up."),
            lambda _tell, _stop: importing.unmatched(table, fitting),
            lambda words: self._show_columns(table, words),
        )

    def _show_columns(self, table: Table, words: Words) -> None:
        self.columns.refuse("")
        self.columns.show_fitting(table, self.fitting, words)
        self.setCurrentWidget(self.columns)
        self.columns.rows.setFocus()

    # -- columns and words -----------------------------------------------------------------------

    def _ask_field(self, heading: str) -> None:
        assert self.table is not None, "its columns are shown"
        examples = " · ".join(cell[:40] for _at, cell in zip(range(3), self.table.column(heading), strict=False))

        def take(into: str) -> None:
            self.fitting = self.fitting.with_column(heading, into)
            self._note()
            self._fit()

        now = self.fitting.columns.get(heading, "")
        self.dialog = pick_field(self, self.shell, heading, now, examples, take).begin()

    def _ask_code(self, name: str, word: str) -> None:
        def take(code: str) -> None:
            self.fitting = self.fitting.with_value(name, word, code)
            self._note()
            self._fit()

        now = self.fitting.values.get(name, {}).get(word, "")
        self.dialog = pick_code(self, self.shell, name, word, now, take).begin()

    def _ask_how(self) -> None:
        assert self.table is not None, "it is shown"
        self.dialog = ReadOtherwise(self, self.shell, self.table, lambda how: self.read(self.path, how)).begin()

    # -- the dry run -----------------------------------------------------------------------------

    def check(self) -> None:
        """Look every row through; nothing is written."""
        table, fitting = self.table, self.fitting
        assert table is not None, "its columns are shown"
        self._work(
            _("The rows are being looked through. Nothing is written."),
            lambda tell, stop: importing.check(table, fitting, tell, stop.is_set),
            self._was_checked,
        )

    def _was_checked(self, checked: Checked) -> None:
        table = self.table
        assert table is not None, "it was looked through"
        self.shell.tasks.read(self, lambda desk: desk.imports.compare(table, checked), self._show_faults, self._refused)

    def _show_faults(self, checked: Checked) -> None:
        self.checked = checked
        self.faults.show_checked(checked)
        self._tell_sum()
        self.setCurrentWidget(self.faults)
        (self.faults.table if checked.faults else self.faults.take).setFocus()

    def _tell_sum(self) -> None:
        """What would come in, as it is decided so far."""
        open_rows = {one.place: importing.ROW for one in self.checked.undecided(self.faults.decisions)}
        ready = importing.settled(self.checked, {**open_rows, **self.faults.decisions})
        self.faults.tell(sum_of(ready, self.checked))

    # -- writing ---------------------------------------------------------------------------------

    def _take(self) -> None:
        table, fitting = self.table, self.fitting
        assert table is not None, "it was looked through"
        try:
            ready = importing.settled(self.checked, self.faults.decisions)
        except GyeotError as problem:
            self.shell.refuse(problem)
            return
        self._stop.clear()
        self.writing.begin(_("The cases are being written."))
        self.setCurrentWidget(self.writing)
        self.writing.stop.setFocus()
        pieces = importing.batches(ready)
        self.shell.tasks.write(
            self,
            lambda desk: desk.imports.begin(table, fitting, ready),
            lambda one: self._next(one.id, pieces),
            self._refused,
        )

    def _next(self, ident: str, pieces: Any) -> None:
        """One batch after the other: what somebody else types is saved in between."""
        piece = next(pieces, None)
        if piece is None or self._stop.is_set():
            stopped = piece is not None
            self.shell.tasks.write(
                self, lambda desk: desk.imports.finish(ident, stopped=stopped), self._finished, self._refused
            )
            return
        part, cases = piece

        def written(_count: int) -> None:
            self.writing.progress.set_part(part)
            self._next(ident, pieces)

        self.shell.tasks.write(self, lambda desk: desk.imports.put(ident, cases), written, self._refused)

    def _finished(self, one: Import) -> None:
        self._from_the_start()
        if one.state == "stopped":
            said = _("The import was stopped. {cases} cases are in. Read the same file again to go on, or undo it.")
        else:
            self.kept.drop()
            self.start.file.set_path(None)
            said = _("{cases} cases were taken in. The whole import can be undone here.")
        self.shell.tell(said.format(cases=f"{one.case_count:,}"))

    # -- undoing ---------------------------------------------------------------------------------

    def _undo(self, ident: str) -> None:
        """Batch by batch; what somebody worked on stays and is named."""
        if not ident:
            return
        self.start.begin(_("The import is being undone."))
        self._undo_from(ident, 0, 0, ())

    def _undo_from(self, ident: str, after: int, removed: int, stayed: tuple[str, ...]) -> None:
        def went(found: tuple[importing.Undone, int]) -> None:
            undone, last = found
            sums = removed + undone.removed, (*stayed, *undone.stayed)
            if last:
                self._undo_from(ident, last, *sums)
            else:
                self.shell.tasks.write(
                    self,
                    lambda desk: _end_undo(desk, ident, len(sums[1])),
                    lambda _one: self._undone(*sums),
                    self._refused,
                )

        self.shell.tasks.write(self, lambda desk: desk.imports.undo_some(ident, after), went, self._refused)

    def _undone(self, removed: int, stayed: tuple[str, ...]) -> None:
        self.start.end_work()
        self.reload()
        said = _("{cases} cases of this import were taken away again.").format(cases=f"{removed:,}")
        if stayed:
            shown = ", ".join(stayed[:8]) + (" …" if len(stayed) > 8 else "")
            more = _("{count} stay, because somebody has worked on them since or they were counted: {numbers}.")
            said = f"{said} {more.format(count=len(stayed), numbers=shown)}"
        self.shell.tell(said)

    # -- work off the window's thread ------------------------------------------------------------

    def _work(self, sentence: str, act: Callable[..., Any], done: Callable[[Any], None]) -> None:
        self.start.begin(sentence)

        def over(found: Any) -> None:
            self.start.end_work()
            done(found)

        self.shell.tasks.work(self, act, over, self._refused, self.start.progress.set_part)

    def _refused(self, problem: GyeotError) -> None:
        """A sentence where one looks: at the file, above the columns, or over the page."""
        self.start.end_work()
        shown = self.currentWidget()
        if shown is self.start:
            self.start.refuse(str(problem))
        elif shown is self.columns:
            self.columns.refuse(str(problem))
        else:
            if shown is self.writing:
                self.setCurrentWidget(self.faults)
            self.shell.refuse(problem)
        self.reload()


class _Writing(QWidget):
    """How far the writing has come, and a way to stop it."""

    def __init__(self) -> None:
        super().__init__()
        self.progress = Progress()
        self.stop = Button(_("Stop"), icon="pause")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.progress)
        row = QHBoxLayout()
        row.addWidget(self.stop)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.progress.setMaximumWidth(760)

    def begin(self, sentence: str) -> None:
        self.progress.begin(sentence)


def sum_of(ready: Ready, checked: Checked) -> str:
    """What a dry run found, in sentences."""
    first = _("As it is decided so far, {rows} of {all} rows become {cases} cases. Nothing is written yet.").format(
        rows=f"{ready.rows:,}", all=f"{checked.rows:,}", cases=f"{len(ready.cases):,}"
    )
    if not ready.cases:
        return first
    days = ready.days()
    span = ""
    if days:
        span = _("They lie between {first} and {last}; reports of those months, made again, show them too.")
        span = span.format(first=full_date(days[0]), last=full_date(days[1]))
    agreed = sum(any(one.values.get("consent_reporting") == "yes" for one in case) for case in ready.cases)
    if agreed:
        counted = _("{count} agreed to being counted: they come with the next round, and no closed one changes.")
        counted = counted.format(count=f"{agreed:,}")
    else:
        counted = _("Nobody in them agreed to being counted, so none of them is.")
    return " ".join(filter(None, (first, span, counted)))


def _end_undo(desk: Desk, ident: str, stayed: int) -> Done[Import]:
    done = desk.imports.end_undo(ident, stayed)
    return Done(done.value, done.changes | Changes.CASES | Changes.CONTACTS)
