"""Sealed cases and conflicts of interest: who may not see what, held by keys and by refusing a stub until decided.

The order of a sealing holds against every kill: an intent names the new file, the file is whole and on the disk,
then one transaction seals the case and takes it out of the main file. `settle` takes back or ends what a kill left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from app.changes import Changes, Done
from app.clock import new_id, now, random_id
from app.entry import check_text
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import _
from app.kinds import Compartment
from app.store import Database, database_path, moving, together
from app.text import nfc
from app.walls import keeping, records
from app.walls.keeping import RECOVERY, FileKey
from app.walls.model import LEAST_REASON, SealedCase
from app.walls.parties import Parties

if TYPE_CHECKING:
    from app.store import Anchored
    from app.vault import Keys, RecoveryKey

D = TypeVar("D")
_TOUCHED = (
    Changes.CASES | Changes.CONTACTS | Changes.CONSENTS | Changes.NOTES | Changes.TASKS | Changes.REFERRALS
    | Changes.SIGNS | Changes.SESSIONS | Changes.DRAFTS | Changes.DUTIES | Changes.AUDIT
)  # fmt: skip


class Trail(Protocol):
    """Where readings and changes of walls are written (app.audit fits)."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class Sealing(Protocol):
    """The anchor of the centre, which knows the sealed files too."""

    def read(self, name: str) -> tuple[int, bytes] | None: ...
    def write(self, name: str, counter: int, head: bytes) -> None: ...
    def forget(self, name: str) -> None: ...


class Walls(Parties, Generic[D]):
    """The walls inside one centre; `inside` makes a desk of an opened sealed file."""

    def __init__(
        self,
        db: Database,
        home: Path,
        keys: Keys,
        anchor: Sealing | None,
        trail: Trail,
        inside: Callable[[Database], D],
    ) -> None:
        super().__init__(db, trail)
        self._home, self._keys, self._anchor, self._inside = home, keys, anchor, inside

    # -- looking ---------------------------------------------------------------------------------

    def listed(self) -> tuple[SealedCase, ...]:
        """Every sealed case by its number, the newest first; the rest is not here to be read."""
        return records.listed(self._db, self._db.who)

    def id_of(self, ident: str) -> str:
        """The id of a sealed case that is named by its id or number."""
        return self._one(ident)["id"]

    def months(self) -> dict[str, str | None]:
        """When the time of keeping of each comes up, as it was told at the last leaving (app.flows.sealed_keeping)."""
        return records.months(self._db)

    def note_month(self, ident: str, month: str) -> None:
        """Remember the month outside; what it follows from stays inside."""
        row = records.one(self._db, ident)
        if row is not None and row["review_in"] != month:
            with self._db.atomic():
                self._db.change("sealed_case", row["id"], {"review_in": month})

    def holders(self, ident: str) -> tuple[str, ...]:
        """The people a case is sealed for; only they and managers are told their names by the windows."""
        return tuple(sorted(set(records.grants(self._db, self._one(ident)["id"])) - {RECOVERY}))

    # -- sealing ---------------------------------------------------------------------------------

    def seal(self, case_id: str, users: Iterable[str], reason: str) -> Done[SealedCase]:
        """Move a case behind a wall for these people. The reason stands inside the sealed file only."""
        head, words = self._case(case_id), self._reason(reason)
        self._not_a_part(head["id"])
        people = keeping.may_hold(self._home, self._keys, users)
        self._not_from_myself(str(head["id"]))
        if open_for := {one.user for one in self.of_case(head["id"]) if one.state == "open"} & set(people):
            raise Conflict(
                _("{count} of these people may be a party to the case. Decide that first, or leave them out.").format(
                    count=len(open_for)
                )
            )
        ident, file, key = random_id(), random_id(), FileKey.new()
        row = {"id": ident, "number": head["number"], "file": file, "state": "moving", "at": now(), "by": self._db.who}
        with self._db.atomic():
            self._db.insert("sealed_case", row)
        try:
            what = moving.held(self._db, head["id"])
            outside = moving.pseudonyms(what)
            told = {"id": what.case, "reason": words, "outside": json.dumps(outside), "at": row["at"], "by": row["by"]}
            moving.copy_out(self._db, what, told, self._path(file), key.raw, self._name(ident), self._kept())
            with self._db.atomic():
                moving.take_away(self._db, what, outside, ident)
                self._db.change("sealed_case", ident, {"state": "sealed", "known": moving.known(what.cases)})
                self._grant_all(ident, key, people)
                self._trail.write("case_sealed", sealed=ident, number=head["number"], people=len(people))
        except BaseException:
            self.settle()
            raise
        moving.clear_traces(self._db, database_path(self._home, self._keys, Compartment.CASEWORK))
        return Done(self._shown(ident), _TOUCHED)

    def _not_a_part(self, case_id: str) -> None:
        """What went into another record is sealed with that one."""
        if number := together.goes_with(self._db, case_id):
            raise Conflict(
                _(
                    "This record went over into {number}. Seal that one, and this goes with it. Nothing was changed."
                ).format(number=number)
            )

    def unseal(self, ident: str) -> Done[str]:
        """Open the case for everybody who works with cases; the value is its id."""
        row, key = self._mine(ident)
        with closing(self._database(row, key)) as source:
            self._inside(source)  # going in wraps keys of evidence anew that lie under an earlier key of the centre
            with self._db.atomic():
                told = records.told(source)
                moving.copy_back(source, self._db, json.loads(told["outside"]), row["id"], str(told["id"]))
                self._db.change("sealed_case", row["id"], {"state": "returned"})
                self._trail.write("case_unsealed", sealed=row["id"], number=row["number"])
        self.settle()
        return Done(str(told["id"]), _TOUCHED)

    def grant(self, ident: str, user: str) -> Done[SealedCase]:
        """Let one more person in."""
        row, key = self._mine(ident)
        (person,) = keeping.may_hold(self._home, self._keys, [user])
        with self._db.atomic():
            if person not in records.grants(self._db, row["id"]):
                self._grant_all(row["id"], key, [person])
                self._trail.write("seal_granted", sealed=row["id"], user=person)
        return Done(self._shown(row["id"]), Changes.CASES | Changes.AUDIT)

    def withdraw(self, ident: str, user: str) -> Done[SealedCase]:
        """Take a person out: the file gets a new key, so that a copy of the old one opens nothing new."""
        return self.rekey(ident, without=user)

    def rekey(self, ident: str, *, without: str = "", recovery: RecoveryKey | None = None) -> Done[SealedCase]:
        """Write the file anew under a new key for those who stay here; `recovery` opens it where one may not."""
        row, key = self._mine(ident, recovery)
        there = set(records.grants(self._db, row["id"])) - {RECOVERY, without}
        stay = sorted(there & set(keeping.publics(self._home, self._keys)))
        if not stay:
            raise Conflict(_("Somebody must be left who can open this case. Let another person in first."))
        new, file = FileKey.new(), random_id()
        with self._db.atomic():
            self._db.change("sealed_case", row["id"], {"spare": file})
        moving.rewrite(self._path(row["file"]), key.raw, self._path(file), new.raw)
        with self._db.atomic():
            for old in records.grants(self._db, row["id"]).values():
                self._db.erase("sealed_grant", old["id"])
            self._grant_all(row["id"], new, stay)
            self._db.change("sealed_case", row["id"], {"file": file, "spare": row["file"]})
            self._trail.write("seal_withdrawn" if without else "seal_renewed", sealed=row["id"], user=without)
        self._settle({**row, "spare": row["file"]})
        return Done(self._shown(row["id"]), Changes.CASES | Changes.AUDIT)

    def of_user(self, user: str) -> tuple[str, ...]:
        """The sealed cases somebody holds a key to: what must be renewed when they go."""
        return tuple(one for one in records.every_sealed(self._db) if user in records.grants(self._db, one))

    # -- going in --------------------------------------------------------------------------------

    def open(self, ident: str, recovery: RecoveryKey | None = None) -> D:
        """A desk whose casework is this case; the opening is written down. Whoever opens it closes it.

        With the recovery key of two (break-glass) it opens for somebody it was not sealed for.
        """
        row, key = self._mine(ident, recovery)
        if not self._db.read_only:
            kind = "sealed_opened_by_two" if recovery is not None else "sealed_opened"
            self._trail.write(kind, sealed=row["id"], number=row["number"])
        return self._inside(self._database(row, key))

    def inside(self) -> dict[str, str]:
        """Within a sealed file: the id of its case, why it was sealed, when and by whom."""
        return records.told(self._db)

    def gather(self, case_id: str) -> None:
        """Within a sealed file: a contact that was begun here belongs to the case, or it could never be found again."""
        if self._db.read_only:
            return
        with self._db.atomic():
            for contact in records.loose_contacts(self._db):
                self._db.change("contact", contact, {"case_id": case_id})

    # -- what the main file may still hold ---------------------------------------------------------

    @property
    def leaves_traces(self) -> bool:
        """Whether the main file was not written anew since the last sealing: pages that no table uses may hold pieces."""
        return bool(self._db.value("SELECT 1 FROM sealed_case WHERE traces = 1 AND state = 'sealed' LIMIT 1"))

    @property
    def with_traces(self) -> frozenset[str]:
        """The sealed cases since which the main file was not written anew."""
        found = self._db.rows("SELECT id FROM sealed_case WHERE traces = 1 AND state = 'sealed'")
        return frozenset(row["id"] for row in found)

    def note_rewritten(self, only: frozenset[str] | None = None) -> None:
        """The main file was written anew without its unused pages, after (`only`) these cases were sealed."""
        with self._db.atomic():
            for ident in records.every_sealed(self._db):
                if only is None or ident in only:
                    self._db.change("sealed_case", ident, {"traces": 0})

    # -- what a kill left ------------------------------------------------------------------------

    def settle(self) -> int:
        """Take back or end what was cut off, and follow the staff list; returns how many files went.

        Asked at every opening: who left the centre is taken out, who has new keys is given them, by whoever may.
        """
        gone = sum(self._settle(row) for row in records.unsettled(self._db))
        for one in self.listed():
            if one.mine:
                self._follow_staff(one.id)
        return gone

    def _follow_staff(self, ident: str) -> None:
        publics, there = keeping.publics(self._home, self._keys), records.grants(self._db, ident)
        try:
            self._mine(ident)
        except Denied:
            return  # this person has new keys themselves; another one gives the file's to them
        if not set(publics).issuperset(there) or any(
            publics[user].hex() != row["public"] for user, row in there.items()
        ):
            self.rekey(ident)  # somebody left, or keys of theirs may be in other hands

    def _settle(self, row: dict[str, str | None]) -> int:
        files = [row["spare"]] if row["state"] == "sealed" else [row["file"], row["spare"]]
        for file in files:
            if file:
                moving.remove_file(self._path(file))
        with self._db.atomic():
            if row["state"] == "sealed":
                self._db.change("sealed_case", str(row["id"]), {"spare": None})
            else:
                for one in records.grants(self._db, str(row["id"])).values():
                    self._db.erase("sealed_grant", one["id"])
                self._db.erase("sealed_case", str(row["id"]))
        if row["state"] != "sealed":
            self._kept().forget(self._name(str(row["id"])))
        return len([one for one in files if one])

    # -- inside ----------------------------------------------------------------------------------

    def _case(self, case_id: str) -> dict[str, str]:
        head = records.case_head(self._db, case_id)
        if head is None:
            raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=case_id))
        return head

    @staticmethod
    def _reason(reason: str) -> str:
        words = check_text(nfc(reason), "reason") or ""
        if len(words) < LEAST_REASON:
            raise BadInput(_("Please say in a few words why this case is sealed."), field="reason")
        return words

    def _one(self, ident: str) -> dict[str, str]:
        row = records.one(self._db, ident)
        if row is None:
            raise NotFound(_("This case is not sealed, or not known here. Please look at the list again."))
        return row

    def _mine(self, ident: str, recovery: RecoveryKey | None = None) -> tuple[dict[str, str], FileKey]:
        row = self._one(ident)
        grants = records.grants(self._db, row["id"])
        user = RECOVERY if recovery is not None else str(self._keys.user)
        unseal = recovery.unseal if recovery is not None else self._keys.open_sealed
        found = grants.get(user)
        return row, keeping.open_key(unseal, row["id"], user, found["sealed"] if found else None)

    def _grant_all(self, ident: str, key: FileKey, people: Iterable[str]) -> None:
        """The key for these people and for recovery, in the place of what they had."""
        publics, there = keeping.publics(self._home, self._keys), records.grants(self._db, ident)
        for user in {*people, RECOVERY}:
            if user in there:
                self._db.erase("sealed_grant", there[user]["id"])
            row = {
                "id": new_id(), "sealed_id": ident, "user": user, "public": publics[user].hex(),
                "sealed": key.sealed_for(ident, user, publics[user]),
            }  # fmt: skip
            self._db.insert("sealed_grant", row)

    def _shown(self, ident: str) -> SealedCase:
        return next(one for one in self.listed() if one.id == ident)

    def _path(self, file: str) -> Path:
        return self._home / "sealed" / f"{file}.db"

    @staticmethod
    def _name(ident: str) -> str:
        return f"sealed:{ident[:16]}"

    def _kept(self) -> Sealing:
        if self._anchor is None:
            raise Denied(_("This desk can only read. Nothing was changed."))
        return self._anchor

    def _database(self, row: dict[str, str], key: FileKey) -> Database:
        anchor: Anchored | None = self._anchor
        return Database.open(
            self._path(row["file"]), key.raw, self._name(row["id"]),
            who=self._db.who, device=self._db.device, anchor=anchor, schema=moving.SCHEMA,
        )  # fmt: skip


def outside_first() -> Denied:
    return Denied(_("This cannot be done inside a sealed case. Leave it first; it stays as it is."))
