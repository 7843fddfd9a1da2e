"""Public material that demeans: found on rounds or reported, followed up with whoever is responsible for it."""

from app.material.model import CLOSED, EVERYTHING, KEPT_YEARS, OPEN, Asked, Entry, Line, Photo, Round, Step, Whole
from app.material.photos import OpenedPhoto, Photos
from app.material.service import Materials

__all__ = [
    "CLOSED",
    "EVERYTHING",
    "KEPT_YEARS",
    "OPEN",
    "Asked",
    "Entry",
    "Line",
    "Materials",
    "OpenedPhoto",
    "Photo",
    "Photos",
    "Round",
    "Step",
    "Whole",
]
