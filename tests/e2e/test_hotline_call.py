"""A call at night, told by a worker, on a real store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pytest_bdd import parsers, scenarios, then, when

from app.cases import SafeCard
from app.cases.model import Span
from app.clock import today
from app.desk import Desk
from app.errors import BadInput, Conflict, Refusal
from app.flows.finish_contact import open_case_from
from app.flows.suicide_steps import to_suicide_steps
from app.kinds import Compartment, Risk
from app.safety import Step, kinds

scenarios("hotline_call.feature")


@dataclass
class Call:
    """What the steps of one call share."""

    desk: Desk
    contact: str = ""
    case: str = ""
    referral: str = ""
    session: str = ""
    refused: list[Exception] = field(default_factory=list)


@pytest.fixture
def call(desk: Desk) -> Call:
    return Call(desk)


@when(parsers.parse('전화를 받아 "{alias}"이라 부르기로 하고 "{sign}" 신호를 듣는다'))
def taken(call: Call, alias: str, sign: str) -> None:
    call.contact = call.desk.contacts.take("phone", alias=alias, caller_relation="self").value.id
    call.desk.contacts.mark(call.contact, sign)


@when(parsers.parse('전화를 받아 "{alias}"라 부르기로 하고 신호를 듣지 못한 채 마친다'))
def taken_without_signs(call: Call, alias: str) -> None:
    call.contact = call.desk.contacts.take("phone", alias=alias).value.id
    finished(call)


@when("매뉴얼을 펴 위급한 쪽으로 건너뛴다")
def guided(call: Call) -> None:
    call.session = call.desk.manual.start("dating-violence", contact_id=call.contact).value.id
    assert call.desk.manual.jump(call.session, "EMG").value.step == "EMG"


@when("통화를 사례로 마친다")
def finished(call: Call) -> None:
    desk = call.desk
    alias = desk.contacts.get(call.contact).alias or ""
    casework = desk.database(Compartment.CASEWORK)
    done = open_case_from(casework, desk.contacts, desk.cases, desk.safety, call.contact, alias).value
    assert done.case_id is not None
    call.case = done.case_id
    if call.session:
        desk.manual.attach(call.session, call.case)


@then(parsers.parse('사례의 위험도는 "{level}"이고 매뉴얼도 그 사례에 있다'))
def level_and_manual(call: Call, level: str) -> None:
    assert call.desk.cases.get(call.case).risk == level
    assert [one.id for one in call.desk.manual.sessions_of_case(call.case)] == [call.session]


@then(parsers.parse('사례의 위험도는 "{level}"이다'))
def level_is(call: Call, level: str) -> None:
    assert call.desk.cases.get(call.case).risk == level


@then("안전한 연락이 정해지기 전에는 전화를 준비하지 않는다")
def no_call(call: Call) -> None:
    with pytest.raises(Refusal):
        call.desk.cases.prepare_call(call.case)


@when("평일 점심에만 걸기로 정한다")
def card(call: Call) -> None:
    hours = (Span("12345", "12:00", "13:00"),)
    saved = call.desk.cases.set_safe_card(SafeCard(call.case, "only_hours", "010-0012-4471", hours)).value
    assert not saved.text_allowed


@when(parsers.parse('"{name}" 안전 계획을 한 가지부터 적는다'))
def plan(call: Call, name: str) -> None:
    kind = next(one for one in kinds().values() if one.title["ko"] == name)
    step = Step(kind.parts[0].id, "문이 세게 닫히면 현관 쪽으로 간다")
    made = call.desk.safety_plans.write(call.case, kind.id, [step], copy_safe="no").value
    assert (made.version, made.open_steps) == (1, 1)


@when(parsers.parse('동의를 묻지 않고 "{place}"에 머물 곳을 부탁해 이어 주려 한다'))
def without_asking(call: Call, place: str) -> None:
    call.referral = call.desk.referrals.propose(call.case, place, "오늘 밤 머물 곳", service="lodging").value.id
    with pytest.raises(Conflict) as refused:
        call.desk.referrals.note(call.referral, "call", "이어 줌")
    call.refused.append(refused.value)


@then("아무것도 보내지 않고 먼저 여쭤보라고 한다")
def nothing_sent(call: Call) -> None:
    assert "먼저" in str(call.refused[-1])
    assert call.desk.referrals.steps(call.case) == ()
    assert call.desk.referrals.get(call.referral).status == "proposed"


@when(parsers.parse('머물 곳을 위해 "{place}"에 알리는 데 동의하고 셋이 통화한 뒤 의뢰서를 보낸다'))
def agreed(call: Call, place: str) -> None:
    desk = call.desk
    consent = desk.cases.consent(
        call.case, "third_party", "given", recipient=place, service="lodging", items='["alias", "contact"]'
    ).value
    day = (today() + timedelta(days=2)).isoformat()
    told: dict[str, Any] = {"consent_id": consent.id, "items": consent.items}
    desk.referrals.note(call.referral, "call", "한 시간 뒤 만나기로", survivor_there=True, **told)
    desk.referrals.note(call.referral, "sent", answer_by=day, **told)


@then("연계는 회신을 기다리고, 여쭤볼 날이 할 일에 있다")
def waiting(call: Call) -> None:
    referral = call.desk.referrals.get(call.referral)
    assert referral.status == "sent"
    assert referral.answer_by in [one.due_on for one in call.desk.agenda.of_case(call.case)]


@then("다른 지원을 위해서는 같은 곳에도 알리지 못한다")
def only_for_this(call: Call) -> None:
    other = call.desk.referrals.propose(call.case, "seoul-1366", service="medical").value
    assert call.desk.referrals.agreed(other.id) is None


@when("무기와 목 조름을 모른다고 적는다")
def not_known(call: Call) -> None:
    call.desk.safety.answer(call.case, {"weapon": "unknown", "choking": "unknown", "someone_knows": "yes"})


@when(parsers.parse('상담원이 까닭을 적어 "{level}"로 올린다'))
def raised(call: Call, level: str) -> None:
    call.desk.safety.raise_level(call.case, Risk(level), "말하는 동안 여러 번 전화를 끊으려 함")


@then("까닭 없이, 또는 낮추어 적을 수는 없다")
def never_down(call: Call) -> None:
    for level, reason in ((Risk.CRITICAL, " "), (Risk.UNKNOWN, "조용해짐")):
        with pytest.raises(BadInput):
            call.desk.safety.raise_level(call.case, level, reason)
    assert call.desk.cases.get(call.case).risk == Risk.HIGH


@then("건강에 대한 동의 없이는 척도를 적지 못한다")
def no_scale(call: Call) -> None:
    with pytest.raises(Conflict):
        call.desk.results.enter(call.case, "phq9", 11, danger=1)
    assert call.desk.results.of_case(call.case) == ()


@when("동의를 받고 종이로 쓰신 PHQ-9에서 아홉째 답이 1이라고 적는다")
def ninth(call: Call) -> None:
    call.desk.cases.consent(call.case, "sensitive", "given")
    assert call.desk.results.enter(call.case, "phq9", 11, danger=1).value.leads_to_suicide_steps
    call.session = to_suicide_steps(call.desk, call.case).value.id


@then("매뉴얼이 자살 위험 쪽에 펼쳐져 있다")
def at_suicide(call: Call) -> None:
    assert call.desk.manual.state(call.session).step == "SUI"
    assert call.desk.manual.open_session_of(case_id=call.case) is not None
