"""Tries to unlock that failed: out of the sealed file beside the lock, into the trail, and told once to whoever opens."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.audit import Audit
from app.errors import NoRoom
from app.i18n import _
from app.vault import attempts
from app.vault.attempts import Left

KIND = "unlock_failed"
_LATELY = 1000


def tell(home: Path, left: Left, trail: Audit) -> tuple[str, ...]:
    """Write down what was `left` and empty its file; what a kill made stand there twice is written once.

    On a full disk the file stays for the next opening.
    """
    if not left.found and not left.uncounted:
        return ()
    known = {entry.facts.get("hash") for entry in trail.entries(kind=KIND, limit=_LATELY)}
    new = [one for one in left.found if one.mark not in known]
    with suppress(NoRoom):
        for one in new:
            trail.write(
                "unlock_failed", user=one.user, tried=one.at, way=one.way.value, device=one.device, hash=one.mark
            )
        if left.uncounted:
            trail.write("unlock_failed", uncounted=left.uncounted)
        attempts.clear(home, left)
    count = len(new) + left.uncounted
    if not count:
        return ()
    return (
        _(
            "Since this centre was last opened, unlocking it failed this many times: {count}. If nobody here knows of it, please tell a manager."
        ).format(count=count),
    )
