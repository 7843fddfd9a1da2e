"""Addresses out of pasted lines: nothing is lost, nothing is written twice, a bad line is named."""

from __future__ import annotations

import time

import pytest

from app.deletion import address, read
from app.errors import BadInput


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://www.Example.com/Post/12?b=2#c", "example.com/Post/12?b=2#c"),
        ("http://example.com/", "example.com"),
        ("hxxps://example[.]com:443/a/", "example.com/a"),
        ("1. 게시글 → https://board.example.net/v/9).", "board.example.net/v/9"),
        ("t.me/some_room", "t.me/some_room"),
        ("https://한글도메인.한국/보기/1", "한글도메인.한국/보기/1"),
        ("abcdefghijklmnop.onion/x", "abcdefghijklmnop.onion/x"),
    ],
)
def test_an_address_is_found_in_its_line(text: str, key: str) -> None:
    assert address(text).key == key


def test_an_address_stays_as_it_was_written() -> None:
    assert address("hxxps://Example[.]com/A ").url == "hxxps://Example[.]com/A"
    assert address("hxxps://Example[.]com/A ").platform == "example.com"


def test_doubles_fold_and_letters_behind_the_host_count() -> None:
    found = read("https://a.com/x\nhttp://www.A.com/x/\nhttps://a.com/X\n\nhttps://a.com/x")
    assert [one.key for one in found.addresses] == ["a.com/x", "a.com/X"]
    assert (found.doubles, found.bad) == (2, ())


def test_several_addresses_of_one_line_are_all_taken() -> None:
    found = read("https://a.com/1 https://a.com/2, https://a.com/3")
    assert [one.url for one in found.addresses] == ["https://a.com/1", "https://a.com/2", "https://a.com/3"]


def test_what_is_no_address_is_named_by_its_line() -> None:
    found = read("https://a.com/1\n단체 대화방에 올라왔다고 함\n\nme@example.com\nhttps://a.com/2")
    assert [(one.line, one.text) for one in found.bad] == [(2, "단체 대화방에 올라왔다고 함"), (4, "me@example.com")]
    assert len(found.addresses) == 2


def test_the_thing_itself_is_never_taken() -> None:
    found = read("data:image/png;base64," + "A" * 50 + "\nhttps://a.com/" + "b" * 700)
    assert (found.addresses, [one.line for one in found.bad]) == ((), [1, 2])
    with pytest.raises(BadInput):
        address("data:image/png;base64,AAAA")


def test_a_resident_number_in_a_line_is_refused() -> None:
    assert read("https://a.com/900101-1234567").bad[0].line == 1


def test_ten_thousand_lines_are_read_at_once() -> None:
    lines = [f"https://site{at % 300}.example.com/post/{at}" for at in range(9_900)]
    lines[7_000] = "주소 아님"
    told: list[float] = []
    begun = time.perf_counter()
    found = read("\n".join([*lines, *lines[:100]]), told.append)
    assert time.perf_counter() - begun < 3
    assert (len(found.addresses), found.doubles, [one.line for one in found.bad]) == (9_899, 100, [7_001])
    assert told == sorted(told)
    assert told


def test_too_many_lines_are_refused_as_a_whole() -> None:
    with pytest.raises(BadInput):
        read("https://a.com/1\n" * 20_001)
