"""Thawing what an earlier version froze: its files as they were, and what has to be found in them."""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.vault import Keys, SecondSecret, unlock

FOLDER = Path(__file__).parent
VERSIONS = tuple(sorted(path.stem for path in FOLDER.glob("*.tar")))


@dataclass(frozen=True)
class Thawed:
    """One version's files."""

    folder: Path
    facts: dict[str, Any]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def second(self, part: str) -> SecondSecret:
        return SecondSecret.keyfile(self.folder / "keys" / f"{part}.key")

    def unlock(self, part: str, home: Path | None = None) -> Keys:
        return unlock(home or self.home, self.facts["users"][part]["id"], self.facts["passphrase"], self.second(part))


def thawed(version: str, folder: Path) -> Thawed:
    """What `version` froze, in the new folder `folder`."""
    with tarfile.open(FOLDER / f"{version}.tar") as tar:
        tar.extractall(folder, filter="data")
    return Thawed(folder, json.loads((folder / "facts.json").read_text("utf-8")))
