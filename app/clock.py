"""The one seam for time and chance: instants, legal days and ids."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
"""Legal days are counted in Korean time, wherever the computer stands."""


def now() -> int:
    """The present instant in UTC milliseconds."""
    return time.time_ns() // 1_000_000


def today() -> date:
    """The present legal day (Asia/Seoul)."""
    return local(now()).date()


def local(instant: int) -> datetime:
    """An instant (UTC milliseconds) as Seoul wall-clock time."""
    return datetime.fromtimestamp(instant / 1000, tz=UTC).astimezone(SEOUL)


def instant(moment: datetime) -> int:
    """A datetime as UTC milliseconds; one without a zone is read as Seoul time."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)
    return round(aware.timestamp() * 1000)


def new_id(at: int | None = None) -> str:
    """A UUIDv7 as 32 hex digits (RFC 9562): ordered by time, for ids that stay inside.

    Ids made one after the other in a process rise, also within a millisecond: "given" and "withdrawn" must not swap.
    """
    head = _next_head() if at is None else (at << 12) | secrets.randbits(12)
    value = ((head >> 12) << 80) | (7 << 76) | ((head & 0xFFF) << 64) | (2 << 62) | secrets.randbits(62)
    return f"{value:032x}"


_turn = threading.Lock()
_last_head = 0


def _next_head() -> int:
    """Milliseconds and a 12-bit counter (RFC 9562, 6.2, method 1): always above the one before."""
    global _last_head
    with _turn:
        _last_head = max(now() << 12, _last_head + 1)
        return _last_head


def random_id() -> str:
    """128 random bits as 32 hex digits, for ids that are printed, sent or stand in a file name."""
    return secrets.token_hex(16)
