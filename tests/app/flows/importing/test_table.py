"""Tables out of strange bytes: what they are is read from themselves, and whatever is no table is one sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app import workbooks
from app.errors import BadInput
from app.flows.importing import is_table, read, read_file
from app.flows.importing.table import MOST_CHARACTERS
from app.workbooks import Page

PLAIN = "사례번호,별칭,접수일\n1,파란우산,2024-01-02\n2,달맞이,2024-02-03\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (PLAIN.encode("utf-8-sig"), "utf-8"),
        (PLAIN.encode("cp949"), "cp949"),
        (PLAIN.encode("utf-16"), "utf-16"),
    ],
)
def test_the_code_of_letters_is_guessed_and_told(data: bytes, encoding: str) -> None:
    found = read(data, "옛 기록.csv")
    assert (found.encoding, found.headings) == (encoding, ("사례번호", "별칭", "접수일"))
    assert found.rows[0] == (2, ("1", "파란우산", "2024-01-02"))


def test_a_guess_can_be_overridden_and_what_does_not_fit_is_named_by_its_line() -> None:
    assert read(PLAIN.encode("cp949"), "a.csv", encoding="cp949").rows[1][1][1] == "달맞이"
    with pytest.raises(BadInput, match=r"1번째 줄.*UTF-8") as refused:
        read(PLAIN.encode("cp949"), "a.csv", encoding="utf-8")
    assert refused.value.field == "encoding"
    with pytest.raises(BadInput, match="latin"):
        read(PLAIN.encode(), "a.csv", encoding="latin")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_cells_is_guessed(mark: str) -> None:
    lines = [["이름", "말"], ["파란우산", "하나, 둘"], ["달맞이", "셋"], ["솔방울", "넷"]]
    text = "\n".join(mark.join(f'"{cell}"' if mark in cell else cell for cell in line) for line in lines)
    found = read(text.encode(), "a.csv")
    assert (found.delimiter, found.rows[0][1]) == (mark, ("파란우산", "하나, 둘"))


def test_cells_of_several_lines_keep_the_number_of_their_row() -> None:
    found = read(b'a,b\n1,"eins\nzwei"\n\n2,x\n', "a.csv")
    assert found.rows == ((2, ("1", "eins\nzwei")), (4, ("2", "x")))


def test_headings_are_different_and_missing_ones_have_a_number() -> None:
    found = read(b"\n\nname,,name\n1,2,3,4\n", "a.csv")
    assert found.headings == ("name", "#2", "name (2)", "#4")


def test_a_workbook_is_read_with_its_days_and_numbers_as_people_type_them() -> None:
    page = Page(
        "옛것",
        [("이름", "날", "때", "전화"), ("파란우산", date(2024, 1, 2), datetime(2024, 1, 2, 14, 30), 1012345678)],  # noqa: DTZ001 - wall-clock time of a sheet
    )
    found = read(workbooks.write([page, Page("둘째", [("x",), ("y",)])]), "옛.xlsx")
    assert found.rows == ((2, ("파란우산", "2024-01-02", "2024-01-02 14:30", "1012345678")),)
    assert (found.kind, found.sheet, found.sheets) == ("xlsx", "옛것", ("옛것", "둘째"))
    assert any("시트" in remark for remark in found.remarks)
    assert read(workbooks.write([page, Page("둘째", [("x",), ("y",)])]), "옛.xlsx", sheet="둘째").headings == ("x",)


def test_formulas_of_a_workbook_give_what_they_last_came_to_and_it_is_said() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["이름", "수"])
    book.active.append(["파란우산", "=1+1"])
    kept = io.BytesIO()
    book.save(kept)
    found = read(kept.getvalue(), "a.xlsx")
    assert found.rows == ((2, ("파란우산",)),)
    assert any("수식" in remark or "계산" in remark for remark in found.remarks)


def test_formulas_of_a_csv_are_text_and_numbers_kept_by_one_are_numbers() -> None:
    found = read('이름,전화\n=1+1,"=""0101234"""\n'.encode(), "a.csv")
    assert found.rows[0][1] == ("=1+1", "0101234")
    assert any("수식" in remark for remark in found.remarks)


def test_the_name_is_only_compared_with_what_a_file_is() -> None:
    assert any("CSV" in one for one in read(PLAIN.encode(), "a.xlsx").remarks)
    assert read(workbooks.write([Page("a", [("x",), ("y",)])]), "a.csv").kind == "xlsx"


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \n", b"name,day\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"<html><table><tr><td>1</td></table>",
        b"%PDF-1.7\n1,2\n", b"\x89PNG\r\n\x1a\n" + bytes(40), b"PK\x03\x04" + bytes(60), b"a,b\n1,\x002\n",
        PLAIN.encode()[:-1] + '3,"새'.encode(), "사례번호,별칭\n1,파란우산".encode()[:-1], b'a,b\n1,"x"y\n',
        b"\xff\xfe\x00", b"a,b\n\xff\xff\xff\n",
    ],
)  # fmt: skip
def test_what_is_no_whole_table_is_one_sentence(data: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read(data, "a.csv")
    assert str(refused.value).endswith(("요.", "다."))


def test_a_half_file_says_so() -> None:
    with pytest.raises(BadInput, match="끊"):
        read("사례번호,별칭\n1,파란우산".encode()[:-1], "a.csv")
    with pytest.raises(BadInput, match="끊"):
        read(b'a,b\n1,"never ends', "a.csv")


def test_a_cell_of_a_megabyte_is_read_and_repeated_ones_do_not_fill_the_memory() -> None:
    long = "가" * (1 << 20)
    assert read(f"a,b\n1,{long}\n".encode(), "a.csv").rows[0][1][1] == long
    bomb = workbooks.write([Page("a", [("x",)] + [("나" * 32_000,)] * (MOST_CHARACTERS // 32_000 + 1))])
    assert len(bomb) < 1 << 20
    with pytest.raises(BadInput):
        read(bomb, "a.xlsx")


def test_an_archive_that_would_fill_the_disk_is_refused_before_it_is_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as entry:
        for _piece in range((workbooks.MOST_UNPACKED >> 20) + 1):
            entry.write(bytes(1 << 20))
    with pytest.raises(BadInput):
        read(bomb.getvalue(), "a.xlsx")


def test_a_path_that_cannot_be_read_is_a_sentence_and_a_sealed_file_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="없는"):
        read_file(tmp_path / "없는.csv")
    for name, data, answer in (
        ("a.csv", b"x", True), ("a.gyeot", b"GYX1", False), ("a.zip", b"PK\x03\x04", False),
        ("b.bin", workbooks.write([Page("a", [("x",), ("y",)])]), True),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        assert is_table(tmp_path / name) is answer


@given(
    some.lists(
        some.lists(
            some.text(some.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12), min_size=2, max_size=4
        ),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_what_a_spreadsheet_writes_is_read_or_refused(lines: list[list[str]]) -> None:
    import csv

    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    try:
        found = read(out.getvalue().encode(), "a.csv", delimiter=",")
    except BadInput:
        return
    assert len(found.rows) < len(lines)
    assert len(set(found.headings)) == len(found.headings)
