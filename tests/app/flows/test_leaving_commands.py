"""`gyeot export` and `gyeot import`: preview, one person's cases, in the open, and in again elsewhere."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyrage

from tests.commands import Station


def test_a_preview_writes_nothing_and_a_choice_is_kept_to(station: Station, other: Station, tmp_path: Path) -> None:
    out = tmp_path / "all.gyeot"
    seen = station.answer("manager", "export", str(out), "--preview")
    assert seen["cases"] == 12
    assert not out.exists()
    number = station.answer("manager", "case", "list")["cases"][0]["number"]
    made = station.answer("manager", "export", str(out), "--case", number)
    assert made["cases"] < 12
    secret = other.secret(tmp_path / "secret", made["passphrase"])
    before = other.answer("manager", "case", "list")["total"]
    taken = other.answer("manager", "import", str(out), "--file-passphrase-file", secret)
    assert taken["imported"] == made["cases"]
    assert other.answer("manager", "case", "list")["total"] == before + made["cases"]
    assert other.answer("manager", "store", "verify") == {"whole": True}


def test_an_open_file_names_its_recipient_and_reason_and_comes_in_again(
    station: Station, other: Station, tmp_path: Path
) -> None:
    out = tmp_path / "all.age"
    bare = station.run("manager", "export", str(out), "--open-format")
    assert (bare.code, out.exists()) == (2, False)
    words = [
        "--recipient-from", station.secret(tmp_path / "who", "맞는 상담소"),
        "--reason-from", station.secret(tmp_path / "why", "센터를 옮기게 되어 함께 옮김"),
    ]  # fmt: skip
    made = station.answer("manager", "export", str(out), "--open-format", *words)
    with zipfile.ZipFile(_plain(out, made["passphrase"])) as archive:
        assert sum(name.endswith("case.json") for name in archive.namelist()) == made["cases"] == 12
    secret = other.secret(tmp_path / "secret", made["passphrase"])
    assert other.answer("manager", "import", str(out), "--file-passphrase-file", secret)["imported"] == 12
    plain = ["--plain-reason-from", station.secret(tmp_path / "plain", "받는 곳이 잠긴 파일을 열지 못함")]
    made = station.answer("manager", "export", str(tmp_path / "all.zip"), "--open-format", *words, *plain)
    assert "passphrase" not in made
    assert zipfile.ZipFile(tmp_path / "all.zip").testzip() is None


def _plain(path: Path, passphrase: str) -> Path:
    path.with_suffix(".out").write_bytes(pyrage.passphrase.decrypt(path.read_bytes(), passphrase))
    return path.with_suffix(".out")
