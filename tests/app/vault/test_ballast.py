"""Room that is kept back: given up where there is none, told, and laid again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import NoRoom
from app.vault import ballast

PLENTY = 1 << 40


class Free:
    """How much the disk has left, as the ballast is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = PLENTY
        monkeypatch.setattr(ballast, "_free", lambda _home: self.left)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Free:
    return Free(monkeypatch)


def test_what_needs_no_room_gives_nothing_up(tmp_path: Path, free: Free) -> None:
    ballast.lay(tmp_path, 8192)
    assert ballast.with_room(tmp_path, True, lambda: 1) == (1, ())
    assert (tmp_path / "ballast.bin").stat().st_size == 8192


def test_a_refused_act_is_done_again_without_it(tmp_path: Path, free: Free) -> None:
    ballast.lay(tmp_path, 8192)
    tried = []

    def act() -> str:
        tried.append((tmp_path / "ballast.bin").exists())
        if len(tried) == 1:
            raise NoRoom("full.")
        return "done"

    done, (said,) = ballast.with_room(tmp_path, True, act)
    assert (done, tried) == ("done", [True, False])
    assert "자리를 마련해 주세요" in said or "자리를 마련한 다음" in said


def test_a_nearly_full_disk_gives_it_up_before_anything_is_refused(tmp_path: Path, free: Free) -> None:
    ballast.lay(tmp_path, 8192)
    free.left = ballast.LEAST - 1
    assert len(ballast.with_room(tmp_path, True, lambda: 1)[1]) == 1
    assert not (tmp_path / "ballast.bin").exists()
    assert len(ballast.with_room(tmp_path, True, lambda: 1)[1]) == 1, "it goes on being said"
    free.left = PLENTY
    assert ballast.with_room(tmp_path, True, lambda: 1) == (1, ())
    assert (tmp_path / "ballast.bin").stat().st_size == ballast.PRACTICE


def test_without_any_the_sentence_says_that_the_disk_is_full(tmp_path: Path, free: Free) -> None:
    def act() -> None:
        raise NoRoom("something else.")

    with pytest.raises(NoRoom, match="something else"):
        ballast.with_room(tmp_path, True, act)
    free.left = 0
    with pytest.raises(NoRoom, match="가득 차서 열지 못했습니다"):
        ballast.with_room(tmp_path, True, act)
