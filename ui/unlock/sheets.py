"""The sheets of the recovery kit of a first run."""

from __future__ import annotations

from app.flows.first_run import Founding
from ui.forms.sheets import Paper, PaperView, ask_printer, print_papers
from ui.forms.sheets import papers as sheets_of

__all__ = ["Paper", "PaperView", "ask_printer", "papers", "print_papers"]


def papers(founding: Founding) -> tuple[Paper, ...]:
    """Every sheet of the kit: the trustee's first, then each person's."""
    return sheets_of(founding.sheets, founding.trustee)
