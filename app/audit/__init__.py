"""The audit trail: who read, exported, printed, sent or failed to unlock — chained, without case content."""

from app.audit.chain import Audit, Entry

__all__ = ["Audit", "Entry"]
