"""How the inbox stands, in numbers: what a day begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.store import Database

MOST = 200
"""Beyond so many a number says "200+" on a page, and nobody waits for the exact one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Threads that nobody read, that wait for an answer, and whose contact is to be decided; each at most MOST + 1."""

    new: int = 0
    unanswered: int = 0
    undecided: int = 0

    @staticmethod
    def said(count: int) -> str:
        """A number as a page says it."""
        return f"{MOST}+" if count > MOST else str(count)


def standing(db: Database, channels: Sequence[str], user: str) -> Standing:
    """For whoever opens these channels; what is kept for other officers is not counted."""
    if not channels:
        return Standing()
    theirs = ", ".join("?" * len(channels))
    mine = f"""
        t.channel IN ({theirs}) AND (NOT EXISTS (SELECT 1 FROM report_reader r WHERE r.thread_id = t.id)
            OR EXISTS (SELECT 1 FROM report_reader r WHERE r.id = t.id || ':' || ?))
    """
    waits = """
        (SELECT m.direction FROM report_message m WHERE m.thread_id = t.id AND m.state NOT IN ('gone', 'unreadable')
            ORDER BY m.at DESC, m.direction DESC LIMIT 1) = 'in' AND t.taken_over_by IS NULL
    """
    gated = "EXISTS (SELECT 1 FROM contact_gate g WHERE g.id = t.case_id AND g.decided_at IS NULL)"

    def count(where: str) -> int:
        sql = f"SELECT count(*) FROM (SELECT 1 FROM report_thread t WHERE {where} AND {mine} LIMIT ?)"
        return int(db.value(sql, (*channels, user, MOST + 1)))

    return Standing(
        count("t.state IN ('sealed', 'new')"), count(f"t.state = 'open' AND {waits}"),
        count(f"t.case_id IS NOT NULL AND {gated}"),
    )  # fmt: skip
