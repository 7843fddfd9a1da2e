"""Unlocking a centre, against bare Argon2id with the same parameters."""

from __future__ import annotations

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.i18n import _
from app.vault import Home, unlock
from ui.bench import centre
from ui.bench.measure import Figure, Goal, alternate, figure, timed

GOAL = Goal("times", 1.2)
_FEW = 60


def measure(cases: int) -> Figure:
    kept = centre.practice(min(cases, _FEW))
    name, passphrase, second = kept.secrets()
    home = Home.open(kept.home)
    part = home.slots.personal_of(home.find(name).id)
    kdf, salt, text = part.kdf, part.salt, passphrase.encode("utf-8")

    def bare() -> None:
        Argon2id(salt=salt, length=32, iterations=kdf.passes, lanes=kdf.lanes, memory_cost=kdf.memory).derive(text)

    def whole() -> None:
        unlock(kept.home, name, passphrase, second).close()

    pair = alternate(timed(whole), timed(bare))
    note = _("Argon2id with {memory} MiB, {passes} passes, {lanes} lanes; a practice centre has the least allowed.")
    return figure(pair, GOAL, note.format(memory=kdf.memory // 1024, passes=kdf.passes, lanes=kdf.lanes))
