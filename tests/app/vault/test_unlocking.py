"""Opening a centre: what opens, what does not, and what a person is told."""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import BadInput, Busy, CannotUnlock, Conflict, Denied, NotFound
from app.kinds import Compartment, Role
from app.vault import FLOOR, CentrePlan, Holding, Home, Keys, Kind, SecondSecret, StaffPlan, create, unlock
from app.vault.sealing import DoesNotOpen
from tests.app.vault.conftest import PASSPHRASE, STAFF, Centre, plan

C = Compartment
RIGHTS = {
    "counsellor": {C.CASEWORK, C.EVIDENCE, C.OFFICE},
    "trainer": {C.TRAINING, C.OFFICE},
    "manager": {C.TRAINING, C.OFFICE},
    "manager2": {C.TRAINING, C.OFFICE, C.CASEWORK},
    "supervisor": {C.CASEWORK, C.EVIDENCE, C.OFFICE},
    "officer": {C.TRAINING, C.OFFICE, C.INTAKE, C.PUBLIC_MATERIAL},
}


@pytest.mark.parametrize("alias", RIGHTS)
def test_rights_are_which_keys_exist(opened: Callable[[str], Keys], alias: str) -> None:
    keys = opened(alias)
    for compartment in Compartment:
        assert keys.holds(compartment) is (compartment in RIGHTS[alias])
        if compartment in RIGHTS[alias]:
            assert len(bytes.fromhex(keys.raw_key(compartment))) == 48
        else:
            with pytest.raises(Denied):
                keys.raw_key(compartment)


@pytest.mark.parametrize("alias", RIGHTS)
def test_foreign_grants_do_not_decrypt(founded: Centre, opened: Callable[[str], Keys], alias: str) -> None:
    """The matrix holds by decryption: no private key opens a grant that names someone else."""
    from app.vault.compartments import grant_info

    keys, mine, foreign = opened(alias), 0, 0
    for grant in Home.open(founded.home).slots.authority.grants:
        for info_user in {grant.user, keys.user}:
            info = grant_info(grant.compartment, grant.epoch, info_user)
            if grant.user == keys.user:
                mine += len(keys.open_sealed(info, grant.sealed)) == 32
            else:
                foreign += 1
                with pytest.raises(DoesNotOpen):
                    keys.open_sealed(info, grant.sealed)
    assert mine == len(RIGHTS[alias])
    assert foreign > 0


def test_everybody_gets_the_same_database_key(opened: Callable[[str], Keys]) -> None:
    holders = [opened(alias) for alias, rights in RIGHTS.items() if C.CASEWORK in rights]
    assert len(holders) == 3
    assert len({keys.raw_key(C.CASEWORK) for keys in holders}) == 1
    assert holders[0].raw_key(C.CASEWORK)[:64] != holders[0].raw_key(C.OFFICE)[:64]
    assert holders[0].key_for(C.CASEWORK, "files").hex() != holders[0].raw_key(C.CASEWORK)[:64]


def test_keys_tell_who_and_where(opened: Callable[[str], Keys]) -> None:
    keys = opened("counsellor")
    assert (keys.name, keys.role, keys.device, keys.practice) == ("한지우", Role.COUNSELLOR, "A", False)
    assert keys.centre_name == "곁 연습 센터"
    assert len(keys.device_id) == 32
    assert keys.epoch(C.CASEWORK) == 1


def test_the_installation_signs_for_whoever_works(opened: Callable[[str], Keys]) -> None:
    from app.vault.sealing import verified

    one, other = opened("counsellor"), opened("trainer")
    assert one.device_public == other.device_public
    assert verified(one.device_public, other.sign(b"head"), b"head")
    assert not verified(one.device_public, other.sign(b"head"), b"hand")


def test_a_paper_code_opens_however_it_is_typed(founded: Centre) -> None:
    user = founded.user("trainer")
    typed = user.paper_code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    keys = unlock(founded.home, user.id, PASSPHRASE["trainer"], SecondSecret.paper(typed))
    assert keys.name == "오다온"


def test_a_decomposed_passphrase_is_the_same(founded: Centre) -> None:
    """Some systems hand Hangul over as single letters (NFD)."""
    text = unicodedata.normalize("NFD", PASSPHRASE["trainer"])
    assert text != PASSPHRASE["trainer"]
    assert unlock(founded.home, "trainer", text, founded.second("trainer")).role is Role.TRAINER


def test_a_wrong_passphrase_says_what_to_look_at(founded: Centre) -> None:
    with pytest.raises(CannotUnlock, match=r"한글 입력 상태|Korean input state"):
        unlock(founded.home, "trainer", PASSPHRASE["manager"], founded.second("trainer"))


def test_the_passphrase_alone_opens_nothing(founded: Centre) -> None:
    with pytest.raises(CannotUnlock):
        unlock(founded.home, "trainer", PASSPHRASE["trainer"], SecondSecret.device())
    with pytest.raises(CannotUnlock):
        unlock(founded.home, "trainer", PASSPHRASE["trainer"], SecondSecret.paper(""))
    with pytest.raises(CannotUnlock):
        unlock(founded.home, "trainer", PASSPHRASE["trainer"], SecondSecret.keyfile(founded.home / "none"))


@pytest.mark.parametrize("alias", ["manager", "counsellor"])
def test_another_persons_key_file_is_refused(founded: Centre, alias: str) -> None:
    with pytest.raises(CannotUnlock, match=r"다른 사람|another person"):
        unlock(founded.home, "trainer", PASSPHRASE["trainer"], founded.second(alias))


def test_a_mistyped_or_foreign_paper_code_is_refused(founded: Centre) -> None:
    code = founded.user("trainer").paper_code
    swapped = ("Z" if code[0] != "Z" else "Y") + code[1:]
    for wrong in (swapped, code[:-1], founded.user("manager").paper_code, "한글"):
        with pytest.raises(CannotUnlock):
            unlock(founded.home, "trainer", PASSPHRASE["trainer"], SecondSecret.paper(wrong))


def test_a_damaged_key_file_is_refused(founded: Centre, tmp_path: Path) -> None:
    path = founded.user("trainer").key_file
    assert path is not None
    whole = path.read_bytes()
    for at in range(0, len(whole) - 1, 7):
        broken = bytearray(whole)
        broken[at] ^= 1
        (tmp_path / "broken.key").write_bytes(broken)
        with pytest.raises(CannotUnlock):
            unlock(founded.home, "trainer", "x", SecondSecret.keyfile(tmp_path / "broken.key"))


def test_unknown_people_and_places(founded: Centre, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        unlock(founded.home, "nobody", "x", SecondSecret.paper("x"))
    with pytest.raises(NotFound):
        Home.open(tmp_path)


def test_what_stands_beside_the_lock(founded: Centre) -> None:
    home = Home.open(founded.home)
    assert [card.alias for card in home.users()] == [one.alias for one in STAFF]
    assert {card.ways for card in home.users()} == {frozenset({Kind.KEYFILE, Kind.PAPER})}
    assert home.notices == ()
    readable = (founded.home / "slots.bin").read_bytes() + (founded.home / "manifest.json").read_bytes()
    for name in (*(one.name for one in STAFF), "곁 연습 센터", "바깥 신뢰인"):
        assert name.encode() not in readable


def test_files_are_for_their_owner_only(founded: Centre) -> None:
    names = {path.name for path in founded.home.iterdir()}
    assert {"manifest.json", "slots.bin", "slots.bin.1", "slots.bin.2", "slots.bin.3", "anchor.bin"} <= names
    assert {"ballast.bin", "db", "sealed", "evidence", "backup"} <= names
    for path in (founded.home, *founded.home.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
    key_file = founded.user("trainer").key_file
    assert key_file is not None
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_closed_keys_are_empty(founded: Centre) -> None:
    keys = founded.unlock("trainer")
    held = keys.key(C.TRAINING)
    keys.close()
    assert bytes(held) == bytes(32)
    assert not keys.holds(C.TRAINING)


def test_one_process_writes(founded: Centre) -> None:
    with Holding(founded.home), pytest.raises(Busy):
        Holding(founded.home)
    Holding(founded.home).close()


def _refused(tmp_path: Path, wanted: CentrePlan, kind: type[Exception] = BadInput) -> None:
    with pytest.raises(kind):
        create(tmp_path / "centre", wanted, "keyfile", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_half_written_when_a_plan_is_refused(tmp_path: Path) -> None:
    manager, counsellor = STAFF[2], STAFF[0]
    _refused(tmp_path, plan((counsellor,)))
    _refused(tmp_path, plan((manager, counsellor), trustee=None))
    _refused(tmp_path, plan((manager, manager)))
    _refused(tmp_path, plan((StaffPlan("김", Role.MANAGER, frozenset(), "짧다"),)))
    _refused(tmp_path, CentrePlan("", plan().centre_type, STAFF, kdf=FLOOR))
    six = tuple(StaffPlan(f"관리 {n}", Role.MANAGER, frozenset(), PASSPHRASE["manager"]) for n in range(6))
    _refused(tmp_path, plan(six))


def test_nothing_half_written_when_the_stick_is_gone(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        create(tmp_path / "centre", plan(STAFF[2:4]), "keyfile", tmp_path / "no-stick")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "centre").mkdir()
    (tmp_path / "centre" / "letter.txt").write_text("mine")
    with pytest.raises(Conflict):
        create(tmp_path / "centre", plan(), "keyfile", tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["centre", "letter.txt"]
