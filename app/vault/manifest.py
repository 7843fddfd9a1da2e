"""`manifest.json`: what is true of a centre without any key; signed by a manager, free of names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.kinds import CentreType, Compartment
from app.vault import canonical
from app.vault.canonical import Fields, Malformed, Newer
from app.vault.durable import Copies
from app.vault.sealing import label, verified

FORMAT = 1
LIMIT = 256 * 1024
_MOST_SIGNERS = 64
_FAR = 1 << 52


@dataclass(frozen=True, slots=True)
class CompartmentFacts:
    """The public side of a compartment: its epoch, its database's salt, its drop key."""

    compartment: Compartment
    epoch: int
    salt: bytes
    drop_public: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """A manager who may sign manifest and slots."""

    user: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """Versions, salts, epochs and public keys of one centre."""

    centre: str
    nonce: bytes
    centre_type: CentreType
    practice: bool
    created: int
    version: int
    compartments: tuple[CompartmentFacts, ...]
    recovery_public: bytes
    signers: tuple[Signer, ...]

    def facts(self, compartment: Compartment) -> CompartmentFacts:
        return next(facts for facts in self.compartments if facts.compartment is compartment)

    def signer_key(self, user: str) -> bytes | None:
        return next((signer.key for signer in self.signers if signer.user == user), None)


def copies(home: Path) -> Copies:
    """Where a centre keeps its manifest, and one twin of it."""
    return Copies(home / "manifest.json", 1, LIMIT)


def centre_id(nonce: bytes, signers: tuple[Signer, ...]) -> str:
    """A centre's id commits to its founding managers' keys: others cannot pass for them."""
    founders = label("centre", 1, nonce.hex(), *(f"{signer.user}:{signer.key.hex()}" for signer in signers))
    return hashlib.sha256(founders).digest()[:16].hex()


def to_sign(manifest: Manifest) -> bytes:
    """The bytes a manager signs."""
    return label("manifest", FORMAT) + b"\n" + canonical.dump(_body(manifest))


def write(manifest: Manifest, signer: str, signature: bytes) -> bytes:
    """The file's bytes; its digest tells an accident from a forgery."""
    body = _body(manifest)
    return canonical.dump(
        {
            "body": body,
            "digest": hashlib.sha256(canonical.dump(body)).hexdigest(),
            "signature": signature.hex(),
            "signer": signer,
        }
    )


def parse(data: bytes) -> Manifest:
    """The manifest in these bytes if it is whole and a founding manager signed it; otherwise Malformed."""
    document = canonical.load(data, LIMIT)
    body = document.one("body")
    if hashlib.sha256(body.dumped()).digest() != document.data("digest", 32):
        raise Malformed("digest")
    if body.whole("min_reader", 1, _FAR) > FORMAT:
        raise Newer("manifest")
    body.whole("format", 1, _FAR)
    manifest = _manifest(body)
    key = manifest.signer_key(document.id("signer"))
    message = label("manifest", FORMAT) + b"\n" + body.dumped()
    if key is None or not verified(key, document.data("signature", 64), message):
        raise Malformed("signature")
    return manifest


def _manifest(body: Fields) -> Manifest:
    manifest = Manifest(
        centre=body.id("centre"),
        nonce=body.data("nonce", 16),
        centre_type=body.choice("centre_type", CentreType),
        practice=body.yes("practice"),
        created=body.whole("created", 0, _FAR),
        version=body.whole("version", 1, _FAR),
        compartments=tuple(_facts(fields) for fields in body.many("compartments", len(Compartment))),
        recovery_public=body.data("recovery", 32),
        signers=tuple(Signer(f.id("user"), f.data("key", 32)) for f in body.many("signers", _MOST_SIGNERS)),
    )
    if {facts.compartment for facts in manifest.compartments} != set(Compartment):
        raise Malformed("compartments")
    if centre_id(manifest.nonce, manifest.signers) != manifest.centre:
        raise Malformed("centre")
    return manifest


def _facts(fields: Fields) -> CompartmentFacts:
    return CompartmentFacts(
        fields.choice("name", Compartment),
        fields.whole("epoch", 1, 1 << 31),
        fields.data("salt", 16),
        fields.data("drop", 32),
    )


def _body(manifest: Manifest) -> dict[str, Any]:
    return {
        "centre": manifest.centre,
        "centre_type": manifest.centre_type.value,
        "compartments": [
            {
                "drop": facts.drop_public.hex(),
                "epoch": facts.epoch,
                "name": facts.compartment.value,
                "salt": facts.salt.hex(),
            }
            for facts in manifest.compartments
        ],
        "created": manifest.created,
        "format": FORMAT,
        "min_reader": 1,
        "nonce": manifest.nonce.hex(),
        "practice": manifest.practice,
        "recovery": manifest.recovery_public.hex(),
        "signers": [{"key": signer.key.hex(), "user": signer.user} for signer in manifest.signers],
        "version": manifest.version,
    }
