"""A workplace case with separation and a report by somebody else, told by a counsellor, on a real store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pytest_bdd import given, scenarios, then, when

from app.clock import today
from app.codelists import codes
from app.desk import Desk
from app.documents import Centre
from app.errors import BadInput
from app.flows.workplace_papers import Leaving, save_letter
from app.workplace import File, findings

scenarios("workplace_case.feature")

KEY = "bada-2345-sori-6789"


@dataclass
class Case:
    """The case the steps speak of."""

    desk: Desk
    id: str
    firm: str
    people: dict[str, str] = field(default_factory=dict)
    order: str = ""
    breach: str = ""
    letter: Path | None = None

    @property
    def file(self) -> File:
        return self.desk.workplace.file(self.id)

    def found(self, rule: str) -> list[str]:
        return [f"{one.sentence} {one.then}" for one in findings(self.file, today()) if one.rule == rule]

    def person(self, part: str, called: str, **lines: str) -> None:
        self.people[part] = self.desk.workplace.set_person(
            self.id, self.people.get(part), part=part, called=called, organisation_id=self.firm, **lines
        ).value  # fmt: skip

    def separate(self, **more: Any) -> None:
        values = {"state": "asked", "who_moves": "accused", "wish": "not_asked", **more}
        self.order = self.desk.workplace.set_separation(
            self.id, self.order or None, organisation_id=self.firm, **values
        ).value  # fmt: skip

    def report(self, wish: str, words: str = "") -> None:
        self.desk.workplace.set_report(
            self.id, reported_on=ago(3), anonymous=True, survivor_knows="unknown", survivor_wish=wish, words=words
        )


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


@given("위탁 기관에서 일어난 사건 하나를 맡고 있다", target_fixture="case")
def case(desk: Desk) -> Case:
    opened = desk.cases.open_case("나래").value
    firm = {"name": "가나 재단", "kind": "commissioned", "told_on": ago(20), "designation": "청소년 문화센터 위탁"}
    return Case(desk, opened.id, desk.workplace.set_organisation(opened.id, **firm).value)


# -- a report by somebody else -------------------------------------------------------------------------


@when("동료가 이름을 밝히지 않고 신고했고 피해자의 뜻은 아직 묻지 못했다")
def reported(case: Case) -> None:
    case.report("not_asked")
    case.person("reporter", "")
    case.person("accused", "갑")


@then("분리조치를 요청하려 해도 먼저 뜻을 물으라고 한다")
def refused(case: Case) -> None:
    with pytest.raises(BadInput) as problem:
        case.separate()
    assert problem.value.field == "wish"
    assert "먼저 뜻을" in str(problem.value)


@then("기관에 보낼 편지도 만들어지지 않는다")
def no_letter(case: Case, tmp_path: Path) -> None:
    case.desk.workplace.owe(case.id, case.firm)
    with pytest.raises(BadInput):
        _letter(case, tmp_path / "letter.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


@when("피해자가 마주치지 않게 해 달라고 말한다")
def wish(case: Case) -> None:
    case.report("act", "마주치지 않게 해 달라")
    case.person("survivor", "나래")


@then("행위자를 옮기는 분리조치를 요청할 수 있다")
def asked(case: Case) -> None:
    case.separate(wish="yes", wish_words="마주치지 않게 해 달라")
    assert case.file.separations[0].who_moves == "accused"


@then("신고한 동료에게도 매주 2차 피해를 묻는 할 일이 있다")
def both_asked(case: Case) -> None:
    watched = {case.file.person(one.person_id).part for one in case.file.watches}  # type: ignore[union-attr]  # they are all there
    assert watched == {"survivor", "reporter"}
    week = (today() + timedelta(days=7)).isoformat()
    tasks = [one for one in case.desk.agenda.of_case(case.id) if one.title == "이번 주 2차 피해 묻기"]
    assert [one.due_on for one in tasks] == [week, week]


# -- separation ----------------------------------------------------------------------------------------


@given("피해자와 행위자의 결재자가 같다")
def same_approver(case: Case) -> None:
    case.person("survivor", "나래", approver="이 팀장", unit="기획팀")
    case.person("accused", "갑", approver="이  팀장", unit="사업팀")


@when("행위자를 옮기는 분리조치가 시행되고 결재선만 겹친다")
def in_force(case: Case) -> None:
    case.separate(state="ordered", wish="yes", starts_on=ago(10), review_on=(today() + timedelta(days=20)).isoformat())
    apart = {one.id: "apart" for one in codes("separation_scope")}
    case.desk.workplace.set_scopes(case.order, {**apart, "approval": "together"})


@then("같은 결재자의 이름과 겹치는 결재선을 알려 준다")
def named(case: Case) -> None:
    [shared] = case.found("shared_approver")
    assert "이 팀장" in shared
    assert "결재선" in case.found("scope_together")[0]
    assert case.found("scope_unknown") == []


@when("회식에 함께 불러 분리조치를 어겼다고 적는다")
def broken(case: Case) -> None:
    case.breach = case.desk.workplace.set_breach(case.order, day=ago(2), scope="events", words="회식에 함께 부름").value


@then("기관에 알리고 무엇을 했는지 적을 때까지 위반을 알려 준다")
def breach_open(case: Case) -> None:
    values: dict[str, Any] = {"day": ago(2), "scope": "events", "words": "회식에 함께 부름"}
    assert len(case.found("breach_open")) == 1
    case.desk.workplace.set_breach(case.order, case.breach, **values, told_on=ago(1))
    assert len(case.found("breach_open")) == 1
    case.desk.workplace.set_breach(case.order, case.breach, **values, told_on=ago(1), followed="주최자에게 경고")
    assert case.found("breach_open") == []


@when("결재자를 바꾸고 결재선도 나눈다")
def mended(case: Case) -> None:
    case.person("survivor", "나래", approver="박 팀장", unit="기획팀")
    case.desk.workplace.set_scopes(case.order, {"approval": "apart"})


@then("겹치는 것이 더는 없다")
def nothing_shared(case: Case) -> None:
    assert [one.rule for one in findings(case.file, today())] == []


# -- moved against the will ----------------------------------------------------------------------------


@when("피해자를 옮기는 조치를 요청하려 하지만 원하지 않는다")
def unwanted(case: Case) -> None:
    case.person("survivor", "나래")


@then("요청할 수 없다고 한다")
def not_asked_for(case: Case) -> None:
    with pytest.raises(BadInput):
        case.separate(who_moves="survivor", wish="no", wish_words="내 자리에서 일하고 싶다")
    assert case.file.separations == ()


@when("기관이 그래도 피해자를 옮겼다고 적는다")
def moved(case: Case) -> None:
    case.separate(
        state="ordered", who_moves="survivor", wish="no", wish_words="내 자리에서 일하고 싶다", starts_on=ago(1)
    )


@then("법이 정한 2차 피해라고 알려 준다")
def secondary(case: Case) -> None:
    assert "2차 피해" in case.found("moved_against_will")[0]


@then("이번 주 답에 전보를 적으면 오늘 안에 결정할 일이 생긴다")
def today_decided(case: Case) -> None:
    [watch] = case.file.watches
    case.desk.workplace.answer_watch(watch.id, ["transfer"], "다른 건물로 보냈다")
    assert "2차 피해: 오늘 안에 기관장이 결정하게 하기" in [
        one.title for one in case.desk.agenda.of_case(case.id) if one.due_on == today().isoformat()
    ]
    assert findings(case.file, today())[0].tone == "danger"


# -- nothing was done ----------------------------------------------------------------------------------


@when("법이 정한 의무를 모두 적는다")
def owe(case: Case) -> None:
    assert case.desk.workplace.owe(case.id, case.firm).value == 7


@then("고충은 10일 안이라고 기한이 적혀 있다")
def ten_days(case: Case) -> None:
    assert next(one for one in case.file.duties if one.duty == "grievance").due_on == ago(10)


@when("기한이 지나도록 기관이 답하지 않아 편지를 보낸다")
def letter(case: Case, tmp_path: Path) -> None:
    case.person("survivor", "나래")
    case.letter = tmp_path / "letter.pdf"
    _letter(case, case.letter)


@then("편지에는 아무의 이름도 없고 위탁을 검토하게 된다고 적혀 있다")
def letter_says(case: Case) -> None:
    assert case.letter is not None
    paper = pypdfium2.PdfDocument(case.letter, KEY)
    text = "\n".join(paper[at].get_textpage().get_text_range() for at in range(len(paper)))
    assert "나래" not in text
    assert case.desk.cases.get(case.id).number not in text
    assert "청소년 문화센터 위탁" in text


@then("위탁 검토가 필요하다고 알려 준다")
def review(case: Case) -> None:
    assert any("위탁·지정 검토" in one for one in case.found("duty_unmet"))


def _letter(case: Case, target: Path) -> None:
    late = [one.id for one in case.file.duties if one.unmet(today())]
    by = (today() + timedelta(days=10)).isoformat()
    work, documents = case.desk.workplace, case.desk.documents
    save_letter(
        work, documents, case.id, case.firm, late, by, Centre("연습 상담소", practice=True), Leaving(target, KEY)
    )
