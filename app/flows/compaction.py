"""Writing a centre's databases anew without their empty pages: after a large erasure or import."""

from __future__ import annotations

from pathlib import Path

from app.store import DATABASES, compact, database_path
from app.vault import Keys

Sizes = dict[str, dict[str, int]]


def compact_all(home: Path, keys: Keys) -> Sizes:
    """Bytes before and after of each database these keys open; the caller holds the centre and has no desk open."""
    sizes: Sizes = {}
    for compartment in DATABASES:
        if keys.holds(compartment):
            before, after = compact(database_path(home, keys, compartment), keys.raw_key(compartment))
            sizes[compartment.value] = {"before": before, "after": after}
    return sizes
