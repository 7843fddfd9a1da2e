"""The office: staff, settings, and how this centre keeps the directory."""

from app.office.service import Member, Office

__all__ = ["Member", "Office"]
