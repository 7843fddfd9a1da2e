"""A hand inside the running program: Python loads this before it, and a test outside says what to press.

Only the child that shows the window listens, and only where a test names a socket; the program itself knows nothing of
it. With GYEOT_TEST_KEY_STORE a key store of the file of that name stands in for the computer's own.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
import traceback
import types
from pathlib import Path
from typing import Any


def _listen(path: str) -> None:
    """Wait for the window, then carry out one order after another in its thread."""
    while "ui.window" not in sys.modules or not _application():
        time.sleep(0.005)
    from PySide6.QtCore import QObject, Signal

    class Hand(QObject):
        asked = Signal(str, object)

        def obey(self, code: str, answered: Any) -> None:
            answered(_run(code))

    hand = Hand()
    hand.moveToThread(_application().thread())
    hand.asked.connect(hand.obey)
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)
        stream = line.makefile("rw", encoding="utf-8")
        stream.write(json.dumps({"pid": os.getpid()}) + "\n")
        stream.flush()
        for order in stream:
            told = json.loads(order)
            done: list[dict[str, Any]] = []
            finished = threading.Event()

            def answered(said: dict[str, Any], done: list[Any] = done, finished: threading.Event = finished) -> None:
                done.append(said)
                finished.set()

            if told["in_window"]:
                hand.asked.emit(told["code"], answered)
            else:
                answered(_run(told["code"]))
            finished.wait()
            stream.write(json.dumps(done[0], ensure_ascii=False) + "\n")
            stream.flush()


def _application() -> Any:
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets and hasattr(widgets, "QApplication") else None


_PLACE: dict[str, Any] = {}


def _run(code: str) -> dict[str, Any]:
    if not _PLACE:
        _equip()
    from app.logs import attempt

    _PLACE["answer"] = None
    _none, problem = attempt(
        lambda: exec(code, _PLACE)
    )  # the test's own words; whatever went wrong is the test's to hear
    return {"failed": "".join(traceback.format_exception(problem))} if problem else {"answer": _PLACE["answer"]}


def _equip() -> None:
    from PySide6.QtWidgets import QApplication

    from ui.tour.driver import Driver
    from ui.window import Window

    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Window))
    window.activateWindow()
    _PLACE.update(window=window, driver=Driver(window, Path()), QApplication=QApplication)


def _put_key_store(file: str) -> None:
    """A key store whose class bears an allowed name; the file says what it holds and how it fails."""
    told = json.loads(Path(file).read_text("utf-8"))
    place, _dot, name = told["class"].rpartition(".")
    import keyring
    import keyring.errors
    from keyring.backend import KeyringBackend

    class Store(KeyringBackend):
        priority = 9

        def _fail(self) -> None:
            if told["fault"] == "hang":
                time.sleep(3600)
            if told["fault"] == "locked":
                raise keyring.errors.KeyringLocked("install keyrings.alt to keep secrets in plain text")

        def get_password(self, service: str, username: str) -> str | None:
            self._fail()
            found = json.loads(Path(file).read_text("utf-8"))["kept"].get(f"{service}|{username}")
            return None if found is None else str(found)

        def set_password(self, service: str, username: str, password: str) -> None:
            self._fail()
            now = json.loads(Path(file).read_text("utf-8"))
            now["kept"][f"{service}|{username}"] = password
            Path(file).write_text(json.dumps(now), "utf-8")

        def delete_password(self, service: str, username: str) -> None:
            self._fail()

    if told["fault"] == "absent":
        from keyring.backends import fail

        keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call] # keyring leaves it untyped
        return
    Store.__module__, Store.__qualname__, Store.__name__ = place, name, name
    sys.modules.setdefault(place, types.ModuleType(place))
    keyring.set_keyring(Store())  # type: ignore[no-untyped-call] # keyring leaves it untyped
    if "limit" in told:
        from app.vault import device_secret

        device_secret.TIME_LIMIT = told["limit"]


if "window" in sys.orig_argv and os.environ.get("GYEOT_TEST_SOCKET"):
    if os.environ.get("GYEOT_TEST_KEY_STORE"):
        sys.path.insert(0, str(Path.cwd()))
        _put_key_store(os.environ["GYEOT_TEST_KEY_STORE"])
    threading.Thread(target=_listen, args=(os.environ["GYEOT_TEST_SOCKET"],), daemon=True, name="hand").start()
