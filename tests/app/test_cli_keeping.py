"""`gyeot retention` and `gyeot store drill`, as an automation sees them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.vault import SecondSecret, unlock
from tests.commands import Station


@pytest.fixture
def closed(station: Station) -> str:
    """A closed case that is marked for erasure."""
    for one in station.answer("manager", "case", "list")["cases"]:
        if station.run("manager", "retention", "decide", one["id"], "erase").code == 0:
            return str(one["id"])
    raise AssertionError("the practice centre has a closed case")


def test_a_case_is_reviewed_held_released_erased_and_certified(station: Station, closed: str, tmp_path: Path) -> None:
    backup = station.answer("manager", "store", "backup", str(tmp_path))
    due = station.answer("manager", "retention", "review")
    (line,) = [one for one in due["due"] if one["id"] == closed]
    assert (line["decision"], line["kind"], line["held"]) == ("erase", "case", False)
    station.answer("manager", "retention", "hold", closed, "--reason-from", told(tmp_path, "재판에 필요합니다"))
    assert [one["case_id"] for one in station.answer("manager", "retention", "holds")["holds"]] == [closed]
    refused = station.run("manager", "retention", "erase", closed, "--ground", "request")
    assert (refused.code, refused.out) == (2, "")
    station.answer("manager", "retention", "release", closed)
    erased = station.answer("manager", "retention", "erase", closed, "--ground", "request")
    assert erased["erased"]["cases"] == 1
    assert erased["erased"]["rewritten_at"] is not None
    assert len(erased["still_in"]) == 1
    assert station.run("manager", "case", "show", closed).code == 2
    (entry,) = station.answer("manager", "retention", "log")["log"]
    paper = tmp_path / "확인서.pdf"
    made = station.answer("manager", "retention", "certificate", entry["id"], str(paper))
    assert paper.read_bytes().startswith(b"%PDF")
    assert len(made["sha256"]) == 64
    assert station.run("manager", "retention", "certificate", entry["id"], str(paper)).code == 2, "it is there already"
    drilled = station.answer("manager", "store", "drill", backup["backup"])
    assert drilled["holds"] is True
    assert drilled["erased_again"] > 0
    (copy,) = station.answer("manager", "retention", "copies")["copies"]
    assert station.answer("manager", "retention", "gone", copy["id"])["copies"] == []


def test_the_certificate_names_nobody(station: Station, closed: str, tmp_path: Path) -> None:
    import pypdfium2

    shown = station.answer("manager", "case", "show", closed, "--reason", "supervision")
    station.answer("manager", "retention", "erase", closed, "--ground", "request")
    (entry,) = station.answer("manager", "retention", "log")["log"]
    paper = tmp_path / "paper.pdf"
    station.answer("manager", "retention", "certificate", entry["id"], str(paper))
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    assert "파기 확인서" in words
    assert shown["number"] not in words
    assert shown["survivor"]["alias"] not in words


def test_refusals_are_sentences(station: Station, closed: str, tmp_path: Path) -> None:
    for words, code in (
        (("retention", "erase", closed, "--ground", "period_over"), 2),
        (("retention", "erase", closed, "--ground", "because"), 2),
        (("retention", "erase", "26-B-9999"), 2),
        (("retention", "decide", closed, "burn"), 2),
        (("retention", "decide", closed, "keep"), 2),
        (("retention", "release", closed), 2),
        (("retention", "period", "counselling-record", "forever"), 2),
        (("retention", "certificate", "0", str(tmp_path / "x.pdf")), 2),
        (("store", "drill", str(tmp_path)), 2),
    ):
        done = station.run("manager", *words)
        assert (done.code, done.out) == (code, ""), words
        assert done.said.strip().endswith((".", "요", "다.")), words
    assert station.run("counsellor", "retention", "erase", closed).code == 3


def test_the_centre_sets_a_period(station: Station) -> None:
    before = station.answer("manager", "retention", "review")
    assert before["without_period"] > 0
    station.answer("manager", "retention", "period", "counselling-record", "P1Y")
    after = station.answer("manager", "retention", "review", "--on", "2031-01-01")
    assert after["without_period"] == 0
    assert len(after["due"]) >= before["without_period"]


def test_a_sealed_case_is_looked_at_and_erased_by_two(station: Station, closed: str, tmp_path: Path) -> None:
    keys = unlock(
        station.home, station.users["counsellor"]["name"], read(station, "counsellor"),
        SecondSecret.keyfile(Path(station.users["counsellor"]["key_file"])),
    )  # fmt: skip
    with closing(Desk.open(station.home, keys)) as desk:
        wall = desk.sealed.seal(closed, [keys.user], "직원의 가족입니다").value
    listed = station.answer("manager", "retention", "review")["sealed"]
    assert listed == [{"id": wall.id, "number": wall.number, "month": None}], "nobody has left it since"
    assert station.run("manager", "retention", "sealed", wall.number).code == 3
    other = station.users["manager2"]
    two = (
        "--why-from", told(tmp_path, "보관 기한이 끝나 함께 살핍니다"), "--second-user", other["name"],
        "--second-passphrase-file", other["passphrase_file"], "--second-key-file", other["key_file"],
    )  # fmt: skip
    line = station.answer("manager", "retention", "sealed", wall.number, *two)
    assert (line["title"], line["decision"]) == (wall.number, "erase")
    assert station.run("manager", "retention", "sealed-erase", wall.number, *two[2:]).code == 2, "no reason, no key"
    erased = station.answer("manager", "retention", "sealed-erase", wall.number, "--ground", "request", *two)
    assert erased["erased"]["cases"] == 1
    assert list((station.home / "sealed").iterdir()) == []
    assert station.answer("manager", "retention", "review")["sealed"] == []


def told(folder: Path, words: str) -> str:
    """Words in a file: no argument carries them."""
    path = folder / "words.txt"
    path.write_text(words, "utf-8")
    return str(path)


def read(station: Station, part: str) -> str:
    return Path(station.users[part]["passphrase_file"]).read_text("utf-8").strip()
