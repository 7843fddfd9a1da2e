"""The key store of the computer: pinned, read back, timed; every fault ends in another way in, none in a leak."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keyring
import pytest

from app.errors import CannotUnlock
from app.vault import (
    Kind,
    SecondSecret,
    add_slot,
    create,
    device_secret,
    key_store_available,
    own_slots,
    remove_slot,
    unlock,
)
from tests.app.vault.conftest import PASSPHRASE, STAFF, Centre, plan
from tests.keystores import NAMES, KeyStore, OtherStore


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyStore]:
    monkeypatch.setattr(device_secret, "TIME_LIMIT", 0.5)
    before, mine = keyring.get_keyring(), KeyStore()
    keyring.set_keyring(mine)
    yield mine
    mine.free.set()
    keyring.set_keyring(before)


@dataclass
class Enrolled:
    """A counsellor whose second secret is in the store."""

    centre: Centre
    second: SecondSecret

    def opens(self) -> bool:
        unlock(self.centre.home, "counsellor", PASSPHRASE["counsellor"], self.second).close()
        return True


@pytest.fixture
def enrolled(centre: Centre, store: KeyStore) -> Enrolled:
    keys = centre.unlock("counsellor")
    way = add_slot(centre.home, keys, PASSPHRASE["counsellor"], Kind.DEVICE, allowed=NAMES)
    assert (way.path, way.code) == (None, "")
    return Enrolled(centre, SecondSecret.device(NAMES))


def test_a_device_slot_opens_on_its_computer(enrolled: Enrolled, store: KeyStore) -> None:
    assert enrolled.opens()
    assert [len(text) for text in store.kept.values()] == [64]
    assert key_store_available(NAMES)


def test_a_centre_founded_with_device_secrets(tmp_path: Path, store: KeyStore) -> None:
    created = create(tmp_path / "centre", plan(STAFF[:3]), "device", allowed=NAMES)
    assert {user.key_file for user in created.users} == {None}
    keys = unlock(created.home, "trainer", PASSPHRASE["trainer"], SecondSecret.device(NAMES))
    assert keys.name == "오다온"
    assert len(store.kept) == 3


def test_a_founding_that_fails_takes_its_secrets_back(tmp_path: Path, store: KeyStore) -> None:
    store.fault = "garble"
    with pytest.raises(CannotUnlock):
        create(tmp_path / "centre", plan(STAFF[:3]), "device", allowed=NAMES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", ["hang", "raise", "forget"])
def test_a_faulty_store_ends_in_a_sentence(enrolled: Enrolled, store: KeyStore, fault: str) -> None:
    store.fault = fault
    began = time.monotonic()
    with pytest.raises(CannotUnlock) as told:
        enrolled.opens()
    assert time.monotonic() - began < 3
    assert "keyrings.alt" not in str(told.value)
    assert str(told.value)
    code = enrolled.centre.user("counsellor").paper_code
    assert unlock(enrolled.centre.home, "counsellor", PASSPHRASE["counsellor"], SecondSecret.paper(code))


def test_a_garbled_read_back_makes_no_slot(centre: Centre, store: KeyStore) -> None:
    keys, before = centre.unlock("counsellor"), (centre.home / "slots.bin").read_bytes()
    store.fault = "garble"
    with pytest.raises(CannotUnlock):
        add_slot(centre.home, keys, PASSPHRASE["counsellor"], Kind.DEVICE, allowed=NAMES)
    assert (centre.home / "slots.bin").read_bytes() == before


def test_an_unpinned_store_is_never_used(centre: Centre, store: KeyStore) -> None:
    keys = centre.unlock("counsellor")
    with pytest.raises(CannotUnlock):
        add_slot(centre.home, keys, PASSPHRASE["counsellor"], Kind.DEVICE)
    assert store.kept == {}
    assert not key_store_available()


def test_a_changed_store_is_named_and_not_migrated(enrolled: Enrolled) -> None:
    other = OtherStore()
    keyring.set_keyring(other)
    with pytest.raises(CannotUnlock, match=r"전에|before"):
        enrolled.opens()
    assert other.kept == {}


def test_an_emptied_or_overwritten_store(enrolled: Enrolled, store: KeyStore) -> None:
    for text in ("", "zz", "00" * 32):
        for account in store.kept:
            store.kept[account] = text
        with pytest.raises(CannotUnlock):
            enrolled.opens()
    store.kept.clear()
    with pytest.raises(CannotUnlock):
        enrolled.opens()


def test_a_removed_way_in_leaves_the_store(enrolled: Enrolled, store: KeyStore) -> None:
    keys = enrolled.centre.unlock("counsellor")
    device = next(slot for slot in own_slots(enrolled.centre.home, keys) if slot.kind is Kind.DEVICE)
    remove_slot(enrolled.centre.home, keys, device.id, NAMES)
    assert store.kept == {}
    with pytest.raises(CannotUnlock):
        enrolled.opens()


def test_a_copied_folder_does_not_open_elsewhere(enrolled: Enrolled, store: KeyStore, tmp_path: Path) -> None:
    shutil.copytree(enrolled.centre.home, tmp_path / "copy")
    store.kept.clear()
    with pytest.raises(CannotUnlock):
        unlock(tmp_path / "copy", "counsellor", PASSPHRASE["counsellor"], enrolled.second)
