"""The audit trail: who did what, hash-chained per device and signed at checkpoints, without case content."""

from app.audit.chain import EVERYTHING, Asked, Audit, Entry
from app.audit.checkpoints import EVERY, Checkpoint, Checkpoints
from app.audit.kinds import About, about, all_kinds, areas, file_word, told
from app.audit.table import as_csv

__all__ = [
    "EVERY",
    "EVERYTHING",
    "About",
    "Asked",
    "Audit",
    "Checkpoint",
    "Checkpoints",
    "Entry",
    "about",
    "all_kinds",
    "areas",
    "as_csv",
    "file_word",
    "told",
]
