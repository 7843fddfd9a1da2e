"""Attachments of arrived reports: fetched sealed, never shown here, until an officer says what each of them is.

    wanted ──▶ pieces come (app.flows.report_files) ──▶ note_fetched ──▶ the relay is told
    state: what it is ──▶ open: for the case's evidence ──▶ note_evidence; or let go of, never opened

Their keys stand in the message, under the key of its thread: who may not read the thread holds noise.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now, random_id, today
from app.codelists import known
from app.entry import check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.inbox import opening, parcels
from app.inbox.attached import Attachment, Source, group, lost, ranges, standing
from app.inbox.parcels import Parcel, Ranges
from app.inbox.shelf import Shelf, Trail, unopened
from app.store import Database
from app.text import nfc
from app.wire import pieces
from app.wire.content import File

KINDS = "report_file"
"""The list of what an attachment can be said to be."""
SEXUAL = "sexual"
MATERIAL = "material"
"""A photo of public material: it may go into the register."""
GONE = ("evidence", "register", "let_go")
"""Where the pieces of an attachment are not here any more."""
MOST = 32
"""Messages whose pieces are asked for in one round."""


class Attachments:
    """The attachments of one centre's reports."""

    def __init__(self, db: Database, home: Path, shelf: Shelf, trail: Trail) -> None:
        self._db, self._home, self._shelf, self._trail = db, home, shelf, trail
        self._asked: Counter[str] = Counter()

    # -- coming in -------------------------------------------------------------------------------

    def wanted(self, limit: int = MOST) -> tuple[Parcel, ...]:
        """Messages whose pieces are not all here, those asked for least often first; each gets its folder."""
        self.sweep()
        sql = """
            SELECT m.id, m.thread_id, m.number, m.pieces, m.state, p.folder, p.spare, p.whole FROM report_message m
            JOIN report_thread t ON t.id = m.thread_id LEFT JOIN report_parcel p ON p.id = m.id
            WHERE m.direction = 'in' AND m.taken = 0 AND m.pieces > 0 AND m.number IS NOT NULL AND m.state != 'gone'
                AND t.state NOT IN ('flood', 'withdrawn') AND t.closed_there = 0
            ORDER BY m.number
        """
        found = [row for row in self._db.rows(sql) if not row["whole"] or self._lost(row)]
        rows = sorted(found, key=lambda row: self._asked[row["id"]])[:limit]
        self._asked.update(row["id"] for row in rows)
        new = [row for row in rows if row["folder"] is None]
        if new:
            with self._db.atomic():
                for row in new:
                    row |= {"folder": random_id(), "spare": "[]"}
                    named = {name: row[name] for name in ("id", "thread_id", "folder")}
                    self._db.insert("report_parcel", named)
        return tuple(self._parcel(row) for row in rows)

    def _lost(self, row: Mapping[str, Any]) -> bool:
        """Whether a piece went from the disk before the relay was told that all are safe here: it is fetched again."""
        if not self._parcel(row).missing():
            return False
        with self._db.atomic():
            self._db.change("report_parcel", row["id"], {"whole": 0})
        return True

    def _parcel(self, row: Mapping[str, Any]) -> Parcel:
        path = parcels.folder(self._home, row["folder"])
        unopened = row["state"] != "opened"
        return Parcel(row["id"], row["number"] or 0, path, row["pieces"], parcels.ranges(row["spare"]), unopened)

    def note_fetched(self, wanted: Iterable[Parcel], whole: Iterable[str]) -> Done[None]:
        """Every piece of these that is wanted lies here for good: the relay may be told.

        What came for a thread that was erased meanwhile goes again.
        """
        with self._db.atomic():
            for message in whole:
                self._db.change("report_parcel", message, {"whole": 1})
        for one in wanted:
            if self._db.row("SELECT id FROM report_parcel WHERE id = ?", (one.message,)) is None:
                parcels.remove(self._home, one.path.name)
        return Done(None, Changes.INBOX)

    def sweep(self) -> int:
        """Remove folders whose threads are gone, and pieces that are not kept; what cannot go now goes the next time."""
        gone = [row["id"] for row in self._db.rows("SELECT id FROM report_leftover")]
        left = [name for name in gone if parcels.remove(self._home, name)]
        if left:
            with self._db.atomic():
                for name in left:
                    self._db.erase("report_leftover", name)
        for row in self._db.rows("SELECT folder, spare FROM report_parcel WHERE spare != '[]'"):
            path = parcels.folder(self._home, row["folder"])
            with suppress(OSError):
                parcels.drop(path, parcels.places(parcels.ranges(row["spare"])))
        return len(left)

    # -- looking ---------------------------------------------------------------------------------

    def of(self, thread: str) -> tuple[Attachment, ...]:
        """The attachments of a thread that these keys open, in the order in which they came; copies with their originals."""
        row = self._shelf.row(thread)
        key = self._shelf.key(row)
        said = {one["id"]: one for one in self._db.rows("SELECT * FROM report_file WHERE thread_id = ?", (thread,))}
        return tuple(one for message in self._messages(thread) for one in self._read(key, message, said))

    def _messages(self, thread: str) -> list[dict[str, Any]]:
        sql = """
            SELECT m.id, m.direction, m.seq, m.day, m.state, m.pieces, m.have, m.number, m.content, m.thread_id,
                p.folder, coalesce(p.spare, '[]') AS spare, coalesce(p.whole, 0) AS whole
            FROM report_message m LEFT JOIN report_parcel p ON p.id = m.id
            WHERE m.thread_id = ? AND m.direction = 'in' AND m.content IS NOT NULL ORDER BY m.seq
        """
        return self._db.rows(sql, (thread,))

    def _read(self, key: bytes, row: Mapping[str, Any], said: Mapping[str, dict[str, Any]]) -> Iterator[Attachment]:
        files = self._shelf.message(key, row, None).files
        here = parcels.have(parcels.folder(self._home, row["folder"])) if row["folder"] and files else frozenset()
        fits = sum(pieces.count(one.size) for one in files) == row["pieces"]
        for place, file in enumerate(files):
            if file.role != "original":
                continue
            wanted = parcels.places(ranges(files, place))
            ident = f"{row['id']}:{place}"
            stated = said.get(ident)
            kind, words = _told(key, stated) if stated is not None else ("", "")
            yield Attachment(
                ident, row["id"], file.name, file.type, file.size, file.sha256, len(wanted), len(wanted & here),
                standing(stated, fits=fits, whole=wanted <= here, once=bool(row["whole"])), len(group(files, place)) - 1,
                kind, words, (stated or {}).get("item") or "",
            )  # fmt: skip

    # -- saying what it is -----------------------------------------------------------------------

    def state(self, ident: str, kind: str, words: str = "") -> Done[str]:
        """Write down what an officer says it is, by the reporter's words; nobody opened it. The thread is the value.

        What may hold a sexual image is never opened and not kept: its pieces go with the next `sweep`.
        """
        text = check_text(nfc(words), "words") or ""
        if not known(KINDS, kind):
            raise BadInput(_("Please choose what it is."), field="kind")
        if kind == "other" and not text:
            raise BadInput(_("Please write in a few words what it is."), field="words")
        row, key, files, place = self._found(ident)
        before = self._db.row("SELECT * FROM report_file WHERE id = ?", (ident,))
        if before is not None and before["state"] in GONE:
            raise Conflict(_("This attachment is not here any more. Nothing was changed."))
        body = opening.keep(key, ident, json.dumps({"kind": kind, "words": text}, ensure_ascii=False).encode())
        state = "let_go" if kind == SEXUAL else (before or {}).get("state", "stated")
        facts = {"body": body, "state": state, "at": now(), "author": self._db.who}
        with self._db.atomic():
            if not self._db.change("report_file", ident, facts):
                named = {"id": ident, "message_id": row["id"], "thread_id": row["thread_id"]}
                self._db.insert("report_file", {**named, **facts})
            if kind == SEXUAL:
                self._not_kept(row, ranges(files, place))
                self._trail.write("report_file_let_go", thread=row["thread_id"], sha256=files[place].sha256)
            else:
                self._trail.write("report_file_stated", thread=row["thread_id"], sha256=files[place].sha256)
        return Done(row["thread_id"], Changes.INBOX | Changes.AUDIT)

    def _not_kept(self, row: Mapping[str, Any], some: Ranges) -> None:
        """From now on these pieces are neither wanted nor here; joins the caller's transaction."""
        spare = json.dumps(sorted({*parcels.ranges(row["spare"]), *some}))
        if row["folder"] is None:
            named = {"id": row["id"], "thread_id": row["thread_id"], "folder": random_id(), "spare": spare}
            self._db.insert("report_parcel", named)
        else:
            self._db.change("report_parcel", row["id"], {"spare": spare})

    # -- becoming evidence -----------------------------------------------------------------------

    def one(self, ident: str) -> Attachment:
        """An attachment as it stands now."""
        found = next((one for one in self.of(ident.split(":")[0]) if one.id == ident), None)
        if found is None:
            raise _gone()
        return found

    def open(self, ident: str) -> tuple[Source, ...]:
        """The file and its copies for evidence, the original first; nothing is read yet."""
        row, _key, files, place = self._found(ident)
        told = self.one(ident)
        if told.state == "arriving":
            raise Conflict(_("Not every part of this attachment is here yet. Nothing was taken in. It waits sealed."))
        if told.state == "lost":
            raise lost()
        if told.state not in ("stated", "odd"):
            raise Conflict(
                _("Nobody has said yet what this attachment is, or it is not here any more. Nothing was taken in.")
            )
        path = parcels.folder(self._home, row["folder"])
        return tuple(
            Source(files[at].name, files[at].size, files[at].sha256, at != place, files[at], path)
            for at in group(files, place)
        )

    def apart(self, ident: str) -> bool:
        """Whether its report is kept from somebody here, who reads the cases all the same."""
        return bool(self._shelf.row(ident.split(":")[0])["readers"])

    def case(self, ident: str, *, cleared: bool = False) -> str | None:
        """The case its report became, as far as everybody who reads that case may read the report too.

        `cleared` says that everybody whom it was kept from was let in again.
        """
        row = self._shelf.row(ident.split(":")[0])
        if row["readers"] and not cleared:
            raise Conflict(
                _("This report is kept from somebody here. What came with it stays in the inbox; nothing was taken in.")
            )
        found: str | None = row["case_id"]
        return found

    def images(self, ident: str) -> bool:
        """Whether its reporter chose that it is about images: then nothing is taken in that could show a person."""
        thread = ident.split(":")[0]
        key = self._shelf.key(self._shelf.row(thread))
        answers = [self._shelf.message(key, row, None).answers for row in self._messages(thread)]
        said = [one.get(name, ()) for one in answers for name in ("kinds", "medium")]
        return any("images" in ((kinds,) if isinstance(kinds, str) else kinds) for kinds in said)

    def day(self, ident: str) -> str:
        """The day it came."""
        return str(self._found(ident)[0]["day"])

    def note_evidence(self, ident: str, item: str) -> None:
        """It lies in the case's evidence now, and its pieces may go with the next sweep; joins the caller's transaction."""
        self._note_taken(ident, "evidence", item)

    def note_photo(self, ident: str, photo: str) -> None:
        """It lies in the register of public material now; the same otherwise."""
        self._note_taken(ident, "register", photo)

    def _note_taken(self, ident: str, state: str, item: str) -> None:
        row, _key, files, place = self._found(ident)
        self._db.change("report_file", ident, {"state": state, "item": item})
        self._not_kept(row, ranges(files, place))

    def note_odd(self, ident: str) -> Done[None]:
        """Its bytes are not what the reporter's page wrote of them; they are kept as they came."""
        row, _key, files, place = self._found(ident)
        with self._db.atomic():
            self._db.change("report_file", ident, {"state": "odd"})
            facts = {"kind": "attachment", "day": today().isoformat(), "seq": row["seq"], "sha256": files[place].sha256}
            self._db.insert("report_oddity", {"id": new_id(), "thread_id": row["thread_id"], **facts})
        return Done(None, Changes.INBOX)

    def _found(self, ident: str) -> tuple[dict[str, Any], bytes, tuple[File, ...], int]:
        """The message of an attachment, the thread's key, its files, and the place of this one among them."""
        message, _sign, place = ident.rpartition(":")
        thread = message.split(":")[0]
        key = self._shelf.key(self._shelf.row(thread))
        row = next((one for one in self._messages(thread) if one["id"] == message), None)
        files = self._shelf.message(key, row, None).files if row is not None else ()
        if row is None or not place.isdecimal() or int(place) >= len(files) or files[int(place)].role != "original":
            raise _gone()
        return row, key, files, int(place)


def _told(key: bytes, row: Mapping[str, Any]) -> tuple[str, str]:
    """The kind and the words of what was said."""
    body = opening.kept(key, row["id"], row["body"])
    if body is None:
        raise unopened()
    facts = json.loads(body)
    return facts["kind"], facts["words"]


def _gone() -> NotFound:
    return NotFound(_("This attachment is not here any more. Please look at the thread again."))
