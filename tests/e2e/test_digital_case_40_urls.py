"""Forty addresses in one case, told by a counsellor, on a real store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.clock import today
from app.deletion import Pasted, address, read
from app.desk import Desk
from app.errors import Denied
from app.evidence import Stated
from tests.app.evidence.conftest import picture

scenarios("digital_case_40_urls.feature")


@dataclass
class Case:
    """The case the steps speak of."""

    desk: Desk
    id: str
    pasted: Pasted | None = None
    refused: str = ""
    lines: list[str] = field(default_factory=list)

    def paste(self, text: str) -> None:
        self.lines = text.splitlines()
        self.pasted = read(text)
        self.desk.deletion.add(self.id, self.pasted.addresses)

    @property
    def ids(self) -> tuple[str, ...]:
        return self.desk.deletion.ids(self.id)


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def urls(count: int) -> list[str]:
    return [f"https://board{at % 5}.example.com/view/{1000 + at}" for at in range(count)]


@given("유포 피해 사례 하나를 맡고 있다", target_fixture="case")
def case(desk: Desk) -> Case:
    opened = desk.cases.open_case("은하수").value
    desk.cases.set_incident(opened.id, ("distribution",))
    return Case(desk, opened.id)


@when(parsers.parse("주소 {count:d}개와 같은 주소 {same:d}개, 주소가 아닌 줄 {bad:d}개를 붙여 넣는다"))
def paste(case: Case, count: int, same: int, bad: int) -> None:
    lines = urls(count)
    for place in (16, 28)[:bad]:
        lines.insert(place, "단체 대화방에서 보았다고 함")
    case.paste("\n".join([*lines, *(one.replace("https://", "http://www.") for one in urls(same))]))


@then(parsers.parse("주소 {count:d}개가 한 줄씩 적혀 있다"))
def stand(case: Case, count: int) -> None:
    assert [one.url for one in case.desk.deletion.page(case.id)] == urls(count)


@then("주소가 아닌 줄은 17번째와 29번째라고 알려 주고 그대로 남아 있다")
def bad_lines(case: Case) -> None:
    assert case.pasted is not None
    assert [(one.line, one.text) for one in case.pasted.bad] == [(17, case.lines[16]), (29, case.lines[28])]


@when("이모가 위임장을 가져와 확인했다고 적는다")
def mandate(case: Case) -> None:
    made = case.desk.deletion.set_mandate(case.id, asked_by="agent", paper="seen", name="이모", signed_on=ago(1)).value
    assert made.holds(today())


@when("모두 지역 지원센터에, 앞의 10개는 플랫폼에도 요청했다고 적는다")
def ask(case: Case) -> None:
    case.desk.deletion.ask(case.id, case.ids, "support_centre")
    case.desk.deletion.ask(case.id, case.ids[:10], "platform")
    assert case.desk.deletion.counts(case.id).requests == {"support_centre": 40, "platform": 10}


@then("1일, 3일, 7일, 14일, 30일, 90일 뒤에 다시 볼 할 일이 있다")
def tasks(case: Case) -> None:
    wanted = [(today() + timedelta(days=span)).isoformat() for span in (1, 3, 7, 14, 30, 90)]
    assert [one.due_on for one in case.desk.agenda.of_case(case.id)] == wanted


@given("주소 40개를 9일 전에 지역 지원센터에 요청했다")
def asked_before(case: Case) -> None:
    case.paste("\n".join(urls(40)))
    case.desk.deletion.ask(case.id, case.ids, "support_centre", sent_on=ago(9))


@when("8일 전에 30개가 사라졌다고 지원센터가 알려 준다")
def gone(case: Case) -> None:
    case.desk.deletion.look(case.id, case.ids[:30], "gone", "support_centre", day=ago(8))


@when("오늘 그 가운데 2개가 다시 올라왔다고 알려 준다")
def back(case: Case) -> None:
    case.desk.deletion.look(case.id, case.ids[:2], "there", "support_centre")


@when("처음 주소의 것이 다른 게시판에도 올라왔다")
def elsewhere(case: Case) -> None:
    case.desk.deletion.add(case.id, [address("https://mirror.example.net/77")], first_id=case.ids[0])


@then("사라진 것은 28개, 다시 올라온 것은 2개, 다른 곳에 또 올라온 것은 1개로 세어진다")
def counted(case: Case) -> None:
    counts = case.desk.deletion.counts(case.id)
    assert (counts.states, counts.again) == ({"gone": 28, "back": 2, "asked": 10, "found": 1}, 1)


@then("다시 올라온 주소는 내일부터 다시 본다")
def begins_anew(case: Case) -> None:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert {one.next_look for one in case.desk.deletion.page(case.id, "back")} == {tomorrow}
    assert tomorrow in [one.due_on for one in case.desk.agenda.of_case(case.id)]


@then("새 주소는 처음 주소와 이어져 있다")
def linked(case: Case) -> None:
    assert [one.url for one in case.desk.deletion.whole(case.ids[0]).again] == ["https://mirror.example.net/77"]


@when("그림을 글자로 바꾼 줄을 붙여 넣는다")
def paste_image(case: Case) -> None:
    case.paste("data:image/jpeg;base64," + "QUJD" * 400)


@then("그 줄은 적히지 않는다")
def nothing_kept(case: Case) -> None:
    assert case.pasted is not None
    assert len(case.pasted.bad) == 1
    assert case.ids == ()


@when("그 사례에 사진 파일을 증거로 넣으려 한다")
def take_in(case: Case, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture())
    intake = case.desk.evidence.prepare(case.id, Stated.NO_SEXUAL_IMAGE).value
    with pytest.raises(Denied) as problem:
        intake.seal(photo)
    case.desk.evidence.abandon(intake)
    case.refused = str(problem.value)


@then("받지 않고 어디에 있는지만 적으라고 말한다")
def refused(case: Case) -> None:
    assert "어디에 있는지" in case.refused
    assert case.desk.evidence.items(case.id) == ()
