"""The office: staff, and the settings of the centre."""

from app.office.service import Member, Office

__all__ = ["Member", "Office"]
