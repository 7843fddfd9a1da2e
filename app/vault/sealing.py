"""The four ways this package hides or proves bytes: HPKE, AES-256-GCM, HKDF-SHA256, Ed25519."""

from __future__ import annotations

import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEALED = 48
"""What HPKE adds to a message: a 32-byte public key and a 16-byte tag."""

WRAPPED = 28
"""What AES-256-GCM adds here: a 12-byte nonce and a 16-byte tag."""

_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class DoesNotOpen(ValueError):
    """The key does not fit these bytes, or they were changed."""


def label(*parts: str | int) -> bytes:
    """What a key or message is for, `a|b|c`; no part may contain the bar, so no two labels are alike."""
    texts = [str(part) for part in parts]
    if any("|" in text for text in texts):
        raise ValueError("a part of a label contains its separator")
    return "|".join(texts).encode("utf-8")


def case_key_label(case: str) -> bytes:
    """The additional data of the key of a case's evidence files, as it lies wrapped in casework."""
    return label("case-key", case)


def derive(secret: bytes | bytearray, salt: bytes, info: bytes, length: int = 32) -> bytes:
    """A key for one purpose from one secret (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(bytes(secret))


def seal(public: bytes, info: bytes, plain: bytes) -> bytes:
    """`plain` for the holder of one X25519 key (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM)."""
    try:
        return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=info)
    except ValueError:
        raise DoesNotOpen("not a usable public key") from None


def unseal(private: X25519PrivateKey, info: bytes, sealed: bytes) -> bytes:
    """What was sealed for this key and this purpose; anything else raises DoesNotOpen."""
    try:
        return _SUITE.decrypt(sealed, private, info=info)
    except (InvalidTag, ValueError):
        raise DoesNotOpen("sealed for another key or purpose") from None


def wrap(key: bytes, plain: bytes, aad: bytes) -> bytes:
    """`plain` under a symmetric key: random nonce, then AES-256-GCM."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def unwrap(key: bytes, wrapped: bytes, aad: bytes) -> bytes:
    """What was wrapped under this key and these additional data; anything else raises DoesNotOpen."""
    try:
        return AESGCM(key).decrypt(wrapped[:12], wrapped[12:], aad)
    except (InvalidTag, ValueError):
        raise DoesNotOpen("wrapped under another key") from None


def signed_by(publics: Iterable[bytes], signature: bytes, message: bytes) -> bytes | None:
    """Which of these keys made the signature; None where none of them did."""
    return next((public for public in publics if verified(public, signature, message)), None)


def verified(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the Ed25519 signature is this key's over these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
