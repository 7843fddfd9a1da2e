"""The office: staff, and the settings of the centre."""

from app.office.budget import BudgetLine, BudgetLines
from app.office.copies_out import CopiesOut, Waiting
from app.office.lock_limits import Limits, LockLimits
from app.office.rooms import Room, Rooms
from app.office.service import Member, Office
from app.office.shifts_left import Left, ShiftsLeft
from app.office.teams import TEMPLATES, Team, Teams

__all__ = [
    "TEMPLATES",
    "BudgetLine",
    "BudgetLines",
    "CopiesOut",
    "Left",
    "Limits",
    "LockLimits",
    "Member",
    "Office",
    "Room",
    "Rooms",
    "ShiftsLeft",
    "Team",
    "Teams",
    "Waiting",
]
