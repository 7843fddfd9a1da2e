"""`ballast.bin`: room kept back, so that a full disk can still be put in order.

Where there is no room to open the centre with, the ballast is given up and a person is told; it is laid again at an
opening that finds room for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from app.errors import NoRoom
from app.i18n import _
from app.vault import durable, platform

T = TypeVar("T")

SIZE = 64 << 20
PRACTICE = 1 << 20
LEAST = 4 << 20
"""Bytes a session needs at the very least: below it the ballast is given up before anything is refused."""
SPARE = 192 << 20
"""Bytes that have to stay free beside a ballast that is laid again."""


def lay(home: Path, size: int = SIZE) -> None:
    """Reserve `size` bytes beside the databases; nothing happens if they are reserved already."""
    path = home / "ballast.bin"
    if path.exists():
        return
    try:
        platform.reserve(path, size)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise durable.refused(path, error) from None


def release(home: Path) -> bool:
    """Give the reserved bytes back to a full disk; False if there are none."""
    path = home / "ballast.bin"
    if not path.is_file() or not path.stat().st_size:
        return False
    with suppress(OSError):
        durable.remove(path)
        return True
    return False


def with_room(home: Path, practice: bool, act: Callable[[], T]) -> tuple[T, tuple[str, ...]]:
    """Do `act`; on a full disk once more without the ballast. What has to be told of the room comes with it."""
    try:
        done = act()
    except NoRoom as problem:
        if release(home):
            return act(), (_given_up(),)
        if _free(home) >= LEAST:
            raise
        raise NoRoom(
            _("The disk is full, so the centre was not opened. What was saved is intact. Please free some space first.")
        ) from problem
    if _free(home) < LEAST and release(home):
        return done, (_given_up(),)
    return done, _again(home, PRACTICE if practice else SIZE)


def _again(home: Path, size: int) -> tuple[str, ...]:
    if (home / "ballast.bin").exists():
        return ()
    if _free(home) > size + SPARE:
        with suppress(NoRoom):
            lay(home, size)
            return ()
    return (
        _("There is little room left on this disk, and nothing is kept back for it any more. Please free some space."),
    )


def _free(home: Path) -> int:
    try:
        return shutil.disk_usage(home).free
    except OSError:
        return SIZE + SPARE + 1


def _given_up() -> str:
    return _(
        "The disk is full. The room that was kept back for this was given up, so you can read and write down what is urgent. Please free some space now; then lock and open the centre again."
    )
