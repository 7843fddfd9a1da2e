"""Proof of work: what a sender's browser has to try before a message is taken, and how much of it.

A challenge is a salted SHA-256 whose number has to be found (the scheme of ALTCHA), signed with a secret of this
process, for one centre, for ten minutes, for one use. It grows with what arrived at that centre in the last minutes
and shrinks again with the quiet. Who asks plays no part: thirty people behind one address are thirty people.
Everything here lives in memory only, so that no hour of any arrival is written down.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import time
from collections import deque
from typing import Any

from app.relay.problems import Problem

QUIET = 20_000
"""Numbers to try, at most, while little arrives: half a second on a slow phone."""
_CALM = 30
"""So many arrivals in the window cost nobody more."""
_STEEPEST = 12
_WINDOW = 300.0
_VALID = 600
_PIECES = 64
"""So many promised pieces weigh as much as one more message."""
_SALT = re.compile(r"([0-9a-f]{24})\?centre=([0-9a-f]{16})&expires=([0-9]{10})&", re.ASCII)
_LONGEST = 2_000


class Work:
    """The challenges of one running relay."""

    def __init__(self, quiet: int = QUIET) -> None:
        self.quiet = quiet
        self._secret = secrets.token_bytes(32)
        self._spent: set[str] = set()
        self._before: set[str] = set()
        self._turned = time.monotonic()
        self._arrived: dict[str, deque[list[float]]] = {}

    def challenge(self, centre: str) -> dict[str, str | int]:
        """A fresh challenge for a message to this centre."""
        most = self.most(centre)
        salt = f"{secrets.token_hex(12)}?centre={centre}&expires={int(time.time()) + _VALID}&"
        asked = hashlib.sha256(f"{salt}{secrets.randbelow(most + 1)}".encode()).hexdigest()
        signature = self._sign(asked)
        return {"algorithm": "SHA-256", "challenge": asked, "maxnumber": most, "salt": salt, "signature": signature}

    def most(self, centre: str) -> int:
        """The numbers to try at most, by what arrived at this centre of late."""
        times = min(max(self.load(centre) / _CALM, 1.0), _STEEPEST)
        return int(self.quiet * times)

    def load(self, centre: str) -> float:
        """What arrived at a centre within the window, promised pieces weighed in."""
        arrived, oldest = self._arrived.get(centre, deque()), time.monotonic() - _WINDOW
        while arrived and arrived[0][0] < oldest:
            arrived.popleft()
        return sum(weight for _at, weight in arrived)

    def arrived(self, centre: str, pieces: int) -> None:
        """Note that a message came; those of one second are one note."""
        arrived, now, weight = self._arrived.setdefault(centre, deque()), time.monotonic(), 1 + pieces / _PIECES
        if arrived and now - arrived[-1][0] < 1.0:
            arrived[-1][1] += weight
        else:
            arrived.append([now, weight])

    def spend(self, header: str, centre: str) -> str:
        """Use a solution up; its name gives it back with `release` when nothing came of the message."""
        salt = self._checked(header, centre)
        if time.monotonic() - self._turned > _VALID:  # whatever was spent before the last turn has run out
            self._spent, self._before, self._turned = set(), self._spent, time.monotonic()
        if salt in self._spent or salt in self._before:
            raise Problem("work", 403)
        self._spent.add(salt)
        return salt

    def release(self, salt: str) -> None:
        self._spent.discard(salt)
        self._before.discard(salt)

    def _checked(self, header: str, centre: str) -> str:
        found = _read(header)
        salt, number = found["salt"], found["number"]
        parts = _SALT.fullmatch(salt)
        asked = hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
        good = hmac.compare_digest(self._sign(asked), found["signature"])
        if not parts or not good or parts[2] != centre or int(parts[3]) < time.time():
            raise Problem("work", 403)
        return parts[1]

    def _sign(self, asked: str) -> str:
        return hmac.new(self._secret, asked.encode(), "sha256").hexdigest()


def _read(header: str) -> dict[str, Any]:
    """The solution in a header: salt, number and signature, as texts and a number."""
    try:
        found: Any = json.loads(base64.b64decode(header, validate=True)) if 0 < len(header) <= _LONGEST else None
        salt, number, signature = found["salt"], found["number"], found["signature"]
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
        raise Problem("work", 403) from None
    if type(number) is not int or not 0 <= number < 10**9 or not isinstance(salt, str):
        raise Problem("work", 403)
    if not isinstance(signature, str) or not re.fullmatch(r"[0-9a-f]{64}", signature, re.ASCII):
        raise Problem("work", 403)
    return {"salt": salt, "number": number, "signature": signature}
