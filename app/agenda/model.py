"""Tasks, appointments with what belongs to them, and what is at the same time: pure."""

from __future__ import annotations

from dataclasses import dataclass

HOUR = 3_600_000
USUAL = HOUR
"""How long an appointment is taken to last whose end nobody wrote down."""
LONGEST = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `alias` and `number` name its case in lists."""

    id: str
    title: str
    kind: str
    owner: str
    case_id: str | None = None
    alias: str | None = None
    number: str | None = None
    risk: str | None = None
    due_on: str | None = None
    due_at: int | None = None
    until: int | None = None
    place: str | None = None
    done_at: int | None = None
    session_id: str | None = None
    event_id: str | None = None
    """The legal event whose day this is (app.deadlines)."""
    meeting: str | None = None
    """What kind of appointment it is; None for other tasks, and for appointments nobody said more of."""
    room: str | None = None
    out_at: int | None = None
    back_at: int | None = None
    in_spite: str | None = None

    @property
    def ends_at(self) -> int | None:
        """When it is over, as planned."""
        return self.until or (self.due_at + USUAL if self.due_at is not None else None)

    @property
    def is_out(self) -> bool:
        """Somebody is under way with a person, and not back."""
        return self.out_at is not None and self.back_at is None

    def overdue(self, at: int) -> bool:
        """Out longer than was planned."""
        ends = self.ends_at
        return self.is_out and ends is not None and at > ends


@dataclass(frozen=True, slots=True)
class CourtCard:
    """What has to be known on the day at court; each request stands by its answer."""

    court: str
    courtroom: str | None = None
    case_no: str | None = None
    closed: str = "unknown"
    trusted: str = "unknown"
    trusted_name: str | None = None
    route: str = "unknown"
    route_words: str | None = None
    note: str | None = None

    @property
    def where(self) -> str:
        return " ".join(filter(None, (self.court, self.courtroom)))


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as it is made: who, when (UTC ms), where, with whom."""

    title: str
    owner: str
    start: int
    until: int | None = None
    kind: str = "meeting"
    case_id: str | None = None
    room: str | None = None
    place: str | None = None
    in_spite: str | None = None
    court: CourtCard | None = None

    @property
    def end(self) -> int:
        return self.until or self.start + USUAL


@dataclass(frozen=True, slots=True)
class Clash:
    """Another appointment at the same time: of the same person, or in the same room."""

    task_id: str
    owner: str
    start: int
    end: int
    same_person: bool
    same_room: bool
    number: str | None = None
    """The number of its case; a name is not shown to whom it may not concern."""
