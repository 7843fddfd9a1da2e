"""Safety: our own list of warning signs and the level that follows, scales and their results, safety plans."""

from app.safety.model import Level, is_higher, level_of, signs_of_flags
from app.safety.plans import Kind, Part, Plan, SafetyPlans, Step, kinds
from app.safety.results import Result, Results
from app.safety.scales import Band, Scale, scales
from app.safety.service import PastLevel, Safety, Sign

__all__ = [
    "Band",
    "Kind",
    "Level",
    "Part",
    "PastLevel",
    "Plan",
    "Result",
    "Results",
    "Safety",
    "SafetyPlans",
    "Scale",
    "Sign",
    "Step",
    "is_higher",
    "kinds",
    "level_of",
    "scales",
    "signs_of_flags",
]
