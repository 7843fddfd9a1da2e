"""A backup counts only once it was opened again; a restore brings everything back or nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.changes import Done
from app.desk import Desk
from app.errors import BadInput, Conflict, Damaged, Denied, NoRoom, NotFound
from app.flows import backups
from app.flows.copyist import Copyist
from app.vault import own_half, reassemble, unlock
from tests.conftest import PASSPHRASE, Centre


def back_up(desk: Desk, folder: Path) -> Done[backups.Backup]:
    return backups.back_up(desk.home, desk.keys, folder, audit=desk.audit, office=desk.office, retention=desk.retention)


@pytest.fixture
def backed_up(centre: Centre, tmp_path: Path) -> tuple[Centre, backups.Backup]:
    desk = centre.open("manager")
    desk.cases.open_case("파란우산", phone="010-0000-1234")
    stick = tmp_path / "stick"
    stick.mkdir()
    made = back_up(desk, stick).value
    desk.cases.open_case("달맞이")
    desk.close()
    return centre, made


def test_a_backup_comes_back_with_everything_it_held(backed_up: tuple[Centre, backups.Backup], tmp_path: Path) -> None:
    centre, made = backed_up
    keys = unlock(made.path, centre.users["manager"], PASSPHRASE, centre.second("manager"))
    backups.restore(made.path, tmp_path / "again", keys, keys)
    desk = Desk.open(tmp_path / "again", keys)
    assert [row.alias for row in desk.cases.page()] == ["파란우산"]
    assert [row.alias for row in desk.cases.find("파란우")] == ["파란우산"]
    assert desk.rolled_back == ()
    desk.cases.open_case("솔방울")
    desk.close()


def test_the_manuals_a_centre_let_in_come_back_too(centre: Centre, tmp_path: Path) -> None:
    desk = centre.open("manager")
    desk.holdings.note()
    kept = sorted(path.name for path in (centre.home / "manuals").iterdir())
    stick = tmp_path / "stick"
    stick.mkdir()
    made = back_up(desk, stick).value
    desk.close()
    assert sorted(path.name for path in (made.path / "manuals").iterdir()) == kept
    (made.path / "manuals" / kept[0] / "pack.yaml").write_text("format: [", "utf-8")
    keys = unlock(made.path, centre.users["manager"], PASSPHRASE, centre.second("manager"))
    backups.restore(made.path, tmp_path / "again", keys, keys)
    assert sorted(path.name for path in (tmp_path / "again" / "manuals").iterdir()) == kept
    desk = Desk.open(tmp_path / "again", keys)
    assert {one.pack.id for one in desk.holdings.volumes()} == set(desk.library.held())
    assert desk.holdings.note().value == 0
    desk.close()


def test_two_managers_restore_by_the_recovery_key(backed_up: tuple[Centre, backups.Backup], tmp_path: Path) -> None:
    centre, made = backed_up
    one, two = centre.unlock("manager"), centre.unlock("manager2")
    recovery = reassemble(made.path, own_half(made.path, one, two.user), own_half(made.path, two, one.user))
    assert backups.restore(made.path, tmp_path / "again", recovery, one).value.id == made.id


def test_a_changed_or_cut_backup_is_refused_and_leaves_nothing(
    backed_up: tuple[Centre, backups.Backup], tmp_path: Path
) -> None:
    centre, made = backed_up
    keys = centre.unlock("manager")
    database = made.path / "db" / "casework.db"
    whole = database.read_bytes()
    for content in (whole[:-4096], whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:]):
        database.write_bytes(content)
        with pytest.raises(Damaged):
            backups.restore(made.path, tmp_path / "again", keys, keys)
    database.write_bytes(whole)
    described = (made.path / "backup.json").read_bytes()
    (made.path / "backup.json").write_bytes(described.replace(b'"casefile": 1', b'"casefile": 2'))
    with pytest.raises(Damaged):
        backups.restore(made.path, tmp_path / "again", keys, keys)
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob(".*partial*"))


def test_places_that_do_not_fit_are_refused_in_words(backed_up: tuple[Centre, backups.Backup], tmp_path: Path) -> None:
    centre, made = backed_up
    keys = centre.unlock("manager")
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("x")
    with pytest.raises(Conflict):
        backups.restore(made.path, full, keys, keys)
    with pytest.raises(NotFound):
        backups.restore(full, tmp_path / "again", keys, keys)
    desk = centre.open("manager")
    with pytest.raises(BadInput):
        back_up(desk, tmp_path / "nowhere")
    desk.close()


def test_a_counsellor_makes_no_backup(centre: Centre, tmp_path: Path) -> None:
    desk = centre.open("counsellor")
    with pytest.raises(Denied):
        back_up(desk, tmp_path)
    desk.close()
    assert not list(tmp_path.glob("gyeot-backup-*"))


def test_a_stick_that_cannot_be_written_leaves_the_records_alone(centre: Centre, tmp_path: Path) -> None:
    desk = centre.open("manager")
    stick = Path("/proc")
    with pytest.raises(NoRoom):
        back_up(desk, stick)
    assert desk.cases.open_case("파란우산").value
    desk.close()


class Meanwhile(Copyist):
    """Somebody opens a sealed case for all again, after the records were copied and before its file is."""

    def __init__(self, desk: Desk, sealed: str) -> None:
        super().__init__()
        self._desk, self._sealed = desk, sealed

    def expect(self, size: int) -> None:
        super().expect(size)
        self._desk.sealed.unseal(self._sealed)


def test_a_case_that_is_unsealed_meanwhile_is_not_lost_between_its_two_copies(centre: Centre, tmp_path: Path) -> None:
    with closing(centre.open("manager")) as desk:
        case = desk.cases.open_case("달빛").value
        sealed = desk.sealed.seal(case.id, [centre.users["manager"]], "관련자가 우리 직원입니다").value
        with pytest.raises(Conflict):
            backups.write(centre.home, desk.keys, tmp_path, Meanwhile(desk, sealed.id))
        assert backups.of(tmp_path) == ()
        assert backups.verify(backups.write(centre.home, desk.keys, tmp_path).path, desk.keys)
