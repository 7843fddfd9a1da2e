"""The office: people, backup, directory, the audit trail, and what this computer remembers."""

from ui.office.page import OfficePage

__all__ = ["OfficePage"]
