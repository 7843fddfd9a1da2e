"""The agenda: tasks, call-backs, appointments with their rooms and courts, and what one shift hands to the next."""

from app.agenda.appointments import Appointments
from app.agenda.model import Booking, Clash, CourtCard, Task
from app.agenda.service import Agenda
from app.agenda.shift import Shift, ShiftItem
from app.store import Taken

__all__ = ["Agenda", "Appointments", "Booking", "Clash", "CourtCard", "Shift", "ShiftItem", "Taken", "Task"]
