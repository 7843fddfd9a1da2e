"""What the key store knows of the records' age: signed, small, and never waited for longer than its limit."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator

import keyring
import pytest

from app.errors import CannotUnlock, Damaged
from app.vault import Keys, device_secret
from app.vault.anchor_keeping import Mark, keep, pack, recall, unpack
from tests.keystores import NAMES, KeyStore

MARKS = {
    "casework": Mark(2**40, bytes(range(16)), b"c" * 16),
    "office": Mark(1, b"h" * 16, bytes(16)),
    "training": Mark(0, bytes(16), bytes(16)),
}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyStore]:
    monkeypatch.setattr(device_secret, "TIME_LIMIT", 0.5)
    before, made = keyring.get_keyring(), KeyStore()
    keyring.set_keyring(made)
    yield made
    made.free.set()
    keyring.set_keyring(before)


@pytest.fixture
def keys(opened: Callable[[str], Keys]) -> Keys:
    return opened("manager2")


def test_it_says_what_it_was_given_and_fits_the_smallest_key_store(keys: Keys) -> None:
    text = pack(keys, MARKS)
    assert unpack(keys, text).marks == MARKS
    assert len(text) <= 1280


def test_every_changed_bit_is_found(keys: Keys) -> None:
    data = base64.b64decode(pack(keys, MARKS))
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Damaged):
            unpack(keys, base64.b64encode(flipped).decode())


@pytest.mark.parametrize("text", ["", "zz", "곁", "AAAA", "A" * 5000, base64.b64encode(b"GYEOTAK1" * 30).decode()])
def test_anything_else_is_refused_in_words(keys: Keys, text: str) -> None:
    with pytest.raises(Damaged):
        unpack(keys, text)


def test_it_is_kept_and_given_back(keys: Keys, store: KeyStore) -> None:
    assert recall(keys, NAMES) is None
    text = pack(keys, MARKS)
    keep(keys, text, NAMES)
    assert recall(keys, NAMES) == text
    assert [account for _service, account in store.kept] == [f"{keys.centre_id}/anchor/{keys.device_id}"]


@pytest.mark.parametrize("fault", ["hang", "raise"])
def test_a_faulty_key_store_ends_within_its_limit(keys: Keys, store: KeyStore, fault: str) -> None:
    store.fault = fault
    began = time.monotonic()
    with pytest.raises(CannotUnlock) as told:
        recall(keys, NAMES)
    assert "keyrings.alt" not in str(told.value)
    with pytest.raises(CannotUnlock):
        keep(keys, pack(keys, MARKS), NAMES)
    assert time.monotonic() - began < 3


def test_a_key_store_nobody_pinned_is_not_asked(keys: Keys, store: KeyStore) -> None:
    with pytest.raises(CannotUnlock):
        keep(keys, pack(keys, MARKS))
    assert store.kept == {}
