"""The rules of a walk as a person would keep them on paper, beside the real session and independent of it.

A page is where one stands. Whoever leaves for a jump, a card or another tree notes where to come back to, and in which
tree that was; whoever reaches a step of a tree is on its main way and crosses out what was noted in that tree, and
jumps and cards. `back` tears out the last page. Ticks and values stand on the cover and are never torn out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.manual import END, RETURN, Pack, SessionState, Step

Place = tuple[str, str]
"""A step, and the tree one is in there."""


@dataclass(frozen=True)
class Page:
    """Where one stands, what was noted to come back to, and what was answered on the way."""

    step: str
    tree: str
    returns: tuple[Place, ...] = ()
    at_end: bool = False
    answers: tuple[tuple[str, str, bool], ...] = ()

    def beside(self) -> tuple[object, ...]:
        """What a session must say of itself when it stands here."""
        return self.step, self.tree, tuple(step for step, _tree in self.returns), self.at_end, self.answers


def told(state: SessionState) -> tuple[object, ...]:
    """What the session says."""
    answers = tuple((one.step, one.branch, one.red_flag) for one in state.answers)
    return state.step, state.tree, state.returns, state.trail.at_end, answers


@dataclass
class Notebook:
    """Pages, and the cover with ticks and values."""

    packs: Mapping[str, Pack]
    pages: list[Page]
    ticks: set[tuple[str, str, str, int | str]] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def pack(self) -> Pack:
        return self.packs[self.page.tree]

    @property
    def step(self) -> Step:
        return self.pack.steps[self.page.step]

    def follow(self, target: str, answer: tuple[str, bool] | None = None) -> None:
        page = moved(self.packs, self.page, target)
        if answer:
            page = replace(page, answers=(*page.answers, (self.page.step, *answer)))
        self.pages.append(page)

    def jump(self, target: str) -> None:
        here = self.page.step, self.page.tree
        self.pages.append(replace(self.page, step=target, returns=(*self.page.returns, here), at_end=False))


def moved(packs: Mapping[str, Pack], page: Page, target: str) -> Page:
    """The next page, whichever way led to it."""
    if target == END:
        return replace(page, at_end=True)
    if target == RETURN:
        left, tree = page.returns[-1]
        return replace(page, step=left, tree=tree, returns=page.returns[:-1], at_end=False)
    step = packs[page.tree].steps[target]
    here = page.step, page.tree
    if step.kind == "step" and step.pack == page.tree:
        waiting = tuple(
            one for one in page.returns if one[1] != page.tree and packs[one[1]].steps[one[0]].pack == one[1]
        )
        return replace(page, step=target, returns=waiting, at_end=False)
    tree = step.pack if step.kind == "step" else page.tree
    return replace(page, step=target, tree=tree, returns=(*page.returns, here), at_end=False)


def way_on(packs: Mapping[str, Pack], page: Page) -> str:
    """The default way from here; a card leads back."""
    step = packs[page.tree].steps[page.step]
    found = step.next or (RETURN if step.kind == "card" else "")
    assert found, f"{step.id} has no way straight on"
    return found


def moves_to_the_end(packs: Mapping[str, Pack], page: Page, most: int = 200) -> int:
    """How many default ways lead from here to an end."""
    for count in range(most):
        if page.at_end:
            return count
        page = moved(packs, page, way_on(packs, page))
    raise AssertionError(f"no end within {most} moves")
