"""`gyeot import` of a table: looked through, decided, taken in and undone without a window."""

from __future__ import annotations

import json
from pathlib import Path

from app import workbooks
from tests.commands import Outcome, Station, run

HEAD = "사례번호,별칭,접수일,성별\n"


def imported(station: Station, *words: str, part: str = "manager") -> Outcome:
    return run(*station.words(part), "import", *words)


def write(tmp_path: Path, text: str, encoding: str = "cp949") -> str:
    path = tmp_path / "옛 기록.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


def cases(station: Station) -> int:
    return int(station.answer("manager", "case", "list")["total"])


def test_a_dry_run_tells_how_a_file_was_read_and_writes_nothing(station: Station, tmp_path: Path) -> None:
    before = cases(station)
    done = imported(station, write(tmp_path, HEAD + "1,새벽길,2024-01-02,여성\n"), "--dry-run")
    assert (done.code, done.answer["written"], done.answer["would_make"]) == (0, False, 1)
    assert done.answer["read_as"] == {"kind": "csv", "encoding": "cp949", "delimiter": ",", "sheet": ""}
    assert done.answer["mapping"]["columns"]["성별"] == "sex"
    assert cases(station) == before


def test_faults_end_in_code_2_with_row_and_column_until_a_file_decides_them(station: Station, tmp_path: Path) -> None:
    before = cases(station)
    path = write(
        tmp_path, HEAD + "1,새벽길,2024-01-02,여아\n2,산들길,2024-13-02,남성\n3,강변길,2024-01-02,여성\n", "utf-8"
    )
    done = imported(station, path)
    assert (done.code, done.answer["fault_count"], cases(station)) == (2, 3, before)
    assert [(one["row"], one["column"], one["kind"]) for one in done.answer["faults"]][:2] == [(2, "성별", "code"), (3, "접수일", "day")]  # fmt: skip
    mapping = tmp_path / "짝.json"
    told = {**done.answer["mapping"], "values": {"sex": {"여아": "female"}}, "decide": {"3": "row"}}
    mapping.write_text(json.dumps(told), "utf-8")
    done = imported(station, path, "--mapping", str(mapping))
    assert (done.code, done.answer["case_count"], done.answer["left_out"]) == (0, 2, 1), done.said
    assert cases(station) == before + 2
    assert imported(station, path).code == 2, "exactly this file is here already"


def test_a_whole_import_is_undone_and_only_by_those_who_lead(station: Station, tmp_path: Path) -> None:
    before = cases(station)
    book = tmp_path / "옛.xlsx"
    book.write_bytes(workbooks.write([workbooks.Page("a", [("별칭", "접수일"), ("새벽길", "2024-01-02"), ("산들길", "2024-01-03")])]))  # fmt: skip
    done = imported(station, str(book))
    assert (done.code, cases(station)) == (0, before + 2), done.said
    ident = done.answer["id"]
    refused = imported(station, "--undo", ident, part="counsellor")
    assert (refused.code, cases(station)) == (3, before + 2)
    done = imported(station, "--undo", ident)
    assert (done.answer["removed"], done.answer["stayed"], cases(station)) == (2, [], before)
    assert imported(station, "--undo", ident).code == 2


def test_what_is_wrong_with_the_call_is_a_sentence(station: Station, tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "1,새벽길,2024-01-02,여성\n")
    assert imported(station).code == 2
    assert "UTF-8" in imported(station, path, "--encoding", "utf-8").said
    bad = tmp_path / "m.json"
    for text in ("[", "[]", '{"columns": {"없음": "key"}}', '{"decide": []}'):
        bad.write_text(text, "utf-8")
        assert imported(station, path, "--mapping", str(bad)).code == 2, text
    assert imported(station, str(tmp_path / "없는 파일.csv")).code == 2
