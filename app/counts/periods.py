"""Quarters and years: the only spans that `solo/1` reports, and only once they are over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import BadInput
from app.i18n import _


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter (`2026-Q3`) or, with quarter 0, a whole year (`2026`)."""

    year: int
    quarter: int = 0

    @classmethod
    def of(cls, text: str) -> Period:
        """The period a text names."""
        found = re.fullmatch(r"(2\d{3})(?:-Q([1-4]))?", text, re.ASCII)
        if not found:
            raise BadInput(
                _("A period is a quarter such as 2026-Q3 or a year such as 2026. Nothing was closed."),
                field="period",
            )
        return cls(int(found[1]), int(found[2] or 0))

    @classmethod
    def quarter_of(cls, day: date) -> Period:
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def annual(self) -> bool:
        return self.quarter == 0

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.quarter - 2 if self.quarter else 1, 1)

    @property
    def last(self) -> date:
        """The last legal day of the period."""
        if self.quarter in (0, 4):
            return date(self.year, 12, 31)
        return date(self.year, 3 * self.quarter + 1, 1) - timedelta(days=1)

    @property
    def before(self) -> Period:
        """The period of the same kind just before."""
        if self.annual or self.quarter == 1:
            return Period(self.year - 1, 0 if self.annual else 4)
        return Period(self.year, self.quarter - 1)

    @property
    def title(self) -> str:
        if self.annual:
            return _("Year {year}").format(year=self.year)
        return _("Quarter {quarter} of {year}").format(quarter=self.quarter, year=self.year)
