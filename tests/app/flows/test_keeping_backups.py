"""Backups with their sealed files: stopped and gone on with, made in a process apart, tried out, and gone in time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import local
from app.desk import Desk
from app.errors import Damaged, Interrupted, NoRoom
from app.flows import backup_file, backups, drill, erased_list, sticks
from app.flows.copyist import Copyist
from app.retention import EXPIRY_DAYS
from app.vault import unlock
from tests.conftest import PASSPHRASE, Centre


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def manager(centre: Centre) -> Iterator[Desk]:
    """A manager's desk over a centre with cases, a sealed case and three files of evidence."""
    desk = centre.open("manager")
    for number in range(30):
        desk.cases.open_case(f"파란우산 {number}")
    for name in ("evidence/ab/cd/one.ev1", "evidence/ab/ef/two.ev1", "evidence/00/00/three.ev1", "sealed/four.db"):
        path = centre.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 1000)
    (centre.home / "evidence" / "ab" / "cd" / ".half.partial").write_bytes(b"never whole")
    yield desk
    desk.close()


def recorded(desk: Desk, backup: backups.Backup) -> None:
    backups.record(backup, desk.keys, audit=desk.audit, office=desk.office, retention=desk.retention)


def test_sealed_files_travel_with_their_fingerprints_and_come_back(
    manager: Desk, centre: Centre, stick: Path, tmp_path: Path
) -> None:
    made = backups.write(centre.home, manager.keys, stick)
    assert sorted(made.files) == [
        "evidence/00/00/three.ev1", "evidence/ab/cd/one.ev1", "evidence/ab/ef/two.ev1", "sealed/four.db",
    ]  # fmt: skip
    keys = unlock(made.path, centre.users["manager"], PASSPHRASE, centre.second("manager"))
    backups.restore(made.path, tmp_path / "again", keys, keys)
    for name in made.files:
        assert (tmp_path / "again" / name).read_bytes() == (centre.home / name).read_bytes()
    for name in made.files:
        spoiled = made.path / name
        before = spoiled.read_bytes()
        spoiled.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        with pytest.raises(Damaged):
            backups.verify(made.path, keys)
        with pytest.raises(Damaged):
            backups.restore(made.path, tmp_path / "spoiled", keys, keys)
        assert not (tmp_path / "spoiled").exists()
        spoiled.write_bytes(before)
    assert backups.verify(made.path, keys).id == made.id


class StoppedAfter(Copyist):
    """A copyist whose person presses Stop after so many copies."""

    def __init__(self, copies: int, *, apart: bool = False) -> None:
        self.pressed = threading.Event()
        self.left = copies
        super().__init__(apart=apart, stop=self.pressed)

    def _do(self, job: dict[str, str], source: Path, target: Path | None = None) -> dict[str, object]:
        if self.left == 0:
            self.pressed.set()
        self.left -= 1
        return super()._do(job, source, target)


@pytest.mark.parametrize("copies", range(7))
def test_a_backup_that_was_stopped_is_gone_on_with(manager: Desk, centre: Centre, stick: Path, copies: int) -> None:
    with pytest.raises(Interrupted):
        backups.write(centre.home, manager.keys, stick, StoppedAfter(copies))
    assert backups.of(stick) == (), "what is unfinished has no name"
    begun = backups.paused(stick, centre.home, manager.keys)
    assert begun is not None
    done_before = {path: path.stat().st_mtime_ns for path in begun.path.glob("db/*.db")}
    made = backups.write(centre.home, manager.keys, stick)
    assert made.id == begun.id
    assert backups.of(stick) == (made.path,)
    kept = {path.name for path, at in done_before.items() if (made.path / "db" / path.name).stat().st_mtime_ns == at}
    assert kept >= {f"{name}.db" for name in begun.holds}, "what was copied was not copied once more"
    assert backups.verify(made.path, manager.keys).files == made.files
    assert not list(stick.glob(".gyeot*"))


def test_an_erasure_between_ends_the_begun_backup(manager: Desk, centre: Centre, stick: Path) -> None:
    with pytest.raises(Interrupted):
        backups.write(centre.home, manager.keys, stick, StoppedAfter(2))
    erased_list.write(centre.home, manager.keys, [("case", "0" * 32, 1)])
    assert backups.paused(stick, centre.home, manager.keys) is None
    assert not list(stick.glob(".gyeot*")), "it holds what was erased, so it goes"


def test_a_process_apart_makes_the_same_backup_and_tells_how_far_it_is(
    manager: Desk, centre: Centre, stick: Path
) -> None:
    told: list[float] = []
    made = backups.write(centre.home, manager.keys, stick, Copyist(apart=True, tell=told.append))
    assert backups.verify(made.path, manager.keys, Copyist(apart=True)).holds == made.holds
    assert told
    assert all(0 <= one <= 1 for one in told)


def test_a_process_apart_can_be_stopped_and_says_what_is_wrong_in_words(
    manager: Desk, centre: Centre, stick: Path
) -> None:
    with pytest.raises(Interrupted):
        backups.write(centre.home, manager.keys, stick, StoppedAfter(2, apart=True))
    made = backups.write(centre.home, manager.keys, stick, Copyist(apart=True))
    spoiled = made.path / "db" / "casework.db"
    spoiled.write_bytes(spoiled.read_bytes()[:-4096] + bytes(4096))
    with pytest.raises(Damaged):
        backups.verify(made.path, manager.keys, Copyist(apart=True))


def test_keys_are_neither_in_arguments_nor_in_the_environment(
    manager: Desk, centre: Centre, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    started: list[tuple[list[str], object]] = []
    popen = subprocess.Popen

    def watched(argv: list[str], **options: object) -> object:
        started.append((argv, options.get("env")))
        return popen(argv, **options)  # type: ignore[call-overload] # the real one, after a look at what it is given

    monkeypatch.setattr(subprocess, "Popen", watched)
    backups.write(centre.home, manager.keys, stick, Copyist(apart=True))
    assert [(argv[1:], env) for argv, env in started] == [(["-m", "app.flows.copyist"], None)]


def test_the_drill_brings_a_backup_back_and_compares(manager: Desk, centre: Centre, stick: Path) -> None:
    made = backups.write(centre.home, manager.keys, stick)
    manager.cases.open_case("달맞이")
    drilled = drill.rehearse(centre.home, manager.keys, made.path)
    assert drilled.holds
    assert [one.name for one in drilled.databases] == ["casework", "training", "office"]
    assert drilled.databases[0].records == sum(
        value for name, value in made.holds["casework"].items() if ":" not in name
    )
    assert drilled.files == 4
    assert not (centre.home / drill.SCRATCH).exists()
    drill.record(drilled, audit=manager.audit, office=manager.office)
    assert manager.audit.entries(limit=1)[0].kind == "restore_drilled"
    spoiled = made.path / "db" / "office.db"
    spoiled.write_bytes(spoiled.read_bytes()[:-1] + b"x")
    with pytest.raises(Damaged):
        drill.rehearse(centre.home, manager.keys, made.path)
    assert not (centre.home / drill.SCRATCH).exists()


def test_a_backup_says_when_it_must_be_gone_and_then_goes(
    manager: Desk, centre: Centre, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backups.write(centre.home, manager.keys, stick)
    recorded(manager, made)
    assert made.expires_on == local(made.made_at).date() + timedelta(days=EXPIRY_DAYS)
    assert [one.id for one in manager.retention.copies()] == [made.id]
    assert backups.expire(stick, manager.keys, manager.retention).value == 0
    monkeypatch.setattr(backups, "now", lambda: made.made_at + (EXPIRY_DAYS + 1) * 86_400_000)
    assert backups.expire(stick, manager.keys, manager.retention).value == 1
    assert backups.of(stick) == ()
    assert manager.retention.copies() == ()


def test_a_list_of_erased_records_that_was_changed_is_refused(
    manager: Desk, centre: Centre, stick: Path, tmp_path: Path
) -> None:
    made = backups.write(centre.home, manager.keys, stick)
    erased_list.write(made.path, manager.keys, [("case", "0" * 32, 1)])
    path = made.path / erased_list.NAME
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"[[", b"[ [", 1))
    with pytest.raises(Damaged):
        backups.restore(made.path, tmp_path / "again", manager.keys, manager.keys)
    assert not (tmp_path / "again").exists()
    path.write_bytes(whole)
    assert backups.restore(made.path, tmp_path / "again", manager.keys, manager.keys).value.erased_again == 0


def test_an_older_description_is_read(manager: Desk, centre: Centre, stick: Path) -> None:
    """Format 1 knew neither files nor an expiry."""
    import json

    made = backups.write(centre.home, manager.keys, stick)
    told = json.loads((made.path / backup_file.NAME).read_bytes().rsplit(b"\n", 1)[0])
    old = {name: value for name, value in told.items() if name not in ("files", "expires_on", "erased")}
    old["holds"]["casework"] = {k: v for k, v in old["holds"]["casework"].items() if not k.startswith("audit:")}
    content = json.dumps({**old, "format": 1, "min_reader": 1}, sort_keys=True).encode()
    (made.path / backup_file.NAME).write_bytes(content + b"\n" + manager.keys.sign(content).hex().encode())
    assert backups.verify(made.path, manager.keys).files == {}


def test_a_path_that_leaves_the_backup_is_refused(manager: Desk, centre: Centre, stick: Path) -> None:
    import json

    made = backups.write(centre.home, manager.keys, stick)
    told = json.loads((made.path / backup_file.NAME).read_bytes().rsplit(b"\n", 1)[0])
    told["files"]["../../outside"] = [1, "00"]
    content = json.dumps(told, sort_keys=True).encode()
    (made.path / backup_file.NAME).write_bytes(content + b"\n" + manager.keys.sign(content).hex().encode())
    with pytest.raises(Damaged):
        backups.read(made.path, manager.keys)


def test_a_stick_that_is_too_small_is_told_from_the_start(
    manager: Desk, centre: Centre, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "free_room", lambda _folder: 4096)
    with pytest.raises(NoRoom):
        backups.write(centre.home, manager.keys, stick)
    assert list(stick.iterdir()) == []


def test_removable_drives_are_read_from_the_system(tmp_path: Path) -> None:
    for name, removable in (("sda", "0\n"), ("sdb", "1\n"), ("sdc", "1\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "removable").write_text(removable)
    mounts = "\n".join(
        (
            "/dev/sda1 / ext4 rw,relatime 0 0",
            "/dev/sda2 /data ext4 rw 0 0",
            "/dev/sdb1 /media/staff/MY\\040STICK vfat rw,nosuid 0 0",
            "/dev/sdc1 /media/staff/locked vfat ro 0 0",
            "tmpfs /run/media tmpfs rw 0 0",
            "/dev/sdb2 /somewhere exfat rw 0 0",
        )
    )
    assert sticks._mounted(mounts, tmp_path) == [Path("/media/staff/MY STICK"), Path("/somewhere")]
