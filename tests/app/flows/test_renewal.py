"""A coming key takes over: the records move under it, and only then does the old file go."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import Damaged, Denied, NotFound
from app.flows import renewal
from app.kinds import Compartment, Right, Role
from app.store import Database, renew
from app.vault import FLOOR, Home, SecondSecret, StaffPlan, WaysIn, own_half, reassemble, unlock
from app.vault.case_keys import PURPOSE, new_case_key, open_case_key, within_wall
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
            key = within_wall(sealed) if sealer == "counsellor" else now
            assert open_case_key(key, sealed, row["wrapped"]) == found[sealed]
