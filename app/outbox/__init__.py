"""What waits to leave this computer, and what could not."""

from app.outbox.service import Item, Outbox, problem_sentence

__all__ = ["Item", "Outbox", "problem_sentence"]
