"""The two private keys of a member of staff: X25519 to receive, Ed25519 to sign."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

SIZE = 80
"""Bytes of an identity in a slot: both private keys and the centre they belong to."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Both keys and the id of their centre.

    The centre id is a hash of its founding managers' keys. It stands inside every slot, so whoever replaces
    manifest and slots file together is found out by the first person who unlocks.
    """

    agreement: X25519PrivateKey
    signing: Ed25519PrivateKey
    centre: str

    @classmethod
    def from_bytes(cls, data: bytes) -> Identity:
        return cls(
            X25519PrivateKey.from_private_bytes(data[:32]),
            Ed25519PrivateKey.from_private_bytes(data[32:64]),
            data[64:SIZE].hex(),
        )

    def to_bytes(self) -> bytes:
        return self.agreement.private_bytes_raw() + self.signing.private_bytes_raw() + bytes.fromhex(self.centre)

    @property
    def agreement_public(self) -> bytes:
        return self.agreement.public_key().public_bytes_raw()

    @property
    def signing_public(self) -> bytes:
        return self.signing.public_key().public_bytes_raw()
