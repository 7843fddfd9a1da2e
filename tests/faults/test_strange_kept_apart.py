"""Something else in the place of evidence, of a case behind a wall, or of the list of what was erased."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import Damaged
from app.evidence import Brought, Stated
from app.flows import backups, erased_list, erasure
from app.store import Database
from app.vault import stream
from tests.conftest import Centre
from tests.faults.taking import back_up
from tests.faults.test_strange_files import lying, put, refused

SOME = ("another's", "empty", "folder", "noise", "nothing")


@dataclass(frozen=True)
class Kept:
    """A centre with a file of evidence and a case behind a wall."""

    centre: Centre
    case: str
    item: str
    wall: str

    @property
    def evidence(self) -> Path:
        return next((self.centre.home / "evidence").rglob("*.ev1"))

    @property
    def sealed(self) -> Path:
        return next((self.centre.home / "sealed").glob("*.db"))


@pytest.fixture
def kept(centre: Centre, tmp_path: Path) -> Kept:
    paper = tmp_path / "대화.txt"
    paper.write_text("문 앞에 서 있었어요.\n" * 9000, "utf-8")
    with closing(centre.open("counsellor")) as desk:
        case, walled = (desk.cases.open_case(alias).value for alias in ("느티", "달맞이"))
        desk.cases.set_incident(case.id, ("stalking",))
        intake = desk.evidence.prepare(case.id, Stated.NO_SEXUAL_IMAGE).value
        item = desk.evidence.enter(intake, intake.seal(paper), Brought("문자 내용", Stated.NO_SEXUAL_IMAGE)).value
        wall = desk.sealed.seal(walled.id, [centre.users["counsellor"]], "낯선 파일이 놓여도").value
    return Kept(centre, case.id, item.id, wall.id)


@pytest.mark.parametrize("thing", SOME)
def test_in_the_place_of_evidence(thing: str, kept: Kept) -> None:
    place = kept.evidence
    put(thing, place)
    before = lying(kept.centre.home / "evidence")
    with closing(kept.centre.open("counsellor")) as desk:
        assert desk.problems() == []

        def read() -> object:
            with desk.evidence.lift(kept.item).file() as found:
                return list(found.pieces())

        refused(read, Damaged)
        assert len(desk.evidence.check_all().damaged) == 1
        assert [one.id for one in desk.evidence.items(kept.case)] == [kept.item], "what is written about it stays"
    assert lying(kept.centre.home / "evidence") == before
    assert place.exists() == (thing != "nothing")


def test_evidence_of_another_case_or_of_a_later_reader(kept: Kept) -> None:
    whole = kept.evidence.read_bytes()
    stream.seal_file(BytesIO(whole), kept.evidence, bytes(32))
    with closing(kept.centre.open("counsellor")) as desk:
        refused(lambda: desk.evidence.lift(kept.item).file(), Damaged)
        kept.evidence.write_bytes(whole[:8] + b"\x09\x09" + whole[10:])
        assert re.search("새|newer", refused(lambda: desk.evidence.lift(kept.item).file(), Damaged))
        kept.evidence.write_bytes(whole)
        with desk.evidence.lift(kept.item).file() as found:
            assert sum(len(piece) for piece in found.pieces()) == found.size


@pytest.mark.parametrize("thing", SOME)
def test_in_the_place_of_a_case_behind_a_wall(thing: str, kept: Kept) -> None:
    place = kept.sealed
    put(thing, place)
    before = lying(kept.centre.home / "sealed")
    with closing(kept.centre.open("counsellor")) as desk:
        refused(lambda: desk.sealed.open(kept.wall), Damaged)
        assert [one.id for one in desk.sealed.listed()] == [kept.wall], "its number stays"
        desk.cases.open_case("일은 계속됩니다")
    assert lying(kept.centre.home / "sealed") == before
    assert place.exists() == (thing != "nothing")
    if thing != "nothing":
        refused(lambda: Database.create(place, "00" * 48, "casework"), Damaged)


@pytest.mark.parametrize("thing", SOME[:-1])
def test_in_the_place_of_the_list_of_what_was_erased(thing: str, kept: Kept, tmp_path: Path) -> None:
    """The list is written anew from the records; a backup with a strange list is not restored without a whole one."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with closing(kept.centre.open("manager")) as desk:
        desk.cases.close(kept.case, "supported")
        made = back_up(desk, stick)
        desk.retention.decide(kept.case, "erase")
        erasure.erase(desk.home, desk.keys, desk.retention, [kept.case], "request")
    keys = kept.centre.unlock("manager")
    put(thing, made.path / "erased.bin")
    refused(lambda: backups.restore(made.path, tmp_path / "again", keys, keys), Damaged)
    assert not (tmp_path / "again").exists()
    put(thing, kept.centre.home / "erased.bin")
    if thing != "folder":
        Desk.open(kept.centre.home, keys).close()
        assert len(erased_list.read(kept.centre.home, keys)) == 1


def test_a_newer_list_of_what_was_erased(kept: Kept) -> None:
    keys = kept.centre.unlock("manager")
    told = {"format": 9, "min_reader": 9, "centre": keys.centre_id, "erased": []}
    content = json.dumps(told).encode()
    (kept.centre.home / "erased.bin").write_bytes(content + b"\n" + keys.sign(content).hex().encode())
    refused(lambda: erased_list.read(kept.centre.home, keys), Damaged)
