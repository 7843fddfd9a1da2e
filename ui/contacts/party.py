"""A held contact: it may come from the other party of a case, and a supervisor says who it was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from app.changes import Done
from app.contacts import Contact
from app.desk import Desk
from app.doubles import PartyMatch
from app.flows import party
from app.i18n import _
from ui import notices
from ui.application import Place
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog


@dataclass(frozen=True, slots=True)
class Held:
    """What holds a contact, the numbers of the cases, and whether one may decide."""

    matches: tuple[PartyMatch, ...]
    numbers: tuple[str, ...]
    may_decide: bool


def read_held(desk: Desk, contact_id: str) -> Held:
    found = desk.matches.waiting_for(contact_id)
    numbers = tuple(desk.cases.get(one.about).number for one in found if desk.cases.is_here(one.about))
    return Held(found, numbers, desk.matches.may_decide)


class PartyDecision(QObject):
    """What a contacts page does with held contacts, in its window."""

    def __init__(self, page: Place) -> None:
        super().__init__(page)
        self._page, self.shell = page, page.shell
        self.asked: Dialog | None = None

    def say_held(self) -> None:
        """Tell whoever took it what happens now."""
        self.shell.tell(
            notices.Notice(
                _(
                    "The contact is finished and held: it may come from the other party of a case. A supervisor decides."
                ),
                "caution",
            )
        )

    def look(self, contact: Contact) -> None:
        """A finished contact was opened: a supervisor is asked, where it is held."""
        if contact.state == "closed" and not self.shell.sealed_number:
            contact_id = contact.id
            self.shell.tasks.read(
                self, lambda desk: read_held(desk, contact_id), lambda held: self._ask(contact, held), topic="held"
            )

    def _ask(self, contact: Contact, held: Held) -> None:
        if not held.matches:
            return
        if not held.may_decide or contact.taken_by == self.shell.who.user:
            self.shell.tell(
                notices.Notice(_("This contact is held until a supervisor has decided who it was."), "caution")
            )
            return
        why = {"phone": _("the same number"), "name": _("the same name"), "asked": _("a colleague thinks so")}
        reasons = ", ".join(dict.fromkeys(why[one.why] for one in held.matches))
        verbs = [
            Verb("later", _("Decide later"), safe=True),
            Verb("other", _("It is somebody else")),
            Verb("party", _("It is the other party"), "Ctrl+Enter", "primary"),
        ]
        self.asked = Dialog(
            self._page.window(), _("This may be the other party"),
            _("Case {numbers}: {reasons}. Until you decide, the contact goes into no case.").format(
                numbers=", ".join(held.numbers), reasons=reasons
            ), verbs, width=WIDE,
        )  # fmt: skip
        self.asked.chosen.connect(lambda verb: self._decide(verb, held))
        self.asked.ask()

    def _decide(self, verb: str, held: Held) -> None:
        if verb == "later":
            return
        for one in held.matches:
            self.shell.tasks.write(self, partial(_say_who, ident=one.id, other=verb == "party"), self._decided)

    def _decided(self, match: PartyMatch) -> None:
        if match.state == "other_party":
            self.shell.tell(_("It is noted above the case. The contact stays outside of it."))
        else:
            self.shell.tell(_("The contact is free again and can go into a case."))


def _say_who(desk: Desk, ident: str, other: bool) -> Done[PartyMatch]:
    return party.decide(desk, ident, other)
