"""One manual as it is walked: a tree with the jumps it shares and the trees it may lead over to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from app.manual.model import PLACE, TREE, Branch, Pack, Step


def compose(tree: Pack, packs: Mapping[str, Pack]) -> Pack:
    """A tree whose steps include its jumps, with every `@place` and `tree:` resolved as far as packs are at hand.

    Other trees' steps stand in it too, so that a walk can cross over and come back; `Pack.own` tells them apart. The
    hash covers the shared pack as well: a session notices when either changes.
    """
    shared = packs.get(tree.uses or "")
    steps = {**tree.steps, **(shared.steps if shared else {})}
    for other in packs.values():
        if other.is_tree and other.id != tree.id:
            steps |= {step.id: step for step in other.steps.values() if step.id not in steps}
    return replace(tree, hash=_hash(tree, shared), steps={key: _led(step, tree, packs) for key, step in steps.items()})


def _hash(tree: Pack, shared: Pack | None) -> str:
    return sha256(f"{tree.hash}\0{shared.hash}".encode()).hexdigest() if shared else tree.hash


def _led(step: Step, tree: Pack, packs: Mapping[str, Pack]) -> Step:
    """A step whose ways name steps."""
    here = packs.get(step.pack, tree) if step.pack not in (tree.id, tree.uses) else tree
    branches, flags = (
        tuple(Branch(way.id, resolve(way.target, here, packs)) for way in ways)
        for ways in (step.branches, step.red_flags)
    )
    following = resolve(step.next, here, packs) if step.next else None
    return replace(step, next=following, branches=branches, red_flags=flags)


def resolve(target: str, tree: Pack, packs: Mapping[str, Pack]) -> str:
    """The step a target means in a tree; a target that cannot be resolved stays as it is."""
    if target.startswith(PLACE):
        return tree.places.get(target.removeprefix(PLACE), target)
    if target.startswith(TREE):
        name, _slash, step = target.removeprefix(TREE).partition("/")
        other = packs.get(name)
        found = step or (other.start if other else None)
        return found if found and other and found in other.steps else target
    return target
