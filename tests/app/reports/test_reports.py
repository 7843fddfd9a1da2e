"""Reports count what was written in coded fields: every cell beside a count by hand, and layouts that say what is wrong."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.codelists import codes
from app.desk import Desk
from app.errors import BadInput, Denied
from app.kinds import Compartment
from app.reports import QUERIES, Period, Query, Table, layouts, month, parse, year
from app.reports.layout import text_of
from app.reports.model import _midnight
from app.store import Database
from app.workbooks import rows, write
from tests.conftest import Centre

NOVEMBER = month(2026, 11)
DAY = 86_400_000


def _put(db: Database, table: str, **row: object) -> None:
    with db.atomic():
        db.insert(table, row)


def _filled(desk: Desk, seed: int = 5) -> list[dict[str, str | None]]:
    """Contacts and cases around a month, told again by hand; some lie just outside."""
    chance = random.Random(seed)
    db = desk.database(Compartment.CASEWORK)
    told = []
    for number in range(120):
        at = NOVEMBER.since + chance.randrange(-3 * DAY, 33 * DAY)
        row: dict[str, str | None] = {
            "kind": chance.choice(["counselling", "counselling", "information", "silent", "prank", None]),
            "channel": chance.choice([one.id for one in codes("channel")]),
            "counselling": chance.choice(["initial", "repeat", None]),
            "violence": chance.choice(["yes", "no", "unknown", None]),
            "caller_relation": chance.choice(["self", "family", None]),
        }
        state = chance.choice(["closed", "closed", "closed", "running"])
        _put(db, "contact", id=f"c{number}", started_at=at, state=state, taken_by="u", **row)
        if state == "closed" and NOVEMBER.since <= at < NOVEMBER.until:
            told.append(row)
    return told


def _table(desk: Desk, ident: str, period: Period = NOVEMBER, report: str = "monthly") -> Table:
    return next(one for one in desk.reports.count(report, period).tables if one.id == ident)


def _value(table: Table, line: str, column: int = 0) -> int:
    return next(one for one in table.lines if one.id == line).values[column]


def test_every_cell_of_the_sessions_is_what_was_counted_by_hand(desk: Desk) -> None:
    told = [one for one in _filled(desk) if one["kind"] == "counselling"]
    table = _table(desk, "counselling")
    by_hand = Counter((one["channel"], one["counselling"]) for one in told)
    for line in table.lines[:-1]:
        expected = tuple(by_hand[line.id, which] for which in ("initial", "repeat", None))
        assert line.values == (*expected, sum(expected)), line.label
    assert table.lines[-1].total
    assert table.lines[-1].values[-1] == len(told) > 0
    assert table.unit == "회"


def test_what_was_not_written_down_is_counted_as_that(desk: Desk) -> None:
    told = [one for one in _filled(desk) if one["kind"] == "counselling"]
    table = _table(desk, "violence")
    assert _value(table, "blank", -1) == sum(one["violence"] is None for one in told) > 0
    assert _value(table, "unknown", -1) == sum(one["violence"] == "unknown" for one in told)
    assert sum(line.values[-1] for line in table.lines[:-1]) == table.lines[-1].values[-1]


def test_a_night_at_the_edge_of_a_month_belongs_to_the_day_in_seoul(desk: Desk) -> None:
    db = desk.database(Compartment.CASEWORK)
    edge = _midnight(date(2026, 12, 1))
    for ident, at in (("last", edge - 1), ("first", edge)):
        _put(db, "contact", id=ident, started_at=at, state="closed", channel="phone", kind="counselling", taken_by="u")
    assert _table(desk, "counselling").lines[-1].values[-1] == 1
    assert _table(desk, "counselling", month(2026, 12)).lines[-1].values[-1] == 1


def test_a_case_of_two_types_counts_under_both_and_once_in_all(desk: Desk) -> None:
    case = desk.cases.open_case("파란우산", opened_on=date(2026, 11, 3)).value
    desk.cases.set_incident(case.id, ("stalking", "illegal_filming"))
    desk.cases.set_incident(case.id, ("stalking",))
    types = _table(desk, "types-cases")
    assert (_value(types, "stalking"), _value(types, "illegal_filming")) == (1, 1)
    assert types.note
    assert _table(desk, "cases").lines[-1].values[-1] == 1


def test_cases_and_sessions_are_never_one_number(desk: Desk) -> None:
    case = desk.cases.open_case("파란우산", opened_on=date(2026, 11, 3)).value
    db = desk.database(Compartment.CASEWORK)
    for number in range(4):
        _put(
            db, "contact", id=f"n{number}", started_at=NOVEMBER.since + number, state="closed", channel="phone",
            kind="counselling", counselling="repeat", taken_by="u", case_id=case.id,
        )  # fmt: skip
    sessions, cases = _table(desk, "counselling"), _table(desk, "cases")
    assert (sessions.lines[-1].values[-1], cases.lines[-1].values[-1]) == (4, 1)
    assert sessions.unit != cases.unit


def test_the_months_of_a_year_add_up_to_the_year(desk: Desk) -> None:
    _filled(desk)
    table = _table(desk, "months-counselling", year(2026), "annual")
    assert len(table.columns) == 13
    for line in table.lines:
        assert sum(line.values[:-1]) == line.values[-1]
    assert table.lines[-1].values[-1] > 0


def _a_year(desk: Desk) -> None:
    """Contacts, and a person with two cases who was helped the same way in two months."""
    _filled(desk)
    db, start = desk.database(Compartment.CASEWORK), year(2026).since
    for number, month_ in enumerate((3, 3, 9)):
        case = desk.cases.open_case("파란우산", opened_on=date(2026, month_, 5)).value
        desk.cases.set_incident(case.id, ("stalking", "illegal_filming"))
        desk.cases.set_incident(case.id, ("stalking",))
        for day in (70, 71, 250):
            desk.cases.add_service(case.id, "counselling", minutes=30, note="", at=start + day * DAY)
            _put(
                db, "contact", id=f"of{number}-{day}", started_at=start + day * DAY, state="closed", channel="phone",
                kind="counselling", counselling="repeat", taken_by="u", case_id=case.id,
            )  # fmt: skip
        _put(
            db, "support_paid", id=f"p{number}", case_id=case.id, line="emergency", service="medical",
            amount=1000 + number, paid_on=f"2026-0{month_}-20", receipt="", author="u", at=start,
        )  # fmt: skip
    with db.atomic():
        same = db.value("SELECT survivor_id FROM casefile ORDER BY id LIMIT 1")
        db.change("casefile", case.id, {"survivor_id": same})


def _numbers(desk: Desk, query: Query, period: Period) -> Counter[tuple[str | None, ...]]:
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    asked = {"since": period.since, "until": period.until, **days}
    rows = desk.database(Compartment.CASEWORK).rows(query.sql, asked)
    return Counter({tuple(row[code] for code in query.codes): int(row["n"] or 0) for row in rows})


def test_a_question_split_by_fewer_codes_counts_the_same(desk: Desk) -> None:
    _a_year(desk)
    for query in QUERIES.values():
        whole = _numbers(desk, query, year(2026))
        for kept in ((), query.codes[:1], query.codes[1:]):
            places = [query.codes.index(code) for code in kept]
            by_hand: Counter[tuple[str | None, ...]] = Counter()
            for codes_, number in whole.items():
                by_hand[tuple(codes_[place] for place in places)] += number
            assert +_numbers(desk, query.split(set(kept)), year(2026)) == +by_hand, (query.id, kept)
    assert _numbers(desk, QUERIES["services_by_person"], year(2026))["counselling",] == 2, "three cases of two persons"


def test_what_adds_is_in_a_year_what_it_is_in_its_months(desk: Desk) -> None:
    _a_year(desk)
    added, other = set[str](), set[str]()
    for query in QUERIES.values():
        months = sum((_numbers(desk, query, one) for one in year(2026).months()), Counter())
        same = months == +_numbers(desk, query, year(2026))
        assert same or not query.adds, query.id
        (added if months and query.adds else other).add(query.id)
        assert query.adds or not same, query.id
    assert {"contacts", "counselling_by_type", "cases_new", "cases_by_type", "services", "payments"} <= added
    assert {"cases_open", "cases_supported", "services_by_person"} <= other


def test_the_workbook_and_the_text_hold_the_same_figures_in_form_order(desk: Desk) -> None:
    _filled(desk)
    report = desk.reports.count("monthly", NOVEMBER)
    lines = [line.values for table in report.tables for line in table.lines]
    assert [tuple(map(int, one.split("\t"))) for one in report.in_form_order().splitlines()] == lines
    written = list(rows(write(report.pages()), write_name(report.pages()[0].name)))
    body = [row[1:] for row in written[3:] if len(row) > 1]
    assert body == [line.values for line in report.tables[0].lines]


def write_name(name: str) -> str:
    return name[:31]


def test_nobody_counts_without_the_key_of_cases(centre: Centre) -> None:
    desk = centre.open("trainer")
    with pytest.raises(Denied):
        _ = desk.reports
    desk.close()


@pytest.mark.parametrize("name", ["monthly", "annual"])
def test_shipped_layouts_are_whole_in_both_languages(name: str) -> None:
    layout = layouts()[name]
    assert parse(text_of(name)) == layout
    for grid in layout.grids:
        assert grid.words["ko"]
        assert grid.words["en"]
        assert grid.by_month or grid.columns


def test_a_centre_counts_by_its_own_layout(centre: Centre) -> None:
    desk = centre.open("manager")
    own = text_of("monthly").replace("월간 상담 실적", "우리 센터 실적").replace('version: "1"', 'version: "우리 1"')
    desk.reports.keep_layout("monthly", own)
    report = desk.reports.count("monthly", NOVEMBER)
    assert (report.title, report.version) == ("우리 센터 실적", "우리 1")
    desk.reports.keep_layout("monthly", "")
    assert desk.reports.count("monthly", NOVEMBER).title == "월간 상담 실적"
    desk.close()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("count: contacts", "count: names", "names"),
        ("only: {kind: counselling}", "only: {note: x}", "note"),
        ("list: told_violence", "list: nothing", "nothing"),
        ("ko: 상담 횟수", "ko: ''", "counselling"),
        ("format: gyeot-report/1", "format: other", "gyeot-report/1"),
        ("tables:", "tables: [", "YAML"),
    ],
)
def test_a_layout_that_cannot_be_counted_says_where(old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse(text_of("monthly").replace(old, new, 1))


@given(some.text(max_size=400))
def test_any_text_is_a_layout_or_a_sentence(text: str) -> None:
    with pytest.raises(BadInput):
        parse("format: gyeot-report/1\n" + text)


def test_every_question_answers_with_the_codes_it_names(desk: Desk) -> None:
    db = desk.database(Compartment.CASEWORK)
    asked = {"since": 0, "until": 0, "first": "2026-01-01", "last": "2026-01-31"}
    for query in QUERIES.values():
        told = db.rows(f"SELECT 1 FROM ({query.sql}) AS q", asked)
        assert told == []
        columns = ", ".join(f"q.{code}" for code in (*query.codes, "n"))
        assert db.rows(f"SELECT {columns} FROM ({query.sql}) AS q", asked) == [], query.id


@pytest.mark.parametrize(
    "name",
    ["contacts", "counselling_by_type", "cases_new", "cases_by_type", "cases_closed", "services", "services_by_person"],
)
def test_what_is_counted_by_a_span_is_found_by_it(desk: Desk, name: str) -> None:
    db = desk.database(Compartment.CASEWORK)
    asked = {"since": 0, "until": 0, "first": "2026-01-01", "last": "2026-01-31"}
    steps = [row["detail"] for row in db.rows(f"EXPLAIN QUERY PLAN {QUERIES[name].sql}", asked)]
    whole = {f"SCAN {table}" for table in ("c", "s", "o", "y", "p", "contact", "service_given", "casefile")}
    assert not [one for one in steps if one in whole or "USING INDEX casefile_by_status" in one], steps
    if "contact" in QUERIES[name].sql:
        assert any("COVERING INDEX contact_counted" in one for one in steps)
