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
from ui.cases.export import ExportForm, MadeDialog, forget
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
