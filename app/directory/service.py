"""What people do with the directory: managers keep its entries, anybody rings or looks and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from app.changes import Changes, Done
from app.clock import new_id, today
from app.directory import records
from app.directory.model import KINDS, Check, DirectoryEntry, Listing, Values, merged
from app.entry import check_text
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import _
from app.kinds import Role
from app.store import Database
from app.text import digits, nfc


@dataclass(frozen=True, slots=True)
class Rung:
    """A note that somebody rang or looked, with the check it took the place of: enough to take it back."""

    entry_id: str
    check: Check
    before: Check | None


class Directory:
    """The directory of one centre; `shipped` reads the list that comes with the program."""

    def __init__(self, db: Database, role: str, shipped: Callable[[], Mapping[str, DirectoryEntry]]) -> None:
        self._db = db
        self._role = role
        self._read_shipped = shipped

    @cached_property
    def _shipped(self) -> Mapping[str, DirectoryEntry]:
        return self._read_shipped()

    # -- reading ---------------------------------------------------------------------------------

    def entries(self) -> tuple[DirectoryEntry, ...]:
        """The services in use, as this centre has them: shipped ones in their order, then its own."""
        return tuple(one.entry for one in self._merged().values() if not one.retired)

    def by_id(self) -> dict[str, DirectoryEntry]:
        """The services in use by id; a retired one is not among them and is never offered or printed."""
        return {one.id: one for one in self.entries()}

    def names(self) -> dict[str, Mapping[str, str]]:
        """The names of all services, also of retired ones: what was written in a case keeps its name."""
        return {one_id: one.entry.name for one_id, one in self._merged().items()}

    def listings(self) -> tuple[Listing, ...]:
        """Every service with what its keepers want to know."""
        losses = records.losses(self._db)
        return tuple(replace(one, loss=losses.get(one_id)) for one_id, one in self._merged().items())

    def _merged(self) -> dict[str, Listing]:
        changes, checks = records.changes(self._db), records.checks(self._db)
        found = {}
        for one in dict.fromkeys((*self._shipped, *changes)):
            shipped, change = self._shipped.get(one), changes.get(one)
            entry = merged(one, shipped, change)
            if entry is not None:
                listing = Listing(entry, ours=bool(change and change.is_ours), retired=bool(change and change.retired))
                found[one] = _checked_by(listing, checks.get(one), shipped)
        return found

    def _one(self, entry_id: str) -> Listing:
        found = self._merged().get(entry_id)
        if found is None:
            raise NotFound(_("This service is not in the directory any more. Nothing was changed."))
        return found

    # -- checking --------------------------------------------------------------------------------

    def rang_today(self, entry_id: str) -> Done[Rung]:
        """The number was rung today and is right; anybody in the centre may say so."""
        entry = self._one(entry_id).entry
        if not entry.number:
            raise BadInput(_("There is no number here to ring. Nothing was noted."), field="number")
        return self._note_check(entry)

    def looked_today(self, entry_id: str) -> Done[Rung]:
        """What has no number was looked up today and is right; another note or other hours are unverified again."""
        entry = self._one(entry_id).entry
        if entry.number:
            raise BadInput(_("There is a number here; ring it. Nothing was noted."), field="number")
        return self._note_check(entry)

    def _note_check(self, entry: DirectoryEntry) -> Done[Rung]:
        check, entry_id = Check(today(), self._db.who, entry.looked_at()), entry.id
        with self._db.atomic():
            before = records.checks(self._db).get(entry_id)
            self._put_check(entry_id, check)
        return Done(Rung(entry_id, check, before), Changes.DIRECTORY)

    def take_back(self, rung: Rung) -> Done[None]:
        """It was a slip: the check that stood before stands again."""
        with self._db.atomic():
            if records.checks(self._db).get(rung.entry_id) != rung.check:
                raise Conflict(_("Somebody noted another check of this service meanwhile. It was left as it is."))
            if rung.before is None:
                self._db.remove("directory_check", rung.entry_id)
            else:
                self._put_check(rung.entry_id, rung.before)
        return Done(None, Changes.DIRECTORY)

    def _put_check(self, entry_id: str, check: Check) -> None:
        row = {"verified_on": check.verified_on.isoformat(), "verified_by": check.by, "number": check.number}
        self._put("directory_check", entry_id, row)

    # -- keeping ---------------------------------------------------------------------------------

    def add(self, values: Values) -> Done[str]:
        """A service of this centre's own; the value is its id."""
        self._managers_only()
        entry_id, clean = new_id(), _checked(values)
        with self._db.atomic():
            self._db.insert("directory_entry", {"id": entry_id, **dict(clean.items())})
        return Done(entry_id, Changes.DIRECTORY)

    def edit(self, entry_id: str, values: Values) -> Done[DirectoryEntry]:
        """Write what is known of a service; another number is unverified until somebody rings it.

        Values that are as shipped are not kept, so that a later release may still correct them.
        """
        self._managers_only()
        clean, shipped = _checked(values), self._shipped.get(entry_id)
        with self._db.atomic():
            self._one(entry_id)
            self._put("directory_entry", entry_id, clean.beside(Values.of(shipped) if shipped else None))
        return Done(self._one(entry_id).entry, Changes.DIRECTORY)

    def retire(self, entry_id: str, retired: bool = True) -> Done[None]:
        """Offer a service no more, or again; what was written about it stays."""
        self._managers_only()
        with self._db.atomic():
            self._one(entry_id)
            self._put("directory_entry", entry_id, {"retired": int(retired)})
        return Done(None, Changes.DIRECTORY)

    def _put(self, table: str, entry_id: str, row: Mapping[str, str | int | None]) -> None:
        if self._db.value(f"SELECT 1 FROM {table} WHERE id = ?", (entry_id,)):
            self._db.change(table, entry_id, row)
        else:
            self._db.insert(table, {"id": entry_id, **row})

    # -- what hand-outs lost ---------------------------------------------------------------------

    def note_lost(self, entry_ids: Iterable[str]) -> Done[int]:
        """A hand-out had to leave these out; the value is how many were noted. What may be told waits for no call."""
        lost, known = dict.fromkeys(entry_ids), self.by_id()
        noted = [one for one in lost if one in known and not known[one].speakable(today())]
        with self._db.atomic():
            for one in noted:
                self._db.insert("handout_loss", {"id": new_id(), "entry_id": one, "lost_on": today().isoformat()})
        return Done(len(noted), Changes.DIRECTORY if noted else Changes.NONE)

    def _managers_only(self) -> None:
        if self._role != Role.MANAGER:
            raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))


def _checked_by(listing: Listing, check: Check | None, shipped: DirectoryEntry | None) -> Listing:
    """With the check, where it is what stands now that was rung or looked at."""
    entry = listing.entry
    if check is None or not check.holds_for(entry, shipped):
        return listing
    return replace(listing, entry=replace(entry, verified_on=check.verified_on), checked_by=check.by)


def _checked(values: Values) -> Values:
    """The values as they may be kept; refuses what is missing or cannot be a number."""
    clean = Values(**{name: check_text(nfc(value), name) or "" for name, value in values.items()})
    if not clean.name_ko:
        raise BadInput(_("A service needs its name. Nothing was saved."), field="name_ko")
    if clean.number and not 3 <= len(digits(clean.number)) <= 15:
        sentence = _("“{number}” does not look like a telephone number. Please check the digits.")
        raise BadInput(sentence.format(number=clean.number), field="number")
    if clean.kind not in KINDS:
        sentence = _("“{value}” is not in the list. Please choose one of the list.")
        raise BadInput(sentence.format(value=clean.kind), field="kind")
    if not clean.source:
        raise BadInput(_("Please write where this comes from, so that others can look it up again."), field="source")
    return clean
