"""Law cards know their dates; numbers are spoken only while their check is fresh."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.manual import Known
from app.manual.model import version_key

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("card", "on", "state"),
    [
        ("in-force", date(2019, 12, 31), "upcoming"),
        ("in-force", DAY, "in_force"),
        ("in-force", date(2026, 12, 31), "in_force"),
        ("in-force", date(2027, 1, 1), "expired"),
        ("coming", date(2027, 4, 21), "upcoming"),
        ("coming", date(2027, 4, 22), "not_checked"),
    ],
)
def test_where_a_card_stands(known: Known, card: str, on: date, state: str) -> None:
    standing = known.law[card].status_on(on)
    assert standing.state == state
    assert standing.sentence.endswith(".")
    if state == "expired":
        assert "31 Dec 2026" in standing.sentence


def test_what_may_be_spoken(known: Known) -> None:
    police, helper, fallow = (known.directory[name] for name in ("police", "helper", "fallow"))
    assert police.speakable(DAY)
    assert police.verified_on is None
    assert helper.number_on(DAY) == "02-0000-1234"
    assert helper.verified_on is not None
    assert helper.speakable(helper.verified_on + timedelta(days=180))
    assert not helper.speakable(helper.verified_on + timedelta(days=181))
    assert not helper.speakable(helper.verified_on - timedelta(days=1)), "a check in the future is no check"
    assert fallow.number_on(DAY) is None
    assert fallow.sentence(DAY) == "The number is not verified yet."


def test_versions_compare_as_numbers() -> None:
    assert version_key("1.10.0") > version_key("1.9.9")
