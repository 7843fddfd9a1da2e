"""A key store that is absent, locked, emptied, changed or hangs: each time the real program opens by key file or paper."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.vault import Kind, add_slot
from tests.attacks.program import Program, running
from tests.conftest import PASSPHRASE, Centre

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it drives processes over a socket")

STORE = "keyring.backends.SecretService.Keyring"
OTHER = "keyring.backends.kwallet.DBusKeyring"
CONNECT = """
from app.vault import Kind, add_slot
add_slot(window.home, window._keys, {passphrase!r}, Kind.DEVICE)
answer = True
"""
TRY = """
driver.until(lambda: window.unlock.form.names.count() > 0, "the names")
form = window.unlock.form
form.names.set_value({user!r})
offered = form.way().value
if offered == "device":
    form.passphrase.setFocus()
    driver.type({passphrase!r})
    driver.press("Return")
    driver.until(lambda: not window.unlock.busy, "an answer")
answer = [offered, form.error("device"), window.floor is not None]
"""
BY_PAPER = """
driver.until(lambda: window.unlock.form.names.count() > 0, "the names")
form = window.unlock.form
form.names.set_value({user!r})
form._change_way(__import__("app.vault", fromlist=["Kind"]).Kind.PAPER)
form.code.setFocus()
driver.type({code!r})
form.passphrase.setFocus()
driver.type({passphrase!r})
driver.press("Return")
driver.until(lambda: window.floor is not None and window.floor.place, "the first page")
"""
BY_KEY_FILE = """
form = window.unlock.form
form._change_way(__import__("app.vault", fromlist=["Kind"]).Kind.KEYFILE)
form.key_file.set_path({key_file!r})
form.passphrase.setFocus()
driver.type({passphrase!r})
driver.press("Return")
driver.until(lambda: window.floor is not None and window.floor.place, "the first page")
"""


class Store:
    """What the computer's key store holds, and how it fails; the program reads it at its start."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.tell(kept={}, fault="", **{"class": STORE})

    def tell(self, **more: Any) -> None:
        now = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
        self.file.write_text(json.dumps({**now, **more}), "utf-8")

    @property
    def kept(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.file.read_text("utf-8"))["kept"]
        return found


@dataclass(frozen=True)
class Connected:
    """A counsellor whose second secret is in the key store of this computer, and on paper."""

    centre: Centre
    store: Store
    paper: str


@pytest.fixture(scope="module")
def connected(founded: Centre, tmp_path_factory: pytest.TempPathFactory) -> Connected:
    """Connected as the program does it; while the store is well, the desk opens without a key file."""
    folder = tmp_path_factory.mktemp("connected")
    shutil.copytree(founded.home, folder / "home")
    centre = Centre(folder / "home", founded.users, founded.key_files)
    paper = add_slot(centre.home, centre.unlock("counsellor"), PASSPHRASE, Kind.PAPER).code
    store = Store(folder / "key-store.json")
    with program_with(store, centre, folder) as program:
        program.unlock(centre.users["counsellor"], PASSPHRASE, centre.key_files["counsellor"])
        program.do(CONNECT.format(passphrase=PASSPHRASE))
        program.lock()
        assert attempt(program, centre) == ["device", "", True], "it opens while the store is well"
    assert [len(text) for text in store.kept.values()] == [64]
    return Connected(centre, store, paper)


def program_with(store: Store, centre: Centre, folder: Path) -> Any:
    return running(centre.home, folder / secrets.token_hex(4), GYEOT_TEST_KEY_STORE=str(store.file))


def attempt(program: Program, centre: Centre) -> list[Any]:
    """What is offered first, what is said where it fails, and whether the desk is open."""
    told = program.do(TRY.format(user=centre.users["counsellor"], passphrase=PASSPHRASE))
    if told[0] == "device" and not told[1]:
        program.do('driver.until(lambda: window.floor is not None and window.floor.place, "the first page")')
        told[2] = True
    return list(told)


FAULTS: dict[str, dict[str, Any]] = {
    "absent": {"fault": "absent"},
    "locked": {"fault": "locked"},
    "emptied": {"kept": {}},
    "changed": {"class": OTHER},
    "hanging": {"fault": "hang", "limit": 1.5},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_key_store_leads_to_key_file_and_paper(connected: Connected, tmp_path: Path, fault: str) -> None:
    centre, store = connected.centre, Store(tmp_path / "key-store.json")
    store.tell(**{"kept": connected.store.kept, **FAULTS[fault]})
    with program_with(store, centre, tmp_path) as program:
        offered, said, opened = attempt(program, centre)
        assert not opened
        if fault == "absent":
            assert (offered, said) == ("keyfile", "")
        else:
            assert offered == "device"
            assert "열쇠 파일" in said, "the sentence names what to use instead"
            assert "keyrings.alt" not in said
        program.do(BY_KEY_FILE.format(key_file=str(centre.key_files["counsellor"]), passphrase=PASSPHRASE))
        program.lock()
        program.do(BY_PAPER.format(user=centre.users["counsellor"], code=connected.paper, passphrase=PASSPHRASE))
        assert program.do("answer = window.floor.place") != ""
