"""Plans: what is needed, what is aimed at, how far it came, what a supervisor said of it, and what the person said."""

from app.plans.feedback import Feedback, Feedbacks
from app.plans.flags import Flag, Flags
from app.plans.model import FollowUp, Goal, Need, Step
from app.plans.reviews import Review, Reviews
from app.plans.service import Plans

__all__ = ["Feedback", "Feedbacks", "Flag", "Flags", "FollowUp", "Goal", "Need", "Plans", "Review", "Reviews", "Step"]
