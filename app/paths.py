"""Where things lie: the shipped resources, the cache of made things, a person's own files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
"""The checkout, or the unpacked package."""


def resource(*parts: str) -> Path:
    """A shipped file or folder below `resources/`."""
    return ROOT.joinpath("resources", *parts)


def cache(*parts: str) -> Path:
    """A folder or file for things made once (fonts, catalogues, pack caches); never case data."""
    base = os.environ.get("GYEOT_CACHE")
    root = Path(base) if base else ROOT / ".cache"
    if not base and not os.access(ROOT, os.W_OK):
        root = user_folder() / "cache"
    return root.joinpath(*parts)


def user_folder() -> Path:
    """The folder of this person's settings on this computer; it holds no case data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Gyeot"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Gyeot"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "gyeot"


def has_display() -> bool:
    """Whether a window can be shown here; an explicit platform of Qt counts as one."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def default_home() -> Path:
    """Where a centre is created when nobody chooses a folder."""
    return user_folder() / "centre"


def holds_centre(folder: Path) -> bool:
    """Whether a centre stands there, a damaged one included: either of the two files that every centre has."""
    try:
        return any((folder / name).exists() for name in ("manifest.json", "slots.bin"))
    except OSError:  # a name that is too long, a folder one may not enter
        return False
