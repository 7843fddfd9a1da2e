"""Cases leave the house: chosen, counted, written as one file, put down in the register; only then it gets its name.

    preview ─▶ prepare (refuses what can be known) ─▶ write (any thread: a partial file, whole and on the disk)
            ─▶ finish (register, trail, custody; then the name)

For another Gyeot the file is sealed frame by frame (app.flows.sealed_lines); in the open it is a zip of JSON and files
inside an age file (app.flows.open_file). What of a case travels is app.flows.travelling's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from app.changes import Changes, Done
from app.clock import now, random_id
from app.documents.disk import put
from app.entry import check_text
from app.errors import BadInput, Damaged, Denied, Interrupted, NotFound
from app.flows import open_file, sealed_lines, travelling
from app.i18n import _
from app.kinds import Compartment, Right, Role
from app.text import nfc
from app.vault import DEFAULT, FLOOR, Keys, trusted

if TYPE_CHECKING:
    from app.audit import Audit
    from app.cases import Cases
    from app.documents import Copy, Documents
    from app.evidence import Evidence, Item, Opened
    from app.office import Office
    from app.store import Database

SEALED, OPEN = "cases_sealed", "cases_open"
"""What such a file is called in the register of what left the house."""
_CASE_WEIGHT = 20_000
"""Bytes that a case counts for beside its files, where progress is told."""
_LEAST_REASON = 10
Stopped = Callable[[], bool]
Tell = Callable[[float], None]


class House(Protocol):
    """What of a centre a leaving passes through (app.desk.Desk fits)."""

    home: Path
    keys: Keys

    def database(self, compartment: Compartment, /) -> Database: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def office(self) -> Office: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cases: all, those opened in a year, or all of the person of one case."""

    year: int = 0
    case: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Wish:
    """What is asked for: which cases, in which form, for whom and why, and what locks it."""

    choice: Choice = Choice()
    in_the_open: bool = False
    recipient: str = ""
    reason: str = ""
    passphrase: str | None = None
    plain_reason: str = ""
    """Why an open file has to leave without a lock; a manager's decision."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave, and what would stay."""

    cases: int
    files: int
    size: int
    files_staying: int
    """Files of evidence that these keys do not open."""
    walled: int
    """Sealed cases of this centre: they stay; whoever holds one writes it out from inside."""


@dataclass(frozen=True, slots=True, repr=False)
class Ready:
    """Everything that writing needs beside an open desk."""

    id: str
    ids: tuple[str, ...]
    wish: Wish
    target: Path
    walled: int
    weight: int


@dataclass(slots=True)
class Tally:
    """What was written so far."""

    cases: int = 0
    items: list[str] = field(default_factory=list)
    size: int = 0
    staying: int = 0
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished file that stands beside its target and waits for its name."""

    partial: Path
    sha256: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Written:
    """What left, and what stayed."""

    file: str
    cases: int
    sha256: str
    files: int = 0
    size: int = 0
    files_staying: int = 0
    files_damaged: int = 0
    walled: int = 0


# -- before --------------------------------------------------------------------------------------------


def may(keys: Keys, sentence: str) -> None:
    """Denied for everybody but managers and people with the supervisor right."""
    if keys.role != Role.MANAGER and Right.SUPERVISOR not in keys.rights:
        raise Denied(sentence)


def preview(house: House, choice: Choice) -> Preview:
    """How much would leave; nothing is written."""
    may(house.keys, _("Only a manager or supervisor takes all cases out. Nothing was written."))
    db = house.database(Compartment.CASEWORK)
    ids = chosen(db, choice)
    sizes = [item.size or 0 for one in ids for item in house.evidence.items(one) if item.file is not None]
    opens = house.evidence.may_open()
    return Preview(len(ids), len(sizes) * opens, sum(sizes) * opens, len(sizes) * (not opens), _walled(db))


def chosen(db: Database, choice: Choice) -> tuple[str, ...]:
    """The ids of these cases, by number. With a case go the others of its person, and what it was put together with.

    A case that whoever asks may be a party to stays.
    """
    held = {
        row["case_id"] for row in db.rows("SELECT case_id FROM conflict WHERE user = ? AND state = 'open'", (db.who,))
    }
    return tuple(one for one in _chosen(db, choice) if one not in held)


def _chosen(db: Database, choice: Choice) -> tuple[str, ...]:
    if not choice.case:
        like = f"{choice.year:04d}-%" if choice.year else "%"
        return tuple(
            r["id"] for r in db.rows("SELECT id FROM casefile WHERE opened_on LIKE ? ORDER BY number", (like,))
        )
    first = db.value("SELECT id FROM casefile WHERE id = :one OR number = :one", {"one": choice.case.strip()})
    if first is None:
        raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=choice.case))
    found, waiting = {str(first)}, [str(first)]
    while waiting:
        sql = (
            "SELECT o.id FROM casefile AS c JOIN casefile AS o ON o.survivor_id = c.survivor_id WHERE c.id = :one"
            " UNION SELECT c.id FROM merge AS m JOIN casefile AS c ON c.id IN (m.case_id, m.gone_id)"
            " WHERE :one IN (m.case_id, m.gone_id)"
        )
        new = {str(row["id"]) for row in db.rows(sql, {"one": waiting.pop()})} - found
        found |= new
        waiting += sorted(new)
    return tuple(sorted(found))


def _walled(db: Database) -> int:
    return int(db.value("SELECT count(*) FROM sealed_case WHERE state = 'sealed'"))


def prepare(house: House, wish: Wish, target: Path) -> Ready:
    """Refuse what can be known before any work; nothing is written yet."""
    seen = preview(house, wish.choice)
    if wish.in_the_open:
        _check_open(house.keys, wish)
    if not seen.cases:
        raise BadInput(_("No case is here that was chosen, so nothing was written."), field="choice")
    weight = seen.size * 2 + seen.cases * _CASE_WEIGHT
    ids = chosen(house.database(Compartment.CASEWORK), wish.choice)
    return Ready(random_id(), ids, _tidied(wish), target, seen.walled, weight)


def _tidied(wish: Wish) -> Wish:
    recipient = check_text(nfc(wish.recipient), "recipient") or ""
    reason, plain = check_text(nfc(wish.reason), "reason") or "", nfc(wish.plain_reason).strip()
    return Wish(wish.choice, wish.in_the_open, recipient, reason, wish.passphrase, plain)


def _check_open(keys: Keys, wish: Wish) -> None:
    """An open file names its recipient and its reason; without a lock it is a manager's decision."""
    if not wish.recipient.strip():
        raise BadInput(_("Nothing was written. Write who receives the file."), field="recipient")
    if len(wish.reason.strip()) < _LEAST_REASON:
        raise BadInput(
            _("Nothing was written. Please say why, in at least {n} letters.").format(n=_LEAST_REASON), field="reason"
        )
    if wish.passphrase is not None:
        open_file.checked(wish.passphrase)
    elif keys.role != Role.MANAGER:
        raise Denied(_("Only a manager lets cases leave without a lock. Nothing was written. Give a passphrase."))
    elif len(wish.plain_reason.strip()) < _LEAST_REASON:
        raise BadInput(
            _("Nothing was written. Give a passphrase, or write why the cases have to leave without a lock."),
            field="plain_reason",
        )


# -- writing -------------------------------------------------------------------------------------------


def write(ready: Ready, house: House, tell: Tell = lambda _part: None, stopped: Stopped = lambda: False) -> Packed:
    """The whole file beside its target; on any thread, with a desk of that thread.

    Raises Interrupted, NoRoom, Conflict or Damaged; then nothing is left.
    """
    tally = Tally()
    stock = _stock(ready, house, tally, tell, stopped)
    with sealed_lines.standing(ready.target) as (partial, stream):
        if ready.wish.in_the_open:
            about = open_file.About(ready.id, house.keys.centre_id, now(), _names(house))
            open_file.write(stream, house.database(Compartment.CASEWORK), about, stock, _lock(ready, house.keys))
        else:
            _write_sealed(stream, ready, house, stock)
    return Packed(partial, _digest(partial), tally)


def _lock(ready: Ready, keys: Keys) -> open_file.Lock | None:
    if ready.wish.passphrase is None:
        return None
    return open_file.Lock(ready.wish.passphrase, practice=keys.practice)


def _names(house: House) -> dict[str, str]:
    return {one.id: one.name for one in house.office.staff()}


def _write_sealed(stream: BinaryIO, ready: Ready, house: House, stock: Iterator[Stocked]) -> None:
    kdf = FLOOR if house.keys.practice else DEFAULT
    header, seal = sealed_lines.new(trusted(house.home, house.keys), ready.id, now(), ready.wish.passphrase, kdf)
    sealed_lines.fill(stream, header, seal, _frames(stock))


def _frames(stock: Iterator[Stocked]) -> Iterator[bytes]:
    for one in stock:
        yield from sealed_lines.frames_of({"kind": "case"}, [travelling.written(one.rows)])
        for item, pieces in one.files():
            head = {"kind": "file", "item": item.id, "size": item.size, "sha256": item.sha256}
            yield from sealed_lines.frames_of(head, pieces)


@dataclass(frozen=True, slots=True)
class Stocked:
    """One case on its way out: its rows, and the files of evidence that are whole and can be opened."""

    rows: travelling.Rows
    opened: tuple[Opened, ...]
    pieces: Callable[[Opened], Iterator[bytes]]

    def listed(self) -> tuple[Item, ...]:
        return tuple(one.item for one in self.opened)

    def files(self) -> Iterator[tuple[Item, Iterator[bytes]]]:
        for one in self.opened:
            yield one.item, self.pieces(one)


def _stock(ready: Ready, house: House, tally: Tally, tell: Tell, stopped: Stopped) -> Iterator[Stocked]:
    db, evidence = house.database(Compartment.CASEWORK), house.evidence
    known, opens, done = travelling.shape(db), evidence.may_open(), 0

    def passed(more: int) -> None:
        nonlocal done
        done += more
        tell(min(1.0, done / max(1, ready.weight)))

    def pieces(one: Opened) -> Iterator[bytes]:
        with one.file() as file:
            for piece in file.pieces(stopped):
                passed(len(piece))
                tally.size += len(piece)
                yield piece
        tally.items.append(one.item.id)

    for case_id in ready.ids:
        if stopped():
            raise Interrupted(_("This was stopped. Nothing was written."))
        with db.snapshot():
            if db.value("SELECT 1 FROM casefile WHERE id = ?", (case_id,)) is None:
                continue  # it was erased or sealed meanwhile
            rows = travelling.rows_of(db, known, case_id)
            lifted = [evidence.lift(item.id) for item in evidence.items(case_id) if item.file is not None and opens]
            tally.staying += sum(item.file is not None for item in evidence.items(case_id)) * (not opens)
        whole = tuple(one for one in lifted if _is_whole(one, passed, stopped))
        tally.damaged += len(lifted) - len(whole)
        yield Stocked(rows, whole, pieces)
        tally.cases += 1
        passed(_CASE_WEIGHT)


def _is_whole(one: Opened, passed: Callable[[int], None], stopped: Stopped) -> bool:
    """Every byte is proven before the file is announced."""
    try:
        with one.file() as file:
            same = file.digest(stopped=stopped) == one.item.sha256
    except Damaged:
        same = False
    passed(one.item.size or 0)
    return same


def _digest(path: Path) -> str:
    held = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            held.update(piece)
    return held.hexdigest()


# -- afterwards ----------------------------------------------------------------------------------------


def finish(house: House, ready: Ready, packed: Packed) -> Done[Written]:
    """Register, trail and custody first, then the name; what cannot get its name is taken back in the register."""
    wish, tally, copy_id = ready.wish, packed.tally, random_id()
    locked = not wish.in_the_open or wish.passphrase is not None
    recipient = wish.recipient or _("Another Gyeot")
    row = {
        "id": copy_id, "case_id": None, "profile": OPEN if wish.in_the_open else SEALED,
        "recipient": recipient, "encrypted": int(locked),
        "reason": " · ".join(filter(None, (wish.reason, "" if locked else wish.plain_reason))) or None, "safety": None,
        "sha256": packed.sha256, "pages": 0,
    }  # fmt: skip
    kind = "open_exported" if wish.in_the_open else "exchange_exported"
    try:
        with house.database(Compartment.CASEWORK).atomic():
            house.documents.enter(
                row, kind, file=ready.id, copy=copy_id, cases=tally.cases, files=len(tally.items), size=tally.size,
                sha256=packed.sha256, encrypted=locked,
            )  # fmt: skip
            for item in tally.items:
                house.evidence.note_handed_over(item, recipient, packed.sha256)
        house.documents.or_take_back(copy_id, lambda: put(packed.partial, ready.target))
    finally:
        sealed_lines.remove(packed.partial)
    made = Written(
        str(ready.target), tally.cases, packed.sha256, len(tally.items), tally.size, tally.staying, tally.damaged,
        ready.walled,
    )  # fmt: skip
    return Done(made, Changes.CASES | Changes.EVIDENCE | Changes.AUDIT)


def leave(house: House, wish: Wish, target: Path) -> Done[Written]:
    """All of it on one thread, for a command."""
    ready = prepare(house, wish, target)
    return finish(house, ready, write(ready, house))


def left(house: House) -> tuple[Copy, ...]:
    """The files of cases that left the house, the newest first, until somebody confirms that one is gone."""
    return tuple(one for one in house.documents.copies() if one.profile in (SEALED, OPEN))
