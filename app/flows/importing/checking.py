"""Look through a table by its fitting: what each row would become, and every fault with what can be done about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.errors import BadInput, Interrupted
from app.flows.importing.fields import WITH_CODES, Fitting, code_of, kind_of
from app.flows.importing.table import Table
from app.flows.importing.values import Moment, Unfit, holds_resident_number, parts, value_of
from app.i18n import _
from app.text import digits, folded

ROW, CELL, TAKE, JOIN = "row", "cell", "take", "join"
"""What can be decided of a fault: leave the row out, leave the cell empty, take it in as it is, into the other row's case."""
_OF_DAY = ("opened_on", "contact_on", "note_on", "incident_on")
_TAIL = 8
_MOST_EXAMPLES = 60
_COVERED = re.compile(r"[*○●〇□]|[가-힣][xo]|^(?:미상|무명|익명|비공개|unknown|anonymous)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it would be taken in: values by field."""

    row: int
    values: Mapping[str, Any]
    group: str
    """Rows of one group become one case."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to be decided: where it stands, what it is, and what can be done."""

    row: int
    heading: str
    field: str
    kind: str
    sentence: str
    choices: tuple[str, ...]
    about: int = 0
    """The other row of a double."""

    @property
    def place(self) -> tuple[int, str, str]:
        return self.row, self.field, self.kind

    @property
    def alike(self) -> tuple[str, str]:
        """What faults share that one decision may settle together."""
        return self.field, self.kind


Decisions = Mapping[tuple[int, str, str], str]


@dataclass(frozen=True, slots=True)
class Checked:
    """A table looked through; nothing is written."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    rows: int
    headings: Mapping[str, str] = field(default_factory=dict)
    """By the field they go into."""

    def undecided(self, decisions: Decisions) -> tuple[Fault, ...]:
        """The faults that still wait; those of a row that is left out do not."""
        out = {fault.row for fault in self.faults if decisions.get(fault.place) == ROW}
        return tuple(one for one in self.faults if one.place not in decisions and one.row not in out)


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows by the case they make, in the order of the file."""

    cases: tuple[tuple[Entry, ...], ...]
    left_out: int

    @property
    def rows(self) -> int:
        return sum(map(len, self.cases))

    def days(self) -> tuple[date, date] | None:
        """The first and the last day that stand in them."""
        found = [day for case in self.cases for one in case for day in days_of(one)]
        return (min(found), max(found)) if found else None


@dataclass(slots=True)
class _Seen:
    """What rows before had, to find doubles by."""

    rows: dict[tuple[tuple[str, Any], ...], int] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    leads: dict[str, Entry] = field(default_factory=dict)


def check(
    table: Table,
    fitting: Fitting,
    progress: Callable[[float], None] = lambda _part: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Checked:
    """What each row would become; BadInput where no column can name the person."""
    if not any(fitting.heading(name) for name in ("alias", "key")):
        raise BadInput(
            _("No column goes into “Name to call the person by” or “Former case number”. One of them is needed."),
            field="columns",
        )
    columns = [
        (at, heading, into) for at, heading in enumerate(table.headings) if (into := fitting.columns.get(heading))
    ]
    entries, faults, seen = [], [], _Seen()
    for done, (number, cells) in enumerate(table.rows):
        if done % 200 == 0:
            progress(done / len(table.rows))
            if stopped():
                raise Interrupted(_("This was stopped. Nothing was taken in."))
        entry, found = _row(number, cells, columns, fitting)
        found += _missing(entry, fitting)
        found += _in_file(entry, fitting, seen)
        entries.append(entry)
        faults += found
    headings = {into: heading for _at, heading, into in columns}
    return Checked(tuple(entries), tuple(faults), len(table.rows), headings)


def unmatched(table: Table, fitting: Fitting) -> dict[str, dict[str, int]]:
    """Words of cells that mean no code yet, by field, with how often they stand there."""
    found: dict[str, dict[str, int]] = {}
    for heading, into in fitting.columns.items():
        if kind_of(into) not in WITH_CODES or heading not in table.headings:
            continue
        words: dict[str, int] = {}
        for cell in table.column(heading):
            for word in (cell,) if kind_of(into) != "codes" or code_of(into, cell, fitting) else parts(cell):
                if len(word) <= 80 and not code_of(into, word, fitting) and not holds_resident_number(word):
                    words[word] = words.get(word, 0) + 1
        if words:
            found[into] = dict(sorted(words.items(), key=lambda pair: -pair[1])[:_MOST_EXAMPLES])
    return found


def settled(checked: Checked, decisions: Decisions) -> Ready:
    """The rows by case, once everything is decided; BadInput names how much is not."""
    if waiting := checked.undecided(decisions):
        raise BadInput(
            _("{count} faults are not decided yet. Nothing was taken in.").format(count=len(waiting)), field="faults"
        )
    out = {fault.row for fault in checked.faults if decisions.get(fault.place) == ROW}
    joined = {f.row: f.about for f in checked.faults if decisions.get(f.place) == JOIN}
    group_of = {one.row: one.group for one in checked.entries}
    found: dict[str, list[Entry]] = {}
    for one in checked.entries:
        if one.row in out:
            continue
        row, steps = one.row, 0
        while row in joined and joined[row] not in out and steps < len(joined):
            row, steps = joined[row], steps + 1
        found.setdefault(group_of[row], []).append(one)
    return Ready(tuple(map(tuple, found.values())), len(out))


# -- rows --------------------------------------------------------------------------------------------


def _row(
    number: int, cells: tuple[str, ...], columns: Iterable[tuple[int, str, str]], fitting: Fitting
) -> tuple[Entry, list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for at, heading, into in columns:
        cell = cells[at] if at < len(cells) else ""
        if not cell:
            continue
        if holds_resident_number(cell):
            sentence = _("A resident registration number stands here, which a centre may not keep.")
            faults.append(Fault(number, heading, into, "resident", sentence, (ROW, CELL)))
            continue
        try:
            values[into] = value_of(into, cell, fitting)
        except Unfit as problem:
            faults.append(Fault(number, heading, into, problem.kind, str(problem), (CELL, ROW)))
    faults += _contradictions(number, values, fitting)
    key = values.get("key")
    return Entry(number, values, f"key {folded(key)}" if key else f"row {number}"), faults


def _contradictions(number: int, values: dict[str, Any], fitting: Fitting) -> Iterator[Fault]:
    """Cells that are whole by themselves and do not go together; what stands second is taken out."""

    def fault(name: str, kind: str, sentence: str) -> Fault:
        values.pop(name)
        return Fault(number, fitting.heading(name), name, kind, sentence, (CELL, ROW))

    for first, last in (("opened_on", "closed_on"), ("incident_on", "incident_last")):
        if first in values and last in values and values[last] < values[first]:
            yield fault(last, "order", _("This day lies before the first one of the row."))
    if values.get("name") and values.get("consent_collection") != "yes":
        sentence = _("A real name is kept once the person agreed to records being kept; this row does not say so.")
        yield fault("name", "consent", sentence)
    verdict = values.get("safe_verdict")
    if verdict == "only_hours" and not ("safe_hours" in values and _safe_number(values)):
        yield fault("safe_verdict", "safe", _("“Only at set hours” needs the hours and a number in the same row."))
    elif verdict == "may_call" and not _safe_number(values):
        yield fault("safe_verdict", "safe", _("A call that is possible needs a number in the same row."))
    if values.get("outcome") == "open":
        values.pop("outcome")
    if "outcome" in values and "closed_on" not in values:
        yield fault("outcome", "closing", _("A case that ended needs the day on which it did."))


def _safe_number(values: Mapping[str, Any]) -> str:
    return str(values.get("safe_number") or values.get("phone") or "")


def _missing(entry: Entry, fitting: Fitting) -> list[Fault]:
    """A row needs somebody and a day; what goes with another day is left to the row's first."""
    found = []
    if not entry.values.get("alias") and not entry.values.get("key"):
        name = "alias" if fitting.heading("alias") else "key"
        sentence = _("This row has nothing to call the person by: no name of that kind, and no former number.")
        found.append(Fault(entry.row, fitting.heading(name), name, "missing", sentence, (ROW,)))
    if not days_of(entry):
        sentence = _("This row has no day: neither when the case was opened, nor of a contact, note or incident.")
        found.append(Fault(entry.row, fitting.heading("opened_on"), "opened_on", "missing", sentence, (ROW,)))
    return found


def days_of(entry: Entry) -> list[date]:
    """The days of a row at which something was done or happened."""
    found = [entry.values[name] for name in _OF_DAY if name in entry.values]
    return [one.day if isinstance(one, Moment) else one for one in found]


# -- doubles -----------------------------------------------------------------------------------------


def _in_file(entry: Entry, fitting: Fitting, seen: _Seen) -> list[Fault]:
    """Rows of other groups that are the same, or of one person; and one number for two people."""
    values = entry.values
    lead = seen.leads.setdefault(entry.group, entry)
    if lead is not entry:
        return _two_people(entry, lead, fitting)
    found: list[Fault] = []
    phone, names = tail(values.get("phone")), names_of(entry)
    same = seen.phones.get(phone) or next((seen.names[name] for name in names if name in seen.names), 0)
    twin = seen.rows.setdefault(tuple(sorted((k, v) for k, v in values.items() if k != "key")), entry.row)
    if twin != entry.row and values:
        sentence = _("This row is the same as row {row}.").format(row=twin)
        found.append(_double(entry, "twin", sentence, (ROW, JOIN, TAKE), twin))
    elif same:
        sentence = _("Row {row} has the same number or name: it may be the same person.").format(row=same)
        found.append(_double(entry, "double", sentence, (JOIN, TAKE, ROW), same))
    if phone:
        seen.phones.setdefault(phone, entry.row)
    for name in names:
        seen.names.setdefault(name, entry.row)
    return found


def _two_people(entry: Entry, lead: Entry, fitting: Fitting) -> list[Fault]:
    for name, read in (("phone", tail), ("alias", whole), ("name", whole)):
        one, other = read(entry.values.get(name)), read(lead.values.get(name))
        if one and other and one != other:
            sentence = _("This row has the former number of row {row}, and not the same person in it.")
            return [
                Fault(
                    entry.row, fitting.heading("key"), "key", "two_people", sentence.format(row=lead.row), (ROW, TAKE)
                )
            ]
    return []


def _double(entry: Entry, kind: str, sentence: str, choices: tuple[str, ...], about: int) -> Fault:
    return Fault(entry.row, "", "", kind, sentence, choices, about)


def in_store(entry: Entry, number: str, *, other_party: bool = False) -> Fault:
    """A row that may be somebody whose case is here already."""
    if other_party:
        sentence = _("This may be the other party of case {number}.").format(number=number)
        return _double(entry, "party", sentence, (ROW, TAKE), 0)
    sentence = _("Case {number} here has the same number or name: it may be the same person.").format(number=number)
    return _double(entry, "here", sentence, (ROW, TAKE), 0)


def tail(phone: str | None) -> str:
    """The end of a telephone number that is compared; empty where it is too short to say anything."""
    number = digits(phone or "")
    return number[-_TAIL:] if len(number) >= _TAIL else ""


def whole(name: str | None) -> str:
    return folded(name or "").replace(" ", "")


def names_of(entry: Entry) -> tuple[str, ...]:
    """The names by which a row's person is compared; one that was made unreadable on purpose says nothing."""
    found = (whole(entry.values.get("name")), whole(entry.values.get("alias")))
    return tuple(dict.fromkeys(name for name in found if speaks(name)))


def speaks(name: str) -> bool:
    return len(name) > 1 and not _COVERED.search(name)
