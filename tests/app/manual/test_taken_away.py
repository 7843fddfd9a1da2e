"""A session outlives its manual: steps, ways back and whole manuals may be taken away under it, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import Conflict, NotFound
from app.manual import Library, Manual
from app.store import Database

SOUND = Path(__file__).parent / "zoo" / "sound"


@pytest.fixture
def pen(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "manuals"))


@pytest.fixture
def manual(casework: Database, pen: Path) -> Manual:
    return Manual(casework, Library((pen,)))


@pytest.fixture
def session(manual: Manual) -> str:
    return manual.start("grove").value.id


def rename(manual: Manual, folder: Path, old: str, new: str) -> None:
    """The next version of a manual calls a step by another id: to a session the old one is gone."""
    path = folder / "pack.yaml"
    text = path.read_text("utf-8").replace(old, new).replace('"1.0.0"', '"1.1.0"')
    path.write_text(text, "utf-8")
    for sheet in folder.glob(f"*/{old}.md"):
        sheet.rename(sheet.with_stem(new))
    manual.library.refresh()


def take_away(manual: Manual, folder: Path) -> None:
    shutil.rmtree(folder)
    manual.library.refresh()


def test_a_jump_returned_to_from_another_tree_means_the_places_of_its_own(manual: Manual, session: str) -> None:
    manual.next(session)
    manual.jump(session, "CRY")
    manual.go_over(session, "thicket")
    state = manual.return_(session).value
    assert (state.step, state.returns, state.tree) == ("CRY", ("T2",), "grove")
    assert manual.answer(session, "calm").value.step == "T3", "the plan of the grove, not that of the thicket"


def test_a_step_of_another_tree_that_is_gone_leads_to_the_start_of_that_tree(
    manual: Manual, session: str, pen: Path
) -> None:
    manual.go_over(session, "thicket")
    manual.next(session)
    rename(manual, pen / "thicket", "H2", "H3")
    state = manual.state(session)
    assert (state.tree, "“H2” is gone" in state.notice) == ("thicket", True)
    with pytest.raises(Conflict):
        manual.next(session)
    resumed = manual.resume(session).value
    assert (resumed.step, resumed.returns, resumed.tree) == ("H1", ("T1",), "thicket")
    assert manual.return_(session).value.tree == "grove"
    assert manual.next(session).value.step == "T2"


def test_another_tree_that_is_gone_leads_back_to_the_first(manual: Manual, session: str, pen: Path) -> None:
    manual.record(session, "alias", "파란우산")
    manual.answer(session, "hedge")
    take_away(manual, pen / "thicket")
    (state,) = manual.open_sessions()
    assert "“H2” is no longer in the manuals" in state.notice
    resumed = manual.resume(session).value
    assert (resumed.step, resumed.returns, resumed.tree) == ("T1", (), "grove")
    assert [one.branch for one in resumed.answers] == ["hedge"]
    assert dict(resumed.trail.records) == {"alias": "파란우산"}
    with pytest.raises(NotFound):
        manual.answer(session, "hedge")
    assert manual.next(session).value.step == "T2"


def test_a_session_whose_manual_is_gone_can_be_read_and_ended(manual: Manual, session: str, pen: Path) -> None:
    manual.tick(session, "victim", 0, True)
    manual.record(session, "alias", "파란우산")
    manual.answer(session, "near")
    take_away(manual, pen / "grove")
    (state,) = manual.open_sessions()
    assert "“grove” is no longer installed" in state.notice
    with pytest.raises(Conflict):
        manual.next(session)
    with pytest.raises(NotFound):
        manual.resume(session)
    assert manual.state(session) == state
    summary = manual.end(session).value
    assert dict(summary.records) == {"alias": "파란우산"}
    assert [(one.step, one.branch) for one in summary.answers] == [("T1", "near")]
    assert [stay.step for stay in summary.stays] == ["T1", "CRY"]


def test_a_way_back_that_is_gone_is_passed_over(manual: Manual, session: str, pen: Path) -> None:
    manual.next(session)
    manual.jump(session, "CRY")
    manual.jump(session, "HUM")
    assert manual.state(session).returns == ("T2", "CRY")
    rename(manual, pen / "grove", "T2", "T7")
    manual.resume(session)
    assert manual.next(session).value.step == "CRY"
    state = manual.next(session).value
    assert (state.step, state.returns) == ("T1", ()), "the step left behind is gone: on from the start"
    assert manual.back(session).value.step == "CRY"
    assert manual.next(session).value.step == "T1", "and never without a way on"


def test_two_ways_back_of_which_the_last_is_gone(manual: Manual, session: str, pen: Path) -> None:
    manual.go_over(session, "thicket")
    manual.jump(session, "CRY")
    rename(manual, pen / "thicket", "H1", "H9")
    manual.resume(session)
    state = manual.next(session).value
    assert (state.step, state.returns, state.tree) == ("T1", (), "grove")


def test_the_end_is_one_move_however_often_one_goes_on(manual: Manual, session: str) -> None:
    for _turn in range(3):
        manual.next(session)
    for _turn in range(3):
        assert manual.next(session).value.trail.at_end
    state = manual.back(session).value
    assert (state.step, state.trail.at_end) == ("T4", False)


def test_whoever_wants_to_stop_can_though_the_manual_changed(manual: Manual, session: str, pen: Path) -> None:
    rename(manual, pen / "grove", "T3", "T9")
    with pytest.raises(Conflict):
        manual.next(session)
    assert manual.pause(session).value.paused
    with pytest.raises(Conflict):
        manual.pause(session)
