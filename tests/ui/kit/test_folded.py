"""At 200 % a table of many columns puts some of them on a second line; nothing is cut off, and no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.changes import Changes, Done
from app.desk import Desk
from ui.application import Place, Shell
from ui.cases import CasesPage
from ui.kit.paint import width_of
from ui.kit.room import Pages, Room
from ui.kit.table import ROW_HEIGHT, Column, Table
from ui.office import OfficePage

WIDE, LOW = (1290, 736), (607, 352)
"""The page of a window of 1366 × 768, and the same at 200 %."""


@pytest.fixture(params=["ko", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[None]:
    i18n.set_language(request.param)
    yield
    i18n.set_language("ko")


def in_room(qtbot: QtBot, shell: Shell, page: Place, argument: object) -> Room:
    pages = Pages()
    pages.addWidget(page)
    room = Room(pages, "화면")
    qtbot.addWidget(room)
    room.resize(*LOW)
    room.show()
    shell.tasks.write(page, _work)
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=25_000)
    page.arrive(argument)
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=25_000)
    return room


def _work(desk: Desk) -> Done[None]:
    desk.audit.write("backup_made", backup="5f" * 16)
    for name in ("느티나무", "이름이 무척 길어서 두 줄에 걸칠지도 모르는 분"):
        desk.cases.open_case(name)
    return Done(None, Changes.CASES | Changes.AUDIT)


def whole(room: Room, table: Table) -> None:
    """Nothing goes beyond the window, and every second line stands there from end to end."""
    assert room.horizontalScrollBar().maximum() == 0
    assert table.horizontalScrollBar().maximum() == 0
    assert table.folded
    assert table.lazy().rowCount() >= 2
    for at in range(table.lazy().rowCount()):
        line = table.lazy().second_line(table.lazy().row(at))
        assert line
        assert width_of(line, 12) <= table.viewport().width() - 44, line
        shown = [at for at, column in enumerate(table.lazy().columns) if not column.below]
        assert not any(table.isColumnHidden(column) for column in shown)
    inside = room.widget()
    assert inside is not None
    for part in inside.findChildren(QWidget):
        if part.isVisible() and part.window() is room:
            right = part.mapTo(inside, part.rect().topRight()).x()
            assert right <= inside.width() or part.parentWidget() is table.viewport(), part


@pytest.mark.usefixtures("spoken")
def test_the_list_of_cases(qtbot: QtBot, shell: Shell) -> None:
    page = CasesPage(shell)
    room = in_room(qtbot, shell, page, None)
    table = page.list.table
    whole(room, table)
    row = table.lazy().row(0)
    assert all(str(word) in table.lazy().second_line(row) for word in (row.row.number, row.who))
    assert table.rowHeight(0) > ROW_HEIGHT
    assert page.list.status.y() > page.list.search.geometry().bottom()
    room.resize(*WIDE)
    qtbot.waitUntil(lambda: not table.folded)
    assert not any(table.isColumnHidden(at) for at in range(table.lazy().columnCount()))
    assert table.rowHeight(0) == ROW_HEIGHT
    qtbot.waitUntil(lambda: page.list.status.x() > page.list.search.geometry().right())


@pytest.mark.usefixtures("spoken")
def test_the_audit_trail(qtbot: QtBot, manager_shell: Shell) -> None:
    page = OfficePage(manager_shell)
    room = in_room(qtbot, manager_shell, page, "audit")
    face = page.faces["audit"]
    face.reload()
    qtbot.waitUntil(lambda: not manager_shell.tasks.busy, timeout=25_000)
    whole(room, face.table)  # type: ignore[attr-defined]  # the audit's own


def test_a_reader_hears_what_stands_below(qtbot: QtBot) -> None:
    table = Table("표", [Column("a", "이름", str, 150), Column("b", "번호", lambda one: f"{one}번", 150, below=True)])
    qtbot.addWidget(table)
    table.resize(200, 300)
    table.show()
    table.show_all(["하나", "둘"])
    assert table.folded
    first, spoken = table.lazy().index(1, 0), Qt.ItemDataRole.AccessibleTextRole
    assert first.data(spoken) == "둘 · 둘번"
    table.resize(600, 300)
    assert first.data(spoken) == "둘"
