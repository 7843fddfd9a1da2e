"""One case: what it shows, and every form that writes into it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit, QWidget

from app.cases import SafeCard
from app.clock import today
from tests.ui.cases.conftest import Bench
from ui.application import Guide
from ui.cases.forms.consent import ConsentForm
from ui.cases.forms.incident import IncidentForm
from ui.cases.forms.person import PersonForm
from ui.cases.forms.referral import ReferralStepForm
from ui.cases.forms.safe_contact import SafeCardForm
from ui.cases.forms.signs import SignsForm
from ui.cases.forms.support import TaskForm

FORMS = (
    "person", "summary", "safe_card", "incident", "other_party", "record", "signs", "raise_level", "consent", "service",
    "task", "referral", "export", "close",
)  # fmt: skip


def test_a_card_is_set_and_a_refusal_stands_at_its_field(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    QTest.keyClick(bench.page.view.sections, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    form = bench.form()
    assert isinstance(form, SafeCardForm)
    form.verdict.set_value("only_hours")
    form.number.setText("12")
    form.we_are.setText("구립 도서관")
    bench.save()
    assert form.error("number")
    assert form.isVisible()
    form.number.setText("010-0000-1234")
    bench.save()
    assert form.error("hours")
    assert form.we_are.text() == "구립 도서관"
    line = form.hours.line(0)
    line.days.set_values("12345")
    line.start.setText("9")
    line.end.setText("18:00")
    bench.save()
    card = bench.ask(lambda desk: desk.cases.safe_card(case.id))
    assert card is not None
    assert (card.hours[0].start, card.hours[0].end, card.hours[0].days) == ("09:00", "18:00", "12345")
    assert not card.text_allowed
    assert bench.page.view.strip.contact().verdict in ("ok", "limited")


def test_the_code_word_is_masked_until_asked_for(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.set_safe_card(SafeCard(case.id, "do_not_call", code_word="은행나무")))
    bench.show(case)
    assert "은행나무" not in bench.page.view.strip.accessibleName()
    bench.page.view.acts.safe_card()
    form = bench.form()
    assert isinstance(form, SafeCardForm)
    assert form.code_word.echoMode() == QLineEdit.EchoMode.Password
    form.show_code.click()
    assert form.code_word.echoMode() == QLineEdit.EchoMode.Normal
    form.leave()
    bench.page.view.sections.choose("changes")
    bench.quiet()
    rows = bench.page.view.column("changes").findChildren(QAbstractItemView)[0].model()
    spoken = [str(rows.index(at, 0).data()) for at in range(rows.rowCount())]
    assert spoken
    assert not any("은행나무" in line for line in spoken)


def test_the_name_waits_for_consent(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.person()
    form = bench.form()
    assert isinstance(form, PersonForm)
    assert not form.name.isEnabled()
    form.leave()
    bench.write(lambda desk: desk.cases.consent(case.id, "collection", "given", "written"))
    bench.quiet()
    bench.page.view.acts.person()
    form = bench.form()
    assert isinstance(form, PersonForm)
    assert form.name.isEnabled()
    form.name.setText("가나다")
    bench.save()
    assert bench.ask(lambda desk: desk.cases.get(case.id)).survivor.name == "가나다"


def test_a_deferred_consent_needs_its_ground_and_day(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.consent("reporting")
    form = bench.form()
    assert isinstance(form, ConsentForm)
    form.answer.set_value("deferred")
    form.answer.changed.emit()
    bench.save()
    assert form.error("ground")
    form.ground.set_value("later")
    bench.save()
    assert form.error("remind_on")
    day = today() + timedelta(days=3)
    form.remind.setText(f"{day:%Y.%m.%d}")
    bench.save()
    standing = bench.ask(lambda desk: desk.cases.standing(case.id))["reporting"]
    assert (standing.answer, standing.method, standing.remind_on) == ("deferred", "none", day.isoformat())
    assert bench.page.view.side.tasks.item_model().rowCount() == 1


def test_an_incident_shows_what_follows_from_its_types(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.incident()
    form = bench.form()
    assert isinstance(form, IncidentForm)
    form.types.set_values(("dating_physical", "stalking"))
    form.types.changed.emit()
    assert "스토킹" in form.derived()
    form.first.setText("2026-11-31")
    bench.save()
    assert form.error("first_on")
    form.first.setText("2026-11-03")
    bench.save()
    assert bench.ask(lambda desk: desk.cases.get(case.id)).main_type == "stalking"
    assert "스토킹" in bench.page.view.head.subtitle.text()


def test_a_sign_changes_the_chip(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    assert bench.page.view.unknown.isVisible()
    bench.page.view.acts.signs()
    form = bench.form()
    assert isinstance(form, SignsForm)
    form.rows.choose("weapon")
    QTest.keyClick(form.rows, Qt.Key.Key_1)
    assert form.answers["weapon"] == "yes"
    assert form.rows.current_id() == "choking"
    bench.save()
    assert bench.page.view.chip.level() == "urgent"
    assert bench.ask(lambda desk: desk.cases.get(case.id)).risk == "critical"


def test_a_referral_is_not_sent_without_consent_for_that_place(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.referrals.propose(case.id, "hotline-1366"))
    bench.show(case)
    assert bench.page.view.file is not None
    referral = bench.page.view.file.referrals[0]
    bench.page.view.acts.referral_step(referral.id)
    bench.quiet()
    form = bench.form()
    assert isinstance(form, ReferralStepForm)
    form.kind.set_value("sent")
    bench.save()
    assert form.error()
    form.ask_consent.click()
    consent = bench.form()
    assert isinstance(consent, ConsentForm)
    assert consent.recipient.value() == "hotline-1366"
    consent.answer.set_value("given")
    consent.items.set_values(("alias", "risk"))
    bench.save()
    bench.page.view.acts.referral_step(referral.id)
    bench.quiet()
    again = bench.form()
    assert isinstance(again, ReferralStepForm)
    again.kind.set_value("sent")
    bench.save()
    assert bench.ask(lambda desk: desk.referrals.get(referral.id)).status == "sent"


def test_a_tick_is_done_and_can_be_taken_back(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.task()
    form = bench.form()
    assert isinstance(form, TaskForm)
    form.time.setText("14:30")
    form.title.setText("점심때 전화")
    bench.save()
    assert form.error("due_on")
    form.day_field.setText(today().isoformat())
    bench.save()
    rows = bench.page.view.side.tasks
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Space)
    bench.quiet()
    assert rows.item_model().rowCount() == 0
    assert "점심때 전화" in bench.told[-1]


def test_a_note_outlives_the_page(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    QTest.keyClick(bench.page.view.sections, Qt.Key.Key_N)
    pad = bench.page.view.pad
    assert pad.isVisible()
    QTest.keyClicks(pad.text, "two times at the door")
    bench.qtbot.waitUntil(lambda: bench.ask(lambda desk: desk.contacts.drafts("note")) != (), timeout=2_000)
    bench.make_page()
    bench.show(case)
    pad = bench.page.view.pad
    assert pad.isVisible()
    assert pad.text.lines()[0].text == "two times at the door"
    pad.submit()
    bench.quiet()
    events = bench.ask(lambda desk: desk.cases.timeline(case.id))
    assert [one.body for one in events if one.kind == "note"] == ["two times at the door"]
    assert bench.ask(lambda desk: desk.contacts.drafts("note")) == ()
    assert not pad.isVisible()


def test_leaving_keeps_the_last_letters(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.begin_note()
    QTest.keyClicks(bench.page.view.pad.text, "just now")
    bench.page.leave()
    bench.quiet()
    assert "just now" in bench.ask(lambda desk: desk.contacts.drafts("note"))[0].body


def test_a_contact_begins_without_a_number_where_calling_is_not_safe(bench: Bench) -> None:
    case = bench.new_case()
    bench.write(lambda desk: desk.cases.set_person(case.id, phone="010-0000-4321"))
    bench.show(case)
    QTest.keyClick(bench.page.view.sections, Qt.Key.Key_F2)
    bench.quiet()
    place, ident = bench.went[-1]
    contact = bench.ask(lambda desk: desk.contacts.get(str(ident)))
    assert (place, contact.case_id, contact.phone, contact.alias) == ("contacts", case.id, None, "파란우산")
    assert bench.told
    QTest.keyClick(bench.page.view.sections, Qt.Key.Key_F4)
    assert bench.went[-1] == ("manual", Guide(case_id=case.id))


def test_closing_and_opening_again(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.close()
    bench.quiet()
    form = bench.save()
    assert form.error("outcome")
    form.control_of("outcome").set_value("supported")
    form.control_of("why").set_values(("needs_met",))
    for item in ("safety_plan", "plan_complete", "no_more_support", "may_come_back", "supervisor_looked"):
        form.control_of(item).set_value("yes")
    bench.save()
    assert bench.ask(lambda desk: desk.cases.get(case.id)).status == "closed"
    bench.page.view.acts.reopen()
    bench.save()
    assert bench.ask(lambda desk: desk.cases.get(case.id)).status == "open"


def test_the_manuals_record_is_written_by_its_kind(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.record("relationship")
    form = bench.form()
    form.control_of("relationship").set_value("former")
    bench.save()
    bench.page.view.acts.record("injuries")
    form = bench.form()
    form.control_of("injuries").set_values(("neck", "arm"))
    bench.save()
    recorded = bench.ask(lambda desk: desk.cases.recorded(case.id))
    assert recorded == {"relationship": "former", "injuries": '["neck", "arm"]'}


def test_escape_warns_once_where_something_was_typed(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.summary()
    form = bench.form()
    area = form.control_of("summary")
    QTest.keyClicks(area, "words")
    QTest.keyClick(area, Qt.Key.Key_Escape)
    assert form.isVisible()
    assert form.error()
    left = []
    form.left.connect(lambda: left.append(True))
    QTest.keyClick(area, Qt.Key.Key_Escape)
    assert left


def test_a_mnemonic_reaches_a_strip(bench: Bench) -> None:
    case = bench.new_case()
    bench.show(case)
    bench.page.view.acts.person()
    form = bench.form()
    assert isinstance(form, PersonForm)
    QTest.keyClick(form.alias, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert form.sex.isAncestorOf(bench.window.focusWidget())
    assert form.alias.text() == "파란우산"


def nameless(root: QWidget) -> list[str]:
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit)
    return [
        type(one).__name__
        for one in root.findChildren(QWidget)
        if isinstance(one, kinds) and one.focusPolicy() & Qt.FocusPolicy.TabFocus and not one.accessibleName()
    ]


@pytest.mark.parametrize("width", [1290, 1000, 760])
def test_everything_that_takes_the_focus_has_a_name(bench: Bench, width: int) -> None:
    case = bench.new_case()
    bench.window.resize(width, 736)
    bench.show(case)
    view = bench.page.view
    assert view.side.isVisible() == (width == 1290)
    for name in FORMS if width == 1290 else ():
        getattr(view.acts, name)()
        bench.quiet()
        assert nameless(bench.form()) == [], name
        bench.form().leave()
        bench.quiet()
    assert nameless(bench.page) == []
    assert view.file is not None
    for rows in view.findChildren(QAbstractItemView):
        QAbstractItemModelTester(rows.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    view.show_file(view.file)


def test_a_form_that_nobody_saved_comes_back_after_a_crash(bench: Bench) -> None:
    bench.show(bench.new_case())
    bench.page.view.acts.task()
    bench.quiet()
    form = bench.form()
    assert isinstance(form, TaskForm)
    form.title.setText("진단서 사본 받기")
    assert form._unfinished is not None
    form._unfinished.keep()
    bench.quiet()
    form.hide()  # as a killed process leaves it: without a word
    form.deleteLater()
    bench.page.view.acts.task()
    bench.quiet()
    again = bench.form()
    assert isinstance(again, TaskForm)
    assert again.title.text() == "진단서 사본 받기"
    again.leave()
    bench.quiet()
    bench.page.view.acts.task()
    bench.quiet()
    last = bench.form()
    assert isinstance(last, TaskForm)
    assert last.title.text() == ""
