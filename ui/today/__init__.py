"""Today: what waits, whom we promised to call and whether we may, and what was not finished."""

from ui.today.page import TodayPage

__all__ = ["TodayPage"]
