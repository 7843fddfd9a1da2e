"""Packs that travel: one file with a manifest, the signature over it, and the pack; read warily.

The signature is verified over the manifest before anything behind it is looked at. Then every file has to be the one
the manifest lists, and the whole has to be the very bytes that writing these files gives.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.errors import BadInput, Damaged, NoRoom
from app.i18n import _
from app.manual.model import Pack
from app.manual.outside import MAX_BYTES
from app.manual.packs import FILE_NAME, MAX_FILES, PACK_FILE, from_sources, hash_of, sources
from app.manual.signing import TrustedKey, read_file, signature, verify, write_file
from app.manual.stored_zip import NotStored, StoredZip, write

FORMAT, READER = "gyeot-manual-parcel/1", 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MAX_PARCEL, MAX_MANIFEST, MAX_SIGNATURE = 16 * 1024 * 1024, 256 * 1024, 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """A manual that was verified: its pack, its files, and whose key vouches for them."""

    pack: Pack
    files: Mapping[str, bytes] = field(hash=False, repr=False)
    key: TrustedKey


def export(folder: Path, out: Path) -> Pack:
    """Write the pack of a folder as one file, not signed yet; the same pack gives the same bytes everywhere."""
    files = sources(folder)
    pack = from_sources(files)
    write_file(out, write({MANIFEST: _manifest(pack, files), **dict(sorted(files.items()))}))
    return pack


def _manifest(pack: Pack, files: Mapping[str, bytes]) -> bytes:
    listed = {name: sha256(data).hexdigest() for name, data in sorted(files.items())}
    facts = {"format": FORMAT, "min_reader": READER, "id": pack.id, "version": pack.version, "pack_hash": pack.hash}
    return json.dumps({**facts, "files": listed}, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def sign(parcel: Path, key_file: Path) -> Path:
    """Sign an exported pack; the signature goes into the file, in the place of one that was there."""
    data = read_file(parcel, MAX_PARCEL)
    try:
        zipped = StoredZip(data)
        manifest = zipped.take(MANIFEST, MAX_MANIFEST)
        if zipped.next_name() == SIGNATURE:
            zipped.take(SIGNATURE, MAX_SIGNATURE)
        files = _files(zipped, _read_manifest(manifest))
    except NotStored as problem:
        raise _refused() from problem
    made = write({MANIFEST: manifest, SIGNATURE: signature(manifest, key_file), **files})
    aside = parcel.with_name(f".{parcel.name}.{secrets.token_hex(4)}")
    try:
        aside.write_bytes(made)
        aside.replace(parcel)
    except OSError as problem:
        raise NoRoom(_("The file {file} could not be written.").format(file=parcel.name)) from problem
    finally:
        aside.unlink(missing_ok=True)
    return parcel


def open_parcel(path: Path, trusted: tuple[TrustedKey, ...], on: date) -> Parcel:
    """The pack in a signed file. Raises Damaged or BadInput, and has written nothing."""
    data = read_file(path, MAX_PARCEL)
    try:
        zipped = StoredZip(data)
        manifest = zipped.take(MANIFEST, MAX_MANIFEST)
        if zipped.next_name() != SIGNATURE:
            raise Damaged(
                _(
                    "This manual carries no signature. It was not installed. Ask for the signed file, or let it be signed."
                )
            )
        key = verify(manifest, zipped.take(SIGNATURE, MAX_SIGNATURE), trusted, on)
        listed = _read_manifest(manifest)
        files = _files(zipped, listed)
    except NotStored as problem:
        raise _refused() from problem
    pack = from_sources(files)
    if (pack.id, pack.version) != (listed.get("id"), listed.get("version")):
        raise _refused()
    return Parcel(pack, files, key)


def _read_manifest(manifest: bytes) -> dict[str, Any]:
    """The manifest as values: a form this program reads, and no name that a pack may not hold."""
    try:
        found = json.loads(manifest)
        kind, _slash, number = str(found["format"]).rpartition("/")
        newer = int(number) > READER or int(found["min_reader"]) > READER
        whole = kind == FORMAT.rpartition("/")[0] and PACK_FILE in found["files"] and len(found["files"]) <= MAX_FILES
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise _refused() from problem
    if whole and newer:
        raise BadInput(
            _("This manual was packed for a newer Gyeot. It was not installed. Update the program first."),
            field="format",
        )
    if not whole or not isinstance(found["files"], dict) or not all(FILE_NAME.match(name) for name in found["files"]):
        raise _refused()
    return dict(found)


def _files(zipped: StoredZip, manifest: Mapping[str, Any]) -> dict[str, bytes]:
    """Every file the manifest lists, each with its digest, and nothing else. Raises NotStored."""
    files = {name: zipped.take(name, MAX_BYTES) for name in sorted(manifest["files"])}
    zipped.end()
    listed = {name: sha256(data).hexdigest() for name, data in files.items()}
    if listed != manifest["files"] or manifest.get("pack_hash") != hash_of(files):
        raise NotStored("other files")
    return files


def _refused() -> Damaged:
    return Damaged(_("This manual file is not whole or holds what it must not. It was not installed."))
