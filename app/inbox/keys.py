"""The keys of the month: pairs that officers make ahead, whose public halves managers sign for the page.

The private half lies under a ring; it is destroyed when its time and that of late arrivals are over, and then nothing
that was sealed to it opens any more, wherever a copy of it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.changes import Changes, Done
from app.clock import today
from app.errors import Damaged
from app.i18n import _
from app.inbox.makers import ROLES, Makers
from app.inbox.rings import Rings
from app.kinds import Compartment
from app.store import Database
from app.vault import DoesNotOpen
from app.vault.sealing import label, unwrap, wrap
from app.wire.canonical import key_id

OVERLAP = 14
"""Days for which two keys are good at once: a page that was opened before the change still sends."""
LATE = 180
"""Days after which the relay lets go of what nobody fetched; then the private half goes too."""


@dataclass(frozen=True, slots=True)
class IntakeKey:
    """One pair, as everybody sees it."""

    id: str
    role: str
    public: bytes
    begins: str
    not_after: str
    destroyed_on: str | None


class IntakeKeys:
    """The pairs of one centre, in its office records."""

    def __init__(self, office: Database, rings: Rings, makers: Makers) -> None:
        self._db, self._rings, self._makers = office, rings, makers

    def listed(self) -> tuple[IntakeKey, ...]:
        """Every pair there ever was, the newest last."""
        sql = "SELECT id, role, public, begins, not_after, destroyed_on FROM intake_key ORDER BY begins, role"
        return tuple(IntakeKey(**row) for row in self._db.rows(sql))

    def usable(self) -> frozenset[str]:
        """The pairs that managers sign: in use, and made by somebody who may make them now."""
        return frozenset(row["id"] for row in self._makers.pairs()[0])

    def make_ahead(self, channel: Compartment, months: int, day: date | None = None) -> Done[int]:
        """Make the pairs of this month and those after it that are not there yet; for who holds the channel's key.

        A pair that nobody made who opens reports now is as good as none: another one takes its place.
        """
        first = (day or today()).replace(day=1)
        role, there = ROLES[channel], {(row["role"], row["begins"]) for row in self._makers.pairs()[0]}
        wanted = [one for at in range(months) if (role, (one := _month(first, at)).isoformat()) not in there]
        if wanted:
            ring, key = self._rings.newest(channel)
            with self._db.atomic():
                for begins in wanted:
                    self._make(role, begins, ring, key)
        return Done(len(wanted), Changes.SETTINGS if wanted else Changes.NONE)

    def _make(self, role: str, begins: date, ring: int, key: bytes) -> None:
        private = X25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        ident, last = key_id(public), _month(begins, 1) + timedelta(days=OVERLAP)
        row = {
            "id": ident, "role": role, "public": public, "ring": ring, "begins": begins.isoformat(),
            "not_after": last.isoformat(), "destroyed_on": None,
            "private": wrap(key, private.private_bytes_raw(), label("intake-key", ident)),
        }  # fmt: skip
        self._db.insert("intake_key", self._makers.signed(row))

    def channel(self, ident: str) -> Compartment | None:
        """Whose keys open what was sealed to this pair; None where it is not ours."""
        role = self._db.value("SELECT role FROM intake_key WHERE id = ?", (ident,))
        return next((channel for channel, name in ROLES.items() if name == role), None)

    def private(self, ident: str) -> X25519PrivateKey:
        """The private half; Denied without the channel's key, Damaged where it was destroyed or does not open."""
        row = self._db.row("SELECT role, private, ring FROM intake_key WHERE id = ?", (ident,))
        channel = self.channel(ident)
        if row is None or channel is None or row["private"] is None:
            raise _gone()
        try:
            raw = unwrap(self._rings.key(channel, row["ring"]), row["private"], label("intake-key", ident))
        except DoesNotOpen:
            raise _gone() from None
        return X25519PrivateKey.from_private_bytes(raw)

    def destroy_old(self, day: date | None = None) -> Done[int]:
        """Private halves whose late arrivals are over go, with every older state of their rows."""
        until = (day or today()) - timedelta(days=LATE)
        sql = "SELECT * FROM intake_key WHERE private IS NOT NULL AND not_after < ?"
        old = self._db.rows(sql, (until.isoformat(),))
        with self._db.atomic():
            for row in old:
                self._db.erase("intake_key", row["id"])
                self._db.insert("intake_key", {**row, "private": None, "destroyed_on": (day or today()).isoformat()})
        return Done(len(old), Changes.SETTINGS if old else Changes.NONE)


def _month(first: date, later: int) -> date:
    months = first.year * 12 + first.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def _gone() -> Damaged:
    return Damaged(
        _("The key this report was sealed to is not here any more. The report was kept as it came and stays sealed.")
    )
