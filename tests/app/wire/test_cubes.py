"""The shipped tables agree with the code lists, and every local code is placed."""

from __future__ import annotations

from app.codelists import codes, known
from app.wire import cubes
from app.wire.cubes import DIMENSIONS

LOCAL = {
    "violence_type": "violence",
    "age_band": "age",
    "relation": "relation",
    "channel": "channel",
    "outcome": "outcome",
}


def test_each_table_is_the_whole_product_of_its_lists() -> None:
    tables = cubes()
    assert [cell.index for cell in tables.cells] == list(range(len(tables)))
    assert list(tables.tables) == [
        "violence_age",
        "violence_relation",
        "violence_channel",
        "violence_outcome",
        "age_relation",
        "channel_outcome",
    ]
    for table, (row, column) in tables.tables.items():
        places = [(cell.row, cell.column) for cell in tables.cells if cell.table == table]
        assert places == [(r.id, c.id) for r in codes(f"count_{row}") for c in codes(f"count_{column}")]


def test_each_dimension_is_short_and_has_other_and_unknown() -> None:
    for name in DIMENSIONS:
        ids = [code.id for code in codes(f"count_{name}")]
        assert len(ids) <= 8
        assert {"other", "unknown"} <= set(ids)


def test_every_local_code_names_its_counted_one() -> None:
    for local, dimension in LOCAL.items():
        for code in codes(local):
            assert known(f"count_{dimension}", code.extra.get("count", "")), (local, code.id)
