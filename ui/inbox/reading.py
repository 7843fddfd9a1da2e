"""What the inbox asks the desk for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from app.cases import SafeCard
from app.changes import Done
from app.desk import Desk
from app.duties import brief, duties
from app.flows.report_to_case import fitting
from app.inbox import matching
from app.inbox.attached import Attachment
from app.inbox.matching import Named
from app.inbox.model import Thread, Whole
from app.inbox.questions import said
from app.inbox.unfinished import SealedDrafts
from ui.inbox import words
from ui.kit.rows import Row

PAGE = 200
Asked = tuple[tuple[str, tuple[str, ...]], ...]
Lines = tuple[tuple[Thread, ...], tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Listing:
    """The first lines of a folder, how many there are in each, and how many messages did not open."""

    threads: tuple[Thread, ...]
    rows: tuple[Row, ...]
    counts: dict[str, int]
    unreadable: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread with everything that stands beside it."""

    whole: Whole
    names: dict[str, str]
    card: SafeCard | None = None
    case: str = ""
    """The number of the case that came of it."""
    officers: tuple[tuple[str, str], ...] = ()
    """Who opens this channel."""
    entry: str = ""
    """The entry about public material that came of it."""
    files: tuple[Attachment, ...] = ()
    """What came along, sealed."""
    named: tuple[Named, ...] = ()
    """Whom of the people here it may name."""
    centre_named: bool = False
    asked: dict[str, Asked] = field(default_factory=dict)
    """What was answered on the page, by message, in the words of the page."""


def sealed_drafts(desk: Desk) -> SealedDrafts:
    """Where unfinished answers and notes lie."""
    return desk.report_drafts


def read_listing(desk: Desk, folder: str, limit: int = PAGE, ticked: Collection[str] | None = None) -> Listing:
    """The first so many, as lines; with `ticked`, each of them has a box."""
    counts = {name: desk.inbox.number(states) for name, states in words.FOLDERS.items()}
    threads = desk.inbox.threads(words.FOLDERS[folder], None, limit)
    return Listing(threads, _rows(threads, ticked), counts, desk.settling.unreadable())


def read_more(desk: Desk, folder: str, last: Thread, ticked: Collection[str] | None) -> Lines:
    """The next page behind `last`, with its lines."""
    threads = desk.inbox.threads(words.FOLDERS[folder], (last.last_on, last.id), PAGE)
    return threads, _rows(threads, ticked)


def _rows(threads: tuple[Thread, ...], ticked: Collection[str] | None) -> tuple[Row, ...]:
    return tuple(words.row(one, None if ticked is None else one.id in ticked) for one in threads)


def look(desk: Desk, thread: str) -> Done[Opened]:
    """Look at a thread for the first time in this sitting: that stands in the trail."""
    done = desk.inbox.look(thread)
    return Done(_around(desk, done.value), done.changes)


def read_again(desk: Desk, thread: str) -> Opened:
    return _around(desk, desk.inbox.whole(thread))


@dataclass(frozen=True, slots=True)
class Fits:
    """The manual that fits a report and the duties to look at, by their titles."""

    manual: str
    duties: tuple[str, ...]


def read_fits(desk: Desk, whole: Whole) -> Fits:
    found = fitting(whole)
    held = {one.id: one for one in desk.library.packs()}
    pack = held.get(found.pack)
    return Fits(pack.title if pack else found.pack, tuple(brief(one) for one in duties() if one.id in found.duties))


def _around(desk: Desk, whole: Whole) -> Opened:
    names = {one.id: one.name for one in desk.office.staff()}
    door = whole.thread.head.door if whole.thread.head else "victim"
    asked = {one.id: said(door, one.answers) for one in whole.messages}
    entry = next((line.entry.id for line in desk.materials.of_thread(whole.thread.id)), "") if door == "public" else ""
    files = desk.attachments.of(whole.thread.id) if any(one.files for one in whole.messages) else ()
    opened = Opened(whole, names, officers=_officers(desk, whole, names), entry=entry, files=files, asked=asked)
    opened = replace(opened, named=desk.matching.of(whole.thread.id), centre_named=_names_the_centre(desk, whole))
    case_id = whole.thread.case_id
    if case_id is None:
        return opened
    return replace(opened, card=desk.cases.safe_card(case_id), case=desk.cases.get(case_id).number)


def _names_the_centre(desk: Desk, whole: Whole) -> bool:
    said = (one.text for one in whole.messages if one.direction == "in" and one.text)
    return any(matching.names(desk.keys.centre_name, text) for text in said)


def _officers(desk: Desk, whole: Whole, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    found = desk.inbox.officers(whole.thread.channel)
    return tuple((user, names.get(user, user)) for user in found)
