"""Results of scales and of sheets made elsewhere: never before danger was asked about, never without consent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import code, known, label
from app.entry import check_day, check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _, language
from app.safety.scales import Scale, scales
from app.store import Database
from app.text import nfc


@dataclass(frozen=True, slots=True)
class Result:
    """What a scale came to, or what a sheet of somebody else said."""

    id: str
    case_id: str
    scale: str
    how: str
    made_on: str
    at: int
    author: str
    language: str | None = None
    version: str | None = None
    answers: tuple[int | None, ...] = ()
    score: int | None = None
    band: str | None = None
    danger: int | None = None
    outcome: str | None = None
    made_by: str | None = None

    @property
    def name(self) -> str:
        return label("instrument", self.scale) if self.how == "external" else scales()[self.scale].name

    @property
    def sentence(self) -> str:
        """What it means, in a plain sentence; what an external sheet said, as it was told."""
        if self.how == "external":
            return self.outcome or ""
        if self.score is None:
            return _("Not every question was answered, so that there is no total.")
        return scales()[self.scale].band(self.score).sentence

    @property
    def leads_to_suicide_steps(self) -> bool:
        """Whether somebody said that they think of death or of hurting themselves."""
        return bool(self.danger)


_HEALTH = """
    SELECT answer, valid_until FROM consent WHERE case_id = ? AND purpose = 'sensitive' ORDER BY at DESC, id DESC LIMIT 1
"""


class Results:
    """Results in the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def why_not(self, case_id: str, *, health: bool = True) -> str:
        """Why nothing can be asked or entered now; an empty text where it can."""
        if not health:
            return ""
        if not self._db.value("SELECT 1 FROM warning_sign WHERE case_id = ? LIMIT 1", (case_id,)):
            return _("Safety comes first: ask about the warning signs before any scale.")
        if not self._health_agreed(case_id):
            return _("The person has not agreed that health is written down. Ask first; it is never required.")
        return ""

    def _health_agreed(self, case_id: str) -> bool:
        """Whether the last answer about health data was a yes that holds today."""
        last = self._db.row(_HEALTH, (case_id,))
        return last is not None and last["answer"] == "given" and (last["valid_until"] or "9999") >= str(today())

    def ask(self, case_id: str, scale_id: str, answers: Sequence[int | None]) -> Done[Result]:
        """Write the answers to a scale that was asked here, in the words of the current language."""
        scale = _known(scale_id)
        text = scale.text()
        if text is None:
            raise BadInput(scale.why(), field="scale")
        if len(answers) != scale.count or any(one is not None and not 0 <= one <= scale.most for one in answers):
            raise BadInput(_("These answers do not fit the scale. Nothing was saved."), field="answers")
        if all(one is None for one in answers):
            raise BadInput(_("Nothing was answered yet. Nothing was saved."), field="answers")
        score = scale.score(answers)
        return self._add(
            case_id, scale=scale.id, how="asked", language=language(), version=text.version,
            answers=json.dumps(list(answers)), score=score, band=scale.band(score).id if score is not None else None,
            danger=scale.danger_of(answers), made_on=today().isoformat(),
        )  # fmt: skip

    def enter(
        self, case_id: str, scale_id: str, score: int, *, made_on: str | None = None, danger: int | None = None
    ) -> Done[Result]:
        """Write a total that was made on paper; where the scale asks about death, `danger` is that answer (0–3)."""
        scale = _known(scale_id)
        if not 0 <= score <= scale.top:
            sentence = _("{name} gives a total between 0 and {top}. Please look at the number again.")
            raise BadInput(sentence.format(name=scale.name, top=scale.top), field="score")
        if scale.danger and (danger is None or not 0 <= danger <= scale.most):
            sentence = _("Please say what was answered to question {number}, about thoughts of death or self-harm.")
            raise BadInput(sentence.format(number=scale.danger), field="danger")
        if danger is not None and danger > score:
            raise BadInput(_("The total is lower than this one answer. Please look at both again."), field="score")
        return self._add(
            case_id, scale=scale.id, how="entered", score=score, band=scale.band(score).id, danger=danger,
            made_on=_day(made_on),
        )  # fmt: skip

    def enter_external(
        self, case_id: str, instrument: str, outcome: str, *, made_on: str | None = None, made_by: str = ""
    ) -> Done[Result]:
        """Write what a sheet of somebody else said; its questions are not ours to show."""
        if not known("instrument", instrument):
            sentence = _("“{value}” is not in the list. Please choose one of the list.")
            raise BadInput(sentence.format(value=instrument), field="instrument")
        if not (text := check_text(nfc(outcome), "outcome")):
            raise BadInput(_("Please write what the sheet says."), field="outcome")
        return self._add(
            case_id, scale=instrument, how="external", outcome=text, made_by=check_text(nfc(made_by), "made_by"),
            made_on=_day(made_on),
        )  # fmt: skip

    def _add(self, case_id: str, **values: Any) -> Done[Result]:
        external = values["how"] == "external"
        health = not external or code("instrument", values["scale"]).extra["kind"] == "health"
        row = {"id": new_id(), "case_id": case_id, "at": now(), "author": self._db.who, **values}
        with self._db.atomic():
            if why := self.why_not(case_id, health=health):
                raise Conflict(_("{why} Nothing was saved.").format(why=why))
            self._db.insert("scale_result", row)
        return Done(self.get(row["id"]), Changes.SIGNS)

    def get(self, result_id: str) -> Result:
        row = self._db.row("SELECT * FROM scale_result WHERE id = ?", (result_id,))
        if row is None:
            raise NotFound(_("This result is not here any more. Please look at the case again."))
        return _result(dict(row))

    def count(self, case_id: str) -> int:
        return int(self._db.value("SELECT count(*) FROM scale_result WHERE case_id = ?", (case_id,)))

    def of_case(self, case_id: str) -> tuple[Result, ...]:
        """Every result, the newest first."""
        rows = self._db.rows("SELECT * FROM scale_result WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
        return tuple(_result(dict(row)) for row in rows)


def _known(scale_id: str) -> Scale:
    found = scales().get(scale_id)
    if found is None:
        sentence = _("“{value}” is not in the list. Please choose one of the list.")
        raise BadInput(sentence.format(value=scale_id), field="scale")
    return found


def _day(text: str | None) -> str:
    day = check_day(text, "made_on") or today().isoformat()
    if day > today().isoformat():
        raise BadInput(_("This day lies in the future. Please look at it again."), field="made_on")
    return day


def _result(row: dict[str, Any]) -> Result:
    return Result(**{**row, "answers": tuple(json.loads(row["answers"] or "[]"))})
