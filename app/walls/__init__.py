"""Walls: sealed cases for named people, and staff who may be a party to a case."""

from app.walls.model import Conflict, Holder, Match, SealedCase, match
from app.walls.parties import held_from
from app.walls.service import Walls, outside_first

__all__ = ["Conflict", "Holder", "Match", "SealedCase", "Walls", "held_from", "match", "outside_first"]
