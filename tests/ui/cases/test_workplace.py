"""The workplace of a case: every form writes, the rules show, and papers leave from here."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView

from app.changes import Done
from app.clock import today
from app.deletion import address
from app.desk import Desk
from app.workplace import File
from tests.ui.cases.conftest import Bench
from ui.cases.events import entries
from ui.cases.forms.employer import DamageForm, DutyForm, LetterForm, OrderPaperForm
from ui.cases.forms.separation import BreachForm, MatrixForm, OrderForm
from ui.cases.forms.workplace import CheckForm, OrganisationForm, PersonForm, ThirdReportForm
from ui.cases.workplace import WorkplaceSection
from ui.forms.made import MadeDialog

TOLD = (today() - timedelta(days=30)).isoformat()


class Work:
    """A workplace case with its section in front."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.case = bench.new_case("나래")
        bench.write(lambda desk: desk.cases.set_incident(self.case.id, ("workplace_harassment",)))
        bench.show(self.case)
        bench.page.view.sections.choose("workplace")
        bench.quiet()
        section = bench.page.view.column("workplace")
        assert isinstance(section, WorkplaceSection)
        self.section = section

    def file(self) -> File:
        return self.bench.ask(lambda desk: desk.workplace.file(self.case.id))

    def organisation(self, kind: str = "commissioned") -> None:
        self.section.buttons["organisation"].click()
        form = self.bench.form()
        assert isinstance(form, OrganisationForm)
        form.name.setText("가나 재단")
        form.kind.set_value(kind)
        form.told_on.setText(TOLD)
        self.bench.save()

    def person(self, part: str, called: str, **lines: str) -> None:
        self.section.buttons["person"].click()
        form = self.bench.form()
        assert isinstance(form, PersonForm)
        form.part.set_value(part)
        form.called.setText(called)
        for field, text in lines.items():
            form.control_of(field).setText(text)
        self.bench.save()

    def order(self, **texts: str) -> OrderForm:
        self.section.buttons["order"].click()
        form = self.bench.form()
        assert isinstance(form, OrderForm)
        for field, text in texts.items():
            control = form.control_of(field)
            control.set_value(text) if hasattr(control, "set_value") else control.setText(text)
        self.bench.save()
        return form

    def found(self) -> list[str]:
        return [row.spoken() for row in self.section.found.rows.item_model().items()]


@pytest.fixture
def work(bench: Bench) -> Work:
    return Work(bench)


def test_a_shared_approver_is_named_at_once(work: Work) -> None:
    work.organisation()
    assert not work.section.found.rows.isVisible()
    work.person("survivor", "나래", approver="이 팀장", unit="기획팀")
    work.person("accused", "갑", approver="이 팀장", unit="사업팀")
    [shared] = [one for one in work.found() if "이 팀장" in one]
    assert "나래" in shared
    assert "갑" in shared
    row = work.section.found.rows
    row.setFocus()
    row.setCurrentIndex(row.model().index(0, 0))
    QTest.keyClick(row, Qt.Key.Key_Return)
    form = work.bench.form()
    assert isinstance(form, PersonForm)
    assert form.called.text() == "나래"
    form.control_of("approver").setText("박 팀장")
    work.bench.save()
    assert not [one for one in work.found() if "팀장" in one]


def test_an_order_that_moves_the_person_waits_for_their_wish(work: Work) -> None:
    work.organisation()
    form = work.order(who_moves="survivor")
    assert form.isVisible()
    assert form.error("wish")
    form.wish.set_value("yes")
    work.bench.save()
    assert form.error("wish_words")
    form.wish_words.setPlainText("본사로 옮기고 싶다")
    work.bench.save()
    [one] = work.file().separations
    assert (one.who_moves, one.wish, one.wish_words) == ("survivor", "yes", "본사로 옮기고 싶다")


def test_the_matrix_is_filled_by_keys_and_a_breach_is_written(work: Work) -> None:
    work.organisation()
    work.order(state="ordered", wish="yes", starts_on=TOLD, ends_when="징계가 끝날 때")
    work.section.buttons["matrix"].click()
    form = work.bench.form()
    assert isinstance(form, MatrixForm)
    for strip in form.matrix.strips.values():
        strip.setFocus()
        QTest.keyClick(strip, Qt.Key.Key_1)
    QTest.keyClick(form.matrix.strips["approval"], Qt.Key.Key_2)
    work.bench.save()
    [one] = work.file().separations
    assert one.answered("together") == ("approval",)
    assert one.answered("unknown") == ()
    work.section.buttons["breach"].click()
    breach = work.bench.form()
    assert isinstance(breach, BreachForm)
    work.bench.save()
    assert breach.error("words")
    breach.what.setPlainText("회식에 함께 불렀다")
    work.bench.save()
    assert [each.words for each in work.file().separations[0].breaches] == ["회식에 함께 불렀다"]
    assert len([one for one in work.found() if "위반" in one]) == 1


def test_the_weekly_question_is_answered(work: Work) -> None:
    work.person("reporter", "")
    work.section.buttons["answer"].click()
    form = work.bench.form()
    assert isinstance(form, DamageForm)
    form.codes.set_values(("transfer", "group"))
    work.bench.save()
    assert form.error("words")
    form.words.setPlainText("다른 부서로 가라고 함")
    work.bench.save()
    [watch] = work.file().watches
    assert set(watch.answers[0].damage) == {"transfer", "group"}
    tasks = work.bench.ask(lambda desk: desk.agenda.of_case(work.case.id))
    assert today().isoformat() in [one.due_on for one in tasks]


def test_the_question_ends_and_begins_again(work: Work) -> None:
    work.person("survivor", "나래")
    assert not work.section.buttons["watch"].isVisible()
    work.section.buttons["answer"].click()
    form = work.bench.form()
    assert isinstance(form, DamageForm)
    form.again.set_value("no")
    work.bench.save()
    [watch] = work.file().watches
    assert (watch.next_on, len(watch.answers)) == (None, 1)
    assert work.bench.ask(lambda desk: desk.agenda.of_case(work.case.id)) == ()
    assert not work.section.buttons["answer"].isVisible()
    work.section.buttons["watch"].click()
    work.bench.quiet()
    assert work.file().watches[0].next_on == (today() + timedelta(days=7)).isoformat()


def test_duties_by_law_then_what_followed(work: Work) -> None:
    work.organisation()
    work.section.buttons["owe"].click()
    work.bench.quiet()
    assert len(work.file().duties) == 7
    assert not work.section.buttons["owe"].isVisible()
    work.section.duty(work.file().duties[0].id)
    form = work.bench.form()
    assert isinstance(form, DutyForm)
    form.state.set_value("nothing")
    form.due_on.setText("2026-02-31")
    form.what.setPlainText("답이 없음")
    work.bench.save()
    assert form.error("due_on")
    form.due_on.setText(TOLD)
    work.bench.save()
    assert work.file().duties[0].state == "nothing"


def test_a_third_report_and_a_check_are_written(work: Work) -> None:
    work.organisation()
    work.section.buttons["report"].click()
    form = work.bench.form()
    assert isinstance(form, ThirdReportForm)
    form.wish.set_value("organisation_only")
    work.bench.save()
    work.section.buttons["check"].click()
    check = work.bench.form()
    assert isinstance(check, CheckForm)
    check.topic.set_value("board_share")
    work.bench.save()
    assert check.error("answer")
    check.answer.set_value("no")
    check.words.setText("9명 중 2명")
    work.bench.save()
    file = work.file()
    assert file.report is not None
    assert file.report.survivor_wish == "organisation_only"
    assert [(one.topic, one.answer) for one in file.checks] == [("board_share", "no")]


def test_the_order_and_a_letter_leave_as_locked_papers(work: Work, tmp_path: Path) -> None:
    work.organisation()
    work.order(state="ordered", wish="yes", starts_on=TOLD)
    paper, letter = tmp_path / "a.pdf", tmp_path / "b.pdf"
    work.bench.page.view.acts.choose_path = lambda _window, _name: paper
    work.section.order_paper()
    assert isinstance(work.bench.form(), OrderPaperForm)
    work.bench.save()
    made = work.bench.page.view.acts.form
    assert isinstance(made, MadeDialog)
    made.leave()
    work.section.buttons["owe"].click()
    work.bench.quiet()
    work.bench.page.view.acts.choose_path = lambda _window, _name: letter
    work.section.letter()
    form = work.bench.form()
    assert isinstance(form, LetterForm)
    assert form.duties.values(), "what is late is chosen already"
    work.bench.save()
    assert b"/Encrypt" in paper.read_bytes()
    assert b"/Encrypt" in letter.read_bytes()
    copies = work.bench.ask(lambda desk: desk.documents.copies(work.case.id))
    assert {one.profile for one in copies} == {"separation", "employer_letter"}
    assert work.section.buttons["review"].isVisible()
    work.section.buttons["review"].click()
    work.bench.quiet()
    assert {one.review_on for one in work.file().duties if one.letter_on} == {today().isoformat()}


def test_the_history_has_words_for_everything_here(work: Work) -> None:
    work.organisation()
    work.person("survivor", "나래", unit="기획팀")
    work.order(state="ordered", wish="yes", starts_on=TOLD)

    def more(desk: Desk) -> Done[str]:
        firm, order = (
            desk.workplace.file(work.case.id).organisations[0],
            desk.workplace.file(work.case.id).separations[0],
        )
        desk.workplace.set_scopes(order.id, {"approval": "together"})
        desk.workplace.set_scopes(order.id, {"approval": "apart"})
        desk.workplace.set_breach(order.id, scope="events", words="회식")
        desk.workplace.answer_watch(desk.workplace.file(work.case.id).watches[0].id, ["group"], "점심을 혼자")
        duty = desk.workplace.set_duty(work.case.id, organisation_id=firm.id, duty="grievance", state="open").value
        desk.workplace.set_duty(work.case.id, duty, duty="grievance", state="done")
        desk.workplace.letter_made([duty])
        desk.workplace.set_check(work.case.id, organisation_id=firm.id, topic="desk", answer="no")
        desk.workplace.set_report(
            work.case.id, reported_on=TOLD, anonymous=True, survivor_knows="no", survivor_wish="act"
        )
        desk.deletion.set_mandate(work.case.id, asked_by="agent", paper="seen", name="이모")
        return desk.workplace.set_organisation(work.case.id, firm.id, name="나다 재단", kind="employer", told_on=TOLD)

    work.bench.write(more)
    work.bench.page.view.sections.choose("changes")
    work.bench.quiet()
    lines = work.bench.page.view.column("changes").findChildren(QAbstractItemView)[0].model()
    spoken = [str(lines.index(at, 0).data()) for at in range(lines.rowCount())]
    said = "\n".join(spoken)
    for word in (
        "가나 재단",
        "나다 재단",
        "사업장",
        "결재선",
        "겹침 → 분리됨",
        "회식",
        "나. 집단 따돌림",
        "고충 처리",
        "고충상담 창구",
        "정한 대리인",
    ):
        assert word in said, word
    raw = re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", said)
    assert raw == []


def test_the_timeline_tells_of_the_work_and_leads_to_it(work: Work) -> None:
    work.organisation()
    work.person("survivor", "나래")
    work.order(state="ordered", wish="yes", starts_on=TOLD)

    def more(desk: Desk) -> Done[str]:
        file = desk.workplace.file(work.case.id)
        desk.workplace.set_breach(file.separations[0].id, scope="events", words="회식에 함께 부름")
        desk.deletion.add(work.case.id, [address("https://a.com/1"), address("https://a.com/2")])
        desk.deletion.ask(work.case.id, desk.deletion.ids(work.case.id), "platform")
        return desk.workplace.answer_watch(file.watches[0].id, ["group"], "점심을 혼자")

    work.bench.write(more)
    view = work.bench.page.view
    view.sections.choose("course")
    said = "\n".join(str(one) for one in entries(view.file, "all")) if view.file else ""
    for word in ("행위자가 옮김 (시행 중)", "분리조치 위반: 회식", "2차 피해: 나. 집단", "삭제 요청 2개: 플랫폼"):
        assert word in said, word
    order = work.file().separations[0]
    view.timeline.opened.emit(f"separation:{order.id}")
    assert view.sections.current_id() == "workplace"
