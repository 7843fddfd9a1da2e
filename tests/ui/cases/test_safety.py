"""The safety of a case on its page: signs first, scales only after, plans in versions, the way to the manual."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from app import i18n
from app.cases import Case
from app.safety import Step
from tests.ui.cases.conftest import Bench
from ui.application import Guide
from ui.cases.forms.plan_paper import PlanPaperForm
from ui.cases.forms.safety_plan import PlanChoice, PlanForm, StepForm, VersionsDialog
from ui.cases.forms.scales import ScaleChoice, ScaleForm, ScaleResultForm, SheetForm
from ui.cases.preview import PreviewDialog
from ui.cases.safety import SafetySection
from ui.kit.rows import Row, Rows


def section(bench: Bench) -> SafetySection:
    bench.page.view.choose("safety")
    bench.quiet()
    found = bench.page.view.column("safety")
    assert isinstance(found, SafetySection)
    return found


def titles(rows: Rows) -> list[str]:
    return [one.title for one in rows.item_model().items() if isinstance(one, Row)]


@pytest.fixture
def case(bench: Bench) -> Case:
    return bench.new_case()


@pytest.fixture
def agreed(bench: Bench, case: Case) -> Case:
    bench.write(lambda desk: desk.safety.answer(case.id, {"weapon": "no", "follows": "yes"}, at=1_000))
    bench.write(lambda desk: desk.cases.consent(case.id, "sensitive", "given"))
    bench.show(case)
    return case


def test_no_scale_before_safety_and_without_consent(bench: Bench, case: Case) -> None:
    bench.show(case)
    safety = section(bench)
    safety.choose_scale()
    assert "안전이 먼저" in bench.told[-1]
    assert safety.form is None
    bench.write(lambda desk: desk.safety.answer(case.id, {"weapon": "unknown"}))
    bench.quiet()
    safety.choose_scale()
    assert "동의" in bench.told[-1]
    assert safety.thin.isVisible()


def test_a_language_without_the_words_takes_a_result(bench: Bench, agreed: Case) -> None:
    safety = section(bench)
    safety.choose_scale()
    choice = bench.form()
    assert isinstance(choice, ScaleChoice)
    choice.scale.set_value("gad7")
    choice.scale.changed.emit()
    assert not choice.way.isVisible()
    bench.save()
    form = bench.form()
    assert isinstance(form, ScaleResultForm)
    form.score.setText("열둘")
    bench.save()
    assert form.error("score")
    form.score.setText("12")
    bench.save()
    assert bench.ask(lambda desk: desk.results.of_case(agreed.id))[0].band == "moderate"
    assert "진단은 아닙니다" in bench.told[-1]
    assert titles(safety.results.rows) == ["GAD-7"]


def test_thoughts_of_death_lead_to_the_manual_at_once(bench: Bench, agreed: Case) -> None:
    i18n.set_language("en")
    safety = section(bench)
    safety.scale("phq9", True)
    form = bench.form()
    assert isinstance(form, ScaleForm)
    form.items[0].strip.set_value("2")
    form.items[8].strip.choose(2)
    bench.quiet()
    found = bench.ask(lambda desk: desk.results.of_case(agreed.id))[0]
    assert (found.score, found.danger, found.answers[0]) == (None, 1, 2)
    place, guide = bench.went[-1]
    assert place == "manual"
    assert isinstance(guide, Guide)
    state = bench.ask(lambda desk: desk.manual.state(guide.session_id or ""))
    assert (state.step, state.session.case_id) == ("SUI", agreed.id)
    assert not bench.window.findChildren(ScaleForm)


def test_a_result_from_paper_leads_there_too(bench: Bench, agreed: Case) -> None:
    safety = section(bench)
    safety.scale("phq9", False)
    form = bench.form()
    assert isinstance(form, ScaleResultForm)
    form.score.setText("9")
    bench.save()
    assert form.error("danger")
    assert form.danger is not None
    form.danger.set_value("1")
    bench.save()
    bench.quiet()
    assert bench.went[-1][0] == "manual"


def test_a_no_at_the_gate_ends_the_screen(bench: Bench, agreed: Case) -> None:
    i18n.set_language("en")
    section(bench).scale("pcptsd5", True)
    form = bench.form()
    assert isinstance(form, ScaleForm)
    assert form.gate is not None
    form.gate.strip.choose(1)
    assert not form.items[0].isVisible()
    bench.save()
    assert bench.ask(lambda desk: desk.results.of_case(agreed.id))[0].score == 0


def test_every_question_stands_whole_and_is_named(bench: Bench, agreed: Case) -> None:
    i18n.set_language("en")
    section(bench).scale("phq9", True)
    form = bench.form()
    assert isinstance(form, ScaleForm)
    assert all(item.accessibleName() and item.strip.accessibleName() for item in form.items)
    assert all(button.accessibleName() for button in form.findChildren(QAbstractButton))
    form.items[2].strip.set_value("3")
    assert form._values()["item3"] == "3"


def test_a_sheet_of_others_is_written_as_it_was_told(bench: Bench, case: Case) -> None:
    bench.show(case)
    safety = section(bench)
    safety.sheet()
    form = bench.form()
    assert isinstance(form, SheetForm)
    bench.save()
    assert form.error("outcome")
    form.outcome.setPlainText("예 11개, 높음")
    bench.save()
    assert titles(safety.results.rows) == ["경찰 범죄피해자 안전조치 판단표 (28문항)"]
    assert bench.ask(lambda desk: desk.cases.get(case.id)).risk == "unknown"


def test_a_plan_a_line_a_step(bench: Bench, case: Case) -> None:
    bench.show(case)
    safety = section(bench)
    safety.choose_plan()
    choice = bench.form()
    assert isinstance(choice, PlanChoice)
    choice.kind.set_value("leaving")
    bench.save()
    form = bench.form()
    assert isinstance(form, PlanForm)
    bench.save()
    assert form.error("day")
    form.areas["who"].setPlainText("- 이모 집으로 간다\n\n· 도착하면 동생에게 점 하나를 보낸다")
    form.copy_safe.set_value("yes")
    form.copy_safe.changed.emit()
    form.kept_where.setText("이모 집")
    form.review.setText("2026-02-30")
    bench.save()
    assert form.error("review_on")
    form.review.setText("")
    bench.save()
    plan = bench.ask(lambda desk: desk.safety_plans.last(case.id, "leaving"))
    assert plan is not None
    assert [one.action for one in plan.steps] == ["이모 집으로 간다", "도착하면 동생에게 점 하나를 보낸다"]
    rows = ["계획 고치기", *[one.action for one in plan.steps], "본인에게 줄 종이 인쇄"]
    assert titles(safety.plans.rows) == rows


def test_a_step_is_ticked_changed_and_earlier_versions_stay(bench: Bench, case: Case) -> None:
    steps = [Step("bag", "열쇠를 맡긴다"), Step("bag", "약 사흘 치")]
    bench.write(lambda desk: desk.safety_plans.write(case.id, "at_home", steps))
    bench.show(case)
    safety = section(bench)
    assert safety.safe is not None
    first = safety.safe.plans[0].steps[0]
    safety.plans.rows.ticked.emit(f"step:{first.id}", True)
    bench.quiet()
    assert safety.safe.plans[0].open_steps == 1
    safety.plans.rows.opened.emit(f"step:{first.id}")
    form = bench.form()
    assert isinstance(form, StepForm)
    form.helper.setText("언니")
    form.action.setPlainText("")
    bench.save()
    assert form.error("action")
    form.action.setPlainText("열쇠와 신분증을 맡긴다")
    bench.save()
    plan = safety.safe.plans[0]
    assert (plan.version, plan.steps[0].helper, plan.steps[0].done_at is not None) == (2, "언니", True)
    safety.plans.rows.opened.emit("versions:at_home")
    bench.quiet()
    dialog = safety.form
    assert isinstance(dialog, VersionsDialog)
    dialog.strip.choose(2)
    assert titles(dialog.rows) == ["열쇠를 맡긴다", "약 사흘 치"]
    dialog.leave()


def test_what_was_typed_into_a_plan_is_given_back(bench: Bench, case: Case) -> None:
    bench.show(case)
    section(bench).plan("suicide")
    form = bench.form()
    assert isinstance(form, PlanForm)
    form.areas["people"].setPlainText("도서관에 간다")
    assert form._unfinished is not None
    form._unfinished.keep()
    bench.quiet()
    bench.make_page()
    bench.show(case)
    section(bench).plan("suicide")
    bench.quiet()
    again = bench.form()
    assert isinstance(again, PlanForm)
    assert again.areas["people"].toPlainText() == "도서관에 간다"


def test_the_signs_are_asked_again_at_each_contact(bench: Bench, agreed: Case) -> None:
    bench.write(lambda desk: desk.contacts.attach(desk.contacts.take("phone").value.id, agreed.id))
    safety = section(bench)
    assert "1번" in safety.rule.text()
    safety.again.click()
    bench.quiet()
    assert "1번" not in safety.rule.text()
    assert len(titles(safety.levels.rows)) == 1


def test_the_manual_opens_even_where_the_answers_cannot_be_kept(bench: Bench, agreed: Case) -> None:
    i18n.set_language("en")
    safety = section(bench)
    safety.scale("phq9", True)
    form = bench.form()
    assert isinstance(form, ScaleForm)
    bench.write(lambda desk: desk.cases.consent(agreed.id, "sensitive", "withdrawn"))
    form.items[0].strip.set_value("1")
    form.items[8].strip.choose(4)
    bench.quiet()
    assert bench.went[-1][0] == "manual"
    assert "agreed" in bench.told[-1]
    assert bench.ask(lambda desk: desk.results.of_case(agreed.id)) == ()
    kept = bench.ask(lambda desk: desk.contacts.draft(f"form:ScaleForm:{agreed.id}:phq9"))
    assert kept is not None
    assert '"item9": "3"' in kept.body


def test_a_plan_is_looked_at_after_it_was_asked_whether_it_is_safe(bench: Bench, case: Case) -> None:
    bench.write(lambda desk: desk.safety_plans.write(case.id, "after", [Step("home", "비밀번호를 바꾼다")]))
    bench.show(case)
    safety = section(bench)
    safety.plans.rows.opened.emit("paper:after")
    form = bench.form()
    assert isinstance(form, PlanPaperForm)
    bench.save()
    assert form.error("safe_to_take")
    form.safe.set_value("yes")
    bench.save()
    assert form.error("safety")
    form.finder.setText("아무도 열지 않는 가방")
    bench.save()
    (preview,) = bench.window.findChildren(PreviewDialog)
    assert preview.isVisible()
    preview.chosen.emit("back")
    assert bench.ask(lambda desk: desk.documents.copies(case.id)) == []
