"""What stands in the inbox, and what can be told of a thread from its numbers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.kinds import Compartment
from app.wire.content import Answer, File

HELD, CLOSED, GONE = 0, 1, 2
"""The relay holds a thread's mailbox; it was told to let go of it; it said that it holds it no more."""


class State(StrEnum):
    """Where a thread stands. `sealed` was never opened here; `flood` lies in the folder that one action empties."""

    SEALED = "sealed"
    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    FLOOD = "flood"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One sealed message as it came from the relay, with the number under which it lay there."""

    number: int
    day: str
    raw: bytes
    have: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What a list shows of a thread that these keys open. `reply_key` seals answers to it."""

    door: str
    lang: str
    words: str
    reply_key: bytes = field(repr=False, default=b"")
    own: tuple[bytes, ...] = field(repr=False, default=())
    """X25519 keys of a thread that is kept apart, the newest first: what its page seals to once an answer told it."""


@dataclass(frozen=True, slots=True)
class Thread:
    """One line of the inbox; `head` is None where these keys do not open it, or nobody opened it yet."""

    id: str
    channel: Compartment
    state: State
    first_on: str
    last_on: str
    head: Head | None
    apart: bool
    """Whether it is kept for named officers only."""
    taken_over_by: str | None
    handover: str | None
    case_id: str | None
    came_by: str
    waiting: int
    """How many of its messages nobody opened yet."""
    leaving: int = 0
    """How many answers the relay does not have yet."""
    undecided: bool = False
    """Whether nobody decided yet how the person concerned is contacted, where somebody else reported it."""
    decision: str = ""
    gone: bool = False
    """Whether the relay holds its mailbox no more: nobody reads an answer."""
    walled: bool = False
    """Whether it became a case that lies behind a wall."""
    coded: bool = True
    """Whether a receipt code leads to it: the page's, or one that was read out."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an open thread; `text` is None where it does not open."""

    id: str
    direction: str
    seq: int
    day: str
    state: str
    text: str | None
    kind: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    pieces: int = 0
    have: int = 0
    doubted: bool = False
    """Whether nothing shows that it comes from whoever wrote the thread's first message: a relay could have made it."""


@dataclass(frozen=True, slots=True)
class Note:
    """What staff wrote beside a thread; no reporter ever reads it."""

    id: str
    text: str
    at: int
    author: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing or does not fit in a thread: places left out, and oddities the relay was caught at."""

    missing: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    replaced: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.broken or self.replaced)


@dataclass(frozen=True, slots=True)
class Whole:
    """A thread with everything in it."""

    thread: Thread
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    gaps: Gaps


def number(thread: str) -> str:
    """How two people name a report to each other, without a word of it."""
    return f"{thread[:4]}-{thread[4:8]}".upper()


def gaps(places: Sequence[tuple[int, str, str]], replaced: int = 0, *, back: bool = False) -> Gaps:
    """What the chain of one direction lacks; each place is its number, its digest, and the digest it names before it.

    Of a thread that its reporter took `back`, what went with it is not missing.
    """
    digests = {seq: sha256 for seq, sha256, _prev in places}
    last = max(digests, default=0)
    missing = () if back else tuple(seq for seq in range(1, last) if seq not in digests)
    broken = tuple(seq for seq, _sha, prev in places if seq - 1 in digests and digests[seq - 1] != prev)
    return Gaps(missing, broken, replaced)
