"""Tries to unlock that failed: sealed for the office, bounded, and in the trail after the next opening."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import CannotUnlock, Damaged
from app.flows import failed_unlocks
from app.kinds import Compartment
from app.vault import Home, Keys, Kind, SecondSecret, attempts, noting, unlock
from app.vault.attempts import LIMIT, NAME, Attempt
from tests.commands import Station
from tests.conftest import PASSPHRASE, Centre


@pytest.fixture
def keys(centre: Centre) -> Iterator[Keys]:
    with closing(centre.unlock("manager")) as opened:
        yield opened


def wrong(centre: Centre, passphrase: str = "틀린 문장 하나 둘 셋 넷", part: str = "counsellor") -> None:
    home = Home.open(centre.home)
    with pytest.raises(CannotUnlock), noting(home, centre.users[part], Kind.KEYFILE):
        unlock(home, centre.users[part], passphrase, centre.second(part))


def test_a_wrong_passphrase_stands_in_the_trail_and_is_told_once(centre: Centre) -> None:
    wrong(centre)
    wrong(centre, part="trainer")
    with closing(centre.open("trainer")) as desk:
        assert len(desk.notices) == 1
        assert "2" in desk.notices[0]
    assert (centre.home / NAME).stat().st_size == 0
    with closing(centre.open("manager")) as desk:
        assert desk.notices == ()
        told = desk.office_audit.entries(kind=failed_unlocks.KIND)
        assert sorted(one.facts["user"] for one in told) == sorted(
            [centre.users["counsellor"], centre.users["trainer"]]
        )
        assert {one.facts["way"] for one in told} == {"keyfile"}
        assert all(one.facts["device"] == "B" and one.facts["tried"] <= one.at for one in told)
        assert desk.trail_problems() == []


def test_other_secrets_and_what_is_no_try(centre: Centre, tmp_path: Path) -> None:
    home, user = Home.open(centre.home), centre.users["counsellor"]
    for second in (SecondSecret.keyfile(tmp_path / "nothing.key"), SecondSecret.paper("zzz")):
        with pytest.raises(CannotUnlock), noting(home, user, second.kind):
            unlock(home, user, PASSPHRASE, second)
    assert not (centre.home / NAME).exists(), "a stick that is not in, or a slip of the hand, is no try"


def test_only_the_office_reads_it_and_nothing_stands_there_in_clear(centre: Centre, keys: Keys) -> None:
    wrong(centre, "바람이 틀린 문장을 적었다")
    data = (centre.home / NAME).read_bytes()
    assert (centre.home / NAME).stat().st_mode & 0o077 == 0
    for word in (centre.users["counsellor"], "keyfile", "바람이"):
        assert word.encode() not in data
    (one,) = attempts.left(centre.home, keys).found
    assert one == Attempt(one.at, centre.users["counsellor"], Kind.KEYFILE, "B", one.mark)
    with pytest.raises(Damaged):
        keys.open_drop(Compartment.TRAINING, data[8:])


def test_it_is_bounded_and_what_found_no_place_is_counted(centre: Centre, keys: Keys) -> None:
    home = Home.open(centre.home)
    for _number in range(400):
        attempts.note(home, centre.users["trainer"], Kind.PAPER)
    left = attempts.left(centre.home, keys)
    assert (centre.home / NAME).stat().st_size <= LIMIT
    assert len(left.found) + left.lost == 400
    assert left.lost > 0
    with closing(centre.open("manager")) as desk:
        assert "400" in desk.notices[0]
        told = desk.office_audit.entries(kind=failed_unlocks.KIND, limit=500)
        assert [one.facts["uncounted"] for one in told if "uncounted" in one.facts] == [left.lost]
    assert attempts.left(centre.home, keys).found == ()


def test_a_kill_before_the_file_was_emptied_writes_nothing_twice(centre: Centre) -> None:
    wrong(centre)
    before = (centre.home / NAME).read_bytes()
    centre.open("manager").close()
    (centre.home / NAME).write_bytes(before)
    with closing(centre.open("manager")) as desk:
        assert desk.notices == ()
        assert len(desk.office_audit.entries(kind=failed_unlocks.KIND)) == 1
    assert (centre.home / NAME).stat().st_size == 0


def test_a_torn_record_is_written_over(centre: Centre, keys: Keys) -> None:
    wrong(centre)
    path = centre.home / NAME
    path.write_bytes(path.read_bytes() + b"torn")
    wrong(centre)
    assert len(attempts.left(centre.home, keys).found) == 2


def test_every_turned_bit_is_counted_and_nobody_is_kept_out(centre: Centre, keys: Keys) -> None:
    for _number in range(3):
        attempts.note(Home.open(centre.home), centre.users["trainer"], Kind.DEVICE)
    path, chance = centre.home / NAME, random.Random(4)
    whole = path.read_bytes()
    assert len(attempts.left(centre.home, keys).found) == 3
    for _flip in range(200):
        at, bit = chance.randrange(8, len(whole)), 1 << chance.randrange(8)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        left = attempts.left(centre.home, keys)
        assert (len(left.found), left.unreadable) == (2, 1), f"byte {at}"
    for junk in (b"", b"x" * 7, b"x" * 5000, bytes(LIMIT + 1)):
        path.write_bytes(junk)
        with closing(centre.open("trainer")) as desk:
            assert desk.doubts == ()
            assert bool(desk.notices) == (len(junk) >= 8)
        assert path.stat().st_size < 8


def test_a_new_office_key_loses_no_try(centre: Centre) -> None:
    from app.vault.enrolling import remove

    wrong(centre, part="trainer")
    remove(centre.home, centre.unlock("manager"), centre.users["counsellor"])
    with closing(centre.open("manager")) as desk:
        assert Compartment.OFFICE in desk.renewed.done
        (told,) = desk.office_audit.entries(kind=failed_unlocks.KIND)
        assert told.facts["user"] == centre.users["trainer"]


def test_a_command_leaves_it_and_the_next_one_says_so(station: Station, tmp_path: Path) -> None:
    other = station.secret(tmp_path / "other", "아주 다른 문장으로 두드려 봄")
    assert station.run("manager", "store", "verify", passphrase_file=other).code == 2
    done = station.run("manager", "case", "list", "--limit", "1")
    assert done.code == 0
    assert "잠금 해제가 1번 실패했습니다" in done.said
    assert "실패" not in station.run("manager", "case", "list", "--limit", "1").said
