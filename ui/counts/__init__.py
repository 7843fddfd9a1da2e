"""Counts: what would leave is looked at before it leaves."""

from ui.counts.page import CountsPage

__all__ = ["CountsPage"]
