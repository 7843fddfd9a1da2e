"""Every page of the real window, in both languages: whatever takes the focus has a name, and none says who is in a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from app import i18n
from app.cases import Case
from tests.conftest import Centre
from tests.ui.test_window import enter, own_folder, window  # fixtures
from ui.application import Guide
from ui.kit.overlay import Overlay
from ui.tour.driver import Driver
from ui.window import Window

__all__ = ["own_folder", "window"]


def nameless(window: Window) -> list[str]:  # the fixture's name
    """What a screen reader would call nothing at all, with where it stands."""
    found = []
    for one in window.findChildren(QWidget):
        if not one.isVisible() or one.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        interface = QAccessible.queryAccessibleInterface(one)
        if not interface.text(QAccessible.Text.Name).strip():
            above = one.parentWidget()
            found.append(f"{type(one).__name__} in {type(above).__name__} ({one.objectName()})")
    return found


@pytest.mark.parametrize("language", ["ko", "en"])
def test_before_the_desk(window: Window, tmp_path: Path, language: str) -> None:
    driver = Driver(window, tmp_path)
    i18n.set_language(language)
    window.gate()
    driver.until(lambda: window.unlock.form.names.count() > 0, "the names", 10)
    assert nameless(window) == []
    window._show_first_run()
    driver.settle(window.tasks)
    assert nameless(window) == []
    window._show_restore()
    driver.settle(window.tasks)
    assert nameless(window) == []
    window._read_manual()
    driver.settle(window.tasks)
    assert nameless(window) == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_place(window: Window, centre: Centre, tmp_path: Path, language: str) -> None:
    i18n.set_language(language)
    case = a_case(centre)
    driver = enter(window, centre, "manager", tmp_path)
    assert window.floor is not None
    go = window.floor.shell.go
    seen: dict[str, list[str]] = {}

    def look(name: str, act: Callable[[], object]) -> None:
        act()
        driver.settle(window.tasks)
        assert window.windowTitle() == "Gyeot"
        seen[name] = nameless(window)
        for one in window.findChildren(Overlay):
            if one.isVisible():
                one.leave()

    for place in window.floor.places():
        look(place, lambda place=place: go(place))  # type: ignore[misc] # a default binds the loop's value
    office = window.floor.page("office")
    for section in office.faces:  # type: ignore[attr-defined] # the office page
        look(f"office {section}", lambda section=section: go("office", section))  # type: ignore[misc]
    look("a new case", lambda: go("cases", "new"))
    look("a case", lambda: go("cases", case.id))
    look("its safe contact", lambda: driver.press("Ctrl+J"))
    look("its paper", lambda: driver.press("Ctrl+P"))
    look("the running contact", lambda: go("contacts", "take"))
    look("the guided session", lambda: go("manual", Guide(case_id=case.id)))
    look("finding in the manual", lambda: driver.press("Ctrl+F"))
    look("the palette", lambda: driver.press("Ctrl+K"))
    look("help", lambda: driver.press("F1"))
    assert {name: found for name, found in seen.items() if found} == {}
    assert len(seen) == len(window.floor.places()) + len(office.faces) + 9  # type: ignore[attr-defined]


def a_case(centre: Centre) -> Case:
    desk = centre.open("manager")
    with_name = desk.cases.open_case("느릅나무").value
    desk.close()
    return with_name
