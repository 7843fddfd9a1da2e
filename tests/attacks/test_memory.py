"""After the lock nothing of a session is in the memory of any process of ours; before it, the same scan finds it all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.kinds import Compartment
from app.vault import Keys
from tests.attacks import scan
from tests.attacks.program import Program, running
from tests.conftest import PASSPHRASE, Centre
from tests.relay.running import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it reads /proc/PID/mem")

WORK = """
driver.press("F2")
driver.until(lambda: window.floor.place == "contacts", "the contact")
driver.settle(window.tasks)
page = window.floor.page("contacts")
page.running.pad.setFocus()
driver.type({notes!r})
page.running.form.alias.setFocus()
driver.type({alias!r})
driver.settle(window.tasks)
QApplication.clipboard().setText({copied!r})
"""


def keys_of(keys: Keys) -> dict[str, bytes]:
    """Every key that a counsellor's session holds, as raw bytes."""
    raw = (Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    found = {f"{one} key": bytes(keys.key(one)) for one in sorted(keys.compartments())}
    found |= {f"{one} database": bytes.fromhex(keys.raw_key(one)[:64]) for one in (Compartment.CASEWORK,)}
    found["agreement"] = keys.identity.agreement.private_bytes(*raw)
    found["signing"] = keys.identity.signing.private_bytes(*raw)
    return found


def check_once(centre: Centre, own: Path) -> tuple[float, float]:
    """One session from unlocking to the lock screen after it; seconds to the end of the process, and to the screen."""
    keys = centre.unlock("counsellor")
    texts = {name: scan.word() for name in ("notes", "alias", "copied")}
    second = centre.key_files["counsellor"].read_text("utf-8").encode("utf-8")
    held = keys_of(keys)
    keys.close()
    secrets = scan.needles({"passphrase": PASSPHRASE, **texts}, held)
    secrets = {**secrets, "key file": tuple(line.strip() for line in second.splitlines() if len(line.strip()) > 30)}
    with running(centre.home, own) as program:
        program.unlock(centre.users["counsellor"], PASSPHRASE, centre.key_files["counsellor"])
        program.do(WORK.format(**texts))
        unlocked = everywhere(program, secrets)
        must = {"passphrase", "notes", "alias", "casework key", "evidence key", "casework database"}
        assert must <= unlocked[program.child], f"the scan is blind to {must - unlocked[program.child]}"
        assert unlocked[program.parent.pid] == set(), "the parent holds keys"
        times = program.lock()
        assert everywhere(program, secrets) == {pid: set() for pid in program.processes()}
        return times


def everywhere(program: Program, secrets: scan.Needles) -> dict[int, set[str]]:
    return {pid: scan.in_memory(pid, secrets) for pid in program.processes()}


@pytest.fixture(scope="module", autouse=True)
def _may_read_memory() -> None:
    code = "from app.vault import harden; harden(); print(flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, **pipes) as hardened:  # type: ignore[call-overload] # two pipes
        hardened.stdout.readline()
        try:
            Path(f"/proc/{hardened.pid}/mem").open("rb").close()
        except PermissionError:
            pytest.skip("only root may read the memory of a hardened process")
        finally:
            hardened.kill()


@pytest.mark.parametrize("_time", range(2))
def test_after_the_lock_nothing_is_left_in_memory(centre: Centre, tmp_path: Path, _time: int) -> None:
    dead, shown = check_once(centre, tmp_path)
    assert dead <= 1.0, f"the old process lived for {dead:.2f} s; the lock screen came after {shown:.2f} s"


@pytest.mark.slow
@pytest.mark.parametrize("_time", range(20))
def test_after_each_of_twenty_locks_nothing_is_left(centre: Centre, tmp_path: Path, _time: int) -> None:
    assert check_once(centre, tmp_path)[0] <= 1.0
