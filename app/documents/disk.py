"""The one plain place: a finished file goes beside its target, is made durable, and takes the name in one step."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from app.errors import BadInput, Conflict, NoRoom
from app.i18n import _

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def suggest_name() -> str:
    """A file name that says nothing about anybody."""
    return f"{secrets.token_hex(4)}.pdf"


def check_target(target: Path, *, overwrite: bool) -> None:
    """Refuse what can be known before any work: no folder, a folder as target, a file that is already there."""
    if not target.parent.is_dir():
        raise BadInput(_("That folder is not there. Nothing was written. Choose another place."), field="target")
    if target.is_dir():
        raise BadInput(_("That is a folder. Nothing was written. Give a file name."), field="target")
    if os.path.lexists(target) and not overwrite:
        raise Conflict(
            _(
                "A file with this name is already there, and it was left as it is. Choose another name, or choose to replace it."
            )
        )


@contextlib.contextmanager
def standing_by(target: Path, data: bytes) -> Iterator[Path]:
    """The data durable in `<target>.partial`; whatever is left of that file afterwards is removed."""
    partial = target.with_name(f"{target.name}.partial")
    try:
        with sentences():
            _write(partial, data)
        yield partial
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def put(partial: Path, target: Path) -> None:
    """Give the finished file its name and make the name durable."""
    with sentences():
        partial.replace(target)
    _flush_folder(target.parent)


def _write(path: Path, data: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()  # what a power cut may have left
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(handle)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder; its rename is journalled
        return
    # Some sticks and network folders refuse this; the file itself is already durable.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Every failure of the disk as a sentence."""
    try:
        yield
    except OSError as problem:
        if problem.errno in _FULL:
            text = _(
                "There is not enough room there, so no file was written. Your records are intact. Choose another place."
            )
        else:
            text = _(
                "That place cannot be written, so no file was made. Your records are intact. Choose another place."
            )
        raise NoRoom(text) from problem
