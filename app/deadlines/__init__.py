"""Legal deadlines: events that were noted, the days the law counts from them, and how each came about."""

from app.deadlines.model import Deadline, LegalEvent, Rule
from app.deadlines.noting import Entry
from app.deadlines.rules import rules, rules_for
from app.deadlines.service import Counted, Deadlines
from app.store import Taken

__all__ = ["Counted", "Deadline", "Deadlines", "Entry", "LegalEvent", "Rule", "Taken", "rules", "rules_for"]
