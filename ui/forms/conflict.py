"""Somebody in a contact may work here: what is known of it, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.walls import Conflict, Match
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog

Found = Sequence[tuple[Conflict, Match]]


def match_words(name: str, why: str) -> str:
    """The name of a colleague, and by what they were recognised."""
    said = _("{name} (the same number)") if why == "phone" else _("{name} (the same name)")
    return said.format(name=name)


def ask_conflict(window: QWidget, found: Found, *, with_case: bool) -> Dialog:
    """`chosen` gives later, other, or seal; until then the person sees nothing more of it."""
    people = ", ".join(match_words(who.name, who.why) for _one, who in found)
    seal = _("Seal the case from them") if with_case else _("Open a case and seal it")
    verbs = [
        Verb("later", _("Decide later"), safe=True),
        Verb("other", _("It is somebody else")),
        Verb("seal", seal, "Ctrl+Enter", "primary", "lock"),
    ]
    dialog = Dialog(
        window, _("This may be somebody who works here"),
        _("{people}. Until somebody decides, they see nothing more of this contact.").format(people=people), verbs,
        width=WIDE,
    )  # fmt: skip
    dialog.ask()
    return dialog
