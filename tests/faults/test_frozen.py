"""Everything that an earlier version wrote opens in this one: a frozen file of every format, from each release."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.desk import Desk
from app.flows import arriving, backups, erased_list, failed_unlocks
from app.kinds import Compartment
from app.manual import parcel, signing
from app.manual.signing import TrustedKey
from app.vault import Home, SecondSecret, own_half, reassemble, sheet_half, unlock
from tests.conftest import Centre
from tests.faults.frozen.opening import VERSIONS, Thawed, thawed


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Thawed:
    return thawed(request.param, tmp_path / "old")


def found(home: Path, old: Thawed) -> None:
    """Cases, their notes, the search and the trail, as they were."""
    with closing(Desk.open(home, old.unlock("manager", home))) as desk:
        assert desk.doubts == ()
        assert desk.problems() == []
        assert desk.trail_problems() == []
        assert {row.number: row.alias for row in desk.cases.page()} == old.facts["cases"]
        assert {row.alias for row in desk.cases.find("달맞이")} == {"달맞이"}
        assert len(desk.trail(1000)) >= old.facts["trail"] - 1  # a backup was made before it was noted
        again = desk.cases.open_case("새로 온 이").value
        assert again.number not in old.facts["cases"]
    with closing(Desk.open(home, old.unlock("manager", home))) as desk:
        assert (desk.doubts, desk.problems(), desk.cases.total()) == ((), [], len(old.facts["cases"]) + 1)


def test_something_is_frozen() -> None:
    assert "0.1.0" in VERSIONS


def test_a_centre_opens_and_is_worked_in(old: Thawed) -> None:
    assert Home.open(old.home).drilled
    found(old.home, old)


@pytest.mark.parametrize("part", ["manager", "counsellor", "trainer"])
def test_every_way_in_opens(part: str, old: Thawed) -> None:
    paper = SecondSecret.paper(old.facts["users"][part]["paper"])
    for second in (old.second(part), paper):
        keys = unlock(old.home, old.facts["users"][part]["name"], old.facts["passphrase"], second)
        assert keys.name == old.facts["users"][part]["name"]
        keys.close()


def test_the_recovery_key_comes_together(old: Thawed) -> None:
    keys = old.unlock("manager")
    recovery = reassemble(old.home, own_half(old.home, keys), sheet_half(old.facts["sheet"]["code"]))
    assert recovery.compartment_key(Compartment.CASEWORK) == bytes(keys.key(Compartment.CASEWORK))


def test_a_backup_comes_back(old: Thawed, tmp_path: Path) -> None:
    keys = old.unlock("manager", old.folder / "backup")
    backups.verify(old.folder / "backup", keys)
    backups.restore(old.folder / "backup", tmp_path / "again", keys, keys)
    found(tmp_path / "again", old)


def test_what_is_kept_apart_opens(old: Thawed) -> None:
    """Evidence, a case behind a wall, the list of what was erased: since 0.2."""
    if "walled" not in old.facts:
        pytest.skip("this version had none of it")
    with closing(Desk.open(old.home, old.unlock("counsellor"))) as desk:
        case = desk.cases.get(old.facts["evidence"]["case"])
        (item,) = desk.evidence.items(case.id)
        with desk.evidence.look(item.id).value.file() as found:
            assert sha256(b"".join(found.pieces())).hexdigest() == item.sha256 == old.facts["evidence"]["sha256"]
        (wall,) = desk.sealed.listed()
        assert wall.number == old.facts["walled"]
        with closing(desk.sealed.open(wall.id)) as inner:
            assert inner.problems() == []
            assert inner.cases.get(wall.number).number == wall.number
    with closing(Desk.open(old.home, old.unlock("manager"))) as desk:
        assert len(erased_list.read(old.home, desk.keys)) == 1
        assert old.facts["erased"] not in {row.number for row in desk.cases.page()}


def test_a_try_that_failed_is_told(old: Thawed) -> None:
    """Sealed for the office without its key: since 0.2."""
    with closing(Desk.open(old.home, old.unlock("manager"))) as desk:
        assert len(desk.office_audit.entries(kind=failed_unlocks.KIND)) == old.facts.get("failed", 0)


def test_an_exported_file_is_taken_in_elsewhere(old: Thawed, centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        taken = arriving.take_in(desk, old.folder / "cases.gyeot", old.facts["passphrase"]).value
        assert taken.imported == len(old.facts["cases"])
        assert {row.alias for row in desk.cases.page()} == set(old.facts["cases"].values())


def test_a_signed_manual_is_read(old: Thawed) -> None:
    key = TrustedKey(signing.read_public(old.folder / "maker.pub"), "서울시", "city")
    read = parcel.open_parcel(old.folder / "manual.gyeot", (key,), date(2026, 11, 23))
    assert read.pack.steps


def test_a_round_of_counts_is_read(old: Thawed) -> None:
    """The table of cells may be another one by now; the envelope still opens for both who may."""
    read = wire.parse((old.folder / "round.counts").read_bytes())
    read.verify(bytes.fromhex(old.facts["sender"]))
    boxes = [X25519PrivateKey.from_private_bytes(bytes.fromhex(old.facts[name])) for name in ("collector", "box")]
    vector = tuple(number % 7 for number in range(322))
    assert read.open_for_collector(boxes[0]) == read.open_for_sender(boxes[1]) == vector
    assert read.header.round == old.facts["round"]
    roster = wire.read_roster((old.folder / "roster.signed").read_bytes(), bytes.fromhex(old.facts["roster"]))
    assert [one.key.hex() for one in roster.centres] == [old.facts["sender"]]
