"""Each fault an author can make is found where it is; a sound manual has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import BadInput
from app.manual import Known, Pack, check, load
from app.manual.likeness import alike
from app.manual.reports import check_folder, check_report, diff_report, listing

Edit = Callable[[str, str, str], None]


def test_a_sound_manual_has_no_findings(tiny: Pack, known: Known) -> None:
    assert check(tiny, known) == ()


FAULTS = [
    ("pack.yaml", "near: EMG", "near: EMX", "error", "A1", "not there"),
    ("pack.yaml", "    next: A2\n    branches: {near: EMG}", "    next: A3\n    branches: {near: EMG}", "error", "A2", "No way leads"),
    ("pack.yaml", "    next: A4\n    branches: {again: A1, stop-here: end}", "    next: A3", "error", "A3", "dead end"),
    ("pack.yaml", "    next: A4\n    branches: {again: A1, stop-here: end}", "    minutes: 1", "error", "A3", "dead end"),
    ("pack.yaml", "next: A4", "next: return", "error", "A3", "nowhere to return"),
    ("pack.yaml", "key: F6", "key: F5", "error", "SUI", "key “F5”"),
    ("pack.yaml", "refer: [police]", "refer: [polis]", "error", "A1", "polis"),
    ("pack.yaml", "law: [in-force]", "law: [in-farce]", "error", "A1", "in-farce"),
    ("pack.yaml", "record: [alias]", "record: [a1ias]", "error", "A1", "a1ias"),
    ("pack.yaml", "law: [in-force]", "law: [coming]", "error", "Law card · coming", "when it was checked"),
    ("pack.yaml", "law: [in-force]", "law: [coming]", "note", "Law card · coming", "22 Apr 2027"),
    ("ko/A1.md", "- near: 곁에 있음\n", "", "error", "A1 · ko", "near"),
    ("ko/A1.md", "- near: 곁에 있음\n", "- near: 곁에 있음\n- far: 멀리 있음\n", "error", "A1 · ko", "far"),
    ("ko/A2.md", "- weapon: 흉기\n", "", "error", "A2 · ko", "weapon"),
    ("ko/A1.md", "- default: 이어 가기\n", "", "warning", "A1 · ko", "straight on"),
    ("ko/A4.md", "## police\n### ask", "## police\n### now", "error", "A4 · ko · police", "question"),
    ("ko/A1.md", "## victim\n### ask\n", "## victim\n### ask\n전화 02-123-4567 ", "error", "A1 · ko · victim · ask 1", "02-123-4567"),
    ("en/A1.md", "## victim\n### ask\n", "## victim\n### ask\nCall 112, then 1577-1391. ", "error", "A1 · en · victim · ask 1", "1577-1391"),
    ("ko/A1.md", "### do\n- ", "### do\n- 바로! ", "error", "A1 · ko · victim · do 1", "exclamation"),
    ("ko/A1.md", "short: 첫인사", "short: 아주 길고 긴 이름의 단계", "error", "A1 · ko · short", "short name"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "severity", "place", "words"), FAULTS)
def test_faults(
    folder: Path, edit: Edit, known: Known, name: str, before: str, after: str, severity: str, place: str, words: str
) -> None:
    edit(name, before, after)
    found = [one for one in check_folder(folder, known) if one.place == place and one.severity == severity]
    assert any(words in one.sentence for one in found), check_folder(folder, known)


def test_missing_translation_mirror_and_lines(folder: Path, known: Known) -> None:
    (folder / "en/A3.md").unlink()
    text = (folder / "ko/A4.md").read_text("utf-8")
    (folder / "ko/A4.md").write_text(text[: text.index("## police")], "utf-8")
    lines = (folder / "ko/SUI.md").read_text("utf-8").splitlines()
    del lines[lines.index("### say") + 1]
    (folder / "ko/SUI.md").write_text("\n".join(lines), "utf-8")
    found = {(one.place, one.severity) for one in check_folder(folder, known)}
    assert found == {
        ("A3 · en", "error"),
        ("A4 · ko · police", "error"),
        ("SUI · ko · victim · say", "error"),
        ("SUI · victim · say", "error"),
    }


def test_copied_words_are_found_in_both_places(folder: Path, known: Known) -> None:
    path = folder / "ko/A1.md"
    lines = path.read_text("utf-8").splitlines()
    police = lines.index("## police")
    source = lines[lines.index("### say") + 1]
    lines[lines.index("### say", police) + 1] = source.replace(" ", "  ") + "."
    path.write_text("\n".join(lines), "utf-8")
    (found,) = check_folder(folder, known)
    assert (found.severity, found.place) == ("error", "A1 · ko · police · say 1")
    assert "A1 · ko · victim · say 1" in found.sentence
    assert "100 %" in found.sentence


def test_likeness_measures() -> None:
    texts = {
        "a": "오늘 안에 병원 진료를 권해요.",
        "b": "오늘 안에 병원 진료를 권합니다!",
        "c": "아이를 지금 누가 돌보는지 묻습니다",
        "d": "네, 알겠어요",
        "e": "네, 알겠어요",
    }
    assert [(one, other) for one, other, _share in alike(texts)] == [("b", "a")]


def test_an_expired_card_is_an_error_on_its_day(tiny: Pack, known: Known) -> None:
    assert check(tiny, replace(known, on=date(2026, 12, 31))) == ()
    found = {(one.severity, one.place) for one in check(tiny, replace(known, on=date(2027, 1, 1)))}
    leaning = {("error", step.id) for step in tiny.own if step.law}
    assert found == {("error", "Law card · in-force")} | leaning


def test_reports_are_plain(folder: Path, edit: Edit, known: Known) -> None:
    report = check_report(folder.parent, known=known)
    assert (report["ok"], report["errors"], report["packs"][0]["folder"]) == (True, 0, "tiny")
    edit("ko/A1.md", "## police", "## polite")
    report = check_report(folder, known=known)
    assert not report["ok"]
    assert report["packs"][0]["findings"][0]["place"] == "ko/A1.md:21"
    with pytest.raises(BadInput):
        check_report(folder / "ko", known=known)


def test_diff_report_and_listing(folder: Path, edit: Edit) -> None:
    import shutil

    from app.manual import Library

    old = Path(shutil.copytree(folder, folder.parent / "old"))
    edit("pack.yaml", 'version: "1.0.0"', 'version: "1.1.0"')
    edit("pack.yaml", "minutes: 3", "minutes: 4")
    edit("pack.yaml", "skip: A4", "skip: A3")
    edit("ko/A2.md", "흉기", "무기")
    edit("en/A4.md", "### do\n", "### do\n- Water the roses at noon\n")
    gone = load(old).steps["A3"].words("ko", "police").avoid[1]
    edit("ko/A3.md", f"- {gone}\n", "")
    report = diff_report(old, folder)
    rows = {(one["sort"], one["step"], one["place"], one["before"], one["after"]) for one in report["differences"]}
    assert rows == {
        ("changed", "", "version", "1.0.0", "1.1.0"),
        ("changed", "A2", "minutes", "3", "4"),
        ("changed", "A2", "branch skip", "A4", "A3"),
        ("changed", "A2", "ko label weapon", "흉기", "무기"),
        ("added", "A4", "en victim do", "", "Water the roses at noon"),
        ("removed", "A3", "ko police avoid", gone, ""),
    }
    assert len(report["lines"]) == 6
    assert diff_report(folder, folder)["lines"] == []
    (pack,) = listing(Library((folder.parent,)))["packs"]
    assert (pack["id"], pack["version"], pack["steps"]) == ("tiny", "1.1.0", 4)
    assert (pack["languages"], pack["audiences"]) == (["ko", "en"], ["victim", "police"])


def test_added_and_removed_steps(folder: Path, edit: Edit) -> None:
    import shutil

    old = Path(shutil.copytree(folder, folder.parent / "old"))
    edit("pack.yaml", "  SUI:\n    key", "  SUX:\n    key")
    lines = diff_report(old, folder)["lines"]
    assert any(line.startswith("SUX: added") for line in lines)
    assert any(line.startswith("SUI: removed") for line in lines)
