"""Today: what waits, whom we promised to call and whether we may, the week, and the end of the shift."""

from ui.today.numbers import NumbersPage
from ui.today.page import TodayPage

__all__ = ["NumbersPage", "TodayPage"]
