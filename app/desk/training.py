"""The training compartment of a centre: visiting classes, their curricula and records, surveys, measures and campaigns."""

from __future__ import annotations

from app.desk.channel import Channel
from app.kinds import Compartment
from app.store import Database


class Training(Channel):
    """What a desk has besides, for whoever opens the training compartment; every room is loaded when it is asked for."""

    @property
    def _training(self) -> Database:
        return self.database(Compartment.TRAINING)
