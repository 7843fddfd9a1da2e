"""A paper before it is drawn: its page furniture and its blocks, in the order of reading."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.model import Reason
from app.documents.redaction import Rich


@dataclass(frozen=True, slots=True)
class Title:
    """The title of page one, with the approval box or short lines at its right."""

    text: str
    subtitle: str = ""
    signers: tuple[str, ...] = ()
    approval: str = ""
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labelled facts; `columns` pairs stand side by side. `label` is the width of a label in mm."""

    rows: tuple[tuple[str, Rich], ...]
    columns: int = 1
    label: float = 30.0
    tall: tuple[str, ...] = ()
    """Labels whose field is left empty for writing by hand."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head that repeats; `widths` are shares of the measure.

    With `figures` what stands after the first column is set at the right; the rows in `sums` are bold.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Rich, ...], ...]
    widths: tuple[float, ...]
    figures: bool = False
    sums: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Lines:
    """Running text, a paragraph each; `numbered` puts figures before them."""

    texts: tuple[Rich, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Boxes:
    """Four worded boxes of which at most one is filled, with lines at the side."""

    labels: tuple[str, ...]
    chosen: int | None
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """The name that signs and the box for its seal."""

    name: str
    seal: str


@dataclass(frozen=True, slots=True)
class Slip:
    """The part below the dashed line that comes back."""

    caption: str
    rows: tuple[tuple[str, Rich], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What follows begins on a sheet of its own."""


Block = Title | Pairs | Grid | Lines | Boxes | Stamp | Slip | Sheet


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, what stands under it, and a note in small print."""

    heading: str
    blocks: tuple[Block, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every page around the text; empty texts are left out."""

    title: str
    right: str = ""
    footer: str = ""
    band: str = ""
    quiet_mark: str = ""
    draft: str = ""
    has_mark: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document in one language, ready to be drawn."""

    language: str
    furniture: Furniture
    content: tuple[Block | Part, ...]
    bar_word: str = ""
    bars: tuple[Reason, ...] = ()
    """The reasons in the order of their first bar."""
    one_page: bool = False
    """Drawn with less air where it would otherwise need a second page."""
