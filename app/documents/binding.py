"""Binding: the pieces of a volume become the bytes of a PDF, set as often as it takes until every page number holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from app.documents.blocks import Furniture
from app.documents.drawing import Drawn
from app.documents.furniture import draw as furnish
from app.documents.ledger import Ledger
from app.documents.pieces import Ask, Contents, Cover, Head, Opener, Piece, Volume
from app.documents.scale import NORMAL, TIGHT, Scale
from app.documents.setting import Setter
from app.documents.style import BOLD, BOTTOM, INK, LEFT, MEASURE, REGULAR, TOP
from app.documents.words import Words

_PASSES = 6
_ROOM = A4[1] - TOP - BOTTOM

Furnish = Callable[[Any, Any], None]
"""What reportlab calls at the end of a page, with the canvas and the document."""


def bind(volume: Volume, scale: Scale = NORMAL) -> Drawn:
    """The volume as PDF bytes; the same volume always gives the same bytes."""
    known = Ledger()
    for _pass in range(_PASSES):
        data, setter = _set(volume, scale, known)
        if (setter.ledger.pages, setter.ledger.total) == (known.pages, known.total):
            break
        known = setter.ledger
    return Drawn(data, setter.ledger.total, tuple(sorted(setter.ink.missing)))


def _set(volume: Volume, scale: Scale, known: Ledger) -> tuple[bytes, Setter]:
    """One pass: `known` tells which pages the last one found."""
    setter = Setter(scale, Words(volume.language), known, outlined=volume.has_outline)
    story: list[Flowable] = []
    for group in _groups(volume.pieces):
        if isinstance(group[0], Cover):
            story.append(NextPageTemplate("inside"))
        story += _fitted(setter, group, scale)
    target = BytesIO()
    document = _document(target, volume, setter, _inside(volume, scale, setter, known))
    document.build(story)
    setter.ledger.total = document.page
    return target.getvalue(), setter


def _groups(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """What begins on one page: a heading with the name of its part before it, and all that follows."""
    group: list[Piece] = []
    for piece in pieces:
        if group and _begins(piece):
            yield group
            group = []
        group.append(piece)
    yield group


def _begins(piece: Piece) -> bool:
    return isinstance(piece, Opener | Contents) or (isinstance(piece, Head) and piece.new_page)


def _fitted(setter: Setter, group: list[Piece], scale: Scale) -> list[Flowable]:
    """A group; a step with a little less air where that saves it a second page."""
    flow = setter.set(group, scale)
    if scale is not NORMAL or not any(isinstance(piece, Ask) for piece in group):
        return flow
    if _height(flow) > _ROOM >= _height(tight := setter.set(group, TIGHT)):
        return tight
    return flow


def _height(flow: list[Flowable]) -> float:
    """The height on paper; the break before a page counts for nothing."""
    parts = [one for one in flow if not isinstance(one, PageBreak)]
    return sum(one.wrap(MEASURE, _ROOM)[1] + one.getSpaceBefore() + one.getSpaceAfter() for one in parts)


def _document(target: BytesIO, volume: Volume, setter: Setter, inside: Furnish) -> BaseDocTemplate:
    room = (LEFT, BOTTOM, MEASURE, _ROOM)
    frames = [Frame(*room, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0) for _side in range(2)]
    with_cover = isinstance(volume.pieces[0], Cover)
    templates = [PageTemplate("cover", frames[0])] if with_cover else []
    return BaseDocTemplate(
        target,
        pagesize=A4,
        pageTemplates=[*templates, PageTemplate("inside", frames[1], onPageEnd=inside)],
        title=setter.clean(volume.title),
        author="",
        subject="",
        creator="",
        producer="",
        lang=volume.language,
        invariant=1,
        pageCompression=1,
        initialFontName=REGULAR,
    )


def _inside(volume: Volume, scale: Scale, setter: Setter, known: Ledger) -> Furnish:
    """Header and footer of a page; large print has its page number alone, in large letters."""

    def end(canvas: Any, document: Any) -> None:
        canvas.setViewerPreference("DisplayDocTitle", "true")
        page, pages = document.page, known.total or document.page
        if scale is not NORMAL:
            canvas.setFont(BOLD, scale.foot)
            canvas.setFillColor(INK)
            canvas.drawRightString(LEFT + MEASURE, 12 * mm, f"{page} / {pages}")
            return
        _level, running = setter.ledger.running.get(page, (0, ""))
        furniture = Furniture(
            setter.clean(volume.header),
            right=running,
            footer=setter.clean(volume.footer),
            band=setter.clean(volume.band),
            has_mark=volume.has_mark,
        )
        furnish(canvas, furniture, page, pages)

    return end
