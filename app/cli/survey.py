"""`gyeot survey`: questionnaires, looked through before anybody is asked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer, Faults
from app.cli.arguments import PATH, command, group_of
from app.i18n import _

if TYPE_CHECKING:
    from app.survey import Finding, Question, Questionnaire


def add_survey(commands: Any) -> None:
    """Declare `gyeot survey …`."""
    group = group_of(commands, "survey", _("check FILE: whether a questionnaire (XLSForm) can be asked here"))
    told = _("what a questionnaire asks, in which languages, and what is missing; or where and why it cannot be asked")
    file = {**PATH, "metavar": "FILE", "help": _("a workbook (.xlsx), or a folder with survey.csv and choices.csv")}
    command(group, "check", _check, ("file", file), help=told, description=told)


def _check(given: argparse.Namespace) -> Answer:
    from app import survey

    try:
        return _told(survey.read(given.file))
    except survey.Unaskable as problem:
        findings = [_finding(one) for one in problem.findings]
        raise Faults(str(problem), {"askable": False, "findings": findings}) from None


def _told(form: Questionnaire) -> dict[str, Any]:
    return {
        "askable": True, "title": form.title, "id": form.ident, "version": form.version, "languages": list(form.languages),
        "questions": [_question(one, form.languages) for one in form.questions() if one.shown],
        "warnings": [_finding(one) for one in form.warnings],
    }  # fmt: skip


def _question(one: Question, languages: tuple[str, ...]) -> dict[str, Any]:
    label = {
        language: "".join(piece if isinstance(piece, str) else "…" for piece in one.label.pieces(language))
        for language in languages
    }
    return {"path": one.path, "kind": one.kind, "label": label, "choices": [choice.name for choice in one.choices]}


def _finding(one: Finding) -> dict[str, Any]:
    return {"sheet": one.sheet, "row": one.row, "column": one.column, "sentence": one.sentence, "told": str(one)}
