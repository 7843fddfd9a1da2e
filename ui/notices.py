"""What the window tells a person: a sentence, and sometimes one verb (undo, try again)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import BadInput, GyeotError
from app.i18n import _


@dataclass(frozen=True)
class Notice:
    """One sentence for the person; `verb` and `act` offer what can be done about it.

    With a `title` that stands above it, as a heading; the sentence may then be two.
    """

    sentence: str
    tone: str = "accent"  # accent, caution, danger
    verb: str = ""
    act: Callable[[], None] | None = None
    seconds: int = 10
    title: str = ""


def undo(sentence: str, act: Callable[[], None]) -> Notice:
    """Something was done and can be taken back."""
    return Notice(sentence, "accent", _("Undo"), act)


def of_error(problem: GyeotError) -> Notice:
    """A refusal as it is shown; it stays until it is read."""
    return Notice(str(problem), "caution" if isinstance(problem, BadInput) else "danger", seconds=0)


def of_doubts(said: str, look: Callable[[], None] | None) -> Notice:
    """Records that may not be the newest: what was found, then what to do, which several findings share, said once."""
    sentences = re.split(r"(?<=\.) ", said)
    once = [one for one in sentences if sentences.count(one) == 1]
    shared = [one for one in dict.fromkeys(sentences) if sentences.count(one) > 1]
    title = _("These records may not be the newest.")
    verb = _("Check everything") if look is not None else ""
    return Notice(" ".join(once + shared), "danger", verb, look, 0, title)


def of_text_size(size: int, lock: Callable[[], None]) -> Notice:
    """Another size of everything written: it is drawn from the next unlocking on."""
    sentence = _("Text stands at {size} % from the next unlocking on. What you are writing is kept when you lock.")
    return Notice(sentence.format(size=size), "accent", _("Lock now"), lock)


def of_bug(name: str) -> Notice:
    """Our own mistake: what happened, what is intact, what to do."""
    sentence = _(
        "Something went wrong in Gyeot itself. What you had saved is intact. Please tell whoever looks after this computer: {name}"
    ).format(name=name)
    return Notice(sentence, "danger", seconds=0)
