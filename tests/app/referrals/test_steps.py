"""What is done about a referral: nothing is told to a place without consent for it and for this service."""

from __future__ import annotations

from typing import Any

import pytest

from app.agenda import Agenda
from app.cases import Cases
from app.clock import now
from app.errors import BadInput, Conflict
from app.referrals import Referrals
from app.store import Database

PLACE = "seoul-1366"


@pytest.fixture
def case_id(casework: Database) -> str:
    return Cases(casework).open_case("파란우산").value.id


def agree(casework: Database, case_id: str, **more: Any) -> str:
    return Cases(casework).consent(case_id, "third_party", "given", recipient=PLACE, **more).value.id


def test_asking_without_a_name_needs_no_consent_and_calling_ahead_does(casework: Database, case_id: str) -> None:
    referrals = Referrals(casework)
    referral = referrals.propose(case_id, PLACE, service="lodging").value
    referrals.note(referral.id, "inquiry", "빈자리가 있는지 물어봄")
    with pytest.raises(Conflict):
        referrals.note(referral.id, "call", "이어 줌")
    assert [one.kind for one in referrals.steps(case_id)] == ["inquiry"]


def test_a_warm_call_a_letter_and_an_answer(casework: Database, case_id: str) -> None:
    referrals = Referrals(casework)
    referral = referrals.propose(case_id, PLACE, service="lodging").value
    consent = agree(casework, case_id, service="lodging", items='["alias", "contact"]', at=1_000)
    call = referrals.note(
        referral.id, "call", "내일 두 시에 만나기로", person="담당 선생님", survivor_there=True, minutes=12,
        consent_id=consent, items='["alias"]',
    ).value  # fmt: skip
    assert (call.survivor_there, call.minutes, call.case_id) == (True, 12, case_id)
    referrals.note(referral.id, "sent", answer_by="2026-12-01")
    assert referrals.get(referral.id).status == "sent"
    assert referrals.get(referral.id).items == '["alias"]'
    assert [one.due_on for one in Agenda(casework).of_case(case_id)] == ["2026-12-01"]
    referrals.note(referral.id, "accepted", "맡겠다고 함")
    assert referrals.get(referral.id).status == "accepted"
    assert Agenda(casework).of_case(case_id) == ()


def test_a_consent_for_one_service_is_none_for_another(casework: Database, case_id: str) -> None:
    referrals = Referrals(casework)
    agree(casework, case_id, service="medical", at=1_000)
    lodging = referrals.propose(case_id, PLACE, service="lodging").value
    medical = referrals.propose(case_id, PLACE, service="medical").value
    assert medical.id != lodging.id
    assert referrals.agreed(lodging.id) is None
    assert referrals.agreed(medical.id) is not None
    with pytest.raises(Conflict):
        referrals.note(lodging.id, "sent")


def test_a_consent_taken_back_for_one_service_leaves_the_other(casework: Database, case_id: str) -> None:
    referrals, cases = Referrals(casework), Cases(casework)
    for at, service in ((1_000, "medical"), (2_000, "lodging")):
        agree(casework, case_id, service=service, at=at)
    lodging = referrals.propose(case_id, PLACE, service="lodging").value
    medical = referrals.propose(case_id, PLACE, service="medical").value
    cases.consent(case_id, "third_party", "withdrawn", recipient=PLACE, service="lodging", at=3_000)
    assert referrals.agreed(lodging.id) is None
    assert referrals.agreed(medical.id) is not None
    cases.consent(case_id, "third_party", "withdrawn", recipient=PLACE, at=4_000)
    assert referrals.agreed(medical.id) is None


def test_what_was_sent_is_not_reworded(casework: Database, case_id: str) -> None:
    referrals = Referrals(casework)
    referral = referrals.propose(case_id, PLACE, "머물 곳").value
    assert referrals.change(referral.id, purpose="법률 상담", service="legal_consultation").value.purpose == "법률 상담"
    referrals.note(referral.id, "sent", consent_id=agree(casework, case_id))
    with pytest.raises(Conflict):
        referrals.change(referral.id, purpose="다른 일", service=None)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "moon"}, "kind"),
        ({"minutes": 1441}, "minutes"),
        ({"answer_by": "2026-02-30"}, "answer_by"),
        ({"words": "가" * 200_001}, "words"),
        ({"at": 10**15}, "at"),
    ],
)
def test_a_step_that_cannot_be(casework: Database, case_id: str, more: dict[str, Any], field: str) -> None:
    referral = Referrals(casework).propose(case_id, PLACE).value
    with pytest.raises(BadInput) as refused:
        Referrals(casework).note(referral.id, **{"kind": "inquiry", **more})
    assert refused.value.field == field
    assert Referrals(casework).steps(case_id) == ()


def test_words_of_a_step_are_found_by_search(casework: Database, case_id: str) -> None:
    referrals = Referrals(casework)
    referrals.note(referrals.propose(case_id, PLACE).value.id, "inquiry", "빈방이 하나 있다고 합니다", at=now() - 1)
    assert [row.id for row in Cases(casework).find("빈방이 하나")] == [case_id]
