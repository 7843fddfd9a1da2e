"""The one seam for time and chance: instants, legal days and ids."""

from __future__ import annotations

import secrets
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
    """A UUIDv7 as 32 hex digits (RFC 9562): ordered by time, for ids that stay inside."""
    moment = now() if at is None else at
    value = (moment << 80) | (7 << 76) | (secrets.randbits(12) << 64) | (2 << 62) | secrets.randbits(62)
    return f"{value:032x}"


def random_id() -> str:
    """128 random bits as 32 hex digits, for ids that are printed, sent or stand in a file name."""
    return secrets.token_hex(16)
