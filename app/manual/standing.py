"""Where a session stands among the manuals at hand, and what it has to be told when they changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import NotFound
from app.i18n import _
from app.manual.library import Library
from app.manual.model import Pack
from app.manual.session import Answer, Session, Tick, Trail, Visit


@dataclass(frozen=True, slots=True)
class SessionState:
    """Where a session stands; `notice` says that the manual has changed since it was pinned."""

    session: Session
    trail: Trail
    notice: str = ""
    tree: str = ""
    """The id of the manual one is in; a session that crossed over is not where it began."""

    @property
    def id(self) -> str:
        return self.session.id

    @property
    def step(self) -> str:
        return self.trail.step

    @property
    def path(self) -> tuple[Visit, ...]:
        return self.trail.path

    @property
    def answers(self) -> tuple[Answer, ...]:
        return self.trail.answers

    @property
    def returns(self) -> tuple[str, ...]:
        return self.trail.returns

    @property
    def ticks(self) -> frozenset[Tick]:
        return self.trail.ticks

    @property
    def paused(self) -> bool:
        return self.trail.state == "paused"

    @property
    def pins(self) -> Mapping[str, tuple[str, str]]:
        """Version and hash in force for this session, by the id of each manual it has walked."""
        first = {self.session.pack: (self.session.pack_version, self.session.pack_hash)}
        return {**first, **{pack or self.session.pack: pin for pack, pin in self.trail.pins.items()}}


def placed(library: Library, row: Session, trail: Trail) -> SessionState:
    """A state that knows its tree: that of its step; of a jump or card, that of the step it will lead back to."""
    steps = [trail.step, *reversed(trail.returns)]
    if not all(any(one in pack.steps for pack in library.held().values()) for one in steps):
        # An update took a step away: the last steps on the path tell in which tree it stood.
        steps = [visit.step for visit in reversed(trail.path) if not visit.undone]
    trees = (library.tree_of(one) for one in steps)
    return SessionState(row, trail, tree=next((tree for tree in trees if tree), row.pack))


def walked(library: Library, row: Session) -> Pack:
    """The manual a session began in; where it was taken away, a shell of it with every step that is still here."""
    try:
        return library.pack(row.pack)
    except NotFound:
        steps = {key: step for pack in library.held().values() for key, step in pack.steps.items()}
        return Pack(row.pack, row.pack_version, row.pack_hash, {"ko": row.pack}, (), (), None, steps)


def notice_of(library: Library, state: SessionState) -> str:
    """What to tell before the session goes on; empty where its manual is as it was."""
    try:
        pack = library.pack(state.tree)
    except NotFound:
        away = _(
            "The manual “{name}” is no longer installed here. What was noted is kept. Install it again to go on, or end the session."
        )
        return away.format(name=state.tree)
    old, pinned = state.pins.get(pack.id, (pack.version, pack.hash))
    if pack.hash == pinned and state.step in pack.steps:
        return ""
    if pack.hash == pinned:
        gone = _(
            "The step “{step}” is no longer in the manuals that are installed here. The session goes on at the start of “{manual}”."
        )
        return gone.format(step=state.step, manual=pack.title)
    if state.step in pack.steps:
        kept = _("The manual changed from version {old} to {new} since this session began. You are at the same step.")
        return kept.format(old=old, new=pack.version)
    moved = _(
        "The manual changed from version {old} to {new}, and the step “{step}” is gone. The session goes on at the start."
    )
    return moved.format(old=old, new=pack.version, step=state.step)
