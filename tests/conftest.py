"""Fixtures every test may use: a real SQLCipher database, an anchor on the disk, Korean texts."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import i18n
from app.store import Database


class FileAnchor:
    """An anchor in a plain file: enough for tests of the store alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str) -> tuple[int, bytes] | None:
        if not self._path.exists():
            return None
        found = json.loads(self._path.read_text()).get(name)
        return (found[0], bytes.fromhex(found[1])) if found else None

    def write(self, name: str, counter: int, head: bytes) -> None:
        states = json.loads(self._path.read_text()) if self._path.exists() else {}
        states[name] = [counter, head.hex()]
        self._path.write_text(json.dumps(states))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--runslow", action="store_true", help="run the long fault and attack tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--runslow"):
        return
    skip = pytest.mark.skip(reason="a long run: ask for it with --runslow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def korean() -> Iterator[None]:
    i18n.set_language("ko")
    yield
    i18n.set_language("ko")


@pytest.fixture
def raw_key() -> str:
    return secrets.token_hex(48)


@pytest.fixture
def casework(tmp_path: Path, raw_key: str) -> Iterator[Database]:
    """An empty casework database, open for writing."""
    path = tmp_path / "casework.db"
    Database.create(path, raw_key, "casework")
    database = Database.open(
        path, raw_key, "casework", who="user-1", device="B", anchor=FileAnchor(tmp_path / "anchor.json")
    )
    yield database
    assert not database.in_transaction, "a transaction was left open"
    database.close()
