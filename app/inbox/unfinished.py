"""Answers and notes that are being written about a thread: sealed to whoever writes them.

Drafts lie among the cases, where everybody who opens cases holds the key; what an answer quotes is for officers only,
and of a thread that is kept apart not even for all of them.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Protocol

from app.changes import Done
from app.vault import DoesNotOpen
from app.vault.sealing import label


class _Writer(Protocol):
    """Whoever opened the centre (app.vault.Keys)."""

    def open_sealed(self, info: bytes, sealed: bytes, /) -> bytes: ...
    def seal_to_self(self, info: bytes, plain: bytes, /) -> bytes: ...


class _Drafts(Protocol):
    """Where drafts lie (app.contacts.Contacts)."""

    def draft(self, draft_id: str, /) -> Any: ...
    def keep_draft(self, draft_id: str, kind: str, body: str, /) -> Done[int]: ...
    def drop_draft(self, draft_id: str, /) -> Done[None]: ...


@dataclass(frozen=True, slots=True)
class Left:
    """What was left unfinished."""

    body: str


class SealedDrafts:
    """This person's drafts about threads."""

    def __init__(self, drafts: _Drafts, keys: _Writer) -> None:
        self._drafts, self._keys = drafts, keys

    def draft(self, draft_id: str) -> Left | None:
        found = self._drafts.draft(draft_id)
        try:
            return found and Left(self._keys.open_sealed(_info(draft_id), base64.b64decode(found.body)).decode())
        except (DoesNotOpen, ValueError):
            return None

    def keep_draft(self, draft_id: str, kind: str, body: str) -> Done[int]:
        sealed = self._keys.seal_to_self(_info(draft_id), body.encode())
        return self._drafts.keep_draft(draft_id, kind, base64.b64encode(sealed).decode())

    def drop_draft(self, draft_id: str) -> Done[None]:
        return self._drafts.drop_draft(draft_id)


def _info(draft_id: str) -> bytes:
    return label("report-draft", draft_id)
