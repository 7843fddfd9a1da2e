"""The plan in the window: needs, goals and steps, looking back, the supervisor's word, flags, closing with reasons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.cases import Case
from app.flows import closing, party
from tests.conftest import Centre
from tests.ui.cases.conftest import Bench
from tests.ui.cases.test_case import nameless
from ui.application import Shell
from ui.cases import contents
from ui.cases.forms.closing import ClosingForm, ReopenForm
from ui.cases.forms.flag import FlagForm, ResolveForm
from ui.cases.forms.plan import FollowUpForm, GoalForm, NeedsForm, StepForm
from ui.cases.forms.review import ReviewForm
from ui.cases.forms.transfer import TransferForm
from ui.cases.plan import PlanSection
from ui.kit import icons
from ui.kit.label import FieldName

BEFORE = ("safety_plan", "plan_complete", "no_more_support", "may_come_back", "supervisor_looked")
ANSWERS = {"needs_met": ("yes", ""), **dict.fromkeys(BEFORE, ("yes", ""))}


def plan(bench: Bench, case: Case) -> PlanSection:
    bench.show(case)
    bench.page.view.choose("plan")
    bench.quiet()
    column = bench.page.view.column("plan")
    assert isinstance(column, PlanSection)
    assert column.found is not None
    return column


def lines(section: PlanSection, block: str) -> list[str]:
    model = getattr(section, block).rows.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def test_from_the_first_needs_to_a_step_that_is_ticked_off(bench: Bench) -> None:
    case = bench.new_case()
    section = plan(bench, case)
    section.ask_needs()
    form = bench.form()
    assert isinstance(form, NeedsForm)
    bench.save()
    assert form.error("safety")
    form.strips["safety"].set_value("yes")
    form.texts["safety"].setPlainText("집 앞에 찾아옴")
    bench.save()
    assert "집 앞에 찾아옴" in lines(section, "needs")[0]
    section.add_goal()
    form = bench.form()
    assert isinstance(form, GoalForm)
    form.words.setPlainText("혼자 퇴근해도 마음이 놓이는 것")
    form.where.set_value("safety")
    bench.save()
    section.add_step()
    form = bench.form()
    assert isinstance(form, StepForm)
    form.title.setText("112에 주소 등록하기")
    form.due.setText("2027-02-30")
    bench.save()
    assert form.error("due_on")
    assert form.title.text() == "112에 주소 등록하기"
    form.due.setText("2027. 2. 28.")
    bench.save()
    step = bench.ask(lambda desk: desk.plans.goals(case.id))[0].steps[0]
    section.goals.rows.ticked.emit(step.id, True)
    bench.quiet()
    assert bench.ask(lambda desk: desk.plans.goals(case.id))[0].done == 1
    assert bench.ask(lambda desk: desk.cases.get(case.id)).stage == "plan"
    assert section.steps.value() == "plan"


def test_looking_back_shows_how_far_each_area_came(bench: Bench) -> None:
    case = bench.new_case()
    section = plan(bench, case)
    section.follow_up()
    form = bench.form()
    assert isinstance(form, FollowUpForm)
    form.areas["safety"].set_value("in_progress")
    bench.save()
    assert form.error("needs_met")
    form.met.set_value("no")
    form.next.setText("20270105")
    bench.save()
    assert len(lines(section, "looks")) == 2
    assert [one.due_on for one in bench.ask(lambda desk: desk.agenda.of_case(case.id))] == ["2027-01-05"]
    section.follow_up()
    form = bench.form()
    assert isinstance(form, FollowUpForm)
    assert form.areas["safety"].value() == "in_progress"


def test_the_stage_is_chosen_by_hand(bench: Bench) -> None:
    case = bench.new_case()
    section = plan(bench, case)
    section.steps.choose(5)
    bench.quiet()
    assert bench.ask(lambda desk: desk.cases.get(case.id)).stage == "follow_up"


def test_a_flag_stands_above_the_case_until_it_is_settled(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.flag()
    form = bench.form()
    assert isinstance(form, FlagForm)
    bench.save()
    assert form.error("words")
    form.text.setPlainText("상대방이 센터 앞에 왔음")
    form.due.setText("2027-01-05")
    bench.save()
    standing = bench.page.view.standing
    assert standing.isVisible()
    standing.banners[0].chosen.emit("settle")
    form = bench.form()
    assert isinstance(form, ResolveForm)
    bench.save()
    assert not standing.isVisible()
    assert bench.ask(lambda desk: desk.flags.of_case(case.id))[0].resolved_by == bench.shell.who.user


def test_a_case_is_closed_with_its_reasons_and_opened_again(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.close()
    bench.quiet()
    form = bench.form()
    assert isinstance(form, ClosingForm)
    form.outcome.set_value("lost_contact")
    form.outcome.changed.emit()
    assert form.why.values() == ("no_contact",)
    bench.save()
    assert form.error("safety_plan")
    for strip in form.before.values():
        strip.set_value("yes")
    form.before["safety_plan"].set_value("no")
    form.before["safety_plan"].changed.emit()
    bench.save()
    assert form.error("safety_plan")
    form.words["safety_plan"].setText("연락이 닿지 않음")
    bench.save()
    assert bench.ask(lambda desk: desk.cases.get(case.id)).stage == "closed"
    bench.page.view.acts.reopen()
    again = bench.form()
    assert isinstance(again, ReopenForm)
    again.because.setPlainText("다시 전화가 옴")
    bench.save()
    (kept,) = bench.ask(lambda desk: desk.cases.closures(case.id))
    assert (kept.answers["safety_plan"], kept.reopened_because) == (("no", "연락이 닿지 않음"), "다시 전화가 옴")


def test_a_transfer_is_offered_only_where_it_was_agreed_to(bench: Bench) -> None:
    case = bench.new_case()
    section = plan(bench, case)
    place = next(iter(bench.page.view.file.offers))  # type: ignore[union-attr]  # a case is shown
    section.transfer()
    form = bench.form()
    assert isinstance(form, TransferForm)
    assert form.organisation.count() == 1
    form.leave()
    bench.write(lambda desk: desk.cases.consent(case.id, "third_party", "given", recipient=place))
    section.transfer()
    form = bench.form()
    assert isinstance(form, TransferForm)
    form.organisation.set_value(place)
    form.text.setPlainText("이사 간 곳에서 이어 가기를 원함")
    bench.save()
    assert len(lines(section, "transfers")) == 1


def test_a_supervisor_answers_above_the_case(qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]) -> None:
    icons.load()
    desk = centre.open()
    case = desk.cases.open_case("느티나무").value
    closing.ask(desk, case.id, centre.users["manager"], "supported", "잘 지내심", ANSWERS, "봐 주세요")
    desk.close()
    bench = Bench(qtbot, open_shell("manager"))
    bench.show(case)
    (banner,) = bench.page.view.standing.banners
    banner.chosen.emit("answer")
    form = bench.form()
    assert isinstance(form, ReviewForm)
    bench.save()
    assert form.error("decision")
    form.answer.set_value("return")
    bench.save()
    assert form.error("answer")
    form.answer.set_value("approve")
    bench.save()
    assert bench.ask(lambda desk: desk.cases.get(case.id)).status == "closed"


def test_every_form_names_what_takes_the_focus_and_gives_each_line_a_key(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.consent(case.id, "survey", "given"))
    bench.write(lambda desk: desk.plans.add_goal(case.id, "safety", "말"))
    section = plan(bench, case)
    acts = bench.page.view.acts
    opened = [
        section.ask_needs, section.add_goal, section.add_step, section.follow_up, section.ask_review, section.transfer,
        section.add_feedback, acts.flag, acts.close, acts.doubles.look,
    ]  # fmt: skip
    for open_form in opened:
        open_form()
        bench.quiet()
        form = bench.form()
        assert nameless(form) == []
        keys = [name._mnemonic for name in form.findChildren(FieldName)]
        assert all(keys), (type(form).__name__, keys)
        assert len(set(keys)) == len(keys), (type(form).__name__, keys)
        form.leave()
        bench.quiet()


def test_what_was_typed_for_one_case_does_not_come_back_in_another(bench: Bench) -> None:
    one, other = bench.new_case("파란우산"), bench.new_case("느티나무")
    for case in (one, other):
        section = plan(bench, case)
        section.add_goal()
        form = bench.form()
        assert isinstance(form, GoalForm)
        assert form.words.text() == ""
        form.words.setPlainText("나 혼자만의 말")
        assert form._unfinished is not None
        form._unfinished.keep()
        bench.quiet()
        form.hide()
        form.deleteLater()


def test_a_pasted_book_is_refused_at_its_line_and_kept_in_the_form(bench: Bench) -> None:
    section = plan(bench, bench.new_case())
    section.ask_needs()
    form = bench.form()
    assert isinstance(form, NeedsForm)
    form.strips["safety"].set_value("yes")
    form.texts["safety"].setPlainText("가" * 400_000)
    bench.save()
    assert form.error("safety_words")
    assert len(form.texts["safety"].toPlainText()) == 400_000


@pytest.mark.parametrize("height", [736, 658])
def test_every_section_stands_in_sight_without_scrolling(bench: Bench, height: int) -> None:
    case = bench.new_case()
    bench.window.resize(1290, height)
    bench.show(case)
    view = bench.page.view
    ids = [one.id for one in view.sections.item_model().items()]
    assert ids[-1] == contents.MORE
    assert "deletion" not in ids
    QTest.keyClick(view.sections, Qt.Key.Key_End)
    bench.qtbot.waitUntil(lambda: "deletion" in {one.id for one in view.sections.item_model().items()})
    bench.qtbot.waitUntil(lambda: not view.sections.verticalScrollBar().maximum())
    assert view.sections.current_id() == "deletion"


def test_what_happened_brings_out_the_sections_it_needs(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.set_incident(case.id, ["deepfake"]))
    bench.show(case)
    assert "deletion" in {one.id for one in bench.page.view.sections.item_model().items()}


def test_a_supervisor_goes_from_the_case_to_the_held_contact(
    qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]
) -> None:
    icons.load()
    desk = centre.open()
    case = desk.cases.open_case("느티나무").value
    desk.cases.set_other_party(case.id, phone="010-5555-4444")
    call = desk.contacts.take("phone", phone="010-5555-4444").value
    party.finish(desk, call.id, None)
    desk.close()
    bench = Bench(qtbot, open_shell("manager"))
    bench.show(case)
    (banner,) = bench.page.view.standing.banners
    banner.chosen.emit("look")
    assert bench.went[-1] == ("contacts", call.id)
