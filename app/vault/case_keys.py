"""The key of a case's evidence: random, wrapped under the evidence compartment; without it its files are noise."""

from __future__ import annotations

import hashlib
import os

from app.errors import Damaged
from app.i18n import _
from app.vault.sealing import DoesNotOpen, case_key_label, label, unwrap, wrap

PURPOSE = "case-keys"
"""What the wrapping key is asked for: `keys.key_for(Compartment.EVIDENCE, PURPOSE)`."""


def within_wall(case_id: str) -> bytes:
    """What a case's key lies under inside a sealed file.

    The file's own key protects it there, for those it was sealed for; a new epoch of the evidence compartment cannot
    reach into a sealed file, so nothing of that compartment may be needed to open what lies in it.
    """
    return hashlib.sha256(label("evidence-within-wall", case_id)).digest()


def rewrap_case_key(old: bytes, new: bytes, case_id: str, wrapped: bytes) -> bytes:
    """The same key under another wrapping; what does not lie under `old` stays as it is."""
    try:
        return wrap(new, unwrap(old, wrapped, case_key_label(case_id)), case_key_label(case_id))
    except DoesNotOpen:
        return wrapped


def new_case_key(wrapping: bytes, case_id: str) -> tuple[bytes, bytes]:
    """A fresh key for the evidence of one case, plain and wrapped."""
    key = os.urandom(32)
    return key, wrap(wrapping, key, case_key_label(case_id))


def open_case_key(wrapping: bytes, case_id: str, wrapped: bytes) -> bytes:
    """The key of a case; Damaged where it was wrapped under another key or for another case."""
    try:
        return unwrap(wrapping, wrapped, case_key_label(case_id))
    except DoesNotOpen:
        raise Damaged(
            _(
                "The key of this case's evidence does not open. Nothing was changed. Restore the records from the latest backup."
            )
        ) from None
