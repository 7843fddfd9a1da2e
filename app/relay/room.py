"""How much may lie at a relay for one centre, and what an announcement counts.

What lies here counts in full. Pieces that were announced and have not come take room from other files for two days,
and together never more than a quarter of it: whoever announces much and sends nothing keeps nobody out. So more may be
announced than there is room for, in the end; pieces find a little more room than new files do, and a message without
files more still.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, case, update

from app.clock import today
from app.relay.tables import centre
from app.wire import pieces

TEXT, PIECES = 1.25, 1.125
"""Times the quota: for messages without files, for pieces whose message is here."""
PROMISED = 1
"""Days after its own for which a message's pieces are waited for with room held; later they come if there is some."""
_SHARE = 4


def for_message(size: int, files: int, held: int, promised: int, quota: int) -> bool:
    """Whether a message finds room whose files have still to come."""
    if not files:
        return held + size <= quota * TEXT
    return held + min(promised, quota // _SHARE) + size + files <= quota


def for_piece(held: int, quota: int) -> bool:
    return held + pieces.SEALED <= quota * PIECES


def promised(day: str) -> bool:
    """Whether room is still held for pieces of a message of this day."""
    return day >= since(today())


def since(day: date) -> str:
    return (day - timedelta(days=PROMISED)).isoformat()


def change(db: Connection, centre_: str, held: int, promised: int = 0) -> None:
    """So much more, or less, lies here and is announced."""
    announced = centre.c.promised + promised
    values = {"held": centre.c.held + held, "promised": case((announced > 0, announced), else_=0)}
    db.execute(update(centre).where(centre.c.id == centre_).values(values))
