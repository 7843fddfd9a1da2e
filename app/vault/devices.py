"""What Linux says of disks and swap: which block devices lie below a folder, and whether each is an encrypted one.

Everything is read from `/proc` and `/sys`, without rights. Encryption of single folders (fscrypt) and inside a drive
itself is not seen there, so "not encrypted" is said more often than it is true, never less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.vault.platform import unescaped

_SEALED = {"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs", "fuse.securefs"}
_DEEPEST = 12


class AtRest(StrEnum):
    """How something lies on this computer while nobody uses it."""

    ENCRYPTED = "encrypted"
    OPEN = "open"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    """Nothing is written to a disk at all."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo."""

    number: str
    point: Path
    kind: str
    source: str


def together(found: Iterable[AtRest]) -> AtRest:
    """One answer for several places: the worst that is known."""
    answers = set(found) - {AtRest.ABSENT}
    for answer in (AtRest.OPEN, AtRest.UNKNOWN, AtRest.ENCRYPTED):
        if answer in answers:
            return answer
    return AtRest.ABSENT


class Devices:
    """The devices of this computer, as the files under `root` tell."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._proc, self._sys = root / "proc", root / "sys"

    def of_folder(self, folder: Path, depth: int = 0) -> AtRest:
        """What lies below a folder, which need not be there yet."""
        mount = mount_of(folder, _text(self._proc / "self" / "mountinfo"))
        if mount is None:
            return AtRest.UNKNOWN
        if mount.kind in _SEALED:
            return AtRest.ENCRYPTED
        name = self._by_number(mount.number) or self._by_source(mount.source)
        if not name:
            return AtRest.UNKNOWN
        return together(self.of_device(one, depth + 1) for one in self._shared(name))

    def of_swap(self) -> AtRest:
        """Where memory is moved to; compressed memory (zram) is memory."""
        text = _text(self._proc / "swaps")
        if not text.strip():
            return AtRest.UNKNOWN
        return together(self._of_swap(line) for line in text.splitlines()[1:] if line.strip())

    def _of_swap(self, line: str) -> AtRest:
        name, kind = line.split()[:2]
        if kind == "file":
            return self.of_folder(Path(unescaped(name)).parent)
        device = self._by_source(unescaped(name))
        return self.of_device(device) if device else AtRest.UNKNOWN

    def of_device(self, name: str, depth: int = 0) -> AtRest:
        """One block device, by what it is made of."""
        at = self._folder(name)
        if at is None or depth > _DEEPEST:
            return AtRest.UNKNOWN
        if _text(at / "dm" / "uuid").startswith("CRYPT-"):
            return AtRest.ENCRYPTED
        if name.startswith("zram"):
            return self._of_zram(at, depth)
        if file := _text(at / "loop" / "backing_file").strip():
            return self.of_folder(Path(file).parent, depth)
        below = [at.parent.name] if (at / "partition").exists() else _names(at / "slaves")
        return together(self.of_device(one, depth + 1) for one in below) if below else AtRest.OPEN

    def _of_zram(self, at: Path, depth: int) -> AtRest:
        behind = _text(at / "backing_dev").strip()
        if behind in ("", "none"):
            return AtRest.ABSENT
        device = self._by_source(behind)
        return self.of_device(device, depth + 1) if device else AtRest.UNKNOWN

    def _folder(self, name: str) -> Path | None:
        """`sys/block/sda`, or `sys/block/sda/sda1` for a partition."""
        disk = self._sys / "block" / name
        return disk if disk.is_dir() else next(iter(sorted((self._sys / "block").glob(f"*/{name}"))), None)

    def _by_number(self, number: str) -> str:
        block = self._sys / "block"
        found = [*sorted(block.glob("*/dev")), *sorted(block.glob("*/*/dev"))]
        return next((one.parent.name for one in found if _text(one).strip() == number), "")

    def _by_source(self, source: str) -> str:
        """The kernel's name of `/dev/sda1` or `/dev/mapper/home`."""
        name = Path(source).name if source.startswith("/dev/") else ""
        if name and self._folder(name) is not None:
            return name
        mapped = sorted((self._sys / "block").glob("*/dm/name"))
        return next((one.parent.parent.name for one in mapped if name and _text(one).strip() == name), "")

    def _shared(self, name: str) -> list[str]:
        """The device with all others of its file system: btrfs spreads over several."""
        pools = sorted((self._sys / "fs" / "btrfs").glob("*/devices"))
        return next((names for names in map(_names, pools) if name in names), [name])


def mount_of(folder: Path, mountinfo: str) -> Mount | None:
    """The mount that holds a folder: the deepest above it, and the last one there."""
    best: Mount | None = None
    for line in mountinfo.splitlines():
        found = _mount(line)
        if found is None or not folder.is_relative_to(found.point):
            continue
        if best is None or len(found.point.parts) >= len(best.point.parts):
            best = found
    return best


def _mount(line: str) -> Mount | None:
    before, _dash, after = line.partition(" - ")
    place, device = before.split(" "), after.split(" ")
    if len(place) < 5 or len(device) < 2:
        return None
    return Mount(place[2], Path(unescaped(place[4])), device[0], unescaped(device[1]))


def _text(path: Path) -> str:
    """The file, or nothing where it cannot be read."""
    try:
        return path.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _names(folder: Path) -> list[str]:
    try:
        return sorted(one.name for one in folder.iterdir())
    except OSError:
        return []
