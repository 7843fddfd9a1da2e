"""Every step, jump and card stands whole on the page, in both languages and both heights: nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.manual import Library, directory, law_cards, read
from ui.kit.buttons import Button
from ui.kit.chips import ChipButton
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.mirror_cells import CheckLine
from ui.kit.page import Column
from ui.kit.paint import width_of
from ui.manual import words
from ui.manual.case_column import WIDTH
from ui.manual.dock import DOCK_WIDTH
from ui.manual.head import StepHead
from ui.manual.reading import PATH_WIDTH
from ui.manual.record_form import RecordForm
from ui.manual.step_view import Shown, StepView
from ui.manual.ways import Way


def cut(root: QWidget) -> Iterator[str]:
    """What is narrower or lower than its words, or sticks out of what holds it."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not widget.height():  # a card has no row of what to avoid
            continue
        name = f"{type(widget).__name__} “{widget.accessibleName() or getattr(widget, 'text', str)()}” {widget.size()}"
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + 1:
                yield name
        elif isinstance(widget, QLabel | Button | ChipButton) and widget.sizeHint().width() > widget.width() + 1:
            yield name
        elif isinstance(widget, Way):
            if widget.needed(widget.width(), widget._tall) > widget.height() or not widget.fits(
                widget.width(), widget._tall
            ):
                yield name
        elif (isinstance(widget, CheckLine | ChoiceStrip) or type(widget).__name__ == "Cell") and widget.heightForWidth(
            widget.width()
        ) > widget.height():
            yield name
        holder = widget.parentWidget()
        if (
            isinstance(holder, StepView | RecordForm | StepHead | ChoiceStrip)
            and holder.width() < widget.x() + widget.width()
        ):
            yield f"{name} sticks out of {type(holder).__name__}"


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("height", [736, 612])
def test_every_step_stands_whole(qtbot: QtBot, language: str, height: int) -> None:
    i18n.set_language(language)
    packs = {pack.id: pack for pack in Library().packs()}
    law, services = law_cards(), directory()
    view, head, dock, dock_head = StepView(), StepHead(), StepView(docked=True), StepHead(docked=True)
    view.set_height(height + 32)
    for widget, wide, high in (
        (view, 760, height - 90),
        (head, 912, 110),
        (dock, DOCK_WIDTH - 48, height - 100),
        (dock_head, DOCK_WIDTH - 48, 180),
    ):
        qtbot.addWidget(widget)
        widget.setMinimumSize(1, 1)
        widget.resize(wide, high)
        widget.show()
    found = []
    for step in packs["dating-violence"].steps.values():
        pack = packs.get(step.pack, packs["dating-violence"])
        returns = () if step.kind == "step" else ("A5",)
        shown = Shown(pack, step, law, services, returns)
        head.show_step(pack, step, returns)
        dock_head.show_step(pack, step, returns)
        view.show_step(shown)
        dock.show_step(shown)
        for _pass in range(4):  # a scroll bar that comes or goes lays everything out once more
            QApplication.processEvents()
        found += [f"{step.id}: {one}" for widget in (view, head, dock, dock_head) for one in cut(widget)]
        for one in (view, dock):
            ways = one._room or one.forks
            foot = ways.mapTo(one, QPoint(0, ways.height())).y()
            if foot > one.height() or one.mirror.height() < (150 if one is view else 40):
                found.append(f"{step.id}: mirror {one.mirror.height()}, ways end at {foot} of {one.height()}")
    assert found == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_field_stands_whole(qtbot: QtBot, language: str) -> None:
    i18n.set_language(language)
    form, column = RecordForm(), Column("fields", WIDTH - 48)
    qtbot.addWidget(column)
    column.add(form)
    column.end()
    column.resize(WIDTH - 48, 500)
    column.show()
    found = []
    for step in read().steps.values():
        form.show_fields(step.record, lambda _field: "")
        for _pass in range(3):
            QApplication.processEvents()
        if form.width() > column.viewport().width():
            found.append(f"{step.id}: the form is {form.width()} wide in {column.viewport().width()}")
        found += [f"{step.id}: {one}" for one in cut(form)]
    assert found == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_path_has_room_for_every_word(language: str) -> None:
    i18n.set_language(language)
    for step in (step for pack in Library().packs() for step in words.path(pack, (), "")):
        assert width_of(step.word, 13, 650) <= PATH_WIDTH - 40, step.word
