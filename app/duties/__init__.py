"""Duties and powers by kind of centre and status of staff, each standing on its law cards."""

from app.duties.model import KINDS, PERMANENT, Duty, Kind
from app.duties.report import Entry, Report, brief, can_be_recorded
from app.duties.service import Duties
from app.duties.table import duties, duties_for, read_duties

__all__ = [
    "KINDS",
    "PERMANENT",
    "Duties",
    "Duty",
    "Entry",
    "Kind",
    "Report",
    "brief",
    "can_be_recorded",
    "duties",
    "duties_for",
    "read_duties",
]
