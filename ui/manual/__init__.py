"""The manual beside a conversation: guided sessions, the dock on a call, and plain reading without a key."""

from ui.manual.dock import DockedManual
from ui.manual.page import ManualPage
from ui.manual.reading import ReadingPage

__all__ = ["DockedManual", "ManualPage", "ReadingPage"]
