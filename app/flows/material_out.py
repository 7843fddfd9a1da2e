"""What leaves of the register of public material: a letter to an agency, and the list as CSV or a workbook.

Nobody is named in either, and neither says who reported anything; so both leave in the open, and the trail knows of it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.codelists import codes, label
from app.documents.disk import check_target, put, standing_by
from app.documents.material_letter import draw_letter
from app.documents.model import Centre
from app.entry import check_day
from app.errors import BadInput, Refusal
from app.i18n import _
from app.material import Asked, Entry
from app.workbooks import Page, Value, write, write_csv

if TYPE_CHECKING:
    from app.audit import Audit
    from app.material import Materials

_MANY = 500


class House(Protocol):
    """What of a centre the flow needs (app.desk.Desk fits)."""

    @property
    def materials(self) -> Materials: ...
    @property
    def audit(self) -> Audit: ...


@dataclass(frozen=True, slots=True)
class Put:
    """A file that was put in its place."""

    path: str
    sha256: str
    pages: int = 0
    lines: int = 0


def save_letter(
    house: House, ident: str, target: Path, centre: Centre, answer_by: str, *, with_place: bool | None = None,
    overwrite: bool = False,
) -> Done[Put]:  # fmt: skip
    """The letter at its target, and a dated line that waits for the answer; refused, neither is left.

    Where somebody reported it, whether the place is named has to be decided: it may tell who was there.
    """
    entry = house.materials.get(ident).entry
    by = check_day(answer_by, "answer_by")
    ready(entry, by, with_place)
    letter = draw_letter(entry, centre, by or "", with_place=with_place is not False)
    check_target(target, overwrite=overwrite)
    with standing_by(target, letter.data) as partial:
        noted = house.materials.step(
            ident, "letter", words=_("Letter {number} was made").format(number=entry.number), due_on=by
        )
        house.audit.write("material_letter_made", entry=ident, sha256=letter.sha256)
        _place(house, partial, target, letter.sha256)
    return Done(Put(str(target), letter.sha256, letter.pages), noted.changes | Changes.AUDIT)


def ready(entry: Entry, by: str | None, with_place: bool | None) -> None:
    """Whether a letter can be made of it; BadInput says what is missing."""
    if entry.state == "closed":
        raise BadInput(_("No letter was made: this entry is closed. Please open it again first."), field="answer_by")
    if not entry.agency:
        raise BadInput(
            _("No letter was made. Please write into the entry who is responsible for it."), field="answer_by"
        )
    if not entry.kinds and not entry.words:
        raise BadInput(_("No letter was made. Please write into the entry what demeans in it."), field="answer_by")
    if not by:
        raise BadInput(_("No letter was made. Write by when they are asked to answer."), field="answer_by")
    if entry.thread_id and entry.place and with_place is None:
        raise BadInput(_("Please choose whether the letter names the place."), field="with_place")


def save_list(house: House, target: Path, asked: Asked, form: str, *, overwrite: bool = False) -> Done[Put]:
    """The entries as asked for, as `csv` or `xlsx`, in one go."""
    found = listed(house, asked)
    return put_list(house, target, drawn(found, form), len(found), form, overwrite=overwrite)


def listed(house: House, asked: Asked) -> tuple[Entry, ...]:
    """The entries as asked for; for a reader."""
    return tuple(_all(house.materials, asked))


def drawn(found: Sequence[Entry], form: str) -> bytes:
    """The list as `csv` or `xlsx`, on any thread; the workbook has the counts by quarter too."""
    lines = [_heads(), *(_line(one) for one in found)]
    return write_csv(lines) if form == "csv" else write(_pages(lines, found))


def put_list(house: House, target: Path, data: bytes, lines: int, form: str, *, overwrite: bool = False) -> Done[Put]:
    """The list that was drawn, at its target."""
    check_target(target, overwrite=overwrite)
    digest = hashlib.sha256(data).hexdigest()
    with standing_by(target, data) as partial:
        house.audit.write("material_exported", format=form, number=lines, sha256=digest)
        _place(house, partial, target, digest)
    return Done(Put(str(target), digest, lines=lines), Changes.AUDIT)


def _place(house: House, partial: Path, target: Path, digest: str) -> None:
    try:
        put(partial, target)
    except Refusal:
        house.audit.write("report_export_failed", sha256=digest)
        raise


def _all(materials: Materials, asked: Asked) -> Iterator[Entry]:
    after = None
    while found := materials.page(asked, after, _MANY):
        for one in found:
            yield one.entry
        after = (found[-1].entry.noted_on, found[-1].entry.id)


def _heads() -> tuple[str, ...]:
    return (
        _("No."), _("Noted on"), _("Medium"), _("Title or words"), _("Place"), _("Web address"),
        _("Responsible agency"), _("What demeans in it"), _("In our words"), _("Urgency"), _("Where it stands"),
        _("What came of it"), _("Closed on"),
    )  # fmt: skip


def _line(one: Entry) -> tuple[Value, ...]:
    """The day it was seen leaves with none, and the place not with a report: both may tell who was there."""
    return (
        one.number, one.noted_on, label("material_medium", one.medium), one.title,
        None if one.thread_id else one.place, one.url, one.agency, ", ".join(label("material_kind", kind) for kind in one.kinds),
        one.words, label("material_urgency", one.urgency), label("material_state", one.state),
        label("material_outcome", one.outcome), one.closed_on,
    )  # fmt: skip


def _pages(lines: Sequence[Sequence[Value]], found: Sequence[Entry]) -> tuple[Page, Page]:
    widths = (12, 12, 20, 36, 24, 36, 24, 30, 40, 10, 14, 16, 12)
    return (
        Page(_("Public material"), lines, widths, frozenset((0,))),
        Page(_("By quarter"), list(by_quarter(found)), (12, 28, 10, *(14 for _one in codes("material_outcome"))), frozenset((0,))),
    )  # fmt: skip


def by_quarter(found: Sequence[Entry]) -> Iterator[tuple[Value, ...]]:
    """How many were noted in a quarter by medium, and what came of them."""
    outcomes = [one.id for one in codes("material_outcome")]
    yield (
        _("Quarter"),
        _("Medium"),
        _("How many"),
        _("Still open"),
        *(label("material_outcome", one) for one in outcomes),
    )
    counted = Counter((_quarter(one), one.medium, one.outcome or "") for one in found)
    for quarter in sorted({key[0] for key in counted}):
        for medium in codes("material_medium"):
            row = [counted[quarter, medium.id, one] for one in ("", *outcomes)]
            if any(row):
                yield (quarter, medium.label, sum(row), *row)


def _quarter(one: Entry) -> str:
    return f"{one.noted_on[:4]}-Q{(int(one.noted_on[5:7]) + 2) // 3}"
