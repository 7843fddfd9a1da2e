"""`ballast.bin`: room kept back, so that a full disk can still be put in order."""

from __future__ import annotations

from pathlib import Path

from app.vault import durable, platform

SIZE = 64 << 20


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
    """Give the reserved bytes back to a full disk; False if they were given back before."""
    path = home / "ballast.bin"
    if not path.exists():
        return False
    path.unlink()
    return True
