"""A case under the field ids of GBVIMS, and one line an incident as its Incident Recorder has it; never anonymous.

What stands where, and how sure that is, is data: resources/export/gbvims.yaml.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from app.clock import local
from app.codelists import code, known, read_yaml
from app.flows.travelling import Row, Rows
from app.paths import resource
from app.workbooks import FORMULA


@cache
def mapping() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(resource("export", "gbvims.yaml").read_text("utf-8"))
    return found


def headers() -> tuple[str, ...]:
    """The columns of the Incident Recorder, in its order."""
    return tuple(one["column"] for one in mapping()["recorder"])


def block(rows: Rows) -> dict[str, Any]:
    """Everything of a case that GBVIMS has a field for, by group; it says that it is not anonymous."""
    found: dict[str, Any] = {"anonymous": False, "note": mapping()["note"], "case_manager": _case(rows)["assigned_to"]}
    for name, group in mapping()["groups"].items():
        lines = [_line(group, row, rows) for row in rows[group["rows"]]]
        found[name] = [line for line in lines if line]
    return found


def _case(rows: Rows) -> Row:
    return rows["casefile"][0]


def _line(group: Mapping[str, Any], row: Row, rows: Rows) -> dict[str, Any]:
    if named := group.get("named"):
        return _named(named, row)
    told = {name: _value(spec, row, rows) for name, spec in group["fields"].items() if _holds(spec, row)}
    return told if any(value is not None for value in told.values()) else {}


def _named(named: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """A row whose field id stands in a code list."""
    listed, which = named["list"], str(row[named["by"]])
    field = code(listed, which).extra.get(named["extra"]) if known(listed, which) else None
    if field is None:
        return {}
    told = {field: row[named["value"]]}
    return {**told, f"{field}_explain": row[named["explain"]]} if "explain" in named else told


def _holds(spec: Mapping[str, Any], row: Row) -> bool:
    return all(row[column] == value for column, value in spec.get("only", {}).items())


def _value(spec: Mapping[str, Any], row: Row, rows: Rows) -> Any:
    if "const" in spec:
        return spec["const"]
    value = _raw(spec, row, rows)
    if "codes" in spec:
        codes = spec["codes"]
        return codes.get(str(value), codes.get("*"))
    if "list" in spec:
        return code(spec["list"], str(value)).extra.get("gbvims") if known(spec["list"], str(value)) else None
    if spec.get("filled"):
        return "false" if value is None else "true"
    if spec.get("day") and isinstance(value, int) and 0 <= value < 1 << 45:
        return local(value).date().isoformat()
    return value


def _raw(spec: Mapping[str, Any], row: Row, rows: Rows) -> Any:
    if "from" in spec:
        return row[spec["from"]]
    if "person" in spec:
        return rows["person"][0][spec["person"]]
    if "case" in spec:
        return _case(rows)[spec["case"]]
    some = [one for one in rows[spec["last"]] if all(one[name] == value for name, value in spec["where"].items())]
    return max(some, key=lambda one: (one["at"], one["id"]))[spec["value"]] if some else None


# -- the Incident Recorder -----------------------------------------------------------------------------


def recorder_lines(found: Mapping[str, Any], centre: str) -> Iterator[tuple[str, ...]]:
    """One line an incident, in the order of the sheet's columns."""
    for incident in found["incident"]:
        yield tuple(_cell(one, incident, found, centre) for one in mapping()["recorder"])


def _cell(spec: Mapping[str, Any], incident: Mapping[str, Any], found: Mapping[str, Any], centre: str) -> str:
    parties = sorted(found["alleged_perpetrator"], key=lambda one: one.get("primary_perpetrator") != "primary")
    value: object = None
    if "incident" in spec:
        value = incident.get(spec["incident"])
    elif "survivor" in spec:
        value = found["survivor"][0].get(spec["survivor"]) if found["survivor"] else None
    elif "alleged_perpetrator" in spec:
        value = parties[0].get(spec["alleged_perpetrator"]) if parties else None
    elif "count" in spec:
        value = sum(one.get("primary_perpetrator") == "primary" for one in parties)
    elif "service" in spec:
        some = [one["service_referral"] for one in found["service_referral"] if one["service_type"] == spec["service"]]
        value = some[-1] if some else None
    elif "case" in spec:
        value = found["case_manager"]
    elif spec.get("centre"):
        value = centre
    return "" if value is None else str(value)


def csv_line(cells: Iterable[str]) -> str:
    """One line of CSV that no spreadsheet takes for a formula."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return out.getvalue()
