"""Cases: the list, one case with its sections, and every form that writes into it."""

from ui.cases.page import CasesPage

__all__ = ["CasesPage"]
