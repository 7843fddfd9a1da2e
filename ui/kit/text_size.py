"""How large everything is written: 100, 125, 150 or 200 %, remembered by this computer, in force from the next start on.

Qt takes its scale before the first window stands, so a window that is open stays as it is until its process is replaced
(at a lock, or at once where nobody is unlocked).
"""

from __future__ import annotations

import os
from dataclasses import replace

from PySide6.QtGui import QGuiApplication

from app import settings

SIZES = (100, 125, 150, 200)
_FACTOR = "QT_SCALE_FACTOR"
_in_force = SIZES[0]


def remembered() -> int:
    """The size this computer remembers; 100 where it knows none."""
    found = settings.load().text
    return int(found) if found in map(str, SIZES) else SIZES[0]


def put_in_force(size: int) -> None:
    """Before the application is made: everything is drawn so much larger, on top of what the system asks for."""
    try:
        before = float(os.environ.get(_FACTOR, "1"))
    except ValueError:
        before = 1.0
    os.environ[_FACTOR] = f"{before * size / 100:g}"
    global _in_force
    _in_force = size


def in_force() -> int:
    """The size this process draws in."""
    return _in_force


def remember(size: int) -> int:
    """Remember it; reads and writes a file, so never on the window's thread."""
    settings.save(replace(settings.load(), text=str(size)))
    return size


def change(steps: int) -> int:
    """Remember the size so many steps from the present one."""
    return remember(next_to(remembered(), steps))


def next_to(size: int, steps: int) -> int:
    """The size so many steps larger or smaller, or the last one there is; no step leads back to 100."""
    if not steps:
        return SIZES[0]
    at = min(range(len(SIZES)), key=lambda one: abs(SIZES[one] - size)) + steps
    return SIZES[max(0, min(at, len(SIZES) - 1))]


def window_sizes() -> tuple[tuple[int, int], tuple[int, int]]:
    """How large the window opens, and its least size: what is written larger leaves less room on the same screen."""
    screen = QGuiApplication.primaryScreen()
    if _in_force == SIZES[0] or screen is None:
        return (1366, 768), (900, 600)
    room = screen.availableSize()
    return (min(1366, room.width()), min(768, room.height())), (min(640, room.width()), min(340, room.height()))
