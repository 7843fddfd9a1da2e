"""Referrals: from a directory entry to an answer, each step with the consent it needs."""

from app.referrals.service import Referral, Referrals

__all__ = ["Referral", "Referrals"]
