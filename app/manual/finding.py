"""One fault of a manual: how grave, where, and a whole sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.manual.model import Step

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: how grave, where, and a whole sentence; file and line once somebody looked them up (app.manual.where)."""

    severity: Severity
    place: str
    sentence: str
    file: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """What an author opens, such as `ko/A1.md:14`; the place where no source was looked at."""
        return f"{self.file}:{self.line}" if self.file else self.place


def place(step: Step | str, *rest: str) -> str:
    """How a finding names where it stands, such as `A1 · ko · victim · say 2`."""
    return " · ".join([step if isinstance(step, str) else step.id, *rest])
