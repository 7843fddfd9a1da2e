"""A rehearsal: an invented call walked with the manual, for trainers and new staff. Pure; nothing is ever written.

A `Walk` is a session without a database: the same events (`app.manual.session`), held in memory and forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.errors import BadInput, Conflict, NotFound
from app.i18n import _, pick
from app.manual.model import DEFAULT, END, RETURN, Pack, Step
from app.manual.moves import onward
from app.manual.session import Event, Tick, Trail, advance

Level = Literal["first", "practised"]
LEVELS: tuple[Level, ...] = ("first", "practised")
Texts = Mapping[str, str]
"""One text in every language, by its code."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A moment that must be noticed: at this step, this branch or red flag was the way to take, and why."""

    at: str
    way: str
    whys: Texts = field(hash=False)

    @property
    def why(self) -> str:
        return pick(dict(self.whys))


@dataclass(frozen=True, slots=True)
class Trap:
    """A wrong sentence that comes easily at a step."""

    at: str
    texts: Texts = field(hash=False)

    @property
    def text(self) -> str:
        return pick(dict(self.texts))


@dataclass(frozen=True, slots=True)
class Scenario:
    """An invented call: who rings, what is said where, what must be noticed. Nobody in it exists."""

    id: str
    manual: str
    entry: str
    audience: str
    level: Level
    titles: Texts = field(hash=False)
    abouts: Texts = field(hash=False)
    notes: Texts = field(hash=False)
    """What the call touches on, told before it begins."""
    caller: Mapping[str, tuple[Texts, ...]] = field(hash=False)
    """What the caller says, line by line, while one stands at a step; the call ends at the last of them."""
    signs: tuple[Sign, ...]
    traps: tuple[Trap, ...]
    ends: Texts = field(hash=False)

    @property
    def title(self) -> str:
        return pick(dict(self.titles))

    @property
    def about(self) -> str:
        return pick(dict(self.abouts))

    @property
    def note(self) -> str:
        return pick(dict(self.notes))

    @property
    def end(self) -> str:
        return pick(dict(self.ends))

    @property
    def last(self) -> str:
        """The step at which the caller's words end."""
        return list(self.caller)[-1]

    def says(self, step: str) -> tuple[str, ...]:
        return tuple(pick(dict(line)) for line in self.caller.get(step, ()))


@dataclass(frozen=True, slots=True)
class Walk:
    """One rehearsal under way; every act hands back the walk after it. Instants are UTC milliseconds."""

    scenario: Scenario
    packs: Mapping[str, Pack] = field(hash=False)
    trail: Trail = field(default_factory=Trail)
    heard: Mapping[str, int] = field(default_factory=dict, hash=False)
    """How many of the caller's lines were heard, by step; the first is heard on coming there."""

    @classmethod
    def begin(cls, scenario: Scenario, packs: Mapping[str, Pack], at: int) -> Walk:
        """Stand at the first step. Raises NotFound where the manual is not installed."""
        if scenario.manual not in packs:
            raise NotFound(_("The manual “{name}” is not installed here.").format(name=scenario.manual))
        first = packs[scenario.manual].first_step(scenario.entry)
        return cls(scenario, packs)._after(at, "entered", first, {"to": first})

    @property
    def pack(self) -> Pack:
        """The manual one is in: that of the step; of a jump or card, that of the step it will lead back to."""
        trees = (self.tree_of(one) for one in (self.trail.step, *reversed(self.trail.returns)))
        return self.packs[next((tree for tree in trees if tree), self.scenario.manual)]

    @property
    def step(self) -> Step:
        return self.pack.steps[self.trail.step]

    @property
    def standing(self) -> str:
        """The step of the tree where one stands, or to which one will return."""
        here = (self.trail.step, *reversed(self.trail.returns))
        return next((one for one in here if one in self.pack.steps and self.pack.steps[one].kind == "step"), "")

    @property
    def over(self) -> bool:
        """Whether the call has ended: by a way to the end, or because the caller has said everything."""
        return self.trail.at_end or self.trail.ended_at is not None

    def tree_of(self, step_id: str) -> str | None:
        return next((pack.id for pack in self.packs.values() if any(one.id == step_id for one in pack.own)), None)

    # -- listening -------------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[str, ...]:
        """All that the caller has to say at this step."""
        return self.scenario.says(self.trail.step)

    @property
    def heard_here(self) -> int:
        return min(self.heard.get(self.trail.step, 1), len(self.lines))

    def hear(self) -> Walk:
        """The caller's next line; nothing changes where there is none."""
        said = min(self.heard_here + 1, len(self.lines))
        return replace(self, heard={**self.heard, self.trail.step: said})

    # -- moving ----------------------------------------------------------------------------------

    def take(self, way: str, at: int) -> Walk:
        """Take a branch or red flag by its id, the way straight on (`default`) or back (`return`)."""
        if way in (DEFAULT, RETURN):
            target = RETURN if way == RETURN else self.step.next or (RETURN if self.step.kind == "card" else "")
            if not target:
                raise BadInput(_("There is no way straight on from this step. Choose one of its answers."))
            return self._go("returned" if target == RETURN else "entered", target, at)
        found = self.step.way_out(way)
        if found is None:
            raise BadInput(_("This step has no such answer. Nothing was recorded. Choose one that is shown."))
        flag = {"red_flag": True} if self.step.is_red_flag(way) else {}
        return self._go("branch", found.target, at, branch=way, **flag)

    def jump(self, jump_id: str, at: int) -> Walk:
        """Jump to a node from anywhere, remembering where to return."""
        target = self.pack.steps.get(jump_id)
        if target is None or target.kind != "jump":
            raise NotFound(_("The manual has no such jump. You are still at the same step."))
        if target.id == self.trail.step:
            return self
        return self._after(at, "jump", self.trail.step, {"to": jump_id, "push": True})

    def back(self, at: int) -> Walk:
        """Undo the last move."""
        if not self.trail.can_go_back:
            raise Conflict(_("This is where the session began. There is nothing to take back."))
        return self._after(at, "back", self.trail.step)

    def tick(self, audience: str, part: str, item: int | str, on: bool, at: int) -> Walk:
        """Tick a line as said aloud (`say`) or done (`do`), counted from 0, or a service to refer to (`refer`)."""
        if (Tick(self.trail.step, audience, part, item) in self.trail.ticks) == on:
            return self
        detail = {"audience": audience, "part": part, "item": item}
        return self._after(at, "ticked" if on else "unticked", self.trail.step, detail)

    def stop(self, at: int) -> Walk:
        """End here, at any time."""
        return self._after(at, "ended", self.trail.step)

    # -- inside ----------------------------------------------------------------------------------

    def _go(self, kind: str, target: str, at: int, **more: Any) -> Walk:
        detail = onward(target, self.trail.step, self.trail.returns, self.pack, self.tree_of)
        if self._hangs_up(str(detail["to"])):
            detail = {"to": END}
        return self._after(at, kind, self.trail.step, {**detail, **more})

    def _hangs_up(self, target: str) -> bool:
        """After the caller's last words the call does not go on into steps of which nothing is known."""
        known = target in self.scenario.caller or target not in self.pack.steps
        return self.trail.step == self.scenario.last and not known and self.pack.steps[target].kind == "step"

    def _after(self, at: int, kind: str, step: str, detail: Mapping[str, Any] | None = None) -> Walk:
        # A clock that stands or jumps back must not reorder the path.
        event = Event(max(at, self.trail.last_at + 1), kind, step, detail or {})
        return replace(self, trail=advance(self.trail, event))
