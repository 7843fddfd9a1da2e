"""Reading a questionnaire: sheets, looked through, validated as XLSForm, built, and its logic put in order."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from app.errors import BadInput
from app.i18n import _
from app.survey.answering import Answering
from app.survey.building import build
from app.survey.dependence import ordered
from app.survey.model import Finding, Questionnaire, Unaskable
from app.survey.screening import ROOT, Screened, screen
from app.survey.sheets import read_sheets

_STUMBLES = (
    AttributeError, ArithmeticError, AssertionError, IndexError, KeyError, RecursionError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What the validator raises over strange sheets beside its own errors."""


def read(path: Path) -> Questionnaire:
    """The questionnaire of a workbook or a folder of CSV sheets; Unaskable says where and why it cannot be asked."""
    screened = screen(read_sheets(path))
    form = build(_validated(screened), screened)
    whole = replace(form, order=ordered(form, screened), warnings=tuple(screened.warnings))
    try:
        Answering(whole)
    except BadInput as problem:
        raise Unaskable(
            Finding(_("It would have to work out more than can be waited for."), sheet="survey")
        ) from problem
    return whole


def _validated(screened: Screened) -> str:
    """The XForm of sheets that hold as XLSForm."""
    from pyxform.errors import PyXFormError  # type: ignore[import-untyped]  # it ships no type information
    from pyxform.xls2xform import convert  # type: ignore[import-untyped]  # it ships no type information

    try:
        return str(convert(xlsform=_handed(screened), form_name=ROOT, validate=False).xform)
    except PyXFormError as problem:
        raise Unaskable(_told(str(problem))) from problem
    except _STUMBLES as problem:
        raise Unaskable(
            Finding(_("This questionnaire cannot be read as a whole. Nothing was kept of it."))
        ) from problem


def _handed(screened: Screened) -> dict[str, object]:
    """The sheets as the validator takes them, their headings beside them."""
    handed: dict[str, object] = {}
    for name, lines in screened.sheets.items():
        if lines:
            handed[name] = [dict(line) for line in lines]
            handed[f"{name}_header"] = [dict.fromkeys(head for line in lines for head in line)]
    return handed


def _told(problem: str) -> Finding:
    """The validator's own words, which are English, in a sentence of ours."""
    words = " ".join(re.sub(r"\[row : \d+\]", "", problem.partition("Learn more")[0]).split())
    sentence = _("This is not valid as XLSForm. The check says: {words}").format(words=words[:400])
    return Finding(sentence, sheet="choices" if "'choices' sheet" in problem else "survey")
