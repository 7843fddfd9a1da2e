"""The container of `slots.bin`: sections, each with its signature, and a digest over all.

magic 8 | format u16 | min_reader u16 | { kind u8 | length u32 | canonical JSON | Ed25519 64 }… | SHA-256 32
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path

from app.vault import canonical
from app.vault.canonical import Malformed, Newer
from app.vault.durable import Copies
from app.vault.manifest import Manifest
from app.vault.manifest import parse as parse_manifest
from app.vault.sealing import label, verified
from app.vault.slots import FORMAT, Authority, Personal, Signed, Slots
from app.vault.slots_text import authority_from, personal_from

LIMIT = 1 << 20
MAGIC = b"GYEOTSLT"
_HEAD = struct.Struct(">8sHH")
_SECTION = struct.Struct(">BI")
_AUTHORITY, _PERSONAL = 1, 2


def copies(home: Path) -> Copies:
    """Where a centre keeps its slots file and three copies."""
    return Copies(home / "slots.bin", 3, LIMIT)


def authority_label(centre: str, written: int = FORMAT) -> bytes:
    """What a manager's signature over the authority part says."""
    return label("slots-authority", written, centre) + b"\n"


def personal_label(centre: str, user: str) -> bytes:
    """What a user's signature over their own slots says."""
    return label("slots-personal", 1, centre, user) + b"\n"


def write(slots: Slots) -> bytes:
    """The file's bytes."""
    parts = [(_AUTHORITY, slots.authority_signed), *((_PERSONAL, part) for part in slots.personal_signed)]
    head = _HEAD.pack(MAGIC, slots.format, slots.format)
    body = b"".join(_SECTION.pack(kind, len(part.body)) + part.body + part.signature for kind, part in parts)
    return head + body + hashlib.sha256(head + body).digest()


def parse(data: bytes, manifest: Manifest) -> Slots:
    """The slots of this centre if the bytes are whole and signed by whom they should be; otherwise Malformed."""
    found_format, (first, *others) = _sections(data)
    authority = _signed_authority(first, manifest, min(found_format, FORMAT))
    keys = {member.id: member.signing for member in authority.members}
    personal = tuple(_signed_personal(part, manifest.centre, keys) for part in others)
    if sorted(part.user for part in personal) != sorted(keys):
        raise Malformed("personal parts")
    return Slots(authority, personal, first, tuple(others), found_format)


def _sections(data: bytes) -> tuple[int, list[Signed]]:
    if len(data) > LIMIT or len(data) < _HEAD.size + 32 or data[:8] != MAGIC:
        raise Malformed("head")
    content, digest = data[:-32], data[-32:]
    if hashlib.sha256(content).digest() != digest:
        raise Malformed("digest")
    _magic, found_format, min_reader = _HEAD.unpack_from(content)
    if min_reader > FORMAT:
        raise Newer("slots")
    parts = list(_split(content))
    if not parts or [kind for kind, _part in parts] != [_AUTHORITY] + [_PERSONAL] * (len(parts) - 1):
        raise Malformed("sections")
    return found_format, [part for _kind, part in parts]


def _split(content: bytes) -> Iterator[tuple[int, Signed]]:
    at = _HEAD.size
    while at < len(content):
        if len(content) - at < _SECTION.size:
            raise Malformed("section")
        kind, length = _SECTION.unpack_from(content, at)
        at += _SECTION.size
        if len(content) - at < length + 64:
            raise Malformed("section length")
        yield kind, Signed(content[at : at + length], content[at + length : at + length + 64])
        at += length + 64


def _signed_authority(part: Signed, manifest: Manifest, written: int) -> Authority:
    authority = authority_from(canonical.load(part.body, LIMIT), written)
    key = manifest.signer_key(authority.signer)
    if authority.centre != manifest.centre:
        raise Malformed("centre")
    following = successor(authority, manifest)
    if following is not None:
        key = following.signer_key(authority.signer)
    if key is None or not verified(key, part.signature, authority_label(manifest.centre, written) + part.body):
        raise Malformed("authority signature")
    return authority


def successor(authority: Authority, manifest: Manifest) -> Manifest | None:
    """The manifest this part brings along, where it is newer than the one in the folder."""
    if not authority.successor:
        return None
    following = parse_manifest(authority.successor)
    if following.centre != manifest.centre:
        raise Malformed("successor")
    return following if following.version > manifest.version else None


def _signed_personal(part: Signed, centre: str, keys: dict[str, bytes]) -> Personal:
    personal = personal_from(canonical.load(part.body, LIMIT))
    key = keys.get(personal.user)
    if key is None or not verified(key, part.signature, personal_label(centre, personal.user) + part.body):
        raise Malformed("personal signature")
    return personal
