"""Going into a sealed case and coming out of it."""

from ui.walls.room import SealedRoom

__all__ = ["SealedRoom"]
