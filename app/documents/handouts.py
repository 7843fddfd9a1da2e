"""Books and hand-outs of a centre: made, shown, printed or put in one chosen place, and written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.changes import Changes, Done
from app.clock import random_id, today
from app.directory import DirectoryEntry
from app.documents.answers import SafetyAnswers, check_allows_paper, check_answers
from app.documents.discreet import card
from app.documents.disk import check_target, put, standing_by
from app.documents.edition import Bound, Edition, Form, Handout, Leaflet, PressedBook, PressedHandout
from app.documents.locking import lock
from app.documents.making import band, letters_without_form
from app.documents.model import Centre, Exported
from app.documents.pictures import PRINTER, SCREEN, pictures
from app.documents.press import make_book, make_handout, shelf_of
from app.documents.shelf import Shelf
from app.documents.wish import key_for
from app.documents.words import Words
from app.errors import Denied, GyeotError, Refusal
from app.i18n import _, pick
from app.logs import report
from app.manual import Library

if TYPE_CHECKING:
    from app.documents.service import Audit, Documents

HANDOUT = "handout"
"""The profile under which a hand-out stands in the register of a case."""


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a hand-out goes: a case where there is one, and what was asked before it leaves."""

    case_id: str | None = None
    recipient: str = ""
    safety: SafetyAnswers | None = None
    card_seen: bool = False
    """Whether somebody looked at the safe-contact card of the person; only a case has one."""


@dataclass(frozen=True, slots=True)
class HandoutShown:
    """A hand-out as pictures (PNG, a page each); `copy` is its id in the register where it belongs to a case."""

    pages: tuple[bytes, ...]
    made: Handout
    copy: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """A book or hand-out that now stands outside, with what it lost."""

    paper: Exported
    made: Handout | Bound


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a hand-out will lose, in words, before it is made: services, provisions, steps without a memo."""

    services: tuple[str, ...] = ()
    """Services that nobody checked lately."""
    wordless: tuple[str, ...] = ()
    """Services for which a discreet card has no everyday words."""
    law: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


class Handouts:
    """What a worker can do with the manual on paper; without `documents` nothing can belong to a case."""

    def __init__(
        self,
        centre: Centre,
        library: Library,
        services: Callable[[], Mapping[str, DirectoryEntry]],
        *,
        documents: Documents | None = None,
        audit: Audit | None = None,
        note_lost: Callable[[Iterable[str]], object] | None = None,
    ) -> None:
        self._centre, self._library, self._services = centre, library, services
        self._documents, self._audit, self._note_lost = documents, audit, note_lost

    # -- drawing ---------------------------------------------------------------------------------

    def drawing(self, leaflet: Leaflet, given: Given | None = None) -> Callable[[], PressedHandout]:
        """What draws this hand-out: it needs neither key nor database any more, and any thread may call it.

        Refused here already is what would be refused when the paper is to leave.
        """
        self._check(given or Given())
        words = Words(leaflet.language)
        quiet = words("practice") if self._centre.practice else ""
        shelf, mark = self._shelf(leaflet.pack), band(self._centre, words)
        return lambda: PressedHandout(leaflet, make_handout(leaflet, shelf, mark, quiet))

    def binding(self, edition: Edition) -> Callable[[], PressedBook]:
        """What draws this book, on any thread."""
        shelf = self._shelf(edition.pack)
        return lambda: PressedBook(edition, make_book(edition, shelf))

    def _drawn(self, wanted: Leaflet | PressedHandout) -> tuple[Leaflet, Handout]:
        drawn = wanted if isinstance(wanted, PressedHandout) else self.drawing(wanted)()
        return drawn.leaflet, drawn.made

    # -- books -----------------------------------------------------------------------------------

    def book(self, wanted: Edition | PressedBook, target: Path, *, overwrite: bool = False) -> Done[Handed]:
        """A whole book at `target`; it holds nothing of a case and is not locked.

        Raises BadInput, NotFound, Conflict, NoRoom or Refusal; then no file is left.
        """
        check_target(target, overwrite=overwrite)
        drawn = wanted if isinstance(wanted, PressedBook) else self.binding(wanted)()
        edition, made = drawn.edition, drawn.made
        facts = {"pack": edition.pack, "side": edition.side, "language": edition.language, "lost": len(made.lost)}
        paper = _exported(random_id(), target, made.data, made)
        with standing_by(target, made.data) as partial_file:
            self._note("book_exported", sha256=paper.sha256, **facts)
            self._or_note_failure(paper.id, partial(put, partial_file, target))
        return Done(Handed(paper, made), Changes.AUDIT)

    # -- hand-outs -------------------------------------------------------------------------------

    def left_out(self, leaflet: Leaflet) -> LeftOut:
        """What this hand-out would lose today; nothing is made and nothing is written."""
        if not leaflet.steps:
            return LeftOut()
        shelf = self._shelf(leaflet.pack)
        steps = shelf.steps(leaflet.steps)
        lost, lost_law, unsaid = shelf.lost(steps), shelf.lost_law(steps), tuple[str, ...]()
        if leaflet.form is Form.DISCREET:
            made = card(leaflet, shelf, shelf.on)
            lost, unsaid = made.lost, made.unsaid
        with_law = leaflet.law and leaflet.form in (Form.NORMAL, Form.LARGE)
        unchecked = set(shelf.lost(steps))
        names = {one: pick(dict(shelf.services[one].name)) if one in shelf.services else one for one in lost}
        services = tuple(name for one, name in names.items() if one in unchecked)
        wordless = tuple(name for one, name in names.items() if one not in unchecked)
        law = tuple(pick(dict(shelf.law[one].title)) for one in lost_law if one in shelf.law) if with_law else ()
        return LeftOut(services, wordless, law, unsaid)

    def look(self, wanted: Leaflet | PressedHandout, given: Given | None = None) -> Done[HandoutShown]:
        """The pages for the screen, before anything leaves; that somebody looked is recorded."""
        self._check(given or Given())
        leaflet, made = self._drawn(wanted)
        self._note("handout_previewed", case=given.case_id if given else None, **_facts(leaflet))
        return Done(
            HandoutShown(pictures(made.data, SCREEN), made, "", letters_without_form(made.missing)), Changes.AUDIT
        )

    def print_copy(self, wanted: Leaflet | PressedHandout, given: Given | None = None) -> Done[HandoutShown]:
        """The pages for a printer; where it belongs to a case, the copy stands in its register."""
        given = given or Given()
        self._check(given)
        leaflet, made = self._drawn(wanted)
        paper = _exported(random_id(), Path(), made.data, made)
        changes = self._write_down(paper, leaflet, given, made, _("Printed on paper")) | self._count_lost(made)
        shown = HandoutShown(pictures(made.data, PRINTER), made, paper.id if given.case_id else "", paper.warnings)
        return Done(shown, changes)

    def export(
        self,
        wanted: Leaflet | PressedHandout,
        target: Path,
        given: Given | None = None,
        *,
        passphrase: str | None = None,
        plain_reason: str | None = None,
        overwrite: bool = False,
    ) -> Done[Handed]:
        """A hand-out at `target`; it is locked unless a reason for a plain one is given.

        Raises BadInput, NotFound, Denied, Conflict, NoRoom or Refusal; then neither file nor register row is left.
        """
        given = given or Given()
        key = key_for(passphrase, plain_reason)
        check_target(target, overwrite=overwrite)
        self._check(given)
        leaflet, made = self._drawn(wanted)
        data = lock(made.data, key) if key else made.data
        paper = _exported(random_id(), target, data, made, encrypted=key is not None)
        with standing_by(target, data) as partial_file:
            # The trail knows of the copy before it appears, as with every paper.
            changes = self._write_down(paper, leaflet, given, made, (plain_reason or "").strip())
            self._or_note_failure(paper.id, partial(put, partial_file, target), given)
        return Done(Handed(paper, made), changes | self._count_lost(made))

    def _shelf(self, pack_id: str) -> Shelf:
        return shelf_of(self._library, pack_id, self._services(), today())

    # -- writing down ----------------------------------------------------------------------------

    def _check(self, given: Given) -> None:
        """A hand-out of a case needs its answers first, its card seen, and somebody who may write in the case."""
        if given.case_id is None:
            return
        if self._documents is None:
            raise Denied(
                _("Your role does not write in cases. Nothing was made. The hand-out can be made without a case.")
            )
        check_allows_paper(check_answers(given.safety))
        self._documents.check_card(given.case_id, given.card_seen)

    def _write_down(self, paper: Exported, leaflet: Leaflet, given: Given, made: Handout, plain_reason: str) -> Changes:
        """The register of the case where there is one, and the trail."""
        facts = {**_facts(leaflet), "sha256": paper.sha256, "encrypted": paper.encrypted, "lost": len(made.lost)}
        if given.case_id and self._documents is not None:
            self._documents.enter(_row(paper, given, plain_reason), "handout_given", **facts)
            return Changes.AUDIT | Changes.CASES
        self._note("handout_given", **facts)
        return Changes.AUDIT

    def _count_lost(self, made: Handout) -> Changes:
        """Which services were missing is told to those who keep the directory, once the paper is there."""
        if not made.lost or self._note_lost is None:
            return Changes.NONE
        try:
            self._note_lost(made.lost)
        except GyeotError as problem:
            # The paper stands and is registered; whoever made it must not be told that it was not made.
            report(problem, problem.__traceback__)
            return Changes.NONE
        return Changes.DIRECTORY

    def _or_note_failure(self, copy_id: str, step: Callable[[], None], given: Given | None = None) -> None:
        if given and given.case_id and self._documents is not None:
            self._documents.or_take_back(copy_id, step)
            return
        try:
            step()
        except Refusal:
            self._note("document_export_failed", copy=copy_id)
            raise

    def _note(self, event: str, **facts: Any) -> None:
        if self._audit is not None:
            self._audit.write(event, **facts)


def _exported(copy_id: str, target: Path, data: bytes, made: Handout | Bound, *, encrypted: bool = False) -> Exported:
    sha256 = hashlib.sha256(data).hexdigest()
    return Exported(copy_id, str(target), sha256, made.pages, encrypted, letters_without_form(made.missing))


def _facts(leaflet: Leaflet) -> dict[str, Any]:
    return {
        "pack": leaflet.pack,
        "steps": list(leaflet.steps),
        "form": leaflet.form.value,
        "language": leaflet.language,
    }


def _row(paper: Exported, given: Given, plain_reason: str) -> dict[str, Any]:
    return {
        "id": paper.id,
        "case_id": given.case_id,
        "profile": HANDOUT,
        "recipient": given.recipient,
        "encrypted": int(paper.encrypted),
        "reason": None if paper.encrypted else plain_reason,
        "safety": given.safety.stored() if given.safety else None,
        "sha256": paper.sha256,
        "pages": paper.pages,
    }
