"""Support that costs money: payments with their budget line and receipt, and the sums by line."""

from app.support.model import LineSum, Payment, won
from app.support.service import Support

__all__ = ["LineSum", "Payment", "Support", "won"]
