"""What a run with a desk and a relay knows: a centre that joined, what each reporter was told, a desk that dies."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from app.clock import today
from app.desk import Desk
from app.kinds import Compartment
from tests.conftest import Centre
from tests.relay.running import RunningRelay
from tests.relay.test_report_round import Page

_MONTHS = 12


class Died(Exception):
    """The desk is gone between two of its transactions."""


@dataclass
class Dying:
    """A desk that dies when it is asked for something of its own so many times."""

    desk: Desk
    steps: int

    def __getattr__(self, name: str) -> Any:
        self.steps -= 1
        if self.steps < 0:
            raise Died
        return getattr(self.desk, name)


@dataclass(repr=False)
class Known:
    """What one reporter was told, and what officers answered."""

    page: Page
    said: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    back: bool = False
    """Whether it was taken back; what was not read by then need not come."""

    @property
    def mailbox(self) -> str:
        return self.page.thread.mailbox

    def __repr__(self) -> str:
        return self.said[0]


@dataclass
class Joined:
    """A centre that joined a relay; one for all runs, each of which leaves nothing on its way."""

    centre: Centre
    relay: RunningRelay
    verify: bytes
    months: int = 2

    def sign(self) -> None:
        """Keys of one more month, which the relay does not have yet."""
        self.months = min(self.months + 1, _MONTHS)
        with closing(self.centre.open()) as desk:
            desk.intake_keys.make_ahead(Compartment.INTAKE, self.months, today())
        with closing(self.centre.open("manager")) as desk:
            desk.page_papers.sign_ahead()
