"""The audit trail as managers read it: both trails in one list, in words, and written out as a table or a paper."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from app.audit import EVERYTHING, About, Asked, Audit, Entry, about, all_kinds, areas, as_csv, file_word, told
from app.cases import Cases
from app.changes import Changes, Done
from app.clock import local, today
from app.documents.audit_paper import TrailPaper, TrailRow
from app.documents.disk import check_target, put, standing_by
from app.documents.locking import checked_passphrase, lock
from app.documents.model import Centre
from app.entry import check_day, check_text
from app.errors import BadInput, NotFound, Refusal
from app.i18n import _
from app.office import Office

PAPER_MOST = 5_000
"""Entries on paper (some 150 pages); more belong into a table."""
LEAST_REASON = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words."""

    entry: Entry
    who: str
    what: str
    about: tuple[About, ...]

    @property
    def key(self) -> tuple[str, int]:
        return self.entry.trail, self.entry.seq

    @property
    def in_short(self) -> str:
        """What a narrow column says of its facts."""
        return " · ".join(f"{one.name} {one.value}" for one in self.about if one.short)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was asked for: the newest lines, how many there are in all, and what a filter can offer."""

    lines: tuple[Line, ...]
    total: int
    people: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]


class Trails:
    """Every trail that this person may open; the thread that opened the desk owns it."""

    def __init__(self, trails: Sequence[Audit], cases: Cases | None, office: Office) -> None:
        self._trails = tuple(trails)
        self._cases, self._office = cases, office
        self._number = cache(self._number_of)
        self._name = cache(self._name_of)

    def asked(
        self, *, who: str = "", what: str = "", since: str | None = None, until: str | None = None, case: str = ""
    ) -> Asked:
        """A filter from what was typed: ids of a person, of an area or kind, ISO days, a case number. Raises BadInput."""
        days = {name: check_day(text, name) for name, text in (("since", since), ("until", until))}
        first, last = (None if day is None else date.fromisoformat(day) for day in days.values())
        if first and last and last < first:
            raise BadInput(
                _("The last day lies before the first. Please write them the other way round."), field="until"
            )
        return Asked(who, kinds_of(what), first, last, self._case_id(case.strip()))

    def look(self, asked: Asked = EVERYTHING, *, limit: int = 1000) -> Looked:
        """The newest lines of all trails together."""
        facts = [trail.facts() for trail in self._trails]
        people = sorted({who for found, _kinds in facts for who in found}, key=self._name)
        kinds = sorted({kind for _who, found in facts for kind in found})
        return Looked(
            tuple(self._line(entry) for entry in self._entries(asked, limit)),
            sum(trail.count(asked) for trail in self._trails),
            tuple((who, self._name(who)) for who in people),
            tuple(kinds),
        )

    def table(self, asked: Asked = EVERYTHING) -> bytes:
        """Everything that was asked for as CSV, the oldest first."""
        return as_csv(reversed(self._entries(asked, -1)), self._number, self._name)

    def lines(self, asked: Asked = EVERYTHING) -> tuple[Line, ...]:
        """Everything that was asked for, the oldest first; BadInput where that is too much for a paper."""
        count = sum(trail.count(asked) for trail in self._trails)
        if count > PAPER_MOST:
            sentence = _(
                "These are {count} entries; a paper takes {most}. Choose fewer days, or write them as a table."
            )
            raise BadInput(sentence.format(count=count, most=PAPER_MOST), field="format")
        return tuple(self._line(entry) for entry in reversed(self._entries(asked, -1)))

    def paper(self, asked: Asked, centre: Centre, by: str, problems: Sequence[str]) -> TrailPaper:
        """What a paper of everything that was asked for says; `problems` are what a check of the chain found."""
        lines = self.lines(asked)
        holds = _("holds from its first entry to its last; checkpoints fit")
        broken = _("does not hold: {problem}").format(problem=problems[0]) if problems else holds
        rows = tuple(
            TrailRow(
                f"{file_word(one.entry.trail)} {one.entry.seq}",
                f"{local(one.entry.at):%Y-%m-%d %H:%M:%S}",
                one.who,
                one.what,
                one.in_short,
            )
            for one in lines
        )
        ends = [one.entry.hash for one in lines[:1] + lines[-1:]] or ["", ""]
        return TrailPaper(centre, self.in_words(asked), by, today(), broken, ends[0], ends[-1], rows)

    def in_words(self, asked: Asked) -> str:
        """What was asked for, as a paper says it."""
        known, named = all_kinds(), areas()
        parts = [self._name(asked.who)] if asked.who else []
        if asked.kinds:
            area = next((word for key, word in named.items() if set(asked.kinds) == set(kinds_of(f"area:{key}"))), "")
            parts.append(area or ", ".join(known[kind][1] if kind in known else kind for kind in asked.kinds))
        if asked.since or asked.until:
            parts.append(f"{asked.since or '…'} – {asked.until or '…'}")
        parts += [self._number(asked.case)] if asked.case else []
        return " · ".join(parts) or _("Everything")

    # -- inside ----------------------------------------------------------------------------------

    def _entries(self, asked: Asked, limit: int) -> list[Entry]:
        found = [entry for trail in self._trails for entry in trail.find(asked, limit=limit)]
        found.sort(key=lambda entry: (entry.at, entry.trail, entry.seq), reverse=True)
        return found[:limit] if limit >= 0 else found

    def _line(self, entry: Entry) -> Line:
        return Line(entry, self._name(entry.who), told(entry.kind), about(entry, self._number, self._name))

    def _name_of(self, user: str) -> str:
        found = self._office.name(user)
        return found if found != user else user[:8]

    def _number_of(self, case_id: str) -> str:
        """The number of a case; of one that is sealed or erased only the beginning of its id is left."""
        if self._cases is None:
            return case_id[:8]
        try:
            return self._cases.get(case_id).number
        except NotFound:
            return case_id[:8]

    def _case_id(self, number: str) -> str:
        if not number:
            return ""
        try:
            if self._cases is not None:
                return self._cases.get(number).id
        except NotFound:
            pass
        sentence = _("There is no case “{number}” here. Please look it up in the list.")
        raise BadInput(sentence.format(number=number), field="case")


def kinds_of(what: str) -> tuple[str, ...]:
    """The kinds of `area:…`, the one of `kind:…`, none for everything."""
    form, _colon, name = what.partition(":")
    if form == "area":
        return tuple(kind for kind, (area, _word) in all_kinds().items() if area == name)
    return (name,) if form == "kind" and name else ()


@dataclass(frozen=True, slots=True)
class Leaving:
    """A file of the trail, ready to be put in its place."""

    data: bytes
    form: str
    entries: int
    reason: str = ""
    locked: bool = False


def locked(leaving: Leaving, passphrase: str | None, reason: str | None) -> Leaving:
    """The file under a passphrase, or plain with a reason; a table is always plain. Raises BadInput."""
    if leaving.form == "pdf" and passphrase:
        return replace(leaving, data=lock(leaving.data, checked_passphrase(passphrase)), locked=True)
    why = check_text(reason, "reason") or ""
    if len(why) < LEAST_REASON:
        raise BadInput(_("Please write why the trail has to leave without a lock."), field="reason")
    return replace(leaving, reason=why)


def leave(audit: Audit, target: Path, leaving: Leaving, *, overwrite: bool = False) -> Done[Path]:
    """Put the file in its place; that it left stands in the trail before it appears. Raises BadInput, Conflict, NoRoom."""
    check_target(target, overwrite=overwrite)
    facts = {"format": leaving.form, "entries": leaving.entries, "encrypted": leaving.locked}
    if leaving.reason:
        facts["reason"] = leaving.reason
    digest = hashlib.sha256(leaving.data).hexdigest()
    with standing_by(target, leaving.data) as partial:
        audit.write("audit_exported", **facts, sha256=digest)
        try:
            put(partial, target)
        except Refusal:
            audit.write("audit_export_failed", sha256=digest)
            raise
    return Done(target, Changes.AUDIT)
