"""What a move in the manual leads to: the detail its event carries. Pure; rehearsals go by it, sessions by `Manual`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.errors import Conflict, NotFound
from app.i18n import _
from app.manual.model import END, RETURN, Pack

TreeOf = Callable[[str], str | None]
"""The tree that a step belongs to; None for jumps and whatever is shared."""


def onward(target: str, returns: tuple[str, ...], pack: Pack, tree_of: TreeOf) -> dict[str, Any]:
    """Where a way leads: a step, a jump or card (remembering the way back), `return` or `end`.

    Raises Conflict where nothing is left to return to, NotFound where the manual has no such step.
    """
    if target == RETURN:
        if not returns:
            raise Conflict(_("There is no step to return to. Choose where to go on."))
        return {"to": returns[-1], "pop": True}
    if target == END:
        return {"to": END}
    if target not in pack.steps:
        raise NotFound(_("This answer leads to a step that the manual does not have. You are still at the same step."))
    step = pack.steps[target]
    if step.kind != "step" or step.pack != pack.id:
        return {"to": target, "push": True}
    # Whoever reaches a step of the tree is on the main way again; another tree still waits behind it.
    keep = [one for one in returns if tree_of(one) not in (None, pack.id)]
    return {"to": target, "clear": True, **({"keep": keep} if keep else {})}
