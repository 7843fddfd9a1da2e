"""The practice centre: a believable invented centre, through the real vault and the real store."""

from app.practice.making import make

__all__ = ["make"]
