"""Whatever is typed or pasted into any form: kept, or refused with a sentence, and nothing of it is lost.

The forms are found by walking their classes: one that is new is here without being named, or says what it lacks.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

import ui
from app.entry import MAX_TEXT
from tests.ui.forms.stock import Stock, stock
from ui.application import Shell
from ui.forms import FormDialog
from ui.forms.dialog import TextArea
from ui.inbox.forms import ThreadForm
from ui.kit import pasting
from ui.kit.form import LineEdit
from ui.kit.notes_edit import NotesEdit

BAD = {
    "an impossible day": "2026-02-30",
    "odd letters": "가\x00\x07\x1b[31m나\x85 \u202e다라\u202c \u2066마\u2069 바\ud800사\udfff",
    "a number that may not be kept": "900101-1234567 이라고 하심",
    "too long": ("가나다라 " * 16 + "\n") * (MAX_TEXT // 80),
}
PASTED = "가나다라 " * 210_000
"""Some megabyte."""
ELSEWHERE = {
    "ScaleForm": "exists where a scale has its words, and has no field to type in: tests/ui/cases/test_safety.py",
}
"""Forms that are not made here, and why; the rest are, also those that nobody has written yet. Those about a report that came in
(`ThreadForm`) are in tests/ui/inbox."""
ASKS_WHERE = ("MinutesForm", "PackForm")
"""They go on once a place or a printer was chosen, which nobody does here."""
REWRITES = ("PasteForm",)
"""What was written down goes out of its field; the lines without an address stay."""
Field = QLineEdit | QTextEdit | QPlainTextEdit
Pad = NotesEdit | TextArea


def every_form() -> Iterator[type[FormDialog]]:
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.startswith(("ui.bench", "ui.tour", "ui.__main__")):
            importlib.import_module(module.name)
    waiting: list[type[FormDialog]] = [FormDialog]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        yield from kinds


FORMS = sorted(
    {one for one in every_form() if not one.__subclasses__() and not one.__name__.startswith("_")
     and not issubclass(one, ThreadForm) and one.__name__ not in ELSEWHERE}, key=lambda one: (one.__module__, one.__name__),
)  # fmt: skip


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1290, 736)
    window.show()
    return window


@pytest.fixture(autouse=True)
def nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog of the system would wait for somebody for ever."""
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_given, **_more: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given, **_more: "")
    for dialog in (QDialog, QPrintDialog):
        monkeypatch.setattr(dialog, "exec", lambda *_given: 0)


@pytest.fixture
def things(qtbot: QtBot, manager_shell: Shell, host: QWidget, tmp_path: Path) -> Stock:
    from app.changes import Changes, Done

    found: list[Stock] = []
    manager_shell.tasks.write(host, lambda desk: Done(stock(desk, tmp_path), Changes.NONE), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    return found[0]


def test_what_is_tried_elsewhere_is_there() -> None:
    assert set(ELSEWHERE) | set(ASKS_WHERE) | set(REWRITES) <= {one.__name__ for one in every_form()}


def fields_of(form: FormDialog) -> list[Field]:
    found: list[Field] = [
        *form.form.findChildren(QLineEdit), *form.form.findChildren(QTextEdit), *form.form.findChildren(QPlainTextEdit)
    ]  # fmt: skip
    return [one for one in found if one.isEnabled() and not one.isReadOnly()]


def text_of(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def type_into(field: Field, text: str) -> None:
    """As the keyboard does it: the signals of a person come with it."""
    if isinstance(field, QLineEdit):
        field.setText(text)
        field.textEdited.emit(field.text())
    else:
        field.setPlainText(text)


def said(form: FormDialog) -> list[str]:
    return [text for text in (form.error(), *(form.form.error(name) for name in form.form.fields())) if text]


def is_sentence(text: str) -> bool:
    return bool(re.search("[가-힣]", text)) and text.rstrip().endswith((".", "요", "다"))


def test_every_form_takes_bad_input(qtbot: QtBot, manager_shell: Shell, host: QWidget, things: Stock) -> None:
    """One test, because one centre is enough for all of them."""
    taken = {
        (kind, slip): _tried(qtbot, things.form(kind, host, manager_shell), manager_shell, bad)
        for kind in FORMS
        for slip, bad in BAD.items()
    }
    assert {name: found for name, found in taken.items() if found.startswith("!")} == {}
    assert min(list(taken.values()).count(found) for found in ("kept", "refused")) > 50


def _tried(qtbot: QtBot, form: FormDialog, shell: Shell, bad: str) -> str:
    """What became of it: kept, refused, or what is wrong with that after a “!”."""
    form.begin()
    fields, left = fields_of(form), []
    for field in fields:
        type_into(field, bad)
    typed = [text_of(one) for one in fields]
    form.saved.connect(lambda _value: left.append(True))
    form.submit()
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=20_000)
    if left or not shiboken6.isValid(form) or not form.isVisible():
        return "kept"
    name = type(form).__name__
    asks_where = name in ASKS_WHERE or any(
        name.startswith("choose") for name in inspect.signature(type(form).__init__).parameters
    )
    found = "refused"
    if name not in REWRITES and [text_of(one) for one in fields] != typed:
        found = "! it lost what was typed"
    elif not said(form) and fields and not asks_where:
        found = "! neither kept nor refused"
    elif not all(map(is_sentence, said(form))):
        found = f"! no sentence: {said(form)}"
    form.leave()
    form.deleteLater()
    return found


def test_a_megabyte_pasted_stays_where_it_was_copied(
    qtbot: QtBot, manager_shell: Shell, host: QWidget, things: Stock
) -> None:
    from ui.cases.forms.note import NoteForm

    clipboard = QGuiApplication.clipboard()
    clipboard.setText(PASTED)
    form = things.form(NoteForm, host, manager_shell)
    form.begin()
    for field in (one for one in fields_of(form) if isinstance(one, QTextEdit | QLineEdit)):
        type_into(field, "있던 글")
        field.setFocus()
        QTest.keySequence(field, "Ctrl+V")
        assert text_of(field) == "있던 글"
        assert any("너무 깁니다" in one for one in said(form))
        form.form.clear_errors()
    fitting = QMimeData()
    fitting.setText("가" * (MAX_TEXT - 10))
    area = next(one for one in fields_of(form) if isinstance(one, QTextEdit))
    area.insertFromMimeData(fitting)
    assert len(text_of(area)) > MAX_TEXT - 10
    longest = max(len(one) for one in text_of(area).split("\n"))
    assert longest <= pasting.PARAGRAPH, "a paragraph without an end holds the window up at each key"
    clipboard.clear()
    form.leave()


def test_a_paragraph_is_broken_behind_a_space_and_keeps_each_letter(qtbot: QtBot) -> None:
    source = QMimeData()
    source.setText(("가나다라 " * 2_000 + "\n") * 2 + "끝")
    made = pasting.in_paragraphs(source).text()
    assert made.replace("\n", "") == source.text().replace("\n", "")
    assert {len(one) for one in made.split("\n")} == {4_000, 2_000, 1}
    source.setText("짧은 글\n둘째 줄")
    assert pasting.in_paragraphs(source) is source


@pytest.mark.parametrize("make", [lambda: NotesEdit("메모"), lambda: TextArea("")])
def test_the_pads_of_contacts_and_manuals_take_no_megabyte(qtbot: QtBot, make: Callable[[], Pad]) -> None:
    """Those of a contact, of the guided session and of a case are one; a form's are the other."""
    pad = make()
    qtbot.addWidget(pad)
    pad.setPlainText("있던 글")
    source = QMimeData()
    source.setText(PASTED)
    with qtbot.waitSignal(pad.pasted_too_much):
        pad.insertFromMimeData(source)
    assert pad.toPlainText() == "있던 글"


def test_the_menu_of_a_line_pastes_as_the_keyboard_does(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    line = LineEdit("있던 글")
    qtbot.addWidget(line)
    line.show()
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))
    clipboard = QGuiApplication.clipboard()
    for text, after, refused in ((PASTED, "있던 글", 1), ("!", "있던 글!", 1)):
        said: list[bool] = []
        line.pasted_too_much.connect(lambda said=said: said.append(True))
        clipboard.setText(text)
        QApplication.sendEvent(
            line, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(4, 4), line.mapToGlobal(QPoint(4, 4)))
        )
        next(one for one in shown[-1].actions() if one.objectName() == "edit-paste").trigger()
        assert line.text() == after
        assert len(said) == (refused if text is PASTED else 0)
    clipboard.clear()
