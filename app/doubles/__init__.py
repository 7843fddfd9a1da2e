"""Doubles: two records of one person, put together and taken apart again; and callers who may be the other party."""

from app.doubles.matches import Matches, PartyMatch
from app.doubles.merging import Line, Merge, Merging, Pair

__all__ = ["Line", "Matches", "Merge", "Merging", "Pair", "PartyMatch"]
