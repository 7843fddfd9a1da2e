"""What is written about a mistake of ours: where it happened and of what kind, never what was in the case."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

_log = logging.getLogger("gyeot")


def report(problem: BaseException, trace: TracebackType | None) -> str:
    """Log a bug without values: types, files and lines only. Returns the short name a person can read out."""
    frames = traceback.extract_tb(trace if trace is not None else problem.__traceback__)
    place = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-6:]))
    name = type(problem).__name__
    _log.error("bug %s at %s", name, place)
    return f"{name} {place.split(' < ')[0]}".strip()
