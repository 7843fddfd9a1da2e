"""What the keys of an export mean: the tables of this version, with the words of resources/export/meanings.yaml.

SCHEMA.md and schema.json of resources/export are made from here (`python -m app.flows.export_words`, once the records
have a new table or column), and every file of cases carries its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from app.codelists import codes, read_yaml
from app.flows.travelling import STAYS, Column, Shape
from app.paths import resource

_TYPES = {"TEXT": "string", "INTEGER": "integer"}
_INTRODUCTION = """\
# Gyeot · 사례 내보내기 / exported cases

이 파일은 **익명이 아닙니다**. 누구의 일인지 알 수 있는 기록이 모두 들어 있습니다.
**This is not anonymous.** It holds everything by which a person can be recognised.

- `cases/<number>/case.json`: `tables` (표마다 줄 목록 / rows by table), `files` (증거 파일 / files of evidence with path,
  size and SHA-256), `gbvims` (GBVIMS 칸 이름으로 옮긴 것 / the same under GBVIMS field ids, made from `tables`).
- `cases/<number>/files/…`: 증거 파일 그대로 / the files themselves, named by item and original name.
- `manifest.json`: 모든 파일의 크기와 SHA-256, 적은 사람들의 이름 / size and SHA-256 of every member, names of authors by id.
- `codes.json`: 코드 목록 / the code lists. `schema.json`: JSON Schema. `gbvims/incident-recorder.csv`: 사례마다 한 줄, 42칸.
- 날은 서울의 ISO 날짜, 때는 1970년부터의 UTC 밀리초, 1은 예, 0은 아니요.
  Days are ISO dates in Seoul, instants milliseconds of UTC since 1970, 1 is yes and 0 is no.
- 다른 Gyeot에 다시 넣을 수 있습니다. 사례 번호, 담당자, 팀, 방은 받는 곳의 것이 됩니다.
  Gyeot takes such a file in again. Number, owner, team and room become those of the place where it arrives; incidents
  that were reported nowhere else count as reported there; each file gets a line of custody for its journey.
- 함께 가지 않는 것 / what does not travel: 적은 것이 바뀌어 온 내력, 초안 / the history of changes, drafts, and:
"""


@cache
def meanings() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(resource("export", "meanings.yaml").read_text("utf-8"))
    return found


def meaning(table: str, column: str = "") -> dict[str, str]:
    """Korean and English for a table or one of its columns; what nobody described yet travels all the same."""
    told = meanings()["tables"].get(table, {})
    found = told if not column else told.get("columns", {}).get(column) or meanings()["columns"].get(column, {})
    return {"ko": str(found.get("ko", "")), "en": str(found.get("en", ""))}


def schema_md(known: Shape) -> str:
    """Every table and column in words, Korean and English."""
    lines = [_INTRODUCTION, *(f"  - `{table}`: {why}" for table, why in sorted(STAYS.items())), ""]
    for table, columns in known.tables.items():
        words = meaning(table)
        lines += [f"## {table}", "", f"{words['ko']} / {words['en']}", "", "| | | 뜻 | meaning | |", "|--|--|--|--|--|"]
        lines += [_row(table, column) for column in columns.values()]
        lines.append("")
    return "\n".join(lines)


def _row(table: str, column: Column) -> str:
    words, listed = meaning(table, column.name), meanings()["lists"].get(f"{table}.{column.name}", "")
    kind = _TYPES[column.kind] + ("" if column.needed else "?")
    return f"| `{column.name}` | {kind} | {words['ko']} | {words['en']} | {f'`{listed}`' if listed else ''} |"


def schema_json(known: Shape) -> dict[str, Any]:
    """JSON Schema (2020-12) of one case.json."""
    tables = {table: {"type": "array", "items": _row_schema(table, known)} for table in known.tables}
    file = {
        "type": "object", "required": ["item", "path", "size", "sha256"],
        "properties": {
            "item": {"type": "string"}, "path": {"type": "string"}, "size": {"type": "integer"},
            "sha256": {"type": "string"},
        },
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Gyeot case", "type": "object",
        "required": ["format", "number", "tables", "files"],
        "properties": {
            "format": {"const": 1}, "number": {"type": "string"},
            "tables": {"type": "object", "properties": tables, "required": list(tables), "additionalProperties": False},
            "files": {"type": "array", "items": file}, "gbvims": {"type": "object"},
        },
    }  # fmt: skip


def _row_schema(table: str, known: Shape) -> dict[str, Any]:
    properties = {}
    for column in known.tables[table].values():
        kind = _TYPES[column.kind]
        properties[column.name] = {
            "type": kind if column.needed else [kind, "null"],
            "description": meaning(table, column.name)["en"],
        }
    return {
        "type": "object", "description": meaning(table)["en"], "properties": properties,
        "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def code_lists() -> dict[str, dict[str, dict[str, str]]]:
    """The code lists that columns name, each code with its labels."""
    names = sorted(set(meanings()["lists"].values()))
    return {name: {code.id: {"ko": code.ko, "en": code.en} for code in codes(name)} for name in names}


def main() -> None:
    """Write SCHEMA.md and schema.json of resources/export anew."""
    import json
    import tempfile
    from pathlib import Path

    from app.flows import travelling
    from app.store import Database

    class _Nowhere:
        def read(self, _name: str) -> None:
            return None

        def write(self, _name: str, _counter: int, _head: bytes) -> None:
            """A file that is thrown away needs no anchor."""

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "casework.db"
        Database.create(path, "ab" * 48, "casework")
        database = Database.open(path, "ab" * 48, "casework", who="", device="", anchor=_Nowhere())
        known = travelling.shape(database)
        database.close()
    resource("export", "SCHEMA.md").write_text(schema_md(known), "utf-8")
    told = json.dumps(schema_json(known), ensure_ascii=False, indent=1) + "\n"
    resource("export", "schema.json").write_text(told, "utf-8")


if __name__ == "__main__":
    main()
