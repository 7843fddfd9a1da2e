"""Whoever writes files can say in the manifest which keys count: no such word keeps the centre shut, or loses anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, combinations
from pathlib import Path

import pytest

from app.desk import Desk
from app.flows import turning
from app.kinds import Compartment
from app.vault import Anchor, Home, Keys, unlock
from app.vault import manifest as manifests
from app.vault.enrolling import remove
from tests.conftest import PASSPHRASE, Centre


def opened(home: Path, centre: Centre, part: str = "manager") -> Keys:
    return unlock(home, centre.users[part], PASSPHRASE, centre.second(part))


def say_turned(home: Path, parts: set[Compartment]) -> None:
    """As somebody would who writes files and has no key: digest and all."""
    manifests.copies(home).replace_all(manifests.with_turned(Home.open(home).manifest, frozenset(parts)))


def subsets(home: Path) -> Iterator[set[Compartment]]:
    coming = [one.compartment for one in Home.open(home).manifest.coming]
    return map(set, chain.from_iterable(combinations(coming, n) for n in range(len(coming) + 1)))


@pytest.fixture
def case(centre: Centre) -> str:
    with closing(centre.open("counsellor")) as desk:
        return desk.cases.open_case("파란우산").value.id


def whole(home: Path, centre: Centre, case: str) -> Desk:
    """Opened by a manager: everything is there, goes by its new key, and work goes on."""
    desk = Desk.open(home, opened(home, centre))
    assert desk.doubts == ()
    assert desk.problems() == []
    assert desk.cases.get(case).id == case
    assert not Home.open(home).manifest.waiting
    assert sorted(path.name.split(".")[0] for path in (home / "db").glob("*.db")) == ["casework", "office", "training"]
    return desk


@pytest.mark.usefixtures("stretched_once")
@pytest.mark.parametrize("already", [False, True])
def test_no_word_in_the_manifest_keeps_it_shut(centre: Centre, place: Path, case: str, already: bool) -> None:
    remove(centre.home, opened(centre.home, centre), centre.users["counsellor"])
    if already:
        Desk.open(centre.home, opened(centre.home, centre)).close()
    truth = Home.open(centre.home).manifest.turned
    tried = 0
    for number, parts in enumerate(subsets(centre.home)):
        home = Path(shutil.copytree(centre.home, place / f"{number}"))
        say_turned(home, parts)
        with closing(whole(home, centre, case)) as desk:
            assert bool(desk.notices) == (parts != truth), parts
            assert len(desk.office_audit.entries(kind="manifest_mended")) == (parts != truth)
        with closing(whole(home, centre, case)) as desk:
            assert desk.notices == ()
        shutil.rmtree(home)
        tried += 1
    assert tried >= 8


@pytest.mark.usefixtures("stretched_once")
def test_a_copy_that_was_given_up_does_not_take_over(centre: Centre, place: Path, case: str) -> None:
    """A kill left a whole copy under the new key, work went on under the old one, and then somebody says it counts."""
    remove(centre.home, opened(centre.home, centre), centre.users["counsellor"])
    ahead = Path(shutil.copytree(centre.home, place / "ahead"))
    Desk.open(ahead, opened(ahead, centre)).close()
    (copy,) = (ahead / "db").glob("casework.*.db")
    shutil.copy(copy, centre.home / "db" / copy.name)
    keys = opened(centre.home, centre)
    with closing(Desk._open(centre.home, keys, Anchor(centre.home, keys))) as desk:
        later = desk.cases.open_case("달맞이").value.id
    say_turned(centre.home, {Compartment.CASEWORK, Compartment.EVIDENCE})
    assert turning.set_right(centre.home, opened(centre.home, centre)) >= {Compartment.CASEWORK}
    with closing(whole(centre.home, centre, case)) as desk:
        assert desk.cases.get(later).id == later
