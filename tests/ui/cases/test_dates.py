"""The days of a case: what the law counts, the order that was served, appointments that clash, and the day at court."""

from __future__ import annotations

from datetime import timedelta

from app.agenda import Booking, CourtCard
from app.cases import Case
from app.clock import now, today
from app.deadlines import Entry
from app.desk import Desk
from tests.ui.cases.conftest import Bench
from ui.cases.dates import DatesSection
from ui.cases.forms.legal_event import EventEndForm, LegalEventForm
from ui.forms.appointment import AppointmentForm
from ui.kit.label import Label
from ui.kit.rows import Row

HOUR = 3_600_000


def section(bench: Bench, case: Case) -> DatesSection:
    bench.show(case)
    bench.page.view.sections.choose("dates")
    bench.quiet()
    column = bench.page.view.column("dates")
    assert isinstance(column, DatesSection)
    return column


def deadlines(column: DatesSection) -> list[Row]:
    return [one for one in column.deadlines.rows.item_model().items() if isinstance(one, Row)]


def day(back: int) -> str:
    return (today() - timedelta(days=back)).isoformat()


def test_an_event_is_noted_and_its_days_follow(bench: Bench) -> None:
    column = section(bench, bench.new_case())
    assert column.deadlines.none.isVisibleTo(column)
    column.note()
    form = column.form
    assert isinstance(form, LegalEventForm)
    form.kind.set_value("provisional_measure")
    form.on_day.setText(day(5))
    form.measures.set_values(("2", "3"))
    form.measures.changed.emit()
    bench.qtbot.waitUntil(lambda: "확인" in form.follows.text(), timeout=5_000)
    form.submit()
    bench.quiet()
    (row,) = deadlines(column)
    assert "잠정조치" in row.title
    assert "계산한 날, 서류로 확인" in row.second
    bench.qtbot.waitUntil(lambda: bench.page.view.side.deadlines.item_model().rowCount() == 1, timeout=5_000)


def test_a_mistake_stands_at_its_field_and_nothing_is_lost(bench: Bench) -> None:
    column = section(bench, bench.new_case())
    column.note()
    form = column.form
    assert isinstance(form, LegalEventForm)
    form.on_day.setText("2026-02-30")
    form.note.setPlainText("경찰서에서 들은 내용")
    form.submit()
    bench.quiet()
    assert "2026-02-30" in form.error("on_day")
    form.on_day.setText("2099-01-01")
    form.submit()
    bench.quiet()
    assert form.error("on_day")
    assert form.note.toPlainText() == "경찰서에서 들은 내용"
    form.leave()


def noted(bench: Bench, case: Case, entry: Entry) -> None:
    bench.write(lambda desk: desk.deadlines.note(case.id, entry))


def test_a_deadline_tells_how_it_came_about_and_leads_to_its_law(bench: Bench) -> None:
    case = bench.new_case()
    noted(bench, case, Entry("provisional_measure", day(30), measures=("2",), served_until=day(-50)))
    column = section(bench, case)
    (row,) = deadlines(column)
    assert "받은 서류에 따름" in row.second
    column.open_deadline(row.id)
    view = column.view
    assert view is not None
    said = "\n".join(one.text() for one in view.findChildren(Label))
    for words in ("여기서 3개월을 세면", "첫날은 세지 않습니다", "받은 서류에는", "문서로 확인"):
        assert words in said
    view.acts["law"].click()
    assert bench.went[-1][0] == "law"


def test_the_court_extends_and_it_ends(bench: Bench) -> None:
    case = bench.new_case()
    noted(bench, case, Entry("provisional_measure", day(80), measures=("2",)))
    column = section(bench, case)
    before = deadlines(column)[0].second
    column.open_deadline(deadlines(column)[0].id)
    assert column.view is not None
    column.view.acts["extend"].click()
    form = column.form
    assert isinstance(form, LegalEventForm)
    form.on_day.setText(day(2))
    form.submit()
    bench.quiet()
    after = deadlines(column)[0].second
    assert "2번 중 1번 연장" in after
    assert after != before
    column.open_deadline(deadlines(column)[0].id)
    column.view.acts["end"].click()
    end = column.form
    assert isinstance(end, EventEndForm)
    end.why.set_value("lifted")
    end.submit()
    bench.quiet()
    (row,) = deadlines(column)
    assert (row.done, row.state) == (True, "취소됨")
    column.open_deadline(row.id)
    column.view.acts["again"].click()
    bench.quiet()
    assert not deadlines(column)[0].done


def booked(bench: Bench, case: Case) -> None:
    def job(desk: Desk) -> object:
        room = desk.keys.user
        return desk.appointments.book(Booking("만남", room, now() + HOUR, now() + 2 * HOUR, case_id=case.id))

    bench.write(job)


def test_a_clash_is_shown_before_it_is_saved_and_stands_with_a_reason(bench: Bench) -> None:
    case = bench.new_case()
    booked(bench, case)
    column = section(bench, case)
    (row,) = column.appointments.rows.item_model().items()
    assert isinstance(row, Row)
    column.book()
    bench.quiet()
    form = column.form
    assert isinstance(form, AppointmentForm)
    form.title.setText("전화 상담")
    first = column.dates
    assert first is not None
    task = first.appointments[0]
    form.day_field.setText(task.due_on or "")
    form.begins.setText(row.lead_second.split("–")[0])
    bench.qtbot.waitUntil(lambda: form.warning.isVisible(), timeout=5_000)
    assert "다른 약속" in form.warning.text()
    assert case.number in form.warning.text()
    form.submit()
    bench.quiet()
    assert form.error("in_spite")
    form.in_spite.setText("둘이 나누어 맡음")
    form.submit()
    bench.quiet()
    assert len(column.appointments.rows.item_model().items()) == 2


def test_the_court_card_shows_what_to_know_on_the_day(bench: Bench) -> None:
    case = bench.new_case()
    card = CourtCard("서울중앙지방법원", "서관 508호", None, "granted", "asked", "언니", "granted", "민원실 옆문", None)

    def job(desk: Desk) -> object:
        booking = Booking("증인신문", desk.keys.user, now() + HOUR, kind="court", case_id=case.id, court=card)
        return desk.appointments.book(booking)

    bench.write(job)
    column = section(bench, case)
    assert column.court_card.isVisibleTo(column)
    facts = column.court.accessibleName()
    for said in ("곳: 서울중앙지방법원 서관 508호", "비공개 심리: 허가됨", "따로 들어가는 길: 민원실 옆문 · 허가됨",
                 "법원 사건번호: 적지 않음", "언니 · 신청함"):  # fmt: skip
        assert said in facts


def test_the_history_reads_in_words(bench: Bench) -> None:
    case = bench.new_case()
    noted(bench, case, Entry("emergency_measure", day(3), approval="asked"))

    def correct(desk: Desk) -> object:
        event = desk.deadlines.of_case(case.id)[0].event
        return desk.deadlines.amend(event.id, Entry("emergency_measure", day(3), approval="given", order_no="종로 1"))

    bench.write(correct)
    bench.show(case)
    bench.page.view.sections.choose("changes")
    bench.quiet()
    column = bench.page.view.column("changes")
    said = "\n".join(row.spoken() for row in column.lines.rows.item_model().items())  # type: ignore[attr-defined] # the column of that name
    assert "판사의 승인" in said
    assert "판사가 승인함" in said
    assert "서류 번호" in said


def test_what_was_typed_of_a_court_day_is_there_again_with_its_fields(bench: Bench) -> None:
    case = bench.new_case()
    column = section(bench, case)
    column.book()
    bench.quiet()
    form = column.form
    assert isinstance(form, AppointmentForm)
    form.kind.set_value("court")
    form._fit_rows()
    form.court.setText("서울중앙지방법원")
    assert form._unfinished is not None
    form._unfinished.keep()
    bench.quiet()
    form.hide()
    form.deleteLater()  # a lock does not leave a form, it takes the process away
    column.book()
    bench.qtbot.waitUntil(lambda: column.form is not form, timeout=5_000)
    again = column.form
    assert isinstance(again, AppointmentForm)
    bench.qtbot.waitUntil(lambda: again.court.text() == "서울중앙지방법원", timeout=5_000)
    assert again.court.isVisibleTo(again)
    again.leave()
