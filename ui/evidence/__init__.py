"""The evidence of a case: what is kept or referred to, looking at it in the confined child, custody, handing over, stopping."""

from ui.evidence.page import EvidencePage

__all__ = ["EvidencePage"]
