"""What to know before an answer is written: the whole safe-contact card of the case, or what the reporter said about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.cases import SafeCard
from app.clock import now
from app.i18n import _
from app.inbox.questions import about_safety
from ui.forms.safe_strip import strip
from ui.inbox.reading import Opened
from ui.kit.label import Label
from ui.kit.strip import SafeContact, SafeContactStrip


class SafeWays(QWidget):
    """Stands over the field of an answer; `asked` leads to the whole card."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = SafeContactStrip()
        self.strip.asked.connect(self.asked)
        self.said = Label("", 13, 500, "text", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.strip)
        column.addWidget(self.said)

    def show_of(self, opened: Opened) -> None:
        """The card of the case where there is one; the reporter's own answers always."""
        self.strip.setVisible(bool(opened.case))
        lines = list[str]()
        if opened.case:
            found = strip(opened.card, now())
            self.strip.set_contact(SafeContact(found.verdict, found.sentence, found.detail))
            lines.append(" · ".join(of_card(opened.card, found)))
        elif opened.whole.thread.walled:
            lines.append(
                _("This report became a case behind a wall, and its safe-contact card stands there. Please agree the answer with whoever works on it.")
            )  # fmt: skip
        lines.append(of_reporter(opened))
        text = "\n".join(filter(None, lines))
        self.said.setText(text)
        self.said.setVisible(bool(text))


def of_card(card: SafeCard | None, found: SafeContact) -> list[str]:
    """Everything a card says in whole words, whether the strip has room for it or not."""
    if card is None:
        return []
    hours = ", ".join(span.label for span in card.hours)
    facts = [("", found.detail), (_("Hours"), "" if hours in found.detail else hours)]
    if card.never_contact and card.never_contact != found.detail:
        facts.append((_("Never"), card.never_contact))
    facts += [one for one in found.facts if one[0] != _("Do not tell")]
    facts.append((_("Do not tell"), " ".join((card.do_not_tell or "").split())))
    return [f"{label}: {value}" if label else value for label, value in facts if value]


def of_reporter(opened: Opened) -> str:
    """What the reporter answered on the page about being safe; empty where the page asks nothing of it."""
    head = opened.whole.thread.head
    if head is None or head.door == "public":
        return ""
    told = about_safety(head.door, (one.answers for one in opened.whole.messages if not one.doubted))
    if not told:
        return _("The reporter did not say whether it is safe. Write as if somebody reads along.")
    return " · ".join(f"{question} {', '.join(answers)}" for question, answers in told)
