"""A case conference with somebody from outside, told by a counsellor, on a real store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pypdfium2
from pytest_bdd import given, scenarios, then, when

from app.agenda import Task
from app.clock import today
from app.desk import Desk
from app.documents import Options
from app.flows import conference_pack as pack
from app.flows.today import whole as day_of
from app.flows.withdrawal import Withdrawn, withdraw
from tests.conftest import Centre
from tests.e2e.seats import Seats

scenarios("case_conference.feature")

PLACE, KEY = "가나 여성 사무소", "bada-2345-sori-6789"
PEOPLE = (("단풍", "010-0012-4471"), ("새싹", "010-0034-5582"), ("은하", "010-0056-6693"))


@dataclass
class Meeting:
    """What the steps of one scenario share."""

    seats: Seats
    folder: Path
    id: str = ""
    cases: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    shares: tuple[pack.Share, ...] = ()
    made: list[pack.Made] = field(default_factory=list)
    task: Task | None = None
    taken_back: Withdrawn | None = None

    def hand_out(self, desk: Desk) -> None:
        chosen = [one.attendee.id for one in pack.opened(desk, self.id).shares if one.given]
        for one, number in pack.numbers(desk.conferences.get(self.id), chosen).items():
            way = pack.Way(self.folder / f"{number[0]}.pdf", KEY)
            self.made.append(pack.save_copy(desk, self.id, one, number, way, Options()).value)


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path, password=KEY) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


@given("사례 셋을 다루는 회의에 동료와 지원 기관에서 온 사람이 참석한다", target_fixture="meeting")
def planned(centre: Centre, tmp_path: Path) -> Meeting:
    meeting = Meeting(Seats(centre), tmp_path)
    with meeting.seats.sit() as desk:
        meeting.id = desk.conferences.plan(today().isoformat(), "세 사례의 안전을 함께 보기").value.id
        for alias, phone in PEOPLE:
            case = desk.cases.open_case(alias).value
            desk.cases.set_person(case.id, phone=phone)
            desk.conferences.put_case(meeting.id, case.id, f"{alias}에게 {phone}로 알린 뒤 할 일")
            meeting.cases.append(case.id)
            meeting.numbers.append(case.number)
        inside = desk.conferences.put_insider(meeting.id, desk.keys.user).value.id
        outside = desk.conferences.put_outsider(meeting.id, "김하나", PLACE, meeting.cases).value.id
        meeting.people = [inside, outside]
    return meeting


@given("당사자 한 사람만 그 기관에 알려도 된다고 했다")
def agreed(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        pack.agree(desk, meeting.cases[1], PLACE, "given", "written", None)


@given("두 사람에게 사본을 건넸다")
def handed(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        if not any(one.place and one.given for one in pack.opened(desk, meeting.id).shares):
            pack.agree(desk, meeting.cases[0], PLACE, "given", "oral", None)
        meeting.hand_out(desk)
    assert len(meeting.made) == 2


# -- what goes out -------------------------------------------------------------------------------------


@when("사본을 만들기 전에 누가 무엇을 받는지 본다")
def looked(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        meeting.shares = pack.opened(desk, meeting.id).shares


@then("동료는 세 사례를, 밖에서 온 사람은 한 사례만 받고 까닭을 알려 준다")
def told(meeting: Meeting) -> None:
    inside, outside = meeting.shares
    assert [one.code for one in inside.given] == [1, 2, 3]
    assert [one.code for one in outside.given] == [2]
    assert [(one.line.code, pack.told_why(one.why)) for one in outside.left] == [
        (1, "동의를 아직 묻지 않음"),
        (3, "동의를 아직 묻지 않음"),
    ]


@when("두 사람의 사본을 암호문을 걸어 만든다")
def made(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        meeting.hand_out(desk)


@then("사본마다 번호와 받는 사람이 적혀 있고 이름과 전화와 사례번호는 어디에도 없다")
def clean(meeting: Meeting) -> None:
    texts = [text_of(meeting.folder / one.file) for one in meeting.made]
    for one, text in zip(meeting.made, texts, strict=True):
        assert f"{one.name} · 사본 {one.number}/2" in text
        known = [word for pair in PEOPLE for word in pair] + meeting.numbers
        assert not [word for word in known if word in text]
    assert ["사례 1" in text for text in texts] == [True, False]


@then("사례마다 문서 대장에 사본이 올라 있다")
def registered(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        assert [len(desk.documents.copies(case)) for case in meeting.cases] == [1, 2, 1]


# -- what comes of it ----------------------------------------------------------------------------------


@when("한 사례에 무엇을 누가 언제까지 할지 정했다고 적는다")
def decided(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        due = (today() + timedelta(days=3)).isoformat()
        task = desk.conferences.decide(meeting.id, meeting.cases[2], "쉼터 알아보기", desk.keys.user, due).value
        meeting.task = desk.agenda.get(task)


@then("그 사례의 할 일에 있고 사례에서 회의로 갈 수 있다")
def linked(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        assert [one.id for one in desk.agenda.of_case(meeting.cases[2])] == [meeting.task.id if meeting.task else ""]
        (mention,) = desk.conferences.of_case(meeting.cases[2])
        assert (mention.conference_id, [one.words for one in mention.decisions]) == (meeting.id, ["쉼터 알아보기"])
        assert not desk.conferences.of_case(meeting.cases[0])[0].decisions


@when("돌려받을 날이 지나도록 한 부만 돌려받았다")
def one_back(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        desk.conferences.end_copy(meeting.made[0].copy, "returned")


@then("남은 한 부가 오늘 화면과 책임자의 화면에 보인다")
def one_missing(meeting: Meeting) -> None:
    for name in ("counsellor", "manager"):
        with meeting.seats.sit(name) as desk:
            assert [one.count for one in day_of(desk, today() + timedelta(days=8)).copies] == [1]


@when("왜 돌려받지 못했는지 적는다")
def explained(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        desk.conferences.end_copy(meeting.made[1].copy, "not_returned", words="기관에서 잃어버렸다고 함")


@then("오늘 화면에는 없고 문서 대장에는 그대로 남아 있다")
def still_known(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        assert not day_of(desk, today() + timedelta(days=8)).copies
        assert len([one for one in desk.documents.copies() if one.gone_at is None]) == 1


# -- afterwards ----------------------------------------------------------------------------------------


@when("그 당사자가 동의를 거둔다")
def withdrawn(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        meeting.taken_back = withdraw(desk, meeting.cases[1], "conference", place=PLACE).value


@then("그 기관에 어느 회의의 몇 번 사본이 갔는지 알려 주고 알릴 말을 마련한다")
def listed(meeting: Meeting) -> None:
    assert meeting.taken_back is not None
    (passed,) = meeting.taken_back.passed
    assert (passed.name, passed.how) == (PLACE, "conference")
    assert "사례회의, 사본 2번" in passed.what
    assert [one.recipient for one in meeting.taken_back.notices] == [PLACE]


@when("사례 하나가 봉인된다")
def sealed(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        desk.sealed.seal(meeting.cases[1], [desk.keys.user], "이해 충돌")


@then("회의는 남고 그 사례만 빠지며 남은 부호는 그대로다")
def fewer(meeting: Meeting) -> None:
    with meeting.seats.sit() as desk:
        found = pack.opened(desk, meeting.id).conference
        assert [one.code for one in found.lines] == [1, 3]
        assert [one.is_out for one in found.copies] == [True, True]
