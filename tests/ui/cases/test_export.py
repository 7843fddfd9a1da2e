"""A paper leaves the store only on purpose: locked, asked about, and never without anybody noticing the window stop."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel

from app.cases import SafeCard
from tests.ui.cases.conftest import Bench
from ui.cases.export import ExportForm
from ui.forms.made import MadeDialog, forget
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.label import IconLabel, Label
from ui.kit.page import Column


def open_form(bench: Bench, target: Path) -> ExportForm:
    bench.page.view.acts.choose_path = lambda _window, _name: target
    bench.page.view.acts.export()
    form = bench.form()
    assert isinstance(form, ExportForm)
    return form


def test_a_locked_paper_opens_with_the_passphrase_shown_once(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    bench.quiet()
    form.submit()
    bench.quiet()
    assert form.error("recipient")
    form.recipient.setText("담당 변호사")
    form.submit()
    bench.quiet()
    made = bench.page.view.acts.form
    assert isinstance(made, MadeDialog)
    reader = PdfReader(tmp_path / "paper.pdf")
    assert reader.is_encrypted
    assert reader.decrypt(made.shown.text())
    assert len(reader.pages) >= 1
    made.copy_button.click()
    assert QGuiApplication.clipboard().text() == made.shown.text()
    forget(made.shown.text())
    assert QGuiApplication.clipboard().text() == ""
    copies = bench.ask(lambda desk: desk.documents.copies(case.id))
    assert [(one.profile, one.encrypted) for one in copies] == [("full", True)]


def test_a_plain_paper_needs_its_reason(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    form.recipient.setText("경찰")
    form.lock.set_value("plain")
    form.lock.changed.emit()
    bench.save()
    assert form.error("plain_reason")
    assert not (tmp_path / "paper.pdf").exists()
    form.reason.setText("받는 곳에서 암호를 풀지 못합니다")
    bench.save()
    assert not PdfReader(tmp_path / "paper.pdf").is_encrypted


def test_no_copy_is_made_for_somebody_who_is_not_safe_with_it(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    form.profile.set_value("survivor")
    form.profile.changed.emit()
    bench.save()
    assert form.error("safe_to_take")
    form.safe.set_value("no")
    form.safe.changed.emit()
    bench.save()
    assert form.error("safety")
    form.finder.setText("함께 사는 사람")
    bench.save()
    assert list(tmp_path.glob("*.pdf")) == []
    assert bench.told[-1].startswith("아무도 찾을 수 없도록")
    notes = [one for one in bench.ask(lambda desk: desk.cases.timeline(case.id)) if one.kind == "note"]
    assert "함께 사는 사람" in notes[0].body
    kept = bench.ask(lambda desk: desk.audit.entries(kind="survivor_copy_asked"))
    assert [(one.facts["safe_to_take"], one.facts["form"], one.facts["note"]) for one in kept] == [
        ("no", "paper", notes[0].id)
    ]
    assert bench.ask(lambda desk: desk.documents.copies(case.id)) == []


def test_a_safe_copy_is_made_and_its_end_is_noted(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "memo.pdf")
    form.profile.set_value("survivor")
    form.safe.set_value("yes")
    form.finder.setText("아무도 없음")
    bench.save()
    assert (tmp_path / "memo.pdf").exists()
    made = bench.page.view.acts.form
    assert isinstance(made, MadeDialog)
    made.leave()
    copy = bench.ask(lambda desk: desk.documents.copies(case.id))[0]
    asked = bench.ask(lambda desk: desk.audit.entries(kind="survivor_copy_asked"))[0]
    assert (asked.facts["copy"], asked.facts["safe_to_take"], asked.facts["form"]) == (copy.id, "yes", "paper")
    bench.page.view.acts.copy_gone(copy.id)
    dialog = bench.page.view.acts.form
    assert dialog is not None
    dialog.buttons["gone"].click()
    bench.quiet()
    assert bench.ask(lambda desk: desk.documents.copies(case.id))[0].gone_at is not None


def test_the_window_goes_on_while_a_paper_is_made(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    # A paper of a few lines is made within one beat and says nothing about waiting: this one is long.
    for _call in range(60):
        bench.write(lambda desk: desk.cases.add_note(case.id, "통화", "긴 이야기입니다. " * 60))
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    form.recipient.setText("담당 변호사")
    bench.quiet()
    beats = [time.perf_counter()]
    ticker = QTimer(bench.window)
    ticker.timeout.connect(lambda: beats.append(time.perf_counter()))
    ticker.start(5)
    form.submit()
    bench.quiet()
    ticker.stop()
    longest = max(later - earlier for earlier, later in pairwise(beats))
    assert (tmp_path / "paper.pdf").exists()
    assert longest < (beats[-1] - beats[0]) / 2, f"{longest:.3f} s of {beats[-1] - beats[0]:.3f} s"


def test_a_paper_is_looked_at_and_printed_without_a_file_of_ours(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    form.look_first.click()
    assert form.error("recipient")
    form.recipient.setText("센터 보관용")
    form.look_first.click()
    bench.quiet()
    assert form.preview.isVisible()
    pages = [one for one in form.preview.findChildren(QLabel) if one.pixmap().width() > 400]
    assert pages
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out-of-the-printer.pdf"))
    form._choose_printer = lambda _window: printer
    form.preview.buttons["print"].click()
    bench.quiet()
    copies = bench.ask(lambda desk: desk.documents.copies(case.id))
    assert [(one.profile, one.encrypted) for one in copies] == [("full", False)]
    assert len(PdfReader(tmp_path / "out-of-the-printer.pdf").pages) == len(pages)
    assert not (tmp_path / "paper.pdf").exists()


def test_the_card_is_read_before_anything_is_made(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    said = [one for one in form.findChildren(IconLabel) if one.isVisibleTo(form)]
    assert [one.text() for one in said] == ["이분께 연락할 때: 전화하지 마세요"]
    form.leave()
    bench.write(lambda desk: desk.cases.set_safe_card(SafeCard(case.id, "may_call", "010-0000-1234")))
    form = open_form(bench, tmp_path / "paper.pdf")
    said = [one for one in form.findChildren(IconLabel) if one.isVisibleTo(form)]
    assert [one.text() for one in said] == ["이분께 연락할 때: 지금 전화할 수 있습니다"]


def test_a_paper_is_offered_until_an_answer_speaks_against_it(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    form.profile.set_value("survivor")
    form.profile.changed.emit()
    make = form.buttons["save"].word()
    bench.save()
    assert form.error("safe_to_take")
    form.safe.set_value("yes")
    form.safe.changed.emit()
    assert form.error("safe_to_take") == ""
    assert form.buttons["save"].word() == make
    assert form.look_first.isVisibleTo(form)
    form.way.set_value("read_aloud")
    form.way.changed.emit()
    assert form.buttons["save"].word() != make
    assert not form.look_first.isVisibleTo(form)
    form.finder.setText("함께 사는 사람")
    bench.save()
    assert "소리 내어" in bench.told[-1]


def test_fields_stand_under_the_title_and_pages_fit_their_dialog(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    form.recipient.setText("센터 보관용")
    title, verbs = form.findChildren(Label)[0], form.buttons["save"]
    left = title.mapTo(form, title.contentsRect().topLeft()).x()
    right = verbs.mapTo(form, verbs.rect().topRight()).x()
    assert form.recipient.mapTo(form, form.recipient.rect().topLeft()).x() == left
    assert form.recipient.mapTo(form, form.recipient.rect().topRight()).x() == right
    assert form.panel.height() == form.panel.wanted()
    form.look_first.click()
    bench.quiet()
    column = form.preview.content
    assert isinstance(column, Column)
    pages = [one for one in form.preview.findChildren(QLabel) if one.pixmap().width() > 400]
    assert pages
    assert all(one.sizeHint().width() <= column.viewport().width() for one in pages)
    assert form.preview.panel.geometry().bottom() < form.preview.height()


def choose(form: ExportForm, strip: ChoiceStrip, value: str) -> None:
    strip.set_value(value)
    strip.changed.emit()


def test_what_the_managers_get_is_the_paper_made_for_them(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    choose(form, form.lock, "managers")
    assert form.profile.value() == "manager"
    choose(form, form.profile, "police")
    assert form.lock.value() == "locked", "a paper for the police does not go to the managers"
    choose(form, form.lock, "managers")
    bench.save()
    lying = bench.ask(lambda desk: desk.submissions.listed())
    assert [one.profile for one in lying] == ["manager"]
    assert list(tmp_path.glob("*.pdf")) == []


def test_police_get_nothing_without_a_consent_or_an_order(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    choose(form, form.profile, "police")
    form.recipient.setText("연습경찰서")
    bench.save()
    assert "연습경찰서" in form.error("ground")
    assert form.recipient.text() == "연습경찰서"
    form.ground.setText("사실조회 (연습)")
    bench.save()
    assert (tmp_path / "paper.pdf").exists()


def test_what_is_marked_and_left_out_is_not_in_the_file(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case("파란우산")
    bench.write(lambda desk: desk.cases.summarise(case.id, "복도 끝 창가에서 들은 이야기"))
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    form.recipient.setText("담당")
    form.redact.click()
    assert form.marked.isVisible()
    form.left_out.set_values(["alias"])
    form.marked.setPlainText("창가")
    choose(form, form.lock, "plain")
    form.reason.setText("시험")
    bench.save()
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "paper.pdf").pages)
    assert "복도 끝" in text
    assert "창가" not in text
    assert "파란우산" not in text


def test_a_form_to_sign_asks_for_no_recipient(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case()
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    choose(form, form.sort, "consent_form")
    assert not form.recipient.isVisible()
    bench.save()
    copies = bench.ask(lambda desk: desk.documents.copies(case.id))
    assert [(one.profile, one.encrypted) for one in copies] == [("consent_form", True)]


def test_a_word_marked_in_the_preview_is_gone_when_it_is_shown_anew(bench: Bench, tmp_path: Path) -> None:
    case = bench.new_case("파란우산")
    bench.write(lambda desk: desk.cases.summarise(case.id, "복도 끝 창가에서 들은 이야기"))
    bench.show(case)
    form = open_form(bench, tmp_path / "paper.pdf")
    form.recipient.setText("담당")
    form.look_first.click()
    bench.quiet()
    first = form.preview
    first.word.setText("창가")
    first.word.returnPressed.emit()
    bench.quiet()
    assert form.preview is not first
    assert form.marked.text() == "창가"
    form.preview.leave()
    choose(form, form.lock, "plain")
    form.reason.setText("시험")
    bench.save()
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "paper.pdf").pages)
    assert "복도 끝" in text
    assert "창가" not in text
