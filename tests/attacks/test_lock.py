"""The lock as a working day meets it, in the real program: back to the step and the letter, each person for themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.program import Program, copy_of, running, until
from tests.attacks.scan import word
from tests.conftest import Centre

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it drives processes over a socket")

SESSION = """
from app.changes import Done
from ui.application import Guide
made = []
window.tasks.write(window, lambda desk: desk.cases.open_case("파란우산"), made.append)
driver.settle(window.tasks)
window.floor.shell.go("manual", Guide(case_id=made[0].id, pack="dating-violence"))
driver.settle(window.tasks)
page = window.floor.page("manual")
page.keeper.take("default")
driver.settle(window.tasks)
page.guided.case.notes.setFocus()
driver.type({words!r})
cursor = page.guided.case.notes.textCursor()
cursor.setPosition(3)
page.guided.case.notes.setTextCursor(cursor)
answer = page.keeper.around.step.id
"""
STANDING = """
page = window.floor.page("manual")
notes = page.guided.case.notes
focused = QApplication.focusWidget() is notes
answer = [window.floor.place, page.keeper.around.step.id, notes.toPlainText(), notes.textCursor().position(), focused]
"""
CONTACT = """
driver.press("F2")
driver.until(lambda: window.floor.place == "contacts", "the contact")
driver.settle(window.tasks)
window.floor.page("contacts").running.pad.setFocus()
driver.type({words!r})
"""
READING = """
window.unlock.form.manual.click()
driver.until(lambda: getattr(window.gate_page, "_shelf", None) is not None, "the manual")
driver.press("Ctrl+I")
from ui.manual.services import ServiceBox
box = driver.dialog().content
driver.type("1366")
driver.settle(window.tasks)
answer = [isinstance(box, ServiceBox), box.rows.model().rowCount(), window.tasks.is_open, window._keys is None]
"""


@pytest.fixture(scope="module")
def centre(founded: Centre, tmp_path_factory: pytest.TempPathFactory) -> Centre:
    return copy_of(founded, tmp_path_factory.mktemp("day"))


@pytest.fixture(scope="module")
def started(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with running(centre.home, tmp_path_factory.mktemp("own")) as program:
        yield program


@pytest.fixture
def program(started: Program) -> Program:
    """Locked; one program sees the whole day."""
    if started.do("answer = window.floor is not None"):
        started.lock()
    return started


def test_unlocking_returns_to_the_step_and_the_letter(program: Program, centre: Centre) -> None:
    program.enter(centre)
    said = word()
    step = program.do(SESSION.format(words=said))
    program.lock()
    program.enter(centre)
    until(lambda: program.do(STANDING)[3] == 3, "the caret")
    assert program.do(STANDING) == ["manual", step, said, 3, True]


def test_each_person_has_their_own_drafts(program: Program, centre: Centre) -> None:
    program.enter(centre)
    mine = word()
    program.do(CONTACT.format(words=mine))
    program.lock()
    program.enter(centre, "manager")
    assert program.do("answer = window.floor.place") == "today", "where a colleague was is nobody's business"
    theirs = (
        "answer = []; window.tasks.read(window, lambda desk: [d.body for d in desk.contacts.drafts()], answer.extend)"
    )
    found = program.do(f"found = []; {theirs}; driver.settle(window.tasks)")
    assert mine not in str(found)
    program.lock()
    program.enter(centre)
    assert mine in program.do('answer = window.floor.page("contacts").running.pad.toPlainText()')


def test_a_contact_is_covered_and_not_cut_off(program: Program, centre: Centre) -> None:
    program.enter(centre)
    program.do(CONTACT.format(words="듣는 중"))
    child = program.child
    program.do("window._watch.set_limits(1, 60)")
    until(lambda: program.do("answer = type(window.gate_page).__name__") == "MaskPage", "the mask")
    program.do('driver.press("A")')
    assert program.do("answer = [type(window.gate_page).__name__, window._watch.limit]") == ["Floor", 60]
    assert program.do('answer = window.floor.page("contacts").running.pad.toPlainText()') == "듣는 중"
    assert program.child == child
    program.do('window.floor.page("contacts").park(); driver.settle(window.tasks)')
    program.gone(child)  # nobody is spoken with any more: the short limit locks
    program.meet()


def test_the_lock_screen_opens_manual_and_directory(program: Program) -> None:
    program.do('driver.until(lambda: window.unlock.form.names.count() > 0, "the lock screen")')
    is_box, rows, opened, keyless = program.do(READING)
    assert (is_box, opened, keyless) == (True, False, True)
    assert rows >= 1
    program.do('driver.press("Escape"); driver.press("Escape"); answer = type(window.gate_page).__name__')
    assert program.do("answer = type(window.gate_page).__name__") == "UnlockPage"


def test_no_process_can_be_dumped_or_read_by_a_neighbour(program: Program, centre: Centre) -> None:
    program.enter(centre)
    for pid in program.processes():
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert "Max core file size        0                    0" in limits
    assert program.do("import ctypes; answer = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)") == 0


def test_the_process_that_made_a_centre_does_not_stay_at_its_lock_screen(program: Program) -> None:
    maker = program.child
    program.do(
        "import ui.window; ui.window.AFTER_MAKING = 1; window._made(__import__('ui.unlock').unlock.Ready(window.home))"
    )
    program.gone(maker)
    program.meet()
    program.do('driver.until(lambda: window.unlock.form.names.count() > 0, "the lock screen")')
