"""The columns of a questionnaire: one name for each, whatever way it was headed, and its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.i18n import _
from app.survey.model import Finding
from app.survey.sheets import Sheet

TRANSLATED = ("label", "hint", "constraint_message", "required_message")
EXPRESSIONS = ("relevant", "constraint", "calculation", "required", "choice_filter", "repeat_count")
SURVEY = ("type", "name", "default", "read_only", "appearance", "parameters", *EXPRESSIONS, *TRANSLATED)
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "version", "default_language")
_OTHERWISE = {
    "readonly": "read_only", "relevance": "relevant", "calculate": "calculation", "list": "list_name",
    "constraint_msg": "constraint_message", "required_msg": "required_message", "id_string": "form_id", "title": "form_title",
}  # fmt: skip
_REFUSED = re.compile(
    r"(?:media|image|big-image|audio|video|bind|body|instance|control|trigger|save_to|intent)(?:$|:)", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d][\w.\-]*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read: how it was headed, what it is, and its language where it has one."""

    heading: str
    base: str
    language: str = ""

    @property
    def plain(self) -> str:
        """The heading as the validator knows it."""
        return f"{self.base}::{self.language}" if self.language else self.base


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one sheet, and what was found about the others."""

    read: tuple[Column, ...]
    refused: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    def of(self, base: str) -> Iterator[Column]:
        return (one for one in self.read if one.base == base)

    def heading(self, base: str) -> str:
        """How a column was headed, for a sentence about it."""
        return next((one.heading for one in self.of(base)), base)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.language for one in self.read if one.base in TRANSLATED))


def columns_of(sheet: Sheet) -> Columns:
    """What of a sheet is read."""
    read: list[Column] = []
    refused: list[Finding] = []
    warnings: list[Finding] = []
    known = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}[sheet.name]
    for heading in filter(None, sheet.headings):
        column = _column(heading)
        if _REFUSED.match(heading.strip()) and sheet.name != "settings":
            if used := next((line for line in sheet.lines if heading in line.cells), None):
                refused.append(
                    Finding(_("What stands in this column cannot be asked here."), sheet.name, used.number, heading)
                )
        elif column.base in known and (not column.language or column.base in TRANSLATED):
            if any(one.plain == column.plain for one in read):
                refused.append(Finding(_("Two columns mean the same."), sheet.name, 1, heading))
            read.append(column)
        elif sheet.name == "choices" and _NAME.fullmatch(heading):
            read.append(Column(heading, heading))
        else:
            warnings.append(Finding(_("This column is not read."), sheet.name, 1, heading))
    return Columns(tuple(read), tuple(refused), tuple(warnings))


def _column(heading: str) -> Column:
    base, mark, language = heading.partition("::")
    if not mark and heading.partition(":")[0].strip().lower() in TRANSLATED:
        base, _mark, language = heading.partition(":")
    base = re.sub(r"\s+", "_", base.strip().lower())
    return Column(heading, _OTHERWISE.get(base, base), " ".join(language.split()))
