"""A shell with real work behind it: the vault's keys, SQLCipher, both worker threads."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.conftest import Centre
from ui import theme
from ui.application import Shell, Who
from ui.tasks import Tasks

_styled: list[bool] = []


@pytest.fixture(autouse=True)
def styled(qapp: object) -> Iterator[None]:
    gc.disable()  # as the window does: a widget in a cycle must not die on a worker's thread
    if not _styled or theme.current() is not theme.LIGHT:  # a style sheet is worked into every widget there is
        theme.apply(qapp, theme.LIGHT)  # type: ignore[arg-type] # pytest-qt types its application as QCoreApplication
        _styled.append(True)
    yield
    # What the bench freezes for one window would keep every window of the tests after it.
    gc.unfreeze()
    gc.collect(1)
    gc.enable()


@pytest.fixture
def open_shell(qtbot: QtBot, centre: Centre) -> Iterator[Callable[[str], Shell]]:
    """Open the centre as one of its people; closed after the test."""
    opened: list[Tasks] = []

    def open_as(name: str) -> Shell:
        tasks = Tasks()
        opened.append(tasks)
        tasks.broke.connect(_raise)
        keys = centre.unlock(name)
        shell = Shell(tasks, Who.of(keys))
        done: list[Desk] = []
        tasks.open(shell, lambda: Desk.open(centre.home, keys), done.append, _raise)
        qtbot.waitUntil(lambda: bool(done), timeout=10_000)
        return shell

    yield open_as
    for tasks in opened:
        settle(qtbot, tasks)
        tasks.close()


@pytest.fixture
def shell(open_shell: Callable[[str], Shell]) -> Shell:
    """The counsellor's shell."""
    return open_shell("counsellor")


@pytest.fixture
def manager_shell(open_shell: Callable[[str], Shell]) -> Shell:
    return open_shell("manager")


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    """Let answers that are on their way arrive: one that finds its window gone is met by the garbage collector."""
    with contextlib.suppress(
        qtbot.TimeoutError
    ):  # a test that left something hanging on purpose closes it all the same
        qtbot.waitUntil(lambda: not tasks.busy, timeout=5_000)


def _raise(problem: BaseException) -> None:
    raise problem
