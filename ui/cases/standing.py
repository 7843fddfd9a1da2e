"""What stands above a case and waits for a word: a colleague who may be a party, a hand-over that was offered."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Done
from app.desk import Desk
from app.i18n import _
from app.walls import Conflict
from ui.application import Shell
from ui.cases.acts import CaseActs
from ui.cases.reading import CaseFile
from ui.forms.conflict import match_words
from ui.kit.banner import Banner, Verb


class Standing(QWidget):
    """Banners of one case; none is the rule."""

    def __init__(self, shell: Shell, acts: CaseActs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._acts = shell, acts
        self._file: CaseFile | None = None
        self.banners: list[Banner] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(32, 8, 32, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_case(self, file: CaseFile) -> None:
        """Show what waits in this case."""
        self._file = file
        for old in self.banners:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.banners = [*([self._party()] if file.standing_with.conflicts else []), *self._offer()]
        for banner in self.banners:
            self._column.addWidget(banner)
        self.setVisible(bool(self.banners))

    # -- a colleague who may be a party ----------------------------------------------------------

    @property
    def file(self) -> CaseFile:
        assert self._file is not None, "banners stand over a case"
        return self._file

    def _conflicts(self) -> tuple[Conflict, ...]:
        return self.file.standing_with.conflicts

    def _party(self) -> Banner:
        people = {one.user: one.why for one in self._conflicts()}
        said = ", ".join(match_words(self.file.name(user), why) for user, why in people.items())
        banner = Banner(
            "caution", _("This may be somebody who works here: {people}").format(people=said),
            _("Until you decide, the person sees nothing more of this case than its number."),
            [Verb("other", _("It is somebody else")), Verb("seal", _("Seal it from them"), "", "primary", "lock")],
            icon="people",
        )  # fmt: skip
        banner.chosen.connect(self._decide)
        return banner

    def _decide(self, verb: str) -> None:
        if verb == "seal":
            self._acts.seal(tuple({one.user for one in self._conflicts()}))
            return
        for one in self._conflicts():
            self._shell.tasks.write(self, partial(_dismiss, ident=one.id))

    # -- a hand-over -----------------------------------------------------------------------------

    def _offer(self) -> list[Banner]:
        offer = self.file.standing_with.offer
        if offer is None:
            return []
        mine = offer.to_user == self._shell.who.user
        if mine:
            title = _("{name} asks you to take this case over").format(name=self.file.name(offer.from_user))
            verbs = [Verb("decline", _("Leave it there")), Verb("accept", _("Take it over"), "", "primary", "check")]
        else:
            title = _("Offered to {name}; it stays here until it is accepted").format(
                name=self.file.name(offer.to_user)
            )
            verbs = [Verb("withdraw", _("Take the offer back"))]
        banner = Banner("accent" if mine else "watch", title, offer.note, verbs, icon="people")
        banner.chosen.connect(lambda verb: self._acts.answer_offer(offer.id, verb))
        return [banner]


def _dismiss(desk: Desk, ident: str) -> Done[Conflict]:
    return desk.sealed.dismiss(ident)
