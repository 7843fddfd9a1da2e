"""Everything before and beside the open desk: unlocking, the first run, mask, quick hide, another passphrase."""

from ui.unlock.change import ChangePassphrase
from ui.unlock.first_run import FirstRun, Ready
from ui.unlock.hide import QuickHide
from ui.unlock.mask import LockWarning, MaskPage
from ui.unlock.page import UnlockPage
from ui.unlock.restore import RestorePage

__all__ = ["ChangePassphrase", "FirstRun", "LockWarning", "MaskPage", "QuickHide", "Ready", "RestorePage", "UnlockPage"]
