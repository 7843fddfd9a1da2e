"""What an operator may read of a running relay: JSON lines on stderr, names and counts, once a day.

Never an address, a mailbox, a drop or a centre. Arrivals are counted by the day only: a service manager puts the
hour beside every line, and an hour is what somebody who reads along at home would look for.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections import Counter

from app.clock import today


class Journal:
    """Counts what happens and says it when a day is over; silent unless asked for."""

    def __init__(self, speaks: bool = False) -> None:
        self._speaks = speaks
        self._counts: Counter[str] = Counter()
        self._day = today().isoformat()

    def count(self, name: str) -> None:
        """One more of these today."""
        self._counts[name] += 1

    def day_over(self) -> bool:
        """Whether the day is over; if so, what it brought is said."""
        if self._day == today().isoformat():
            return False
        self.say("day", day=self._day, **self._counts)
        self._counts.clear()
        self._day = today().isoformat()
        return True

    def trouble(self, problem: BaseException) -> None:
        """A mistake of ours: its kind and its place, nothing of what came in."""
        frames = traceback.extract_tb(problem.__traceback__)[-4:]
        places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
        self.say("trouble", kind=type(problem).__name__, at=places)

    def say(self, event: str, **facts: object) -> None:
        """One line."""
        if self._speaks:
            sys.stderr.write(json.dumps({"event": event, **facts}) + "\n")
            sys.stderr.flush()
