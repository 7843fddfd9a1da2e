"""A round from the books to the receipt, over a real encrypted database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import wire
from app.counts import Counts
from app.counts import service as counts_service
from app.errors import BadInput, Conflict, Damaged, Denied, Rejected
from app.outbox import Outbox
from app.store import Database
from tests.app.counts.centre import Books, City, StaffKeys

Arrive = Callable[[str], None]


def test_a_round_waits_for_a_manager_and_shows_the_bytes_that_leave(
    counts: Counts, books: Books, outbox: Outbox, city: City
) -> None:
    for _ in range(4):
        books.case()
    round_id = counts.close_round("2026-Q3").value
    item = outbox.of(round_id)
    assert item.state == "held"
    assert not outbox.due()
    shown = counts.preview(round_id)
    read = wire.parse(item.body).open_for_collector(city.collector)
    assert [row.value for table in shown.tables for row in table.rows] == list(read)
    assert all(row.value == row.change + row.noise for table in shown.tables for row in table.rows)
    assert [table.total.change for table in shown.tables] == [4] * 6
    assert shown.facts.sha256 == wire.sha256(item.body).removeprefix("sha256:")
    assert (shown.facts.size, shown.facts.cells, len(shown.facts.fours)) == (4096, 322, 16)
    counts.send(round_id)
    assert [one.body for one in outbox.due()] == [item.body]


def test_closing_twice_gives_the_same_round_and_never_new_noise(counts: Counts, books: Books, outbox: Outbox) -> None:
    books.case()
    first = counts.close_round("2026-Q3", round_id="a" * 32).value
    body = outbox.of(first).body
    assert counts.close_round("2026-Q3", round_id="a" * 32).value == first
    assert outbox.of(first).body == body
    with pytest.raises(Conflict):
        counts.close_round("2026-Q3")
    assert len(counts.rounds()) == 1


@pytest.mark.parametrize("period", ["2026-Q4", "2026", "2099-Q1", "2026-Q5", "q3", "2026-M03", "2026-Q3\n"])
def test_only_finished_quarters_and_years_close(counts: Counts, period: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    monkeypatch.setattr(counts_service, "today", lambda: date(2026, 11, 23))
    with pytest.raises(BadInput):
        counts.close_round(period)
    assert not counts.rounds()


def test_gates_exclude_and_the_sums_hold(counts: Counts, books: Books) -> None:
    for answer in ("given", "refused", "deferred", None):
        books.case(consent=answer)
    withdrawn = books.case()
    books.consent(withdrawn, "withdrawn")
    again = books.case(consent="refused")
    books.consent(again, "given")
    expired = books.case(consent=None)
    books.consent(expired, "given", valid_until="2026-01-01")
    for place in ("gbvims-org", "non-gbvims-org", "no"):
        books.incident(books.case(), place)
    books.case(opened_on="2026-10-02")
    gates = counts.reconciliation("2026-Q3")
    assert (gates.books, gates.upstream, gates.books_no_consent, gates.books_elsewhere) == (10, 4, 5, 1)
    assert (gates.changes, gates.included, gates.no_consent, gates.elsewhere) == (10, 4, 5, 1)
    assert gates.whole
    counts.close_round("2026-Q3")
    assert counts.reconciliation("2026-Q3") == gates


def test_only_a_receipt_moves_the_acknowledged_state(
    counts: Counts, books: Books, casework: Database, outbox: Outbox, city: City
) -> None:
    books.case()
    round_id = counts.close_round("2026-Q3").value
    counts.send(round_id)
    body = outbox.of(round_id).body
    stranger = City()
    for bad in (
        stranger.receipt(body),
        city.receipt(body, round="2026-Q2"),
        city.receipt(body, sha256="sha256:" + "0" * 64),
    ):
        with pytest.raises((Rejected, Damaged)):
            counts.acknowledge(round_id, bad)
    assert casework.value("SELECT count(*) FROM count_state") == 0
    counts.take_receipt(city.receipt(body))
    assert casework.value("SELECT count(*) FROM count_state") == 1
    assert counts.rounds()[0].state == "acknowledged"
    assert outbox.of(round_id).state == "done"
    counts.take_receipt(city.receipt(body))


def test_quarters_carry_changes_and_need_the_receipt_of_the_one_before(
    counts: Counts, books: Books, arrive: Arrive, casework: Database
) -> None:
    case = books.case(opened_on="2026-02-01")
    first = counts.close_round("2026-Q1").value
    with pytest.raises(Conflict):
        counts.close_round("2026-Q2")
    arrive(first)
    books.change("casefile", case, outcome="supported", closed_on="2026-05-05")
    second = counts.close_round("2026-Q2").value
    changed = [abs(v) for v in json.loads(_changes(casework, second))]
    assert sum(changed) == 4
    arrive(second)
    with pytest.raises(Conflict):
        counts.close_round("2025-Q4")
    assert counts.usage()[0].units == 10


def test_a_closing_after_the_quarter_is_not_yet_in_it(counts: Counts, books: Books) -> None:
    books.case(outcome="supported", closed_on="2026-10-05")
    shown = counts.preview(counts.close_round("2026-Q3").value)
    table = next(one for one in shown.tables if one.id == "channel_outcome")
    assert [row.column for row in table.rows if row.change] == ["진행 중"]


def test_the_cap_holds_per_person_and_what_waits_is_shown(counts: Counts, books: Books, arrive: Arrive) -> None:
    """Three cases of one person in one cell are 3² units a cell: 54 for the third; two cost 24."""
    person = books.person()
    for _ in range(3):
        books.case(person, opened_on="2026-01-10")
    gates = counts.reconciliation("2026-Q1")
    assert (gates.included, gates.waiting, gates.books_waiting) == (2, 1, 1)
    assert gates.whole
    arrive(counts.close_round("2026-Q1").value)
    assert [(one.person, one.units) for one in counts.usage()] == [(person, 24)]
    following = counts.reconciliation("2026-Q2")
    assert (following.included, following.waiting) == (0, 1)


def test_the_year_counts_too(counts: Counts, books: Books, arrive: Arrive) -> None:
    books.case(opened_on="2025-03-03")
    books.case(opened_on="2024-03-03")
    arrive(counts.close_round("2025-Q1").value)
    annual = counts.close_round("2025").value
    assert counts.preview(annual).tables[0].total.change == 1
    arrive(annual)
    assert sorted(one.units for one in counts.usage()) == [6, 12]


def test_a_withdrawn_consent_takes_the_case_out(
    counts: Counts, books: Books, arrive: Arrive, casework: Database
) -> None:
    case = books.case(opened_on="2026-01-10")
    arrive(counts.close_round("2026-Q1").value)
    books.consent(case, "withdrawn")
    second = counts.close_round("2026-Q2").value
    assert sum(json.loads(_changes(casework, second))) == -6
    arrive(second)
    assert casework.value("SELECT count(*) FROM count_state") == 0
    assert counts.usage()[0].units == 12


def test_a_merged_person_brings_the_units_of_both(counts: Counts, books: Books, arrive: Arrive) -> None:
    kept, double = books.person(), books.person()
    books.case(kept, opened_on="2026-01-10")
    other = books.case(double, opened_on="2026-01-10")
    arrive(counts.close_round("2026-Q1").value)
    books.change("casefile", other, survivor_id=kept)
    assert [(one.person, one.units) for one in counts.usage()] == [(kept, 24)]


def test_a_dropped_round_rolls_into_the_next_and_stays_spent(counts: Counts, books: Books) -> None:
    books.case(opened_on="2026-01-10")
    first = counts.close_round("2026-Q1").value
    counts.send(first)
    with pytest.raises(Conflict):
        counts.drop(first)
    counts.hold(first)
    counts.drop(first)
    second = counts.close_round("2026-Q2").value
    assert counts.preview(second).tables[0].total.change == 1
    assert counts.usage()[0].units == 12


def test_what_may_have_left_is_not_given_up(counts: Counts, books: Books, outbox: Outbox) -> None:
    books.case(opened_on="2026-01-10")
    first = counts.close_round("2026-Q1").value
    counts.send(first)
    outbox.leaving((outbox.of(first).id,))
    counts.hold(first)
    with pytest.raises(Conflict):
        counts.drop(first)


def test_a_late_receipt_for_an_overtaken_round_does_not_count_twice(
    counts: Counts, books: Books, outbox: Outbox, city: City
) -> None:
    books.case(opened_on="2026-01-10")
    first = counts.close_round("2026-Q1").value
    counts.drop(first)
    counts.close_round("2026-Q2")
    with pytest.raises(Conflict):
        counts.take_receipt(city.receipt(outbox.of(first).body))


def test_messages_are_chained(counts: Counts, books: Books, arrive: Arrive, outbox: Outbox) -> None:
    books.case()
    first = counts.close_round("2026-Q1").value
    arrive(first)
    second = counts.close_round("2026-Q2").value
    a, b = (wire.parse(outbox.of(one).body) for one in (first, second))
    assert (a.header.seq, a.header.prev) == (1, "none")
    assert (b.header.seq, b.header.prev) == (2, a.sha256)


def test_a_counsellor_decides_nothing(casework: Database, outbox: Outbox, city: City) -> None:
    keys = StaffKeys(role="counsellor")
    counts = Counts(casework, keys, outbox, city.roster(keys))
    round_id = counts.close_round("2026-Q3").value
    for act in (counts.send, counts.hold, counts.drop):
        with pytest.raises(Denied):
            act(round_id)
    assert outbox.of(round_id).state == "held"


def test_nothing_closes_without_the_right_roster(casework: Database, outbox: Outbox) -> None:
    keys, real = StaffKeys(), City(trial=False)
    for roster, refusal in (
        (None, BadInput),
        (real.roster(keys), Denied),
        (City().roster(StaffKeys()), Denied),
        (replace(City().roster(keys), cells="sha256:" + "0" * 64), Rejected),
    ):
        with pytest.raises(refusal):
            Counts(casework, keys, outbox, roster).close_round("2026-Q3")
    assert casework.value("SELECT count(*) FROM count_round") == 0


def test_a_failure_while_closing_leaves_nothing(counts: Counts, books: Books, casework: Database) -> None:
    books.case()

    class Broken:
        def write(self, kind: str, /, **facts: Any) -> None:
            raise Conflict(kind, *facts)

    broken = Counts(casework, counts._keys, counts._outbox, counts.roster, Broken())
    with pytest.raises(Conflict):
        broken.close_round("2026-Q3")
    for table in ("count_round", "count_ledger", "outbox"):
        assert casework.value(f"SELECT count(*) FROM {table}") == 0


def test_changed_outbox_bytes_are_never_shown_as_the_round(counts: Counts, books: Books, casework: Database) -> None:
    books.case()
    round_id = counts.close_round("2026-Q3").value
    item = counts._outbox.of(round_id)
    for at in (5, 300, 1900, 2500, 4090):
        altered = bytearray(item.body)
        altered[at] ^= 1
        books.change("outbox", item.id, body=bytes(altered))
        with pytest.raises(Damaged):
            counts.preview(round_id)


def test_no_word_of_the_books_is_in_the_envelope(counts: Counts, books: Books, outbox: Outbox) -> None:
    for n in range(30):
        books.case(summary="CANARY-그림자", opened_on=f"2026-07-{n % 28 + 1:02}")
    body = outbox.of(counts.close_round("2026-Q3").value).body
    for word in ("CANARY", "그림자", "case-", "person-", "26-B", "user-1", "2026-07", "2026-08", "stalking"):
        assert word.encode() not in body
    empty = {name for name, value in json.loads(_head(body)).items() if value in (30, 180)}
    assert not empty


def test_carry_writes_the_envelope_and_decides(counts: Counts, books: Books, tmp_path: Path, outbox: Outbox) -> None:
    books.case()
    round_id = counts.close_round("2026-Q3").value
    stick = tmp_path / "stick"
    stick.mkdir()
    written = counts.carry(round_id, stick)
    assert written.read_bytes() == outbox.of(round_id).body
    assert [one.name for one in stick.iterdir()] == [written.name]
    assert counts.rounds()[0].decided_by == "user-1"
    with pytest.raises(BadInput):
        counts.carry(round_id, tmp_path / "nowhere")


def _changes(db: Database, round_id: str) -> str:
    return str(db.value("SELECT changes FROM count_round WHERE id = ?", (round_id,)))


def _head(body: bytes) -> bytes:
    return body[10 : 10 + int.from_bytes(body[8:10], "big")]
