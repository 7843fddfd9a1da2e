"""Changing a passphrase and ways in: all at once, or not at all, even when the process is killed."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import BadInput, CannotUnlock, NoRoom, NotFound
from app.vault import (
    FLOOR,
    Home,
    Kdf,
    Kind,
    SecondSecret,
    add_slot,
    change_passphrase,
    own_slots,
    remove_slot,
    unlock,
)
from tests.app.vault.conftest import PASSPHRASE, Centre

NEW = "새벽 안개가 천천히 걷힌다"


def opens(home: Path, alias: str, passphrase: str, second: SecondSecret) -> bool:
    try:
        unlock(home, alias, passphrase, second).close()
    except CannotUnlock:
        return False
    return True


def test_a_new_passphrase_works_for_every_way_in(centre: Centre) -> None:
    keys = centre.unlock("trainer")
    assert change_passphrase(centre.home, keys, PASSPHRASE["trainer"], NEW, centre.second("trainer")) == 2
    paper = SecondSecret.paper(centre.user("trainer").paper_code)
    assert opens(centre.home, "trainer", NEW, centre.second("trainer"))
    assert opens(centre.home, "trainer", NEW, paper)
    assert not opens(centre.home, "trainer", PASSPHRASE["trainer"], paper)
    assert opens(centre.home, "manager", PASSPHRASE["manager"], centre.second("manager"))


def test_the_old_passphrase_opens_no_copy(centre: Centre) -> None:
    """Whoever damages the first file must not get the old passphrase back."""
    keys = centre.unlock("trainer")
    change_passphrase(centre.home, keys, PASSPHRASE["trainer"], NEW)
    for path in sorted(centre.home.glob("slots.bin*"))[:-1]:
        path.write_bytes(b"")
        assert opens(centre.home, "trainer", NEW, centre.second("trainer"))
        assert not opens(centre.home, "trainer", PASSPHRASE["trainer"], centre.second("trainer"))


def test_a_passphrase_change_asks_for_the_old_one_and_a_good_new_one(centre: Centre) -> None:
    keys, before = centre.unlock("trainer"), (centre.home / "slots.bin").read_bytes()
    with pytest.raises(CannotUnlock):
        change_passphrase(centre.home, keys, NEW, NEW)
    with pytest.raises(BadInput):
        change_passphrase(centre.home, keys, PASSPHRASE["trainer"], "aaaaaaaaaaaaaaaa")
    with pytest.raises(CannotUnlock):
        change_passphrase(centre.home, keys, PASSPHRASE["trainer"], NEW, centre.second("manager"))
    assert (centre.home / "slots.bin").read_bytes() == before


def test_harder_stretching_can_be_chosen_later(centre: Centre) -> None:
    keys = centre.unlock("trainer")
    harder = Kdf(memory=96 * 1024)
    change_passphrase(centre.home, keys, PASSPHRASE["trainer"], NEW, kdf=harder)
    assert Home.open(centre.home).slots.personal_of(keys.user).kdf == harder
    assert opens(centre.home, "trainer", NEW, centre.second("trainer"))
    assert harder != FLOOR


def test_one_more_key_file_and_a_new_sheet(centre: Centre, tmp_path: Path) -> None:
    keys = centre.unlock("counsellor")
    (tmp_path / "stick2").mkdir()
    file = add_slot(centre.home, keys, PASSPHRASE["counsellor"], Kind.KEYFILE, tmp_path / "stick2")
    sheet = add_slot(centre.home, keys, PASSPHRASE["counsellor"], Kind.PAPER)
    assert file.path is not None
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    ways = [SecondSecret.keyfile(file.path), SecondSecret.paper(sheet.code), centre.second("counsellor")]
    assert all(opens(centre.home, "counsellor", PASSPHRASE["counsellor"], way) for way in ways)
    assert len(own_slots(centre.home, keys)) == 4


def test_a_lost_stick_is_closed_in_every_copy(centre: Centre) -> None:
    keys = centre.unlock("counsellor")
    lost = next(slot for slot in own_slots(centre.home, keys) if slot.kind is Kind.KEYFILE)
    remove_slot(centre.home, keys, lost.id)
    (centre.home / "slots.bin").write_bytes(b"")
    assert not opens(centre.home, "counsellor", PASSPHRASE["counsellor"], centre.second("counsellor"))
    with pytest.raises(NotFound):
        remove_slot(centre.home, keys, lost.id)
    with pytest.raises(BadInput):
        remove_slot(centre.home, keys, own_slots(centre.home, keys)[0].id)


def test_a_refused_write_leaves_no_key_file(centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up between key file and slots file."""
    keys = centre.unlock("counsellor")
    stick, before = tmp_path / "stick2", (centre.home / "slots.bin").read_bytes()
    stick.mkdir()
    real = os.fsync
    calls: list[int] = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom):
        add_slot(centre.home, keys, PASSPHRASE["counsellor"], Kind.KEYFILE, stick)
    assert list(stick.iterdir()) == []
    assert (centre.home / "slots.bin").read_bytes() == before
    assert not list(centre.home.glob(".*partial"))


def _killed_at(point: int, act: Callable[[], object]) -> bool:
    """Run `act` in a process of its own that kills itself at its n-th fsync or rename; False if it got through."""
    child = os.fork()
    if child == 0:
        _arm(point)
        act()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _arm(point: int) -> None:
    seen = [0]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            seen[0] += 1
            if seen[0] == point:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args)

        return call

    os.fsync = counted(os.fsync)  # type: ignore[assignment] # the fault stands at the system call
    Path.replace = counted(Path.replace)  # type: ignore[method-assign,assignment] # likewise


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12 on fork beside threads
def test_kill_9_inside_a_change_leaves_exactly_one_passphrase(centre: Centre) -> None:
    """Killed at every durable step in turn; each time one passphrase opens and the other does not."""
    old, new, second = PASSPHRASE["trainer"], NEW, centre.second("trainer")
    killed = 0
    for point in range(1, 40):
        keys = unlock(centre.home, "trainer", old, second)
        dead = _killed_at(point, lambda: change_passphrase(centre.home, keys, old, new))  # noqa: B023 -- called at once
        found = [word for word in (old, new) if opens(centre.home, "trainer", word, second)]
        assert len(found) == 1, point
        assert Home.open(centre.home).notices == ()
        if found == [new]:
            old, new = new, old
        if not dead:
            break
        killed += 1
    assert killed >= 12
