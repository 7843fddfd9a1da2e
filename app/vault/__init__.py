"""Keys, slots, compartments and the lock of a centre: its public face.

Names are fetched on first use: the keyless parent imports `app.vault.lock`, and with it no cryptography.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.vault.anchor import Anchor
    from app.vault.arranging import Arranged
    from app.vault.attempts import noting
    from app.vault.device_secret import available as key_store_available
    from app.vault.drop import seal_to_drop
    from app.vault.enrolling import Enrolled, WaysIn
    from app.vault.founding import CentrePlan, Created, NewUser, Sheet, StaffPlan, create
    from app.vault.holding import Holding
    from app.vault.home import Home, UserCard
    from app.vault.keys import Keys
    from app.vault.lock import Supervisor, supervise
    from app.vault.manifest import Manifest
    from app.vault.passphrase import DEFAULT, FLOOR, Kdf, check_strength
    from app.vault.platform import harden
    from app.vault.recovery import Half, RecoveryKey, drill, own_half, reassemble, sheet_half, trustee
    from app.vault.sealing import DoesNotOpen, seal
    from app.vault.second import SecondSecret
    from app.vault.slots import Kind, Slot
    from app.vault.stream import SealedFile, seal_file
    from app.vault.unlocking import refresh, trusted, unlock
    from app.vault.ways_in import NewWay, add_slot, change_passphrase, own_slots, remove_slot

_PLACES = {
    "anchor": "Anchor",
    "arranging": "Arranged",
    "attempts": "noting",
    "drop": "seal_to_drop",
    "enrolling": "Enrolled WaysIn",
    "founding": "CentrePlan Created NewUser Sheet StaffPlan create",
    "holding": "Holding",
    "home": "Home UserCard",
    "keys": "Keys",
    "lock": "Supervisor supervise",
    "manifest": "Manifest",
    "ways_in": "NewWay add_slot change_passphrase own_slots remove_slot",
    "passphrase": "DEFAULT FLOOR Kdf check_strength",
    "platform": "harden",
    "recovery": "Half RecoveryKey drill own_half reassemble sheet_half trustee",
    "sealing": "DoesNotOpen seal",
    "second": "SecondSecret",
    "stream": "SealedFile seal_file",
    "slots": "Kind Slot",
    "unlocking": "refresh trusted unlock",
}
_PLACE = {name: place for place, names in _PLACES.items() for name in names.split()}

__all__ = [
    "DEFAULT",
    "FLOOR",
    "Anchor",
    "Arranged",
    "CentrePlan",
    "Created",
    "DoesNotOpen",
    "Enrolled",
    "Half",
    "Holding",
    "Home",
    "Kdf",
    "Keys",
    "Kind",
    "Manifest",
    "NewUser",
    "NewWay",
    "RecoveryKey",
    "SealedFile",
    "SecondSecret",
    "Sheet",
    "Slot",
    "StaffPlan",
    "Supervisor",
    "UserCard",
    "WaysIn",
    "add_slot",
    "change_passphrase",
    "check_strength",
    "create",
    "drill",
    "harden",
    "key_store_available",
    "noting",
    "own_half",
    "own_slots",
    "reassemble",
    "refresh",
    "remove_slot",
    "seal",
    "seal_file",
    "seal_to_drop",
    "sheet_half",
    "supervise",
    "trusted",
    "trustee",
    "unlock",
]


def __getattr__(name: str) -> object:
    if name == "key_store_available":
        return import_module("app.vault.device_secret").available
    if name in _PLACE:
        return getattr(import_module(f"app.vault.{_PLACE[name]}"), name)
    raise AttributeError(name)
