"""Founding a centre: whole after a drill, absent before it, and nothing left after a stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from app.desk import Desk, create_databases
from app.errors import BadInput, CannotUnlock, Conflict, Interrupted, NoRoom
from app.flows import first_run
from app.flows.first_run import Attempt, Doors, Founding, Order, Person, Proof, found
from app.kinds import CentreType, Compartment, Right, Role
from app.vault import FLOOR, Home, Kind, SecondSecret, unlock

DOORS = Doors(create_databases, Desk.open)
PASSPHRASE = "연습용 암호문 일곱 글자"
HEAD = Person("이음", Role.MANAGER, frozenset({Right.SUPERVISOR}))
SECOND_HEAD = Person("미루", Role.MANAGER)
AWAY = Person("가온", Role.COUNSELLOR, here=False)


def order(root: Path, *people: Person, trustee: str | None = "바깥 사람") -> Order:
    (root / "stick").mkdir(exist_ok=True)
    typed = tuple(PASSPHRASE if one.here else "" for one in people)
    return Order(
        root / "centre", "곁 연습 상담소", CentreType.DATING_VIOLENCE, people, typed, trustee,
        Kind.KEYFILE, root / "stick", FLOOR, 4096,
    )  # fmt: skip


def make(wanted: Order) -> Founding:
    return found(wanted, DOORS, lambda _part: None, Event())


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[Path, Founding]]:
    """A centre of one person and one who is away, not in its place yet."""
    founding = make(order(tmp_path, HEAD, AWAY))
    yield tmp_path, founding
    if not founding.finished:
        founding.give_up()


def rest(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.name != "stick")


def test_it_appears_only_after_a_drill(small: tuple[Path, Founding]) -> None:
    root, founding = small
    assert founding.trustee is not None
    with pytest.raises(Conflict):
        founding.finish()
    wrong = founding.trustee.code[:-1] + ("0" if founding.trustee.code[-1] != "0" else "1")
    with pytest.raises(CannotUnlock):
        founding.drill_sheet(wrong)
    assert not (root / "centre").exists()
    founding.drill_sheet(founding.trustee.code.lower().replace("-", " "))
    home = founding.finish()
    assert Home.open(home).drilled
    assert [path.name for path in root.iterdir() if path.name.endswith(".partial")] == []


def test_staff_and_databases_are_there(small: tuple[Path, Founding]) -> None:
    _root, founding = small
    assert founding.trustee is not None
    founding.drill_sheet(founding.trustee.code)
    home = founding.finish()
    head, away = founding.sheets
    assert (head.starting, bool(away.starting)) == ("", True)
    assert away.key_file is not None
    keys = unlock(home, "가온", away.starting, SecondSecret.keyfile(away.key_file))
    desk = Desk.open(home, keys)
    assert {one.name: one.role for one in desk.office.staff()} == {"이음": "manager", "가온": "counsellor"}
    assert desk.cases is not None
    desk.close()
    manager = unlock(home, "이음", PASSPHRASE, SecondSecret.paper(head.code))
    assert {Compartment.CASEWORK, Compartment.TRAINING} <= manager.compartments()


def test_two_managers_prove_it_together(tmp_path: Path) -> None:
    founding = make(order(tmp_path, HEAD, SECOND_HEAD, trustee=None))
    assert founding.trustee is None
    assert founding.pair() == ("이음", "미루")
    with pytest.raises(CannotUnlock):
        founding.drill_pair(Proof("이음", PASSPHRASE), Proof("미루", "다른 암호문 아주 길게"))
    founding.drill_pair(Proof("이음", PASSPHRASE), Proof("미루", PASSPHRASE))
    assert Home.open(founding.finish()).drilled


def test_a_counsellor_makes_what_the_manager_cannot_open(tmp_path: Path) -> None:
    counsellor = Person("가온", Role.COUNSELLOR)
    founding = make(order(tmp_path, replace(HEAD, rights=frozenset()), counsellor))
    staging = next(tmp_path.glob(".centre.*.partial"))
    made = {path.name.split(".")[0] for path in (staging / "db").glob("*.db")}
    assert made == {"casework", "training", "office"}
    founding.give_up()
    assert rest(tmp_path) == []


def test_nothing_stays_after_giving_up(small: tuple[Path, Founding]) -> None:
    root, founding = small
    assert rest(root) != []
    founding.give_up()
    assert rest(root) == []


def test_nothing_stays_after_a_stop(tmp_path: Path) -> None:
    wanted = replace(order(tmp_path, HEAD), home=tmp_path / "new" / "deep" / "centre")
    attempt = Attempt(wanted, DOORS)

    def stop_early(part: float) -> None:
        if part >= 0.6:
            attempt.stop()

    with pytest.raises(Interrupted):
        attempt.run(stop_early)
    assert rest(tmp_path) == []
    late = Attempt(wanted, DOORS)
    Thread(target=late.run, args=(lambda _part: None,)).run()
    assert rest(tmp_path) != []
    late.stop()
    assert rest(tmp_path) == []


def test_nothing_stays_when_the_desk_cannot_be_opened(tmp_path: Path) -> None:
    def full(_home: Path, _keys: object) -> None:
        raise NoRoom("full")

    with pytest.raises(NoRoom):
        found(order(tmp_path, HEAD), Doors(full, Desk.open), lambda _part: None, Event())
    assert rest(tmp_path) == []


def test_a_taken_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "centre").mkdir()
    (tmp_path / "centre" / "letter.txt").write_text("mine")
    with pytest.raises(Conflict):
        make(order(tmp_path, HEAD))
    assert rest(tmp_path) == ["centre", "letter.txt"]


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ((AWAY,), "role"),
        ((replace(HEAD, here=False),), "role"),
        ((SECOND_HEAD,), "rights"),
        ((HEAD, replace(AWAY, name="이음")), "name"),
        ((HEAD, replace(AWAY, name=" ")), "name"),
    ],
)
def test_a_list_that_cannot_work_is_refused(people: tuple[Person, ...], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        first_run.check_people(people)
    assert refused.value.field == field


def test_who_needs_somebody_outside() -> None:
    assert first_run.needs_trustee((HEAD, AWAY))
    assert first_run.needs_trustee((HEAD, replace(SECOND_HEAD, here=False)))
    assert not first_run.needs_trustee((HEAD, SECOND_HEAD))


def test_passphrases_are_strong_and_alike() -> None:
    with pytest.raises(BadInput) as weak:
        first_run.check_passphrase("짧다", "짧다")
    assert weak.value.field == "passphrase"
    with pytest.raises(BadInput) as differing:
        first_run.check_passphrase(PASSPHRASE, PASSPHRASE + ".")
    assert differing.value.field == "again"
