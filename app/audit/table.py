"""The trail as CSV for a spreadsheet: no cell of it can act as a formula there."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from app.audit.chain import Entry
from app.audit.kinds import Named, file_word, told
from app.clock import local
from app.i18n import _

_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would work out; full-width forms count in Korean ones."""


def as_csv(entries: Iterable[Entry], case_number: Named, name: Named) -> bytes:
    """UTF-8 with a mark at its start (spreadsheets then read Korean), one line an entry."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(
        [
            _("Number"), _("Trail"), _("When (Seoul)"), _("Who"), _("Id of the person"), _("What"), _("Kind"),
            _("Case"), _("Facts"), _("Computer"), _("Fingerprint"),
        ]
    )  # fmt: skip
    for one in entries:
        writer.writerow([harmless(cell) for cell in _cells(one, case_number, name)])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The cell as text: one that could act gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_ACTS) else cell


def _cells(entry: Entry, case_number: Named, name: Named) -> list[str]:
    case = entry.facts.get("case")
    return [
        str(entry.seq),
        file_word(entry.trail),
        f"{local(entry.at):%Y-%m-%d %H:%M:%S}",
        name(entry.who),
        entry.who,
        told(entry.kind),
        entry.kind,
        case_number(str(case)) if case else "",
        json.dumps(entry.facts, ensure_ascii=False, sort_keys=True),
        entry.device,
        entry.hash,
    ]
