"""SQL of the counts: the books as the tables see them, what was acknowledged, the ledger, the rounds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.counts.model import Acknowledged, CaseFact, Move, Spent

if TYPE_CHECKING:
    from app.store import Database, Row

_FACTS = """
SELECT c.id, c.survivor_id, c.main_type, p.age_band, c.relation, c.channel, c.outcome, c.opened_on, c.closed_on,
       (SELECT n.answer = 'given' AND coalesce(n.valid_until >= :today, 1) FROM consent n
         WHERE n.case_id = c.id AND n.purpose = 'reporting' ORDER BY n.at DESC, n.id DESC LIMIT 1) AS consent,
       EXISTS (SELECT 1 FROM incident i
                WHERE i.case_id = c.id AND i.reported_elsewhere = 'gbvims-org') AS elsewhere
  FROM casefile c JOIN person p ON p.id = c.survivor_id ORDER BY c.id
"""


def facts(db: Database, today: str) -> list[CaseFact]:
    """Every case of the books; a consent counts while its newest answer is `given` and still valid."""
    return [_fact(row) for row in db.rows(_FACTS, {"today": today})]


def _fact(row: Row) -> CaseFact:
    local = {
        "violence": row["main_type"],
        "age": row["age_band"],
        "relation": row["relation"],
        "channel": row["channel"],
        "outcome": row["outcome"],
    }
    gates = bool(row["consent"]), bool(row["elsewhere"])
    return CaseFact(row["id"], row["survivor_id"], local, *gates, row["opened_on"], row["closed_on"])


def state(db: Database) -> dict[str, Acknowledged]:
    rows = db.rows("SELECT id, person_id, cells FROM count_state")
    return {row["id"]: Acknowledged(row["person_id"], json.loads(row["cells"])) for row in rows}


def ledger(db: Database) -> list[Spent]:
    rows = db.rows("SELECT round_id, person_id, case_id, cells FROM count_ledger")
    return [Spent(row["round_id"], row["person_id"], row["case_id"], _change(row)) for row in rows]


def moves(db: Database, round_id: str) -> list[Move]:
    """What a closed round said of each case."""
    sql = "SELECT case_id, person_id, cells, units FROM count_ledger WHERE round_id = ? ORDER BY case_id"
    return [_move(row) for row in db.rows(sql, (round_id,))]


def _move(row: Row) -> Move:
    after = json.loads(row["cells"])["after"]
    return Move(row["case_id"], row["person_id"], after, _change(row), row["units"])


def _change(row: Row) -> dict[int, int]:
    return {int(cell): value for cell, value in json.loads(row["cells"])["change"].items()}


def spend(db: Database, row_id: str, round_id: str, move: Move) -> None:
    """One row of the ledger."""
    cells = json.dumps({"after": move.after, "change": move.change}, sort_keys=True)
    row = {"id": row_id, "round_id": round_id, "person_id": move.person, "case_id": move.case}
    db.insert("count_ledger", {**row, "cells": cells, "units": move.units})


def acknowledge(db: Database, move: Move) -> None:
    """The collector now knows this case as `move.after`."""
    if move.after is None:
        db.remove("count_state", move.case)
        return
    values = {"person_id": move.person, "cells": json.dumps(move.after, sort_keys=True)}
    if db.row("SELECT id FROM count_state WHERE id = ?", (move.case,)):
        db.change("count_state", move.case, values)
    else:
        db.insert("count_state", {"id": move.case, **values})


def add_round(db: Database, row: dict[str, Any]) -> None:
    db.insert("count_round", row)


def round_row(db: Database, round_id: str) -> Row | None:
    return db.row("SELECT * FROM count_round WHERE id = ?", (round_id,))


def round_of(db: Database, period: str) -> Row | None:
    return db.row("SELECT * FROM count_round WHERE period = ?", (period,))


def rounds(db: Database) -> list[dict[str, Any]]:
    """Every round in the order they were closed, with its envelope."""
    return db.rows("SELECT * FROM count_round ORDER BY rowid")  # a clock may jump back, and each names the one before


def former_boxes(db: Database) -> list[bytes]:
    """What opened the counts of earlier keys of the centre, the newest first."""
    rows = db.rows("SELECT id, value FROM meta WHERE id LIKE 'former-counts-box:%'")
    return [row["value"] for row in sorted(rows, key=lambda row: int(row["id"].partition(":")[2]), reverse=True)]
