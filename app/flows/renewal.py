"""A coming key takes over: the records are written anew under it, one durable rename decides, the old file goes.

Whoever opens the centre and holds both keys completes it, before the desk opens and while they hold the centre alone.
At any kill exactly one key of each database is the one the manifest names, and its file is whole:

    db/casework.2.db.partial     the copy being written; thrown away at the next try
    db/casework.2.db             whole and durable, but not yet the one: the manifest still names epoch 1
    manifest.json                renamed: now it is; db/casework.1.db goes

Evidence has no database: its wrapped keys lie in casework, so both take over in the same rename.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import NoRoom
from app.flows import case_keys
from app.i18n import _
from app.kinds import Compartment
from app.store import DATABASES, keeps_case_keys, opens, renew, retire
from app.store.renewing import CaseKeys
from app.vault import Home, Keys, refresh
from app.vault.compartments import database_key, purpose_key
from app.vault.home import tidy, turn
from app.vault.manifest import CompartmentFacts

FORMER_BOX = "former-counts-box:"
"""In `meta`: with what the counts of earlier epochs open (`app.counts.records`)."""

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Renewed:
    """Which compartments go by their new key now, and which still wait for somebody who holds both."""

    done: frozenset[Compartment]
    waiting: frozenset[Compartment]
    no_room: bool = False


NOTHING = Renewed(frozenset(), frozenset())


def complete(
    home: Path,
    keys: Keys,
    *,
    progress: Progress | None = None,
    stopped: Callable[[], bool] = lambda: False,
    most: int | None = None,
) -> Renewed:
    """Put in place what these keys can; the caller holds the centre, no desk is open.

    What was stopped, found no room, or lies in a file of more than `most` bytes waits; the old key goes on until then.
    """
    opened = tidy(home)
    done: set[Compartment] = set()
    no_room = False
    steps = [one for one in (Step.of(opened, keys, name) for name in DATABASES) if one is not None]
    for at, step in enumerate(steps):
        if most is not None and size_of(place(home, step.old)) > most:
            continue
        if stopped():
            break
        try:
            step.carry_out(home)
        except NoRoom:
            no_room = True
            continue
        done |= step.turns
        if progress is not None:
            progress((at + 1) / len(steps))
    if opened.manifest.coming or done:
        refresh(home, keys)
        sweep(home, keys)
    waits = frozenset(facts.compartment for facts in opened.manifest.waiting) - done
    return Renewed(frozenset(done), waits, no_room)


def no_room() -> str:
    """What to tell whoever opened the centre, where new keys had to go on waiting."""
    return _("There is too little room to put new keys in place. The records are unchanged. Please free some space.")


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """One database that can be moved: its two keys, and what its evidence keys are wrapped with."""

    old: CompartmentFacts
    new: CompartmentFacts
    old_key: bytes
    new_key: bytes
    case_keys: CaseKeys | None
    turns: frozenset[Compartment]

    @classmethod
    def of(cls, home: Home, keys: Keys, compartment: Compartment) -> Step | None:
        """The step for this database, or None where nothing waits or a key is missing."""
        waiting = {facts.compartment: facts for facts in home.manifest.waiting}
        pair = _pair(keys, compartment)
        if compartment not in waiting or pair is None:
            return None
        old, new = home.manifest.facts(compartment), waiting[compartment]
        if compartment is not Compartment.CASEWORK or Compartment.EVIDENCE not in waiting:
            return cls(old, new, *pair, None, frozenset({compartment}))
        evidence = _pair(keys, Compartment.EVIDENCE)
        if evidence is None and keeps_case_keys(place(home.path, old), database_key(pair[0], old)):
            return None  # somebody who opens evidence has to come by
        kept = None if evidence is None else case_keys.moving(home.manifest, waiting[Compartment.EVIDENCE], *evidence)
        return cls(old, new, *pair, kept, frozenset({compartment, Compartment.EVIDENCE}))

    def carry_out(self, home: Path) -> None:
        source, target = place(home, self.old), place(home, self.new)
        renew(source, self.before, target, self.after, self.case_keys, self.kept())
        turn(home, self.turns)
        with suppress(OSError):  # it counts no more; what cannot go now goes at a later opening
            retire(source)

    @property
    def before(self) -> str:
        """What opens the file that counts now."""
        return database_key(self.old_key, self.old)

    @property
    def after(self) -> str:
        """What opens the file that takes its place."""
        return database_key(self.new_key, self.new)

    def kept(self) -> dict[str, bytes]:
        """The box of rounds that were closed before: their envelopes were sealed to it."""
        if self.old.compartment is not Compartment.CASEWORK:
            return {}
        box = purpose_key(self.old_key, Compartment.CASEWORK, self.old.epoch, "counts")
        return {f"{FORMER_BOX}{self.old.epoch}": box}


def _pair(keys: Keys, compartment: Compartment) -> tuple[bytes, bytes] | None:
    """The present and the coming key, as far as this person holds them."""
    mine = keys.coming_key(compartment)
    return (bytes(keys.key(compartment)), mine) if mine is not None and keys.holds(compartment) else None


def place(home: Path, facts: CompartmentFacts) -> Path:
    """Where the database of this epoch lies."""
    return home / "db" / f"{facts.compartment}.{facts.epoch}.db"


def size_of(path: Path) -> int:
    """Bytes of a record file, or 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def sweep(home: Path, keys: Keys) -> None:
    """Old files whose successor is in its place and opens: a kill may have left them."""
    for compartment in DATABASES:
        if not keys.holds(compartment):
            continue
        present = keys.epoch(compartment)
        place = home / "db" / f"{compartment}.{present}.db"
        left = [one for one in place.parent.glob(f"{compartment}.*.db") if _epoch(one) < present]
        if left and place.exists() and opens(place, keys.raw_key(compartment)):
            for one in left:
                with suppress(OSError):
                    retire(one)


def _epoch(path: Path) -> int:
    """The epoch in the name of a database file; a name that tells none is nobody's business here."""
    number = path.name.split(".")[1]
    return int(number) if number.isdecimal() and path.name.count(".") == 2 else 1 << 62
