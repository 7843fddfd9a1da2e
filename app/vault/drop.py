"""Writing where one cannot read: bytes sealed to a compartment's drop key, which the manifest publishes."""

from __future__ import annotations

import struct

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.errors import Damaged
from app.i18n import _
from app.kinds import Compartment
from app.vault.manifest import Manifest
from app.vault.sealing import DoesNotOpen, label, seal, unseal

_HEAD = struct.Struct(">2sHI")
_MAGIC, _FORMAT = b"GD", 1


def seal_to_drop(manifest: Manifest, compartment: Compartment, plain: bytes) -> bytes:
    """`plain` for whoever holds the compartment; no key of one's own is needed."""
    facts = manifest.facts(compartment)
    info = _info(manifest.centre, compartment, facts.epoch)
    return _HEAD.pack(_MAGIC, _FORMAT, facts.epoch) + seal(facts.drop_public, info, plain)


def open_dropped(private: X25519PrivateKey, centre: str, compartment: Compartment, epoch: int, data: bytes) -> bytes:
    """What was sealed to this compartment's drop key in this epoch."""
    if data[: _HEAD.size] != _HEAD.pack(_MAGIC, _FORMAT, epoch):
        raise _damaged()
    try:
        return unseal(private, _info(centre, compartment, epoch), data[_HEAD.size :])
    except DoesNotOpen:
        raise _damaged() from None


def _info(centre: str, compartment: Compartment, epoch: int) -> bytes:
    return label("drop-message", centre, compartment, epoch)


def _damaged() -> Damaged:
    return Damaged(
        _(
            "This sealed message is damaged or was meant for others, so it was not opened. "
            "It was kept as it is. Ask the sender to send it again."
        )
    )
