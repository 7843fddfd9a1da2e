"""The manuals of one centre: which versions it has and uses, whose keys it trusts, and who read what changed.

Everybody reads; managers install, return and pin keys; each person says for themselves what they have read.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.clock import new_id, now
from app.errors import NoRoom, NotFound
from app.i18n import _
from app.manual import turns
from app.manual.changed import Change, what_changed
from app.manual.install import Ground, ground_of, place, refuse_broken_ways
from app.manual.library import Arrangement, Installed, Library
from app.manual.model import Pack, version_key
from app.manual.packs import sources
from app.manual.trust import Trust
from app.manual.turns import How, Seen, Turn

if TYPE_CHECKING:
    from app.manual.parcel import Parcel
    from app.manual.signing import TrustedKey
    from app.office import Office
    from app.store import Database


@dataclass(frozen=True, slots=True)
class Volume:
    """One version of a manual as the office shows it."""

    pack: Pack
    in_use: bool
    newest: bool
    last: Turn | None = None
    """When it last came into use, and how; None where it never did."""

    @property
    def id(self) -> str:
        return f"{self.pack.id}-{self.pack.version}-{self.pack.hash[:8]}"

    @property
    def reviewed(self) -> tuple[int, int]:
        """How many of its steps and law cards somebody from the practice looked at, and how many there are."""
        reviews = [step.review for step in self.pack.steps.values()] + [one.review for one in self.pack.law.values()]
        whole = self.pack.review is not None
        return sum(whole or review is not None for review in reviews), len(reviews)


@dataclass(frozen=True, slots=True)
class News:
    """A manual changed since this person last read what is new; `changes` is empty where the old words are gone."""

    pack: Pack
    before: str
    """The version this person knows; empty where the manual is new."""
    turn: Turn | None
    changes: tuple[Change, ...] = ()
    compared: bool = True

    @property
    def is_step_back(self) -> bool:
        return bool(self.before) and version_key(self.before) > version_key(self.pack.version)


@dataclass(frozen=True, slots=True)
class Readership:
    """Who has read what changed in a manual: (person, when); None is not yet, 0 knew it from the beginning."""

    pack: str
    version: str
    people: tuple[tuple[str, int | None], ...] = field(default=())


class Holdings:
    """What a centre decided about its manuals; the folder holds their files, the office database what counts."""

    def __init__(
        self, db: Database, office: Office, trust: Trust, folder: Path, shipped: Library | None = None
    ) -> None:
        self._db = db
        self._office = office
        self.trust = trust
        self._library = shipped or Library()
        self.folder = folder

    @property
    def library(self) -> Library:
        """The manuals in the versions that are used here now."""
        self.arrange()
        return self._library

    def arrange(self) -> None:
        """Let every version count that was installed or returned to meanwhile, also by another desk."""
        self._library.arrange(self.arrangement())

    # -- reading ---------------------------------------------------------------------------------

    def arrangement(self) -> Arrangement:
        """What counts here: every version that was let in, and the ones the centre went back to."""
        known = turns.turns(self._db)
        last = {turn.pack: turn for turn in known}
        chosen = {pack: turn.version for pack, turn in last.items() if turn.how == "returned"}
        let_in = dict.fromkeys(Installed(turn.pack, turn.version, turn.hash) for turn in known)
        return Arrangement(self.folder, tuple(let_in), chosen)

    def ground(self) -> Ground:
        """What an installation meets here; it needs no desk from then on."""
        self.trust.managers_only()
        return ground_of(self.folder, self.trust.keys(), self.library)

    def volumes(self) -> tuple[Volume, ...]:
        """Every version at hand, by manual, the newest of each first."""
        last = {(turn.pack, turn.version, turn.hash): turn for turn in turns.turns(self._db)}
        library = self.library
        held = library.held()
        found = sorted(library.volumes(), key=lambda pack: version_key(pack.version), reverse=True)
        newest = {pack.id: pack.version for pack in reversed(found)}
        return tuple(
            Volume(
                pack,
                in_use=(held[pack.id].version, held[pack.id].hash) == (pack.version, pack.hash),
                newest=newest[pack.id] == pack.version,
                last=last.get((pack.id, pack.version, pack.hash)),
            )
            for name in held
            for pack in found
            if pack.id == name
        )

    def unnoted(self) -> tuple[Pack, ...]:
        """Manuals in use that came with the program and are not written down yet."""
        last = {turn.pack: turn.hash for turn in turns.turns(self._db)}
        return tuple(pack for pack in self.library.held().values() if last.get(pack.id) != pack.hash)

    def news(self) -> tuple[News, ...]:
        """What changed in each manual since this person last read it; nothing where the centre began with it."""
        known, mine = turns.turns(self._db), self._last_seen().get(self._db.who, {})
        library = self.library
        owed = []
        for pack in library.held().values():
            its = [turn for turn in known if turn.pack == pack.id]
            before = _known_before(its, mine.get(pack.id))
            if its and its[-1].hash == pack.hash and (before is None or before.hash != pack.hash):
                owed.append(_compared(pack, before, its[-1], library))
        return tuple(owed)

    def compared(self, pack_id: str, version: str) -> News:
        """What one version changed, against the next lower one that is here. Raises NotFound."""
        known = turns.turns(self._db)
        versions = sorted(
            (pack for pack in self.library.volumes() if pack.id == pack_id), key=lambda pack: version_key(pack.version)
        )
        place = next((at for at, pack in enumerate(versions) if pack.version == version), None)
        if place is None:
            raise NotFound(_("This version is not here any more. Nothing was changed."))
        pack, older = versions[place], versions[place - 1] if place else None
        turn = next((one for one in reversed(known) if (one.pack, one.hash) == (pack.id, pack.hash)), None)
        before = Installed(older.id, older.version, older.hash) if older else None
        return _compared(pack, before, turn, self.library)

    def readership(self) -> tuple[Readership, ...]:
        """Who of the staff has read what changed, for every manual that is not as the centre began with it."""
        known, everybody = turns.turns(self._db), self._last_seen()
        staff = [one.id for one in self._office.staff() if one.active]
        found = []
        for pack in self.library.held().values():
            its = [turn for turn in known if turn.pack == pack.id]
            if len({turn.hash for turn in its}) > 1 or (its and its[0].how != "first"):
                people = tuple((one, _read_at(pack, its, everybody.get(one, {}).get(pack.id))) for one in staff)
                found.append(Readership(pack.id, pack.version, people))
        return tuple(found)

    def _last_seen(self) -> dict[str, dict[str, Seen]]:
        """What each person read last of each manual."""
        found: dict[str, dict[str, Seen]] = {}
        for one in turns.seen(self._db):
            found.setdefault(one.user, {})[one.pack] = one
        return found

    # -- deciding --------------------------------------------------------------------------------

    def note(self) -> Done[int]:
        """Write down which versions came into use with the program, and keep their words to compare later ones with."""
        fresh = self.unnoted()
        how: How = "shipped" if turns.turns(self._db) else "first"
        for folder, pack in self.library.lying():
            if any(pack.hash == one.hash for one in fresh):
                with suppress(NoRoom):  # without a copy, a later change is told without the old words
                    place(sources(folder), self.folder / Installed(pack.id, pack.version, pack.hash).name)
        with self._db.atomic():
            for pack in fresh:
                self._turn(pack, how)
        return Done(len(fresh), Changes.MANUALS if fresh else Changes.NONE)

    def take_in(self, parcel: Parcel) -> Done[Pack]:
        """A verified manual that lies in the folder comes into use."""
        self.trust.managers_only()
        self.note()
        pack = parcel.pack
        held = self.library.held().get(pack.id)
        if held is not None and held.hash == pack.hash:
            return Done(pack, Changes.NONE)
        with self._db.atomic():
            self._turn(pack, "installed", parcel.key)
            facts = {"manual": pack.id, "version": pack.version, "hash": pack.hash}
            self.trust.audit.write("manual_installed", **facts, key=parcel.key.digest)
        return Done(pack, Changes.MANUALS | Changes.AUDIT)

    def use(self, pack_id: str, version: str) -> Done[Pack]:
        """Go back to an older version, or on to the newest again."""
        self.trust.managers_only()
        self.note()
        versions = [one for one in self.library.volumes() if one.id == pack_id]
        pack = next((one for one in versions if one.version == version), None)
        if pack is None:
            raise NotFound(_("This version is not here any more. Nothing was changed."))
        refuse_broken_ways(pack, self.library.held(), own=True)
        newest = max(versions, key=lambda one: version_key(one.version))
        with self._db.atomic():
            self._turn(pack, "resumed" if pack is newest else "returned")
            self.trust.audit.write("manual_returned", manual=pack.id, version=pack.version, hash=pack.hash)
        return Done(pack, Changes.MANUALS | Changes.AUDIT)

    def _turn(self, pack: Pack, how: How, key: TrustedKey | None = None) -> None:
        at = now()
        signer, holder = (key.fingerprint, key.holder) if key else self._signer_of(pack)
        turn = Turn(new_id(at), pack.id, pack.version, pack.hash, how, signer, holder, at, self._db.who)
        turns.add_turn(self._db, turn)

    def _signer_of(self, pack: Pack) -> tuple[str | None, str | None]:
        """Who vouched for a version when it was let in."""
        found = (turn for turn in turns.turns(self._db) if turn.hash == pack.hash and turn.signer)
        first = next(found, None)
        return (first.signer, first.holder) if first else (None, None)

    def acknowledge(self, pack_id: str, version: str, digest: str) -> Done[None]:
        """This person has read what changed with a version."""
        at = now()
        last = self._last_seen().get(self._db.who, {}).get(pack_id)
        if last is not None and last.hash == digest:
            return Done(None, Changes.NONE)
        with self._db.atomic():
            turns.add_seen(self._db, Seen(new_id(at), self._db.who, pack_id, version, digest, at))
        return Done(None, Changes.MANUALS)


def _compared(pack: Pack, before: Installed | None, turn: Turn | None, library: Library) -> News:
    from app.manual.reports import names

    if before is None:
        return News(pack, "", turn)
    old = next((one for one in library.volumes() if (one.id, one.hash) == (before.pack, before.hash)), None)
    changes = what_changed(old, pack, names(library)) if old else ()
    return News(pack, before.version, turn, changes, compared=old is not None)


def _known_before(its: list[Turn], seen: Seen | None) -> Installed | None:
    """The version a person knows: the one they read about last, else the one the centre began with."""
    if seen is not None:
        return Installed(seen.pack, seen.version, seen.hash)
    first = its[0] if its and its[0].how == "first" else None
    return Installed(first.pack, first.version, first.hash) if first else None


def _read_at(pack: Pack, its: list[Turn], seen: Seen | None) -> int | None:
    if seen is not None:
        return seen.at if seen.hash == pack.hash else None
    before = _known_before(its, None)
    return 0 if before is not None and before.hash == pack.hash else None
