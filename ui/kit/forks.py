"""One way on from a step of the manual: what was heard, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fork:
    """One way on: what was heard, and where it leads."""

    id: str
    word: str
    target: str = ""
    icon: str = ""
    danger: bool = False
    default: bool = False
