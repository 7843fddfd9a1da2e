"""What is written about a mistake of ours: where it happened and of what kind, never what was in the case."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")

_log = logging.getLogger("gyeot")


def report(problem: BaseException, trace: TracebackType | None) -> str:
    """Log a bug without values: types, files and lines only. Returns the short name a person can read out."""
    frames = traceback.extract_tb(trace if trace is not None else problem.__traceback__)
    place = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-6:]))
    name = type(problem).__name__
    _log.error("bug %s at %s", name, place)
    return f"{name} {place.split(' < ')[0]}".strip()


def attempt(work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    """Run work whose failure belongs to whoever asked for it on another thread.

    The one place that catches everything: a thread has no caller, so it hands over what happened.
    """
    try:
        return work(), None
    except BaseException as problem:  # noqa: BLE001 - whatever it is, the asker decides
        return None, problem
