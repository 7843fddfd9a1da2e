"""What waits to leave this computer, and what could not."""

from app.outbox.service import ANSWERS, COUNTS, DEAD, HELD, WAITING, Item, Outbox, problem_sentence

__all__ = ["ANSWERS", "COUNTS", "DEAD", "HELD", "WAITING", "Item", "Outbox", "problem_sentence"]
