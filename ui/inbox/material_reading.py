"""What the register of public material asks the desk for."""

from __future__ import annotations

from dataclasses import dataclass

from app.desk import Desk
from app.i18n import pick
from app.kinds import Compartment
from app.material import CLOSED, OPEN, Asked, Line, Round, Whole

PAGE = 200
FOLDERS: dict[str, tuple[str, ...]] = {"open": OPEN, "closed": CLOSED}
ROUNDS = "rounds"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms of an entry offer: people here, agencies that are known, and the last rounds."""

    people: tuple[tuple[str, str], ...]
    agencies: tuple[tuple[str, str], ...]
    """Names with how they are reached: written to before, then the directory's."""
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The first lines of a folder, how many there are, who is responsible, and how many have had their time."""

    lines: tuple[Line, ...] | tuple[Round, ...]
    count: int
    agencies: tuple[str, ...]
    over: int
    """None to whoever may not erase them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with what stands beside it."""

    whole: Whole
    names: dict[str, str]
    choices: Choices
    answerable: bool
    """Whether these keys open the thread it comes from."""
    looks: bool = False
    """Whether it has a photo that these keys open."""


def read_register(desk: Desk, folder: str, asked: Asked, limit: int = PAGE) -> Register:
    agencies = tuple(name for name, _contact in desk.materials.agencies())
    over = desk.materials.over() if desk.materials.erases else 0
    if folder == ROUNDS:
        rounds = desk.materials.rounds(None, limit)
        return Register(rounds, len(rounds), agencies, over)
    return Register(desk.materials.page(asked, None, limit), desk.materials.number(asked), agencies, over)


def read_more(desk: Desk, folder: str, asked: Asked, last: Line | Round) -> tuple[Line, ...] | tuple[Round, ...]:
    if isinstance(last, Round):
        return desk.materials.rounds((last.day, last.id), PAGE)
    return desk.materials.page(asked, (last.entry.noted_on, last.entry.id), PAGE)


def read_entry(desk: Desk, ident: str) -> Shown:
    whole, names = desk.materials.get(ident), {one.id: one.name for one in desk.office.staff()}
    opens = Compartment.PUBLIC_MATERIAL in desk.inbox.channels
    entry = whole.entry
    answerable = opens and bool(entry.thread_id) and desk.inbox.holds(entry.thread_id or "")
    return Shown(whole, names, read_choices(desk), answerable, bool(entry.attachment) and opens)


def read_choices(desk: Desk) -> Choices:
    people = tuple((one.id, one.name) for one in desk.office.staff() if one.active)
    known = dict(desk.materials.agencies())
    listed = {pick(dict(one.name)): one.number or "" for one in desk.directory.entries()}
    agencies = (*known.items(), *((name, number) for name, number in listed.items() if name not in known))
    return Choices(people, agencies, desk.materials.rounds(None, 20))
