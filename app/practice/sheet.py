"""The rows of one invented case while it is being made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.cases.model import gbvims_type, main_type
from app.cases.service import CONSENT_TEXT
from app.kinds import Stage
from app.practice.chance import Chance

Row = tuple[str, dict[str, Any]]
TEAM = "c0" * 16
"""The team that most cases of a practice centre are with; the others are a colleague's alone."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What every case of a practice centre shares: chance, the day it is made, who works there."""

    chance: Chance
    today: date
    counsellor: str
    manager: str

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    def author(self) -> str:
        """Mostly the counsellor; in a small centre the head takes cases too."""
        return self.counsellor if self.chance.happens(84) else self.manager


@dataclass(slots=True)
class Sheet:
    """One case: rows in an order that foreign keys accept; `person` and `head` stand first."""

    scene: Scene
    person: dict[str, Any]
    head: dict[str, Any]
    known: bool = False
    rows: list[Row] = field(default_factory=list)

    @property
    def case(self) -> str:
        return str(self.head["id"])

    def add(self, table: str, at: int, /, **values: Any) -> str:
        """A row that belongs to the case; the value is its id."""
        row_id = self.scene.chance.id(at)
        self.rows.append((table, {"id": row_id, "case_id": self.case, **values}))
        return row_id

    def reach(self, stage: str) -> None:
        """The case moves on with what was done in it."""
        self.head["stage"] = Stage(self.head["stage"]).forward(Stage(stage)).value

    def happened(self, at: int) -> None:
        self.head["last_activity"] = max(self.head["last_activity"], at)

    def contact(self, at: int, minutes: int, **values: Any) -> str:
        self.happened(at)
        return self.add(
            "contact", at, started_at=at, ended_at=at + minutes * 60_000, minutes=minutes, kind="counselling",
            state="closed", taken_by=self.head["assigned_to"], violence="yes",
            counselling="repeat" if any(table == "contact" for table, _row in self.rows) else "initial", **values,
        )  # fmt: skip

    def sign_heard(self, contact: str, sign: str, at: int) -> None:
        row = {"id": self.scene.chance.id(at), "contact_id": contact, "sign": sign, "at": at}
        self.rows.append(("contact_sign", row))

    def note(self, at: int, title: str, body: str) -> None:
        self.happened(at)
        self.add("note", at, at=at, author=self.head["assigned_to"], title=title, body=body)

    def service(self, at: int, service: str, minutes: int, note: str | None) -> None:
        self.happened(at)
        author = self.head["assigned_to"]
        if service not in ("counselling", "information"):
            self.reach("support")
        self.add("service_given", at, at=at, service=service, minutes=minutes, note=note, author=author)

    def consent(self, at: int, purpose: str, answer: str, method: str, **more: Any) -> str:
        self.happened(at)
        return self.add(
            "consent", at, purpose=purpose, answer=answer, method="none" if answer == "deferred" else method,
            text_version=CONSENT_TEXT, at=at, told_by=self.head["assigned_to"], **more,
        )  # fmt: skip

    def incident(self, at: int, types: list[str], **values: Any) -> None:
        incident = self.add("incident", at, main_type=main_type(types), gbvims_type=gbvims_type(types), **values)
        for one in types:
            row = {"id": self.scene.chance.id(at), "incident_id": incident, "type": one}
            self.rows.append(("incident_type", row))
        self.head["main_type"] = main_type([*types, *self._types_before()])

    def _types_before(self) -> list[str]:
        return [row["type"] for table, row in self.rows if table == "incident_type"]

    def sign(self, at: int, sign: str, answer: str, words: str | None = None) -> None:
        self.add("warning_sign", at, sign=sign, answer=answer, words=words, at=at)

    def level(self, at: int, level: str, rule: str, reason: str | None = None) -> None:
        self.happened(at)
        self.add("risk_level", at, at=at, level=level, rule=rule, reason=reason, author=self.head["assigned_to"])
        self.head["risk"] = level

    def task(self, at: int, title: str, kind: str, due_on: date, **more: Any) -> None:
        owner = self.head["assigned_to"]
        self.add("task", at, title=title, kind=kind, due_on=due_on.isoformat(), owner=owner, **more)

    def referral(self, at: int, organisation: str, status: str, **more: Any) -> None:
        self.happened(at)
        author = self.head["assigned_to"]
        self.add("referral", at, organisation=organisation, status=status, at=at, author=author, **more)

    def card(self, at: int, **values: Any) -> None:
        self.rows.append(("safe_contact", {"id": self.case, "set_at": at, **values}))

    def every(self) -> list[Row]:
        """All rows; a person who came before is not written again."""
        first: list[Row] = [] if self.known else [("person", self.person)]
        return [*first, ("casefile", self.head), *self.rows]


def sheet(scene: Scene, at: int, *, number: str, alias: str, opened_on: date, author: str, channel: str) -> Sheet:
    """A case that was opened at that instant."""
    person = {"id": scene.chance.id(at), "alias": alias, "name": None, "phone": None, "age_band": "unknown"}
    head = {
        "id": scene.chance.id(at), "number": number, "survivor_id": person["id"], "status": "open", "risk": "unknown",
        "main_type": "unknown", "relation": "unknown", "channel": channel, "assigned_to": author,
        "opened_on": opened_on.isoformat(), "closed_on": None, "outcome": "open", "closing_note": None,
        "summary": None, "last_activity": at, "stage": "new", "team": TEAM if scene.chance.happens(86) else None,
    }  # fmt: skip
    return Sheet(scene, {**person, "sex": "unknown", "note": None}, head)
