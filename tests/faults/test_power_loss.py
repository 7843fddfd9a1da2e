"""The power goes at any moment: what was acknowledged is there, and everything opens whole.

A worker lives a day over a folder while every call that reaches the disk is written down. The record is then played
again and again to some point, and there each change that was not yet synced is kept, lost or torn (disk/replay.py).
"""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from app.desk import Desk
from app.errors import CannotUnlock, NotFound
from app.flows import backups
from app.vault import SecondSecret, unlock
from tests.conftest import PASSPHRASE, Centre
from tests.faults.disk.recording import Recording, lost, share, whole
from tests.faults.frozen.opening import thawed
from tests.faults.taking import back_up

PHRASES = ("바람개비 언덕의 오래된 우체통", "여름 끝의 자전거와 긴 그림자")


def test_no_acknowledged_write_is_lost(recording: Recording, long: bool) -> None:
    lines = recording.live("writing", cases=60 if long else 14, seed=3)
    keys, seen = recording.centre.unlock("manager"), 0
    for state in recording.states(lines, share(long, 3200, 70)):
        whole(state, keys)
        seen = max(seen, len(state.acknowledged))
    assert seen > (150 if long else 30)


def test_the_replay_finds_what_is_not_synced(recording: Recording, long: bool) -> None:
    """The same with a database that does not wait for the disk: acknowledged work is lost, and the anchor says so."""
    lines = recording.live("carelessly", cases=10, seed=4)
    keys, losing = recording.centre.unlock("manager"), 0
    for state in recording.states(lines, share(long, 100, 12)):
        with closing(Desk.open(state.folder / "home", keys)) as desk:
            if [one for one in lost(desk, state) if not one.startswith("draft:")]:  # drafts move no anchor
                losing += 1
                assert desk.doubts != (), "records were lost in silence"
    assert losing >= share(long, 25, 3)


# -- what is more than one write ----------------------------------------------------------------------


def opens(home: Path, centre: Centre, phrase: str) -> bool:
    try:
        unlock(home, centre.users["counsellor"], phrase, centre.second("counsellor")).close()
    except (CannotUnlock, NotFound):
        return False
    return True


def test_exactly_one_passphrase_opens_while_it_is_changed(recording: Recording, long: bool) -> None:
    lines = recording.live("passphrase", phrases=PHRASES)
    known = (PASSPHRASE, *PHRASES)
    for state in recording.states(lines, share(long, 300, 10)):
        said = len(state.acknowledged)
        home = state.folder / "home"
        opening = [opens(home, recording.centre, phrase) for phrase in known]
        assert opening.count(True) == 1, state
        assert opening.index(True) in (said, said + 1), state
        if said == len(PHRASES):
            copies = [path.read_bytes() for path in home.glob("slots.bin*")]
            assert len(copies) == 4
            assert len(set(copies)) == 1, "an older copy would still open with an older passphrase"


def test_a_database_written_anew_is_the_old_one_or_the_new_one(recording: Recording, long: bool) -> None:
    lines = recording.live("compacting")
    keys = recording.centre.unlock("manager")
    for state in recording.states(lines, share(long, 300, 10)):
        whole(state, keys)


def test_a_backup_that_was_acknowledged_is_whole(recording: Recording, long: bool) -> None:
    stick = recording.disk / "stick"
    stick.mkdir()
    with closing(recording.centre.open("manager")) as desk:
        desk.cases.open_case("파란우산")
    recording.begin()
    lines = recording.live("backing_up", stick=str(stick))
    keys = recording.centre.unlock("manager")
    for state in recording.states(lines, share(long, 300, 14)):
        whole(state, keys)
        made = {path.name for path in (state.folder / "stick").glob("gyeot-backup-*")}
        assert {word.removeprefix("backup:") for word in state.acknowledged} <= made, state
        for name in made:
            backups.verify(state.folder / "stick" / name, keys)
            unlock(state.folder / "stick" / name, keys.user, PASSPHRASE, recording.centre.second("manager")).close()


def test_a_restored_centre_is_whole_or_not_there(recording: Recording, long: bool) -> None:
    with closing(recording.centre.open("manager")) as desk:
        case = desk.cases.open_case("파란우산").value
        made = back_up(desk, recording.place)
    lines = recording.live("restoring", backup=str(made.path), again=str(recording.disk / "again"))
    keys = recording.centre.unlock("manager")
    for state in recording.states(lines, share(long, 300, 12)):
        if (state.folder / "again").exists():
            whole(state, keys, "again")
            with closing(Desk.open(state.folder / "again", keys)) as desk:
                assert desk.cases.get(case.id).number == case.number
        else:
            assert state.acknowledged == (), state


def test_a_new_centre_is_whole_or_not_there(recording: Recording, long: bool) -> None:
    lines = recording.live("practising", new=str(recording.disk / "new"))
    for state in recording.states(lines, share(long, 300, 12)):
        home = state.folder / "new"
        if not home.exists():
            assert state.acknowledged == (), state
            continue
        secrets = home / "keys"
        phrase = (secrets / "manager.passphrase").read_text("utf-8")
        with closing(
            Desk.open(home, unlock(home, "다온", phrase, SecondSecret.keyfile(secrets / "manager.key")))
        ) as desk:
            assert (desk.doubts, desk.problems(), desk.cases.total()) == ((), [], 2), state


def test_an_older_centre_is_brought_up_to_date_or_left(
    place: Path, centre: Centre, stretched_once: None, long: bool
) -> None:
    recording = Recording(place, centre)
    recording.disk.mkdir()
    frozen = thawed("0.1.0", place / "frozen")
    shutil.copytree(frozen.home, recording.disk / "home")
    users = {part: user["id"] for part, user in frozen.facts["users"].items()}
    key_files = {part: str(frozen.folder / "keys" / f"{part}.key") for part in users}
    lines = recording.live("migrating", users=users, key_files=key_files, passphrase=frozen.facts["passphrase"])
    for state in recording.states(lines, share(long, 300, 12)):
        keys = frozen.unlock("manager", state.folder / "home")
        whole(state, keys)
        with closing(Desk.open(state.folder / "home", keys)) as desk:
            assert set(frozen.facts["cases"]) <= {row.number for row in desk.cases.page()}
