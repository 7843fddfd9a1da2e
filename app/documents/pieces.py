"""A book or hand-out before it is set: its pieces in the order of reading, without a thought of paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.i18n import Language

Look = Literal["say", "do", "avoid", "plain"]


@dataclass(frozen=True, slots=True)
class Cover:
    """The outside: a title, a line below it, and lines at the foot."""

    title: str
    subtitle: str
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opener:
    """The name of a part, above its first heading."""

    text: str
    anchor: str
    intro: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of one step, card or chapter; `tag` is its number in the manual."""

    text: str
    anchor: str = ""
    tag: str = ""
    new_page: bool = True
    level: int = 1
    """0 for a chapter, 1 for what stands in a part."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A heading inside a step: who is spoken to from here on."""

    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, set large; its text may have several lines."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Lines under one label; `look` decides their size and the shape before them."""

    label: str
    lines: tuple[str, ...]
    look: Look = "plain"


@dataclass(frozen=True, slots=True)
class Way:
    """A condition and where it leads: a place in this book (`to`), or only a name."""

    text: str
    place: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways on; an alarm is boxed and read first."""

    label: str
    ways: tuple[Way, ...]
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A service that may be named today."""

    name: str
    number: str
    hours: str
    checked: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Services under one label; `full` adds notes and the day of the check."""

    label: str
    rows: tuple[Contact, ...]
    full: bool = False


@dataclass(frozen=True, slots=True)
class Refs:
    """Names that stand elsewhere in the book, with their pages."""

    label: str
    refs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision in plain words, with what is known of it."""

    title: str
    statute: str
    text: str
    facts: tuple[str, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled facts about the book itself."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text; `quiet` is small print."""

    texts: tuple[str, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """Where the list of contents stands; it is filled with what follows."""

    label: str


Piece = Cover | Opener | Head | Voice | Ask | Points | Ways | Contacts | Refs | Provision | Facts | Prose | Contents


@dataclass(frozen=True, slots=True)
class Volume:
    """A whole book or hand-out in one language."""

    language: Language
    title: str
    pieces: tuple[Piece, ...]
    header: str = ""
    footer: str = ""
    band: str = ""
    has_mark: bool = True
    has_outline: bool = False
