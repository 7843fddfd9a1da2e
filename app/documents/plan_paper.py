"""A safety plan for the person: a plain memo with boxes to tick, which tells nobody who finds it where it came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app import i18n
from app.clock import random_id, today
from app.documents.blocks import Block, Furniture, Lines, Paper, Part, Title
from app.documents.making import Making, letters_without_form
from app.documents.model import Centre, Options, Recipient
from app.documents.words import Words
from app.i18n import Language
from app.safety import Plan, Step, kinds

PROFILE = "safety_plan"
"""Under which the paper stands in the register of a case."""


@dataclass(frozen=True, slots=True)
class PlanDrawn:
    """A finished plan in memory."""

    id: str
    data: bytes
    pages: int
    warnings: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def draw_plan(plan: Plan, centre: Centre, language: Language | None = None) -> PlanDrawn:
    """The plan as PDF, on any thread; nothing is written."""
    from app.documents.drawing import draw_paper

    making = Making(Words(language or i18n.language()), centre, Recipient(""), Options(), today())
    drawn = draw_paper(plan_paper(plan, making))
    return PlanDrawn(random_id(), drawn.data, drawn.pages, letters_without_form(drawn.missing))


def plan_paper(plan: Plan, making: Making) -> Paper:
    """The steps that are still open, part by part; without centre, case number, name or the word plan."""
    _ = making.words
    content: list[Block | Part] = [Title(_("Memo"))]
    for part in kinds()[plan.kind].parts:
        lines = tuple(_line(one) for one in plan.steps if one.part == part.id and one.done_at is None)
        if lines:
            content.append(Part(part.title[_.language], (Lines(lines),)))
    if len(content) == 1:
        content.append(Part("", (), _("Nothing is written here yet.")))
    quiet = _("practice") if making.centre.practice else ""
    furniture = Furniture("", footer=making.printed_on.isoformat(), quiet_mark=quiet, has_mark=False)
    return Paper(_.language, furniture, tuple(content))


def _line(step: Step) -> str:
    return " · ".join(filter(None, (f"□ {step.action}", step.by_when, step.helper)))
