"""The headless face: every command by its spelling, one JSON object, exit codes, and no secret where others look."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.cli import main
from app.vault import platform
from tests.commands import Station, run

PROFILES = ("full", "manager", "referral", "police", "court", "anonymised")


def test_a_practice_centre_says_where_everybodys_secrets_lie(practised: dict[str, Any]) -> None:
    assert set(practised) == {"home", "users"}
    assert set(practised["users"]) == {"counsellor", "trainer", "manager", "manager2"}
    for one in practised["users"].values():
        assert set(one) == {"name", "passphrase_file", "key_file"}
        assert Path(one["passphrase_file"]).stat().st_mode & 0o077 == 0
        assert Path(one["key_file"]).is_file()


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_json_is_accepted_everywhere(station: Station, place: int) -> None:
    words = ["case", "list", "--limit", "2"]
    answer = station.answer("manager", *words[:place], "--json", *words[place:])
    assert set(answer) == {"total", "cases"}
    assert len(answer["cases"]) == 2
    assert answer["total"] == 12


def test_cases_are_listed_found_shown_and_exported(station: Station, tmp_path: Path) -> None:
    first = station.answer("counsellor", "case", "list")["cases"][0]
    asked = tmp_path / "asked.txt"
    asked.write_text(first["alias"] + "\n", "utf-8")
    found = station.answer("counsellor", "case", "list", "--query-from", str(asked))
    assert found == station.answer("counsellor", "case", "list", "--query", first["alias"])
    assert first["id"] in [one["id"] for one in found["cases"]]
    shown = station.answer("counsellor", "case", "show", first["id"], "--json")
    assert (shown["id"], shown["survivor"]["alias"]) == (first["id"], first["alias"])
    assert station.answer("counsellor", "case", "show", first["number"])["id"] == first["id"]
    order = finder(tmp_path, "사실조회 (연습)")
    for profile in PROFILES:
        paper = tmp_path / f"{profile}.pdf"
        made = station.answer(
            "counsellor",
            "case",
            "export",
            first["id"],
            str(paper),
            "--profile",
            profile,
            "--card-seen",
            "--ground-from",
            order,
        )
        assert paper.read_bytes().startswith(b"%PDF")
        known = station.answer("counsellor", "document", "verify", str(paper))
        assert (known["sha256"], known["known"], known["encrypted"]) == (made["sha256"], True, True)


def test_words_in_a_file_are_kept_off_the_paper(station: Station, tmp_path: Path) -> None:
    case = station.answer("counsellor", "case", "list")["cases"][0]
    words = ("case", "export", case["id"], str(tmp_path / "a.pdf"), "--plain-reason-from", finder(tmp_path, "시험"))
    hide = tmp_path / "hide.txt"
    hide.write_text(f"{case['alias']}\n{case['number']}\n", "utf-8")
    station.answer("counsellor", *words, "--hide-from", str(hide))
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages)
    assert text
    assert case["alias"] not in text
    assert case["number"] not in text


def test_summaries_of_many_cases_are_made_at_once(station: Station, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    done = station.answer("counsellor", "case", "export-all", str(folder))
    papers = sorted(folder.glob("*.pdf"))
    assert done["made"] == len(papers) > 0
    assert done["left"] == []
    assert all(PdfReader(path).decrypt(done["passphrase"]) for path in papers)
    assert station.run("counsellor", "case", "export-all", str(folder), "--profile", "police").code == 2


def test_a_paper_opens_with_the_passphrase_of_a_file(station: Station, tmp_path: Path) -> None:
    secret = station.secret(tmp_path / "암호.txt", "바람이 부는 언덕 위의 나무")
    case = station.answer("manager", "case", "list")["cases"][0]["id"]
    paper = tmp_path / "문서 하나.pdf"
    words = ("case", "export", case, str(paper), "--out-passphrase-file", secret, "--card-seen")
    made = station.answer("manager", *words)
    assert "passphrase" not in made
    known = station.answer("manager", "document", "verify", str(paper), "--file-passphrase-file", secret)
    assert known["pages"] == made["pages"]


def case_by_card(station: Station, callable_now: bool) -> str:
    """A case nobody may call about, or one that may be called at any hour."""
    for case in station.answer("manager", "case", "list")["cases"]:
        may = station.answer("manager", "case", "show", case["id"])["may_call"]
        if may["shape"] == ("may_call" if callable_now else "do_not_call"):
            return str(case["id"])
    raise AssertionError("the practice centre has no such case")


def finder(folder: Path, words: str) -> str:
    """Where a command reads who might find a paper: never from its arguments."""
    path = folder / "finder.txt"
    path.write_text(words, "utf-8")
    return str(path)


def test_words_about_a_person_come_from_a_file_or_a_line_never_an_argument(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alias = station.answer("counsellor", "case", "list")["cases"][0]["alias"]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{alias}\n"))
    assert station.answer("counsellor", "case", "list", "--query-from", "-")["cases"]
    gone = station.run("counsellor", "case", "list", "--query-from", str(tmp_path / "gone.txt"))
    assert gone.code == 2
    assert "gone.txt" in gone.said
    for option in ("--who-might-find", "--plain-reason"):
        assert station.run("counsellor", "case", "list", option, alias).code == 2


def test_a_paper_waits_until_the_card_was_seen(station: Station, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    house = ("case", "export", case_by_card(station, callable_now=False), str(paper))
    words = (
        *house,
        "--profile",
        "survivor",
        "--safe-to-take",
        "yes",
        "--who-might-find-from",
        finder(tmp_path, "아무도 없음"),
    )
    for lang, said in (("ko", "안전한 연락"), ("en", "safe-contact card")):
        refused = station.run("counsellor", *words, lang=lang)
        assert refused.code == 2
        assert said in refused.said
        assert "--card-seen" in refused.said
        assert refused.answer["safe_contact"]["verdict"] == "do_not_call"
        assert refused.answer["safe_contact"]["sentence"] in refused.said
    assert list(tmp_path.glob("*.pdf*")) == []
    made = station.answer("counsellor", *words, "--card-seen")
    assert made["safe_contact"]["verdict"] == "do_not_call"
    assert paper.exists()
    paper.unlink()
    assert station.answer("counsellor", *house)["safe_contact"]["verdict"] == "do_not_call"
    assert paper.exists(), "the house's own paper says the verdict and waits for nothing"


def test_a_paper_for_the_person_always_waits_and_others_do_not(station: Station, tmp_path: Path) -> None:
    words = ("case", "export", case_by_card(station, callable_now=True), str(tmp_path / "a.pdf"))
    hers = ("--profile", "survivor", "--safe-to-take", "yes", "--who-might-find-from", finder(tmp_path, "아무도 없음"))
    assert station.run("counsellor", *words, *hers).code == 2
    assert list(tmp_path.glob("*.pdf*")) == []
    assert station.answer("counsellor", *words)["safe_contact"]["verdict"] == "may_call"


@pytest.mark.parametrize(
    ("answers", "told"),
    [(("no", "paper"), "아무도 찾을 수 없도록"), (("yes", "read_aloud"), "소리 내어")],
    ids=["unsafe", "aloud"],
)
def test_answers_about_a_copy_of_their_own_are_kept_without_a_paper(
    station: Station, tmp_path: Path, answers: tuple[str, str], told: str
) -> None:
    case = station.answer("counsellor", "case", "list")["cases"][0]["id"]
    safe, form = answers
    done = station.run(
        "counsellor", "case", "export", case, str(tmp_path / "a.pdf"), "--profile", "survivor",
        "--safe-to-take", safe, "--who-might-find-from", finder(tmp_path, "함께 사는 사람"), "--form", form,
    )  # fmt: skip
    assert done.code == 0
    assert told in done.said
    assert done.answer["made"] is False
    assert list(tmp_path.glob("*.pdf*")) == []
    shown = station.answer("manager", "case", "show", case)
    assert [one["id"] for one in shown["timeline"] if "함께 사는 사람" in one["body"]] == [done.answer["note"]]
    entries = station.answer("manager", "audit", "export")["entries"]
    asked = [one["facts"] for one in entries if one["kind"] == "survivor_copy_asked"]
    assert [(one["safe_to_take"], one["form"], one["case"]) for one in asked] == [(safe, form, case)]


def test_the_manual_is_listed_checked_compared_packed_signed_and_installed(station: Station, tmp_path: Path) -> None:
    from app.paths import resource

    pack = str(resource("manuals", "dating_violence"))
    assert run("manual", "list", "--json").answer["packs"][0]["id"] == "dating-violence"
    assert run("manual", "check").answer["ok"] is True
    assert run("manual", "check", pack, "--on", "2027-06-01").answer["on"] == "2027-06-01"
    assert run("manual", "diff", pack, pack).answer["differences"] == []
    parcel, key = str(tmp_path / "manual.zip"), str(tmp_path / "manual.key")
    assert run("manual", "export", pack, parcel).answer["id"] == "dating-violence"
    made = run("manual", "key", key).answer
    assert run("manual", "sign", parcel, key).answer["signed"] == parcel
    trusted = ("--key", made["public_key"], "--fingerprint", made["fingerprint"])
    into = ("--into", str(tmp_path / "here"))
    assert run("manual", "install", parcel, *trusted, *into).answer["id"] == "dating-violence"
    assert run("manual", "install", parcel, *into).code == 2
    assert run("manual", "install", parcel, *trusted[:2], *into).code == 2
    assert run("manual", "install", parcel, *trusted[:3], "ffff", *into).code == 2
    assert run("manual", "install", parcel, *trusted).code == 2, "neither a centre nor a folder"
    assert station.run("manager", "manual", "install", parcel).code == 2, "the key is not pinned"
    assert station.run("counsellor", "manual", "install", parcel, *trusted).code == 3
    assert station.answer("manager", "manual", "install", parcel, *trusted)["id"] == "dating-violence"


def test_a_key_is_pinned_and_a_newer_manual_comes_in_and_goes_out_of_use(station: Station, tmp_path: Path) -> None:
    import shutil

    from app.paths import resource

    folder, parcel = tmp_path / "new", str(tmp_path / "new.zip")
    shutil.copytree(resource("manuals", "stalking"), folder)
    head = (folder / "pack.yaml").read_text("utf-8")
    old = head.split('version: "')[1].split('"')[0]
    (folder / "pack.yaml").write_text(head.replace(f'version: "{old}"', 'version: "99.0.0"'), "utf-8")
    made = run("manual", "key", str(tmp_path / "k")).answer
    pin = ("manual", "pin", made["public_key"], "--fingerprint", made["fingerprint"], "--holder", "서울시")
    assert station.run("counsellor", *pin).code == 3
    assert station.answer("manager", *pin)["pinned"] == made["fingerprint"]
    assert run("manual", "export", str(folder), parcel).code == 0
    assert run("manual", "sign", parcel, str(tmp_path / "k")).code == 0
    assert station.answer("manager", "manual", "install", parcel)["version"] == "99.0.0"

    def used() -> dict[str, str]:
        versions = station.answer("counsellor", "manual", "list")["versions"]
        return {one["id"]: one["version"] for one in versions if one["in_use"]}

    assert used()["stalking"] == "99.0.0"
    assert station.answer("manager", "manual", "use", "stalking", old)["version"] == old
    assert used()["stalking"] == old
    assert station.run("manager", "manual", "use", "stalking", "7.7.7").code == 2
    assert station.answer("manager", "manual", "unpin", made["fingerprint"])["unpinned"] == made["fingerprint"]
    kinds = [one["kind"] for one in station.answer("manager", "audit", "export")["entries"]]
    assert {"manual_installed", "manual_returned", "manual_key_pinned", "manual_key_unpinned"} <= set(kinds)
    assert station.answer("manager", "audit", "verify")["holds"] is True


def test_the_preview_is_a_window() -> None:
    assert run("manual", "preview", "x").code == 2


def test_a_faulty_manual_is_one_answer_and_a_sentence(tmp_path: Path) -> None:
    pack = tmp_path / "잘못된 것"
    pack.mkdir()
    (pack / "pack.yaml").write_text("format: gyeot-manual/1\nid: [\n", "utf-8")
    found = run("manual", "check", str(pack))
    assert found.code == 2
    assert found.answer["ok"] is False
    assert "오류" in found.said


def test_the_store_is_verified_backed_up_restored_and_compacted(station: Station, tmp_path: Path) -> None:
    assert station.answer("manager", "store", "verify") == {"whole": True}
    made = station.answer("manager", "store", "backup", str(tmp_path / "stick"))
    assert Path(made["backup"]).parent == tmp_path / "stick"
    before = station.answer("manager", "case", "list")
    again = station.answer("manager", "store", "restore", str(tmp_path / "stick"), str(tmp_path / "again"))
    assert again["restored"] == str(tmp_path / "again")
    moved = Station(tmp_path / "again", station.users)
    assert moved.answer("manager", "case", "list") == before
    sizes = moved.answer("manager", "store", "compact")["compacted"]
    assert set(sizes) == {"casework", "training", "office"}
    assert moved.answer("manager", "case", "list") == before
    assert moved.answer("manager", "store", "verify") == {"whole": True}
    assert not list((tmp_path / "again" / "db").glob("*.compact*"))


def test_two_backups_in_a_folder_have_to_be_named(station: Station, tmp_path: Path) -> None:
    for _number in range(2):
        station.answer("manager", "store", "backup", str(tmp_path))
    refused = station.run("manager", "store", "restore", str(tmp_path), str(tmp_path / "again"))
    assert (refused.code, refused.out) == (2, "")


def test_the_trail_is_verified_and_exported(station: Station) -> None:
    case = station.answer("manager", "case", "list")["cases"][0]
    station.answer("manager", "case", "show", case["id"])
    assert station.answer("manager", "audit", "verify")["holds"] is True
    entries = station.answer("manager", "audit", "export")["entries"]
    assert entries[0]["kind"] == "case_read"
    assert case["alias"] not in json.dumps(entries, ensure_ascii=False)


def test_everything_goes_out_and_comes_into_another_centre(station: Station, other: Station, tmp_path: Path) -> None:
    file = tmp_path / "모두.gyeot"
    made = station.answer("manager", "export", str(file))
    assert made["cases"] == 12
    files = {"files": 0, "files_staying": 0}
    assert made.items() >= files.items()
    assert station.answer("manager", "import", str(file)) == {"imported": 0, "already_here": 12, **files}
    refused = other.run("manager", "import", str(file))
    assert refused.code == 2
    assert "--file-passphrase-file" in refused.said
    secret = other.secret(tmp_path / "secret", made["passphrase"])
    taken = other.answer("manager", "import", str(file), "--file-passphrase-file", secret)
    assert taken == {"imported": 12, "already_here": 0, **files}
    assert other.answer("manager", "case", "list")["total"] == 24
    assert other.answer("manager", "import", str(file), "--file-passphrase-file", secret)["imported"] == 0


def test_before_a_round_is_closed_the_preview_says_what_can_be(station: Station) -> None:
    for words in (("preview", "--json"), ("send",), ("carry", str(station.home))):
        refused = station.run("manager", "counts", *words)
        assert (refused.code, refused.out) == (2, "")
        assert "2026-Q3" in refused.said


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("trainer", ("case", "list")),
        ("trainer", ("case", "show", "x")),
        ("trainer", ("counts", "preview")),
        ("trainer", ("audit", "verify")),
        ("trainer", ("store", "verify")),
        ("trainer", ("store", "compact")),
        ("trainer", ("export", "x.gyeot")),
        ("counsellor", ("counts", "send")),
        ("counsellor", ("counts", "carry", ".")),
        ("counsellor", ("store", "backup", ".")),
        ("counsellor", ("export", "x.gyeot")),
        ("counsellor", ("import", "x.gyeot")),
    ],
)
def test_what_a_role_may_not_do_ends_with_three(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = station.run(part, *words)
    assert (refused.code, refused.out) == (3, "")
    assert refused.said.strip()
    assert list(tmp_path.glob("*.gyeot")) == []


def test_somebody_else_holding_the_centre_is_told(station: Station) -> None:
    from app.vault import Holding

    with Holding(station.home):
        refused = station.run("manager", "case", "list")
    assert refused.code == 2
    assert "곁" in refused.said


def test_no_secret_stands_in_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--passphrase", "비밀", "case", "list"]) == 2
    assert main(["relay", "serve", "--database", "postgresql://city:secret@db/x"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "secret" not in said.err


def test_keys_are_only_opened_in_a_hardened_process(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(platform, "harden", lambda: calls.append("hardened"))
    station.answer("manager", "case", "list", "--limit", "1")
    assert calls == ["hardened"]


def test_help_lists_every_group(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    told = capsys.readouterr().out
    for group in ("practice", "case", "manual", "counts", "store", "audit", "document", "export", "import", "relay"):
        assert f"    {group}" in told
