"""People of one centre who sit down one after the other: a real store, and each with their own keys."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.desk import Desk
from tests.conftest import Centre


@dataclass
class Seats:
    """What the steps of one scenario share."""

    centre: Centre
    ids: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)

    @contextlib.contextmanager
    def sit(self, name: str = "counsellor") -> Iterator[Desk]:
        """Somebody's desk, closed again at the end of the step."""
        desk = self.centre.open(name)
        try:
            yield desk
        finally:
            desk.close()
