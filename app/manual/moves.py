"""What a move in the manual leads to: the detail its event carries. Pure; sessions and rehearsals go by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.errors import Conflict, NotFound
from app.i18n import _
from app.manual.model import END, RETURN, Pack

TreeOf = Callable[[str], str | None]
"""The tree that a step belongs to; None for jumps and whatever is shared."""


def onward(target: str, here: str, returns: tuple[str, ...], pack: Pack, tree_of: TreeOf) -> dict[str, Any]:
    """Where a way leads from `here`: a step, a jump or card (remembering the way back), `return` or `end`.

    Raises Conflict where nothing is left to return to, NotFound where the manual has no such step.
    """
    if target == RETURN:
        return _homeward(here, returns, pack)
    if target == END:
        return {"to": END}
    if target not in pack.steps:
        raise NotFound(_("This answer leads to a step that the manual does not have. You are still at the same step."))
    step = pack.steps[target]
    if step.kind != "step" or step.pack != pack.id:
        return {"to": target, "push": True}
    # Whoever reaches a step of the tree is on the main way again; another tree still waits behind it.
    return afresh(target, waiting(returns, pack, tree_of))


def _homeward(here: str, returns: tuple[str, ...], pack: Pack) -> dict[str, Any]:
    """Back to the last place left behind that still exists; from a jump or card, to the start where none does."""
    left = [one for one in returns if one in pack.steps]
    if not left and pack.steps[here].kind == "step":
        raise Conflict(_("There is no step to return to. Choose where to go on."))
    if left and len(left) == len(returns):
        return {"to": left[-1], "pop": True}
    *keep, target = left or [pack.first_step()]
    return afresh(target, keep)


def afresh(target: str, keep: list[str]) -> dict[str, Any]:
    """A move that forgets the ways back but for those to keep."""
    return {"to": target, "clear": True, **({"keep": keep} if keep else {})}


def waiting(returns: tuple[str, ...], pack: Pack, tree_of: TreeOf) -> list[str]:
    """Steps of other trees that one will still want to go back to."""
    return [one for one in returns if tree_of(one) not in (None, pack.id)]
