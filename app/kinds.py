"""Ids and enums that several features share; code lists with labels stand in `resources/codelists`."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

CaseId = NewType("CaseId", str)
ContactId = NewType("ContactId", str)
PersonId = NewType("PersonId", str)
IncidentId = NewType("IncidentId", str)
SessionId = NewType("SessionId", str)
UserId = NewType("UserId", str)


class Role(StrEnum):
    """What a member of staff is; rights follow from the keys a role holds (vault.md, Rights)."""

    COUNSELLOR = "counsellor"
    TRAINER = "trainer"
    MANAGER = "manager"


class Right(StrEnum):
    """Rights given to a person beside the role."""

    SUPERVISOR = "supervisor"
    INTAKE_OFFICER = "intake_officer"
    MONITOR = "monitor"


class Compartment(StrEnum):
    """What one compartment key opens."""

    CASEWORK = "casework"
    EVIDENCE = "evidence"
    TRAINING = "training"
    OFFICE = "office"
    INTAKE = "intake"
    PUBLIC_MATERIAL = "public-material"


class CentreType(StrEnum):
    """What a centre is in law; duties follow from it."""

    DATING_VIOLENCE = "dating_violence"
    SEXUAL_VIOLENCE = "sexual_violence"
    DOMESTIC_VIOLENCE = "domestic_violence"
    INTEGRATED = "integrated"
    DIGITAL_SUPPORT = "digital_support"
    STALKING_SUPPORT = "stalking_support"
    UNREGISTERED = "unregistered"


class Risk(StrEnum):
    """The level of risk a counsellor sees; `unknown` is missing information, never low risk."""

    CRITICAL = "critical"
    HIGH = "high"
    CAUTION = "caution"
    WATCH = "watch"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """Where a case stands in its life; what is closed, moved away or doubled follows from the status."""

    NEW = "new"
    REOPENED = "reopened"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    SUPPORT = "support"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    DUPLICATE = "duplicate"

    def forward(self, reached: Stage) -> Stage:
        """The later of the two while the case is open; nothing that is written down late moves it back."""
        return max(self, reached, key=_COURSE.index) if self in _COURSE and reached in _COURSE else self


_COURSE = (Stage.NEW, Stage.REOPENED, Stage.ASSESSMENT, Stage.PLAN, Stage.SUPPORT, Stage.FOLLOW_UP)
