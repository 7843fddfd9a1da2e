"""The power goes while something moves from one place or key to another: it is in exactly one of them, and whole."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.desk import Desk
from app.errors import CannotUnlock, NotFound
from app.kinds import Compartment
from app.vault import Home, unlock
from tests.app.walls.conftest import fill
from tests.conftest import PASSPHRASE, Centre
from tests.faults.disk.recording import Recording, share


def may_open(home: Path, centre: Centre) -> bool:
    try:
        unlock(home, centre.users["counsellor"], PASSPHRASE, centre.second("counsellor")).close()
    except (CannotUnlock, NotFound):
        return False
    return True


def test_exactly_one_key_opens_while_somebody_leaves(recording: Recording, long: bool) -> None:
    """The lock is written anew, then each database under its new key; whoever opens the centre next completes it."""
    with closing(recording.centre.open("manager")) as desk:
        case = desk.cases.open_case("파란우산").value
    recording.begin()
    lines, centre = recording.live("leaving", leaver=recording.centre.users["counsellor"]), recording.centre
    before = {path.name for path in (recording.place / "before" / "home" / "db").glob("*.db")}
    for state in recording.states(lines, share(long, 300, 12)):
        home = state.folder / "home"
        if may_open(home, centre):
            assert state.acknowledged == (), state
        keys = unlock(home, centre.users["manager"], PASSPHRASE, centre.second("manager"))
        with closing(Desk.open(home, keys)) as desk:
            assert (desk.doubts, desk.problems(), desk.trail_problems()) == ((), [], []), state
            assert desk.cases.get(case.id).number == case.number
        now = sorted(path.name for path in (home / "db").glob("*.db"))
        assert len(now) == len(before), state
        assert len({name.partition(".")[0] for name in now}) == len(before), state
        assert Home.open(home).notices == (), state


def test_evidence_that_was_taken_in_is_whole(recording: Recording, long: bool) -> None:
    files = recording.place / "files"
    files.mkdir()
    for number, size in enumerate((900, 70_000, 200_000)):
        (files / f"{number}.txt").write_text("문 앞에 서 있었어요.\n" * (size // 30), "utf-8")
    lines = recording.live("taking_evidence", files=str(files))
    keys, texts = recording.centre.unlock("counsellor"), {path.read_bytes() for path in files.iterdir()}
    for state in recording.states(lines, share(long, 300, 10)):
        with closing(Desk.open(state.folder / "home", keys)) as desk:
            assert (desk.doubts, desk.problems()) == ((), []), state
            items = {item.id for case in desk.cases.page() for item in desk.evidence.items(case.id)}
            assert {word.removeprefix("item:") for word in state.acknowledged} <= items, state
            for item in items:
                with desk.evidence.look(item).value.file() as found:
                    assert b"".join(found.pieces()) in texts
            desk.evidence.sweep()
            kept = [path for path in (state.folder / "home" / "evidence").rglob("*") if path.is_file()]
            assert len(kept) == len(items), "a file that no record knows"


def test_a_case_behind_a_wall_is_in_exactly_one_place(recording: Recording, long: bool) -> None:
    with closing(recording.centre.open("counsellor")) as desk:
        case = fill(desk)
        events = len(desk.cases.timeline(case.id))
    recording.begin()
    lines = recording.live("walling", case=case.id)
    keys, seen = recording.centre.unlock("counsellor"), set()
    for state in recording.states(lines, share(long, 300, 12)):
        with closing(Desk.open(state.folder / "home", keys)) as desk:
            assert (desk.doubts, desk.problems()) == ((), []), state
            walls = desk.sealed.listed()
            here = desk.database(Compartment.CASEWORK).value("SELECT count(*) FROM casefile WHERE id = ?", (case.id,))
            assert here + len(walls) == 1, state
            assert len(list((state.folder / "home" / "sealed").glob("*.db"))) == len(walls), state
            seen.add("sealed" if walls else "open")
            assert walls or state.acknowledged in ((), ("sealed:", "rekeyed:"), ("sealed:", "rekeyed:", "unsealed:"))
            if not walls:
                assert len(desk.cases.timeline(case.id)) == events
                continue
            with closing(desk.sealed.open(walls[0].id)) as inner:
                assert (inner.problems(), len(inner.cases.timeline(case.id))) == ([], events), state
    assert seen == {"sealed", "open"}


def test_what_was_erased_stays_erased_and_the_rest_is_whole(recording: Recording, long: bool) -> None:
    with closing(recording.centre.open("manager")) as desk:
        gone, stays = (desk.cases.open_case(alias).value for alias in ("버들", "솔방울"))
        desk.cases.close(gone.id, "supported")
    recording.begin()
    lines = recording.live("erasing", case=gone.id)
    keys = recording.centre.unlock("manager")
    for state in recording.states(lines, share(long, 300, 10)):
        with closing(Desk.open(state.folder / "home", keys)) as desk:
            assert (desk.doubts, desk.problems(), desk.trail_problems()) == ((), [], []), state
            held = {row.id for row in desk.cases.page()}
            assert stays.id in held, state
            assert gone.id not in held or not state.acknowledged, state
            if gone.id not in held:
                assert desk.cases.find("버들") == ()
        with closing(Desk.open(state.folder / "home", keys)) as desk:
            assert desk.doubts == (), state
