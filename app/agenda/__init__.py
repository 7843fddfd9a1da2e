"""The agenda: tasks, call-backs, appointments and deadlines."""

from app.agenda.service import Agenda, Task

__all__ = ["Agenda", "Task"]
