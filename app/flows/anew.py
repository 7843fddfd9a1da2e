"""Records written anew while people work on them: under a coming key, or without what was erased or sealed.

    the writer notes every change ──▶ a child process copies one moment of the file and proves the copy
    ──▶ the copy catches up, until little is left ──▶ the reader stands aside, the writer brings the last changes over,
    one durable rename decides, both threads go on with the new file

Stopped, killed or without room, the file of before goes on as it is; the next opening begins from the beginning. What
opens before the desk does, or small files, `renewal.complete` and `erasure.rewrite` do at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from app.errors import Busy, Conflict, Interrupted, NoRoom
from app.flows import renewal
from app.flows.copyist import Copyist
from app.i18n import _
from app.kinds import Compartment
from app.store import (
    DATABASES,
    Database,
    Moved,
    away,
    catch_up,
    hand_over,
    put_in_place,
    ready,
    retire,
    same_state,
    settled,
)
from app.store.renewing import wrapped_anew
from app.vault import Home, Keys, refresh
from app.vault.home import turn

T = TypeVar("T")
Tell = Callable[[float], None]

LARGE = 32 << 20
"""Bytes of a record file from which on it is not written anew before the desk opens: more would keep people waiting."""

_FEW, _ROUNDS = 200, 20
"""Rows that the last moment may still have to bring over, and how often the copy catches up before that."""
_TRIES, _PAUSE = 30, 1.0
_SPARE = 32 << 20
"""Bytes that stay free beside the copy: people go on writing, and their log is not emptied while a copy reads."""


class Seat(Protocol):
    """A desk, as far as this needs one."""

    home: Path
    keys: Keys

    @property
    def around(self) -> Mapping[Compartment, Database]:
        """The centre's own databases, also from within a sealed case."""

    def went_over(self, job: Job) -> None:
        """The records were written anew: follow, and say so in the trail."""


class Hands(Protocol):
    """The two threads of an open desk, asked from a third one."""

    def write(self, work: Callable[[Any], T]) -> T:
        """Run this on the writer's thread in its turn, and wait for the answer."""

    def reader_aside(self, leave: Callable[[Any], None], back: Callable[[Any], None]) -> AbstractContextManager[None]:
        """While this lasts the reader's thread stands still: after `leave`, before `back`. Busy where it is not free."""


@dataclass(frozen=True, slots=True, repr=False)
class Job:
    """One record file that is to be written anew."""

    compartment: Compartment
    path: Path
    raw_key: str
    step: renewal.Step | None = None
    """The coming key, where there is one; else the file keeps its key and its name."""
    erased: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()
    """Entries of the destruction log and sealed cases that are in nothing of the new file."""

    @property
    def target(self) -> tuple[Path, str]:
        """The new file's place and what opens it."""
        if self.step is None:
            return self.path, self.raw_key
        return self.path.with_name(f"{self.compartment}.{self.step.new.epoch}.db"), self.step.after


def under_new_keys(home: Path, keys: Keys) -> tuple[Job, ...]:
    """The files for which these keys hold the present key and the coming one."""
    opened = Home.open(home)
    found = (renewal.Step.of(opened, keys, name) for name in DATABASES)
    return tuple(
        Job(step.old.compartment, renewal.place(home, step.old), step.before, step)
        for step in found
        if step is not None
    )


def takes_long(home: Path, keys: Keys) -> bool:
    """Whether opening without a window, which does all of it first, keeps people waiting."""
    return any(renewal.size_of(job.path) > LARGE for job in under_new_keys(home, keys))


def write_anew(home: Path, job: Job, hands: Hands, copyist: Copyist, tell: Tell = lambda _part: None) -> None:
    """Write one file anew beside the open desk; Interrupted where it was stopped, NoRoom where it does not fit."""
    path, raw_key = job.target
    partial = ready(job.path, path, raw_key, _SPARE)
    hands.write(lambda desk: desk.around[job.compartment].follow())
    try:
        _copy(job, partial, copyist)
        _catch_up(job, partial, hands)
        _change_over(home, job, partial, hands)
    finally:
        hands.write(lambda desk: desk.around[job.compartment].forget())
        away(partial)
    if job.step is not None:
        with suppress(OSError):  # it counts no more; what cannot go now goes at a later opening
            retire(job.path)
    tell(1.0)


# -- the copy ------------------------------------------------------------------------------------


def _copy(job: Job, partial: Path, copyist: Copyist) -> None:
    _path, raw_key = job.target
    copyist.expect(2 * renewal.size_of(job.path))
    copyist.export(job.path, job.raw_key, partial, raw_key)
    if job.step is not None:
        hand_over(partial, raw_key, job.step.case_keys, job.step.kept())
    copyist.prove(partial, raw_key)


def _catch_up(job: Job, partial: Path, hands: Hands) -> None:
    for _round in range(_ROUNDS):
        moved = hands.write(lambda desk: desk.around[job.compartment].moved())
        _bring(job, partial, moved)
        if sum(len(one.keys) for one in moved) <= _FEW:
            return


def _bring(job: Job, partial: Path, moved: tuple[Moved, ...]) -> None:
    catch_up(partial, job.target[1], moved, wrapped_anew(job.step.case_keys if job.step else None))


# -- the moment ----------------------------------------------------------------------------------


def _change_over(home: Path, job: Job, partial: Path, hands: Hands) -> None:
    """Try until nobody else reads the file; a long question of the reader is waited for, not broken."""

    def leave(desk: Seat) -> None:
        desk.around[job.compartment].close()

    def back(desk: Seat) -> None:
        _certainly(desk.around[job.compartment], *_now(home, job))

    def both(desk: Seat) -> None:
        with hands.reader_aside(leave, back):
            _go_over(desk, home, job, partial)

    for left in reversed(range(_TRIES)):
        try:
            hands.write(both)
            return
        except Busy:
            if not left:
                raise
            time.sleep(_PAUSE)
            _bring(job, partial, hands.write(lambda desk: desk.around[job.compartment].moved()))


def _go_over(desk: Seat, home: Path, job: Job, partial: Path) -> None:
    """On the writer's thread, between two writes: what is left is brought over, and the new file takes the place."""
    database = desk.around[job.compartment]
    _bring(job, partial, database.moved())
    if not same_state(partial, job.target[1], database.plain_state()):
        raise Conflict(_("The copy of the records did not keep up, so it was removed. The records are unchanged."))
    if job.step is None:
        _swap(database, job, partial)
    else:
        _turn(home, job, partial)
        _certainly(database, *job.target)  # first of all: what is written from here on belongs into the new file
        refresh(home, desk.keys)
    desk.went_over(job)


def _turn(home: Path, job: Job, partial: Path) -> None:
    """The copy gets its name, then the manifest names it: this rename decides."""
    if not _waits(home, job):
        raise Conflict(_("The staff changed again meanwhile. The new keys are put in place at the next opening."))
    path, raw_key = job.target
    put_in_place(partial, raw_key, path)
    assert job.step is not None, "only a coming key takes over"
    try:
        turn(home, job.step.turns)
    except NoRoom:
        if _waits(home, job):
            raise  # else it is decided, and only a twin of the manifest could not be written


def _swap(database: Database, job: Job, partial: Path) -> None:
    """The same name and key: nobody may have the file open while it is replaced."""
    database.close()
    replaced = False
    try:
        settled(job.path, job.raw_key)
        for aside in sorted(job.path.parent.glob("*.before-update*")):
            aside.unlink(missing_ok=True)  # copies that an update left aside hold the old rows too
        put_in_place(partial, job.raw_key, job.path)
        replaced = True
    finally:
        _certainly(database, job.path, job.raw_key)
        if not replaced:
            database.follow()  # what follows until the next try has to come over too


def _certainly(database: Database, path: Path, raw_key: str) -> None:
    """Nobody is left without records because a stop that was meant for something else came just now."""
    try:
        database.go_over(path, raw_key)
    except Interrupted:
        database.go_over(path, raw_key)


def _waits(home: Path, job: Job) -> bool:
    """Whether the coming key of this job still is the one that waits."""
    manifest = Home.open(home).manifest
    return job.step is not None and job.step.new in manifest.waiting and job.step.old == manifest.facts(job.compartment)


def _now(home: Path, job: Job) -> tuple[Path, str]:
    """Which of the two files counts, and what opens it."""
    if job.step is not None and Home.open(home).manifest.facts(job.compartment) == job.step.old:
        return job.path, job.raw_key
    return job.target
