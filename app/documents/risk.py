"""The level of risk a paper shows, and how much a sign weighs."""

from __future__ import annotations

from app import codelists
from app.documents.model import CaseSummary


def level_of(summary: CaseSummary) -> str:
    """The level shown: any critical sign answered yes is critical, whatever was entered."""
    if any(sign.answer == "yes" and weight(sign.sign) == "critical" for sign in summary.signs):
        return "critical"
    return max(summary.levels, key=lambda one: one.at).level if summary.levels else summary.head.risk


def weight(sign: str) -> str:
    """How much a sign weighs: critical, serious or protective; one we do not know counts as serious."""
    known = codelists.known("warning_sign", sign)
    return str(codelists.code("warning_sign", sign).extra.get("level")) if known else "serious"
