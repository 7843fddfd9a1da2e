"""Removable drives a backup can go to: found by the system where it says so, else a person chooses a folder."""

from __future__ import annotations

import os
import shutil
import string
import sys
from dataclasses import dataclass
from pathlib import Path

from app.vault.platform import is_removable_drive, unescaped

_SYSTEM = ("/", "/boot", "/home", "/usr", "/var", "/opt", "/srv")
_WHERE_PEOPLE_MOUNT = ("/media/", "/run/media/")


@dataclass(frozen=True, slots=True)
class Stick:
    """A drive that can be taken along: where it stands, what it is called, and the room on it."""

    folder: Path
    name: str
    free: int


def sticks() -> tuple[Stick, ...]:
    """Every removable drive that can be written now, the roomiest first."""
    found = [stick for folder in _places() if (stick := _looked_at(folder)) is not None]
    return tuple(sorted(found, key=lambda stick: -stick.free))


def _places() -> list[Path]:
    if sys.platform == "win32":
        return [Path(f"{letter}:\\") for letter in string.ascii_uppercase if is_removable_drive(letter)]
    if sys.platform == "darwin":
        return [path for path in Path("/Volumes").glob("*") if not path.is_symlink()]
    return _mounted(_read("/proc/self/mounts"), Path("/sys/block"))


def _mounted(mounts: str, blocks: Path) -> list[Path]:
    """Mount points of drives that the kernel calls removable, or that stand where people put sticks."""
    found: dict[Path, None] = {}
    for line in mounts.splitlines():
        device, point, _kind, options, *_rest = [*line.split(" "), "", "", "", ""]
        place = unescaped(point)
        if not device.startswith("/dev/") or "ro" in options.split(",") or place in _SYSTEM:
            continue
        if _kernel_says_removable(device, blocks) or place.startswith(_WHERE_PEOPLE_MOUNT):
            found[Path(place)] = None
    return list(found)


def _kernel_says_removable(device: str, blocks: Path) -> bool:
    name = os.path.realpath(device).rsplit("/", 1)[-1]
    for block in blocks.glob("*"):
        if name.startswith(block.name):
            return _read(str(block / "removable")).strip() == "1"
    return False


def _looked_at(folder: Path) -> Stick | None:
    try:
        if not os.access(folder, os.W_OK):
            return None
        return Stick(folder, folder.name or str(folder), shutil.disk_usage(folder).free)
    except OSError:
        return None


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
