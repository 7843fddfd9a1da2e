"""A month's end, told by the people who do it; the real store, the real workbook, the real paper."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytest_bdd import given, scenarios, then, when

from app.errors import Denied
from app.flows import report_out
from app.kinds import Compartment, Right, Role
from app.reports import Report, month
from app.workbooks import names, rows
from tests.conftest import Centre

scenarios("month_end.feature")
NOVEMBER = month(2026, 11)


@dataclass
class Month:
    """What the steps share."""

    centre: Centre
    folder: Path
    report: Report | None = None
    refused: list[Denied] = field(default_factory=list)

    def table(self, ident: str) -> dict[str, tuple[int, ...]]:
        assert self.report is not None
        table = next(one for one in self.report.tables if one.id == ident)
        return {line.id: line.values for line in table.lines}


@pytest.fixture
def world(centre: Centre, tmp_path: Path) -> Month:
    return Month(centre, tmp_path)


@given("11월에 처음 상담 3회와 다시 상담 2회가 있었다")
def _sessions(world: Month) -> None:
    with closing(world.centre.open("counsellor")) as desk:
        db = desk.database(Compartment.CASEWORK)
        with db.atomic():
            for number, which in enumerate(["initial"] * 3 + ["repeat"] * 2):
                row = {"id": f"s{number}", "started_at": NOVEMBER.since + number, "state": "closed", "taken_by": "u"}
                db.insert("contact", {**row, "channel": "phone", "kind": "counselling", "counselling": which})


@given("11월에 스토킹과 불법촬영이 함께 있는 새 사례가 하나 있었다")
def _case(world: Month) -> None:
    with closing(world.centre.open("counsellor")) as desk:
        case = desk.cases.open_case("파란우산", opened_on=date(2026, 11, 20)).value
        desk.cases.set_incident(case.id, ("stalking", "illegal_filming"))


@given("책임자 가운데 한 사람은 사례를 열지 않는다")
def _without_cases(world: Month) -> None:
    with closing(world.centre.open("manager")) as desk:
        desk.people.change(world.centre.users["manager2"], Role.MANAGER, frozenset[Right]())


@when("그 보고서를 책임자에게 넘긴다")
def _hands_over(world: Month) -> None:
    assert world.report is not None
    with closing(world.centre.open("manager")) as desk:
        report_out.hand_over(desk, world.report, *report_out.as_paper(world.report, "이음", practice=True))


@then("사례를 열지 않는 책임자가 그 숫자를 읽는다")
def _reads(world: Month) -> None:
    with closing(world.centre.open("manager2")) as desk:
        (paper,) = desk.submissions.listed()
        opened = desk.submissions.open(paper.id).value
    words = PdfReader(BytesIO(opened.paper)).pages[0].extract_text().split()
    at = words.index("전화")
    assert words[at : at + 5] == ["전화", "3", "2", "0", "5"]


@then("그 책임자에게 사례는 열리지 않는다")
def _stays_shut(world: Month) -> None:
    with closing(world.centre.open("manager2")) as desk, pytest.raises(Denied):
        _ = desk.cases


@when("책임자가 11월 보고서를 센다")
def _counts(world: Month) -> None:
    with closing(world.centre.open("manager")) as desk:
        world.report = desk.reports.count("monthly", NOVEMBER)


@when("교육 담당자가 11월 보고서를 세려 한다")
def _tries(world: Month) -> None:
    with closing(world.centre.open("trainer")) as desk, pytest.raises(Denied) as refused:
        desk.reports.count("monthly", NOVEMBER)
    world.refused.append(refused.value)


@then("상담은 처음 3회, 다시 2회이다")
def _three_and_two(world: Month) -> None:
    assert world.table("counselling")["total"] == (3, 2, 0, 5)


@then("새 사례는 1건이고 스토킹과 불법촬영에 한 번씩 들어간다")
def _one_case(world: Month) -> None:
    assert world.table("cases")["total"][-1] == 1
    types = world.table("types-cases")
    assert (types["stalking"], types["illegal_filming"]) == ((1,), (1,))


@when("책임자가 통합 문서와 종이로 내보낸다")
def _exports(world: Month) -> None:
    assert world.report is not None
    with closing(world.centre.open("manager")) as desk:
        exact = report_out.in_exact_form(desk.keys.role, "부처에 내는 실적 서식")
        data = report_out.as_workbook(world.report)
        report_out.leave(desk.audit, world.folder / "11월.xlsx", data, world.report, "xlsx", exact=exact)
        paper, pages = report_out.as_paper(world.report, "이음", practice=True)
        assert pages > 1
        report_out.leave(desk.audit, world.folder / "11월.pdf", paper, world.report, "pdf", exact=exact)


@when("책임자가 밖에 줄 보고서를 통합 문서로 내보낸다")
def _exports_for_outside(world: Month) -> None:
    with closing(world.centre.open("manager")) as desk:
        exact, outside = desk.reports.count_twice("monthly", NOVEMBER)
        data = report_out.as_workbook(exact)
        with pytest.raises(Denied):
            report_out.leave(desk.audit, world.folder / "밖.xlsx", data, exact, "xlsx")
        assert not (world.folder / "밖.xlsx").exists()
        data = report_out.as_workbook(outside)
        report_out.leave(desk.audit, world.folder / "밖.xlsx", data, outside, "xlsx")


@then("그 파일에는 1에서 4까지의 수와 그것을 알려 주는 수가 없다")
def _held_back(world: Month) -> None:
    data = (world.folder / "밖.xlsx").read_bytes()
    bodies = [row[1:] for sheet in names(data) for row in list(rows(data, sheet))[3:] if len(row) > 1]
    figures = [one for body in bodies for one in body]
    assert not [one for one in figures if one in (1, 2, 3, 4)]
    assert next(body for body in bodies if any(body)) == ("*", "*", 0, 5)


@then("두 파일의 숫자가 화면과 같다")
def _same(world: Month) -> None:
    assert world.report is not None
    data = (world.folder / "11월.xlsx").read_bytes()
    for sheet, table in zip(names(data), world.report.tables, strict=True):
        body = [row[1:] for row in list(rows(data, sheet))[3:] if len(row) > 1]
        assert body == [line.values for line in table.lines]
    text = " ".join(page.extract_text() for page in PdfReader(world.folder / "11월.pdf").pages)
    for table in world.report.tables:
        assert table.title in text
        for line in table.lines:
            assert line.label.split(" ")[0] in text


@then("내보낸 일이 감사 기록에 남는다")
def _noted(world: Month) -> None:
    with closing(world.centre.open("manager")) as desk:
        assert [one.facts["format"] for one in desk.audit.entries(kind="report_exported")] == ["pdf", "xlsx"]


@then("까닭을 말하고 아무것도 세지 않는다")
def _said(world: Month) -> None:
    assert "역할" in str(world.refused[0]) or "책임자" in str(world.refused[0])
    assert world.report is None
