"""Public material that demeans, from a stranger's report or a round to what came of it, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, scenarios, then, when

from app.clock import today
from app.desk import Desk
from app.documents import Centre as House
from app.flows import report_to_material
from app.flows.material_out import save_letter
from app.kinds import Compartment
from app.material import Asked
from app.reports import month
from app.wire import Malformed, answer, content
from tests.app.inbox.test_inbox import Reporter
from tests.app.material.test_from_reports import WORDS, arrived, material_bundle, monitors, text_of
from tests.conftest import Centre

__all__ = ["monitors"]
scenarios("public_material.feature")


@dataclass
class Work:
    """What the steps speak of."""

    desk: Desk
    reporter: Reporter
    folder: Path
    thread: str = ""
    entry: str = ""

    def tasks(self) -> list[str]:
        return [one.title for one in self.desk.agenda.waiting(("todo",))]

    def counted(self, table: str) -> dict[str, dict[str, int | str]]:
        report = self.desk.reports.count("monthly", month(today().year, today().month))
        found = next(one for one in report.tables if one.id == table)
        return {line.label: dict(zip(found.columns, line.values, strict=True)) for line in found.lines}


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


@pytest.fixture
def opened(monitors: Centre) -> Iterator[Desk]:
    with closing(monitors.open()) as desk:
        yield desk


@given("공개 홍보물 신고를 여는 담당자가 있다", target_fixture="work")
def work(opened: Desk, tmp_path: Path) -> Work:
    return Work(opened, Reporter(opened.keys.centre_id[:16], material_bundle(opened), door="public"), tmp_path)


@when("누군가 역에 붙은 포스터를 신고한다")
def reported(work: Work) -> None:
    work.thread = arrived(work.desk, work.reporter)


@when("담당자가 신고를 읽고 대장에 올린다")
def entered(work: Work) -> None:
    begins = report_to_material.offered(work.desk.inbox.look(work.thread).value).fields
    given = {**begins, "title": "여자라서 더 꼼꼼하게", "kinds": ("stereotype",), "words": "일을 성별로 나눈다"}
    work.entry = report_to_material.enter(work.desk, work.thread, **given).value


@then("신고에서 고른 매체와 장소와 기관이 자료에 적혀 있다")
def begins(work: Work) -> None:
    entry = work.desk.materials.get(work.entry).entry
    assert (entry.medium, entry.place, entry.agency) == ("poster", "나라역 2번 출구", "가나구청")


@then("신고한 사람의 글은 대장 어디에도 없다")
def not_their_words(work: Work) -> None:
    database = work.desk.database(Compartment.CASEWORK)
    for table in ("material", "material_step", "history", "task"):
        assert WORDS not in str(database.rows(f"SELECT * FROM {table}"))


@when("담당자가 장소를 빼고 기관에 편지를 보낸다")
def written(work: Work) -> None:
    due = work.desk.materials.answer_day()
    save_letter(work.desk, work.entry, work.folder / "편지.pdf", House("연습 센터"), due, with_place=False)


@then("편지에는 무엇이 문제인지 적혀 있고 누가 보았는지 알 수 있는 말이 없다")
def letter(work: Work) -> None:
    said = text_of(work.folder / "편지.pdf")
    assert "일을 성별로 나눈다" in said
    assert not [word for word in ("신고", "나라역", work.thread[:8], *WORDS.split()) if word in said]


@then("답을 받을 날이 담당자의 할 일에 있다")
def waits(work: Work) -> None:
    (title,) = work.tasks()
    assert work.desk.materials.get(work.entry).entry.number in title


@when("기관이 포스터를 내렸다고 답한다")
def answered(work: Work) -> None:
    work.desk.materials.step(work.entry, "answer", words="어제 내렸다고 함")


@then("답을 기다리는 할 일이 없다")
def waits_no_more(work: Work) -> None:
    assert work.tasks() == []


@when("내린 것으로 마치고 신고한 사람에게 알린다")
def told(work: Work) -> None:
    work.desk.materials.close(work.entry, "removed")
    report_to_material.tell(work.desk, work.entry, "구청이 포스터를 내렸습니다.", last=True)


@then("신고한 사람만 그 답을 열 수 있다")
def only_they(work: Work) -> None:
    (waiting,) = [answer.parse(item.body) for item in work.desk.answers.due()]
    assert content.read_reply(waiting.open(work.reporter.thread.reply_key)).text == "구청이 포스터를 내렸습니다."
    with pytest.raises(Malformed):
        waiting.open(bytes(32))


@then("이달 보고에 내리거나 고친 것이 한 건이다")
def counted(work: Work) -> None:
    assert work.counted("public-material")["계"]["내림·고침"] == 1


@when("담당자가 버스 정류장을 살펴보고 아무것도 찾지 못한다")
def round_of_nothing(work: Work) -> None:
    work.desk.materials.write_round(place="달빛 정류장")


@then("찾은 것이 없어도 점검 한 번으로 남는다")
def round_counts(work: Work) -> None:
    (one,) = work.desk.materials.rounds()
    assert (one.looked_by, one.found) == (work.desk.keys.user, 0)
    assert work.counted("material-rounds")["찾은 것이 없음"] == {"계": 1}


@when("다음 점검에서 전단을 찾아 기관에 알렸지만 답할 날이 지난다")
def late(work: Work) -> None:
    went = work.desk.materials.write_round(place="구청 1층").value
    given: dict[str, Any] = {
        "medium": "leaflet",
        "title": "다소곳한 안내",
        "agency": "가나구청",
        "kinds": ("stereotype",),
    }
    work.entry = work.desk.materials.write(**given, round_id=went).value
    work.desk.materials.step(work.entry, "call", day=ago(15), due_on=ago(1))


@then("기한이 지난 답이 오늘 할 일에 있다")
def due(work: Work) -> None:
    (task,) = work.desk.agenda.due()
    assert task.due_on == ago(1) == work.desk.materials.page(Asked())[0].due_on


@when("답 없음으로 마친다")
def no_answer(work: Work) -> None:
    work.desk.materials.close(work.entry, "no_answer")


@then("이달 보고에 거절이나 무응답이 한 건이다")
def refused(work: Work) -> None:
    assert work.counted("public-material")["계"]["거절·무응답"] == 1
    assert work.desk.agenda.due() == ()
