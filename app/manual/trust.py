"""Whose manuals a centre lets in: the keys that came with the program, and those a manager pinned by fingerprint."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.clock import today
from app.entry import check_text
from app.errors import BadInput, Denied, NotFound
from app.i18n import _
from app.kinds import Role
from app.manual.signing import TrustedKey, is_fingerprint, release_keys
from app.text import nfc

if TYPE_CHECKING:
    from app.audit import Audit
    from app.office import Office
    from app.store import Database

KEYS = "manual_keys"
"""The setting that holds the keys a manager pinned for this centre."""


class Trust:
    """The keys of one centre; every change stands in the history of the office and in its audit trail."""

    def __init__(self, db: Database, office: Office, audit: Audit, role: str) -> None:
        self._db = db
        self._office = office
        self.audit = audit
        self._role = role

    def keys(self) -> tuple[TrustedKey, ...]:
        """The keys of the program and, after them, those a manager pinned."""
        return (*release_keys(), *self.pinned())

    def pinned(self) -> tuple[TrustedKey, ...]:
        return tuple(_key(one) for one in json.loads(self._office.setting(KEYS, "[]")))

    def pin(self, public: bytes, typed: str, holder: str) -> Done[TrustedKey]:
        """Trust a further key from now on; its fingerprint was compared with whoever keeps the private one."""
        self.managers_only()
        named = replace(given(public, typed), holder=check_text(nfc(holder), "holder") or "")
        if not named.holder:
            raise BadInput(_("Please write whose key this is. Nothing was changed."), field="holder")
        key = replace(named, pinned_by=self._db.who, pinned_on=today())
        others = [one for one in self.pinned() if one.public != public]
        self._keep([*others, key], "manual_key_pinned", key)
        return Done(key, Changes.MANUALS | Changes.SETTINGS | Changes.AUDIT)

    def unpin(self, typed: str) -> Done[TrustedKey]:
        """Trust a key of this centre no longer; what it signed stays."""
        self.managers_only()
        key = next((one for one in self.pinned() if is_fingerprint(typed, one.public)), None)
        if key is None:
            raise NotFound(_("This centre has pinned no key with this fingerprint. Nothing was changed."))
        self._keep([one for one in self.pinned() if one != key], "manual_key_unpinned", key)
        return Done(key, Changes.MANUALS | Changes.SETTINGS | Changes.AUDIT)

    def _keep(self, keys: list[TrustedKey], kind: str, key: TrustedKey) -> None:
        with self._db.atomic():
            self._office.set(KEYS, json.dumps([_plain(one) for one in keys], ensure_ascii=False))
            self.audit.write(kind, key=key.digest)

    def managers_only(self) -> None:
        if self._role != Role.MANAGER:
            raise Denied(_("Only a manager decides which manuals are used here. Nothing was changed."))


def given(public: bytes, typed: str) -> TrustedKey:
    """A key that somebody brings with them; refused unless its fingerprint is the one they typed."""
    if not is_fingerprint(typed, public):
        raise BadInput(
            _("The fingerprint is not the one of this key. Nothing was changed. Compare the two group by group."),
            field="fingerprint",
        )
    return TrustedKey(public, "")


def _plain(key: TrustedKey) -> dict[str, str]:
    on = key.pinned_on.isoformat() if key.pinned_on else ""
    return {"public": key.public.hex(), "holder": key.holder, "by": key.pinned_by, "on": on}


def _key(plain: Mapping[str, str]) -> TrustedKey:
    on = date.fromisoformat(plain["on"]) if plain["on"] else None
    return TrustedKey(bytes.fromhex(plain["public"]), plain["holder"], pinned_by=plain["by"], pinned_on=on)
