"""Papers that counsellors hand to the managers: what a manager reads who may not open cases.

The office database is open to everybody, so each paper has a key of its own, sealed for the managers there are now.
A case that is sealed or erased takes its papers with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.changes import Changes, Done
from app.clock import now, random_id
from app.entry import check_text
from app.errors import Conflict, Damaged, Denied, NotFound
from app.i18n import _
from app.kinds import Compartment, Role
from app.store import Database
from app.text import nfc
from app.vault import Keys, trusted
from app.vault.rights import entitled
from app.vault.sealing import DoesNotOpen, label, seal, unwrap, wrap

_SELECT = "SELECT id, case_id, number, profile, pages, at, author, read_at, read_by FROM submission"


@dataclass(frozen=True, slots=True)
class Submission:
    """A paper that lies with the managers, as everybody sees it."""

    id: str
    case_id: str
    number: str
    profile: str
    pages: int
    at: int
    author: str
    read_at: int | None = None
    read_by: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper in the hands of a manager: the PDF, and what the counsellor wrote beside it."""

    submission: Submission
    note: str
    paper: bytes


class Opener(Protocol):
    """Whoever opened the centre (app.vault.Keys)."""

    @property
    def user(self) -> str: ...
    @property
    def centre_id(self) -> str: ...
    def open_sealed(self, info: bytes, sealed: bytes) -> bytes: ...


class Trail(Protocol):
    """Where it is written down who handed over, read and took a paper (app.audit fits)."""

    def write(self, kind: str, /, **facts: object) -> None: ...


class Submissions:
    """The papers that lie with the managers; `managers` tells their X25519 keys by user."""

    def __init__(self, db: Database, keys: Opener, managers: Callable[[], Mapping[str, bytes]], trail: Trail) -> None:
        self._db, self._keys, self._managers, self._trail = db, keys, managers, trail

    # -- looking ---------------------------------------------------------------------------------

    def listed(self) -> tuple[Submission, ...]:
        """Every paper there is, the newest first."""
        return tuple(Submission(**row) for row in self._db.rows(f"{_SELECT} ORDER BY at DESC, id"))

    def get(self, ident: str) -> Submission:
        row = self._db.row(f"{_SELECT} WHERE id = ?", (ident,))
        if row is None:
            raise NotFound(_("This paper is not there any more. Please look at the list again."))
        return Submission(**row)

    def of_case(self, case_id: str) -> tuple[Submission, ...]:
        return tuple(one for one in self.listed() if one.case_id == case_id)

    # -- handing over ----------------------------------------------------------------------------

    def submit(
        self,
        case_id: str,
        number: str,
        profile: str,
        paper: bytes,
        pages: int,
        note: str = "",
        besides: Collection[str] = (),
    ) -> Done[Submission]:
        """Hand a paper to every manager of the centre but those in `besides`, who may be a party to the case."""
        readers = {user: key for user, key in self._managers().items() if user not in besides}
        if not readers:
            raise Conflict(_("There is no manager to hand this to. Nothing was handed over."))
        ident, key = random_id(), os.urandom(32)
        words = check_text(nfc(note), "note") or ""
        content = json.dumps({"note": words}, ensure_ascii=False).encode() + b"\n" + paper
        row = {
            "id": ident, "case_id": case_id, "number": number, "profile": profile, "pages": pages, "at": now(),
            "content": wrap(key, content, self._info(ident)), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("submission", row)
            for user, public in readers.items():
                sealed = seal(public, self._info(ident, user), key)
                whose = {"id": f"{ident}:{user}", "submission_id": ident, "user": user, "sealed": sealed}
                self._db.insert("submission_key", whose)
            self._trail.write("paper_submitted", submission=ident, number=number, profile=profile)
        return Done(self.get(ident), Changes.SUBMISSIONS | Changes.AUDIT)

    def take_back(self, ident: str) -> Done[None]:
        """Its author thinks better of it, or a manager is done with it."""
        one = self.get(ident)
        if self._db.who not in (one.author, *self._managers()):
            raise Denied(_("Only who handed it over or a manager can take this paper away. Nothing was changed."))
        with self._db.atomic():
            self._drop([one])
            self._trail.write("submission_removed", submission=one.id, number=one.number)
        return Done(None, Changes.SUBMISSIONS | Changes.AUDIT)

    def forget(self, cases: Iterable[str]) -> Done[int]:
        """The papers of these cases go, with their history: the case was erased, or lies behind a wall."""
        gone = set(cases)
        found = [one for one in self.listed() if one.case_id in gone]
        if found:
            with self._db.atomic():
                self._drop(found)
        return Done(len(found), Changes.SUBMISSIONS if found else Changes.NONE)

    def keep_to_managers(self) -> None:
        """The keys of people who are no managers any more go; a manager's desk sees to it when it opens."""
        readers = set(self._managers())
        gone = [row["id"] for row in self._db.rows("SELECT id, user FROM submission_key") if row["user"] not in readers]
        if gone:
            with self._db.atomic():
                for ident in gone:
                    self._db.erase("submission_key", ident)

    # -- reading ---------------------------------------------------------------------------------

    def open(self, ident: str) -> Done[Opened]:
        """The paper, for a manager it was sealed for; that it was read is written down."""
        one, row = self.get(ident), self._db.row("SELECT content FROM submission WHERE id = ?", (ident,))
        sealed = self._db.value("SELECT sealed FROM submission_key WHERE id = ?", (f"{ident}:{self._db.who}",))
        if sealed is None or self._db.who not in self._managers():
            raise Denied(_("This paper was handed to the managers there were then. Ask one of them, or its author."))
        assert row is not None, "it was just read"
        try:
            key = self._keys.open_sealed(self._info(ident, self._db.who), bytes(sealed))
            told, paper = unwrap(key, bytes(row["content"]), self._info(ident)).split(b"\n", 1)
        except (DoesNotOpen, ValueError):
            raise Damaged(
                _("This paper no longer opens with your keys. Ask its author to hand it over again.")
            ) from None
        with self._db.atomic():
            if one.read_at is None:
                self._db.change("submission", ident, {"read_at": now(), "read_by": self._db.who})
            self._trail.write("submission_read", submission=ident, number=one.number)
        opened = Opened(self.get(ident), json.loads(told)["note"], paper)
        return Done(opened, Changes.SUBMISSIONS | Changes.AUDIT)

    def note_taken(self, ident: str, sha256: str) -> Done[None]:
        """A manager writes it to a file."""
        one = self.get(ident)
        with self._db.atomic():
            self._trail.write("submission_exported", submission=one.id, number=one.number, sha256=sha256)
        return Done(None, Changes.AUDIT)

    # -- inside ----------------------------------------------------------------------------------

    def _drop(self, found: Iterable[Submission]) -> None:
        for one in found:
            for row in self._db.rows("SELECT id FROM submission_key WHERE submission_id = ?", (one.id,)):
                self._db.erase("submission_key", row["id"])
            self._db.erase("submission", one.id)

    def _info(self, ident: str, user: str = "") -> bytes:
        return label("submission", 1, self._keys.centre_id, ident, user)


def reading_managers(home: Path, keys: Keys) -> dict[str, bytes]:
    """Whoever is a manager now, and the public key a paper is sealed for."""
    return {one.id: one.agreement for one in trusted(home, keys).slots.authority.members if one.role is Role.MANAGER}


def reading_officers(home: Path, keys: Keys, channel: Compartment) -> dict[str, bytes]:
    """Whoever opens arrived reports of a channel now, and the public key a report is kept apart for."""
    members = trusted(home, keys).slots.authority.members
    return {one.id: one.agreement for one in members if channel in entitled(one.role, one.rights)}
