"""`gyeot conference`: the list, and the copies of one, each opened by its own passphrase."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader

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
