"""The fields beside the manual are reached by Alt and a letter: at every step, in both languages, no letter twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.manual import Library
from ui.application import Shell
from ui.kit.label import FieldName
from ui.kit.notes_edit import NotesEdit
from ui.kit.page import Column
from ui.manual import ManualPage
from ui.manual.field_keys import letters
from ui.manual.record_form import RecordForm


@pytest.fixture(params=["ko", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[None]:
    i18n.set_language(request.param)
    yield
    i18n.set_language("ko")


def test_a_letter_is_of_the_name_where_one_is_free() -> None:
    assert letters(["Weapon", "What happened", "Who is there", "Wounds"]) == ("W", "H", "I", "O")
    assert letters(["Wound", "112"]) == ("W", "A")
    many = letters(["Name"] * 30)
    assert sorted(many[:26]) == sorted(set(many[:26]))
    assert set(many[26:]) == {""}


@pytest.mark.usefixtures("spoken")
def test_every_field_of_every_step_has_a_letter_of_its_own(qtbot: QtBot) -> None:
    form = RecordForm()
    qtbot.addWidget(form)
    seen = 0
    for pack in Library().packs():
        for step in pack.steps.values():
            form.show_fields(step.record, lambda _field: "")
            form.make_now()
            keys = [name.mnemonic() for name in form._form.findChildren(FieldName)]
            assert len(set(keys)) == len(keys), step.id
            assert all(len(key) == 1 for key in keys), step.id
            seen += len(keys)
    assert seen > 100


@pytest.mark.usefixtures("spoken")
def test_alt_and_a_letter_lead_from_the_notes_to_the_field_and_show_it(qtbot: QtBot) -> None:
    pack = next(pack for pack in Library().packs() if pack.id == "workplace-harassment")
    step = max(pack.steps.values(), key=lambda one: len(one.record))
    host, form, notes, column = QWidget(), RecordForm(), NotesEdit("메모"), Column("칸")
    down = QVBoxLayout(host)
    column.add(form)
    column.end()
    down.addWidget(column)
    down.addWidget(notes)
    qtbot.addWidget(host)
    host.resize(326, 400)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    form.show_fields(step.record, lambda _field: "")
    form.make_now()
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() > 300)
    for name, field in zip(form._form.findChildren(FieldName), form.fields(), strict=True):
        notes.setFocus()
        control = form.control(field)
        qtbot.keyClick(QApplication.focusWidget() or host, name.mnemonic(), Qt.KeyboardModifier.AltModifier)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus is control or control.isAncestorOf(focus), field
        top = control.mapTo(column.viewport(), control.rect().topLeft())
        assert column.viewport().rect().contains(top), field


def test_no_letter_stands_twice_on_the_page(qtbot: QtBot, shell: Shell) -> None:
    from tests.ui.manual.test_page import begin, show

    page = ManualPage(shell)
    qtbot.addWidget(page)
    show(qtbot, page)
    begin(qtbot, shell, page)
    page.guided.case.form.make_now()
    QApplication.processEvents()
    names = [name for name in page.findChildren(FieldName) if name.isVisible() and name.mnemonic()]
    keys = [name.mnemonic() for name in names]
    assert len(keys) >= 3
    assert len(set(keys)) == len(keys)
