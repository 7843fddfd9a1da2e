"""Nothing is passed on without a consent that holds today, for that place, and was not taken back."""

from __future__ import annotations

import pytest

from app.cases import Cases
from app.errors import Conflict
from app.referrals import Referrals
from app.store import Database

PLACE = "seoul-1366"


@pytest.fixture
def case_id(casework: Database) -> str:
    return Cases(casework).open_case("파란우산").value.id


def test_a_consent_that_holds_lets_a_referral_leave(casework: Database, case_id: str) -> None:
    given = Cases(casework).consent(case_id, "third_party", "given", recipient=PLACE).value
    referral = Referrals(casework).propose(case_id, PLACE).value
    assert Referrals(casework).advance(referral.id, "sent", consent_id=given.id).value.status == "sent"


@pytest.mark.parametrize(
    "later",
    [
        {"answer": "withdrawn", "recipient": PLACE},
        {"answer": "refused", "recipient": PLACE},
        {"answer": "withdrawn"},
        {"answer": "given", "recipient": PLACE, "valid_until": "2020-01-31"},
    ],
)
def test_what_was_taken_back_or_ran_out_stops_it(casework: Database, case_id: str, later: dict[str, str]) -> None:
    cases = Cases(casework)
    given = cases.consent(case_id, "third_party", "given", recipient=PLACE, at=1_000).value
    cases.consent(case_id, "third_party", **later)
    referral = Referrals(casework).propose(case_id, PLACE).value
    with pytest.raises(Conflict):
        Referrals(casework).advance(referral.id, "sent", consent_id=given.id)
    assert Referrals(casework).get(referral.id).status == "proposed"


def test_another_place_does_not_matter(casework: Database, case_id: str) -> None:
    cases = Cases(casework)
    given = cases.consent(case_id, "third_party", "given", recipient=PLACE, at=1_000).value
    cases.consent(case_id, "third_party", "withdrawn", recipient="sunflower")
    referral = Referrals(casework).propose(case_id, PLACE).value
    assert Referrals(casework).advance(referral.id, "consented", consent_id=given.id).value.status == "consented"
