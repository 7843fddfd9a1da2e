"""`manifest.json`: what is true of a centre without any key; signed by a manager, free of names.

    { body, digest, signature, signer, turned }

`body` is signed. `turned` names the compartments whose coming key has taken over from the present one: whoever holds
both keys writes it, in one rename, when the records lie under the new key. Both keys are a manager's word.

Format 1 knew only its founders as signers, and one epoch. It is read; what is written is format 2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.kinds import CentreType, Compartment
from app.vault import canonical
from app.vault.canonical import Fields, Malformed, Newer
from app.vault.durable import Copies
from app.vault.sealing import derive, label, verified

FORMAT = 2
LIMIT = 256 * 1024
_MOST_SIGNERS = 64
_MOST_ENDORSED = 400
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
class Endorsement:
    """A signer who came later, vouched for by the key of somebody who was one already."""

    signer: Signer
    by: bytes
    signature: bytes


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
    """The managers of now; nobody else's signature counts."""
    founders: tuple[Signer, ...]
    """The managers of the first day: the centre's id is made of them, and they never change."""
    endorsed: tuple[Endorsement, ...] = ()
    coming: tuple[CompartmentFacts, ...] = ()
    """Compartments that wait for a new key, or took it over and were not folded in yet."""
    witness: bytes = b""
    """Proves to whoever holds the office key that the writer held it too; a manager of former days does not."""
    turned: frozenset[Compartment] = frozenset()
    source: bytes = field(default=b"", repr=False, compare=False)
    """The bytes it was read from."""

    def facts(self, compartment: Compartment) -> CompartmentFacts:
        """What is true of a compartment now."""
        present = self.coming if compartment in self.turned else self.compartments
        return next(facts for facts in present if facts.compartment is compartment)

    @property
    def waiting(self) -> tuple[CompartmentFacts, ...]:
        """The compartments whose new key has not taken over yet."""
        return tuple(facts for facts in self.coming if facts.compartment not in self.turned)

    @property
    def witnessed_by(self) -> CompartmentFacts:
        """Which office key proves the witness: the newest one."""
        coming = (facts for facts in self.coming if facts.compartment is Compartment.OFFICE)
        return next(coming, None) or self.facts(Compartment.OFFICE)

    @property
    def witnessed_before(self) -> CompartmentFacts | None:
        """The office key that the newest one follows, while this manifest names both."""
        if self.witnessed_by not in self.coming:
            return None
        return next(facts for facts in self.compartments if facts.compartment is Compartment.OFFICE)

    def signer_key(self, user: str) -> bytes | None:
        return next((signer.key for signer in self.signers if signer.user == user), None)

    def knows(self, signer: Signer) -> bool:
        """Whether this key was a founder's, or was endorsed."""
        return signer in self.founders or any(one.signer == signer for one in self.endorsed)


def copies(home: Path) -> Copies:
    """Where a centre keeps its manifest, and one twin of it."""
    return Copies(home / "manifest.json", 1, LIMIT)


def centre_id(nonce: bytes, founders: tuple[Signer, ...]) -> str:
    """A centre's id commits to its founding managers' keys: others cannot pass for them."""
    text = label("centre", 1, nonce.hex(), *(f"{signer.user}:{signer.key.hex()}" for signer in founders))
    return hashlib.sha256(text).digest()[:16].hex()


def endorsement_label(centre: str, signer: Signer) -> bytes:
    """What a signer says who vouches for a new one."""
    return label("signer", centre, signer.user, signer.key.hex())


def witness_of(manifest: Manifest, office: bytes, before: bytes = b"") -> bytes:
    """The proof that belongs into this manifest; `office` is the key that `witnessed_by` names.

    Where that one is coming, `before` is the key it follows: who brings a new one must hold the present one.
    """
    body = canonical.dump({**_body(manifest), "witness": ""})
    return derive(office, before, label("manifest-witness", hashlib.sha256(body).hexdigest()), 16)


def to_sign(manifest: Manifest) -> bytes:
    """The bytes a manager signs."""
    return label("manifest", FORMAT) + b"\n" + canonical.dump(_body(manifest))


def write(manifest: Manifest, signer: str, signature: bytes) -> bytes:
    """The file's bytes; its digest tells an accident from a forgery."""
    return _document(_body(manifest), signer, signature.hex(), manifest.turned)


def turn(manifest: Manifest, compartments: Iterable[Compartment]) -> bytes:
    """The same manifest's bytes, in which these compartments' coming keys have taken over too; needs no key."""
    return with_turned(manifest, manifest.turned | frozenset(compartments))


def with_turned(manifest: Manifest, turned: frozenset[Compartment]) -> bytes:
    """The same manifest's bytes, in which the coming keys of these compartments, and no others, have taken over."""
    document = canonical.load(manifest.source, LIMIT)
    body = document.one("body").plain()
    return _document(body, document.id("signer"), document.data("signature", 64).hex(), turned)


def _document(body: dict[str, Any], signer: str, signature: str, turned: frozenset[Compartment]) -> bytes:
    names = sorted(compartment.value for compartment in turned)
    return canonical.dump(
        {
            "body": body,
            "digest": hashlib.sha256(canonical.dump({"body": body, "turned": names})).hexdigest(),
            "signature": signature,
            "signer": signer,
            "turned": names,
        }
    )


def parse(data: bytes) -> Manifest:
    """The manifest in these bytes if it is whole and one of its signers signed it; otherwise Malformed."""
    document = canonical.load(data, LIMIT)
    body = document.one("body")
    written = body.whole("format", 1, _FAR)
    _check_digest(document, body, written)  # first: a turned bit can make a file look newer than it is
    if body.whole("min_reader", 1, _FAR) > FORMAT:
        raise Newer("manifest")
    turned = document.choices("turned", Compartment) if written > 1 else frozenset()
    manifest = replace(_manifest(body, written), turned=turned, source=data)
    key = manifest.signer_key(document.id("signer"))
    message = label("manifest", min(written, FORMAT)) + b"\n" + body.dumped()
    if key is None or not verified(key, document.data("signature", 64), message):
        raise Malformed("signature")
    if not turned <= {facts.compartment for facts in manifest.coming}:
        raise Malformed("turned")
    return manifest


def _check_digest(document: Fields, body: Fields, written: int) -> None:
    """Later formats have to keep this form: whoever cannot read them still tells them from damage by it."""
    covered = body.dumped()
    if written > 1:
        covered = canonical.dump({"body": body.plain(), "turned": document.plain().get("turned")})
    if hashlib.sha256(covered).digest() != document.data("digest", 32):
        raise Malformed("digest")


def _manifest(body: Fields, written: int) -> Manifest:
    signers = tuple(_signer(fields) for fields in body.many("signers", _MOST_SIGNERS))
    manifest = Manifest(
        centre=body.id("centre"),
        nonce=body.data("nonce", 16),
        centre_type=body.choice("centre_type", CentreType),
        practice=body.yes("practice"),
        created=body.whole("created", 0, _FAR),
        version=body.whole("version", 1, _FAR),
        compartments=tuple(_facts(fields) for fields in body.many("compartments", len(Compartment))),
        recovery_public=body.data("recovery", 32),
        signers=signers,
        founders=signers,
    )
    if written > 1:
        manifest = replace(
            manifest,
            founders=tuple(_signer(fields) for fields in body.many("founders", _MOST_SIGNERS)),
            endorsed=tuple(_endorsement(fields) for fields in body.many("endorsed", _MOST_ENDORSED)),
            coming=tuple(_facts(fields) for fields in body.many("coming", len(Compartment))),
            witness=body.data("witness", 16),
        )
    elif any(facts.epoch != 1 for facts in manifest.compartments):
        raise Malformed("epoch")  # format 1 never renewed a key; later ones carry a witness
    _check(manifest)
    return manifest


def _check(manifest: Manifest) -> None:
    epochs = {facts.compartment: facts.epoch for facts in manifest.compartments}
    if set(epochs) != set(Compartment):
        raise Malformed("compartments")
    coming = {facts.compartment: facts.epoch for facts in manifest.coming}
    if len(coming) != len(manifest.coming) or any(epoch != epochs[one] + 1 for one, epoch in coming.items()):
        raise Malformed("coming")
    if centre_id(manifest.nonce, manifest.founders) != manifest.centre:
        raise Malformed("centre")
    known = {signer.key for signer in manifest.founders}
    for one in manifest.endorsed:
        if one.by not in known or not verified(one.by, one.signature, endorsement_label(manifest.centre, one.signer)):
            raise Malformed("endorsement")
        known.add(one.signer.key)
    if not manifest.signers or not all(manifest.knows(signer) for signer in manifest.signers):
        raise Malformed("signers")


def _signer(fields: Fields) -> Signer:
    return Signer(fields.id("user"), fields.data("key", 32))


def _endorsement(fields: Fields) -> Endorsement:
    return Endorsement(_signer(fields), fields.data("by", 32), fields.data("signature", 64))


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
        "coming": [_told(facts) for facts in manifest.coming],
        "compartments": [_told(facts) for facts in manifest.compartments],
        "created": manifest.created,
        "endorsed": [
            {
                "by": one.by.hex(),
                "key": one.signer.key.hex(),
                "signature": one.signature.hex(),
                "user": one.signer.user,
            }
            for one in manifest.endorsed
        ],
        "format": FORMAT,
        "founders": [{"key": signer.key.hex(), "user": signer.user} for signer in manifest.founders],
        "min_reader": FORMAT,
        "nonce": manifest.nonce.hex(),
        "practice": manifest.practice,
        "recovery": manifest.recovery_public.hex(),
        "signers": [{"key": signer.key.hex(), "user": signer.user} for signer in manifest.signers],
        "version": manifest.version,
        "witness": manifest.witness.hex(),
    }


def _told(facts: CompartmentFacts) -> dict[str, Any]:
    return {
        "drop": facts.drop_public.hex(),
        "epoch": facts.epoch,
        "name": facts.compartment.value,
        "salt": facts.salt.hex(),
    }
