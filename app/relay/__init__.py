"""The relay: it holds sealed counts, gives receipts, and opens sums of enough centres once.

It imports only `app.wire` and the ground floor, and needs the `relay` extra; no desktop feature imports it.
A relay's folder holds its keys (each a file only its owner may read), its signed roster, its card and, unless
another database is named, its SQLite file. Enrolment in this version is by file: a centre hands over its
application (a public key signed by itself), `enrol` puts it on the roster and signs the next version.
"""

from __future__ import annotations

from app.relay.publisher import close_round, enrol, revoke, take
from app.relay.server import serve

__all__ = ["close_round", "enrol", "revoke", "serve", "take"]
