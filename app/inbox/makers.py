"""Who made a pair that the page seals to: its maker signs it personally, because everybody holds the key of these records.

A manager's desk signs months ahead by itself. What somebody wrote here by other means carries no signature of an
officer, or that of one who opens reports no more; such a pair is never signed for the page.

Of recovery sheets only the newest counts. A sheet says under its maker's signature which ones it replaces, and the
trail, which cannot be taken back unseen, names the newest: whoever changes or takes away rows here brings no older back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from app.kinds import Compartment
from app.store import Database
from app.vault.sealing import label, verified
from app.wire.canonical import key_id

ROLES = {Compartment.INTAKE: "intake", Compartment.PUBLIC_MATERIAL: "public"}
RECOVERY = "recovery"


class Signer(Protocol):
    """Whoever opened the centre (app.vault.Keys)."""

    @property
    def user(self) -> str: ...
    @property
    def centre_id(self) -> str: ...
    def sign_personally(self, message: bytes) -> bytes: ...


class Makers:
    """Signatures over pairs; `officers` of a channel and `managers` are those of now, with their Ed25519 keys."""

    def __init__(
        self,
        office: Database,
        keys: Signer,
        officers: Callable[[Compartment], Mapping[str, bytes]],
        managers: Callable[[], Mapping[str, bytes]],
    ) -> None:
        self._db, self._keys, self._officers, self._managers = office, keys, officers, managers

    def signed(self, pair: Mapping[str, Any]) -> dict[str, Any]:
        """The row of a new pair, with its maker and their signature."""
        made = {**pair, "maker": self._keys.user}
        return {**made, "signature": self._keys.sign_personally(self._message(made))}

    def pairs(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Pairs in use that somebody made who may make them now, and all the others; each by the day they begin."""
        sql = "SELECT * FROM intake_key WHERE destroyed_on IS NULL ORDER BY begins, role, id"
        rows = [dict(row) for row in self._db.rows(sql)]
        makers = self._makers() if rows else {}
        good = {row["id"] for row in rows if self._holds(row, makers.get(row["role"], {}))} - self.superseded()
        return [row for row in rows if row["id"] in good], [row for row in rows if row["id"] not in good]

    def sheets(self) -> list[str]:
        """Every recovery sheet there ever was: what a newer one replaces."""
        return [row["id"] for row in self._db.rows("SELECT id FROM intake_key WHERE role = ? ORDER BY id", (RECOVERY,))]

    def superseded(self) -> frozenset[str]:
        """Sheets that never count again, whatever stands in their rows."""
        rows = self._db.rows("SELECT * FROM intake_key WHERE role = ?", (RECOVERY,))
        managers = self._managers() if rows else {}
        replaced = {
            ident
            for row in rows
            if row["replaces"] and self._holds(row, managers)
            for ident in row["replaces"].split(",")
        }
        told = self._db.value("SELECT facts FROM audit WHERE kind = 'recovery_paper_made' ORDER BY seq DESC LIMIT 1")
        newest = json.loads(told).get("key") if told else None
        return frozenset(replaced | {row["id"] for row in rows if newest and row["id"] != newest})

    def _makers(self) -> dict[str, Mapping[str, bytes]]:
        """Who may make pairs of which role; nothing stands here that is not signed in the lock."""
        channels = {role: self._officers(channel) for channel, role in ROLES.items()}
        return {**channels, RECOVERY: self._managers()}

    def _holds(self, row: Mapping[str, Any], makers: Mapping[str, bytes]) -> bool:
        key, public, signature = makers.get(row["maker"]), row["public"], row["signature"]
        if key is None or not isinstance(public, bytes) or not isinstance(signature, bytes):
            return False
        if "|" in f"{row['begins']}{row['not_after']}{row['replaces'] or ''}":
            return False
        return row["id"] == key_id(public) and verified(key, signature, self._message(row))

    def _message(self, row: Mapping[str, Any]) -> bytes:
        facts: tuple[str, ...] = (row["maker"], row["role"], row["begins"], row["not_after"], row["public"].hex())
        if row.get("replaces") is not None:  # sheets only
            facts = (*facts, row["replaces"])
        return label("intake-key-maker", 1, self._keys.centre_id, *facts)
