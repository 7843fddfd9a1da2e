"""The page watch: what the report page is made of, as a manager signed it, and how it was found when last looked at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.changes import Changes, Done
from app.clock import now, today
from app.errors import Conflict
from app.i18n import _
from app.store import Database
from app.wire import Malformed, page_keys, page_manifest
from app.wire.page_manifest import Manifest

_LOOK = "page-look"
SETTING = "page_manifest"


class Papers(Protocol):
    """Whoever holds the page's key (app.inbox.papers fits)."""

    @property
    def centre(self) -> str: ...
    @property
    def verify(self) -> bytes | None: ...
    def sign(self, message: bytes) -> bytes: ...
    def published(self, document: bytes) -> bool: ...


class Settings(Protocol):
    """What managers decide for the centre (app.office fits)."""

    def setting(self, key: str, default: str = "") -> str: ...
    def set(self, key: str, value: str) -> object: ...


class Trail(Protocol):
    """Where it is written down what was signed and found (app.audit fits)."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class Seen(Protocol):
    """The page as a stranger got it (app.sync.public_page fits)."""

    @property
    def files(self) -> Mapping[str, str | None]: ...
    @property
    def guards(self) -> Mapping[str, str]: ...
    @property
    def paper(self) -> bytes | None: ...
    @property
    def keys(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Look:
    """How the page was found: `reached` is when somebody last got an answer (UTC ms, 0 for never).

    `found` names what differs, as `kind` or `kind:name`; `since` is when the first of it was seen.
    """

    at: int = 0
    reached: int = 0
    found: tuple[str, ...] = ()
    since: int = 0


class PageWatch:
    """Compares the page that strangers get with the one that the centre let stand."""

    def __init__(self, office: Database, settings: Settings, papers: Papers, trail: Trail) -> None:
        self._db, self._settings, self._papers, self._trail = office, settings, papers, trail

    # -- what was signed -------------------------------------------------------------------------

    @property
    def signed(self) -> Manifest | None:
        """The page that a manager let stand; None where nobody did, or the signature does not hold."""
        document, verify = self._settings.setting(SETTING), self._papers.verify
        if not document or verify is None:
            return None
        try:
            return page_manifest.read_manifest(document.encode("ascii", "replace"), self._papers.centre, verify)
        except Malformed:
            return None

    def sign(self, seen: Seen) -> Done[str]:
        """Let the page stand as it was seen; for managers, after its fingerprint was compared. The fingerprint is the value."""
        before = self.signed
        files = {path: digest for path, digest in seen.files.items() if digest is not None}
        if len(files) < len(seen.files) or self._paper_differs(seen) or self._guards(seen) or self._keys(seen):
            raise Conflict(
                _(
                    "The page that stands there is not your centre's whole page. Nothing was signed. Please ask its host."
                )
            )
        paper = hashlib.sha256(seen.paper or b"").hexdigest()
        made = Manifest(self._papers.centre, (before.seq if before else 0) + 1, files, paper)
        document = page_manifest.write_manifest(made, self._papers.sign)
        with self._db.atomic():
            self._settings.set(SETTING, document.decode("ascii"))
            self._trail.write("page_signed", fingerprint=made.fingerprint[:16])
            self._keep(Look(now(), now()))
        return Done(made.fingerprint, Changes.SETTINGS | Changes.AUDIT)

    # -- looking ---------------------------------------------------------------------------------

    @property
    def last(self) -> Look:
        """How the page was found last."""
        kept = self._db.marked(_LOOK)
        if kept is None:
            return Look()
        told = json.loads(kept)
        return Look(told["at"], told["reached"], tuple(told["found"]), told["since"])

    def judged(self, seen: Seen, day: date | None = None) -> tuple[str, ...]:
        """What of the page differs from what was signed; empty where nothing does or nothing was signed."""
        signed = self.signed
        if signed is None:
            return ()
        wrong = [f"file:{path}" for path, digest in sorted(signed.files.items()) if seen.files.get(path) != digest]
        if hashlib.sha256(seen.paper or b"").hexdigest() != signed.paper:
            wrong.append("paper")
        return (*wrong, *self._guards(seen), *self._keys(seen, day))

    def note(self, seen: Seen | None) -> Done[Look]:
        """Keep how the page was found, or (with None) that nothing answered; what changed since stands in the trail."""
        before, at = self.last, now()
        if seen is None:
            look = Look(at, before.reached, before.found, before.since)
        else:
            found = self.judged(seen)
            look = Look(at, at, found, (before.since if before.found else at) if found else 0)
        touched = Changes.INBOX
        with self._db.atomic():
            self._keep(look)
            if look.found and look.found != before.found:
                self._trail.write("page_differs", found=list(look.found[:20]))
                touched |= Changes.AUDIT
            elif before.found and not look.found:
                self._trail.write("page_as_signed", found=[])
                touched |= Changes.AUDIT
        return Done(look, touched)

    def _keep(self, look: Look) -> None:
        told = {"at": look.at, "reached": look.reached, "found": list(look.found), "since": look.since}
        self._db.mark(_LOOK, json.dumps(told))

    # -- judging ---------------------------------------------------------------------------------

    @staticmethod
    def _guards(seen: Seen) -> tuple[str, ...]:
        missing = (f"guard:{name}" for name, value in page_manifest.GUARDS.items() if seen.guards.get(name) != value)
        return (*missing, *(f"header:{name}" for name in page_manifest.UNWANTED if seen.guards.get(name)))

    def _keys(self, seen: Seen, day: date | None = None) -> tuple[str, ...]:
        """The keys that reporters seal to must be of today, and this centre's own."""
        verify = self._papers.verify
        if seen.keys is None or verify is None:
            return ("keys",)
        try:
            page_keys.read_bundle(seen.keys, self._papers.centre, verify, (day or today()).isoformat())
        except Malformed:
            return ("keys",)
        return () if self._papers.published(seen.keys) else ("keys",)

    def _paper_differs(self, seen: Seen) -> bool:
        verify = self._papers.verify
        try:
            told = json.loads(seen.paper or b"")
            return verify is None or (told["id"], told["verify"]) != (self._papers.centre, verify.hex())
        except (ValueError, KeyError, TypeError, RecursionError):
            return True
