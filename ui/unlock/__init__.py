"""Everything before and beside the open desk: unlocking, the first run, restoring, mask, quick hide."""

from ui.unlock.first_run import FirstRun, Ready
from ui.unlock.hide import QuickHide
from ui.unlock.mask import LockWarning, MaskPage
from ui.unlock.page import UnlockPage
from ui.unlock.restore import RestorePage

__all__ = ["FirstRun", "LockWarning", "MaskPage", "QuickHide", "Ready", "RestorePage", "UnlockPage"]
