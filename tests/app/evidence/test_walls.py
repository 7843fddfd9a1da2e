"""Evidence of a sealed case: it opens inside for whom it was sealed, whatever becomes of the compartment, and comes back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import Damaged
from app.kinds import Compartment
from app.vault.case_keys import PURPOSE, open_case_key, within_wall
from tests.app.evidence.conftest import WORDS, take_in
from tests.conftest import Centre


def text(desk: Desk, item_id: str) -> str:
    with desk.evidence.look(item_id).value.file() as file:
        return b"".join(file.pieces()).decode()


def test_a_sealed_case_takes_its_evidence_along_and_brings_it_back(
    desk: Desk, centre: Centre, case_id: str, talk: Path
) -> None:
    kept = take_in(desk, case_id, talk)
    sealed = desk.sealed.seal(case_id, [centre.users["counsellor"]], "직원의 가족이 관련되어 있어서").value
    assert desk.database(Compartment.CASEWORK).value("SELECT count(*) FROM evidence_key") == 0
    assert desk.evidence.check_all().whole == 0, "outside nothing of it is known"
    inside = desk.sealed.open(sealed.id)
    try:
        assert text(inside, kept.id) == WORDS
        added = take_in(inside, case_id, talk, title="안에서 받은 것")
        wrapped = inside.database(Compartment.CASEWORK).value("SELECT wrapped FROM evidence_key")
        assert open_case_key(within_wall(case_id), case_id, wrapped)
        with pytest.raises(Damaged):  # no epoch of the compartment is needed, and none of it opens this
            open_case_key(desk.keys.key_for(Compartment.EVIDENCE, PURPOSE), case_id, wrapped)
    finally:
        inside.close()
    desk.evidence.sweep()
    desk.sealed.unseal(sealed.id)
    assert {text(desk, one) for one in (kept.id, added.id)} == {WORDS}
    wrapped = desk.database(Compartment.CASEWORK).value("SELECT wrapped FROM evidence_key")
    with pytest.raises(Damaged):  # outside it lies under the compartment again
        open_case_key(within_wall(case_id), case_id, wrapped)


def test_what_was_sealed_by_somebody_without_the_key_is_wrapped_anew_when_it_is_opened(
    desk: Desk, centre: Centre, case_id: str, talk: Path
) -> None:
    kept = take_in(desk, case_id, talk)
    desk.close()
    manager = centre.open("manager")
    both = [centre.users["manager"], centre.users["counsellor"]]
    sealed = manager.sealed.seal(case_id, both, "직원의 가족이 관련되어 있어서").value
    manager.close()
    again = centre.open()
    try:
        inside = again.sealed.open(sealed.id)
        assert text(inside, kept.id) == WORDS
        wrapped = inside.database(Compartment.CASEWORK).value("SELECT wrapped FROM evidence_key")
        assert open_case_key(within_wall(case_id), case_id, wrapped)
        inside.close()
    finally:
        again.close()


def test_a_wall_has_no_way_round_by_the_folder(desk: Desk, centre: Centre, case_id: str, talk: Path) -> None:
    """The sealed file's key is what guards the evidence: its own bytes tell neither the key nor that it is there."""
    take_in(desk, case_id, talk)
    key = desk.evidence.lift(desk.evidence.items(case_id)[0].id).key
    desk.sealed.seal(case_id, [centre.users["counsellor"]], "직원의 가족이 관련되어 있어서")
    desk.close()
    for folder, _folders, names in os.walk(centre.home):
        for name in names:
            data = (Path(folder) / name).read_bytes()
            assert key not in data
            assert within_wall(case_id) not in data
