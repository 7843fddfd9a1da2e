"""The office: staff, and the settings of the centre."""

from app.office.lock_limits import Limits, LockLimits
from app.office.service import Member, Office
from app.office.teams import TEMPLATES, Team, Teams

__all__ = ["TEMPLATES", "Limits", "LockLimits", "Member", "Office", "Team", "Teams"]
