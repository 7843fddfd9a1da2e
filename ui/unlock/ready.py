"""What the gate hands over: a centre that can be unlocked now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ready:
    """A centre that can be unlocked now: what `UnlockPage.open` is called with."""

    home: Path
    user: str = ""
    note: str = ""
    key_file: Path | None = None
