"""The messages that desktop and relay share, as types; nothing else is shared between the two."""

from __future__ import annotations

from app.wire.anchors import Telling, read_anchor, read_held, write_anchor, write_held
from app.wire.canonical import Malformed, Signer, fours, key_id, sha256
from app.wire.cubes import Cell, Cubes, cubes
from app.wire.documents import (
    Application,
    Card,
    Member,
    Receipt,
    Roster,
    Sum,
    read_application,
    read_card,
    read_receipt,
    read_roster,
    read_sum,
    write_application,
    write_card,
    write_receipt,
    write_roster,
    write_sum,
)
from app.wire.envelope import SIZE, SOLO, Envelope, Header, make, parse, sender_box

__all__ = [
    "SIZE",
    "SOLO",
    "Application",
    "Card",
    "Cell",
    "Cubes",
    "Envelope",
    "Header",
    "Malformed",
    "Member",
    "Receipt",
    "Roster",
    "Signer",
    "Sum",
    "Telling",
    "cubes",
    "fours",
    "key_id",
    "make",
    "parse",
    "read_anchor",
    "read_application",
    "read_card",
    "read_held",
    "read_receipt",
    "read_roster",
    "read_sum",
    "sender_box",
    "sha256",
    "write_anchor",
    "write_application",
    "write_card",
    "write_held",
    "write_receipt",
    "write_roster",
    "write_sum",
]
