"""`gyeot evidence`: the whole way by commands, with words in files and one JSON object as the answer."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pyrage

from tests.app.evidence.conftest import WORDS, picture
from tests.commands import Station


def test_from_taking_in_to_handing_over(station: Station, tmp_path: Path) -> None:
    def ask(*words: str) -> dict[str, object]:
        return station.answer("counsellor", "evidence", *words)

    case = station.answer("counsellor", "case", "list")["cases"][0]["id"]
    words = station.secret(tmp_path / "title", "문자 대화")
    talk, shot = tmp_path / "talk.txt", tmp_path / "shot.txt"
    talk.write_text(WORDS, "utf-8")
    shot.write_bytes(picture())
    item = ask("add", case, str(talk), "--title-from", words)
    refused = station.run("counsellor", "evidence", "add", case, str(shot), "--title-from", words)
    assert refused.code == 3, refused.said
    assert refused.out == ""
    source = tmp_path / "reference.json"
    source.write_text(json.dumps({"title": "게시물", "url": "https://example.invalid/1"}), "utf-8")
    reference = ask("refer", case, "--from", str(source))
    listed = ask("list", case)
    assert [one["id"] for one in listed["items"]] == [reference["id"], item["id"]]  # type: ignore[attr-defined]  # JSON
    assert ask("check") == {"whole": 1, "damaged": []}
    key = pyrage.x25519.Identity.generate()
    out = tmp_path / "out.age"
    ask("hand-over", str(item["id"]), str(out), "--recipient-from", station.secret(tmp_path / "to", "경찰서"),
        "--age-key", str(key.to_public()))  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(out.read_bytes(), [key]))) as archive:
        assert archive.read("talk.txt") == WORDS.encode()
    lock = station.secret(tmp_path / "lock", "bada-2345-sori-6789")
    ask("sheet", str(item["id"]), str(tmp_path / "s.pdf"), "--recipient-from", words, "--out-passphrase-file", lock)
    assert ask("stop", str(item["id"]))["state"] == "stopped"
    assert station.run("trainer", "evidence", "list", case).code == 3
    for wrong in ("{}", "[1]", '{"title": "x", "picture": "y"}', '{"title": 3}', "no json"):
        source.write_text(wrong)
        assert station.run("counsellor", "evidence", "refer", case, "--from", str(source)).code == 2


def test_a_damaged_file_is_the_answer_and_a_failure(station: Station, tmp_path: Path) -> None:
    case = station.answer("counsellor", "case", "list")["cases"][0]["id"]
    talk = tmp_path / "talk.txt"
    talk.write_text(WORDS, "utf-8")
    item = station.answer("counsellor", "evidence", "add", case, str(talk), "--title-from", str(talk))
    [path] = (station.home / "evidence").rglob("*.ev1")
    data = bytearray(path.read_bytes())
    data[150] ^= 1
    path.write_bytes(bytes(data))
    checked = station.run("counsellor", "evidence", "check")
    assert checked.code == 2
    assert checked.answer == {"whole": 0, "damaged": [item["id"]]}
