"""Everything before and beside the open desk: unlocking, the first run, restoring, mask, quick hide.

Names are fetched on first use: the first window needs the unlock page and nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.unlock.first_run import FirstRun
    from ui.unlock.hide import QuickHide
    from ui.unlock.mask import LockWarning, MaskPage
    from ui.unlock.page import UnlockPage
    from ui.unlock.ready import Ready
    from ui.unlock.restore import RestorePage

_PLACES = {
    "FirstRun": "first_run", "LockWarning": "mask", "MaskPage": "mask", "QuickHide": "hide", "Ready": "ready",
    "RestorePage": "restore", "UnlockPage": "page",
}  # fmt: skip

__all__ = ["FirstRun", "LockWarning", "MaskPage", "QuickHide", "Ready", "RestorePage", "UnlockPage"]


def __getattr__(name: str) -> object:
    if name in _PLACES:
        return getattr(import_module(f"ui.unlock.{_PLACES[name]}"), name)
    raise AttributeError(name)
