"""Every model under Qt's own tester, and the lazy list under late and forgotten pages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.ui.kit import gallery
from ui.kit.items import ITEM, ItemModel
from ui.kit.palette import CommandPalette
from ui.kit.path import PathList, PathStep
from ui.kit.rows import Head, Row, Rows
from ui.kit.sections import Section, SectionList
from ui.kit.table import Column, LazyListModel
from ui.kit.timeline import Day, Entry, Timeline

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_item_models_hold_under_change(qtbot: QtBot) -> None:
    rows, sections, path, line = Rows("r"), SectionList("s"), PathList("p"), Timeline("t")
    for view in (rows, sections, path, line):
        qtbot.addWidget(view)
    testers = [watched(view.item_model()) for view in (rows, sections, path, line)]
    for _round in range(2):
        rows.show_rows([Head("h"), Row("1", "one"), Row("2", "two", check=True)])
        sections.show_sections([Section("a", "A"), Section("b", "B")])
        path.show_path([PathStep("A1", "1", "one", True), PathStep("A2", "2", "two")], "A2")
        line.show_entries([Day("d"), Entry("e", "10:00", "phone", "title", "body")])
        rows.item_model().change(1, Row("1", "other"))
        rows.show_rows([])
    assert len(testers) == 4
    assert line.item_model().rowCount() == 2


def test_the_palette_s_results_hold_while_typing(qtbot: QtBot) -> None:
    board = gallery.case()
    qtbot.addWidget(board)
    palette = CommandPalette(board, gallery.commands(), gallery.find)
    tester = watched(palette.results.item_model())
    for text in ("ㅍ", "파", "파란", "zzz", ""):
        palette.field.setText(text)
    assert tester.model() is palette.results.item_model()


def columns() -> list[Column]:
    return [Column("n", "N", lambda row: row), Column("m", "M", lambda row: row * 2)]


def test_pages_are_asked_for_once_and_only_when_looked_at() -> None:
    asked: list[int] = []
    model = LazyListModel(columns(), page=10)
    generation = model.start(95, asked.append)
    assert model.rowCount() == 95
    assert model.row(23) is None
    assert model.row(24) is None
    assert asked == [2]
    model.fill(2, range(20, 30), generation)
    assert model.data(model.index(23, 1)) == 46
    assert asked == [2]


def test_a_lazy_model_holds_under_filling() -> None:
    model = LazyListModel(columns(), page=10)
    tester = watched(model)
    for total in (95, 0, 12):
        generation = model.start(total, lambda _page: None)
        model.fill(0, range(min(total, 10)), generation)
    assert tester.model() is model
    assert model.row(9) == 9


def test_a_late_page_of_an_older_list_is_dropped() -> None:
    model = LazyListModel(columns(), page=10)
    old = model.start(30, lambda _page: None)
    new = model.start(5, lambda _page: None)
    model.fill(0, range(100, 110), old)
    assert model.row(0) is None
    model.fill(0, range(5), new)
    assert model.row(4) == 4


def test_the_longest_unseen_page_is_forgotten() -> None:
    asked: list[int] = []
    model = LazyListModel(columns(), page=10, kept=2)
    model.start(100, asked.append)
    for page in range(3):
        model.fill(page, range(page * 10, page * 10 + 10))
    assert model.row(25) == 25
    assert model.row(5) is None
    assert asked == [0]


def test_a_lazy_model_feeds_rows(qtbot: QtBot) -> None:
    view = Rows("cases", height=56)
    qtbot.addWidget(view)
    model = LazyListModel([Column("row", "", lambda row: row.spoken())], page=50, parent=view)
    view.use(model)
    held = [Row(str(n), f"case {n}") for n in range(1000)]
    model.start(1000, lambda page: model.fill(page, held[page * 50 : page * 50 + 50]))
    view.resize(400, 300)
    view.show()
    assert view.model().index(999, 0).data(ITEM).title == "case 999"


def test_an_item_model_says_each_row_aloud() -> None:
    model = ItemModel()
    model.replace([Row("1", "파란우산", "26-B-0147", risk="high", check=True), Head("어제")])
    assert "파란우산, 26-B-0147" in model.data(model.index(0))
    assert not model.flags(model.index(1))
    assert model.data(QModelIndex()) is None
