"""The idle watch: it warns before the lock, gives a running contact its longer limit, and says every second what is left."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.contacts import Contact
from ui.watch import Watch

RUNNING = Contact("c", 1_000, "phone", "running", "u")


def test_the_lock_is_said_before_it_comes(qtbot: QtBot) -> None:
    watch = Watch(idle=21, contact=60)
    with qtbot.waitSignals([watch.counted, watch.lock_near], timeout=5_000):
        watch.start()
    assert watch.seconds_left <= 20
    watch.stop()


def test_an_idle_desk_locks_and_one_with_a_contact_is_only_covered(qtbot: QtBot) -> None:
    watch = Watch(idle=1, contact=60)
    watch.start()
    qtbot.waitSignal(watch.lock_due, timeout=5_000).wait()
    watch.set_contact(RUNNING)
    locked: list[bool] = []
    watch.lock_due.connect(lambda: locked.append(True))
    qtbot.waitSignal(watch.mask_due, timeout=5_000).wait()
    assert watch.limit == 60
    assert locked == []
    watch.set_contact(None)
    assert watch.limit == 1
    watch.stop()


def test_a_guided_session_is_covered_like_a_contact(qtbot: QtBot) -> None:
    watch = Watch(idle=1, contact=60)
    watch.start()
    watch.set_session(1_000)
    locked: list[bool] = []
    watch.lock_due.connect(lambda: locked.append(True))
    qtbot.waitSignal(watch.mask_due, timeout=5_000).wait()
    assert (watch.limit, locked) == (60, [])
    watch.set_session(None)
    assert watch.limit == 1
    watch.stop()


def test_the_limits_of_the_centre_hold_at_once(qtbot: QtBot) -> None:
    watch = Watch(idle=600, contact=3600)
    watch.start()
    watch.set_limits(1, 2)
    qtbot.waitSignal(watch.lock_due, timeout=5_000).wait()
    watch.set_limits(60, 30)
    watch.set_session(1_000)
    assert watch.limit == 60, "a call never has less time than an empty desk"
    watch.stop()


def test_without_a_parent_nobody_is_asked_to_replace_the_process() -> None:
    assert Watch().replace_process() is False
