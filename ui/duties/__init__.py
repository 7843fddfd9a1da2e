"""Duties and powers: what holds for this kind of centre and this worker, and what was reported in a case."""

from ui.duties.page import DutiesPage

__all__ = ["DutiesPage"]
