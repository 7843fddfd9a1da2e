"""The relay: sealed counts and sealed reports, taken once, kept for their time, never read here.

It imports only `app.wire` and the ground floor, and needs the `relay` extra; no desktop feature imports it.
A relay's folder holds its keys (each a file only its owner may read), its signed roster, its card and, unless
another database is named, its SQLite file. README.md is the door sign.
"""

from __future__ import annotations

from app.relay.publisher import close_round, enrol, revoke, take
from app.relay.server import serve

__all__ = ["close_round", "enrol", "revoke", "serve", "take"]
