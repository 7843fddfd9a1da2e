"""What is chosen in a dialog of an import: the field of a column, the code of a word, how a file is read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.flows.importing import DELIMITERS, ENCODINGS, Table, choices, field_label, fields
from app.i18n import _
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.kit.form import Form
from ui.office.importing_columns import code_word, mark_word

Chosen = Callable[[str], None]


class _Pick(FormDialog):
    """One choice out of a list; nothing is written by it."""

    def __init__(
        self, host: QWidget, shell: Shell, title: str, told: tuple[str, str], options: list[tuple[str, str]], value: str,
        take: Chosen,
    ) -> None:  # fmt: skip
        self._told, self._options, self._value, self._take = told, options, value, take
        super().__init__(host, shell, title, told[1], _("Choose"))

    def build(self, form: Form) -> None:
        self.choice = self.picker("choice", self._told[0], "C", self._options, self._value)

    def work(self) -> Work | None:
        self._take(self.choice.value())
        return None


def pick_field(host: QWidget, shell: Shell, heading: str, now: str, examples: str, take: Chosen) -> FormDialog:
    """Ask into which field a column goes."""
    options = [("", field_label("")), *((one.id, one.label) for one in fields())]
    told = _("What the column holds"), _("For example: {cells}").format(cells=examples) if examples else ""
    return _Pick(host, shell, heading, told, options, now, take)


def pick_code(host: QWidget, shell: Shell, name: str, word: str, now: str, take: Chosen) -> FormDialog:
    """Ask what a word means in its list."""
    options = [("", _("leave it undecided")), *choices(name)]
    told = field_label(name), _("This is remembered for files with the same headings.")
    return _Pick(host, shell, f"“{word}”", told, options, now, take)


class ReadOtherwise(FormDialog):
    """The code of the letters and the mark between cells, or the sheet of a workbook."""

    def __init__(self, host: QWidget, shell: Shell, table: Table, take: Callable[[dict[str, str]], None]) -> None:
        self._table, self._take = table, take
        super().__init__(
            host, shell, _("Read it otherwise"), _("Choose what fits when words look wrong."), _("Read the file")
        )

    def build(self, form: Form) -> None:
        table = self._table
        if table.kind == "xlsx":
            self.sheet = self.picker("sheet", _("Sheet"), "S", [(one, one) for one in table.sheets], table.sheet)
            return
        codes = [(one, code_word(one)) for one in ENCODINGS]
        marks = [(one, mark_word(one)) for one in DELIMITERS]
        self.code = self.strip("encoding", _("Code of the letters"), "C", codes, table.encoding)
        self.mark = self.strip("delimiter", _("Cells are parted by"), "P", marks, table.delimiter)

    def work(self) -> Work | None:
        if self._table.kind == "xlsx":
            self._take({"sheet": self.sheet.value()})
        else:
            self._take({"encoding": self.code.value(), "delimiter": self.mark.value()})
        return None
