"""Anonymous counts: exactly what may leave a centre, with a guarantee written first."""

from __future__ import annotations

from app.counts.guarantee import SHIPPED, Guarantee
from app.counts.model import Gates
from app.counts.periods import Period
from app.counts.preview import CellRow, EnvelopeFacts, Preview, TableView
from app.counts.service import Counts, RoundLine, Usage

__all__ = [
    "SHIPPED",
    "CellRow",
    "Counts",
    "EnvelopeFacts",
    "Gates",
    "Guarantee",
    "Period",
    "Preview",
    "RoundLine",
    "TableView",
    "Usage",
]
