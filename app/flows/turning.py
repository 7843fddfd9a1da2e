"""Which key of a database counts is one word in the manifest, and whoever can write files can write it too.

    a word for a new key whose file is not there, while the old file is      taken back
    no word for it, while the old file is gone and the new one is there      given again
    both files there, and the new one holds less than the old                taken back: it is a copy that was given up

The word is put right before the centre opens, by the files and by the keys at hand. Nothing is removed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.flows.renewal import place
from app.kinds import Compartment
from app.store import DATABASES, commits
from app.vault import Home, Keys, refresh
from app.vault.compartments import database_key
from app.vault.home import set_turned
from app.vault.manifest import CompartmentFacts, Manifest
from app.vault.unlocking import former_keys


def set_right(home: Path, keys: Keys) -> frozenset[Compartment]:
    """Let the manifest name the record files that are there; returns the parts of which it said something else."""
    opened = Home.open(home)
    manifest = opened.manifest
    if not manifest.coming:
        return frozenset()
    former = former_keys(opened, keys)
    turned = set(manifest.turned)
    for old, new in _pairs(manifest):
        says = new.compartment in turned
        if _takes_over(home, old, new, says, keys, former) is not says:
            turned ^= {new.compartment}
    if Compartment.EVIDENCE in {one.compartment for one in manifest.coming} and _moves(manifest, Compartment.CASEWORK):
        turned -= {Compartment.EVIDENCE}
        turned |= {Compartment.EVIDENCE} if Compartment.CASEWORK in turned else set()
    changed = frozenset(turned ^ manifest.turned)
    if changed:
        set_turned(home, turned)
        refresh(home, keys)
    return changed


def _takes_over(
    home: Path, old: CompartmentFacts, new: CompartmentFacts, says: bool, keys: Keys, former: dict[Compartment, bytes]
) -> bool:
    """Whether the new key is the one that counts, by the files; what they do not tell stays as the manifest says."""
    one, other = place(home, old), place(home, new)
    if one.exists() != other.exists():
        return other.exists()
    if not says or not one.exists() or new.compartment not in former or not keys.holds(new.compartment):
        return says
    before = commits(one, database_key(former[new.compartment], old))
    after = commits(other, keys.raw_key(new.compartment))
    return before is None or (after is not None and after >= before)


def _pairs(manifest: Manifest) -> Iterable[tuple[CompartmentFacts, CompartmentFacts]]:
    present = {facts.compartment: facts for facts in manifest.compartments}
    return [(present[new.compartment], new) for new in manifest.coming if new.compartment in DATABASES]


def _moves(manifest: Manifest, compartment: Compartment) -> bool:
    return any(facts.compartment is compartment for facts in manifest.coming)
