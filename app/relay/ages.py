"""What a relay keeps of each installation's age: the newest telling, which only a later one replaces."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from app import wire
from app.relay.tables import anchor


def keep(db: Connection, sender: str, telling: wire.Telling, document: bytes) -> bytes:
    """Take a later telling; whatever came, what is held now is the answer. The counter never goes back."""
    row = db.execute(select(anchor.c.counter, anchor.c.document).where(anchor.c.sender == sender)).first()
    if row is not None and telling.counter <= row.counter:
        return bytes(row.document)
    db.execute(delete(anchor).where(anchor.c.sender == sender))
    db.execute(insert(anchor).values(sender=sender, counter=telling.counter, document=document))
    return document


def held(db: Connection, sender: str) -> bytes:
    """The newest telling of an installation, empty where there is none."""
    found = db.execute(select(anchor.c.document).where(anchor.c.sender == sender)).scalar()
    return bytes(found) if found is not None else b""
