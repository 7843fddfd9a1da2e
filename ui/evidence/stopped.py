"""What is shown after a stop: that nothing of it is seen any more, the law, and whom to ask."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import today
from app.i18n import _, pick
from ui.application import Shell
from ui.evidence.reading import Shelf
from ui.kit.banner import Verb
from ui.kit.card import Card
from ui.kit.chips import ChipButton
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.flow import Flow
from ui.kit.label import Label
from ui.kit.rows import TWO_LINES, Row, Rows


class StoppedDialog(Dialog):
    """Calm words first; the law in short, and the numbers of those who help."""

    def __init__(self, window: QWidget, shell: Shell, shelf: Shelf) -> None:
        self._shell = shell
        sentence = _(
            "Nobody looks at it here any more. It is kept as it was: nothing was copied, sent or deleted. You did right; talk to the lead before anything else is done with it."
        )
        super().__init__(
            window, _("It is stopped"), sentence, [Verb("done", _("Understood"), "Ctrl+Enter", "primary", safe=True)],
            self._make(shelf), WIDE,
        )  # fmt: skip

    def _make(self, shelf: Shelf) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for card in shelf.law[:1]:
            law = Card("caution", spacing=4)
            law.body.addWidget(Label(pick(dict(card.title)), 14, 650, wrap=True))
            law.body.addWidget(Label(pick(dict(card.text)), 14, 400, wrap=True))
            column.addWidget(law)
        chips = QWidget()
        flow = Flow(chips, gap=8, line_gap=8)
        for card in shelf.law:
            word = _("{statute} article {article}").format(statute=pick(dict(card.statute)), article=card.article)
            chip = ChipButton(word, "file")
            chip.clicked.connect(lambda _on=False, card=card: self._shell.go("law", card))
            flow.addWidget(chip)
        column.addWidget(chips)
        column.addWidget(Label(_("Whom to ask"), 13, 500, "text2"))
        whom = Rows(_("Whom to ask"), TWO_LINES, lead=0, fit=True)
        whom.show_rows(
            [
                Row(one.id, pick(dict(one.name)), second=pick(dict(one.hours)) if one.hours else "", icon="phone",
                    state=(one.number or "") if one.speakable(today()) else _("not verified"), state_tone="text2")
                for one in shelf.whom
            ]
        )  # fmt: skip
        column.addWidget(whom)
        self.whom = whom
        return content
