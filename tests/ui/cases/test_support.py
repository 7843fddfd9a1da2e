"""Support on the page of a case: consent for a place and a service, steps, notices, money."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.cases import Case, Consent
from app.changes import Done
from app.clock import today
from app.desk import Desk
from app.referrals import Step
from tests.ui.cases.conftest import Bench
from ui.application import Shell
from ui.cases.blocks import Block
from ui.cases.consents import Consents, places_asked
from ui.cases.forms.consent import ConsentForm
from ui.cases.forms.notice import NoticeForm
from ui.cases.forms.payment import CancelForm, PaymentForm
from ui.cases.forms.referral import ReferralForm, ReferralStepForm
from ui.cases.support import SupportSection
from ui.kit import icons
from ui.office.budget import BudgetFace, LineForm

PLACE = "hotline-1366"


@pytest.fixture
def bench(qtbot: QtBot, manager_shell: Shell) -> Bench:
    """A manager who may read cases: lines are theirs to add."""
    icons.load()
    return Bench(qtbot, manager_shell)


@pytest.fixture
def case(bench: Bench) -> Case:
    return bench.new_case()


def section(bench: Bench) -> SupportSection:
    bench.page.view.choose("support")
    bench.quiet()
    found = bench.page.view.column("support")
    assert isinstance(found, SupportSection)
    return found


def spoken(block: Block) -> str:
    return "\n".join(one.spoken() for one in block.rows.item_model().items())


def step(bench: Bench) -> ReferralStepForm:
    assert bench.page.view.file is not None
    bench.page.view.acts.referral_step(bench.page.view.file.referrals[0].id)
    bench.quiet()
    form = bench.form()
    assert isinstance(form, ReferralStepForm)
    return form


def test_a_referral_from_a_name_to_an_answer(bench: Bench, case: Case) -> None:
    bench.show(case)
    bench.page.view.acts.referral()
    form = bench.form()
    assert isinstance(form, ReferralForm)
    form.organisation.set_value(PLACE)
    form.service.set_value("lodging")
    form.purpose.setPlainText("오늘 밤 머물 곳")
    bench.save()
    asked = step(bench)
    asked.kind.set_value("inquiry")
    asked.kind.changed.emit()
    asked.words.setPlainText("빈자리가 있음")
    bench.save()
    called = step(bench)
    called.kind.set_value("call")
    called.kind.changed.emit()
    bench.save()
    assert called.error()
    called.ask_consent.click()
    consent = bench.form()
    assert isinstance(consent, ConsentForm)
    assert (consent.recipient.value(), consent.service.value()) == (PLACE, "lodging")
    consent.answer.set_value("given")
    consent.items.set_values(("alias", "contact"))
    bench.save()
    again = step(bench)
    again.kind.set_value("sent")
    again.kind.changed.emit()
    again.answer_by.setText(today().isoformat())
    bench.save()
    referral = bench.ask(lambda desk: desk.referrals.of_case(case.id))[0]
    assert (referral.status, referral.items) == ("sent", '["alias", "contact"]')
    assert "보냄" in spoken(section(bench).referrals)
    assert bench.page.view.side.tasks.item_model().rowCount() == 1


def test_taking_back_shows_what_went_where_and_prepares_the_words(bench: Bench, case: Case) -> None:
    def send(desk: Desk) -> Done[Step]:
        consent = desk.cases.consent(case.id, "third_party", "given", recipient=PLACE, items='["alias"]').value
        referral = desk.referrals.propose(case.id, PLACE).value
        return desk.referrals.note(referral.id, "sent", consent_id=consent.id, items=consent.items)

    bench.write(send)
    bench.show(case)
    bench.page.view.acts.withdraw()
    form = bench.form()
    assert isinstance(form, ConsentForm)
    form.recipient.set_value(PLACE)
    bench.quiet()
    assert "부를 이름" in form.reached.rows.item_model().items()[0].spoken()
    bench.save()
    assert "1곳" in bench.told[-1]
    support = section(bench)
    assert support.notices.isVisible()
    assert support.given is not None
    support.notices.opened.emit(support.given.notices[0].id)
    notice = bench.form()
    assert isinstance(notice, NoticeForm)
    assert case.survivor.alias not in notice.text.toPlainText()
    bench.save()
    assert notice.error("told_how")
    notice.how.setText("담당자와 통화")
    bench.save()
    assert "담당자와 통화" in spoken(section(bench).notices)


def test_money_with_its_line_and_the_sums(bench: Bench, case: Case) -> None:
    bench.write(lambda desk: desk.budget.add("긴급 의료비", today().year, 100_000))
    bench.show(case)
    support = section(bench)
    support.pay()
    form = bench.form()
    assert isinstance(form, PaymentForm)
    form.amount.setText("삼만 원")
    bench.save()
    assert form.error("amount")
    form.amount.setText("35,000원")
    bench.save()
    assert form.error("line")
    assert form.amount.text() == "35,000원"
    form.line_of.set_value(bench.ask(lambda desk: desk.budget.all())[0].id)
    bench.save()
    assert "35,000원" in spoken(support.payments)
    assert support.given is not None
    first = support.given.payments[0]
    support.pay()
    more = bench.form()
    assert isinstance(more, PaymentForm)
    more.amount.setText("90000")
    more.line_of.set_value(first.line)
    bench.save()
    bench.quiet()
    assert "25,000원" in bench.told[-1]
    support.payments.opened.emit(first.id)
    amended = bench.form()
    assert isinstance(amended, PaymentForm)
    amended._ask_cancel()
    gone = bench.form()
    assert isinstance(gone, CancelForm)
    gone.because.setPlainText("두 번 적음")
    bench.save()
    assert bench.ask(lambda desk: desk.support.sums(today().year))[first.line].amount == 90_000
    support.payments.opened.emit(first.id)
    bench.quiet()
    assert bench.ask(lambda desk: desk.support.sums(today().year))[first.line].amount == 125_000


def test_a_manager_keeps_the_lines(bench: Bench, case: Case) -> None:
    face = BudgetFace(bench.shell)
    layout = bench.window.layout()
    assert layout is not None
    layout.addWidget(face)
    face.reload()
    bench.quiet()
    assert face.none.isVisible()
    face.new.click()
    form = face.form
    assert isinstance(form, LineForm)
    form.name.setText("교통비")
    form.year.setText("올해")
    form.submit()
    bench.quiet()
    assert form.error("year")
    form.year.setText(str(today().year))
    form.ceiling.setText("0")
    form.submit()
    bench.quiet()
    assert form.error("ceiling")
    form.ceiling.setText("")
    form.submit()
    bench.quiet()
    line = bench.ask(lambda desk: desk.budget.all())[0]
    bench.write(lambda desk: desk.support.pay(case.id, "accompaniment", 12_000, line.id))
    face.reload()
    bench.quiet()
    assert any("12,000원" in one.spoken() for one in face.rows.item_model().items())


def test_what_stands_is_told_for_each_place_and_support(bench: Bench, case: Case) -> None:
    def ask(answer: str, at: int, place: str | None, service: str | None = None) -> None:
        bench.write(
            lambda desk: desk.cases.consent(case.id, "third_party", answer, recipient=place, service=service, at=at)
        )

    ask("given", 1_000, PLACE, "lodging")
    ask("given", 2_000, PLACE, "medical")
    ask("withdrawn", 3_000, PLACE, "lodging")
    stands = [(one.recipient, one.service, one.answer) for one in places_asked(_consents(bench, case))]
    assert stands == [(PLACE, "lodging", "withdrawn"), (PLACE, "medical", "given")]
    ask("withdrawn", 4_000, None)
    ask("given", 5_000, "legal-aid-132")
    stands = [(one.recipient, one.service, one.answer) for one in places_asked(_consents(bench, case))]
    assert stands == [(None, None, "withdrawn"), ("legal-aid-132", None, "given")]
    bench.show(case)
    column = bench.page.view.column("consents")
    assert isinstance(column, Consents)
    assert "대한법률구조공단" in spoken(column.standing)
    column.standing.opened.emit("third_party|legal-aid-132|")
    form = bench.form()
    assert isinstance(form, ConsentForm)
    assert form.recipient.value() == "legal-aid-132"


def _consents(bench: Bench, case: Case) -> tuple[Consent, ...]:
    return bench.ask(lambda desk: desk.cases.consents(case.id))
