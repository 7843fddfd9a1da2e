"""What the window tells a person: a sentence, and sometimes one verb (undo, try again)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import BadInput, GyeotError
from app.i18n import _


@dataclass(frozen=True)
class Notice:
    """One sentence for the person; `verb` and `act` offer what can be done about it."""

    sentence: str
    tone: str = "accent"  # accent, caution, danger
    verb: str = ""
    act: Callable[[], None] | None = None
    seconds: int = 10


def undo(sentence: str, act: Callable[[], None]) -> Notice:
    """Something was done and can be taken back."""
    return Notice(sentence, "accent", _("Undo"), act)


def of_error(problem: GyeotError) -> Notice:
    """A refusal as it is shown; it stays until it is read."""
    return Notice(str(problem), "caution" if isinstance(problem, BadInput) else "danger", seconds=0)


def of_bug(name: str) -> Notice:
    """Our own mistake: what happened, what is intact, what to do."""
    sentence = _(
        "Something went wrong in Gyeot itself. What you had saved is intact. Please tell whoever looks after this computer: {name}"
    ).format(name=name)
    return Notice(sentence, "danger", seconds=0)
