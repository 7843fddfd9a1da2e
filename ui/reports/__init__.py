"""Reports of a centre and its dashboard, for managers and supervisors."""

from ui.reports.page import ReportsPage

__all__ = ["ReportsPage"]
