"""The desktop's only door to a network: it sends what the outbox holds, byte for byte, and fetches papers."""

from app.sync.ages import Question, carry, question
from app.sync.drain import Drained, drain, settle
from app.sync.relay import (
    Answer,
    Keys,
    Outcome,
    check_address,
    client,
    deliver,
    fetch_card,
    fetch_card_document,
    fetch_receipt,
    fetch_roster,
    fetch_sums,
)

__all__ = [
    "Answer",
    "Drained",
    "Keys",
    "Outcome",
    "Question",
    "carry",
    "check_address",
    "client",
    "deliver",
    "drain",
    "fetch_card",
    "fetch_card_document",
    "fetch_receipt",
    "fetch_roster",
    "fetch_sums",
    "question",
    "settle",
]
