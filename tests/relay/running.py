"""Real relay processes on the loopback, and centres that speak to them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app import wire
from app.relay import enrol
from app.sync.relay import Answer, client, deliver
from tests.app.counts.centre import StaffKeys

ROOT = Path(__file__).resolve().parents[2]
_SERVE = (
    "import sys, json; from pathlib import Path; from app.relay import serve; "
    "o = json.loads(sys.argv[1]); o['page'] = Path(o['page']) if o.get('page') else None; "
    "serve(key_folder=Path(o.pop('folder')), **o)"
)


@dataclass
class RunningRelay:
    """A relay in a process of its own; it can be killed and started again at the same port."""

    folder: Path
    trial: bool = True
    port: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    line: dict[str, Any] = field(default_factory=dict)
    output: str = ""

    def start(self) -> RunningRelay:
        options = {"folder": str(self.folder), "port": self.port, "trial": self.trial, **self.options}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, json.dumps(options)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        while '"event"' in (first := self.process.stdout.readline()):
            self.output += first  # with `log` it tells more than where it listens
        assert first.startswith("{"), first + self.process.stdout.read()
        self.line = json.loads(first)
        self.port = int(self.line["url"].rsplit(":", 1)[1])
        return self

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """A relay that takes connections and says nothing."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)
        yield
        os.kill(self.process.pid, signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        os.kill(self.process.pid, how)
        self.output += self.process.communicate(timeout=20)[0]
        self.process = None

    @property
    def database(self) -> str | None:
        return self.options.get("database")

    @property
    def url(self) -> str:
        return str(self.line["url"])

    @property
    def card(self) -> wire.Card:
        return wire.read_card((self.folder / "card.signed").read_bytes())

    @property
    def roster(self) -> wire.Roster:
        return wire.read_roster((self.folder / "roster.signed").read_bytes(), self.card.roster_key)

    def enrolled(self, practice: bool = True) -> StaffKeys:
        keys = StaffKeys(practice=practice)
        offer = wire.Application(keys.device_public, practice, "2026-11-23")
        enrol(self.folder, wire.write_application(offer, keys.sign))
        return keys


def envelope(keys: StaffKeys, known: wire.Roster, vector: list[int] | None = None, **other: Any) -> bytes:
    """A valid envelope of a centre, or one that differs in some facts of its header."""
    tables = wire.cubes()
    facts: dict[str, Any] = {
        "cells": tables.cells_hash,
        "codes": tables.codes_hash,
        "round": "2026-Q3",
        "sender": wire.key_id(keys.device_public),
        "seq": 1,
        "prev": "none",
        "group": "city",
        "scheme": wire.SOLO,
        "law": "discrete-gaussian",
        "variance": 35,
        "n": known.n_min,
        "units_max": 24,
        "made": "2026-11-23",
        "trial": known.trial,
        "roster_id": known.id,
        "roster": known.sha256,
    }
    collector = X25519PublicKey.from_public_bytes(known.collector)
    box = X25519PrivateKey.generate().public_key()
    header = wire.Header(**{**facts, **other})
    return wire.make(header, vector or [1] * len(tables), collector, box, keys.sign)


def post(relay: RunningRelay, keys: StaffKeys, body: bytes, key: str = "k" * 32) -> Answer:
    with client() as http:
        return deliver(http, relay.card, keys, key, body)


def wait_for(condition: Any, seconds: float = 10.0) -> None:
    """Poll until something holds; fail when it never does."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.005)
