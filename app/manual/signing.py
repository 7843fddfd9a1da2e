"""Who may sign manuals: signing keys, the release keys that come with the program, and how a key is named aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import BadInput, Conflict, Damaged, NoRoom
from app.i18n import _, full_date
from app.manual.fields import Fields, records
from app.manual.outside import read_yaml
from app.paths import resource
from app.wire import fours

MAX_KEY = 16 * 1024
_DOMAIN = b"gyeot-manual-parcel\0"
_HEX = re.compile(r"[0-9a-f]{64}\Z")
_SIGNATURE = re.compile(rb"ed25519 ([0-9a-f]{64}) ([0-9a-f]{128})\n\Z")
_PEM, _SPKI = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
_RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key whose manuals may be installed: whose it is, from when to when, and who let it in."""

    public: bytes
    holder: str
    id: str = ""
    since: date | None = None
    until: date | None = None
    pinned_by: str = ""
    pinned_on: date | None = None

    @property
    def fingerprint(self) -> str:
        """What two people read to each other before the key is pinned."""
        return fingerprint(self.public)

    @property
    def digest(self) -> str:
        return sha256(self.public).hexdigest()

    def insist(self, on: date) -> None:
        """Refuse a key outside its days."""
        if self.since and on < self.since:
            sentence = _("The key of {holder} counts from {day} on. The manual was not installed.")
            raise Damaged(sentence.format(holder=self.holder, day=full_date(self.since)))
        if self.until and on > self.until:
            sentence = _(
                "The key of {holder} counted until {day}. The manual was not installed. Ask for one that is newly signed."
            )
            raise Damaged(sentence.format(holder=self.holder, day=full_date(self.until)))


def fingerprint(public: bytes) -> str:
    return " ".join(fours(sha256(public).hexdigest()))


def is_fingerprint(given: str, public: bytes) -> bool:
    """Whether somebody typed the whole fingerprint of this key, however it was grouped."""
    return re.sub(r"[\s:.-]", "", given).lower() == sha256(public).hexdigest()


def release_keys(path: Path | None = None) -> tuple[TrustedKey, ...]:
    """The keys that come with the program."""
    path = path or resource("manuals", "release_keys.yaml")
    found = records(read_yaml(read_file(path, MAX_KEY), path.name), path.name)
    return tuple(_release_key(one) for one in found)


def _release_key(fields: Fields) -> TrustedKey:
    fields.only("id", "public", "holder", "from", "to")
    key_id, holder = fields.identifier("id"), fields.text("holder")
    public = public_of(fields.text("public").encode())
    return TrustedKey(public, holder, key_id, fields.day("from"), fields.day("to"))


def public_of(data: bytes) -> bytes:
    """The 32 bytes of a public key in a file: PEM, or 64 hex digits."""
    refused = _("This is not a public signing key that Gyeot can read. Nothing was changed.")
    text = data.decode("utf-8", "replace").strip()
    if _HEX.match(text.lower()):
        return bytes.fromhex(text)
    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise BadInput(refused, field="key") from problem
    if not isinstance(key, Ed25519PublicKey):
        raise BadInput(refused, field="key")
    return key.public_bytes(*_RAW)


def read_public(path: Path) -> bytes:
    return public_of(read_file(path, MAX_KEY))


def new_key(private: Path) -> Path:
    """Make a signing key: `private` (readable by its owner only) and, beside it, the public key to hand out."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = private.with_suffix(".pub")
    if private.exists() or public.exists():
        raise Conflict(_("A key file is already there. It was not replaced. Choose another name."))
    write_file(private, b"")
    private.chmod(0o600)
    write_file(private, pem)
    write_file(public, key.public_key().public_bytes(_PEM, _SPKI))
    return public


def signature(manifest: bytes, key_file: Path) -> bytes:
    """The signature over these manifest bytes, with the digest of the key that made it."""
    refused = _("This is not a signing key that Gyeot can read. Nothing was signed.")
    try:
        key = serialization.load_pem_private_key(read_file(key_file, MAX_KEY), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise BadInput(refused, field="key") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(refused, field="key")
    name = sha256(key.public_key().public_bytes(*_RAW)).hexdigest()
    return f"ed25519 {name} {key.sign(_DOMAIN + manifest).hex()}\n".encode()


def verify(manifest: bytes, signed: bytes, trusted: tuple[TrustedKey, ...], on: date) -> TrustedKey:
    """The trusted key that signed these bytes; Damaged where none did, or where its days are over."""
    found = _SIGNATURE.match(signed)
    if found is None:
        raise Damaged(
            _("The signature of this manual is not valid. Nothing was installed; the present manual stays in use.")
        )
    name, made = found[1].decode(), bytes.fromhex(found[2].decode())
    key = next((one for one in trusted if sha256(one.public).hexdigest() == name), None)
    if key is None:
        sentence = _(
            "This manual is signed with a key that is not pinned here ({fingerprint}). Nothing was installed. Ask whoever gave it to you for their fingerprint, and let a manager pin the key."
        )
        raise Damaged(sentence.format(fingerprint=" ".join(fours(name))))
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(made, _DOMAIN + manifest)
    except InvalidSignature as problem:
        raise Damaged(
            _("The signature of this manual is not valid. Nothing was installed; the present manual stays in use.")
        ) from problem
    key.insist(on)
    return key


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a file of bounded size. Raises BadInput."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (OSError, ValueError) as problem:
        sentence = _("The file {file} cannot be read. Nothing was changed. Check the folder and its permissions.")
        raise BadInput(sentence.format(file=path.name), field=path.name) from problem
    if len(data) > most:
        raise BadInput(_("The file {file} is too large. Nothing was changed.").format(file=path.name), field=path.name)
    return data


def write_file(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise NoRoom(_("The file {file} could not be written.").format(file=path.name)) from problem
