"""Workbooks in and out: values come back, nothing becomes a formula, and strange bytes are one sentence."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.errors import BadInput
from app.workbooks import MOST_UNPACKED, Page, Value, names, rows, write


def test_rows_come_back_as_they_were_written() -> None:
    there: list[tuple[Value, ...]] = [("이름", "날", "수"), ("파란우산", date(2026, 2, 28), 3), ("", None, 0.5)]
    data = write([Page("사례", there, (20, 12), frozenset({0})), Page("둘째", [("x",)])])
    assert names(data) == ("사례", "둘째")
    head, first, last = rows(data)
    assert head == ("이름", "날", "수")
    assert (first[0], first[2]) == ("파란우산", 3)
    assert isinstance(first[1], datetime)
    assert first[1].date() == date(2026, 2, 28)
    assert last[2] == 0.5
    assert list(rows(data, "둘째")) == [("x",)]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "＝1+1", "＠SUM(A1)"])
def test_no_text_becomes_a_formula(text: str) -> None:
    ((found,),) = rows(write([Page("a", [(text,)])]))
    assert found == "'" + text


def test_a_sheet_that_is_not_there_is_named() -> None:
    with pytest.raises(BadInput, match="없는 시트"):
        list(rows(write([Page("a", [("x",)])]), "없는 시트"))


def test_an_archive_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        piece = b"0" * (1 << 20)
        with archive.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _number in range((MOST_UNPACKED >> 20) + 1):
                entry.write(piece)
    with pytest.raises(BadInput):
        names(bomb.getvalue())


def test_entities_are_not_expanded() -> None:
    data = write([Page("a", [("x",)])])
    evil = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(evil, "w") as target:
        for one in source.infolist():
            content = source.read(one)
            if one.filename.endswith("sheet1.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]>' + content.split(b"?>", 1)[-1]
            target.writestr(one, content)
    with pytest.raises(BadInput):
        list(rows(evil.getvalue()))


@settings(max_examples=60, deadline=None)
@given(cut=some.integers(0, 4000), flip=some.integers(0, 4000), bit=some.integers(0, 7))
def test_damaged_bytes_are_refused_or_read_never_a_crash(cut: int, flip: int, bit: int) -> None:
    data = bytearray(write([Page("a", [("x", 1, date(2026, 1, 1))] * 5)]))
    data[flip % len(data)] ^= 1 << bit
    with suppress(BadInput):
        found = list(rows(bytes(data[: len(data) - cut % 50])))
        assert len(found) <= 5
