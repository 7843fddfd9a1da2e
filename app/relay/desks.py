"""Which desks may ask for a centre's reports: one list, signed by the relay's roster key, kept in its database.

A centre gets a one-time code from the operator; its desk answers with a public key signed by itself and with the key
that stands in the centre's page. Whoever can only write into the database can add no desk.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.clock import today
from app.relay import tables
from app.relay.folder import Folder
from app.wire import canonical as c

_DAYS = 14
"""So long an invitation holds."""
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Desk:
    """One installation of a centre, since when, and until when if it was expelled."""

    id: str
    key: bytes
    centre: str
    since: str
    revoked: str | None = None

    @property
    def fingerprint(self) -> str:
        """What two people read to each other."""
        return " ".join(c.fours(c.sha256(self.key))[:8])

    def as_json(self) -> dict[str, Any]:
        facts = {name: getattr(self, name) for name in ("id", "centre", "since", "revoked")}
        return facts | {"key": self.key.hex()}


@dataclass(frozen=True, slots=True)
class Desks:
    """The list, in its order of enrolment."""

    seq: int = 0
    all: tuple[Desk, ...] = ()

    def desk(self, key_id: str) -> Desk | None:
        """The desk with this key, unless it was expelled."""
        return next((one for one in self.all if one.id == key_id and one.revoked is None), None)


# --- the list -------------------------------------------------------------------------------------

_read: dict[bytes, Desks] = {}


def document(db: Connection) -> bytes:
    """The signed list as it lies in the database, empty before the first enrolment."""
    found: bytes | None = db.execute(select(tables.desks.c.document).where(tables.desks.c.id == 1)).scalar()
    return bytes(found or b"")


def listed(signed: bytes, folder: Folder) -> Desks:
    """The list in these bytes, once the roster key signed them; the last one read is remembered."""
    if not signed:
        return Desks()
    if signed not in _read:
        value = c.opened(signed, folder.keys.roster_public)
        c.exactly(value, "schema", "seq", "desks")
        c.text(value["schema"], "desks/1")
        found = Desks(c.whole(value["seq"], 1, 10**9), c.listed(value["desks"], _desk, _MOST))
        _read.clear()
        _read[signed] = found
    return _read[signed]


def _desk(value: object) -> Desk:
    item = c.mapping(value)
    c.exactly(item, "id", "key", "centre", "since", "revoked")
    key = bytes.fromhex(c.text(item["key"], c.HEX64))
    revoked = item["revoked"] if item["revoked"] is None else c.text(item["revoked"], c.DAY)
    id_, centre = c.text(item["id"], c.key_id(key)), c.text(item["centre"], c.HEX16)
    return Desk(id_, key, centre, c.text(item["since"], c.DAY), revoked)


def _keep(db: Connection, folder: Folder, known: Desks, all_: tuple[Desk, ...]) -> None:
    facts = {"schema": "desks/1", "seq": known.seq + 1, "desks": [one.as_json() for one in all_]}
    signed = c.signed(facts, folder.keys.roster.sign)
    if known.seq == 0:
        db.execute(insert(tables.desks).values(id=1, document=signed))
    else:
        db.execute(update(tables.desks).where(tables.desks.c.id == 1).values(document=signed))


def _locked(db: Connection, folder: Folder) -> Desks:
    """The list, held against another process that would change it in the same moment."""
    held = select(tables.desks.c.document).where(tables.desks.c.id == 1).with_for_update()
    return listed(bytes(db.execute(held).scalar() or b""), folder)


# --- who joins and leaves -------------------------------------------------------------------------


def invite(db: Connection, centre: str) -> tuple[str, str]:
    """A one-time code for a desk of this centre, and the last day on which it holds."""
    drawn = "".join(secrets.choice(_LETTERS) for _place in range(20))
    until = (today() + timedelta(days=_DAYS)).isoformat()
    db.execute(insert(tables.invitation).values(code=_hash(drawn), centre=centre, until=until))
    return "-".join(c.fours(drawn)), until


def _hash(code: str) -> str:
    return hashlib.sha256(re.sub(r"[\s-]", "", code).upper().encode()).hexdigest()


def enrol(db: Connection, folder: Folder, code: str, key: bytes, centre: str, verify: bytes) -> Desk | None:
    """Use the code up for this key; asking again with the same key is the same answer. None where it does not hold."""
    known = _locked(db, folder)
    desk = known.desk(c.key_id(key))
    if desk is not None:
        return desk if desk.centre == centre and _belongs(db, centre, verify) else None
    invited = tables.invitation.c.code == _hash(code), tables.invitation.c.centre == centre
    still = tables.invitation.c.until >= today().isoformat()
    found = db.execute(select(tables.invitation.c.centre).where(*invited, still)).first()
    expelled = any(one.id == c.key_id(key) for one in known.all)
    if found is None or expelled or not register(db, centre, verify):
        return None
    db.execute(delete(tables.invitation).where(*invited))
    desk = Desk(c.key_id(key), key, centre, today().isoformat())
    _keep(db, folder, known, (*known.all, desk))
    return desk


def expel(db: Connection, folder: Folder, key_id: str) -> Desk | None:
    """From now on this desk reads, writes and deletes nothing; None where there is no such desk."""
    known = _locked(db, folder)
    desk = known.desk(key_id)
    if desk is None:
        return None
    left = replace(desk, revoked=today().isoformat())
    _keep(db, folder, known, tuple(left if one.id == key_id else one for one in known.all))
    return left


def register(db: Connection, centre: str, verify: bytes) -> bool:
    """Serve a centre whose page carries this key; False where it is served with another key."""
    if db.execute(select(tables.centre.c.id).where(tables.centre.c.id == centre)).first() is None:
        db.execute(insert(tables.centre).values(id=centre, verify=verify, newest=0, changes=0, held=0, promised=0))
    return _belongs(db, centre, verify)


def _belongs(db: Connection, centre: str, verify: bytes) -> bool:
    found = db.execute(select(tables.centre.c.verify).where(tables.centre.c.id == centre)).scalar()
    return found is not None and bytes(found) == verify
