"""Evidence leaves: a custody sheet alone as a locked PDF, or a file with its sheet in one age file.

    prepare (writer) ─▶ pack (any thread: every byte proven, zip, age, durable beside its target)
                     ─▶ finish (writer: custody line, register, trail; only then does the file get its name)

An age file is opened by the recipient with their own key, or with a passphrase that travels another way.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes, Done
from app.clock import random_id
from app.documents import Centre, Exported
from app.documents.custody_paper import PROFILE, Drawn, Sheet, draw_sheet, with_hand_over
from app.documents.disk import check_target, put, sentences, standing_by
from app.documents.locking import checked_passphrase, lock
from app.documents.wish import key_for
from app.entry import check_text
from app.errors import BadInput, Damaged
from app.evidence import Evidence, Opened, checked_reason
from app.flows.break_glass import Pair, Trail, open_glass
from app.i18n import _
from app.kinds import Compartment
from app.text import nfc
from app.vault import SealedFile
from app.vault.case_keys import PURPOSE

if TYPE_CHECKING:
    from app.documents import Documents

HANDED = "evidence"
"""The profile under which a handed-over file stands in the register of a case."""
MOST_BY_PASSPHRASE = 256 << 20
"""Bytes: a file under a passphrase is locked in one piece, so it must fit in memory."""
_SHEET = "custody-sheet.pdf"
_PIECE = 1 << 20


class Staff(Protocol):
    """Who is who (app.office)."""

    def name(self, user: str) -> str: ...


@dataclass(frozen=True, slots=True, repr=False)
class To:
    """Who receives a file, and how it is locked for them: an age key of theirs, or a passphrase."""

    recipient: str
    age_key: str = ""
    passphrase: str = ""
    authority: str = ""
    """Why a stopped item is handed over: who asked for it, in writing."""


@dataclass(frozen=True, slots=True, repr=False)
class Ready:
    """Everything that packing needs; no database any more."""

    opened: Opened
    sheet: Sheet
    to: To
    centre: Centre
    target: Path


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished age file that stands beside its target and waits for its name."""

    partial: Path
    target: Path
    sha256: str
    pages: int


def sheet_of(evidence: Evidence, item_id: str, number: str, staff: Staff) -> Sheet:
    """What the custody sheet of an item says now; names are read here, where the records are open."""
    item, lines = evidence.item(item_id), evidence.custody(item_id)
    names = {user: staff.name(user) for user in {item.author, *(line.who for line in lines)}}
    return Sheet(item, lines, number, names)


def look_by_two(home: Path, evidence: Evidence, trail: Trail, pair: Pair, item_id: str) -> Done[Opened]:
    """Open a file for somebody without the key of evidence: two people, with the reason they gave.

    The reason stands in the trail before anything opens, and in the custody of the item.
    """
    item = evidence.item(item_id)
    key = open_glass(home, pair.first, pair.second, pair.reason, trail, case=item.case_id, second=pair.people[1])
    by_two = evidence.opened_by_two(lambda: key.key_for(Compartment.EVIDENCE, PURPOSE))
    return by_two.look(item_id, pair.reason)


# -- the sheet alone -----------------------------------------------------------------------------------


def save_sheet(
    evidence: Evidence,
    documents: Documents,
    sheet: Sheet,
    centre: Centre,
    target: Path,
    recipient: str,
    *,
    passphrase: str | None = None,
    plain_reason: str | None = None,
    overwrite: bool = False,
) -> Done[Exported]:
    """The sheet at `target`, locked unless a reason for a plain one is given; refused, neither file nor row is left."""
    key = key_for(passphrase, plain_reason)
    check_target(target, overwrite=overwrite)
    drawn = draw_sheet(sheet, centre, recipient)
    data = lock(drawn.data, key) if key else drawn.data
    made = Exported(drawn.id, str(target), hashlib.sha256(data).hexdigest(), drawn.pages, key is not None)
    row = _row(made, sheet.item.case_id, PROFILE, recipient, (plain_reason or "").strip())
    with standing_by(target, data) as partial:
        documents.enter(row, "document_exported", profile=PROFILE, sha256=made.sha256, encrypted=made.encrypted)
        done = evidence.note_sheet(sheet.item.id, recipient, made.sha256)
        documents.or_take_back(drawn.id, lambda: put(partial, target))
    return Done(made, done.changes | Changes.CASES)


# -- the file with its sheet ---------------------------------------------------------------------------


def prepare(
    evidence: Evidence, sheet: Sheet, to: To, centre: Centre, target: Path, *, overwrite: bool = False
) -> Ready:
    """Refuse what can be known before any work, and lift the file."""
    check_target(target, overwrite=overwrite)
    if not (recipient := check_text(nfc(to.recipient), "recipient")):
        raise BadInput(_("Nothing was handed over. Write who receives it."), field="recipient")
    authority = checked_reason(to.authority, "authority") if sheet.item.stopped else nfc(to.authority).strip()
    opened = evidence.lift(sheet.item.id)
    detail = f"{recipient} · {authority}" if authority else recipient
    return Ready(opened, with_hand_over(sheet, detail), _locked(to, detail, sheet), centre, target)


def _locked(to: To, detail: str, sheet: Sheet) -> To:
    """How it is locked, once that is known to work."""
    if key := to.age_key.strip():
        _recipient(key)
        return To(detail, key)
    if (sheet.item.size or 0) > MOST_BY_PASSPHRASE:
        raise BadInput(
            _("This file is too large for a passphrase. Ask the recipient for their age key; nothing was handed over."),
            field="age_key",
        )
    return To(detail, passphrase=checked_passphrase(to.passphrase))


def pack(
    ready: Ready,
    progress: Callable[[float], None] = lambda _part: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Packed:
    """Prove every byte, then write the age file durably beside its target; on any thread.

    Raises Damaged, Interrupted or NoRoom; then nothing is left at the target.
    """
    item, partial = ready.opened.item, ready.target.with_name(f"{ready.target.name}.partial")
    twice = 2 * max(1, item.size or 1)
    with ready.opened.file() as file:
        if file.digest(lambda at: progress(at / twice), stopped) != item.sha256:
            raise Damaged(_("This file is not the one that was taken in, so nothing was handed over. Ask a manager."))
        drawn = draw_sheet(ready.sheet, ready.centre, ready.to.recipient)
        pieces = _zipped(file, _inside_name(item.name), drawn, lambda at: progress(0.5 + at / twice), stopped)
        try:
            with sentences():
                _write(partial, pieces, ready.to)
                digest = _digest(partial)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    return Packed(partial, ready.target, digest, drawn.pages)


def finish(evidence: Evidence, documents: Documents, ready: Ready, packed: Packed) -> Done[Exported]:
    """Write it down, then give the file its name; what cannot get its name is taken back in the register."""
    item, copy_id = ready.opened.item, random_id()
    made = Exported(copy_id, str(packed.target), packed.sha256, packed.pages, True)
    row = _row(made, item.case_id, HANDED, ready.to.recipient, "")
    try:
        documents.enter(row, "document_exported", profile=HANDED, sha256=packed.sha256, encrypted=True)
        done = evidence.note_handed_over(item.id, ready.to.recipient, packed.sha256)
        documents.or_take_back(copy_id, lambda: put(packed.partial, packed.target))
    finally:
        packed.partial.unlink(missing_ok=True)
    return Done(made, done.changes | Changes.CASES)


# -- inside --------------------------------------------------------------------------------------------


def _zipped(
    file: SealedFile, name: str, sheet: Drawn, progress: Callable[[int], None], stopped: Callable[[], bool]
) -> Iterator[bytes]:
    """A zip of the file and its sheet, uncompressed, piece by piece: nothing of it ever lies in the clear on a disk."""
    sink = _Sink()
    done = 0
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(zipfile.ZipInfo(_SHEET), sheet.data)
        with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
            for piece in file.pieces(stopped):
                entry.write(piece)
                done += len(piece)
                progress(done)
                yield sink.taken()
    yield sink.taken()


def _inside_name(name: str | None) -> str:
    """The name as it was brought, without anything that could lead out of a folder."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")[:120]
    return kept if kept and kept != _SHEET else f"evidence-{kept or 'file'}"


class _Sink(io.RawIOBase):
    """Takes what the zip writes and gives it on; cannot go back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        before = len(self._held)
        self._held += memoryview(data)
        return len(self._held) - before

    def taken(self) -> bytes:
        found = bytes(self._held)
        self._held.clear()
        return found


class _Reader(io.RawIOBase):
    """Pieces as something that can be read from, as age wants it; remembers why they ended early."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""
        self.problem: BaseException | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            try:
                piece = next(self._pieces, None)
            except BaseException as problem:
                self.problem = problem
                raise
            if piece is None:
                return b""
            self._rest = piece
        some = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(some) :]
        return some


def _write(partial: Path, pieces: Iterator[bytes], to: To) -> None:
    partial.unlink(missing_ok=True)  # what a power cut may have left
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as out:
        if to.age_key:
            _stream(_Reader(pieces), out, to.age_key)
        else:
            out.write(_age().passphrase.encrypt(b"".join(pieces), to.passphrase))
        out.flush()
        os.fsync(out.fileno())


def _stream(reader: _Reader, out: Any, age_key: str) -> None:
    age = _age()
    try:
        age.encrypt_io(reader, out, [_recipient(age_key)])
    except (OSError, age.EncryptError) as problem:
        if reader.problem is not None:  # age tells of a failed read in words of its own
            raise reader.problem from None
        raise OSError(str(problem)) from None


def _age() -> Any:
    """The age library; only a hand-over needs it."""
    return import_module("pyrage")


def _recipient(key: str) -> object:
    age = _age()
    try:
        recipient: object = age.x25519.Recipient.from_str(key)
    except age.RecipientError:
        raise BadInput(
            _("This is not an age key. It begins with “age1”; ask the recipient for it once more."), field="age_key"
        ) from None
    return recipient


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _row(made: Exported, case_id: str, profile: str, recipient: str, reason: str) -> dict[str, object]:
    return {
        "id": made.id, "case_id": case_id, "profile": profile, "recipient": recipient, "encrypted": int(made.encrypted),
        "reason": None if made.encrypted else reason, "safety": None, "sha256": made.sha256, "pages": made.pages,
    }  # fmt: skip
