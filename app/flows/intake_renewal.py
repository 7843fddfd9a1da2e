"""A coming key of intake or of public material takes over, once whoever holds both keys opened the centre.

The rings lie in the office records, which everybody opens: they are wrapped under the coming key first, then one durable
rename decides. At a kill in between, both wrappings lie there, and the next opening goes on.
"""

from __future__ import annotations

from pathlib import Path

from app.flows.renewal import Renewed
from app.inbox.rings import CHANNELS, PURPOSE, Rings
from app.store import Database
from app.vault import Keys, refresh, trusted
from app.vault.compartments import purpose_key
from app.vault.home import turn


def complete(home: Path, keys: Keys, office: Database, before: Renewed) -> Renewed:
    """Put the coming keys of arrived reports in place, where these keys can; tells what is done and what waits now."""
    rings = Rings(office, keys)
    coming = {one: key for one in CHANNELS if keys.holds(one) and (key := keys.coming_key(one)) is not None}
    if coming:
        waiting = {facts.compartment: facts.epoch for facts in trusted(home, keys).manifest.waiting}
        for compartment, key in coming.items():
            epoch = waiting[compartment]
            rings.prepare(compartment, epoch, purpose_key(key, compartment, epoch, PURPOSE))
        turn(home, coming)
        refresh(home, keys)
    rings.tidy()
    return Renewed(before.done | set(coming), before.waiting - set(coming), before.no_room)
