"""The key of a case's evidence: random, wrapped under the evidence compartment; without it its files are noise."""

from __future__ import annotations

import os

from app.errors import Damaged
from app.i18n import _
from app.vault.sealing import DoesNotOpen, case_key_label, unwrap, wrap

PURPOSE = "case-keys"
"""What the wrapping key is asked for: `keys.key_for(Compartment.EVIDENCE, PURPOSE)`."""


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
