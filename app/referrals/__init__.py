"""Referrals: from a directory entry to an answer, each step with the consent it needs; and notices where one is taken back."""

from app.referrals.model import Notice, Referral, Step, items_told
from app.referrals.service import OPEN, Referrals

__all__ = ["OPEN", "Notice", "Referral", "Referrals", "Step", "items_told"]
