"""Money paid: exact won, a line and a receipt, cancelled with a reason, sums that count only what stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import Cases
from app.clock import today
from app.desk import Desk
from app.errors import BadInput, Conflict, Denied
from app.reports.model import Period
from app.reports.queries import QUERIES
from app.reports.records import counted
from app.store import Database, erasing
from app.support import Support, won
from tests.conftest import Centre


@pytest.fixture
def case_id(casework: Database) -> str:
    return Cases(casework).open_case("파란우산").value.id


@given(st.integers(1, 1_000_000_000))
def test_an_amount_as_people_write_it(amount: int) -> None:
    for text in (f"{amount}", f"{amount:,}", f"₩{amount:,}", f" {amount:,} 원 "):
        assert won(text) == amount


@pytest.mark.parametrize("text", ["", "0", "-3", "3.5", "1,00", "삼만", "1000000001", "1e3", "9" * 400])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        won(text)
    assert refused.value.field == "amount"


def test_sums_count_what_stands(casework: Database, case_id: str) -> None:
    support, year = Support(casework), today().year
    support.pay(case_id, "medical", 35_000, "line-1", receipt="영수증 철 3-12")
    second = support.pay(case_id, "lodging", 120_000, "line-1").value
    support.pay(case_id, "lodging", 50_000, "line-2", paid_on=f"{year - 1}-12-31")
    assert (support.sums(year)["line-1"].amount, support.sums(year)["line-1"].payments) == (155_000, 2)
    assert "line-2" not in support.sums(year)
    support.cancel(second.id, "숙소가 문을 닫아 돌려받음")
    assert support.sums(year)["line-1"].amount == 35_000
    assert len(support.of_case(case_id)) == 3
    with pytest.raises(Conflict):
        support.amend(second.id, "lodging", 1_000, "line-1")
    support.restore(second.id)
    assert support.amend(second.id, "lodging", 110_000, "line-1").value.amount == 110_000
    assert support.sums(year)["line-1"].amount == 145_000


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"service": "moon"}, "service"),
        ({"amount": 0}, "amount"),
        ({"line": ""}, "line"),
        ({"paid_on": "2026-02-30"}, "paid_on"),
        ({"paid_on": "2999-01-01"}, "paid_on"),
        ({"note": "900101-1234567"}, "note"),
    ],
)
def test_a_payment_that_cannot_be(casework: Database, case_id: str, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        Support(casework).pay(case_id, **{"service": "medical", "amount": 1_000, "line": "line-1", **more})
    assert refused.value.field == field
    assert Support(casework).of_case(case_id) == ()


def test_a_cancelling_needs_its_reason(casework: Database, case_id: str) -> None:
    paid = Support(casework).pay(case_id, "medical", 1_000, "line-1").value
    with pytest.raises(BadInput):
        Support(casework).cancel(paid.id, "  ")
    assert Support(casework).get(paid.id).counts


def test_what_was_paid_for_erased_people_stays_in_the_sums(casework: Database, case_id: str) -> None:
    support, cases = Support(casework), Cases(casework)
    other, kept = cases.open_case("나래").value.id, cases.open_case("다솜").value.id
    for paid in (case_id, other, kept):
        support.pay(paid, "medical", 35_000, "line-1", paid_on="2025-03-09", receipt="영수증 철 3-12")
        support.pay(paid, "lodging", 120_000, "line-1", paid_on="2025-03-31", paid_to="쉼터 느티")
        support.cancel(support.pay(paid, "medical", 9_000, "line-1", paid_on="2025-03-01").value.id, "잘못 적음")
    asked = QUERIES["payments"]
    year, before = Period(date(2025, 1, 1), date(2025, 12, 31)), support.sums(2025)
    told = counted(casework, asked, year)
    for one in (case_id, other):
        with casework.atomic():
            erasing.erase(casework, [one], [], ())
    assert support.sums(2025) == before
    assert before["line-1"].amount == 465_000
    assert counted(casework, asked, year) == told
    assert counted(casework, asked, Period(date(2025, 4, 1), date(2025, 4, 30))) == []
    left = casework.rows("SELECT * FROM support_remainder ORDER BY service")
    assert [tuple(row.values())[1:] for row in left] == [
        ("line-1", "lodging", "2025-03-01", 2, 240_000), ("line-1", "medical", "2025-03-01", 2, 70_000),
    ]  # fmt: skip
    assert casework.value("SELECT count(*) FROM history WHERE entity = 'support_remainder'") == 0


def test_lines_are_a_managers_and_everybody_reads_them(centre: Centre, desk: Desk) -> None:
    with pytest.raises(Denied):
        desk.budget.add("의료비", 2026)
    desk.close()
    manager = centre.open("manager")
    line = manager.budget.add("의료비", 2026, 3_000_000).value
    with pytest.raises(BadInput):
        manager.budget.add(" 의료비 ", 2026)
    assert manager.budget.add("의료비", 2027).value.ceiling is None
    assert manager.budget.get(line.id).left(3_100_000) == -100_000
    manager.budget.retire(line.id)
    assert [(one.year, one.active) for one in manager.budget.all()] == [(2027, True), (2026, False)]
    manager.close()
