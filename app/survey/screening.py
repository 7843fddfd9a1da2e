"""Looking through the sheets before the validator does, so that every finding has its row, its column and a sentence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from app.i18n import _
from app.survey import kinds
from app.survey.columns import EXPRESSIONS, TRANSLATED, Column, Columns, columns_of
from app.survey.expressions import Misspelt, UnknownFunction, parse
from app.survey.model import Finding, Unaskable
from app.survey.sheets import Line, Sheets

ROOT = "data"
MOST_DEEP = 8
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_YES_NO = ("yes", "no", "true", "false", "true()", "false()")
_CALCULATED = re.compile(r"\$\{|[A-Za-z_:-]+\(")


@dataclass(slots=True)
class Screened:
    """What goes to the validator, and where each question stood."""

    sheets: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)
    """The row of each question and section, by its path."""
    headings: dict[str, str] = field(default_factory=dict)
    """How the columns of the survey sheet are headed."""
    warnings: list[Finding] = field(default_factory=list)


def screen(sheets: Sheets) -> Screened:
    """Look through all sheets; Unaskable names everything that was found."""
    columns = {name: columns_of(sheets[name]) for name in ("survey", "choices", "settings")}
    found = [one for part in columns.values() for one in part.refused]
    done = Screened(headings={one.base: one.heading for one in columns["survey"].read})
    done.languages = tuple(dict.fromkeys(columns["survey"].languages + columns["choices"].languages))
    lists = _Choices(columns["choices"], done, found).look(sheets["choices"].lines)
    _Survey(columns["survey"], done, found, lists).look(sheets["survey"].lines)
    done.sheets["settings"] = [_plain(columns["settings"], line) for line in sheets["settings"].lines[:1]]
    if found:
        raise Unaskable(*sorted(found, key=lambda one: (one.sheet != "survey", one.sheet, one.row)))
    done.warnings += [one for part in columns.values() for one in part.warnings]
    done.warnings += [Finding(_("This sheet is not read."), sheet=name) for name in sheets.others]
    return done


def _plain(columns: Columns, line: Line) -> dict[str, str]:
    return {one.plain: line.cells[one.heading] for one in columns.read if one.heading in line.cells}


@dataclass(slots=True)
class _Looking:
    """What both sheets share: where findings go, and which words lack a translation."""

    columns: Columns
    done: Screened
    found: list[Finding]
    sheet = ""

    def cell(self, line: Line, base: str) -> str:
        return next((line.cells[one.heading] for one in self.columns.of(base) if one.heading in line.cells), "")

    def tell(self, line: Line, base: str, sentence: str) -> None:
        self.found.append(Finding(sentence, self.sheet, line.number, self.columns.heading(base)))

    def translations(self, line: Line) -> None:
        """Warn of words that one language has and another lacks."""
        for base in TRANSLATED:
            there = {one.language for one in self.columns.of(base) if one.heading in line.cells}
            for language in self.done.languages if there else ():
                if language not in there:
                    column = Column("", base, language).plain
                    sentence = _("The translation is missing; another language is shown instead.")
                    self.done.warnings.append(Finding(sentence, self.sheet, line.number, column))


class _Choices(_Looking):
    """The sheet of choices."""

    sheet = "choices"

    def look(self, lines: tuple[Line, ...]) -> dict[str, set[str]]:
        """The names in each list."""
        lists: dict[str, set[str]] = {}
        kept = []
        for line in lines:
            listed, name = self.cell(line, "list_name"), self.cell(line, "name")
            if not listed:
                self.tell(line, "list_name", _("The name of the list is missing."))
            elif not name or len(name.split()) != 1:
                self.tell(line, "name", _("A choice needs a name without spaces."))
            elif name in lists.setdefault(listed, set()):
                self.tell(line, "name", _("The list “{list}” has “{name}” twice.").format(list=listed, name=name))
            elif not self.cell(line, "label"):
                self.tell(line, "label", _("A choice needs words that people can read."))
            else:
                lists[listed].add(name)
                kept.append(_plain(self.columns, line))
                self.translations(line)
        self.done.sheets["choices"] = kept
        return lists


@dataclass(slots=True)
class _Survey(_Looking):
    """The sheet of questions."""

    lists: dict[str, set[str]]
    sheet = "survey"
    names: Counter[str] = field(default_factory=Counter)
    around: list[tuple[str, str, Line]] = field(default_factory=list)
    """The sections around a row: what kind, their names, and the rows they began in."""

    def look(self, lines: tuple[Line, ...]) -> None:
        kept: list[tuple[Line, dict[str, str]]] = []
        for line in lines:
            row = self.row(line)
            if row:
                kept.append((line, row))
        for _kind, name, line in self.around:
            self.tell(line, "type", _("“{name}” begins here and never ends.").format(name=name))
        for line, _row in kept:
            self.references(line)
        self.done.sheets["survey"] = [row for _line, row in kept]
        if not any(not row["type"].startswith(("begin", "end")) for _line, row in kept) and not self.found:
            self.found.append(Finding(_("There is no sheet “survey” with questions in it."), sheet="survey"))

    def row(self, line: Line) -> dict[str, str] | None:
        """A row as the validator takes it; None for one that is left out or refused."""
        plain = _plain(self.columns, line)
        if not plain:
            return None
        kind, rest = kinds.split(self.cell(line, "type"))
        if kind in ("begin_group", "begin_repeat", "end_group", "end_repeat"):
            return self.section(line, kind, plain)
        if kind in kinds.LEFT_OUT:
            sentence = _("“{type}” would note the moment of an answer, which can tell who it was: it is left out.")
            self.done.warnings.append(
                Finding(sentence.format(type=kind), self.sheet, line.number, self.columns.heading("type"))
            )
            return None
        if not self.known(line, kind, rest) or not self.named(line):
            return None
        self.words(line, kind)
        plain["type"] = " ".join((kinds.ASKED[kind], rest)).strip() if kind in kinds.SELECTS else kinds.ASKED[kind]
        if kind != "range" and plain.pop("parameters", ""):
            sentence = _("This column is not read.")
            self.done.warnings.append(Finding(sentence, self.sheet, line.number, self.columns.heading("parameters")))
        return plain

    def known(self, line: Line, kind: str, rest: str) -> bool:
        """Whether a type can be asked here."""
        if not kind:
            self.tell(line, "type", _("The type of the question is missing."))
        elif kind in kinds.REFUSED:
            self.tell(line, "type", _("A question of type “{type}” cannot be asked here.").format(type=kind))
        elif kind not in kinds.ASKED:
            self.tell(line, "type", _("The type “{type}” is not known.").format(type=kind[:60]))
        elif kind not in kinds.SELECTS and rest:
            self.tell(line, "type", _("The type “{type}” is not known.").format(type=f"{kind} {rest}"[:60]))
        elif kind in kinds.SELECTS and rest.endswith(" or_other"):
            self.tell(line, "type", _("Please write “or_other” as a choice and a text question of your own."))
        elif kind in kinds.SELECTS and rest not in self.lists:
            self.tell(line, "type", _("There is no list “{list}” on the sheet “choices”.").format(list=rest[:60]))
        elif "search(" in self.cell(line, "appearance"):
            self.tell(line, "appearance", _("Choices from outside the questionnaire cannot be asked here."))
        else:
            return True
        return False

    def named(self, line: Line) -> bool:
        name = self.cell(line, "name")
        path = "/".join(("", ROOT, *(one for _kind, one, _line in self.around), name))
        if not _NAME.fullmatch(name) or name == "meta" or len(name) > 100:
            self.tell(line, "name", _("A question needs a name of letters and digits, which begins with a letter."))
        elif path in self.done.rows:
            self.tell(line, "name", _("The name “{name}” stands here a second time.").format(name=name))
        else:
            self.names[name] += 1
            self.done.rows[path] = line.number
            return True
        return False

    def words(self, line: Line, kind: str) -> None:
        """Words, and what a question of its kind cannot do without."""
        if kind == "calculate" and not self.cell(line, "calculation"):
            self.tell(line, "calculation", _("It is missing what is to be calculated."))
        if kind not in ("calculate", "hidden", "today") and not (self.cell(line, "label") or self.cell(line, "hint")):
            self.tell(line, "label", _("A question needs words that people can read."))
        if (said := self.cell(line, "read_only").lower()) and said not in _YES_NO:
            self.tell(line, "read_only", _("Only “yes” or “no” can stand here."))
        self.translations(line)

    def section(self, line: Line, kind: str, plain: dict[str, str]) -> dict[str, str] | None:
        what = kind.partition("_")[2]
        if kind.startswith("begin"):
            self.named(line)
            if len(self.around) >= MOST_DEEP:
                self.tell(line, "type", _("Sections lie deeper in one another here than anybody can follow."))
            self.translations(line)
            self.around.append((what, self.cell(line, "name"), line))
            return {**plain, "type": f"begin {what}"}
        if not self.around or self.around[-1][0] != what:
            self.tell(line, "type", _("A section ends here that did not begin."))
            return None
        self.around.pop()
        return {"type": f"end {what}"}

    def references(self, line: Line) -> None:
        """Every expression can be read, and every `${name}` is one question of this questionnaire."""
        for column in self.columns.read:
            cell = line.cells.get(column.heading, "")
            if column.base in TRANSLATED or column.base in EXPRESSIONS or column.base == "default":
                for name in dict.fromkeys(_REFERENCE.findall(cell)):
                    self.reference(line, column.base, name)
            if column.base in EXPRESSIONS or (column.base == "default" and _CALCULATED.search(cell)):
                self.expression(line, column.base, cell)

    def reference(self, line: Line, base: str, name: str) -> None:
        if not self.names[name]:
            self.tell(line, base, _("There is no question “{name}”.").format(name=name[:60]))
        elif self.names[name] > 1:
            self.tell(line, base, _("More than one question is called “{name}”.").format(name=name))

    def expression(self, line: Line, base: str, cell: str) -> None:
        if not cell or (base == "required" and cell.lower() in _YES_NO):
            return
        try:
            parse(_REFERENCE.sub(r" ../\1 ", cell))
        except UnknownFunction as problem:
            self.tell(line, base, _("The function “{name}” is not known.").format(name=problem.what))
        except Misspelt as problem:
            self.tell(line, base, _("This cannot be read from “{what}” on.").format(what=problem.what[:40]))
