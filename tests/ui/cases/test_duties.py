"""A report by duty in its case: the section, the course of time, what was changed, and the way to the duties."""

from __future__ import annotations

from dataclasses import replace

from app.clock import now
from app.duties import Entry, Report
from tests.ui.cases.conftest import Bench
from ui.cases.sections import ChangesSection, DutiesSection
from ui.kit.timeline import Entry as Line


def recorded(bench: Bench, case_id: str, **other: object) -> Report:
    entry = replace(Entry("비명을 들음", "yes", now() - 60_000, "112 상황실"), **other)  # type: ignore[arg-type]  # a test names fields freely
    made: list[Report] = []
    bench.shell.tasks.write(
        bench.window, lambda desk: desk.duties.record(case_id, "report-danger", entry), made.append
    )  # fmt: skip
    bench.quiet()
    return made[0]


def section(bench: Bench) -> DutiesSection:
    column = bench.page.view.column("duties")
    assert isinstance(column, DutiesSection)
    return column


def test_a_report_shows_in_its_section_and_says_what_is_missing(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    assert section(bench).reports.none.isVisibleTo(section(bench))
    recorded(bench, case.id)
    (row,) = section(bench).reports.rows.item_model().items()
    assert "112 상황실" in row.spoken()
    assert "접수번호 없음" in row.spoken()


def test_it_stands_in_the_course_of_time(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    report = recorded(bench, case.id)
    exception = recorded(bench, case.id, reported_at=None, exception="본인이 분명히 반대함")
    bench.page.view.filter.set_value("documents")
    bench.page.view.filter.changed.emit()
    lines = {one.id: one for one in bench.page.view.timeline.item_model().items() if isinstance(one, Line)}
    assert lines[f"duty:{report.id}"].title == "신고함: 112 상황실"
    assert "본인이 분명히 반대함" in lines[f"duty:{exception.id}"].body
    bench.page.view._open_entry(f"duty:{report.id}")
    assert bench.page.view.sections.current_id() == "duties"


def test_what_was_changed_reads_in_words(bench: Bench) -> None:
    case = bench.new_case()
    report = recorded(bench, case.id)
    later = replace(report.entry, receipt_no="77")
    bench.write(lambda desk: desk.duties.amend(report.id, later))
    bench.show(case)
    bench.page.view.sections.choose("changes")
    bench.quiet()
    column = bench.page.view.column("changes")
    assert isinstance(column, ChangesSection)
    said = [row.spoken() for row in column.lines.rows.item_model().items()]
    assert any("신고 · 접수번호" in one and "77" in one for one in said)
    assert any("112나 119에" in one for one in said)


def test_the_section_leads_to_the_duties_of_this_case(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.duties()
    assert bench.went[-1] == ("duties", case.id)
