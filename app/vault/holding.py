"""Holding a centre: one process writes it at a time."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from app.errors import Busy
from app.i18n import _
from app.vault import durable, platform


class Holding:
    """The centre's lock file, held until closed or until the process ends, however it ends."""

    def __init__(self, home: Path) -> None:
        path = home / "writer.lock"
        try:
            self._handle: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise durable.refused(path, error) from None
        if not platform.lock_file(self._handle):
            self.close()
            raise Busy(
                _("Gyeot is already open with this centre. Use the window that is open, or close it and try again.")
            )

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Holding:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
