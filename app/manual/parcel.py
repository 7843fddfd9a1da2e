"""Packs that travel: a deterministic zip with a manifest, an Ed25519 signature beside it, and a wary installation.

The signature is checked over the whole file before a single byte of the zip is looked at.
"""

from __future__ import annotations

import json
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import BadInput, Conflict, Damaged, NoRoom
from app.i18n import _
from app.manual.model import Pack, version_key
from app.manual.outside import MAX_BYTES
from app.manual.packs import FILE_NAME, MAX_FILES, PACK_FILE, from_sources, hash_of, load, sources
from app.paths import resource

FORMAT = "gyeot-manual-parcel/1"
SIGNED = b"gyeot-manual-parcel/1\0"
MANIFEST = "manifest.json"
MAX_PARCEL = 16 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)


def export(folder: Path, out: Path) -> Pack:
    """Write the pack of a folder as one zip; the same pack gives the same bytes everywhere."""
    files = sources(folder)
    pack = from_sources(files)
    manifest = {
        "format": FORMAT,
        "min_reader": 1,
        "id": pack.id,
        "version": pack.version,
        "pack_hash": pack.hash,
        "files": {name: sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    body = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    _write(out, _zip({MANIFEST: body, **files}))
    return pack


def _zip(files: Mapping[str, bytes]) -> bytes:
    # Stored, not deflated: the bytes then depend on no version of zlib.
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as parcel:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            parcel.writestr(entry, files[name])
    return held.getvalue()


def new_key(private: Path) -> Path:
    """Make a signing key: `private` (readable by its owner only) and, beside it, the public key to hand out."""
    key = Ed25519PrivateKey.generate()
    kinds = serialization.Encoding, serialization.PrivateFormat, serialization.PublicFormat
    pem = key.private_bytes(kinds[0].PEM, kinds[1].PKCS8, serialization.NoEncryption())
    if private.exists():
        raise Conflict(_("A key file is already there. It was not replaced. Choose another name."))
    _write(private, b"")
    private.chmod(0o600)
    _write(private, pem)
    public = private.with_suffix(".pub")
    _write(public, key.public_key().public_bytes(kinds[0].PEM, kinds[2].SubjectPublicKeyInfo))
    return public


def sign(parcel: Path, key_file: Path) -> Path:
    """Sign an exported pack; the signature is written beside it and its path returned."""
    try:
        key = serialization.load_pem_private_key(_read(key_file, MAX_BYTES), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise BadInput(_("This is not a signing key that Gyeot can read. Nothing was signed.")) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(_("This is not a signing key that Gyeot can read. Nothing was signed."))
    data = _read(parcel, MAX_PARCEL)
    _open(data)
    out = signature_of(parcel)
    _write(out, key.sign(SIGNED + sha256(data).digest()).hex().encode() + b"\n")
    return out


def signature_of(parcel: Path) -> Path:
    return parcel.with_name(parcel.name + ".sig")


def install(parcel: Path, public_key: Path, folder: Path, shipped: Path | None = None) -> Pack:
    """Verify a signed pack and place it in `folder`; older versions stay, and nothing is replaced.

    Refuses a wrong signature, a version below one at hand (in `folder` or among the shipped ones), the same version
    with other words, names outside the format, oversized files, and packs the check finds errors in.
    """
    data = _read(parcel, MAX_PARCEL)
    _verify(data, signature_of(parcel), public_key)
    files = _open(data)
    pack = from_sources(files)
    target = folder / f"{pack.id}-{pack.version}"
    if _compare_with_held(pack, (folder, shipped or resource("manuals"))):
        return pack
    _refuse_faulty(pack)
    _place(files, target)
    return pack


def _verify(data: bytes, signature: Path, public_key: Path) -> None:
    refused = _("The signature of this manual is not valid. Nothing was installed; the present manual stays in use.")
    try:
        key = serialization.load_pem_public_key(_read(public_key, MAX_BYTES))
        if not isinstance(key, Ed25519PublicKey):
            raise Damaged(refused)
        key.verify(bytes.fromhex(_read(signature, 1024).decode("ascii").strip()), SIGNED + sha256(data).digest())
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as problem:
        raise Damaged(refused) from problem


def _open(data: bytes) -> dict[str, bytes]:
    """The files of a parcel, held against its manifest."""
    refused = _("This manual file is not whole or holds what it must not. It was not installed.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as parcel:
            files = _entries(parcel)
        manifest = json.loads(files.pop(MANIFEST))
        listed = {name: sha256(one).hexdigest() for name, one in files.items()}
        whole = manifest["format"] == FORMAT and manifest["files"] == listed and manifest["pack_hash"] == hash_of(files)
    except (
        zipfile.BadZipFile,
        KeyError,
        TypeError,
        ValueError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as problem:
        raise Damaged(refused) from problem
    if not whole or PACK_FILE not in files:
        raise Damaged(refused)
    return files


def _entries(parcel: zipfile.ZipFile) -> dict[str, bytes]:
    """Each entry by name; a name the format does not know, a second one, or too many bytes raise ValueError."""
    entries = parcel.infolist()
    if len(entries) > MAX_FILES + 1:
        raise ValueError("too many files")
    files: dict[str, bytes] = {}
    for entry in entries:
        name = entry.filename
        if name in files or not (name == MANIFEST or FILE_NAME.match(name)):
            raise ValueError("a name that does not belong")
        with parcel.open(entry) as stream:
            files[name] = stream.read(MAX_BYTES + 1)
        if len(files[name]) > MAX_BYTES or sum(map(len, files.values())) > MAX_PARCEL:
            raise ValueError("too large")
    return files


def _compare_with_held(pack: Pack, folders: tuple[Path, Path]) -> bool:
    """True where this very pack is at hand; raises Conflict where it would be a step back."""
    same = False
    for path in (path for folder in folders for path in sorted(folder.glob(f"*/{PACK_FILE}"))):
        held = _held(path.parent)
        if held is None or held.id != pack.id:
            continue
        same = same or held.hash == pack.hash
        if version_key(held.version) > version_key(pack.version):
            sentence = _(
                "Version {new} of this manual is older than version {old}, which is here. It was not installed."
            )
            raise Conflict(sentence.format(new=pack.version, old=held.version))
        if held.version == pack.version and held.hash != pack.hash:
            sentence = _(
                "Version {version} of this manual is here with other words. A changed manual needs a new version."
            )
            raise Conflict(sentence.format(version=pack.version))
    return same


def _held(folder: Path) -> Pack | None:
    try:
        return load(folder)
    except BadInput:
        return None  # a broken neighbour must not keep a good manual out


def _refuse_faulty(pack: Pack) -> None:
    from app.manual.reports import findings_of

    errors = [one for one in findings_of(pack) if one.severity == "error"]
    if errors:
        sentence = _("The check found {count} errors in this manual; the first: {place}: {first} It was not installed.")
        raise BadInput(sentence.format(count=len(errors), place=errors[0].place, first=errors[0].sentence))


def _place(files: Mapping[str, bytes], target: Path) -> None:
    """Write aside, then rename: the folder appears whole or not at all."""
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        for name, data in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        aside.replace(target)
    except OSError as problem:
        raise NoRoom(_("The manual could not be written here. The present manual stays in use.")) from problem
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as problem:
        sentence = _("The file {file} cannot be read. Nothing was changed. Check the folder and its permissions.")
        raise BadInput(sentence.format(file=path.name), field=path.name) from problem
    if len(data) > most:
        raise BadInput(_("The file {file} is too large. Nothing was changed.").format(file=path.name), field=path.name)
    return data


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise NoRoom(_("The file {file} could not be written.").format(file=path.name)) from problem


def summary_of(pack: Pack) -> dict[str, Any]:
    """What a command prints about a pack that was exported or installed."""
    return {"id": pack.id, "version": pack.version, "hash": pack.hash}
