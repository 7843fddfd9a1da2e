"""`gyeot conference`: the list, and the copies of one, each opened by its own passphrase."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents.disk import put
from app.errors import NoRoom
from app.flows import conference_pack
from tests.commands import Station


def test_the_copies_of_a_conference_leave_by_a_command(station: Station, tmp_path: Path) -> None:
    (one,) = station.answer("counsellor", "conference", "list")["conferences"]
    assert (one["cases"], one["out"], one["masked"]) == (2, 2, False)
    folder = tmp_path / "papers"
    folder.mkdir()
    made = station.answer("counsellor", "conference", "pack", one["id"], str(folder))
    assert [(copy["number"], copy["total"]) for copy in made["made"]] == [(4, 6), (5, 6), (6, 6)]
    assert [(left["code"], left["why"]) for left in made["left"]] == [(2, "missing")]
    for copy in made["made"]:
        reader = PdfReader(folder / copy["file"])
        assert reader.decrypt(copy["passphrase"])
        assert f"{copy['number']}/6" in reader.pages[0].extract_text()
    assert station.answer("counsellor", "conference", "list")["conferences"][0]["out"] == 5


def test_what_was_made_before_the_disk_was_full_can_be_opened(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [1]

    def full(partial: Path, target: Path) -> None:
        if not left:
            raise NoRoom("가득 찼습니다.")
        left.pop()
        put(partial, target)

    monkeypatch.setattr(conference_pack, "put", full)
    (one,) = station.answer("counsellor", "conference", "list")["conferences"]
    done = station.run("counsellor", "conference", "pack", one["id"], str(tmp_path))
    assert (done.code, "가득 찼습니다." in done.said) == (2, True)
    (copy,) = done.answer["made"]
    assert PdfReader(tmp_path / copy["file"]).decrypt(copy["passphrase"])
    assert station.answer("counsellor", "conference", "list")["conferences"][0]["out"] == one["out"] + 1
