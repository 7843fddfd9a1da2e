"""Kill −9 while somebody's rights end and the records move under new keys: exactly one key opens, nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import CannotUnlock, Damaged, NotFound
from app.flows import anew
from app.kinds import Compartment
from app.store import Database
from app.vault import Home, Keys, unlock
from app.vault.enrolling import remove
from tests.conftest import PASSPHRASE, Centre
from tests.hands import Meanwhile, OneThread

OFTEN, SELDOM = 100, 5
ACKNOWLEDGED = "acknowledged"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill −9 and fork are POSIX")


def opened(home: Path, centre: Centre, part: str) -> Keys:
    return unlock(home, centre.users[part], PASSPHRASE, centre.second(part))


def leave(home: Path, centre: Centre) -> None:
    """A counsellor leaves; the manager's next opening moves the records."""
    remove(home, opened(home, centre, "manager"), centre.users["counsellor"])
    Desk.open(home, opened(home, centre, "manager")).close()


def leave_beside(home: Path, centre: Centre) -> None:
    """The same while the manager works: the records are written anew beside the open desk. What was saved is noted."""
    remove(home, opened(home, centre, "manager"), centre.users["counsellor"])
    anew.LARGE = 0
    with closing(Desk.open(home, opened(home, centre, "manager"), beside=True)) as desk:
        hands = OneThread(desk)

        def work() -> None:
            for _turn in range(2):
                number = desk.cases.open_case("새벽").value.number
                with (home / ACKNOWLEDGED).open("a") as noted:
                    noted.write(f"{number}\n")

        for job in desk.to_write_anew():
            work()
            with Meanwhile(work) as copyist:
                anew.write_anew(home, job, hands, copyist)
            work()
        hands.reader.close()


def killed(home: Path, centre: Centre, after: float, act: Callable[[Path, Centre], None] = leave) -> bool:
    """Whether the blow struck before the work was done."""
    child = os.fork()
    if child == 0:
        try:
            act(home, centre)
            os._exit(0)
        finally:
            os._exit(3)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def may_open(home: Path, centre: Centre, part: str) -> bool:
    try:
        opened(home, centre, part).close()
    except (CannotUnlock, NotFound):
        return False
    return True


def which_open(home: Path, keys: Keys, raw_key: str) -> list[str]:
    """The casework files in the folder that a key opens."""
    found = []
    for path in sorted((home / "db").glob("casework.*.db")):
        try:
            Database.open(path, raw_key, "casework", who=keys.user, device=keys.device).close()
        except Damaged:
            continue
        found.append(path.name)
    return found


@pytest.mark.usefixtures("stretched_once")
@pytest.mark.parametrize("act", [leave, leave_beside])
def test_exactly_one_key_opens_after_any_kill(
    centre: Centre, place: Path, long: bool, act: Callable[[Path, Centre], None]
) -> None:
    with closing(centre.open("counsellor")) as desk:
        cases = {desk.cases.open_case("파란우산").value.number for _number in range(3)}
        theirs = desk.keys.raw_key(Compartment.CASEWORK)
    length, chance, struck, left = 0.0, random.Random(2), 0, 0
    for name in ("first", "second"):  # the first one stretches the passphrase
        once = Path(shutil.copytree(centre.home, place / name))
        started = time.monotonic()
        act(once, centre)
        length = time.monotonic() - started
    for number in range(OFTEN if long else SELDOM):
        home = Path(shutil.copytree(centre.home, place / f"{number}"))
        struck += killed(home, centre, length * chance.random(), act)
        out = not may_open(home, centre, "counsellor")
        left += out
        keys = opened(home, centre, "manager")
        with closing(Desk.open(home, keys)) as desk:
            said = (desk.doubts, desk.problems(), desk.trail_problems())
            there = {row.number for row in desk.cases.page()}
            assert len(desk.cases.find("새벽")) == len(there - cases), "the search finds what there is"
            desk.cases.open_case("달맞이")
        assert said == ((), [], []), f"kill {number + 1}"
        noted = home / ACKNOWLEDGED
        assert there >= cases | set(noted.read_text().split() if noted.exists() else ()), f"kill {number + 1}"
        keys = opened(home, centre, "manager")
        files = [path.name for path in (home / "db").glob("casework.*.db")]
        assert which_open(home, keys, keys.raw_key(Compartment.CASEWORK)) == files, "one file, and one key to it"
        assert len(files) == 1
        assert which_open(home, keys, theirs) == ([] if out else files), "who left opens nothing that is here"
        assert not list((home / "db").glob("*.partial*"))
        assert Home.open(home).notices == ()
        shutil.rmtree(home)
    assert struck >= (OFTEN if long else SELDOM) // 3
    print(f"{OFTEN if long else SELDOM} kills, {struck} in the middle, {left} after the lock was written, 0 lost")
