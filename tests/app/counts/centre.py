"""A centre's keys, a collector's papers and a way to write books: real keys, no mocks."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.kinds import Compartment
from app.store import Database


@dataclass
class StaffKeys:
    """Real keys of one installation, as the vault hands them out."""

    role: str = "manager"
    practice: bool = True
    device: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    casework: str = field(default_factory=lambda: secrets.token_hex(32))

    @property
    def device_public(self) -> bytes:
        return self.device.public_key().public_bytes_raw()

    @property
    def device_publics(self) -> tuple[bytes, ...]:
        return (self.device_public,)

    def sign(self, message: bytes, /) -> bytes:
        return self.device.sign(message)

    def key_for(self, compartment: Compartment, purpose: str, /) -> bytes:
        return hashlib.sha256(f"{self.casework}{compartment}{purpose}".encode()).digest()


@dataclass
class City:
    """A collector with its keys, without a server."""

    n_min: int = 3
    trial: bool = True
    roster_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    relay: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    collector: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)

    def roster(self, *keys: StaffKeys) -> wire.Roster:
        public = self.roster_key.public_key().public_bytes_raw()
        members = [wire.Member(wire.key_id(k.device_public), k.device_public, "2026-01-01") for k in keys]
        tables = wire.cubes()
        made = wire.Roster(
            id=wire.key_id(public),
            seq=1,
            trial=self.trial,
            made="2026-01-01",
            n_min=self.n_min,
            cells=tables.cells_hash,
            codes=tables.codes_hash,
            collector=self.collector.public_key().public_bytes_raw(),
            relay=self.relay.public_key().public_bytes_raw(),
            centres=tuple(members),
        )
        return wire.read_roster(wire.write_roster(made, self.roster_key.sign), public)

    def receipt(self, envelope: bytes, **other: str) -> bytes:
        header = wire.parse(envelope).header
        public = self.relay.public_key().public_bytes_raw()
        facts = header.sender, header.round, header.group, wire.sha256(envelope), wire.key_id(public)
        return wire.write_receipt(replace(wire.Receipt(*facts), **other), self.relay.sign)


class Books:
    """Writes cases into a real casework database."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._n = 0

    def person(self, age: str = "19_29") -> str:
        self._n += 1
        person = f"person-{self._n:04}"
        with self.db.atomic():
            self.db.insert("person", {"id": person, "alias": "A", "age_band": age})
        return person

    def case(self, person: str | None = None, *, consent: str | None = "given", **values: Any) -> str:
        """A case of a (new) person; `consent` is the answer about reporting, None where nobody asked."""
        self._n += 1
        case = f"case-{self._n:04}"
        row = {
            "id": case,
            "number": f"26-B-{self._n:04}",
            "survivor_id": person or self.person(),
            "main_type": "stalking",
            "relation": "former_partner",
            "channel": "phone",
            "assigned_to": "user-1",
            "opened_on": "2026-08-01",
            "last_activity": 0,
        }
        with self.db.atomic():
            self.db.insert("casefile", {**row, **values})
            if consent:
                self.consent(case, consent)
        return case

    def consent(self, case: str, answer: str, **values: Any) -> None:
        self._n += 1
        row = {"id": f"consent-{self._n:04}", "case_id": case, "purpose": "reporting", "answer": answer}
        more = {"method": "oral", "text_version": "1", "at": self._n, "told_by": "user-1"}
        with self.db.atomic():
            self.db.insert("consent", {**row, **more, **values})

    def incident(self, case: str, reported_elsewhere: str) -> None:
        self._n += 1
        row = {"id": f"incident-{self._n:04}", "case_id": case, "reported_elsewhere": reported_elsewhere}
        with self.db.atomic():
            self.db.insert("incident", row)

    def change(self, table: str, record: str, **values: Any) -> None:
        with self.db.atomic():
            self.db.change(table, record, values)
