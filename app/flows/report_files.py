"""Files that came with reports: their pieces from the relay to the disk, and from there into a case's evidence.

    wanted (plan of a round) ──▶ fetch (worker, network) ──▶ note_fetched (settle)
    prepare (writer) ──▶ Bringing.seal (any thread) ──▶ enter (writer), or give_up

A piece is kept as soon as it came, so that a round that breaks off loses none. Sealed pieces go straight into a sealed
file of evidence; in between nothing lies in the clear on a disk, and nothing is looked at.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.clock import instant
from app.codelists import label
from app.entry import check_text
from app.errors import BadInput, Conflict, GyeotError, NoRoom, NotReached, Rejected
from app.evidence import Brought, Intake, Item, Reference, Stated, Taken
from app.flows.copyist import free_room
from app.i18n import _
from app.inbox.attached import Attachment, Source, Unfit
from app.inbox.attachments import KINDS, SEXUAL
from app.kinds import Compartment
from app.text import nfc
from app.wire import Malformed, pieces

if TYPE_CHECKING:
    from app.evidence import Evidence
    from app.inbox import Attachments, Matching
    from app.inbox.parcels import Parcel
    from app.store import Database

MOST = 96
"""Pieces fetched in one round (24 MiB)."""
SECONDS = 20.0
"""After so long no further piece is begun in a round."""
ROOM = 256 << 20
"""Bytes that attachments leave free on the disk."""


class Piecewise(Protocol):
    """Where pieces come from (app.sync.reports.Channel)."""

    def piece(self, number: int, place: int) -> bytes | None: ...


class House(Protocol):
    """What of a centre the flow needs (app.desk.Desk fits)."""

    @property
    def attachments(self) -> Attachments: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def matching(self) -> Matching: ...
    def database(self, compartment: Compartment, /) -> Database: ...


# -- from the relay ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of attachments in a round: messages that are whole now, and whether more is ready to be fetched."""

    whole: tuple[str, ...] = ()
    came: int = 0
    more: bool = False
    problem: str = ""
    """Why it ended early, in a sentence."""


def fetch(channel: Piecewise, wanted: Sequence[Parcel]) -> Fetched:
    """Fetch what is missing, a piece of each message in turn; whatever stops it, what came stays here."""
    waiting = deque((one, iter(one.due())) for one in wanted)
    whole, came, until = list[str](), 0, monotonic() + SECONDS
    try:
        while waiting:
            one, places = waiting.popleft()
            place = next(places, None)
            if place is None:
                whole += [] if one.missing() else [one.message]
                continue
            if came >= MOST or monotonic() > until:
                return Fetched(tuple(whole), came, True)
            if _piece(channel, one, place):
                came += 1
                waiting.append((one, places))
    except (NotReached, Rejected, NoRoom) as problem:
        return Fetched(tuple(whole), came, False, str(problem))
    return Fetched(tuple(whole), came)


def _piece(channel: Piecewise, one: Parcel, place: int) -> bool:
    """Whether this piece is here now; where it has not arrived, those behind it are asked for another time."""
    if free_room(one.path.parents[2]) < ROOM:
        raise NoRoom(
            _(
                "There is too little room on this computer for attachments of reports. They wait at the relay, and nothing is lost. Please free some space."
            )
        )
    data = channel.piece(one.number, place)
    if data is None or len(data) != pieces.SEALED:
        return False
    one.put(place, data)
    return True


# -- saying what it is ---------------------------------------------------------------------------------


def state(house: House, ident: str, kind: str, words: str = "") -> Done[str]:
    """Write down what an attachment is; what may hold a sexual image goes, and a case keeps a reference to it.

    No case is told of a report that is kept from somebody here.
    """
    with house.database(Compartment.CASEWORK).atomic():
        done = house.attachments.state(ident, kind, words)
        cleared = _cleared(house, ident)
        apart = house.attachments.apart(ident) and not cleared
        case_id = None if apart else house.attachments.case(ident, cleared=cleared)
        if kind == SEXUAL and case_id is not None:
            _refer(house, case_id, house.attachments.one(ident))
    house.attachments.sweep()
    return Done(done.value, done.changes | Changes.EVIDENCE)


def _cleared(house: House, ident: str) -> bool:
    """Whether its report was kept from people whom it named by chance, and all of them were let in."""
    return house.matching.cleared(ident.split(":")[0])


def refer(house: House, thread: str, case_id: str) -> None:
    """The case of a report names what was not kept of it; joins the caller's transaction."""
    for one in house.attachments.of(thread):
        if one.kind == SEXUAL:
            _refer(house, case_id, one)


def _refer(house: House, case_id: str, one: Attachment) -> None:
    title = _("Attachment of report {number}: never opened, not kept").format(number=number(one.message))
    kept = _("With whoever reported it. What came here was erased unopened.")
    house.evidence.refer(case_id, Reference(title, kept_where=kept, hash_elsewhere=one.sha256, note=one.words))


def number(thread: str) -> str:
    """How two people name a report to each other."""
    return f"{thread[:4]}-{thread[4:8]}".upper()


# -- into the case's evidence --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class Bringing:
    """An attachment and its copies on their way into evidence; no database any more."""

    attachment: Attachment
    day: str
    parts: tuple[tuple[Source, Intake], ...] = field(default=())

    def seal(
        self,
        progress: Callable[[float], None] = lambda _part: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> tuple[Taken, ...]:
        """Every part, from sealed pieces into a sealed file; on any thread. What evidence does not take is refused.

        Raises Unfit where the bytes are not what the reporter's page wrote of them.
        """
        whole, done, found = max(1, sum(source.size for source, _intake in self.parts)), 0, list[Taken]()
        for source, intake in self.parts:
            before, size = done, source.size

            def tell(part: float, before: int = before, size: int = size) -> None:
                progress((before + part * size) / whole)

            try:
                with source.stream() as stream:
                    found.append(intake.seal_stream(stream, _name(source, self.attachment), size, tell, stopped))
            except Malformed:
                raise Unfit from None
            done += size
        return tuple(found)


def _name(source: Source, one: Attachment) -> str:
    """The name a file came under; where it looks like a number that no centre may keep, what it was said to be."""
    try:
        return check_text(nfc(source.name), "file") or label(KINDS, one.kind)
    except BadInput:
        return label(KINDS, one.kind)


def prepare(house: House, ident: str) -> Done[Bringing]:
    """Begin to take an attachment into the evidence of the case that its report became."""
    sources = house.attachments.open(ident)
    case_id = house.attachments.case(ident, cleared=_cleared(house, ident))
    if case_id is None:
        raise Conflict(
            _("This report is no case here. Its attachments stay sealed until it is one; nothing was taken in.")
        )
    intakes = [house.evidence.prepare(case_id, Stated.FROM_REPORT).value for _source in sources]
    if house.attachments.images(ident):  # whatever type the case has as yet
        intakes = [replace(one, rule=replace(one.rule, digital=True)) for one in intakes]
    parts = tuple(zip(sources, intakes, strict=True))
    return Done(Bringing(house.attachments.one(ident), house.attachments.day(ident), parts), Changes.NONE)


def enter(house: House, bringing: Bringing, taken: Sequence[Taken]) -> Done[Item]:
    """Write down what was sealed, with the report it came by; only then its pieces go."""
    one, items = bringing.attachment, list[Item]()
    with house.database(Compartment.CASEWORK).atomic():
        for (source, intake), sealed in zip(bringing.parts, taken, strict=True):
            came = _("arrived by report {number} on {day}, digest {digest}")
            came = came.format(number=number(one.message), day=bringing.day, digest=source.sha256)
            said = _("Said to be: {kind}. Nobody had opened it before.").format(kind=label(KINDS, one.kind))
            name = _name(source, one)
            title = _("{name}, the copy without camera data").format(name=name) if source.copy else name
            brought = Brought(
                title, intake.stated, came, instant(datetime.fromisoformat(bringing.day)),
                f"{said} {one.words}".strip(),
            )  # fmt: skip
            items.append(house.evidence.enter(intake, sealed, brought).value)
        house.attachments.note_evidence(one.id, items[0].id)
    house.attachments.sweep()
    return Done(items[0], Changes.EVIDENCE | Changes.INBOX | Changes.CASES | Changes.AUDIT)


def give_up(house: House, bringing: Bringing, problem: GyeotError | None = None) -> Done[None]:
    """Nothing is taken in after all; the pieces stay as they came, and an oddity is written down."""
    for _source, intake in bringing.parts:
        house.evidence.abandon(intake)
    if isinstance(problem, Unfit):
        house.attachments.note_odd(bringing.attachment.id)
    return Done(None, Changes.INBOX if isinstance(problem, Unfit) else Changes.NONE)
