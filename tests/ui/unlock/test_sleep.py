"""The lid, sleep and the computer's own lock, said by real services on a bus of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ui.unlock.sleep import Sleep

jeepney = pytest.importorskip("jeepney", reason="it plays the services of the system bus")

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("dbus-daemon") is None, reason="there is no message bus here"
)
LOGIN, POWER = "/org/freedesktop/login1", "/org/freedesktop/UPower"


class Computer:
    """The login and the power service of a computer."""

    def __init__(self, address: str) -> None:
        from jeepney.bus_messages import message_bus  # type: ignore[import-untyped] # it carries no types
        from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped] # the same

        self.address = address
        self.handle = os.open(os.devnull, os.O_RDONLY)
        self.lid_closed = False
        self.asked: list[tuple[str, ...]] = []
        self._line = open_dbus_connection(address, enable_fds=True)
        for name in ("org.freedesktop.login1", "org.freedesktop.UPower"):
            self._line.send_and_get_reply(message_bus.RequestName(name))
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def _serve(self) -> None:
        from jeepney import HeaderFields, MessageType, new_method_return  # type: ignore[import-untyped] # the same

        while True:
            try:
                call = self._line.receive()
            except (OSError, EOFError, TypeError):
                return  # the bus is gone
            if call.header.message_type != MessageType.method_call:
                continue
            member = call.header.fields[HeaderFields.member]
            self.asked.append((member, *call.body))
            answer = ("h", (self.handle,)) if member == "Inhibit" else ("v", (("b", self.lid_closed),))
            self._line.send(new_method_return(call, *answer))

    def leave(self) -> None:
        """After the bus is gone."""
        self._serving.join(10)
        self._line.close()
        os.close(self.handle)

    def says(self, path: str, interface: str, member: str, signature: str = "", *body: Any) -> None:
        from jeepney import DBusAddress, new_signal

        self._line.send(new_signal(DBusAddress(path, interface=interface), member, signature or None, body))

    def moves_lid(self, closed: bool) -> None:
        self.lid_closed = closed
        changed: tuple[Any, ...] = ("org.freedesktop.UPower", {"LidIsClosed": ("b", closed)}, [])
        self.says(POWER, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", *changed)


@pytest.fixture
def computer() -> Iterator[Computer]:
    place = tempfile.mkdtemp(prefix="gy-")  # a short path: an address has little room
    words = ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:dir={place}"]
    bus = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert bus.stdout
    made = Computer(bus.stdout.readline().strip())
    yield made
    bus.kill()
    bus.communicate()
    made.leave()
    shutil.rmtree(place)


@pytest.fixture
def sleep(qtbot: QtBot, computer: Computer) -> Iterator[Sleep]:
    made = Sleep(bus=computer.address)
    made.start()
    qtbot.waitUntil(lambda: made.delays, timeout=5_000)
    yield made
    made.stop()


def test_the_computer_waits_with_its_sleep(sleep: Sleep, computer: Computer) -> None:
    assert [one[:3] for one in computer.asked] == [("Inhibit", "sleep", "Gyeot")]
    assert computer.asked[0][-1] == "delay"
    sleep.stop()
    assert not sleep.delays
    assert not sleep.listening


def test_sleep_locks_and_waking_does_not(qtbot: QtBot, sleep: Sleep, computer: Computer) -> None:
    seen: list[str] = []
    sleep.coming.connect(lambda: seen.append("lock"))
    computer.says(LOGIN, "org.freedesktop.login1.Manager", "PrepareForSleep", "b", False)
    computer.says(LOGIN, "org.freedesktop.login1.Manager", "PrepareForSleep", "b", True)
    qtbot.waitUntil(lambda: seen == ["lock"], timeout=5_000)


def test_a_closed_lid_locks_and_an_opened_one_does_not(qtbot: QtBot, sleep: Sleep, computer: Computer) -> None:
    seen: list[str] = []
    sleep.coming.connect(lambda: seen.append("lock"))
    computer.moves_lid(False)
    qtbot.waitUntil(lambda: ("Get", "org.freedesktop.UPower", "LidIsClosed") in computer.asked, timeout=5_000)
    computer.moves_lid(True)
    qtbot.waitUntil(lambda: seen == ["lock"], timeout=5_000)


def test_the_lock_of_the_computer_is_ours_too(qtbot: QtBot, sleep: Sleep, computer: Computer) -> None:
    with qtbot.waitSignal(sleep.coming, timeout=5_000):
        computer.says(f"{LOGIN}/session/_31", "org.freedesktop.login1.Session", "Lock")


def test_without_a_bus_nothing_is_heard_and_nothing_breaks(qtbot: QtBot) -> None:
    alone = Sleep(bus="unix:path=/nowhere/at/all")
    alone.start()
    assert not alone.listening
    alone.stop()
