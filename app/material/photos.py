"""Photos of public material: sealed files beside the records, each under a key of its own that lies under a ring.

    prepare (a row names the file to come) ──▶ sealed on any thread ──▶ enter (the entry names it, the row goes)
    let_go, or the entry is erased ──▶ the row is back ──▶ sweep takes the file away

The register is read by everybody who opens cases; its photos only by whoever holds the key of public material.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.changes import Changes, Done
from app.clock import now, random_id
from app.errors import Conflict, Damaged, NoRoom, NotFound
from app.i18n import _
from app.kinds import Compartment
from app.material.model import Photo
from app.store import Database
from app.vault import DoesNotOpen, SealedFile, durable
from app.vault.sealing import label, unwrap, wrap

ROOM = "material"
"""The folder below a centre's home."""
_TOUCHED = Changes.MATERIAL | Changes.AUDIT


class Trail(Protocol):
    """Where it is written down what was closed and erased (app.audit)."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class Rings(Protocol):
    """The keys of public material (app.inbox.Rings); Denied without the compartment's key."""

    def newest(self, compartment: Compartment, /) -> tuple[int, bytes]: ...
    def key(self, compartment: Compartment, number: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """Where the photo of an entry is to be sealed, and under which key."""

    id: str
    entry: str
    path: Path
    key: bytes
    ring: int
    wrapped: bytes


@dataclass(frozen=True, slots=True, repr=False)
class OpenedPhoto:
    """A photo that may be looked at now, on any thread; the look is written down already."""

    item: Photo
    path: Path
    key: bytes

    def file(self) -> SealedFile:
        """The sealed file; Damaged where it is not whole."""
        return SealedFile(self.path, self.key)


class Photos:
    """The photos of one centre's register."""

    def __init__(self, db: Database, home: Path, rings: Rings, trail: Trail) -> None:
        self._db, self._home, self._rings, self._trail = db, home, rings, trail
        self._running: set[str] = set()

    def prepare(self, entry: str) -> Done[Place]:
        """Begin to take in a photo for an entry that has none; Denied without the key of public material."""
        self._without_photo(entry)
        ring, wrapping = self._rings.newest(Compartment.PUBLIC_MATERIAL)
        name, key = random_id(), os.urandom(32)
        self.sweep()
        with self._db.atomic():
            self._db.insert("material_photo_left", {"id": name})
        self._running.add(name)
        return Done(Place(name, entry, self._path(name), key, ring, wrap(wrapping, key, _label(name))), Changes.NONE)

    def enter(self, place: Place, media: str, size: int, sha256: str) -> Done[str]:
        """The entry names what was sealed."""
        with self._db.atomic():
            self._without_photo(place.entry)
            self._db.remove("material_photo_left", place.id)
            self._db.insert("material_photo", {
                "id": place.id, "material_id": place.entry, "ring": place.ring, "key": place.wrapped, "media": media,
                "size": size, "sha256": sha256, "at": now(), "author": self._db.who,
            })  # fmt: skip
            named = {"attachment": place.id, "photo_sha256": sha256, "photo": None}  # it lies nowhere else any more
            self._db.change("material", place.entry, named)
            self._trail.write("material_photo_taken_in", entry=place.entry, sha256=sha256)
        self._running.discard(place.id)
        return Done(place.id, _TOUCHED)

    def abandon(self, place: Place) -> None:
        """Nothing is taken in after all; what was sealed goes."""
        self._running.discard(place.id)
        self.sweep()

    def look(self, entry: str) -> Done[OpenedPhoto]:
        """Open the photo of an entry; that somebody did is on the disk before anything is shown."""
        found, photo = self._entry(entry), _photo(self._db, entry)
        if photo is None:
            raise NotFound(_("This entry has no photo here any more. Please look at the list again."))
        ring = self._rings.key(Compartment.PUBLIC_MATERIAL, photo["ring"])
        try:
            key = unwrap(ring, photo["key"], _label(photo["id"]))
        except DoesNotOpen:
            raise Damaged(
                _("The key of this photo does not open. Restore the records from the latest backup.")
            ) from None
        with self._db.atomic():
            self._trail.write("material_photo_looked_at", entry=entry, sha256=photo["sha256"])
        return Done(OpenedPhoto(Photo(entry, found["title"]), self._path(photo["id"]), key), Changes.AUDIT)

    def let_go(self, entry: str) -> Done[None]:
        """Take the photo out of its entry for good; the entry stays. Denied without the key of public material."""
        self._entry(entry)
        self._rings.newest(Compartment.PUBLIC_MATERIAL)
        with self._db.atomic():
            digest = forget(self._db, entry)
            if digest is None:
                raise NotFound(_("This entry has no photo here any more. Please look at the list again."))
            self._db.change("material", entry, {"attachment": None, "photo_sha256": None})
            self._trail.write("material_photo_let_go", entry=entry, sha256=digest)
        self.sweep()
        return Done(None, _TOUCHED)

    def sweep(self) -> int:
        """Take away files that belong to no entry; what cannot go now goes the next time, and opens for nobody."""
        gone = [
            row["id"] for row in self._db.rows("SELECT id FROM material_photo_left") if row["id"] not in self._running
        ]
        with suppress(OSError, NoRoom):
            for name in gone:
                path = self._path(name)
                durable.remove(path, *path.parent.glob(f"{path.name}.*.partial"))
                with self._db.atomic():
                    self._db.remove("material_photo_left", name)
        return len(gone)

    def _entry(self, ident: str) -> dict[str, Any]:
        found = self._db.row("SELECT title, attachment FROM material WHERE id = ?", (ident,))
        if found is None:
            raise NotFound(_("This entry is not here any more. Please look at the list again."))
        return found

    def _without_photo(self, ident: str) -> None:
        if self._entry(ident)["attachment"] is not None:
            raise Conflict(_("This entry has a photo already. Nothing was taken in."))

    def _path(self, name: str) -> Path:
        return self._home / ROOM / name[:2] / f"{name}.ev1"


def forget(db: Database, entry: str) -> str | None:
    """Erase an entry's photo, its key above all, and name the file that is to go; its digest, or None where it had none.

    Joins the caller's transaction.
    """
    found = _photo(db, entry)
    if found is None:
        return None
    db.insert("material_photo_left", {"id": found["id"]})
    db.erase("material_photo", found["id"])
    return str(found["sha256"])


def _photo(db: Database, entry: str) -> dict[str, Any] | None:
    return db.row("SELECT * FROM material_photo WHERE material_id = ?", (entry,))


def _label(name: str) -> bytes:
    return label("material-photo", name)
