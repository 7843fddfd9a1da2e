"""A desk opens what its keys open, notices old records, and never blocks on a damaged anchor."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import Bug, Denied
from app.kinds import Compartment
from tests.conftest import Centre


def test_a_trainer_opens_no_case(centre: Centre) -> None:
    desk = centre.open("trainer")
    with pytest.raises(Denied):
        _ = desk.cases
    assert desk.database(Compartment.TRAINING).name == "training"
    desk.close()


def test_a_reader_sees_what_was_written_and_writes_nothing(desk: Desk) -> None:
    case = desk.cases.open_case("파란우산").value
    reader = desk.reader()
    assert reader.cases.get(case.id).survivor.alias == "파란우산"
    with pytest.raises(Bug):
        reader.cases.open_case("달맞이")
    reader.close()


def test_older_records_are_opened_said_and_recorded(centre: Centre, tmp_path: Path) -> None:
    shutil.copytree(centre.home / "db", tmp_path / "older")
    desk = centre.open()
    desk.cases.open_case("파란우산")
    desk.close()
    shutil.rmtree(centre.home / "db")
    shutil.copytree(tmp_path / "older", centre.home / "db")
    again = centre.open()
    assert again.rolled_back == ("casework",)
    assert [entry.kind for entry in again.audit.entries(limit=1)] == ["freshness_doubted"]
    again.close()


@pytest.mark.parametrize("damage", ["flip", "gone"])
def test_a_damaged_or_missing_anchor_is_said_and_work_goes_on(centre: Centre, damage: str) -> None:
    desk = centre.open()
    desk.cases.open_case("파란우산")
    desk.close()
    anchor = centre.home / "anchor.bin"
    if damage == "gone":
        anchor.unlink()
    else:
        data = bytearray(anchor.read_bytes())
        data[40] ^= 1
        anchor.write_bytes(data)
    again = centre.open()
    assert len(again.doubts) == 1
    assert again.cases.page()[0].alias == "파란우산"
    again.close()
    third = centre.open()
    assert third.doubts == ()
    third.close()
