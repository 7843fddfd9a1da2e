"""The page of duties: what holds for this centre and worker, plainly where nothing is claimed, and reports in a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.cases import Case
from app.changes import Changes
from app.clock import now
from app.desk import Desk
from app.duties import Report, duties_for
from app.kinds import CentreType, Role
from app.manual import LawCard
from app.store import create_databases
from app.vault import FLOOR, CentrePlan, Keys, SecondSecret, StaffPlan, create, unlock
from tests.conftest import PASSPHRASE, Centre
from ui.application import Guide, Shell, Who
from ui.duties import DutiesPage
from ui.kit import icons
from ui.kit.chips import ChipButton
from ui.tasks import Tasks

T = TypeVar("T")
DANGER = "report-danger"


class Bench:
    """The page in a window, reloading as the real window makes it."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        icons.load()
        self.qtbot, self.shell = qtbot, shell
        self.went: list[tuple[str, object]] = []
        self.told: list[str] = []
        shell.went.connect(lambda place, argument: self.went.append((place, argument)))
        shell.told.connect(lambda notice: self.told.append(notice.sentence))
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1290, 736)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        self.page = DutiesPage(shell)
        column.addWidget(self.page)
        shell.tasks.changed.connect(self._reload)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)

    def _reload(self, changes: Changes) -> None:
        if self.page.watches & changes:
            self.page.reload()

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy, timeout=15_000)

    def show(self, argument: object = None) -> None:
        self.page.arrive(argument)
        self.quiet()

    def ask(self, work: Callable[[Desk], T]) -> T:
        found: list[T] = []
        self.shell.tasks.read(self.window, work, found.append)
        self.quiet()
        return found[0]

    def new_case(self) -> Case:
        made: list[Case] = []
        self.shell.tasks.write(self.window, lambda desk: desk.cases.open_case("파란우산"), made.append)
        self.quiet()
        return made[0]

    def ids(self) -> list[str]:
        return [row.id for row in self.page.list.item_model().items() if row.selectable()]

    def reports(self, case: Case) -> tuple[Report, ...]:
        return self.ask(lambda desk: desk.duties.of_case(case.id))


@pytest.fixture
def bench(qtbot: QtBot, shell: Shell) -> Bench:
    return Bench(qtbot, shell)


def fill(bench: Bench, **values: str) -> None:
    """Type into the open form and save."""
    form = bench.page.form
    assert form is not None
    for field, text in values.items():
        control = form.control_of(field)
        setter = next(
            getattr(control, one) for one in ("set_value", "setPlainText", "setText") if hasattr(control, one)
        )
        setter(text)
        if hasattr(control, "set_value"):
            control.changed.emit()
    form.submit()
    bench.quiet()


def _raise(problem: BaseException) -> None:
    raise problem


# -- what holds -----------------------------------------------------------------------------------


def test_the_duties_are_those_of_this_centre_and_worker(bench: Bench) -> None:
    bench.show()
    expected = duties_for(CentreType.DATING_VIOLENCE, "counsellor")
    assert bench.ids() == [duty.id for duty in expected]
    assert "교제폭력 상담소" in bench.page.head.subtitle.text()
    assert "상담원" in bench.page.head.subtitle.text()
    model = bench.page.list.item_model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_another_status_has_other_duties(qtbot: QtBot, open_shell: Callable[[str], Shell], centre: Centre) -> None:
    desk = centre.open("manager")
    desk.office.set_status(centre.users["counsellor"], "intern")
    desk.close()
    bench = Bench(qtbot, open_shell("counsellor"))
    bench.show()
    assert bench.ids() == [duty.id for duty in duties_for(CentreType.DATING_VIOLENCE, "intern")]


def test_a_duty_says_its_exception_ground_and_how_sure_the_law_is(bench: Bench) -> None:
    bench.show()
    bench.page.list.choose("report-sex-crime-under-19-unnamed")
    detail = bench.page.detail
    assert "변호사" in detail.certainty.accessibleName()
    shown = [text.text() for name, text in detail.facts if text.isVisibleTo(detail)]
    assert any("먼저 말하고" in one for one in shown)
    assert detail.rest.text().startswith("누구나 신고할 수는 있습니다.")


def test_a_law_card_opens_from_a_duty(bench: Bench) -> None:
    bench.show()
    bench.page.list.choose(DANGER)
    chip = next(one for one in bench.page.detail.law.findChildren(ChipButton) if one.isVisible())
    bench.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    place, card = bench.went[-1]
    assert place == "law"
    assert isinstance(card, LawCard)
    duty = bench.page.detail.duty
    assert duty is not None
    assert card.id in duty.law


def test_a_trainer_reads_the_duties_and_writes_no_report(qtbot: QtBot, open_shell: Callable[[str], Shell]) -> None:
    bench = Bench(qtbot, open_shell("trainer"))
    bench.show("some case")
    assert bench.ids() == [duty.id for duty in duties_for(CentreType.DATING_VIOLENCE, "trainer")]
    bench.page.list.choose(DANGER)
    assert not bench.page.detail.reports.isVisible()
    assert bench.page.here() == ""


@pytest.fixture
def unregistered(qtbot: QtBot, tmp_path: Path) -> Bench:
    """The page in an organisation that is no registered centre."""
    staff = (
        StaffPlan("이음", Role.MANAGER, frozenset(), PASSPHRASE),
        StaffPlan("가온", Role.COUNSELLOR, frozenset(), PASSPHRASE),
    )
    plan = CentrePlan("이웃 모임", CentreType.UNREGISTERED, staff, "신탁", practice=True, kdf=FLOOR, ballast=4096)
    (tmp_path / "keys").mkdir()
    made = create(tmp_path / "home", plan, keyfile_folder=tmp_path / "keys")

    def keys(name: str) -> Keys:
        user = next(one for one in made.users if one.name == name)
        assert user.key_file is not None
        return unlock(tmp_path / "home", user.id, PASSPHRASE, SecondSecret.keyfile(user.key_file))

    for name in ("이음", "가온"):
        create_databases(tmp_path / "home", keys(name))
    held = keys("가온")
    tasks = Tasks()
    shell = Shell(tasks, Who.of(held))
    done: list[Desk] = []
    tasks.open(shell, lambda: Desk.open(tmp_path / "home", held), done.append, _raise)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    return Bench(qtbot, shell)


def test_an_unregistered_organisation_sees_that_it_claims_nothing(unregistered: Bench) -> None:
    unregistered.show()
    page = unregistered.page
    assert page.none_here.isVisible()
    assert (
        "등록하지 않은 단체" in page.none_here.accessibleName() or "등록하지 않은 단체" in page.none_here._title.text()
    )
    holding = page._holding
    assert holding is not None
    assert [one for one in holding.duties if one.kind == "privilege" and not one.absent] == []
    unregistered.shell.tasks.close()


# -- reports --------------------------------------------------------------------------------------


def test_a_report_is_written_into_the_case_one_came_from(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case.id)
    bench.page.list.choose(DANGER)
    bench.page.list.setFocus()
    bench.qtbot.keyClick(bench.page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    fill(bench, ground="전화 너머로 비명을 들음", told_before="no")
    form = bench.page.form
    assert form is not None
    assert form.error("not_told_because")
    fill(bench, not_told_because="연락하면 더 위험해짐", authority="112", receipt_no="2026-118274")
    (report,) = bench.reports(case)
    assert (report.duty_id, report.entry.authority, report.entry.told_before) == (DANGER, "112", "no")
    assert report.entry.reported_at is not None
    assert abs(report.entry.reported_at - now()) < 180_000
    (row,) = bench.page.detail.written.item_model().items()
    assert "2026-118274" in row.spoken()
    assert bench.told == ["사례에 적었습니다."]


def test_an_exception_needs_its_reason_and_no_time(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case.id)
    bench.page.list.choose(DANGER)
    bench.page.record(DANGER)
    fill(bench, done="exception", ground="아이가 옆에 있음", told_before="yes")
    form = bench.page.form
    assert form is not None
    assert form.error("exception")
    fill(bench, exception="본인이 분명히 반대함")
    (report,) = bench.reports(case)
    assert not report.reported
    assert "신고하지 않음" in bench.page.detail.written.item_model().items()[0].spoken()


def test_a_wrong_time_points_at_its_field_and_keeps_what_was_typed(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case.id)
    bench.page.record(DANGER)
    fill(bench, ground="비명", told_before="yes", authority="112", reported_at="25:10")
    form = bench.page.form
    assert form is not None
    assert "25:10" in form.error("reported_at")
    assert form.control_of("ground").toPlainText() == "비명"
    assert bench.reports(case) == ()


def test_a_receipt_number_is_added_later(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case.id)
    bench.page.record(DANGER)
    fill(bench, ground="비명", told_before="yes", authority="112")
    (report,) = bench.reports(case)
    bench.page.list.choose(DANGER)
    assert "접수번호 없음" in bench.page.detail.written.item_model().items()[0].spoken()
    bench.page.detail.written.opened.emit(report.id)
    fill(bench, receipt_no="77")
    (later,) = bench.reports(case)
    assert later.entry == replace(report.entry, receipt_no="77")


def test_from_a_guided_session_and_a_contact_it_finds_their_case(bench: Bench) -> None:
    case = bench.new_case()
    made: list[str] = []
    bench.shell.tasks.write(
        bench.window, lambda desk: desk.manual.start("dating-violence", case.id), lambda state: made.append(state.id)
    )
    bench.quiet()
    bench.show(Guide(session_id=made[0]))
    assert bench.page.here() == case.id
    bench.show()
    assert bench.page.here() == ""
    assert not bench.page.back.isVisible()
    bench.show(Guide(case_id=case.number))
    assert bench.page.here() == case.id
    bench.page.back.click()
    assert bench.went[-1] == ("cases", case.id)


def test_without_a_case_nothing_is_offered_to_write(bench: Bench) -> None:
    bench.show()
    bench.page.list.choose(DANGER)
    assert not bench.page.detail.record.isVisible()
    assert "사례에서" in bench.page.detail.none.text()
    bench.page.record(DANGER)
    assert bench.page.form is None


def test_nothing_is_written_into_the_case_before_while_another_is_read(bench: Bench) -> None:
    bench.show(bench.new_case().id)
    bench.page.arrive(None)
    bench.page.record(DANGER)
    assert bench.page.form is None
    assert bench.page.here() == ""


def test_a_case_that_is_gone_says_so_and_can_be_asked_again(bench: Bench) -> None:
    bench.show("nowhere")
    assert bench.page.stack.currentWidget() is bench.page.wrong
    assert bench.told
    bench.show()
    assert bench.page.stack.currentWidget() is not bench.page.wrong
