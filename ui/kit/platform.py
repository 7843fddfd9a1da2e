"""What only one system knows of a window: asking it to leave the window out of screenshots and shared screens."""

from __future__ import annotations

import ctypes
import sys
from enum import Enum, auto

_EXCLUDED, _BLACK = 0x11, 0x01
_SHARE_NOTHING = 0


class Capture(Enum):
    """What became of the request; a system that took it may still not follow."""

    ASKED = auto()
    REFUSED = auto()
    NOT_AVAILABLE = auto()
    """X11 and Wayland know no such request."""


def keep_out_of_captures(handle: int, surface: str) -> Capture:
    """Ask for one native window, by its handle; `surface` is the name of Qt's platform that drew it."""
    if sys.platform == "win32" and surface == "windows":
        return _exclude(handle)
    if sys.platform == "darwin" and surface == "cocoa":
        return _share_nothing(handle)
    return Capture.NOT_AVAILABLE


if sys.platform == "win32":

    def _exclude(handle: int) -> Capture:
        """Left out of captures since Windows 10 2004; black in them before."""
        ask = ctypes.WinDLL("user32").SetWindowDisplayAffinity
        ask.argtypes, ask.restype = (ctypes.c_void_p, ctypes.c_uint32), ctypes.c_int
        return Capture.ASKED if ask(handle, _EXCLUDED) or ask(handle, _BLACK) else Capture.REFUSED

elif sys.platform == "darwin":

    def _share_nothing(handle: int) -> Capture:
        """Set the sharing type of the NSWindow around Qt's NSView, and read it back."""
        library = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
        library.sel_registerName.argtypes, library.sel_registerName.restype = (ctypes.c_char_p,), ctypes.c_void_p
        name, found = library.sel_registerName, ctypes.c_void_p
        sent = ("objc_msgSend", library)
        window = ctypes.CFUNCTYPE(found, found, found)(sent)(handle, name(b"window"))
        if not window:
            return Capture.REFUSED
        ctypes.CFUNCTYPE(None, found, found, ctypes.c_ulong)(sent)(window, name(b"setSharingType:"), _SHARE_NOTHING)
        shares = ctypes.CFUNCTYPE(ctypes.c_ulong, found, found)(sent)(window, name(b"sharingType"))
        return Capture.ASKED if shares == _SHARE_NOTHING else Capture.REFUSED
