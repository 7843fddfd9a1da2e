"""`gyeot audit` and `gyeot store verify`: filtered, written out, and what was checked said in words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.audit import all_kinds
from app.documents.locking import pages_of
from tests.commands import Station


def test_verify_says_what_was_checked(station: Station) -> None:
    done = station.run("manager", "store", "verify", "--detail")
    assert done.code == 0
    checked = {one["what"]: one["state"] for one in done.answer["checked"]}
    assert set(checked) == {"pages", "chain", "checkpoints", "office", "anchor", "key_store"}
    assert checked["pages"] == checked["chain"] == checked["anchor"] == "fine"
    assert "알아채지 못합니다" in done.said, "without a key store it says what would not be noticed"
    assert station.answer("manager", "store", "verify") == {"whole": True}


def test_the_trail_is_filtered(station: Station) -> None:
    case = station.answer("counsellor", "case", "list")["cases"][0]
    station.answer("counsellor", "case", "show", case["id"])
    found = station.answer("manager", "audit", "export", "--what", "case_read", "--case", case["number"])["entries"]
    assert [one["kind"] for one in found] == ["case_read"]
    name = station.users["counsellor"]["name"]
    theirs = station.answer("manager", "audit", "export", "--who", name, "--what", "area:papers")["entries"]
    papers = {kind for kind, (area, _words) in all_kinds().items() if area == "papers"}
    whole = station.answer("manager", "audit", "export")["entries"]
    assert theirs == [one for one in whole if one["who"] == found[0]["who"] and one["kind"] in papers]
    assert [one for one in theirs if one["kind"] == "case_read"] == found
    assert station.answer("manager", "audit", "export", "--to", "2020-01-01")["entries"] == []


def test_it_is_written_as_a_table_with_a_reason(station: Station, tmp_path: Path) -> None:
    out = tmp_path / "trail.csv"
    assert station.run("manager", "audit", "export", "--out", str(out)).code == 2
    assert not out.exists()
    reason = station.secret(tmp_path / "reason", "감사에 냅니다")
    made = station.answer("manager", "audit", "export", "--out", str(out), "--plain-reason-from", reason)
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert made["entries"] == len(rows) - 1
    assert made["encrypted"] is False
    newest = station.answer("manager", "audit", "export", "--limit", "1")["entries"][0]
    assert (newest["kind"], newest["facts"]["reason"]) == ("audit_exported", "감사에 냅니다")


def test_it_is_written_as_a_locked_paper(station: Station, tmp_path: Path) -> None:
    out = tmp_path / "trail.pdf"
    made = station.answer("manager", "audit", "export", "--out", str(out))
    assert made["encrypted"] is True
    assert pages_of(out.read_bytes(), made["passphrase"])[0] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2027-02-29"),
        ("--to", "tomorrow"),
        ("--case", "99-Z-9999"),
        ("--out", "trail.txt"),
        ("--from", "2026-02-02", "--to", "2026-02-01"),
    ],
)
def test_what_means_nothing_is_refused(station: Station, words: tuple[str, ...]) -> None:
    done = station.run("manager", "audit", "export", *words)
    assert (done.code, done.out) == (2, "")


def test_it_is_not_for_everybody(station: Station) -> None:
    for words in (("audit", "export"), ("audit", "verify"), ("store", "verify")):
        assert station.run("trainer", *words).code == 3
