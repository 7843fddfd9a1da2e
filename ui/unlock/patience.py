"""Waits that grow with wrong tries; they end by themselves, and nobody is shut out."""

from __future__ import annotations

FREE, LONGEST = 5, 60


class Patience:
    """Counts wrong tries: the fifth asks for two seconds, each further one for twice as many, sixty at most."""

    def __init__(self) -> None:
        self._wrong = 0

    def wrong(self) -> int:
        """One more wrong try; how many seconds to wait now."""
        self._wrong += 1
        return 0 if self._wrong < FREE else min(LONGEST, 2 ** min(8, self._wrong - FREE + 1))

    def right(self) -> None:
        self._wrong = 0
