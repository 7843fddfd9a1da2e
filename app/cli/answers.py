"""What every command answers with, and how it speaks to people."""

from __future__ import annotations

import sys
from typing import Any

from app.errors import BadInput

Answer = dict[str, Any] | None


class Faults(BadInput):
    """What was looked at is not in order: the findings are the answer, and the command still fails."""

    def __init__(self, sentence: str, answer: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.answer = answer


def say(sentence: str) -> None:
    """A sentence for the person, apart from the answer."""
    sys.stderr.write(f"{sentence}\n")
