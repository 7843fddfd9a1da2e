"""What to say and to avoid is in sight at every step of every manual, in both languages and both heights of the look."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.kinds import Role
from app.manual import Library, Pack, SessionState, Step
from app.manual.session import Session, Trail
from ui.application import Shell, Who
from ui.kit.mirror import Mirror
from ui.kit.mirror_cells import AUDIENCES, DENSITIES, CheckLine, Side
from ui.manual.dock import DOCK_WIDTH, DockedManual
from ui.manual.guided import GuidedView
from ui.manual.keeper import Around, SessionKeeper
from ui.manual.marks import Marks
from ui.manual.preview import Pages
from ui.manual.reading import Shelf, take_down
from ui.manual.step_view import Shown, StepView
from ui.tasks import Tasks

WIDTH, HEIGHTS = 1290, (736, 658)
"""A page beside the rail, over the status line, at 1366×768 and 1366×690."""
SMALLEST = 12
Place = tuple[Pack, Step, tuple[str, ...]]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return take_down(None, Library())


def every_step(shelf: Shelf) -> list[Place]:
    """All steps of all manuals, and each jump and card once, from where it is reached."""
    found: list[Place] = [(pack, step, ()) for pack in shelf.packs.values() for step in pack.own if step.kind == "step"]
    others = {step.id: (pack, step) for pack in shelf.packs.values() for step in pack.steps.values()}
    found += [(pack, step, (pack.first_step(),)) for pack, step in others.values() if step.kind != "step"]
    found += crossed(shelf)
    assert len(found) > 70
    return found


def crossed(shelf: Shelf) -> list[Place]:
    """The fullest steps of each manual for a session that came over from another: one way more leads back."""
    found: list[Place] = []
    for pack in shelf.packs.values():
        own = [step for step in pack.own if step.kind == "step"]
        fullest = sorted(own, key=lambda step: len(step.red_flags) + len(step.branches))[-4:]
        other = next(one for one in shelf.packs.values() if one is not pack)
        found += [(pack, step, (other.first_step(),)) for step in fullest]
    return found


def around(place: Place, shelf: Shelf) -> Around:
    pack, step, returns = place
    session = Session("s", None, None, pack.id, "1", "", "running", step.id, 0, None, "")
    state = SessionState(session, Trail(step=step.id, returns=returns), tree=pack.id)
    return Around(state, shelf.packs, shelf.law, shelf.services, {})


@pytest.fixture
def keeper(qtbot: QtBot) -> SessionKeeper:
    """A keeper that no desk answers: it is told where it stands."""
    tasks = Tasks()
    shell = Shell(tasks, Who("", "", Role.COUNSELLOR, "B", "", True, frozenset()), tasks)
    tasks.setParent(QApplication.instance())
    return SessionKeeper(shell, shell)


def settle() -> None:
    for _pass in range(2):
        QApplication.processEvents()


def wrong(mirror: Mirror) -> Iterator[str]:
    """What of the words cannot be read as the step appears."""
    shown = mirror.shown()
    for who, kind in product(shown, ("ask", "say", "avoid")):
        cell = mirror.part(who, kind)  # type: ignore[arg-type] # the kinds of words
        if cell.isHidden():
            if cell.has_words():
                yield f"{who} {kind} is hidden"
            continue
        foot = cell.mapTo(mirror, QPoint(0, cell.height())).y()
        if foot > mirror.height() or cell.height() < cell.height_in(mirror.density(), cell.width()):
            yield f"{who} {kind} ends at {foot} of {mirror.height()}"
        if cell.visibleRegion().boundingRect().height() < cell.height():
            yield f"{who} {kind} is covered"
    sizes = [mirror.density().face(kind)[0] for kind in ("ask", "say", "avoid", "do")]
    if min(sizes) < SMALLEST:
        yield f"type of {min(sizes)} pixels"
    if len(shown) == 2 and min(sizes[:2]) < SMALLEST + 1:
        yield f"both sides stand in type of {min(sizes[:2])} pixels"


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("height", HEIGHTS)
def test_in_a_session(qtbot: QtBot, shelf: Shelf, keeper: SessionKeeper, language: str, height: int) -> None:
    i18n.set_language(language)
    view = GuidedView(keeper, Marks(keeper.shell.tasks))
    show(qtbot, view, WIDTH, height)
    found = []
    for place in every_step(shelf):
        here = around(place, shelf)
        view.show_step(here)
        settle()
        found += [f"{place[1].id}: {one}" for one in wrong(view.view.mirror)]
    assert view.form == "wide"
    assert found == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("height", HEIGHTS)
def test_while_reading(qtbot: QtBot, shelf: Shelf, language: str, height: int) -> None:
    i18n.set_language(language)
    tasks = Tasks()
    page = Pages(tasks)
    show(qtbot, page, WIDTH, height)
    tasks.setParent(page)
    page.show_shelf(shelf, next(iter(shelf.packs)))
    found = []
    for pack, step, _returns in every_step(shelf):
        page.open_tree(pack.id)
        page.go_to(step.id)
        settle()
        found += [f"{step.id}: {one}" for one in wrong(page.view.mirror)]
    assert found == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("height", HEIGHTS)
def test_beside_a_call(qtbot: QtBot, shelf: Shelf, keeper: SessionKeeper, language: str, height: int) -> None:
    i18n.set_language(language)
    dock = DockedManual(keeper)
    show(qtbot, dock, DOCK_WIDTH, height)
    found = []
    for place in every_step(shelf):
        dock.show_around(around(place, shelf))
        for who in dock.view._audiences():
            dock.view.set_audience(who)
            settle()
            found += [f"{place[1].id} {who}: {one}" for one in wrong(dock.view.mirror)]
    assert found == []


def show(qtbot: QtBot, widget: QWidget, width: int, height: int) -> None:
    qtbot.addWidget(widget)
    widget.setMinimumSize(1, 1)
    widget.resize(width, height)
    widget.show()
    assert (widget.width(), widget.height()) == (width, height)


# -- the mirror alone ----------------------------------------------------------------------------

LONG = "A sentence that is long enough to stand in two lines where two sides share the width of a page"


def side(name: str, lines: int = 5) -> Side:
    many = tuple(f"{name} {at}: {LONG}" for at in range(lines))
    return Side(f"{name}: {LONG}", many, many[:4], many, f"{name} next: {LONG}")


@pytest.fixture
def mirror(qtbot: QtBot) -> Mirror:
    made = Mirror()
    show(qtbot, made, 760, 1200)
    made.show_sides(side("one"), side("two"))
    settle()
    return made


def test_the_persons_side_stands_first_again_where_both_are_asked_for(qtbot: QtBot, shelf: Shelf) -> None:
    view = StepView()
    show(qtbot, view, 760, 360)
    pack = next(iter(shelf.packs.values()))
    view.show_step(Shown(pack, pack.own[1], shelf.law, shelf.services))
    for audience, shown in (("both", ("victim",)), ("police", ("other",)), ("both", ("victim",))):
        view.set_audience(audience)
        assert view.mirror.shown() == shown


def test_what_is_to_do_scrolls_under_the_words(mirror: Mirror) -> None:
    mirror.resize(760, 520)
    settle()
    words = [mirror.part(who, "avoid").mapTo(mirror, QPoint()).y() for who in mirror.shown()]
    bar = mirror._below.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    settle()
    assert [mirror.part(who, "avoid").mapTo(mirror, QPoint()).y() for who in mirror.shown()] == words
    assert list(wrong(mirror)) == []


def test_one_side_stands_alone_where_two_have_no_room_and_the_key_turns_it(qtbot: QtBot, mirror: Mirror) -> None:
    assert mirror.shown() == AUDIENCES
    mirror.resize(760, 340)
    settle()
    assert mirror.mode() == "both"
    assert mirror.is_folded()
    assert mirror.shown() == ("victim",)
    assert all(head.isVisible() for head in mirror._heads.values())
    mirror.activateWindow()
    for side_shown in ("other", "victim", "other"):
        with qtbot.waitSignal(mirror.turned, timeout=1_000) as turned:
            qtbot.keyClick(mirror, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        assert turned.args == [side_shown]
        assert mirror.shown() == (side_shown,)
    assert [line.text() or line.accessibleName() for line in mirror.findChildren(CheckLine) if line.isVisible()] == [
        *side("two").do
    ]
    mirror.resize(760, 1200)
    settle()
    assert mirror.shown() == AUDIENCES
    assert mirror.density() in DENSITIES[:3]


def test_columns_keep_their_edges_when_what_is_to_do_scrolls(mirror: Mirror) -> None:
    mirror.resize(760, 520)
    settle()
    for who in AUDIENCES:
        above = mirror.part(who, "avoid").mapTo(mirror, QPoint()).x()
        assert mirror.part(who, "do").mapTo(mirror, QPoint()).x() == above
