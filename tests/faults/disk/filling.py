"""One act on a disk that becomes full inside it: told in words, nothing half done that stays, and it goes through later."""

from __future__ import annotations

import ctypes
import json
import shutil
import traceback
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.desk import Desk
from app.errors import NoRoom
from app.evidence import Brought, Stated
from app.flows import arriving, leaving
from app.flows.first_run import PersonalSheet
from app.flows.open_parts import OpenParts
from app.kinds import Compartment, Role
from app.store import erasing
from app.vault import FLOOR, Home, Keys, Kind, SecondSecret, StaffPlan, WaysIn, ballast, unlock
from app.vault.enrolling import remove
from tests.faults.disk.fullness import EVER, PLENTY, Disk

SOURCE_SIZE = 300_000
BALLAST = 4 << 20


@dataclass
class Try:
    """What was told while the disk was full, and what was wrong then or afterwards."""

    room: int
    refusals: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    done: bool = False


class Act:
    """A fresh copy of a centre with something to do in it."""

    who = "counsellor"

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told
        self.folder = Path(told["folder"])
        self.home = self.folder / "home"
        for left in self.folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        shutil.copytree(told["centre"], self.home)
        self.begin()

    def keys(self, part: str = "") -> Keys:
        part = part or self.who
        second = SecondSecret.keyfile(Path(self._told["key_files"][part]))
        return unlock(self.home, self._told["users"][part], self._told["passphrase"], second)

    def begin(self) -> None:
        with closing(Desk.open(self.home, self.keys())) as desk:
            self.case = desk.cases.open_case("파란우산", phone="010-0000-1234").value.id
            desk.cases.set_incident(self.case, ("stalking",))
            desk.cases.add_note(self.case, "통화", "느티나무 " * 300)

    def act(self) -> None:
        """Do it; NoRoom where the disk is full."""
        raise NotImplementedError

    def wrong(self, desk: Desk, done: bool) -> list[str]:
        """What is not as it was before the act, or as it is after it."""
        raise NotImplementedError

    def look(self, done: bool) -> list[str]:
        found = [*Home.open(self.home).notices]
        with closing(Desk.open(self.home, self.keys())) as desk:
            found += [*desk.doubts, *desk.problems(), *desk.trail_problems(), *self.wrong(desk, done)]
        return found + [f"left {one.name}" for one in self.home.rglob("*") if ".partial" in one.name]


class Evidence(Act):
    """A file is taken in: streamed, sealed, entered."""

    def act(self) -> None:
        source = self.folder / "source.txt"
        with closing(Desk.open(self.home, self.keys())) as desk:
            intake = desk.evidence.prepare(self.case, Stated.NO_SEXUAL_IMAGE).value
            try:
                taken = intake.seal(source)
                desk.evidence.enter(intake, taken, Brought("문자 내용", Stated.NO_SEXUAL_IMAGE))
            except NoRoom:
                with suppress(NoRoom):
                    desk.evidence.abandon(intake)
                raise

    def begin(self) -> None:
        super().begin()
        (self.folder / "source.txt").write_text("가나다라 " * (SOURCE_SIZE // 13), "utf-8")

    def wrong(self, desk: Desk, done: bool) -> list[str]:
        desk.evidence.sweep()
        items, checked = desk.evidence.items(self.case), desk.evidence.check_all()
        files = list((self.home / "evidence").rglob("*.*"))
        found = (
            [] if checked.whole == len(items) == len(files) else [f"{len(items)} items, {len(files)} files, {checked}"]
        )
        return found + (["the file that was taken in is not there"] if done and not items else [])


class Rekey(Act):
    """Somebody left, and the records move under new keys."""

    who = "manager"

    def act(self) -> None:
        if any(one.id == self._told["users"]["counsellor"] for one in Home.open(self.home).users()):
            remove(self.home, self.keys(), self._told["users"]["counsellor"])
        with closing(Desk.open(self.home, self.keys())) as desk:
            if desk.renewed.waiting:
                raise NoRoom(" ".join(desk.doubts) or "renewal waits and nothing was said")

    def wrong(self, desk: Desk, done: bool) -> list[str]:
        files = sorted(one.name.split(".")[0] for one in (self.home / "db").glob("*.db"))
        found = [] if files == ["casework", "office", "training"] else [f"files {files}"]
        found += [] if desk.cases.get(self.case).id == self.case else ["a case is lost"]
        return found + ([f"waits {desk.renewed.waiting}"] if desk.renewed.waiting else [])


class Sealing(Act):
    """A case goes into a file of its own."""

    def act(self) -> None:
        with closing(Desk.open(self.home, self.keys())) as desk:
            desk.sealed.seal(self.case, [self._told["users"]["counsellor"]], "디스크가 가득 차도 한 곳에만")

    def wrong(self, desk: Desk, done: bool) -> list[str]:
        sealed, files = desk.sealed.listed(), list((self.home / "sealed").glob("*.db"))
        here = desk.database(Compartment.CASEWORK).value("SELECT count(*) FROM casefile WHERE id = ?", (self.case,))
        found = [] if here + len(sealed) == 1 and len(files) == len(sealed) else [f"{here} here, {len(files)} files"]
        if not sealed:
            return [*found, *(["was said to be sealed"] if done else [])]
        with closing(desk.sealed.open(sealed[0].id)) as inner:
            notes = len(inner.cases.timeline(self.case))
            found += [*inner.problems(), *(["rolled back"] if inner.rolled_back else []), *([] if notes else ["empty"])]
        return found


class Enrolling(Act):
    """Somebody joins: their code is shown once, or they did not join."""

    who = "manager"

    def begin(self) -> None:
        super().begin()
        self.sheets: list[tuple[str, PersonalSheet]] = []

    def act(self) -> None:
        with closing(Desk.open(self.home, self.keys())) as desk:
            made = desk.people.enrol(StaffPlan("새로온", Role.TRAINER), WaysIn(Kind.PAPER, kdf=FLOOR)).value
            assert made.sheet is not None
            self.sheets.append((made.user, made.sheet))

    def wrong(self, desk: Desk, done: bool) -> list[str]:
        new = {one.id for one in Home.open(self.home).users()} - set(self._told["users"].values())
        found = [] if new == {user for user, _sheet in self.sheets} else ["somebody joined whose code nobody saw"]
        for user, sheet in self.sheets:
            unlock(self.home, user, sheet.starting, SecondSecret.paper(sheet.code)).close()
        begun = [one.facts["begun"] for one in desk.office_audit.entries(kind="staff_change_begun")]
        listed = {one.id for one in desk.office.staff() if one.active}
        found += ["not in the trail"] if new and "staff_enrolled" not in begun else []
        return found + (["not in the staff list"] if not new <= listed else [])


class Leaving(Act):
    """All cases leave in the open, locked: a whole file and its line in the register, or neither."""

    who = "manager"
    wish = leaving.Wish(
        in_the_open=True,
        recipient="맞는 상담소",
        reason="센터를 옮기게 되어",
        passphrase="vezo-9559-nidu-5654-vura-9775",
    )

    def act(self) -> None:
        with closing(Desk.open(self.home, self.keys())) as desk:
            leaving.leave(desk, self.wish, self.folder / "all.age")

    def wrong(self, desk: Desk, done: bool) -> list[str]:
        found = [f"left {one.name}" for one in self.folder.iterdir() if one.name not in ("home", "all.age")]
        there = [one for one in leaving.left(desk) if one.gone_at is None]
        if (self.folder / "all.age").exists():
            cases = [one.kind for one in OpenParts(self.folder / "all.age", self.wish.passphrase).parts()]
            found += [] if cases == ["case"] and there else [f"{cases} in the file, {len(there)} in the register"]
        return found + (["it was said to be written"] if done and not there else [])


class Arriving(Act):
    """Cases of a file come in: all that is said to be here is whole, and the same file brings the rest."""

    who = "manager"

    def begin(self) -> None:
        super().begin()
        file, db = self.folder / "all.gyeot", Compartment.CASEWORK
        with closing(Desk.open(self.home, self.keys())) as desk:
            leaving.leave(desk, leaving.Wish(passphrase=Leaving.wish.passphrase), file)
            with desk.database(db).atomic():
                erasing.erase(desk.database(db), [self.case], (), ())

    def act(self) -> None:
        with closing(Desk.open(self.home, self.keys())) as desk:
            arriving.take_in(desk, self.folder / "all.gyeot", Leaving.wish.passphrase)

    def wrong(self, desk: Desk, done: bool) -> list[str]:
        here = desk.cases.page()
        notes = [one for row in here for one in desk.cases.timeline(row.id)]
        found = [] if bool(here) == bool(notes) else ["a case without what is in it"]
        return found + (["it was said to be here"] if done and not here else [])


ACTS = {
    "arriving": Arriving, "enrolling": Enrolling, "evidence": Evidence, "leaving": Leaving, "rekey": Rekey,
    "sealing": Sealing,
}  # fmt: skip


def at_each_point(told: dict[str, Any], library: ctypes.CDLL) -> Iterator[str]:
    """The act with room for everything, then with less and less; a line of JSON each."""
    disk = Disk(library)
    whole, needed = _tried(told, disk, PLENTY)
    yield json.dumps(asdict(whole), ensure_ascii=False)
    for point in range(int(told["points"])):
        tried, _needed = _tried(told, disk, needed * point // int(told["points"]))
        yield json.dumps(asdict(tried), ensure_ascii=False)


def _tried(told: dict[str, Any], disk: Disk, room: int) -> tuple[Try, int]:
    disk.room(EVER)
    act, tried, before = ACTS[told["act"]](told), Try(room), disk.refusals
    ballast.release(act.home)  # a disk that has nothing left: the ballast is tried elsewhere
    disk.room(room)
    _attempt(act, tried)
    needed, tried.refusals = room - disk.lowest, disk.refusals - before
    disk.room(EVER)
    try:
        tried.wrong += act.look(tried.done)
        if not tried.done:
            act.act()
            tried.wrong += [f"again: {one}" for one in act.look(True)]
    except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what this test looks for
        tried.wrong.append(f"afterwards: {type(problem).__name__}: {problem}")
    return tried, needed


def _attempt(act: Act, tried: Try) -> None:
    try:
        act.act()
    except NoRoom as problem:
        tried.refused.append(str(problem))
    except Exception as problem:  # noqa: BLE001 -- as above
        tried.wrong.append("".join(traceback.format_exception(problem))[-1500:])
    else:
        tried.done = True
