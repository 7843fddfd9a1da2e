"""A case conference: who talks about which cases, the copies that were handed out, what was decided. Pure."""

from __future__ import annotations

from dataclasses import dataclass

OUT = "out"
ENDED = ("returned", "destroyed", "not_returned")
"""What can have become of a copy (the code list conference_return)."""
USUAL_RETURN = 7
"""Days after the conference by which copies are to be back, where nobody chose another day."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a conference; `code` is all that others read of it."""

    id: str
    conference_id: str
    case_id: str
    code: int
    asks: str | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody of the centre (`user`), or from outside with the cases they attend."""

    id: str
    conference_id: str
    user: str | None = None
    name: str | None = None
    organisation: str | None = None
    seats: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    """Cases that they may be a party to themselves, while nobody has decided."""

    @property
    def is_inside(self) -> bool:
        return self.user is not None

    def attends(self, line: Line) -> bool:
        """Whether this case is theirs to talk about: all of them for people of the centre, the named ones for others."""
        return line.case_id not in self.held and (self.is_inside or line.case_id in self.seats)


@dataclass(frozen=True, slots=True)
class Handed:
    """A numbered copy; `state` is out, returned, destroyed or not_returned."""

    id: str
    conference_id: str
    attendee_id: str
    number: int
    total: int
    file: str | None
    state: str
    ended_on: str | None
    ended_by: str | None
    words: str | None
    at: int
    author: str

    @property
    def is_out(self) -> bool:
        return self.state == OUT


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a case, by whom and when it is to be done."""

    id: str
    conference_id: str
    case_id: str
    words: str
    owner: str
    due_on: str | None
    task_id: str | None
    at: int
    author: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Conference:
    """One conference with everything that belongs to it."""

    id: str
    day: str
    place: str | None
    aim: str
    return_by: str
    at: int
    author: str
    lines: tuple[Line, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    copies: tuple[Handed, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def cases(self) -> frozenset[str]:
        return frozenset(one.case_id for one in self.lines)

    @property
    def out(self) -> int:
        return sum(one.is_out for one in self.copies)

    def line(self, case_id: str) -> Line | None:
        return next((one for one in self.lines if one.case_id == case_id), None)

    def attendee(self, ident: str) -> Attendee | None:
        return next((one for one in self.attendees if one.id == ident), None)


@dataclass(frozen=True, slots=True)
class Mention:
    """A conference as it stands in a case: its own line and decisions, nothing of other cases.

    `conference_id` is None where the conference itself is not here: behind a wall, or in another centre.
    """

    conference_id: str | None
    day: str
    code: int
    asks: str | None
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A case left the centre in a copy for somebody from outside."""

    place: str
    name: str
    day: str | None
    number: int | None
    total: int | None
    at: int
