"""The first run from an empty computer to the lock, by keys alone; and stopped, without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.vault import FLOOR, Home, SecondSecret, at_rest, unlock
from tests.ui.unlock.conftest import nameless, press, show, type_in, typed
from ui.tasks import Tasks
from ui.unlock import FirstRun, Ready
from ui.unlock.steps.done import Finished
from ui.unlock.steps.drill import Drill
from ui.unlock.steps.kit import Kit
from ui.unlock.steps.making import Making
from ui.unlock.steps.passphrases import Passphrases
from ui.unlock.steps.people import People
from ui.unlock.steps.place import Place
from ui.unlock.steps.second import Second
from ui.unlock.steps.step import Step
from ui.unlock.steps.trustee import Trustee

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
PASSPHRASE = "six quiet words beside a river"


class Assistant:
    """A person at the keyboard of the first run."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, root: Path, printer: QPrinter | None = None) -> None:
        self.qtbot, self.root = qtbot, root
        (root / "stick").mkdir()
        self.page = FirstRun(
            tasks, root / "office" / "centre", kdf=FLOOR, ballast=4096, printer=lambda _window: printer
        )
        show(qtbot, self.page)

    @property
    def step(self) -> Step:
        assert nameless(self.page) == []
        return self.page.step

    def until(self, kind: type[Step]) -> None:
        self.qtbot.waitUntil(lambda: isinstance(self.page.step, kind), timeout=30_000)

    def enter(self, kind: type[Step]) -> None:
        """Go on with Enter and wait for the next step."""
        press(Key.Key_Return)
        self.until(kind)
        assert nameless(self.page) == []

    def to(self, field: QWidget) -> None:
        """Tab until a field has the focus."""
        for _try in range(30):
            if QApplication.focusWidget() is field or field.focusProxy() is QApplication.focusWidget():
                return
            press(Key.Key_Tab)
        raise AssertionError("the field cannot be reached by Tab")

    def write(self, field: QLineEdit, text: str) -> None:
        self.to(field)
        field.selectAll()
        type_in(text)

    def to_people(self) -> People:
        press(Key.Key_Return)
        self.until(Place)
        step = self.page.step
        assert isinstance(step, Place)
        self.write(step.name, "Gyeot practice")
        self.enter(People)
        people = self.page.step
        assert isinstance(people, People)
        return people

    def to_passphrase(self) -> Passphrases:
        people = self.to_people()
        self.write(people.name, "ieum")
        press(Key.Key_N, CONTROL)
        self.write(people.name, "gaon")
        self.to(people.here)
        press(Key.Key_2)
        self.enter(Passphrases)
        step = self.page.step
        assert isinstance(step, Passphrases)
        return step

    def to_second(self) -> Second:
        step = self.to_passphrase()
        self.write(step.passphrase, PASSPHRASE)
        self.write(step.again, PASSPHRASE)
        self.enter(Trustee)
        trustee = self.page.step
        assert isinstance(trustee, Trustee)
        self.write(trustee.name, "outside")
        self.enter(Second)
        second = self.page.step
        assert isinstance(second, Second)
        self.qtbot.waitUntil(lambda: not self.page._tasks.busy, timeout=30_000)
        self.write(second.folder.line, str(self.root / "stick"))
        return second

    def to_kit(self) -> Kit:
        self.to_second()
        self.enter(Making)
        self.until(Kit)
        kit = self.page.step
        assert isinstance(kit, Kit)
        return kit

    def to_drill(self) -> Drill:
        kit = self.to_kit()
        self.to(kit.sure)
        press(Key.Key_Space)
        self.enter(Drill)
        drill = self.page.step
        assert isinstance(drill, Drill)
        return drill

    def rest(self) -> list[str]:
        return sorted(path.name for path in self.root.rglob("*") if path.name != "stick")


def test_from_nothing_to_the_lock_by_keys(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    drill = one.to_drill()
    assert PASSPHRASE not in typed(one.page)
    assert not (tmp_path / "office" / "centre").exists()
    founding = one.page.draft.founding
    assert founding is not None
    assert founding.trustee is not None
    assert drill.code is not None
    code, paper = founding.trustee.code, founding.sheets[0].code
    one.write(drill.code, code[:-1] + ("0" if code[-1] != "0" else "1"))
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: bool(drill.form.error("code")), timeout=20_000)
    assert not (tmp_path / "office" / "centre").exists()
    one.write(drill.code, code.lower())
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: one.page.step.number == 9, timeout=20_000)
    assert code not in typed(one.page)
    done = one.page.step
    assert isinstance(done, Finished)
    qtbot.waitUntil(lambda: len(done.computer.findings()) == 3, timeout=20_000)
    found = at_rest.look(done.draft.home())
    assert [finding.sentence for finding in done.computer.findings()[:2]] == [
        at_rest.disk_sentence(found.disk),
        at_rest.swap_sentence(found.swap),
    ]
    with qtbot.waitSignal(one.page.finished) as got:
        press(Key.Key_Return)
    assert got.args is not None
    ready = got.args[0]
    assert isinstance(ready, Ready)
    assert ready.user == "ieum"
    assert Home.open(ready.home).drilled
    assert unlock(ready.home, ready.user, PASSPHRASE, SecondSecret.paper(paper)).name == "ieum"
    one.page.stop()
    assert (ready.home / "db").is_dir()


def test_stopping_after_the_kit_leaves_nothing(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    one.to_kit()
    assert one.rest() != []
    press(Key.Key_Escape)
    press(Key.Key_Return)
    assert isinstance(one.page.step, Kit), "the safe verb has the focus"
    press(Key.Key_Escape)
    press(Key.Key_Tab)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: one.page.step.number == 1)
    assert one.rest() == []


def test_stopping_while_it_is_made_leaves_nothing(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    one.to_second()
    one.enter(Making)
    press(Key.Key_Escape)
    one.until(People)
    qtbot.waitUntil(lambda: not tasks.busy, timeout=30_000)
    assert one.rest() == []
    assert one.page.draft.passphrases == {}


def test_what_is_missing_is_said_beside_its_field(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    press(Key.Key_Return)
    one.until(Place)
    press(Key.Key_Return)
    assert "name" in one.step.form.error("name")
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "centre").mkdir()
    (tmp_path / "office" / "centre" / "mine.txt").write_text("mine")
    assert isinstance(one.page.step, Place)
    one.write(one.page.step.name, "Gyeot practice")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: bool(one.step.form.error("home")))
    assert "nothing in it was changed" in one.step.form.error("home")


def test_a_passphrase_is_strong_and_typed_twice(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    step = one.to_passphrase()
    assert step.person.name == "ieum"
    one.write(step.passphrase, "short")
    assert "Not strong enough" in step.strength()
    press(Key.Key_Return)
    assert "too short" in step.form.error("passphrase")
    one.write(step.passphrase, PASSPHRASE)
    assert step.strength() == "Strong enough."
    one.write(step.again, PASSPHRASE + "x")
    press(Key.Key_Return)
    assert "differ" in step.form.error("again")
    press(Key.Key_Escape)
    one.until(People)
    assert PASSPHRASE not in typed(one.page)


def test_people_say_what_they_open(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    people = one.to_people()
    assert "cases and contacts" in people.opens.text()
    assert "small centre" in people.both.text()
    one.write(people.name, "ieum")
    one.to(people.rights)
    press(Key.Key_Space)
    assert "cases and contacts" in people.closed.text()
    assert people.both.text() == ""
    press(Key.Key_Return)
    assert "Nobody on the list could open cases" in people.form.error("rights")


def test_without_a_second_manager_somebody_outside_is_needed(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    step = one.to_passphrase()
    one.write(step.passphrase, PASSPHRASE)
    one.write(step.again, PASSPHRASE)
    one.enter(Trustee)
    press(Key.Key_Return)
    assert "second manager" in one.step.form.error("trustee")
    type_in("gaon")
    press(Key.Key_Return)
    assert "works here" in one.step.form.error("trustee")


def test_the_kit_goes_to_paper_and_must_be_there(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    printer.setOutputFileName(str(tmp_path / "spool.pdf"))
    one = Assistant(qtbot, tasks, tmp_path, printer)
    kit = one.to_kit()
    assert [paper.title for paper in kit.papers] == [
        "Half of the recovery key",
        "Printed code",
        "Printed code",
        "Starting passphrase",
    ]
    press(Key.Key_Return)
    assert isinstance(one.page.step, Kit)
    press(Key.Key_Down)
    assert kit.view.accessibleName().endswith(kit.papers[1].code)
    press(Key.Key_P, CONTROL)
    assert len(PdfReader(tmp_path / "spool.pdf").pages) == 4
    one.to(one.page.next)
    press(Key.Key_Return)
    assert "on paper" in kit.form.error("sure")
    one.page.stop()


def test_other_ways_to_begin(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    press(Key.Key_End)
    with qtbot.waitSignal(one.page.restore_wanted):
        press(Key.Key_Return)
    with qtbot.waitSignal(one.page.language_changed):
        one.page.languages.setFocus()
        press(Key.Key_Left)
    assert i18n.language() == "ko"
    assert one.page.step.title() == "어서 오세요"


@pytest.mark.parametrize("there", [True, False])
def test_a_centre_that_is_here(qtbot: QtBot, tasks: Tasks, tmp_path: Path, centre: object, there: bool) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    press(Key.Key_Down)
    press(Key.Key_Down)
    press(Key.Key_Return)
    folder = getattr(centre, "home") if there else tmp_path / "stick"  # noqa: B009 - the fixture's type is not needed
    type_in(str(folder))
    if there:
        with qtbot.waitSignal(one.page.finished) as got:
            press(Key.Key_Return)
        assert got.args == [Ready(folder)]
    else:
        press(Key.Key_Return)
        qtbot.waitUntil(lambda: "There is no centre" in one.page.step.form.error("home"))


def test_a_practice_centre_is_made_and_says_where_its_keys_lie(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    press(Key.Key_Down)
    press(Key.Key_Return)
    with qtbot.waitSignal(one.page.finished, timeout=50_000) as got:
        press(Key.Key_Return)
    assert got.args is not None
    ready = got.args[0]
    assert Home.open(ready.home).manifest.practice
    assert ready.key_file is not None
    assert ready.key_file.is_file()
    assert str(ready.key_file.parent) in ready.note


def test_a_practice_centre_that_is_stopped_leaves_nothing(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    one = Assistant(qtbot, tasks, tmp_path)
    press(Key.Key_Down)
    press(Key.Key_Return)
    one.enter(Making)
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: not tasks.busy, timeout=50_000)
    assert [name for name in one.rest() if name not in ("office",)] == []
