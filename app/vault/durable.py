"""Small files that are whole or absent: temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from app.errors import Damaged, GyeotError, NoRoom
from app.i18n import _
from app.vault import platform
from app.vault.canonical import Malformed, Newer

T = TypeVar("T")

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def refused(path: Path, error: OSError) -> NoRoom:
    """What to tell a person when the system would not write."""
    if error.errno in _FULL:
        text = _("There is no room left in {folder}. What was there is intact. Free space and try again.")
    else:
        text = _("{folder} could not be written. What was there is intact. Check the folder and try again.")
    return NoRoom(text.format(folder=path.parent))


def write(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, readable by its owner only; a crash leaves the old or the new bytes."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        try:
            _fill(partial, data)
            partial.replace(path)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        platform.sync_folder(path.parent)
    except OSError as error:
        raise refused(path, error) from None


def _fill(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(folder: Path) -> None:
    """Make everything in a folder safe before the folder gets its name: every file's bytes, then every name.

    Raises OSError. A rename may reach the disk before what was written into the folder does.
    """
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            settle(path)
        else:
            _sync(path)
    platform.sync_folder(folder)


def remove(*paths: Path) -> None:
    """Take files away so that no power cut brings their names back; what is not there is no matter. Raises OSError."""
    gone = [path for path in paths if path.is_file()]
    for path in gone:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in gone}:
        platform.sync_folder(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path, limit: int) -> bytes:
    """At most `limit` bytes of a file; a longer or unreadable one raises Malformed."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise Malformed(type(error).__name__) from None
    if len(data) > limit:
        raise Malformed("too long")
    return data


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What was read, and whether it came from a copy because the first file was not whole."""

    value: T
    from_copy: bool


@dataclass(frozen=True, slots=True)
class Copies:
    """One small file kept several times: `.1` is the twin of the first, `.2` and later are older ones."""

    path: Path
    count: int
    limit: int

    def _all(self) -> list[Path]:
        return [self.path, *(self.path.with_name(f"{self.path.name}.{n}") for n in range(1, self.count + 1))]

    def read(self, parse: Callable[[bytes], T], age: Callable[[T], int]) -> Found[T]:
        """The first file if whole, otherwise the newest whole copy; Newer if the first is for a later reader."""
        first, *others = self._all()
        try:
            return Found(parse(read(first, self.limit)), from_copy=False)
        except Newer:
            raise
        except Malformed:
            attempts = [_attempt(path, parse, self.limit) for path in others]
        whole = [value for value in attempts if value is not None]
        if not whole:
            raise Damaged(
                _(
                    "{file} and its copies are damaged. Nothing was changed. Restore the centre from its latest backup."
                ).format(file=self.path.name)
            )
        return Found(max(whole, key=age), from_copy=True)

    def contents(self) -> Iterator[bytes]:
        """What lies in the first file and in every copy that can be read."""
        for path in self._all():
            with suppress(Malformed):
                yield read(path, self.limit)

    def write(self, data: bytes) -> None:
        """A new first file and twin; what was the twin becomes an older copy."""
        write(self.path, data)
        _first, twin, *older = self._all()
        try:
            for source, target in zip(reversed([twin, *older[:-1]]), reversed(older), strict=True):
                if source.exists():
                    source.replace(target)
        except OSError as error:
            raise refused(self.path, error) from None
        write(twin, data)

    def replace_all(self, data: bytes) -> None:
        """The first file and every copy anew: nothing older stays openable in this folder."""
        for path in self._all():
            write(path, data)


def _attempt(path: Path, parse: Callable[[bytes], T], limit: int) -> T | None:
    try:
        return parse(read(path, limit))
    except (Malformed, GyeotError):
        return None
