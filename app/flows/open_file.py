"""Cases in the open: one zip of JSON and files that other programs can read, inside an age file unless decided otherwise.

    SCHEMA.md  schema.json  codes.json             what the keys mean, in Korean and English
    cases/<number>/case.json                       every row of a case, and its block of GBVIMS fields
    cases/<number>/files/<item>-<name>             its files of evidence
    gbvims/incident-recorder.csv                   one line an incident; NOT anonymous
    manifest.json                                  last: every member with its size and SHA-256

Nothing of it lies in the clear on a disk: the zip is written into the age stream as it comes.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from app.documents.locking import checked_passphrase
from app.flows import export_words, gbvims, travelling
from app.vault import age

if TYPE_CHECKING:
    from app.evidence import Item
    from app.store import Database

FORMAT = 1
MANIFEST, SCHEMA, WORDS, CODES, RECORDER = (
    "manifest.json", "schema.json", "SCHEMA.md", "codes.json", "gbvims/incident-recorder.csv",
)  # fmt: skip
NOT_ANONYMOUS = (
    "This file names people and what happened to them. It is not anonymous; counts for others are made elsewhere."
)
_WHEN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class About:
    """Whose file it is; `staff` says who is meant by the ids of authors."""

    id: str
    centre: str
    made_at: int
    staff: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Lock:
    """The passphrase of the age file around it."""

    passphrase: str
    practice: bool = False


class Stocked(Protocol):
    """One case on its way out (app.flows.leaving)."""

    @property
    def rows(self) -> travelling.Rows: ...
    def listed(self) -> tuple[Item, ...]: ...
    def files(self) -> Iterator[tuple[Item, Iterator[bytes]]]: ...


def checked(passphrase: str) -> str:
    """The passphrase as it is used; BadInput where it is too short."""
    return checked_passphrase(passphrase)


def write(stream: BinaryIO, db: Database, about: About, stock: Iterable[Stocked], lock: Lock | None) -> None:
    """The whole file into `stream`."""
    if lock is None:
        _write_zip(stream, db, about, stock)
        return
    work = age.WORK_IN_PRACTICE if lock.practice else age.WORK
    out = age.Writing(stream, checked(lock.passphrase), work)
    _write_zip(out, db, about, stock)
    out.finish()


def _write_zip(out: Any, db: Database, about: About, stock: Iterable[Stocked]) -> None:
    with zipfile.ZipFile(_Forward(out.write), "w", zipfile.ZIP_DEFLATED) as archive:
        pack = _Pack(archive)
        known, lines = travelling.shape(db), ["\ufeff" + gbvims.csv_line(gbvims.headers())]
        pack.text(WORDS, export_words.schema_md(known))
        pack.text(SCHEMA, _json(export_words.schema_json(known)))
        pack.text(CODES, _json(export_words.code_lists()))
        for one in stock:
            lines += _case(pack, one, about)
        pack.text(RECORDER, "".join(lines))
        told = {
            "format": FORMAT, "min_reader": FORMAT, "id": about.id, "centre": about.centre, "made_at": about.made_at,
            "note": NOT_ANONYMOUS, "staff": dict(about.staff), "members": pack.members,
        }  # fmt: skip
        pack.text(MANIFEST, _json(told))


def _case(pack: _Pack, one: Stocked, about: About) -> list[str]:
    """One case and its files; the answer is its lines for the Incident Recorder."""
    folder = f"cases/{_safe(one.rows['casefile'][0]['number'])}"
    paths = {item.id: f"{folder}/files/{item.id}-{_safe(item.name or 'file')}" for item in one.listed()}
    block = gbvims.block(one.rows)
    told = {
        "format": FORMAT, "number": one.rows["casefile"][0]["number"], "tables": one.rows,
        "files": [{"item": item.id, "path": paths[item.id], "size": item.size, "sha256": item.sha256} for item in one.listed()],
        "gbvims": block,
    }  # fmt: skip
    pack.text(f"{folder}/case.json", _json(told))
    for item, pieces in one.files():
        pack.file(paths[item.id], pieces)
    return [gbvims.csv_line(line) for line in gbvims.recorder_lines(block, about.centre)]


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)


def _safe(name: str) -> str:
    """A name that leads nowhere and that every system takes."""
    kept = "".join(c if c.isprintable() and c not in '<>:"|?*\\/' else "_" for c in name).strip(". ")
    return re.sub(r"\.\.+", ".", kept)[:80] or "file"


class _Pack:
    """Members of a zip as they come, each with its size and hash for the manifest."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, dict[str, int | str]] = {}

    def text(self, name: str, text: str) -> None:
        self._add(name, [text.encode("utf-8", "surrogatepass")], zipfile.ZIP_DEFLATED)

    def file(self, name: str, pieces: Iterator[bytes]) -> None:
        self._add(name, pieces, zipfile.ZIP_STORED)

    def _add(self, name: str, pieces: Iterable[bytes], how: int) -> None:
        entry, digest, size = zipfile.ZipInfo(name, _WHEN), hashlib.sha256(), 0
        entry.compress_type, entry.external_attr = how, 0o600 << 16
        with self._archive.open(entry, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}


class _Forward:
    """A place that only goes forwards: a zip written to it needs no way back."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    def write(self, data: Any, /) -> int:
        self._write(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Who opened the place closes it."""
