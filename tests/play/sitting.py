"""Somebody at a desk of a real centre: acts are done, refused or found out; what was acknowledged is remembered."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from app.changes import Done
from app.clock import new_id
from app.desk import Desk
from app.errors import Refusal
from app.kinds import Compartment
from app.store import Database
from tests.conftest import Centre
from tests.play import invariants
from tests.play.memory import Memory

T = TypeVar("T")
Method = Callable[[Any, Random], None]


def act(needs: str = "") -> Callable[[Method], Any]:
    """A step of the play; `needs` names what has to be there for it: a kind of thing, or nothing."""

    def decorate(method: Method) -> Any:
        def step(self: Sitting, seed: int) -> None:
            Sitting.steps += 1
            method(self, Random(seed))
            self.look_over()

        step.__name__ = method.__name__
        return precondition(lambda self: not needs or bool(self.there.get(needs)))(rule(seed=_SEEDS)(step))

    return decorate


_SEEDS = st.integers(0, 2**31 - 1)


class Sitting(RuleBasedStateMachine):
    """The centre, who sits there, and what it is known to hold. Subclasses bring the acts."""

    founded: ClassVar[Centre]
    folder: ClassVar[Path]
    steps: ClassVar[int] = 0
    refused: ClassVar[int] = 0
    every: ClassVar[int] = 60
    """After so many steps everything is looked over, not only the case that was worked on."""

    def __init__(self) -> None:
        super().__init__()
        self.home = self.folder / new_id()
        shutil.copytree(self.founded.home, self.home)
        self.centre = Centre(self.home, self.founded.users, self.founded.key_files)
        self.who = "counsellor"
        self.desk: Desk = self.centre.open(self.who)
        self.memory = Memory()
        self.there: dict[str, list[tuple[str, str]]] = {}
        """By kind, what acts choose from: (case, id)."""
        self.case = ""
        self.since = 0

    def teardown(self) -> None:
        try:
            self.look_at_all()
        finally:
            self.desk.close()
            shutil.rmtree(self.home)

    # -- doing -----------------------------------------------------------------------------------

    @property
    def casework(self) -> Database:
        return self.desk.database(Compartment.CASEWORK)

    @property
    def me(self) -> str:
        return self.centre.users[self.who]

    def do(self, doing: Callable[[], Done[T]]) -> T | None:
        """What the act gave; None where it was refused, with a sentence, and nothing had changed."""
        before = self._state()
        try:
            return doing().value
        except Refusal as no:
            self.refusal = str(no)
        assert self.refusal.strip()[-1:] in ".다요", self.refusal
        assert self._state() == before, f"refused, and yet something changed: {self.refusal}"
        Sitting.refused += 1
        return None

    def _state(self) -> tuple[Any, ...]:
        return (
            *(database.plain_state() for database in self.desk.around.values()),
            self.casework.value("SELECT count(*) FROM draft"),
        )

    def note(self, kind: str, ident: str, case: str, /, **values: Any) -> None:
        """Remember what was acknowledged, as something that later acts can choose."""
        self.memory.keep(kind, ident, case, **values)
        found = self.there.setdefault(kind, [])
        if (case, ident) not in found:
            found.append((case, ident))

    def choose(self, r: Random, kind: str) -> tuple[str, str]:
        """One of the things of this kind, the later ones more often; its case is the one that is looked over."""
        found = self.there[kind]
        self.case, ident = found[-min(len(found), 1 + int(r.expovariate(0.2)))]
        return self.case, ident

    def draft(self, ident: str, whose: str = "") -> str:
        """A draft is of one person."""
        return f"{whose or self.me} {ident}"

    def any_case(self, r: Random) -> str:
        return self.choose(r, "case")[0]

    def forget(self, kind: str, ident: str, case: str) -> None:
        self.memory.drop(kind, ident, case)
        self.there[kind] = [one for one in self.there[kind] if one[1] != ident]

    # -- looking ---------------------------------------------------------------------------------

    def look_over(self) -> None:
        self.since += 1
        if self.since >= self.every:
            self.look_at_all()
        elif self.case:
            self.memory.check(self.desk, self.memory.family(self.case))

    def look_at_all(self) -> None:
        self.since = 0
        self.memory.check(self.desk)
        invariants.check(self.casework)
        assert self.desk.problems() == []
        assert self.desk.trail_problems() == []

    def sit_down(self, who: str) -> None:
        """Leave the desk and open it again, as this person."""
        self.desk.close()
        self.who, self.desk = who, self.centre.open(who)
        assert self.desk.doubts == ()
        self.memory.check(self.desk)
