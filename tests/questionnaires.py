"""Questionnaires for tests: sheets written as tables, in a folder of CSV files or in a workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from app import workbooks
from app.survey import Answering, Questionnaire, Unaskable, read

Table = Sequence[Sequence[str]]


def table(text: str) -> list[list[str]]:
    """A sheet as it is drawn: one row a line, cells between bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def folder(at: Path, **sheets: str) -> Path:
    at.mkdir(exist_ok=True)
    for name, text in sheets.items():
        with (at / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(table(text))
    return at


def book(at: Path, **sheets: str) -> Path:
    at.write_bytes(workbooks.write([workbooks.Page(name, table(text)) for name, text in sheets.items()]))
    return at


def form(at: Path, **sheets: str) -> Questionnaire:
    return read(folder(at / "form", **sheets))


def answering(at: Path, **sheets: str) -> Answering:
    return Answering(form(at, **sheets))


def refusal(at: Path, **sheets: str) -> Unaskable:
    try:
        form(at, **sheets)
    except Unaskable as problem:
        return problem
    raise AssertionError("it was accepted")


def keys(answers: Answering) -> list[str]:
    return [one.key for one in answers.places()]


def values(answers: Answering) -> dict[str, str]:
    """The result by path and instance, what is empty left out."""
    rows = answers.stop(keep=True)
    return {_name(one.path, one.instances): one.value for one in rows if one.value}


def _name(path: str, instances: Iterable[int]) -> str:
    return " ".join((path.rpartition("/")[2], *map(str, instances)))
