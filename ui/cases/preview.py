"""Papers of a case are looked at as every paper is."""

from ui.kit.preview import ChoosePrinter, PreviewDialog, ask_printer, print_pages

__all__ = ["ChoosePrinter", "PreviewDialog", "ask_printer", "print_pages"]
