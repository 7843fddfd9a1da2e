"""Three practice centres, each with its own keys, and a trial relay of its own in another process."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import i18n
from app.desk import Desk
from app.errors import Bug
from app.flows import reporting
from app.practice import make
from app.vault import Holding, SecondSecret, unlock


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice centre and where its people's secrets lie."""

    home: Path
    users: dict[str, dict[str, str]]

    def name(self, role: str) -> str:
        return self.users[role]["name"]

    def passphrase(self, role: str) -> str:
        return Path(self.users[role]["passphrase_file"]).read_text("utf-8").splitlines()[0]

    def key_file(self, role: str) -> Path:
        return Path(self.users[role]["key_file"])

    def desk(self, role: str) -> Desk:
        keys = unlock(self.home, self.name(role), self.passphrase(role), SecondSecret.keyfile(self.key_file(role)))
        return Desk.open(self.home, keys)


def build(folder: Path, cases: int = 60, seed: int = 1) -> Practice:
    made: dict[str, Any] = make(folder, cases, seed)
    return Practice(Path(made["home"]), made["users"])


class Relay:
    """A trial relay on loopback, as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process = subprocess.Popen(  # noqa: S603 - our own program, with a path of ours
            [sys.executable, "-m", "app.cli", "relay", "serve", "--trial", "--port", "0", "--folder", str(folder)],
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None, "it was asked for"
        line = self._process.stdout.readline()
        if not line:
            raise Bug("the trial relay did not start")
        self.url: str = json.loads(line)["url"]

    def enrol(self, centre: Practice) -> None:
        """Put a centre's computer on the trial roster, by the paper it signed."""
        desk = centre.desk("manager")
        paper = self.folder / f"{centre.home.name}.application"
        paper.write_bytes(reporting.application(desk.keys))
        desk.close()
        _command("relay", "enrol", str(paper), "--folder", str(self.folder))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)


def send_round(centre: Practice, relay: Relay, period: str) -> None:
    """What the manager of another centre does: join, close, send."""
    with Holding(centre.home):
        desk = centre.desk("manager")
        reporting.join(desk.office, desk.keys, reporting.fetch(relay.url))
        desk.counts.send(desk.counts.close_round(period).value)
        reporting.send(desk.outbox, desk.office, desk.counts, desk.keys).insist()
        desk.close()


def close_sum(relay: Relay, period: str) -> None:
    """What the city does once enough centres delivered: open the sum, once."""
    _command("relay", "close", period, "--folder", str(relay.folder))


def _command(*words: str) -> None:
    """Run a command in this process, without its answer and in the language of the tour."""
    from app.cli import main

    with redirect_stdout(io.StringIO()):
        code = main(["--lang", i18n.language(), *words])
    if code != 0:
        raise Bug(f"the command “{' '.join(words[:2])}” ended with {code}")
