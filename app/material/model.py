"""An entry about public material, what was done about it, and how a list of entries is asked for. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.codelists import codes

OPEN = ("received", "looked", "written", "answered")
"""Where an entry stands while something is still to be done."""
CLOSED = ("closed",)
KEPT_YEARS = 3
"""Years after which a closed entry goes. No law names a time: nobody is named in it, and its figures are reported by then."""
ANSWER_DAYS = 14
"""Days an agency is given for its answer, where nobody writes another day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of public material, as it is followed up."""

    id: str
    noted_on: str
    medium: str
    title: str
    place: str | None
    url: str | None
    seen_on: str | None
    agency: str | None
    contact: str | None
    kinds: tuple[str, ...]
    words: str | None
    photo: str | None
    photo_sha256: str | None
    attachment: str | None
    urgency: str
    owner: str
    state: str
    outcome: str | None
    closed_on: str | None
    round_id: str | None
    thread_id: str | None
    at: int
    author: str

    @property
    def number(self) -> str:
        """How people name the entry to each other, and in letters: chance, so that it tells no day."""
        return f"{self.id[-8:-4]}-{self.id[-4:]}".upper()


@dataclass(frozen=True, slots=True)
class Photo:
    """What a look at an entry's photo says of it."""

    id: str
    title: str
    kind: str = "image"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a list shows it; `due_on` is the day by which an answer is awaited."""

    entry: Entry
    due_on: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One dated line of what was done."""

    id: str
    material_id: str
    kind: str
    day: str
    due_on: str | None
    words: str | None
    task_id: str | None
    at: int
    author: str


@dataclass(frozen=True, slots=True)
class Round:
    """Somebody of the centre went round and looked; `found` is how many entries came of it."""

    id: str
    day: str
    place: str
    looked_by: str
    words: str | None
    at: int
    author: str
    found: int = 0


@dataclass(frozen=True, slots=True)
class Whole:
    """An entry with its lines, the round it came from, and until when an answer is awaited."""

    entry: Entry
    steps: tuple[Step, ...]
    round: Round | None
    due_on: str | None

    @property
    def asked(self) -> bool:
        """Whether the agency was written to or called."""
        kinds = asking()
        return any(one.kind in kinds for one in self.steps)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries a list shows; what is empty asks for nothing."""

    states: tuple[str, ...] = ()
    medium: str = ""
    agency: str = ""
    words: str = ""


EVERYTHING = Asked()


def asking() -> frozenset[str]:
    """The kinds of lines after which an answer is expected."""
    return frozenset(one.id for one in codes("material_step") if one.extra.get("asks"))


def chosen_steps() -> tuple[str, ...]:
    """The kinds of lines that somebody writes by hand."""
    return tuple(one.id for one in codes("material_step") if not one.extra.get("only"))
