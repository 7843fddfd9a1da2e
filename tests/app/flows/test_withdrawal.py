"""A consent is taken back: what went to whom, what stops, whom to tell, in one transaction."""

from __future__ import annotations

import pytest

from app.clock import today
from app.desk import Desk
from app.documents.referral_letter import consent_of
from app.errors import BadInput
from app.flows.withdrawal import reached, withdraw

HOME, LAW = "seoul-1366", "legal-aid-132"


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.cases.open_case("파란우산").value.id


def send(desk: Desk, case_id: str, place: str, service: str, at: int) -> str:
    consent = desk.cases.consent(
        case_id, "third_party", "given", recipient=place, service=service, items='["alias", "course"]', at=at
    ).value
    referral = desk.referrals.propose(case_id, place, "도움", service=service).value
    desk.referrals.note(referral.id, "sent", consent_id=consent.id, items=consent.items, at=at + 1)
    return referral.id


def test_only_this_place_is_told_and_stopped(desk: Desk, case_id: str) -> None:
    home, law = send(desk, case_id, HOME, "lodging", 1_000), send(desk, case_id, LAW, "legal_consultation", 2_000)
    assert [one.place for one in reached(desk, case_id)] == [LAW, HOME]
    done = withdraw(desk, case_id, place=HOME).value
    assert [one.id for one in done.stopped] == [home]
    assert [one.recipient for one in done.notices] == [HOME]
    assert desk.referrals.get(law).status == "sent"
    assert [(one.kind, one.title) for one in desk.agenda.of_case(case_id)] == [
        ("consent", f"{done.passed[0].name}에 동의를 거둔 것 알리기")
    ]


def test_the_words_name_the_place_and_nobody_else(desk: Desk, case_id: str) -> None:
    desk.cases.set_person(case_id, phone="010-0012-4471")
    send(desk, case_id, HOME, "lodging", 1_000)
    text = withdraw(desk, case_id, place=HOME).value.notices[0].text
    assert "1366" in text
    assert "연습 상담소" in text
    case = desk.cases.get(case_id)
    assert not any(word in text for word in (case.survivor.alias, case.number, "4471"))


def test_records_taken_back_reach_every_place(desk: Desk, case_id: str) -> None:
    send(desk, case_id, HOME, "lodging", 1_000)
    send(desk, case_id, LAW, "legal_consultation", 2_000)
    done = withdraw(desk, case_id, "collection").value
    assert {one.recipient for one in done.notices} == {HOME, LAW}
    assert len(done.stopped) == 2
    assert not desk.cases.allows(case_id, "collection")


def test_being_counted_taken_back_tells_nobody(desk: Desk, case_id: str) -> None:
    send(desk, case_id, HOME, "lodging", 1_000)
    done = withdraw(desk, case_id, "reporting").value
    assert (done.passed, done.notices, done.stopped) == ((), (), ())


def test_one_service_of_a_place(desk: Desk, case_id: str) -> None:
    lodging = send(desk, case_id, HOME, "lodging", 1_000)
    medical = send(desk, case_id, HOME, "medical", 2_000)
    done = withdraw(desk, case_id, place=HOME, service="lodging").value
    assert [one.id for one in done.stopped] == [lodging]
    assert desk.referrals.agreed(medical) is not None


def test_what_was_only_asked_about_reached_nobody(desk: Desk, case_id: str) -> None:
    referral = desk.referrals.propose(case_id, HOME, service="lodging").value
    desk.referrals.note(referral.id, "inquiry", "빈자리")
    done = withdraw(desk, case_id, place=HOME).value
    assert (done.passed, done.notices) == ((), ())
    assert desk.referrals.get(referral.id).status == "withdrawn"


def test_a_notice_is_not_prepared_twice_and_told_ticks_its_task(desk: Desk, case_id: str) -> None:
    send(desk, case_id, HOME, "lodging", 1_000)
    notice = withdraw(desk, case_id, place=HOME).value.notices[0]
    assert withdraw(desk, case_id, "collection").value.notices == ()
    with pytest.raises(BadInput):
        desk.referrals.told(notice.id, " ")
    desk.referrals.told(notice.id, "담당 선생님과 통화함")
    assert desk.agenda.of_case(case_id) == ()
    assert desk.referrals.notices(case_id)[0].told_how == "담당 선생님과 통화함"


def test_a_case_on_its_way_to_another_place_stays(desk: Desk, case_id: str) -> None:
    desk.cases.consent(case_id, "third_party", "given", recipient=HOME, items='["alias", "course"]', at=1_000)
    sent = desk.transfers.send(case_id, HOME, "머물 곳과 법률 지원을 이어 가 주세요").value
    done = withdraw(desk, case_id, place=HOME).value
    assert [(one.place, one.how, one.what) for one in done.passed] == [(HOME, "transfer", "부를 이름, 있었던 일")]
    assert [one.recipient for one in done.notices] == [HOME]
    assert desk.transfers.get(sent.id).state == "withdrawn"
    assert desk.cases.get(case_id).status == "open"


def test_a_letter_rests_on_the_consent_for_its_own_service(desk: Desk, case_id: str) -> None:
    for at, service, answer in ((1_000, "medical", "given"), (2_000, "lodging", "withdrawn")):
        desk.cases.consent(case_id, "third_party", answer, recipient=HOME, service=service, items='["alias"]', at=at)
    lodging = desk.referrals.propose(case_id, HOME, service="lodging").value
    medical = desk.referrals.propose(case_id, HOME, service="medical").value
    summary = desk.documents.summary(case_id)
    found = {one.id: one for one in summary.referrals}
    assert found[medical.id].organisation == "1366 서울센터"
    assert consent_of(summary, found[medical.id], today()).service == "medical"
    with pytest.raises(BadInput):
        consent_of(summary, found[lodging.id], today())
