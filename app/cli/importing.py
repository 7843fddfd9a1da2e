"""`gyeot import` of a table (CSV, XLSX): looked through first, taken in when every fault is decided, undone as a whole."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer, Faults
from app.cli.signing_in import desk_of
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.flows.importing import Checked, Fault, Fitting, Table

_MOST_TOLD = 2000
"""Faults that one answer names; the count is of all."""


def is_table(path: Path) -> bool:
    """Whether a file is a table, and no sealed file of casework."""
    from app.flows.importing import is_table as looks_so

    return looks_so(path)


def undo(given: argparse.Namespace) -> Answer:
    """Take the cases of an import away again; those somebody has worked on stay and are named."""
    with desk_of(given) as desk:
        done = desk.imports.undo(given.undo).value
        return {"undone": given.undo, "removed": done.removed, "stayed": list(done.stayed)}


def take_in(given: argparse.Namespace) -> Answer:
    """Look a table through, and take it in where everything is decided and it is no dry run."""
    from app.flows import importing

    table = importing.read_file(given.file, encoding=given.encoding)
    told = _read_mapping(given.mapping)
    with desk_of(given) as desk:
        fitting = importing.from_json(told, table.headings) if told else desk.imports.fitting(table)
        checked = desk.imports.compare(table, importing.check(table, fitting))
        decisions = _decided(checked, told)
        if waiting := checked.undecided(decisions):
            sentence = _("{count} faults are not decided yet. Nothing was taken in.").format(count=len(waiting))
            raise Faults(sentence, _answer(table, fitting, checked, waiting, dry=True))
        ready = importing.settled(checked, decisions)
        if given.dry_run:
            return {**_answer(table, fitting, checked, (), dry=True), "would_make": len(ready.cases)}
        one = desk.imports.take_in(table, fitting, ready).value
        return {**_answer(table, fitting, checked, (), dry=False), **asdict(one)}


def _answer(
    table: Table, fitting: Fitting, checked: Checked, waiting: tuple[Fault, ...], *, dry: bool
) -> dict[str, Any]:
    from app.flows import importing

    read = {"kind": table.kind, "encoding": table.encoding, "delimiter": table.delimiter, "sheet": table.sheet}
    faults = [
        {"row": one.row, "column": one.heading, "kind": one.kind, "sentence": str(one.sentence), "choices": one.choices}
        for one in waiting[:_MOST_TOLD]
    ]
    return {
        "written": not dry, "rows": checked.rows, "read_as": read, "remarks": table.remarks,
        "mapping": importing.to_json(fitting), "faults": faults, "fault_count": len(waiting),
    }  # fmt: skip


def _read_mapping(path: Path | None) -> dict[str, Any]:
    """The mapping somebody wrote, or the one a dry run answered with."""
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):  # bytes that are no UTF-8 are a ValueError
        told = None
    if not isinstance(told, dict):
        raise BadInput(_("This mapping cannot be read. Nothing was taken in."), field="mapping")
    inside = told.get("mapping")
    return {**told, **inside} if isinstance(inside, dict) else told


def _decided(checked: Checked, told: dict[str, Any]) -> dict[tuple[int, str, str], str]:
    """Decisions by row and by kind of fault ("decide": {"12": "row", "code": "cell"}); those of a row go before."""
    wishes = told.get("decide") or {}
    if not isinstance(wishes, dict):
        raise BadInput(_("This mapping cannot be read. Nothing was taken in."), field="mapping")
    found = {}
    for one in checked.faults:
        wished = wishes.get(str(one.row), wishes.get(one.kind))
        if wished in one.choices:
            found[one.place] = str(wished)
    return found
