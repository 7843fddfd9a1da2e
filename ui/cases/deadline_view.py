"""One deadline, whole: the day that counts, how it came about, how sure that is, the law behind it, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.deadlines import Counted, Deadline, telling
from app.i18n import _, pick
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.flow import Flow
from ui.kit.label import Label

if TYPE_CHECKING:
    from app.manual import LawCard


class DeadlineView(Dialog):
    """Once it has left, `verb` names what was asked for: law, correct, extend, end, again, out; or nothing."""

    def __init__(
        self, window: QWidget, one: Deadline, counted: Counted, arithmetic: tuple[str, ...], law: LawCard | None
    ) -> None:
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        card = Card()
        card.body.addWidget(Label(telling.due_words(one), 18, 700, wrap=True))
        for sentence in arithmetic:
            card.body.addWidget(Label(sentence, 13, 400, "text2", wrap=True))
        column.addWidget(card)
        if said := telling.note(one):
            column.addWidget(Label(said, 14, 400, wrap=True))
        column.addWidget(Label(telling.certainty(one.rule), 12, 400, "text2", wrap=True))
        self.verb = ""
        self.acts: dict[str, Button] = {}
        column.addWidget(self._acts(one, counted, law))
        verbs = [Verb("leave", _("Close"), "Esc", safe=True)]
        super().__init__(window, telling.title(one), "", verbs, ground, WIDE)

    def _acts(self, one: Deadline, counted: Counted, law: LawCard | None) -> QWidget:
        ground = QWidget()
        flow = Flow(ground, 8, 8)
        ended = counted.event.ended_on is not None
        extends = one.rule.extensions > one.stage and not ended and one.in_force
        for verb, word, icon, shown in (
            ("law", law_word(law), "book", law is not None),
            ("correct", _("Correct or complete"), "pencil", True),
            ("extend", _("The court extended it"), "plus", extends),
            ("end", _("Done, or no longer counts"), "check", not ended),
            ("again", _("It counts after all"), "undo", ended),
            ("out", _("Take the entry out"), "trash", True),
        ):
            if shown:
                button = Button(word, "quiet", "", icon)
                button.clicked.connect(lambda _on=False, verb=verb: self._pick(verb))
                flow.addWidget(button)
                self.acts[verb] = button
        return ground

    def _pick(self, verb: str) -> None:
        self.verb = verb
        self.leave()


def law_word(law: LawCard | None) -> str:
    """The button that shows a law card: statute and article."""
    if law is None:
        return ""
    return _("{statute} {article}").format(statute=pick(dict(law.statute)), article=law.article)
