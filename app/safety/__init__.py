"""Safety: our own list of warning signs and the level that follows from it by rule."""

from app.safety.model import Level, is_higher, level_of, signs_of_flags
from app.safety.service import Safety, Sign

__all__ = ["Level", "Safety", "Sign", "is_higher", "level_of", "signs_of_flags"]
