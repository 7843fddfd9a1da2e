"""Screenshots and shared screens: every window of ours asks to be left out of them, and says what came of it."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.kit import platform
from ui.kit.findings import Finding
from ui.kit.platform import Capture


def ask(widget: QWidget) -> Capture:
    """Ask for the window that holds this widget; asking twice does no harm."""
    return platform.keep_out_of_captures(int(widget.window().winId()), QGuiApplication.platformName())


def finding(state: Capture) -> Finding:
    """What came of the request, and what to do."""
    name = _("Screenshots and shared screens")
    if state is Capture.ASKED:
        sentence = _(
            "The system was asked to leave this window out of screenshots and shared screens. That is no promise, and a camera sees the screen all the same."
        )
        return Finding(name, _("Asked for"), sentence, "fine")
    if state is Capture.REFUSED:
        sentence = _(
            "The system did not take the request to leave this window out of screenshots and shared screens. End screen sharing and recording before you open a case."
        )
        return Finding(name, _("Refused"), sentence, "act")
    sentence = _(
        "This system has no way to leave a window out of screenshots and shared screens. End screen sharing and recording before you open a case."
    )
    return Finding(name, _("Not possible here"), sentence, "open")
