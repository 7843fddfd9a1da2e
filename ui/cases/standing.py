"""What stands above a case and waits for a word: a colleague who may be a party, a hand-over that was offered."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Done
from app.codelists import label
from app.desk import Desk
from app.i18n import _
from app.plans import Review
from app.walls import Conflict
from ui.application import Shell
from ui.cases import words
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
        self.banners = [
            *([self._party()] if file.standing_with.conflicts else []), *self._gone_over(), *self._callers(), *self._flags(), *self._offer(), *self._review(),
        ]  # fmt: skip
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

    # -- flags and the supervisor's word ---------------------------------------------------------

    def _flags(self) -> list[Banner]:
        """The nearest flag in full; how many more there are."""
        found = [one for one in self.file.standing_with.flags if one.resolved_at is None]
        if not found:
            return []
        first = min(found, key=lambda one: (one.due_on is None, one.due_on or "", -one.at))
        said = [words.due(first.due_on)[0] if first.due_on else "", self.file.name(first.author)]
        if len(found) > 1:
            said.append(_("{count} more flags under “At a glance”").format(count=len(found) - 1))
        title = first.words.splitlines()[0]
        banner = Banner(
            "high", title, " · ".join(filter(None, said)), [Verb("settle", _("Settle the flag"))], icon="flag"
        )
        banner.chosen.connect(lambda _verb: self._acts.settle_flag(first.id))
        return [banner]

    def _gone_over(self) -> list[Banner]:
        """A double says where its record goes on."""
        one = next((m for m in self.file.merges if m.gone_id == self.file.case.id and m.undone_at is None), None)
        if one is None:
            return []
        title = _("This record went over into another one")
        banner = Banner("watch", title, one.reason, [Verb("go", _("Go to that record"), "", "primary")], icon="overlap")
        banner.chosen.connect(lambda _verb: self._shell.go("cases", one.case_id))
        return [banner]

    def _callers(self) -> list[Banner]:
        """A contact is held because of this case: who may decide goes to it from here."""
        about = self.file.standing_with
        found = about.callers if about.may_decide else ()
        banners = []
        for one in found[:1]:
            title = _("A caller may be the other party of this case")
            sentence = _("The contact is held, and goes into no case until you decide.")
            banner = Banner(
                "high", title, sentence, [Verb("look", _("Look at the contact"), "", "primary")], icon="overlap"
            )
            banner.chosen.connect(lambda _verb, one=one: self._shell.go("contacts", one.contact_id))
            banners.append(banner)
        return banners

    def _review(self) -> list[Banner]:
        """What waits for the supervisor, said to who may answer it."""
        about = self.file.standing_with
        return [self._asked(one) for one in about.reviews if about.may_decide and one.asked_by != self._shell.who.user]

    def _asked(self, one: Review) -> Banner:
        name, what = self.file.name(one.asked_by), label("review_kind", one.kind)
        title = _("{name} asks you to look at this: {what}").format(name=name, what=what)
        banner = Banner("accent", title, one.words or "", [Verb("answer", _("Look and answer"), "", "primary")], icon="people")  # fmt: skip
        banner.chosen.connect(lambda _verb: self._acts.review(one))
        return banner

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
