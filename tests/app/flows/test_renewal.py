"""A coming key takes over: the records move under it, and only then does the old file go."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from app.counts.records import former_boxes
from app.desk import Desk
from app.errors import Conflict, Damaged, Denied, NotFound
from app.flows import renewal
from app.kinds import Compartment, Right, Role
from app.store import Database, renew
from app.vault import FLOOR, Home, Kind, SecondSecret, StaffPlan, WaysIn, own_half, reassemble, unlock
from app.vault.case_keys import PURPOSE, new_case_key, open_case_key
from app.vault.compartments import database_key
from app.vault.enrolling import Enrolled, change, enrol, remove
from tests.conftest import PASSPHRASE, Centre

C = Compartment
ALL = {C.OFFICE, C.CASEWORK, C.EVIDENCE, C.TRAINING}


def databases(centre: Centre) -> set[str]:
    return {path.name for path in (centre.home / "db").iterdir() if not path.name.endswith(("-wal", "-shm"))}


def write(centre: Centre, part: str, alias: str) -> None:
    with closing(centre.open(part)) as desk:
        desk.cases.open_case(alias)


def aliases(centre: Centre, part: str = "counsellor") -> set[str]:
    with closing(centre.open(part)) as desk:
        assert desk.problems() == []
        assert desk.doubts == ()
        return {str(row["alias"]) for row in desk.database(C.CASEWORK).rows("SELECT alias FROM person")}


@pytest.fixture
def newcomer(centre: Centre, tmp_path: Path) -> Enrolled:
    """A second counsellor, enrolled by a manager who may read cases but opens no evidence."""
    folder = tmp_path / "stick"
    folder.mkdir()
    plan = StaffPlan("새로", Role.COUNSELLOR, passphrase=PASSPHRASE)
    made = enrol(centre.home, centre.unlock("manager"), plan, WaysIn(folder=folder, kdf=FLOOR))
    assert made.arranged.waiting == {C.CASEWORK, C.EVIDENCE}
    return made


def test_a_newcomer_works_at_once_and_gets_evidence_from_a_colleague(centre: Centre, newcomer: Enrolled) -> None:
    assert newcomer.user.key_file is not None
    second = SecondSecret.keyfile(newcomer.user.key_file)
    early = unlock(centre.home, newcomer.user.id, PASSPHRASE, second)
    assert early.compartments() == {C.CASEWORK, C.OFFICE}
    with closing(Desk.open(centre.home, early)) as desk:
        assert desk.renewed.waiting == {C.CASEWORK, C.EVIDENCE} - desk.renewed.done
        assert desk.cases.open_case("첫 사례").value.id
    assert aliases(centre) == {"첫 사례"}
    later = unlock(centre.home, newcomer.user.id, PASSPHRASE, SecondSecret.paper(newcomer.user.paper_code))
    assert later.compartments() == {C.CASEWORK, C.EVIDENCE, C.OFFICE}
    assert later.key_for(C.EVIDENCE, "x") == centre.unlock("counsellor").key_for(C.EVIDENCE, "x")


def test_who_was_removed_is_out_at_once_and_the_records_move(centre: Centre, newcomer: Enrolled) -> None:
    write(centre, "counsellor", "달빛")
    second = SecondSecret.paper(newcomer.user.paper_code)
    theirs = unlock(centre.home, newcomer.user.id, PASSPHRASE, second)
    old_file = next((centre.home / "db").glob("casework.*.db"))
    gone = remove(centre.home, centre.unlock("manager"), newcomer.user.id)
    assert gone.waiting == {C.OFFICE, C.CASEWORK, C.EVIDENCE}
    assert gone.sheet is None
    with pytest.raises(NotFound):
        unlock(centre.home, newcomer.user.id, PASSPHRASE, second)
    assert aliases(centre) == {"달빛"}
    assert not old_file.exists()
    assert databases(centre) == {"casework.3.db", "office.2.db", "training.1.db"}
    for compartment in (C.CASEWORK, C.OFFICE):
        (path,) = (centre.home / "db").glob(f"{compartment}.*.db")
        with pytest.raises(Damaged):
            Database.open(path, theirs.raw_key(compartment), compartment, who="x", device="B")
    assert aliases(centre, "manager") == {"달빛"}


def test_nobody_holds_all_keys_and_still_every_database_moves(centre: Centre) -> None:
    """A manager leaves: everything gets a new key, the trainer moves classes, the counsellor cases."""
    write(centre, "counsellor", "달빛")
    before = {part: centre.unlock(part) for part in ("counsellor", "manager", "manager2")}
    gone = remove(centre.home, before["manager"], centre.users["manager2"], trustee="바깥 신뢰인")
    assert gone.waiting == ALL
    assert gone.sheet is not None
    assert gone.sheet.holder == "바깥 신뢰인"
    with closing(centre.open("trainer")) as desk:
        assert desk.renewed.done == {C.TRAINING, C.OFFICE}
        assert desk.renewed.waiting == {C.CASEWORK, C.EVIDENCE}
    assert databases(centre) == {"casework.1.db", "office.2.db", "training.2.db"}
    assert aliases(centre) == {"달빛"}
    assert databases(centre) == {"casework.2.db", "office.2.db", "training.2.db"}
    now = centre.unlock("counsellor")
    assert all(now.raw_key(one) != before["counsellor"].raw_key(one) for one in (C.CASEWORK, C.OFFICE))
    with pytest.raises(NotFound):
        centre.unlock("manager2")


def test_two_people_move_what_nobody_on_the_staff_opens(centre: Centre) -> None:
    write(centre, "counsellor", "달빛")
    one, other = centre.unlock("manager"), centre.unlock("manager2")
    for part in (one, other):
        with pytest.raises(Exception, match=r"자신|yourself"):
            remove(centre.home, part, part.user)
    gone = remove(centre.home, one, centre.users["counsellor"])
    assert gone.unheld == {C.EVIDENCE}
    assert renewal.complete(centre.home, one).done == {C.OFFICE, C.CASEWORK, C.EVIDENCE}  # no file was ever sealed
    key = reassemble(centre.home, own_half(centre.home, one, other.user), own_half(centre.home, other, one.user))
    assert len(key.compartment_key(C.EVIDENCE)) == 32


def test_a_demoted_person_loses_the_key_of_what_they_lost(centre: Centre) -> None:
    write(centre, "counsellor", "달빛")
    was = centre.unlock("manager2")
    done = change(centre.home, centre.unlock("manager"), was.user, Role.MANAGER, frozenset())
    assert done.waiting == {C.CASEWORK}
    assert aliases(centre) == {"달빛"}
    now = centre.unlock("manager2")
    assert now.compartments() == {C.OFFICE, C.TRAINING}
    with pytest.raises(Denied):
        now.raw_key(C.CASEWORK)
    assert was.raw_key(C.CASEWORK) != centre.unlock("counsellor").raw_key(C.CASEWORK)
    given = change(centre.home, centre.unlock("manager"), was.user, Role.MANAGER, frozenset({Right.SUPERVISOR}))
    assert given.waiting == set()
    assert aliases(centre, "manager2") == {"달빛"}


def test_a_copy_that_was_never_named_does_not_count(centre: Centre) -> None:
    """A kill between the copy and the rename of the manifest: what was written meanwhile stays."""
    manager = centre.unlock("manager")
    change(centre.home, manager, centre.users["manager2"], Role.MANAGER, frozenset())
    manifest = Home.open(centre.home).manifest
    (coming,) = manifest.waiting
    key, old = manager.coming_key(C.CASEWORK), manager.raw_key(C.CASEWORK)
    assert key is not None
    place = centre.home / "db" / "casework.2.db"
    renew(centre.home / "db" / "casework.1.db", old, place, database_key(key, coming))
    (centre.home / "db" / "casework.2.db.partial").write_bytes(b"half of a page")
    with closing(Database.open(centre.home / "db" / "casework.1.db", old, C.CASEWORK, who="x", device="B")) as found:
        assert found.value("SELECT count(*) FROM casefile") == 0
    trainer = centre.unlock("trainer")
    assert renewal.complete(centre.home, trainer).waiting == {C.CASEWORK}
    write(centre, "counsellor", "새벽")
    assert aliases(centre) == {"새벽"}
    assert databases(centre) == {"casework.2.db", "office.1.db", "training.1.db"}


def test_a_foreign_file_at_the_new_place_is_set_aside(centre: Centre) -> None:
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    foreign = b"somebody else's bytes" * 400
    (centre.home / "db" / "casework.2.db").write_bytes(foreign)
    assert aliases(centre) == set()
    (aside,) = (centre.home / "db").glob("*set-aside*")
    assert aside.read_bytes() == foreign


def test_an_old_file_that_a_kill_left_goes_at_the_next_opening(centre: Centre) -> None:
    write(centre, "counsellor", "달빛")
    shutil.copy(centre.home / "db" / "casework.1.db", centre.home / "left")
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    assert aliases(centre) == {"달빛"}
    (centre.home / "left").rename(centre.home / "db" / "casework.1.db")
    assert aliases(centre) == {"달빛"}
    assert "casework.1.db" not in databases(centre)


def test_what_cannot_be_taken_away_keeps_nobody_out(centre: Centre) -> None:
    write(centre, "counsellor", "달빛")
    (centre.home / "db" / "casework.1.before-update").mkdir()  # no file, so the system refuses to unlink it
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    assert aliases(centre) == {"달빛"}
    assert "casework.2.db" in databases(centre)
    assert "casework.1.db" not in databases(centre)


def test_a_newer_file_is_never_thrown_away_for_an_older_manifest(centre: Centre) -> None:
    """Somebody puts an old manifest back: nothing opens, nothing is lost, nothing is made anew."""
    kept = {path.name: path.read_bytes() for path in centre.home.glob("*.*") if path.name.startswith(("mani", "slots"))}
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    write(centre, "counsellor", "달빛")
    now = {name: (centre.home / name).read_bytes() for name in kept}
    for name, data in kept.items():
        (centre.home / name).write_bytes(data)
    with pytest.raises(Damaged):
        centre.open()
    assert "casework.2.db" in databases(centre)
    for name, data in now.items():
        (centre.home / name).write_bytes(data)
    assert aliases(centre) == {"달빛"}


def test_a_renewal_can_be_stopped_and_goes_on_later(centre: Centre) -> None:
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    keys = centre.unlock("counsellor")
    assert renewal.complete(centre.home, keys, stopped=lambda: True).waiting == {C.CASEWORK}
    told: list[float] = []
    assert renewal.complete(centre.home, keys, progress=told.append).done == {C.CASEWORK}
    assert told == [1.0]
    assert renewal.complete(centre.home, keys) == renewal.NOTHING


@pytest.mark.parametrize("sealer", ["counsellor", "manager"])
def test_keys_of_evidence_move_with_the_records(centre: Centre, sealer: str) -> None:
    """Also those of a case that lay sealed meanwhile, by somebody who opens evidence or by a supervisor who does not."""
    keys = centre.unlock("counsellor")
    found = {}
    with closing(centre.open()) as desk:
        casework = desk.database(C.CASEWORK)
        case, sealed = (desk.cases.open_case(alias).value.id for alias in ("달빛", "봉인"))
        with casework.atomic():
            for one in (case, sealed):
                found[one], wrapped = new_case_key(keys.key_for(C.EVIDENCE, PURPOSE), one)
                casework.insert("evidence_key", {"id": one, "wrapped": wrapped})
    with closing(centre.open(sealer)) as desk:
        ident = desk.sealed.seal(sealed, [keys.user], "관련자가 우리 직원입니다").value.id
    for part in ("manager2", "trainer"):
        remove(centre.home, centre.unlock("manager"), centre.users[part], trustee="바깥 신뢰인")
        with closing(centre.open("manager")) as desk:
            assert desk.renewed.waiting <= {C.CASEWORK, C.EVIDENCE}  # a supervisor does not move keys of evidence
        centre.open().close()
    now = centre.unlock("counsellor").key_for(C.EVIDENCE, PURPOSE)
    assert now != keys.key_for(C.EVIDENCE, PURPOSE)
    with closing(centre.open()) as desk:
        (row,) = desk.database(C.CASEWORK).rows("SELECT * FROM evidence_key")
        assert open_case_key(now, case, row["wrapped"]) == found[case]
        with closing(desk.sealed.open(ident)) as inside:
            (row,) = inside.database(C.CASEWORK).rows("SELECT * FROM evidence_key")
            assert open_case_key(now, sealed, row["wrapped"]) == found[sealed]


def test_a_sealed_case_comes_back_with_its_evidence_after_new_keys(centre: Centre) -> None:
    """Sealed without the key of evidence, two epochs pass, nobody went in: it comes back, and a third one passes."""
    keys = centre.unlock("counsellor")
    with closing(centre.open()) as desk:
        casework, case = desk.database(C.CASEWORK), desk.cases.open_case("봉인").value.id
        found, wrapped = new_case_key(keys.key_for(C.EVIDENCE, PURPOSE), case)
        with casework.atomic():
            casework.insert("evidence_key", {"id": case, "wrapped": wrapped})
    with closing(centre.open("manager")) as desk:
        ident = desk.sealed.seal(case, [keys.user], "관련자가 우리 직원입니다").value.id
    for part in ("manager2", "trainer"):
        remove(centre.home, centre.unlock("manager"), centre.users[part], trustee="바깥 신뢰인")
        centre.open().close()
    with closing(centre.open()) as desk:
        desk.sealed.unseal(ident)
        (row,) = desk.database(C.CASEWORK).rows("SELECT * FROM evidence_key")
        assert open_case_key(desk.keys.key_for(C.EVIDENCE, PURPOSE), case, row["wrapped"]) == found
    change(centre.home, centre.unlock("manager"), keys.user, Role.COUNSELLOR, frozenset({Right.MONITOR}))
    remove(centre.home, centre.unlock("manager"), _second_counsellor(centre))
    with closing(centre.open()) as desk:
        assert desk.keys.epoch(C.EVIDENCE) == 4
        (row,) = desk.database(C.CASEWORK).rows("SELECT * FROM evidence_key")
        assert open_case_key(desk.keys.key_for(C.EVIDENCE, PURPOSE), case, row["wrapped"]) == found


def _second_counsellor(centre: Centre) -> str:
    plan = StaffPlan("잠깐", Role.COUNSELLOR, passphrase=PASSPHRASE)
    return enrol(centre.home, centre.unlock("manager"), plan, WaysIn(Kind.PAPER, kdf=FLOOR)).user.id


def test_what_opens_counts_of_before_moves_with_the_records(centre: Centre) -> None:
    """Envelopes of closed rounds were sealed to a box that is derived from the key of before."""
    box = centre.unlock("counsellor").key_for(C.CASEWORK, "counts")
    remove(centre.home, centre.unlock("manager"), centre.users["manager2"], trustee="바깥 신뢰인")
    with closing(centre.open()) as desk:
        assert desk.renewed.done >= {C.CASEWORK}
        assert former_boxes(desk.database(C.CASEWORK)) == [box]


@pytest.mark.parametrize("order", [("manager2", "counsellor"), ("counsellor", "manager2")])
def test_the_last_key_to_evidence_does_not_go_before_it_moved(centre: Centre, order: tuple[str, str]) -> None:
    """One takes the recovery key of before with them, the other the last key of evidence under it: one must wait."""
    with closing(centre.open()) as desk:
        casework, case = desk.database(C.CASEWORK), desk.cases.open_case("달빛").value.id
        found, wrapped = new_case_key(desk.keys.key_for(C.EVIDENCE, PURPOSE), case)
        with casework.atomic():
            casework.insert("evidence_key", {"id": case, "wrapped": wrapped})
    manager, trustee = centre.unlock("manager"), {"manager2": "바깥 신뢰인"}
    remove(centre.home, manager, centre.users[order[0]], trustee=trustee.get(order[0]))
    slots = (centre.home / "slots.bin").read_bytes()
    with pytest.raises(Conflict):
        remove(centre.home, manager, centre.users[order[1]], trustee=trustee.get(order[1]))
    assert (centre.home / "slots.bin").read_bytes() == slots
    if order[0] == "manager2":  # the counsellor opens the centre once, and may go
        centre.open().close()
        remove(centre.home, manager, centre.users["counsellor"])
        return
    other = centre.unlock("manager2")  # or two people enrol another one
    key = reassemble(
        centre.home, own_half(centre.home, manager, other.user), own_half(centre.home, other, manager.user)
    )
    plan = StaffPlan("새로", Role.COUNSELLOR, passphrase=PASSPHRASE)
    made = enrol(centre.home, manager, plan, WaysIn(Kind.PAPER, kdf=FLOOR), recovery=key)
    remove(centre.home, manager, other.user, trustee="바깥 신뢰인")
    keys = unlock(centre.home, made.user.id, PASSPHRASE, SecondSecret.paper(made.user.paper_code))
    with closing(Desk.open(centre.home, keys)) as desk:
        (row,) = desk.database(C.CASEWORK).rows("SELECT * FROM evidence_key")
        assert open_case_key(desk.keys.key_for(C.EVIDENCE, PURPOSE), case, row["wrapped"]) == found


def test_the_only_counsellor_does_not_become_a_manager_with_the_last_key_to_evidence(centre: Centre) -> None:
    """In a centre with one manager and a printed sheet, a second manager makes a new recovery key."""
    manager = centre.unlock("manager")
    remove(centre.home, manager, centre.users["manager2"], trustee="바깥 신뢰인")
    centre.open().close()
    with pytest.raises(Conflict):
        change(centre.home, manager, centre.users["counsellor"], Role.MANAGER, frozenset({Right.SUPERVISOR}))
    assert centre.unlock("counsellor").holds(C.EVIDENCE)
