"""The lives a worker process can live over a centre's folder: what people do, and what they are then told."""

from __future__ import annotations

import ctypes
import os
import random
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from app.desk import Desk
from app.store import connection
from app.vault import SecondSecret, change_passphrase, unlock, unlocking, ways_in
from app.vault import passphrase as phrases
from tests.faults.disk.record import ACKNOWLEDGED
from tests.faults.taking import back_up

Told = dict[str, Any]

_remembered = cache(phrases.stretch)


class Acknowledging:
    """The file that a person's memory stands for."""

    def __init__(self, folder: Path) -> None:
        self._handle = os.open(folder / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def __call__(self, word: str) -> None:
        os.write(self._handle, f"{word} ".encode())


def _desk(told: Told, part: str = "manager") -> Desk:
    home = Path(told["home"])
    return Desk.open(home, unlock(home, told["users"][part], told["passphrase"], _second(told, part)))


def _second(told: Told, part: str) -> SecondSecret:
    return SecondSecret.keyfile(Path(told["key_files"][part]))


def carelessly(told: Told, say: Acknowledging) -> None:
    """The same day over a database that does not wait for the disk: what the replay has to find."""
    settings = tuple(one.replace("synchronous = FULL", "synchronous = NORMAL") for one in connection.SETTINGS)
    setattr(connection, "SETTINGS", settings)  # noqa: B010 -- its type counts the settings
    writing(told, say)


def writing(told: Told, say: Acknowledging) -> None:
    """An ordinary day: cases, notes, drafts and the office, with the window closed and opened again in between."""
    chance = random.Random(told["seed"])
    for _window in range(2):
        with closing(_desk(told)) as desk:
            reader = desk.reader()
            for _number in range(told["cases"]):
                case = desk.cases.open_case("파란우산", phone="010-0000-1234").value
                say(f"case:{case.id}")
                say(f"note:{desk.cases.add_note(case.id, '통화', '느티나무 ' * chance.randint(1, 400)).value}")
                if chance.random() < 0.3:
                    desk.contacts.keep_draft(case.id, "note", "쓰다 만 글 " * chance.randint(1, 200))
                    say(f"draft:{case.id}")
                if chance.random() < 0.2:
                    desk.office.set(f"life-{case.id}", case.id)
                    say(f"office:{case.id}")
                reader.cases.page(limit=5)
            reader.close()


def passphrase(told: Told, say: Acknowledging) -> None:
    """A passphrase changed several times; each new one is said once it holds."""
    home, now = Path(told["home"]), told["passphrase"]
    for number, new in enumerate(told["phrases"]):
        keys = unlock(home, told["users"]["counsellor"], now, _second(told, "counsellor"))
        change_passphrase(home, keys, now, new, _second(told, "counsellor"))
        now = new
        say(f"phrase:{number}")


def compacting(told: Told, say: Acknowledging) -> None:
    """The databases written anew, twice."""
    from app.flows.compaction import compact_all

    home = Path(told["home"])
    for _round in range(2):
        keys = unlock(home, told["users"]["manager"], told["passphrase"], _second(told, "manager"))
        with closing(Desk.open(home, keys)) as desk:
            say(f"case:{desk.cases.open_case('솔방울').value.id}")
        compact_all(home, keys)
        say("compacted:")


def backing_up(told: Told, say: Acknowledging) -> None:
    """Two backups to a stick."""
    with closing(_desk(told)) as desk:
        for _round in range(2):
            say(f"backup:{back_up(desk, Path(told['stick'])).path.name}")


def restoring(told: Told, say: Acknowledging) -> None:
    """A backup brought back into a new folder."""
    from app.flows import backups

    source = Path(told["backup"])
    keys = unlock(source, told["users"]["manager"], told["passphrase"], _second(told, "manager"))
    backups.restore(source, Path(told["again"]), keys, keys)
    say("restored:")


def practising(told: Told, say: Acknowledging) -> None:
    """A practice centre made from nothing."""
    from app.practice.making import make

    make(Path(told["new"]), cases=2)
    say("made:")


def migrating(told: Told, say: Acknowledging) -> None:
    """An older centre opened by this version."""
    _desk(told).close()
    say("migrated:")


def leaving(told: Told, say: Acknowledging) -> None:
    """Somebody leaves: the lock is written anew, and every database that they could open gets another key."""
    from app.flows import renewal
    from app.vault.enrolling import remove

    home = Path(told["home"])
    keys = unlock(home, told["users"]["manager"], told["passphrase"], _second(told, "manager"))
    remove(home, keys, told["leaver"])
    say("left:")
    done = renewal.complete(home, unlock(home, told["users"]["manager"], told["passphrase"], _second(told, "manager")))
    assert done.done, "nothing was renewed"
    say("renewed:")


def taking_evidence(told: Told, say: Acknowledging) -> None:
    """Files taken in for a case, and one that is stopped half-way."""
    from app.evidence import Brought, Stated

    with closing(_desk(told, "counsellor")) as desk:
        case = desk.cases.open_case("느티").value.id
        desk.cases.set_incident(case, ("stalking",))
        for number, source in enumerate(sorted(Path(told["files"]).iterdir())):
            intake = desk.evidence.prepare(case, Stated.NO_SEXUAL_IMAGE).value
            taken = intake.seal(source)
            if number == 1:
                desk.evidence.abandon(intake)
                continue
            item = desk.evidence.enter(intake, taken, Brought("문자 내용", Stated.NO_SEXUAL_IMAGE)).value
            say(f"item:{item.id}")


def walling(told: Told, say: Acknowledging) -> None:
    """A case goes behind a wall, gets a new key there, and comes back."""
    with closing(_desk(told, "counsellor")) as desk:
        sealed = desk.sealed.seal(
            told["case"], [told["users"]["counsellor"]], "전기가 나가도 한 곳에만 있어야 함"
        ).value
        say("sealed:")
        desk.sealed.rekey(sealed.id)
        say("rekeyed:")
        desk.sealed.unseal(sealed.id)
        say("unsealed:")


def erasing(told: Told, say: Acknowledging) -> None:
    """A case is erased, and the next opening writes the records anew."""
    from app.flows import erasure

    with closing(_desk(told)) as desk:
        desk.retention.decide(told["case"], "erase")
        erasure.erase(desk.home, desk.keys, desk.retention, [told["case"]], "request")
        say("erased:")
    _desk(told).close()
    say("rewritten:")


def full(told: Told, say: Acknowledging) -> None:
    """The same disk full at one place after the other; see test_full_disk.py for what is asked at each."""
    from tests.faults.disk.fullness import at_each_point

    for module in (
        unlocking,
        ways_in,
    ):  # the same passphrase and salt are stretched once: the disk is tried, not patience
        module.stretch = _remembered  # type: ignore[attr-defined] # a name that the module imported
    for line in at_each_point(told, ctypes.CDLL(None)):
        print(line, flush=True)


def filling(told: Told, say: Acknowledging) -> None:
    """A disk that becomes full inside one act, at one place after the other; see test_full_acts.py."""
    from tests.faults.disk.filling import at_each_point

    for module in (unlocking, ways_in):
        module.stretch = _remembered  # type: ignore[attr-defined] # a name that the module imported
    for line in at_each_point(told, ctypes.CDLL(None)):
        print(line, flush=True)


def brimful(told: Told, say: Acknowledging) -> None:
    """A disk on which nothing more fits at all; see test_full_disk.py."""
    from tests.faults.disk.brimful import lived

    unlocking.stretch = _remembered  # type: ignore[attr-defined] # a name that the module imported
    print(lived(told, ctypes.CDLL(None)), flush=True)


LIVES: dict[str, Callable[[Told, Acknowledging], None]] = {
    life.__name__: life
    for life in (
        writing, carelessly, passphrase, compacting, backing_up, restoring, practising, migrating, leaving,
        taking_evidence, walling, erasing, full, filling, brimful,
    )
}  # fmt: skip
