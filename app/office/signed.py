"""What managers decide for the centre carries a manager's signature, because everybody holds the key of these records.

A counsellor's program refuses to change a team or a setting; a counsellor who writes into the file by other means can.
The fingerprint of each such record is kept in one signed list, so that what no manager wrote is found and named.
A manager's change renews the fingerprints of what they changed and of nothing else; what was not signed before they
changed a part of it stays unsigned until somebody looks at the whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from app.changes import Changes, Done
from app.clock import now
from app.errors import Denied
from app.i18n import _
from app.kinds import Compartment, Role
from app.store import Database
from app.vault import Keys, trusted
from app.vault.rights import entitled
from app.vault.sealing import label, verified

GOVERNED: Mapping[str, tuple[str, ...]] = {
    "setting": (),
    "team": (),
    "team_member": (),
    "directory_entry": (),
    "room": (),
    "budget_line": (),
    "page_key": (),
    "staff": ("status", "phone"),
}
"""Tables that only managers write, and the columns where not all are theirs; who is on the staff is signed in the lock."""

_ROW = "office"


class Signer(Protocol):
    """Whoever opened the centre (app.vault.Keys)."""

    @property
    def user(self) -> str: ...
    @property
    def centre_id(self) -> str: ...
    def sign_personally(self, message: bytes) -> bytes: ...


class Trail(Protocol):
    """Where it is written down that somebody signed (app.audit fits)."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class Signed:
    """The signed list of the office database; `managers` are their public Ed25519 keys by user."""

    def __init__(self, db: Database, keys: Signer, managers: Mapping[str, bytes], trail: Trail) -> None:
        self._db, self._keys, self._managers, self._trail = db, keys, managers, trail

    # -- looking ---------------------------------------------------------------------------------

    def problems(self) -> tuple[str, ...]:
        """What stands here without a manager's signature, in words; empty where all is signed or nothing ever was."""
        row = self._db.row("SELECT * FROM office_signed WHERE id = ?", (_ROW,))
        there = self._fingerprints()
        if row is None:
            return (_lost(),) if self._begun() else ()
        if not self._holds(row):
            return (_unknown_signer(),)
        signed = json.loads(row["body"])
        wrong = sorted(one for one in {*signed, *there} if signed.get(one) != there.get(one))
        return tuple(self._sentence(one, gone=one not in there) for one in wrong)

    # -- signing ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """The first manager who opens a centre signs it as it stands; later openings change nothing. For a writer."""
        if self._db.row("SELECT 1 FROM office_signed WHERE id = ?", (_ROW,)) is None and not self._begun():
            self.confirm()

    def follow(self) -> None:
        """Sign what this manager changes from now on."""
        self._db.before_commit = self._renew

    def confirm(self) -> Done[int]:
        """A manager looked, and signs everything as it stands; the value is how many records that are."""
        if self._keys.user not in self._managers:
            raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))
        found = self._fingerprints()
        with self._db.atomic():
            self._write(found)
            self._trail.write("office_signed", records=len(found))
        return Done(len(found), Changes.SETTINGS | Changes.STAFF | Changes.AUDIT)

    def _renew(self, touched: Mapping[tuple[str, str], Mapping[str, object] | None]) -> None:
        """Within the transaction of a change: fingerprints of what was touched, the others as they were signed."""
        ours = {f"{table}:{ident}": before for (table, ident), before in touched.items() if table in GOVERNED}
        row = self._db.row("SELECT * FROM office_signed WHERE id = ?", (_ROW,))
        if not ours or row is None:
            return
        now_there = self._fingerprints()
        kept = json.loads(row["body"]) if self._holds(row) else {}
        seen = {
            one
            for one, before in ours.items()
            if _entire(one, before, gone=one not in now_there) or _fingerprint(one, before) == kept.get(one)
        }
        kept = {one: mark for one, mark in kept.items() if one not in seen}
        self._write({**kept, **{one: now_there[one] for one in seen & now_there.keys()}})

    # -- inside ----------------------------------------------------------------------------------

    def _write(self, marks: Mapping[str, str]) -> None:
        body = json.dumps(marks, sort_keys=True, separators=(",", ":")).encode()
        values = {
            "body": body, "signer": self._keys.user, "at": now(),
            "signature": self._keys.sign_personally(self._message(self._keys.user) + body),
        }  # fmt: skip
        if not self._db.change("office_signed", _ROW, values):
            self._db.insert("office_signed", {"id": _ROW, **values})

    def _holds(self, row: Mapping[str, object]) -> bool:
        signer, body, signature = str(row["signer"]), row["body"], row["signature"]
        key = self._managers.get(signer)
        known = isinstance(body, bytes) and isinstance(signature, bytes) and key is not None
        return known and verified(key, signature, self._message(signer) + body)  # type: ignore[arg-type,operator] # known

    def _message(self, signer: str) -> bytes:
        return label("office", 1, self._keys.centre_id, signer) + b"\n"

    def _begun(self) -> bool:
        """Whether this was ever signed: the trail is chained and has checkpoints, so it cannot be taken back unseen."""
        return bool(self._db.value("SELECT 1 FROM audit WHERE kind = 'office_signed' LIMIT 1"))

    def _fingerprints(self) -> dict[str, str]:
        found = {}
        for table in GOVERNED:
            for row in self._db.rows(f"SELECT * FROM {table}"):
                one = f"{table}:{row['id']}"
                if (mark := _fingerprint(one, row)) is not None:
                    found[one] = mark
        return found

    def _sentence(self, one: str, *, gone: bool) -> str:
        table, _colon, ident = one.partition(":")
        name = self._named(table, ident)
        if gone:
            return _("{what} was taken away without a manager's signature.").format(what=name)
        return _("{what} was changed without a manager's signature.").format(what=name)

    def _named(self, table: str, ident: str) -> str:
        team = ident.partition(":")[0]
        asked = {
            "team": ("SELECT name FROM team WHERE id = ?", ident),
            "team_member": ("SELECT name FROM team WHERE id = ?", team),
            "directory_entry": ("SELECT coalesce(name_ko, name_en) FROM directory_entry WHERE id = ?", ident),
            "room": ("SELECT name FROM room WHERE id = ?", ident),
            "budget_line": ("SELECT name FROM budget_line WHERE id = ?", ident),
            "staff": ("SELECT name FROM staff WHERE id = ?", ident),
        }
        sql, wanted = asked.get(table, ("", ""))
        name = str((self._db.value(sql, (wanted,)) if sql else None) or ident)
        return {
            "team": _("The team “{name}”"),
            "team_member": _("Who belongs to the team “{name}”"),
            "directory_entry": _("The directory entry “{name}”"),
            "room": _("The room “{name}”"),
            "budget_line": _("The budget line “{name}”"),
            "staff": _("The entry of {name}"),
            "page_key": _("The key of the report page"),
        }.get(table, _("The setting “{name}”")).format(name=name)


def signing_managers(home: Path, keys: Keys) -> dict[str, bytes]:
    """Whoever is a manager now, and the public key they sign with."""
    return {one.id: one.signing for one in trusted(home, keys).slots.authority.members if one.role is Role.MANAGER}


def signing_officers(home: Path, keys: Keys, channel: Compartment) -> dict[str, bytes]:
    """Whoever opens arrived reports of a channel now, and the public key they sign with."""
    members = trusted(home, keys).slots.authority.members
    return {one.id: one.signing for one in members if channel in entitled(one.role, one.rights)}


def _entire(one: str, before: Mapping[str, object] | None, *, gone: bool) -> bool:
    """Whether a change made all of a record: it came or went with it, or is a setting, which has one value."""
    table = one.partition(":")[0]
    return not GOVERNED[table] and (before is None or gone or table == "setting")


def _fingerprint(one: str, row: Mapping[str, object] | None) -> str | None:
    """Of what managers decide in a record; None where they decided nothing there."""
    columns = GOVERNED[one.partition(":")[0]]
    values = {key: row[key] for key in columns} if row and columns else row
    if not values or (columns and all(value is None for value in values.values())):
        return None
    return _mark(values)


def _mark(values: Mapping[str, object]) -> str:
    kept = {key: value for key, value in values.items() if value is not None}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _lost() -> str:
    return _("The managers' signature over what the centre shares is missing.")


def _unknown_signer() -> str:
    return _("What the centre shares is signed by nobody who is a manager now.")


def in_one(problems: Iterable[str]) -> str:
    """The findings as one notice: what was found, and what to do."""
    found = list(problems)
    more = [_("And {count} more.").format(count=len(found) - 3)] if len(found) > 3 else []
    asked = _("Do not rely on it until a manager has looked at it and signed it under Office, “Audit trail”.")
    return " ".join([*found[:3], *more, asked])
