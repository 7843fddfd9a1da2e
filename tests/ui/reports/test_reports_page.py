"""The page of reports: what is shown, what leaves it, whose cases open from it, and a layout of one's own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.clock import today
from app.kinds import Compartment, Right, Role
from app.reports import month
from app.reports.layout import text_of
from app.workbooks import rows
from tests.conftest import Centre
from ui import theme
from ui.application import Shell
from ui.reports import ReportsPage
from ui.reports.layout_form import LayoutForm
from ui.reports.leaving import HandOver


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=25_000)


@pytest.fixture
def worked(centre: Centre) -> Centre:
    """Three sessions of today, two of them of one case that is the counsellor's."""
    with closing(centre.open("counsellor")) as desk:
        case = desk.cases.open_case("파란우산").value
        desk.cases.set_incident(case.id, ("stalking",))
        desk.safety.answer(case.id, {"choking": "yes"})
        db = desk.database(Compartment.CASEWORK)
        start = month(today().year, today().month).since
        for number, (which, of) in enumerate((("initial", case.id), ("repeat", case.id), ("repeat", None))):
            row = {"id": f"s{number}", "started_at": start + number, "state": "closed", "taken_by": "u", "case_id": of}
            with db.atomic():
                db.insert("contact", {**row, "channel": "phone", "kind": "counselling", "counselling": which})
    return centre


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "보고서"


@pytest.fixture
def page(qtbot: QtBot, worked: Centre, open_shell: Callable[[str], Shell], target: Path) -> ReportsPage:
    return shown(qtbot, open_shell("manager"), target)


def shown(qtbot: QtBot, shell: Shell, target: Path) -> ReportsPage:
    page = ReportsPage(shell, choose_path=lambda _window, name: target.with_suffix(Path(name).suffix))
    qtbot.addWidget(page)
    shell.tasks.changed.connect(lambda changes: page.reload() if page.watches & changes else None)  # as the floor does
    page.resize(1290, 736)
    page.show()
    page.arrive()
    qtbot.waitUntil(lambda: not shell.tasks.busy and page.dashboard.is_whole, timeout=25_000)
    return page


def to_report(qtbot: QtBot, page: ReportsPage, ident: str = "monthly") -> None:
    page.arrive(ident)
    settled(qtbot, page)


def is_own(page: ReportsPage) -> bool:
    return page.counted is not None and page.counted.own


def settled(qtbot: QtBot, page: ReportsPage) -> None:
    """Everything is read, and every table built."""
    qtbot.waitUntil(lambda: not page.shell.tasks.busy and page.tables.is_whole, timeout=25_000)


def values(page: ReportsPage, table: str) -> list[list[str]]:
    """What the table on the screen says, read from its model."""
    model = next(one for one in page.tables.blocks if one.shape[0] == table).grid.lazy()
    return [
        [str(model.index(at, column).data()) for column in range(model.columnCount())]
        for at in range(model.rowCount())
    ]  # fmt: skip


def test_the_overview_shows_a_chart_and_its_table_for_each_panel(page: ReportsPage) -> None:
    risks = page.dashboard.panels["risks"]
    assert risks.chart.is_drawn
    assert "긴급 1" in risks.chart.accessibleName()
    assert risks.grid.lazy().index(0, 1).data() == "1"
    picture = QPixmap(risks.chart.size())
    picture.fill(theme.ink("bg"))
    risks.chart.render(picture)
    image = picture.toImage()
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert theme.LIGHT.charts[0].lower() in seen
    assert "#000000" not in seen


def test_the_cases_behind_a_line_open_for_a_supervisor(qtbot: QtBot, page: ReportsPage) -> None:
    went: list[tuple[str, object]] = []
    page.shell.went.connect(lambda place, argument: went.append((place, argument)))
    grid = page.dashboard.panels["risks"].grid
    grid.setFocus()
    grid.setCurrentIndex(grid.lazy().index(0, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    quiet(qtbot, page.shell)
    (row,) = page.dashboard.behind.rows.item_model().items()
    assert (row.title, row.risk) == ("파란우산", "urgent")
    page.dashboard.behind.rows.opened.emit(row.id)
    assert went == [("cases", row.id)]


def test_what_is_somebody_elses_is_a_number_that_opens_nothing(
    qtbot: QtBot, worked: Centre, open_shell: Callable[[str], Shell], target: Path
) -> None:
    with closing(worked.open("manager")) as desk:
        desk.cases.open_case("달맞이")
    page = shown(qtbot, open_shell("counsellor"), target)
    went: list[object] = []
    page.shell.went.connect(lambda *where: went.append(where))
    page.dashboard.asked.emit("risks", "unknown")
    quiet(qtbot, page.shell)
    (row,) = page.dashboard.behind.rows.item_model().items()
    assert "달맞이" not in row.spoken()
    page.dashboard.behind.rows.opened.emit(row.id)
    assert not went


def leave_exact(qtbot: QtBot, page: ReportsPage, act: QWidget) -> None:
    """A manager answers for exact figures; without a reason nothing leaves."""
    qtbot.mouseClick(act, Qt.MouseButton.LeftButton)
    form = page.writer.form
    assert form is not None
    form.which.set_value("exact")
    form.submit()
    assert form.error("reason")
    form.reason.setPlainText("부처에 내는 실적 서식")
    form.submit()
    quiet(qtbot, page.shell)


def test_small_figures_are_held_back_in_what_leaves(qtbot: QtBot, page: ReportsPage, target: Path) -> None:
    to_report(qtbot, page)
    qtbot.mouseClick(page.workbook, Qt.MouseButton.LeftButton)
    assert page.writer.form is not None
    page.writer.form.submit()
    quiet(qtbot, page.shell)
    assert list(rows(target.with_suffix(".xlsx").read_bytes()))[3] == ("전화", "*", "*", 0, "*")


def test_a_counsellor_is_not_asked_and_gets_the_form_for_outside(
    qtbot: QtBot, worked: Centre, open_shell: Callable[[str], Shell], target: Path
) -> None:
    page = shown(qtbot, open_shell("counsellor"), target)
    to_report(qtbot, page)
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    quiet(qtbot, page.shell)
    assert page.writer.form is None
    assert QGuiApplication.clipboard().text().splitlines()[0] == "*\t*\t0\t*"
    QGuiApplication.clipboard().clear()


def test_a_report_stands_in_tables_and_its_figures_go_to_the_clipboard(qtbot: QtBot, page: ReportsPage) -> None:
    to_report(qtbot, page)
    assert values(page, "counselling")[0] == ["전화", "1", "2", "0", "3"]
    leave_exact(qtbot, page, page.copy)
    assert QGuiApplication.clipboard().text().splitlines()[0] == "1\t2\t0\t3"
    QGuiApplication.clipboard().clear()


def test_another_month_and_another_report_are_counted_anew(qtbot: QtBot, page: ReportsPage) -> None:
    to_report(qtbot, page)
    page.periods.setCurrentIndex(1)
    settled(qtbot, page)
    assert values(page, "counselling")[0] == ["전화", "0", "0", "0", "0"]
    to_report(qtbot, page, "annual")
    assert page.periods.value() == f"{today().year}"
    assert values(page, "months-counselling")[-1][-1] == "3"


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_the_report_on_the_page_is_what_is_written(
    qtbot: QtBot, page: ReportsPage, target: Path, form: str
) -> None:  # fmt: skip
    to_report(qtbot, page)
    leave_exact(qtbot, page, page.workbook if form == "xlsx" else page.paper)
    data = target.with_suffix(f".{form}").read_bytes()
    if form == "xlsx":
        assert list(rows(data))[3] == ("전화", 1, 2, 0, 3)
    else:
        assert "상담 횟수" in PdfReader(target.with_suffix(".pdf")).pages[0].extract_text()


def test_a_manager_who_may_not_open_cases_reads_what_was_handed_over(
    qtbot: QtBot, worked: Centre, open_shell: Callable[[str], Shell], target: Path
) -> None:
    with closing(worked.open("manager")) as desk:
        desk.people.change(worked.users["manager2"], Role.MANAGER, frozenset[Right]())
    page = shown(qtbot, open_shell("manager"), target)
    to_report(qtbot, page)
    qtbot.mouseClick(page.hand, Qt.MouseButton.LeftButton)
    assert isinstance(page.form, HandOver)
    page.form.note.setPlainText("이사회 전에 봐 주세요")
    page.form.submit()
    quiet(qtbot, page.shell)
    with closing(worked.open("manager2")) as desk:
        assert not desk.keys.holds(Compartment.CASEWORK)
        (paper,) = desk.submissions.listed()
        opened = desk.submissions.open(paper.id).value
        assert (paper.profile, paper.number) == ("report", f"{today():%Y-%m}")
        assert opened.note == "이사회 전에 봐 주세요"
        assert opened.paper.startswith(b"%PDF-")


def test_a_layout_that_cannot_be_counted_says_so_at_the_text_and_keeps_it(qtbot: QtBot, page: ReportsPage) -> None:
    to_report(qtbot, page)
    qtbot.mouseClick(page.layout_act, Qt.MouseButton.LeftButton)
    quiet(qtbot, page.shell)
    form = page.form
    assert isinstance(form, LayoutForm)
    wrong = text_of("monthly").replace("count: referrals", "count: names")
    form.text.setPlainText(wrong)
    form.submit()
    quiet(qtbot, page.shell)
    assert "referrals" in form.error("layout")
    assert form.text.toPlainText() == wrong
    form.text.setPlainText("x" * (1 << 20))
    form.submit()
    quiet(qtbot, page.shell)
    assert form.error("layout")
    form.text.setPlainText(text_of("monthly").replace("ko: 상담 횟수", "ko: 우리 상담"))
    form.submit()
    settled(qtbot, page)
    assert is_own(page)
    assert page.tables.blocks[0].head.accessibleName().startswith("우리 상담")


def test_the_shipped_layout_comes_back(qtbot: QtBot, worked: Centre, open_shell: Callable[[str], Shell], target: Path) -> None:  # fmt: skip
    with closing(worked.open("manager")) as desk:
        desk.reports.keep_layout("monthly", text_of("monthly").replace("ko: 상담 횟수", "ko: 우리 상담"))
    page = shown(qtbot, open_shell("manager"), target)
    to_report(qtbot, page)
    assert is_own(page)
    qtbot.mouseClick(page.layout_act, Qt.MouseButton.LeftButton)
    quiet(qtbot, page.shell)
    form = page.form
    assert isinstance(form, LayoutForm)
    qtbot.mouseClick(form.shipped, Qt.MouseButton.LeftButton)
    form.submit()
    settled(qtbot, page)
    assert not is_own(page)
    assert page.tables.blocks[0].head.accessibleName().startswith("상담 횟수")


def test_only_a_manager_is_offered_the_layout(
    qtbot: QtBot, worked: Centre, open_shell: Callable[[str], Shell], target: Path
) -> None:
    page = shown(qtbot, open_shell("counsellor"), target)
    to_report(qtbot, page)
    assert not page.layout_act.isVisible()
    assert page.copy.isVisible()
