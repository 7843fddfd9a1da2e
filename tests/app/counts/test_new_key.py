"""A round that was closed under the key of before is still read after casework got a new one."""

from __future__ import annotations

import secrets
from contextlib import closing
from pathlib import Path

import pytest

from app import wire
from app.counts import Counts
from app.flows.renewal import FORMER_BOX
from app.kinds import Compartment
from app.outbox import Outbox
from app.store import renew
from tests.app.counts.centre import Books, City, StaffKeys
from tests.stores import opened


@pytest.mark.parametrize("kept", [True, False])
def test_a_closed_round_survives_a_new_key(
    tmp_path: Path, raw_key: str, counts: Counts, books: Books, keys: StaffKeys, city: City, kept: bool
) -> None:
    books.case()
    round_id = counts.close_round("2026-Q3").value
    shown = counts.preview(round_id)
    box, place, new = keys.key_for(Compartment.CASEWORK, "counts"), tmp_path / "casework.2.db", secrets.token_hex(48)
    renew(tmp_path / "casework.db", raw_key, place, new, keep={f"{FORMER_BOX}1": box} if kept else {})
    keys.casework = secrets.token_hex(32)
    with closing(opened(place, new, "casework")) as casework:
        again = Counts(casework, keys, Outbox(casework), city.roster(keys))
        if kept:
            assert again.preview(round_id).tables == shown.tables
        else:  # the positive control
            with pytest.raises(wire.Malformed):
                again.preview(round_id)
