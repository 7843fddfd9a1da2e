"""Evidence of a sealed case: it opens inside for whoever holds the key of evidence and was let in, and comes back."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import Denied
from app.flows import break_glass, custody
from app.kinds import Compartment
from app.vault import own_half
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
    with closing(desk.sealed.open(sealed.id)) as inside:
        assert text(inside, kept.id) == WORDS
        added = take_in(inside, case_id, talk, title="안에서 받은 것")
    desk.evidence.sweep()
    desk.sealed.unseal(sealed.id)
    assert {text(desk, one) for one in (kept.id, added.id)} == {WORDS}


@pytest.mark.parametrize("sealer", ["manager", "counsellor"])
def test_a_wall_gives_nobody_the_evidence_who_had_no_key_of_it(
    desk: Desk, centre: Centre, case_id: str, talk: Path, sealer: str
) -> None:
    """A supervisor who is let in, or who seals a case for themselves, reads the records and not the files."""
    kept = take_in(desk, case_id, talk)
    desk.close()
    both = [centre.users["manager"], centre.users["counsellor"]]
    with closing(centre.open(sealer)) as other:
        sealed = other.sealed.seal(case_id, both, "직원의 가족이 관련되어 있어서").value
    with closing(centre.open()) as again, closing(again.sealed.open(sealed.id)) as inside:
        assert text(inside, kept.id) == WORDS
    with closing(centre.open("manager")) as manager, closing(manager.sealed.open(sealed.id)) as inside:
        assert [one.id for one in inside.evidence.items(case_id)] == [kept.id]
        assert not inside.evidence.may_open()
        with pytest.raises(Denied):
            text(inside, kept.id)


def test_a_wall_has_no_way_round_by_the_folder(desk: Desk, centre: Centre, case_id: str, talk: Path) -> None:
    """The bytes of the folder tell neither the key nor that it is there."""
    take_in(desk, case_id, talk)
    key = desk.evidence.lift(desk.evidence.items(case_id)[0].id).key
    desk.sealed.seal(case_id, [centre.users["counsellor"]], "직원의 가족이 관련되어 있어서")
    desk.close()
    for folder, _folders, names in os.walk(centre.home):
        for name in names:
            assert key not in (Path(folder) / name).read_bytes()


@pytest.mark.parametrize("visited", [True, False])
def test_two_people_open_evidence_within_a_wall_and_only_for_once(
    desk: Desk, centre: Centre, case_id: str, talk: Path, visited: bool
) -> None:
    """Whether somebody with the key of evidence was in there before or not."""
    kept, users = take_in(desk, case_id, talk), centre.users
    desk.close()
    with closing(centre.open("manager")) as manager:
        both = [users["manager"], users["counsellor"]]
        sealed = manager.sealed.seal(case_id, both, "직원의 가족이 관련되어 있어서").value
    if visited:
        with closing(centre.open()) as again, closing(again.sealed.open(sealed.id)) as inside:
            assert text(inside, kept.id) == WORDS
    other = centre.unlock("manager2")
    with closing(centre.open("manager")) as manager, closing(manager.sealed.open(sealed.id)) as inside:
        halves = own_half(centre.home, manager.keys, other.user), own_half(centre.home, other, manager.keys.user)
        pair = break_glass.Pair(*halves, (manager.keys.user, other.user), "경찰이 급히 확인을 요청했습니다")
        before = inside.database(Compartment.CASEWORK).value("SELECT wrapped FROM evidence_key")
        opened = custody.look_by_two(centre.home, inside.evidence, inside.audit, pair, kept.id).value
        with opened.file() as file:
            assert b"".join(file.pieces()).decode() == WORDS
        assert inside.database(Compartment.CASEWORK).value("SELECT wrapped FROM evidence_key") == before
