"""Which signed requests were seen: a captured one cannot be played again while its time would still be accepted.

Each key has a room of its own, so that a busy desk makes nobody else wait. A nonce is noted only once its signature
held: nobody but the desks on the roster fills this memory, and it ends with the process.
"""

from __future__ import annotations

import time

from app.relay.problems import Problem
from app.wire import signature

MOST = 20_000
"""Requests of one key in a quarter of an hour; two thousand MiB of pieces are eight thousand."""


class Nonces:
    """The nonces of every key that spoke of late."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._seen: dict[str, dict[str, int]] = {}

    def once(self, stated: signature.Claim) -> None:
        """Note a request whose signature holds; refuse it where it was noted before."""
        seen = self._seen.setdefault(stated.key_id, {})
        if stated.nonce in seen:
            raise Problem("replayed", 401)
        if len(seen) >= self._most:
            seen = self._seen[stated.key_id] = _still(seen)
        if len(seen) >= self._most:
            raise Problem("busy", 503)
        seen[stated.nonce] = stated.created


def _still(seen: dict[str, int]) -> dict[str, int]:
    oldest = int(time.time()) - signature.WINDOW
    return {nonce: created for nonce, created in seen.items() if created >= oldest}
