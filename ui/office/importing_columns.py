"""Which column goes where, and which words mean which code of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.flows.importing import Fitting, Table, choices, field_label
from app.i18n import _
from ui.kit.buttons import Button
from ui.kit.flow import Flow
from ui.kit.label import Label
from ui.kit.rows import TWO_LINES, Head, Row, Rows

_EXAMPLES, _SHOWN = 3, 26


class Columns(QWidget):
    """The columns with examples and what they go into, then the words that stand in no list."""

    column_opened = Signal(str)
    word_opened = Signal(str, str)
    go_on = Signal()
    another = Signal()
    otherwise = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told = Label("", 13, 400, "text2", wrap=True)
        self.rows = Rows(_("Columns of the file"), TWO_LINES)
        self.rows.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.told)
        column.addWidget(self._acts())
        self.problem = Label("", 13, 500, "danger", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        column.addWidget(self.rows, 1)

    def _acts(self) -> QWidget:
        acts = QWidget()
        row = Flow(acts, gap=8, line_gap=8)
        self.check = Button(_("Look through the rows"), "primary", "Ctrl+Return", icon="search")
        self.read_otherwise = Button(_("Read it otherwise"), icon="sliders")
        self.leave = Button(_("Another file"), "quiet", icon="arrow-left")
        self.check.clicked.connect(self.go_on)
        self.read_otherwise.clicked.connect(self.otherwise)
        self.leave.clicked.connect(self.another)
        for button in (self.check, self.read_otherwise, self.leave):
            row.addWidget(button)
        return acts

    def show_table(self, name: str, table: Table, remembered: bool, *, again: bool = False) -> None:
        """What the file is, in a line, and what should be known of how it was read."""
        first = _("“{name}”: {rows} rows, {how}.").format(name=name, rows=f"{len(table.rows):,}", how=how(table))
        known = _("These headings were used before; the columns go where they went then.") if remembered else ""
        known = _("What you had decided about this file is here again.") if again else known
        self.told.setText(" ".join(filter(None, (first, known, *table.remarks))))

    def show_fitting(self, table: Table, fitting: Fitting, words: dict[str, dict[str, int]]) -> None:
        rows: list[Row | Head] = []
        for name, found in words.items():
            rows.append(Head(_("Words of “{field}” that are in no list").format(field=field_label(name))))
            rows += [_word_row(name, word, count) for word, count in found.items()]
        by_hand = [
            _chosen_row(name, word, code) for name, said in fitting.values.items() for word, code in said.items()
        ]
        if by_hand:
            rows += [Head(_("Words that were chosen for"), str(len(by_hand))), *by_hand]
        rows.append(Head(_("Columns of the file"), str(len(table.headings))))
        rows += [_column_row(table, heading, fitting.columns.get(heading, "")) for heading in table.headings]
        self.rows.show_rows(rows)
        if not self.rows.current_id():
            self.rows.choose(next(row.id for row in rows if isinstance(row, Row)))

    def refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _open(self, ident: str) -> None:
        kind, _mark, rest = ident.partition(" ")
        if kind == "column":
            self.column_opened.emit(rest)
        else:
            name, _mark, word = rest.partition(" ")
            self.word_opened.emit(name, word)


def how(table: Table) -> str:
    """How a file was read, in words."""
    if table.kind == "xlsx":
        return _("the sheet “{name}” of a workbook").format(name=table.sheet)
    return _("CSV in {code}, cells parted by {mark}").format(
        code=code_word(table.encoding), mark=mark_word(table.delimiter)
    )


def code_word(code: str) -> str:
    return {"utf-8": "UTF-8", "cp949": "CP949", "utf-16": "UTF-16"}.get(code, code)


def mark_word(mark: str) -> str:
    return {",": _("a comma"), ";": _("a semicolon"), "\t": _("a tab"), "|": _("an upright line")}.get(mark, mark)


def _column_row(table: Table, heading: str, into: str) -> Row:
    shown = _shortened(table.column(heading, 50))
    second = " · ".join(shown) if shown else _("empty in the first rows")
    tone = "text3" if not into else "accent"
    return Row(f"column {heading}", heading, second=second, state=field_label(into), state_tone=tone, done=not into)


def _word_row(name: str, word: str, count: int) -> Row:
    told = _("found {count} ×").format(count=f"{count:,}")
    return Row(f"word {name} {word}", word, second=told, state=_("choose"), state_tone="caution", state_icon="ask")


def _chosen_row(name: str, word: str, code: str) -> Row:
    state = dict(choices(name)).get(code, code)
    return Row(f"word {name} {word}", word, second=field_label(name), state=state, state_tone="accent")


def _shortened(cells: Iterable[str]) -> Sequence[str]:
    found: list[str] = []
    for cell in cells:
        short = " ".join(cell[: _SHOWN * 2].split())
        short = short if len(short) <= _SHOWN else f"{short[:_SHOWN]}…"
        if short not in found:
            found.append(short)
        if len(found) == _EXAMPLES:
            break
    return found
