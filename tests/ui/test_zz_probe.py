from __future__ import annotations
from pathlib import Path
import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.test_window import *
from ui.kit.overlay import Overlay
import ui.__main__ as M

def test_hide_on_unlock(window, centre, tmp_path):
    driver = Driver(window, tmp_path)
    page = window.gate_page
    driver.until(lambda: page.form.names.count() > 0, "the names", 10)
    driver.press("Ctrl+Q")
    assert type(window.gate_page) is QuickHide
    driver.press("Ctrl+Q")
    driver.rest(0.2)
    assert type(window.gate_page) is UnlockPage
    enter(window, centre, "counsellor", tmp_path)

def test_hide_over_dialog(window, centre, tmp_path):
    driver = enter(window, centre, "counsellor", tmp_path)
    window.floor.shell.go("cases", "new")
    driver.settle(window.tasks)
    d = driver.dialog()
    print(d, d.parent(), d.isVisible())
    driver.type("Kim")
    driver.press("Ctrl+Q")
    print([ (o, o.isVisible()) for o in window.findChildren(Overlay)])
    assert type(window.gate_page) is QuickHide
    assert not [o for o in window.findChildren(Overlay) if o.isVisible()]
    driver.press("Ctrl+Q")
    assert [o for o in window.findChildren(Overlay) if o.isVisible()]

def test_mask_over_dialog(window, centre, tmp_path):
    driver = enter(window, centre, "counsellor", tmp_path)
    window.floor.shell.go("cases", "new")
    driver.settle(window.tasks)
    driver.dialog()
    window.cover()
    assert type(window.gate_page) is MaskPage
    assert not [o for o in window.findChildren(Overlay) if o.isVisible()]
    driver.press("A")
    assert type(window.gate_page) is Floor

def test_palette_then_lock(window, centre, tmp_path):
    driver = enter(window, centre, "counsellor", tmp_path)
    driver.press("Ctrl+K")
    driver.press("Ctrl+L")
    driver.until(lambda: window.floor is None, "the lock", 10)
    driver.rest(0.2)
    assert not [o for o in window.findChildren(Overlay) if o.isVisible()]

def test_args(monkeypatch, capsys):
    calls = []
    monkeypatch.setattr("ui.tour.main", lambda a: calls.append(("tour", a)) or 0)
    monkeypatch.setattr(M, "_window", lambda a: calls.append(("window", a)) or 0)
    monkeypatch.setattr(M, "_supervised", lambda a: calls.append(("sup", a)) or 0)
    monkeypatch.setattr("app.cli.main", lambda a: calls.append(("cli", a)) or 0)
    for a in (["tour","tour"], ["case","list","--query","window"], ["--home","window"], ["--home=/x"], ["--nonsense"], ["--theme", "pink"], ["--home"], ["--json"], ["--user", "x"]):
        M.main(a)
    for c in calls: print(c)
    assert 0
