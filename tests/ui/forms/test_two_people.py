"""Two people open together: nothing of what they type is kept, and no half is ever shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.flows.break_glass import Pair
from app.kinds import Compartment
from tests.conftest import PASSPHRASE, Centre
from ui.application import Shell
from ui.forms.two_people import TwoPeople
from ui.kit import icons

REASON = "담당자가 자리를 비웠고 오늘이 기한입니다"


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    icons.load()
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1290, 736)
    window.show()
    return window


def asked(qtbot: QtBot, host: QWidget, shell: Shell, pairs: list[Pair], *, reason: bool = False) -> TwoPeople:
    shown: list[TwoPeople] = []
    TwoPeople.ask_for(host, shell, pairs.append, reason=reason, shown=shown.append)
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    return shown[0]


def fill(form: TwoPeople, centre: Centre, part: str, name: str) -> None:
    form.control_of(f"{part}_user").set_value(centre.users[name])
    form.control_of(f"{part}_passphrase").setText(PASSPHRASE)
    form.control_of(f"{part}_second").setText(str(centre.key_files[name]))


def test_a_manager_and_a_second_one(qtbot: QtBot, host: QWidget, manager_shell: Shell, centre: Centre) -> None:
    pairs: list[Pair] = []
    form = asked(qtbot, host, manager_shell, pairs, reason=True)
    fill(form, centre, "second", "manager2")
    form.submit()
    assert form.error("reason")
    form.control_of("reason").setPlainText(REASON)
    form.submit()
    qtbot.waitUntil(lambda: bool(pairs), timeout=10_000)
    assert pairs[0].reason == REASON
    assert len(pairs[0].open(centre.home).compartment_key(Compartment.EVIDENCE)) == 32


def test_a_wrong_passphrase_stays_at_its_field(
    qtbot: QtBot, host: QWidget, manager_shell: Shell, centre: Centre
) -> None:
    pairs: list[Pair] = []
    form = asked(qtbot, host, manager_shell, pairs)
    fill(form, centre, "second", "manager2")
    form.control_of("second_passphrase").setText("아닌 것 같은 암호문입니다")
    form.submit()
    qtbot.waitUntil(lambda: bool(form.error("second_passphrase")), timeout=10_000)
    assert pairs == []


def test_two_managers_at_a_counsellors_desk(
    qtbot: QtBot, host: QWidget, open_shell: Callable[[str], Shell], centre: Centre
) -> None:
    pairs: list[Pair] = []
    form = asked(qtbot, host, open_shell("counsellor"), pairs)
    fill(form, centre, "first", "manager")
    fill(form, centre, "second", "manager")
    form.submit()
    qtbot.waitUntil(lambda: bool(form.error()) or bool(form.error("second_passphrase")), timeout=10_000)
    fill(form, centre, "second", "manager2")
    form.submit()
    qtbot.waitUntil(lambda: bool(pairs), timeout=10_000)
    assert set(pairs[0].people) == {centre.users["manager"], centre.users["manager2"]}


def test_nothing_typed_is_kept_as_unfinished(qtbot: QtBot, host: QWidget, manager_shell: Shell, centre: Centre) -> None:
    pairs: list[Pair] = []
    form = asked(qtbot, host, manager_shell, pairs)
    fill(form, centre, "second", "manager2")
    assert form._unfinished is None
    form.leave()
    qtbot.waitUntil(lambda: not manager_shell.tasks.busy, timeout=10_000)
    with closing(centre.open("manager2")) as desk:
        assert desk.database(Compartment.CASEWORK).rows("SELECT * FROM draft") == []
