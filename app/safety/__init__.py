"""Safety: our own list of warning signs and the level that follows from it by rule."""

from app.safety.model import Level, level_of
from app.safety.service import Safety, Sign

__all__ = ["Level", "Safety", "Sign", "level_of"]
