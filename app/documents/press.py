"""The press: books and hand-outs as PDF, without a key and without a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.directory import DirectoryEntry
from app.documents.book import book, printed_steps
from app.documents.discreet import card
from app.documents.edition import Bound, Edition, Form, Handout, Leaflet
from app.documents.handout import handout
from app.documents.shelf import Shelf
from app.manual import Library


def shelf_of(library: Library, pack_id: str, services: Mapping[str, DirectoryEntry], on: date) -> Shelf:
    """A manual of the library with its law and these services, as they stand on one day; raises NotFound."""
    titles = {pack.id: pack.titles for pack in library.held().values()}
    return Shelf(library.pack(pack_id), library.law(), services, on, titles)


def make_book(edition: Edition, shelf: Shelf) -> Bound:
    """The book as PDF; raises BadInput, and Refusal where the fonts were not made."""
    # reportlab is dear to import and nothing before the first paper may ask for it.
    from app.documents.binding import bind

    drawn = bind(book(edition, shelf, shelf.on))
    steps = printed_steps(edition, shelf)
    return Bound(drawn.data, drawn.pages, shelf.lost(steps), shelf.lost_law(steps), drawn.missing)


def make_handout(leaflet: Leaflet, shelf: Shelf, mark: str, quiet_mark: str) -> Handout:
    """The hand-out as PDF, and what it lost; `mark` is the band of a practice centre, `quiet_mark` its word on a card."""
    if leaflet.form is Form.DISCREET:
        return _card(leaflet, shelf, quiet_mark)
    from app.documents.binding import bind
    from app.documents.scale import EASY, LARGE, NORMAL

    scale = {Form.NORMAL: NORMAL, Form.LARGE: LARGE, Form.EASY: EASY}[leaflet.form]
    drawn = bind(handout(leaflet, shelf, shelf.on, mark), scale)
    steps = shelf.steps(leaflet.steps)
    lost_law = shelf.lost_law(steps) if leaflet.law and leaflet.form is not Form.EASY else ()
    return Handout(drawn.data, drawn.pages, shelf.lost(steps), lost_law, (), drawn.missing)


def _card(leaflet: Leaflet, shelf: Shelf, quiet_mark: str) -> Handout:
    from app.documents.card_drawing import draw_card

    made = card(leaflet, shelf, shelf.on, quiet_mark)
    drawn = draw_card(made)
    return Handout(drawn.data, 1, made.lost, (), (*made.unsaid, *drawn.left), drawn.missing)
