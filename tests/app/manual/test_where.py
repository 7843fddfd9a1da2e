"""Every finding names the file and the line that an author opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.manual import Known, check, load, reports
from app.manual.packs import sources
from app.manual.where import Lines

Edit = Callable[[str, str, str], None]


def line_of(folder: Path, name: str, text: str) -> str:
    """Where a text stands, as `ko/A1.md:14`."""
    lines = (folder / name).read_text("utf-8").split("\n")
    return f"{name}:{next(number for number, line in enumerate(lines, 1) if text in line)}"


FAULTS = [
    ("pack.yaml", "near: EMG", "near: EMX", "pack.yaml", "near: EMX"),
    ("pack.yaml", "weapon: EMG", "weapon: EMX", "pack.yaml", "weapon: EMX"),
    ("pack.yaml", "refer: [helper]", "refer: [nobody]", "pack.yaml", "refer: [nobody]"),
    ("pack.yaml", "law: [in-force]", "law: [no-such-card]", "pack.yaml", "law: [no-such-card]"),
    ("pack.yaml", "key: F6", "key:  F5", "pack.yaml", "key:  F5"),
    ("ko/A1.md", "- near: ", "- far: ", "ko/A1.md", "- far: "),
    ("ko/A2.md", "### now", "### later", "ko/A2.md", "### later"),
]


@pytest.mark.parametrize(("name", "before", "after", "file", "text"), FAULTS)
def test_a_fault_is_found_where_it_was_made(
    folder: Path, edit: Edit, known: Known, name: str, before: str, after: str, file: str, text: str
) -> None:
    edit(name, before, after)
    found = reports.check_folder(folder, known)
    assert line_of(folder, file, text) in [one.where for one in found if one.severity == "error"]


def test_a_line_of_words_is_counted(folder: Path, edit: Edit, known: Known) -> None:
    sheet = folder / "ko" / "A1.md"
    lines = sheet.read_text("utf-8").split("\n")
    said = [number for number, line in enumerate(lines) if line.startswith("- ")][1]
    lines[said] += " 112-9999로 전화해요!"
    sheet.write_text("\n".join(lines), "utf-8")
    found = [one for one in reports.check_folder(folder, known) if one.place.endswith("say 2")]
    assert found
    assert {one.where for one in found} == {f"ko/A1.md:{said + 1}"}
    assert {(one.file, one.line) for one in found} == {("ko/A1.md", said + 1)}


def test_a_missing_file_is_named_and_a_stray_one_too(folder: Path, known: Known) -> None:
    (folder / "en" / "A3.md").unlink()
    (folder / "ko" / "Z9.md").write_text("whatever")
    found = {one.place: one.where for one in reports.check_folder(folder, known)}
    assert found["A3 · en"] == "en/A3.md:1"
    assert found["ko/Z9.md"] == "ko/Z9.md:1"


def test_a_file_that_cannot_be_read_keeps_its_own_line(folder: Path, edit: Edit, known: Known) -> None:
    edit("ko/A1.md", "### avoid", "### evade")
    (found,) = reports.check_folder(folder, known)
    assert found.where == line_of(folder, "ko/A1.md", "### evade")


def test_law_stands_in_its_own_file(folder: Path, known: Known) -> None:
    (folder / "law").mkdir()
    card = "statute: {ko: 법}\n  article: '1'\n  title: {ko: 이름}\n  text: {ko: 글}\n  needs_wish: no\n  status: in_force\n"
    (folder / "law" / "one.yaml").write_text(f"items:\n- id: first\n  {card}- id: second\n  {card}", "utf-8")
    found = {one.place.split(" · ")[1]: one.where for one in reports.check_folder(folder, known) if "Law" in one.place}
    assert (found["first"], found["second"]) == ("law/one.yaml:2", "law/one.yaml:9")


def test_the_report_says_it_for_every_finding(folder: Path, edit: Edit, known: Known) -> None:
    edit("pack.yaml", "near: EMG", "near: EMX")
    (checked,) = reports.check_report(folder.parent, known=known)["packs"]
    (row,) = checked["findings"]
    assert row["where"] == f"{row['file']}:{row['line']}" == line_of(folder, "pack.yaml", "near: EMX")


def test_every_finding_of_a_broken_pack_has_a_line_that_is_there(folder: Path, known: Known) -> None:
    pack = load(folder)
    bare = replace(known, law={}, directory={}, records=())
    files = sources(folder)
    found = Lines(files).located(check(pack, bare))
    assert len(found) > 5
    for one in found:
        assert 1 <= one.line <= files[one.file].count(b"\n") + 1
