"""Cases that a centre brings along in tables (CSV, XLSX).

    bytes ─▶ table.read ─▶ Table ─▶ fields.suggested ─▶ Fitting ─▶ checking.check ─▶ Checked (rows and faults)
          ─▶ every fault decided ─▶ checking.settled ─▶ Ready ─▶ Imports.begin, put …, finish ─▶ one line of the register

Everything before `Imports.begin` writes nothing. A case is written by the services of cases and contacts, with its own
days; whoever did not agree to being counted is not, and a period that was closed stays as it is (app.counts): a case of
earlier days that may be counted comes with the next round.
"""

from app.flows.importing.checking import CELL, JOIN, ROW, TAKE, Checked, Entry, Fault, Ready, check, settled, unmatched
from app.flows.importing.fields import Fitting, choices, field_label, fields, from_json, suggested, to_json
from app.flows.importing.imports import Import, Imports, Undone, batches
from app.flows.importing.table import DELIMITERS, ENCODINGS, Table, is_table, read, read_file

__all__ = [
    "CELL",
    "DELIMITERS",
    "ENCODINGS",
    "JOIN",
    "ROW",
    "TAKE",
    "Checked",
    "Entry",
    "Fault",
    "Fitting",
    "Import",
    "Imports",
    "Ready",
    "Table",
    "Undone",
    "batches",
    "check",
    "choices",
    "field_label",
    "fields",
    "from_json",
    "is_table",
    "read",
    "read_file",
    "settled",
    "suggested",
    "to_json",
    "unmatched",
]
