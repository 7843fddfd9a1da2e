"""A day on a disk that becomes full at one byte after the other, told by the process that lives it."""

from __future__ import annotations

import ctypes
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.desk import Desk
from app.errors import CannotUnlock, NoRoom
from app.flows import backups
from app.flows.compaction import compact_all
from app.kinds import Compartment
from app.vault import Home, SecondSecret, change_passphrase, unlock
from tests.faults.taking import back_up

EVER = -1
PLENTY = 1 << 40
NEW_PHRASE = "바람개비 언덕의 오래된 우체통"


@dataclass
class Day:
    """What was acknowledged, what was refused, and what was wrong afterwards."""

    room: int
    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    refusals: int = 0
    wrong: list[str] = field(default_factory=list)


class Disk:
    """The preloaded library's idea of how much room there is."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        self._library.disk_room.argtypes = [ctypes.c_longlong]
        for told in (self._library.disk_left, self._library.disk_refusals, self._library.disk_lowest):
            told.restype = ctypes.c_longlong

    def room(self, size: int) -> None:
        self._library.disk_room(size)

    @property
    def left(self) -> int:
        return int(self._library.disk_left())

    @property
    def lowest(self) -> int:
        """The least that was left since the room was set."""
        return int(self._library.disk_lowest())

    @property
    def refusals(self) -> int:
        return int(self._library.disk_refusals())


class Living:
    """One day in a fresh copy of a centre."""

    def __init__(self, told: dict[str, Any], disk: Disk, room: int) -> None:
        self._told, self._disk, self.day = told, disk, Day(room)
        disk.room(EVER)
        folder = Path(told["folder"])
        for name in ("home", "stick"):
            shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(told["centre"], folder / "home")
        self.home, self.stick = folder / "home", folder / "stick"
        self.stick.mkdir()
        self._keys = unlock(self.home, self._user("manager"), told["passphrase"], self._second("manager"))

    def _user(self, part: str) -> str:
        return str(self._told["users"][part])

    def _second(self, part: str) -> SecondSecret:
        return SecondSecret.keyfile(Path(self._told["key_files"][part]))

    def live(self) -> Day:
        """Write until the disk is full and beyond, free the disk, and look at what is left."""
        before = self._disk.refusals
        self._disk.room(self.day.room)
        desk = self._try("open", Desk.open, self.home, self._keys)
        if desk is not None:
            self._work(desk)
            self._try("backup", self._back_up, desk)
            self._go_on_after(desk)
            desk.close()
            self._disk.room(0 if self.day.refused else self._disk.left)
            self._try("compact", compact_all, self.home, self._keys)
        self._try("phrase", self._change_phrase)
        self.day.refusals = self._disk.refusals - before
        self._disk.room(EVER)
        self._look()
        return self.day

    def _try(self, what: str, act: Callable[..., Any], *given: object) -> Any:
        try:
            found = act(*given)
        except NoRoom as problem:
            self.day.refused.append(f"{what}: {problem}")
            return None
        except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what this test looks for
            self.day.wrong.append(f"{what}: {type(problem).__name__}: {problem}")
            return None
        self.day.done.append(what)
        return found

    def _work(self, desk: Desk) -> None:
        for number in range(6):
            case = self._try("case", desk.cases.open_case, "파란우산")
            if case is not None:
                self._work_on(desk, case.value.id, number)

    def _work_on(self, desk: Desk, case: str, number: int) -> None:
        self.day.done.append(f"case:{case}")
        note = self._try("note", desk.cases.add_note, case, "통화", "느티나무 " * 2000)
        self.day.done += [f"note:{note.value}"] if note else []
        if self._try("draft", desk.contacts.keep_draft, case, "note", "쓰다 만 글 " * 90):
            self.day.done.append(f"draft:{case}")
        if self._try("office", desk.office.set, f"full-{number}", "x" * 3000):
            self.day.done.append(f"office:full-{number}")

    def _back_up(self, desk: Desk) -> None:
        made = back_up(desk, self.stick)
        self.day.done.append(f"backup:{made.path.name}")

    def _go_on_after(self, desk: Desk) -> None:
        """Room again while the window is open: the next write has to go through."""
        left = self._disk.left
        self._disk.room(EVER)
        for what, act in (
            ("again", lambda: desk.cases.open_case("솔방울").value),
            ("office again", lambda: desk.office.set("again", "1")),
        ):
            try:
                act()
            except Exception as problem:  # noqa: BLE001 -- as above
                self.day.wrong.append(f"{what}: {type(problem).__name__}: {problem}")
        self._disk.room(left)

    def _change_phrase(self) -> None:
        part = "counsellor"
        keys = unlock(self.home, self._user(part), self._told["passphrase"], self._second(part))
        change_passphrase(self.home, keys, self._told["passphrase"], NEW_PHRASE)
        self.day.done.append("phrase:")

    def _look(self) -> None:
        """Everything that was acknowledged is there, and everything opens whole."""
        wrong = self.day.wrong
        wrong += Home.open(self.home).notices
        with closing(Desk.open(self.home, self._keys)) as desk:
            # An anchor that found no room is told; records that are older than their anchor must not be.
            wrong += [*desk.rolled_back, *desk.problems(), *desk.trail_problems()]
            wrong += [f"lost {one}" for one in self.day.done if not self._there(desk, one)]
        opening = [phrase for phrase in (self._told["passphrase"], NEW_PHRASE) if self._opens(phrase)]
        if len(opening) != 1 or ("phrase:" in self.day.done and opening != [NEW_PHRASE]):
            wrong.append(f"{len(opening)} passphrases open")
        wrong += [f"left {path.name}" for path in self.home.rglob("*") if path.name.endswith((".partial", ".compact"))]

    def _opens(self, phrase: str) -> bool:
        with suppress(CannotUnlock):
            unlock(self.home, self._user("counsellor"), phrase, self._second("counsellor")).close()
            return True
        return False

    def _there(self, desk: Desk, word: str) -> bool:
        kind, _colon, one = word.partition(":")
        table = {"case": "casefile", "note": "note", "draft": "draft"}.get(kind)
        if not one:
            return True
        if table:
            casework = desk.database(Compartment.CASEWORK)
            return bool(casework.value(f"SELECT count(*) FROM {table} WHERE id = ?", (one,)) == 1)
        if kind == "office":
            return desk.office.setting(one) == "x" * 3000
        backups.verify(self.stick / one, self._keys)
        return True


def at_each_point(told: dict[str, Any], library: ctypes.CDLL) -> Iterator[str]:
    """One day with room for everything, then one for each point between none and all of that; a line of JSON each."""
    disk = Disk(library)
    whole = Living(told, disk, PLENTY)
    needed = 0
    original = disk.room

    def measured(size: int) -> None:
        nonlocal needed
        needed = max(needed, PLENTY - disk.left if disk.left > 0 else 0)
        original(size)

    disk.room = measured  # type: ignore[method-assign] # only to learn how much this day takes
    yield json.dumps(asdict(whole.live()), ensure_ascii=False)
    disk.room = original  # type: ignore[method-assign] # as above
    points = int(told["points"])
    for point in range(points):
        yield json.dumps(asdict(Living(told, disk, needed * point // points).live()), ensure_ascii=False)
