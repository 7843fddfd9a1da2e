"""What managers sign for the report page: the page's own key, the keys of each month, and the recovery key on paper.

The page's private key is sealed for each manager; nobody else signs, and the relay holds none of it. A bundle names the
public halves of one month; managers sign months ahead, so that the page goes on while nobody of them is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.changes import Changes, Done
from app.clock import now, today
from app.errors import CannotUnlock, Conflict, Damaged, Denied
from app.i18n import _
from app.inbox.makers import RECOVERY, Makers
from app.store import Database
from app.vault import DoesNotOpen
from app.vault.printed import from_paper, to_paper
from app.vault.sealing import label, seal
from app.wire import Malformed, page_keys
from app.wire.canonical import key_id

_PAGE = "page"
_FOR_GOOD = "2999-12-31"


class Opener(Protocol):
    """Whoever opened the centre (app.vault.Keys)."""

    @property
    def user(self) -> str: ...
    @property
    def centre_id(self) -> str: ...
    def open_sealed(self, info: bytes, sealed: bytes) -> bytes: ...


class Trail(Protocol):
    """Where it is written down who made and signed what (app.audit fits)."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class PagePapers:
    """The page's key and what it signed; `managers` tells their X25519 keys by user."""

    def __init__(
        self,
        office: Database,
        keys: Opener,
        managers: Callable[[], Mapping[str, bytes]],
        makers: Makers,
        trail: Trail,
    ) -> None:
        self._db, self._keys, self._managers, self._makers, self._trail = office, keys, managers, makers, trail

    # -- the page's own key ------------------------------------------------------------------------

    @property
    def centre(self) -> str:
        """The centre's id in the report channel: 16 hex digits."""
        return self._keys.centre_id[:16]

    @property
    def verify(self) -> bytes | None:
        """What stands in the page; None before a manager made it."""
        found = self._db.value("SELECT public FROM page_key WHERE id = ?", (_PAGE,))
        return None if found is None else bytes.fromhex(found)

    def begin(self) -> Done[bytes]:
        """Make the page's key, once; a page that was published with another key would refuse what this one signs."""
        managers = self._managers()
        if self._keys.user not in managers:
            raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))
        if (there := self.verify) is not None:
            return Done(there, Changes.NONE)
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        with self._db.atomic():
            self._db.insert("page_key", {"id": _PAGE, "public": public.hex(), "at": now()})
            for user, key in managers.items():
                self._share(user, key, private.private_bytes_raw(), public)
            self._trail.write("page_key_made", key=key_id(public))
        return Done(public, Changes.SETTINGS | Changes.AUDIT)

    def follow(self) -> None:
        """Managers who are new get their share, those who left lose it; a manager's desk sees to it when it opens."""
        public, managers = self.verify, self._managers()
        shared = {row["id"] for row in self._db.rows("SELECT id FROM page_key_share")}
        if public is None or self._keys.user not in shared or shared == managers.keys():
            return
        raw = self._private(public).private_bytes_raw()
        with self._db.atomic():
            for user in shared - managers.keys():
                self._db.erase("page_key_share", user)
            for user in managers.keys() - shared:
                self._share(user, managers[user], raw, public)

    def _share(self, user: str, public: bytes, raw: bytes, verify: bytes) -> None:
        self._db.insert("page_key_share", {"id": user, "sealed": seal(public, self._info(user, verify), raw)})

    @property
    def shared(self) -> bool:
        """Whether this person can sign with the page's key."""
        return bool(self._db.value("SELECT 1 FROM page_key_share WHERE id = ?", (self._keys.user,)))

    def _private(self, public: bytes) -> Ed25519PrivateKey:
        sealed = self._db.value("SELECT sealed FROM page_key_share WHERE id = ?", (self._keys.user,))
        if sealed is None:
            raise Denied(_("The key of the report page is not shared with you yet. Please ask another manager."))
        try:
            private = Ed25519PrivateKey.from_private_bytes(
                self._keys.open_sealed(self._info(self._keys.user, public), sealed)
            )
        except DoesNotOpen:
            raise _strange() from None
        if private.public_key().public_bytes_raw() != public:
            raise _strange()
        return private

    def _info(self, user: str, public: bytes) -> bytes:
        return label("page-key", self._keys.centre_id, key_id(public), user)

    def sign(self, message: bytes) -> bytes:
        """Ed25519 with the page's key; for managers."""
        public = self.verify
        if public is None:
            raise Conflict(_("The report page has no key yet. Nothing was signed. Please make one first."))
        return self._private(public).sign(message)

    # -- keys of the month -------------------------------------------------------------------------

    def sign_ahead(self, day: date | None = None) -> Done[int]:
        """Sign a bundle for each month that has keys and none that names them all; how many were signed.

        A pair of an officer who left stays good in a month that names it, and is not signed anew.
        """
        first = (day or today()).replace(day=1).isoformat()
        wanted = self._months(first)
        strange = self._not_noted(day)
        with self._db.atomic():
            for begins, rows in wanted.items():
                self._sign(begins, rows)
            if wanted:
                self._trail.write("page_keys_signed", months=list(wanted))
            if strange:
                self._trail.write("page_keys_strange", keys=strange)
        touched = (Changes.SETTINGS if wanted else Changes.NONE) | (
            Changes.AUDIT if wanted or strange else Changes.NONE
        )
        return Done(len(wanted), touched)

    def strange(self, day: date | None = None) -> tuple[Mapping[str, Any], ...]:
        """Pairs of this month and later ones that are left out: no signature of who may make them, and never signed."""
        first = (day or today()).replace(day=1).isoformat()
        others = [row for row in self._makers.pairs()[1] if row["role"] == RECOVERY or str(row["begins"]) >= first]
        known = set().union(*self._bundles("1 = 1")) if others else set()
        known -= self._makers.superseded()  # a replaced sheet that counts as in use again was made so by somebody
        return tuple(row for row in others if row["id"] not in known)

    def _not_noted(self, day: date | None) -> list[str]:
        """Strange pairs that the trail does not name yet."""
        noted = self._db.rows("SELECT facts FROM audit WHERE kind = 'page_keys_strange'")
        told = {key for row in noted for key in json.loads(row["facts"])["keys"]}
        found = [str(row["id"])[:16] for row in self.strange(day)]
        return [key for key in found if key not in told]

    def _months(self, first: str) -> dict[str, list[dict[str, Any]]]:
        """From this month on, what to sign: a pair of each role, and the one on paper, where a bundle lacks one."""
        good = self._makers.pairs()[0]
        paper = [row for row in good if row["role"] == RECOVERY][-1:]
        found = {}
        for begins in sorted({row["begins"] for row in good if row["role"] == "intake" and row["begins"] >= first}):
            signed = next(iter(self._bundles("begins = ?", begins)), frozenset[str]())
            pairs = [row for row in good if row["role"] != RECOVERY and row["begins"] == begins]
            chosen = {row["role"]: row for row in sorted(pairs, key=lambda one: one["id"] in signed)}
            rows = [*chosen.values(), *paper]
            if not signed.issuperset(row["id"] for row in rows):
                found[begins] = rows
        return found

    def _bundles(self, where: str, *values: str) -> list[frozenset[str]]:
        """The pairs that bundles of this page name, the newest first; what it did not sign names none."""
        sql = f"SELECT document FROM key_bundle WHERE {where} ORDER BY CAST(id AS INTEGER) DESC"
        verify = self.verify
        return [] if verify is None else [self._named(row["document"], verify) for row in self._db.rows(sql, values)]

    def _named(self, document: bytes, verify: bytes) -> frozenset[str]:
        try:
            return frozenset(key.id for key in page_keys.read_bundle(document, self.centre, verify).keys)
        except Malformed:
            return frozenset()

    def _sign(self, begins: str, rows: list[dict[str, Any]]) -> None:
        seq = 1 + int(self._db.value("SELECT coalesce(max(CAST(id AS INTEGER)), 0) FROM key_bundle"))
        last = min(row["not_after"] for row in rows)
        keys = tuple(
            page_keys.Key(row["role"], row["public"]) for row in sorted(rows, key=lambda one: str(one["role"]))
        )
        bundle = page_keys.Bundle(self.centre, seq, begins, last, keys)
        document = page_keys.write_bundle(bundle, self.sign)
        self._db.insert(
            "key_bundle", {"id": str(seq), "begins": begins, "not_after": last, "document": document, "sent_at": None}
        )

    def to_send(self) -> tuple[tuple[str, bytes], ...]:
        """Bundles that the relay does not have yet, by their number."""
        rows = self._db.rows("SELECT id, document FROM key_bundle WHERE sent_at IS NULL ORDER BY CAST(id AS INTEGER)")
        return tuple((row["id"], row["document"]) for row in rows)

    def published(self, document: bytes, day: date | None = None) -> bool:
        """Whether this bundle is the newest one for a day that the relay has, or a newer one of this page."""
        on = (day or today()).isoformat()
        sql = """
            SELECT document, sent_at FROM key_bundle WHERE begins <= ? AND not_after >= ? ORDER BY CAST(id AS INTEGER) DESC
        """
        for row in self._db.rows(sql, (on, on)):
            if row["document"] == document:
                return True
            if row["sent_at"] is not None:
                return False
        return False

    def sent(self, ident: str) -> None:
        """The relay has it; joins the caller's transaction."""
        self._db.change("key_bundle", ident, {"sent_at": now()})

    def signed_until(self) -> str | None:
        """The last day on which the page can seal anything; None where nothing was ever signed."""
        found: str | None = self._db.value("SELECT max(not_after) FROM key_bundle")
        return found

    # -- the recovery key on paper -----------------------------------------------------------------

    def make_recovery(self) -> Done[str]:
        """A new recovery key: its code is given out once, to be printed; here only the public half stays."""
        if self._keys.user not in self._managers():
            raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))
        private = X25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        row: dict[str, Any] = {
            "id": key_id(public), "role": RECOVERY, "public": public, "private": None, "ring": None,
            "begins": today().isoformat(), "not_after": _FOR_GOOD, "destroyed_on": None,
            "replaces": ",".join(self._makers.sheets()),
        }  # fmt: skip
        with self._db.atomic():
            for before in self._recovery():
                self._db.change("intake_key", before["id"], {"destroyed_on": today().isoformat()})
            self._db.insert("intake_key", self._makers.signed(row))
            self._trail.write("recovery_paper_made", key=row["id"])
        return Done(to_paper(private.private_bytes_raw()), Changes.SETTINGS | Changes.AUDIT)

    def recovered(self, code: str) -> dict[str, X25519PrivateKey]:
        """The key on paper, by its id, for opening what no other key opens; CannotUnlock where it is another one."""
        private = X25519PrivateKey.from_private_bytes(from_paper(code, 32))
        ident = key_id(private.public_key().public_bytes_raw())
        known = self._db.value("SELECT 1 FROM intake_key WHERE id = ? AND role = ?", (ident, RECOVERY))
        if not known:
            raise CannotUnlock(_("This code belongs to another recovery key. Nothing was opened."))
        return {ident: private}

    def drill(self, code: str) -> Done[str]:
        """Try the code on paper: it must be the one that reports are sealed to now; when it was tried is kept."""
        ident = next(iter(self.recovered(code)))
        if ident not in {row["id"] for row in self._recovery()} - self._makers.superseded():
            raise CannotUnlock(_("This code opens older reports only. Please look for the newest sheet."))
        with self._db.atomic():
            self._trail.write("recovery_paper_tried", key=ident)
        return Done(ident, Changes.AUDIT)

    def _recovery(self) -> list[dict[str, Any]]:
        return self._db.rows("SELECT id FROM intake_key WHERE role = ? AND destroyed_on IS NULL", (RECOVERY,))


def _strange() -> Damaged:
    return Damaged(
        _("The key of the report page does not open. Nothing was signed. Restore the records from the latest backup.")
    )
