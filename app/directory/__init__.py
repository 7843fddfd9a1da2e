"""The directory of services: the shipped list under this centre's own changes, and which numbers may be told."""

from app.directory.model import (
    KINDS,
    NEVER_CHANGES,
    VERIFIED_FOR,
    Check,
    DirectoryEntry,
    Listing,
    Loss,
    Standing,
    Values,
)
from app.directory.service import Directory, Rung

__all__ = [
    "KINDS",
    "NEVER_CHANGES",
    "VERIFIED_FOR",
    "Check",
    "Directory",
    "DirectoryEntry",
    "Listing",
    "Loss",
    "Rung",
    "Standing",
    "Values",
]
