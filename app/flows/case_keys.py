"""Keys of evidence through a new epoch: wrapped anew with the records, or later, where their case lay sealed."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Damaged
from app.kinds import Compartment
from app.store import Database
from app.store.renewing import FORMER
from app.vault import DoesNotOpen, Keys
from app.vault.case_keys import PURPOSE, open_case_key
from app.vault.compartments import purpose_key
from app.vault.manifest import CompartmentFacts, Manifest
from app.vault.sealing import case_key_label, label, unwrap, wrap


@dataclass(frozen=True, slots=True, repr=False)
class Moving:
    """From the wrapping of one epoch to that of the next (`app.store.renewing.CaseKeys`)."""

    epoch: int
    before: bytes
    after: bytes

    def again(self, case: str, wrapped: bytes) -> bytes:
        """A case's key wrapped anew; as it was where it does not open, so that a renewal never hangs on one row."""
        try:
            return _again(self.before, self.after, case, wrapped)
        except Damaged:
            return wrapped

    def former(self, known: dict[str, bytes]) -> dict[str, bytes]:
        """The wrappings before, under the new one."""
        older = {name: unwrap(self.before, value, _label(name)) for name, value in known.items()}
        older[f"{FORMER}{self.epoch}"] = self.before
        return {name: wrap(self.after, key, _label(name)) for name, key in older.items()}


def moving(manifest: Manifest, new: CompartmentFacts, old_key: bytes, new_key: bytes) -> Moving:
    """From the present key of evidence to its coming one."""
    epoch = manifest.facts(Compartment.EVIDENCE).epoch
    before = purpose_key(old_key, Compartment.EVIDENCE, epoch, PURPOSE)
    return Moving(epoch, before, purpose_key(new_key, Compartment.EVIDENCE, new.epoch, PURPOSE))


def bring_up(records: Database, casework: Database, keys: Keys) -> int:
    """Wrap anew what lay sealed, or came from a seal, while evidence got a new key; returns how many it were.

    `records` is a sealed file or casework itself; the wrappings before lie in casework, under the one of now.
    """
    rows = casework.rows(f"SELECT id, value FROM meta WHERE id LIKE '{FORMER}%'")
    if not rows or records.read_only or not keys.holds(Compartment.EVIDENCE):
        return 0
    now = keys.key_for(Compartment.EVIDENCE, PURPOSE)
    before = [found for row in rows if (found := _former(now, row["id"], row["value"])) is not None]
    moved = {}
    for row in records.rows("SELECT id, wrapped FROM evidence_key"):
        if not _opens(now, row["id"], row["wrapped"]):
            fitting = next((one for one in before if _opens(one, row["id"], row["wrapped"])), None)
            if fitting is not None:
                moved[row["id"]] = _again(fitting, now, row["id"], row["wrapped"])
    if moved:
        with records.atomic():
            for case, wrapped in moved.items():
                records.change("evidence_key", case, {"wrapped": wrapped})
    return len(moved)


def _again(before: bytes, after: bytes, case: str, wrapped: bytes) -> bytes:
    return wrap(after, open_case_key(before, case, wrapped), case_key_label(case))


def _former(now: bytes, name: str, value: bytes) -> bytes | None:
    try:
        return unwrap(now, value, _label(name))
    except DoesNotOpen:
        return None


def _opens(wrapping: bytes, case: str, wrapped: bytes) -> bool:
    try:
        open_case_key(wrapping, case, wrapped)
    except Damaged:
        return False
    return True


def _label(name: str) -> bytes:
    return label("former-case-keys", name)
