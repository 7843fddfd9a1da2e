"""A caller who may be the other party: finished, held, and decided by a supervisor."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.changes import Changes
from tests.conftest import Centre
from ui.application import Shell
from ui.contacts import ContactsPage
from ui.forms.sight import SightDialog, others_case
from ui.kit import icons


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=15_000)


def page_of(qtbot: QtBot, shell: Shell) -> ContactsPage:
    icons.load()
    page = ContactsPage(shell)
    qtbot.addWidget(page)
    page.resize(1290, 736)
    page.show()

    def reload(changes: Changes) -> None:
        if isValid(page) and page.watches & changes:
            page.reload()

    shell.tasks.changed.connect(reload)
    return page


def test_it_is_finished_alone_and_a_supervisor_says_who_it_was(
    qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]
) -> None:
    desk = centre.open()
    case = desk.cases.open_case("파란우산").value
    desk.cases.set_other_party(case.id, name="김가온누리", phone="010-5555-4444")
    desk.close()
    shell = open_shell("counsellor")
    said: list[str] = []
    went: list[str] = []
    shell.told.connect(lambda notice: said.append(notice.sentence))
    shell.went.connect(lambda place, _argument: went.append(place))
    page = page_of(qtbot, shell)
    page.arrive("take")
    quiet(qtbot, shell)
    page.running.form.alias.setText("새 사람")
    page.running.form.phone.setText("010-5555-4444")
    quiet(qtbot, shell)
    assert page.running.alike._other.isVisible()
    page._end("open")
    quiet(qtbot, shell)
    assert went == []
    assert any("책임자" in one for one in said)
    row = page.list.rows.item_model().items()[0]
    assert row.tag
    shell.tasks.close()
    manager = open_shell("manager")
    told: list[str] = []
    manager.told.connect(lambda notice: told.append(notice.sentence))
    theirs = page_of(qtbot, manager)
    theirs.arrive(row.id)
    quiet(qtbot, manager)
    qtbot.waitUntil(lambda: theirs.deciding.asked is not None)
    assert theirs.deciding.asked is not None
    theirs.deciding.asked.chosen.emit("party")
    quiet(qtbot, manager)
    assert told
    found: list[object] = []
    manager.tasks.read(theirs, lambda desk: desk.flags.of_case(case.id), found.append)
    quiet(qtbot, manager)
    assert len(found[0]) == 1  # type: ignore[arg-type]  # the flags of the case


def test_a_contact_in_a_colleagues_case_is_covered_until_a_reason_is_given(
    qtbot: QtBot, centre: Centre, open_shell: Callable[[str], Shell]
) -> None:
    desk = centre.open("manager")
    case = desk.cases.open_case("느티나무").value
    call = desk.contacts.take("phone", alias="느티나무", note="들은 말").value
    desk.contacts.close(call.id, case_id=case.id)
    desk.close()
    shell = open_shell("counsellor")
    page = page_of(qtbot, shell)
    page.show_list()
    quiet(qtbot, shell)
    (row,) = page.list.rows.item_model().items()
    assert row.title == others_case()
    page.arrive(call.id)
    quiet(qtbot, shell)
    assert page.running.contact() is None
    assert isinstance(page.asked, SightDialog)
    page.asked.give("danger")
    quiet(qtbot, shell)
    qtbot.waitUntil(lambda: page.running.contact() is not None)
    assert page.running.pad.toPlainText()
