"""The office: staff, and the settings of the centre."""

from app.office.budget import BudgetLine, BudgetLines
from app.office.copies_out import CopiesOut, Waiting
from app.office.lock_limits import Limits, LockLimits
from app.office.officers_wanted import OfficersWanted
from app.office.rooms import Room, Rooms
from app.office.service import COLLECTOR, REPORT_RELAY, Member, Office
from app.office.shifts_left import Left, ShiftsLeft
from app.office.teams import TEMPLATES, Team, Teams

__all__ = [
    "COLLECTOR",
    "REPORT_RELAY",
    "TEMPLATES",
    "BudgetLine",
    "BudgetLines",
    "CopiesOut",
    "Left",
    "Limits",
    "LockLimits",
    "Member",
    "Office",
    "OfficersWanted",
    "Room",
    "Rooms",
    "ShiftsLeft",
    "Team",
    "Teams",
    "Waiting",
]
