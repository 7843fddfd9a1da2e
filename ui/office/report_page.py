"""The report page: its key, the keys of the coming months, the relay, the recovery sheet, and the paper for its host."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import wire
from app.clock import today
from app.desk import Desk
from app.flows import report_keys, report_round
from app.i18n import _, short_date
from app.inbox.keys import LATE
from app.kinds import Role
from ui.application import Shell
from ui.forms.fetching import CHANNELS
from ui.forms.sheets import Paper
from ui.kit.banner import Banner, Verb
from ui.kit.buttons import Button
from ui.kit.card import Card, Facts
from ui.kit.dialogs import Dialog
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.saving import ChoosePath, ask_path
from ui.office.face import Face
from ui.office.page_watch import WatchPart
from ui.office.people_sheets import SheetsDialog
from ui.office.report_page_forms import JoinForm, PaperForm, TryForm, compare

_WIDTH = 760


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the report page is, as this person may see it."""

    key: str = ""
    shared: bool = False
    made_until: str = ""
    signed_until: str | None = None
    old: int = 0
    sheet_since: str = ""
    sheet_left: bool = False
    strange: int = 0
    relay: wire.Card | None = None


def read_standing(desk: Desk) -> Standing:
    papers, pairs, usable = desk.page_papers, desk.intake_keys.listed(), desk.intake_keys.usable()
    strange = {row["id"] for row in papers.strange()}
    verify = papers.verify
    ended = (today() - timedelta(days=LATE)).isoformat()
    months = [one.not_after for one in pairs if one.role == "intake" and one.id in usable]
    sheets = [one for one in pairs if one.role == "recovery" and one.destroyed_on is None and one.id not in strange]
    old = [one for one in pairs if one.role != "recovery" and one.destroyed_on is None and one.not_after < ended]
    return Standing(
        " ".join(wire.fours(wire.sha256(verify))[:8]) if verify else "",
        papers.shared, max(months, default=""), papers.signed_until(), len(old),
        max((one.begins for one in sheets), default=""), not usable.issuperset(one.id for one in sheets), len(strange),
        report_round.card(desk.office),
    )  # fmt: skip


class ReportPageFace(Face):
    """What managers decide for the page, and what officers keep ready for it."""

    icon = "globe"

    def __init__(self, shell: Shell, choose_path: ChoosePath = ask_path) -> None:
        self.word = _("Report page")
        said = _(
            "Reports are sealed in the browser to keys that are made here. Keys are made and signed months ahead by themselves, whenever an officer or a manager opens the centre."
        )
        super().__init__(shell, _("The page for reports from outside"), said)
        self._choose_path = choose_path
        self._manages = shell.who.role == Role.MANAGER
        self._opens = bool(CHANNELS & shell.who.opens)
        self.standing = Standing()
        self.form: QWidget | None = None
        self.buttons: dict[str, Button] = {}
        self.facts: dict[str, Facts] = {}
        self.warning = Banner("caution", " ", " ")
        self.warning.setMaximumWidth(_WIDTH)
        self.warning.hide()
        column = Column(self.word, spacing=12)
        column.body.setContentsMargins(0, 0, 8, 16)
        column.add(self.warning)
        for part in self._parts():
            column.add(part)
        self.watch = WatchPart(shell)
        self.watch.setMaximumWidth(_WIDTH)
        self.watch.hide()
        column.add(self.watch)
        column.end()
        self.body.addWidget(column, 1)

    def _parts(self) -> list[QWidget]:
        managers, officers = self._manages, self._opens
        return [
            self._part("key", _("The page's key"), _("It stands in the page, and signs the keys of each month."), {
                "begin": (_("Make the page's key"), "key", self._begin, managers),
            }),
            self._part("months", _("Keys of the coming months"), "", {
                "ahead": (_("Make keys ahead"), "plus", self._ahead, officers),
                "sign": (_("Sign months ahead"), "pencil", self._sign, managers),
                "destroy": (_("Destroy old keys…"), "trash", self._destroy, officers),
            }),
            self._part("relay", _("The relay"), _("What reporters send waits there, sealed, until it is fetched."), {
                "join": (_("Join a relay…"), "link", self._join, managers),
            }),
            self._part("sheet", _("The recovery sheet"), _("The code on paper opens what no other key opens any more."), {
                "make": (_("Make a sheet…"), "print", self._make_sheet, managers),
                "try": (_("Try the sheet…"), "check", self._try_sheet, managers),
            }),
            self._part("paper", _("The centre's paper"), _("For whoever runs the page: the key above, when reports are read, and whom to call. It holds no secret."), {
                "write": (_("Write the paper…"), "download", self._write_paper, managers),
            }),
        ]  # fmt: skip

    def _part(
        self, name: str, title: str, sentence: str, acts: dict[str, tuple[str, str, Callable[[], None], bool]]
    ) -> QWidget:
        card = Card(padding=(18, 14, 18, 14), spacing=8)
        card.setMaximumWidth(_WIDTH)
        card.body.addWidget(SectionHead(title))
        if sentence:
            card.body.addWidget(Label(sentence, 13, 400, "text2", wrap=True))
        self.facts[name] = Facts(name_width=170)
        card.body.addWidget(self.facts[name])
        row = QHBoxLayout()
        row.setSpacing(8)
        for ident, (word, icon, act, allowed) in acts.items():
            button = self.buttons[ident] = Button(word, icon=icon)
            button.clicked.connect(lambda _on=False, act=act: act())
            button.setProperty("allowed", allowed)
            row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    # -- showing ---------------------------------------------------------------------------------

    def reload(self) -> None:
        self.shell.tasks.read(self, read_standing, self._show, topic="office")

    def _show(self, found: Standing) -> None:
        self.standing = found
        none = _("none yet")
        self.facts["key"].set_facts([(_("Fingerprint"), found.key or none)])
        self.facts["months"].set_facts(
            [(_("Made until"), _day(found.made_until)), (_("Signed until"), _day(found.signed_until))]
        )
        card = found.relay
        print_ = " ".join(card.fingerprint) if card else none
        self.facts["relay"].set_facts([(_("Address"), card.url if card else none), (_("Its fingerprint"), print_)])
        self.facts["sheet"].set_facts([(_("Made on"), _day(found.sheet_since))])
        self.facts["paper"].set_facts([])
        self.watch.setVisible(bool(card and found.key))
        if card and found.key:
            self.watch.reload()
        shown = {
            "begin": not found.key, "ahead": True, "sign": bool(found.key) and found.shared, "destroy": found.old > 0,
            "join": bool(found.key), "make": True, "try": bool(found.sheet_since), "write": bool(found.key),
        }  # fmt: skip
        for name, button in self.buttons.items():
            button.setVisible(shown[name] and bool(button.property("allowed")))
        self._warn(found)

    def _warn(self, found: Standing) -> None:
        """What keeps the page from going on, where something does."""
        said = ""
        if not found.key and not self._manages:
            said = _("The page has no key yet. A manager makes it.")
        elif found.key and found.signed_until is None:
            said = _(
                "No month is signed yet, so the page can seal nothing. Officers make keys first, then a manager signs."
            )
        elif found.key and report_keys.near(found.signed_until):
            said = _(
                "The page seals until {day} only. It goes on once an officer and then a manager opened the centre."
            )
            said = said.format(day=_day(found.signed_until))
        elif found.key and not found.sheet_since:
            said = _("There is no recovery sheet yet. If all officers lose their keys, nothing opens what comes in.")
        elif found.key and found.sheet_left:
            said = _(
                "Whoever made the recovery sheet manages no more, so months signed from now on leave it out. Please make a new sheet."
            )
        said = " ".join(filter(None, [_left_out(found.strange), said]))
        self.warning.setVisible(bool(said))
        self.warning.set_words(said)

    # -- acts ------------------------------------------------------------------------------------

    def _begin(self) -> None:
        said = _("A page that was published with another key refuses what this one signs. It is made once.")
        self._ask(_("Make the page's key"), said, _("Make it"), self._make_key)

    def _make_key(self) -> None:
        def made(_verify: bytes) -> None:
            self.shell.tell(_("The page has a key, shared with every manager. The host needs the centre's paper now."))

        self.shell.tasks.write(self, lambda desk: desk.page_papers.begin(), made)

    def _ahead(self) -> None:
        def told(n: int) -> None:
            self.shell.tell(_("{n} keys were made. A manager signs them.").format(n=n) if n else _no_need())

        self.shell.tasks.write(self, lambda desk: report_keys.make_ahead(desk), told)

    def _sign(self) -> None:
        def told(n: int) -> None:
            said = _("{n} months were signed; the relay gets them with the next round.").format(n=n)
            self.shell.tell(said if n else _no_need())

        self.shell.tasks.write(self, lambda desk: desk.page_papers.sign_ahead(), told)

    def _destroy(self) -> None:
        said = _(
            "{n} keys ended more than {days} days ago. What was sealed to them and never opened stays closed for good."
        )
        said = said.format(n=self.standing.old, days=LATE)
        self._ask(_("Destroy old keys"), said, _("Destroy them"), self._destroyed, danger=True)

    def _destroyed(self) -> None:
        def told(n: int) -> None:
            self.shell.tell(_("{n} keys were destroyed.").format(n=n))

        self.shell.tasks.write(self, lambda desk: desk.intake_keys.destroy_old(), told)

    def _join(self) -> None:
        form = JoinForm(self, self.shell)
        form.answered.connect(self._compare)
        self.form = form.begin()

    def _compare(self, document: bytes, mine: str) -> None:
        def believe() -> None:
            self.shell.tasks.write(self, lambda desk: report_round.believe(desk, document), self._joined)

        self.form = compare(self.window(), document, mine, believe)

    def _joined(self, card: wire.Card) -> None:
        self.shell.tell(_("Reports are fetched from {url} from now on.").format(url=card.url))

    def _make_sheet(self) -> None:
        said = _("A new sheet takes the place of the one before; older reports still open with the older sheet.")
        self._ask(_("Make a recovery sheet"), said, _("Make it"), self._sheet)

    def _sheet(self) -> None:
        self.shell.tasks.write(self, lambda desk: desk.page_papers.make_recovery(), self._hand_out)

    def _hand_out(self, code: str) -> None:
        paper = Paper(
            _("Recovery of reports"), self.shell.who.centre,
            (
                _("It opens reports from outside that no other key opens any more. It opens no cases."),
                _("Keep it in a sealed envelope, away from the centre. Months signed before do not name it: sign them anew."),
            ),
            code,
        )  # fmt: skip
        self.form = SheetsDialog(self.window(), None, papers_=[paper])
        self.form.ask()

    def _try_sheet(self) -> None:
        form = TryForm(self, self.shell)
        form.saved.connect(lambda _id: self.shell.tell(_("The code on the sheet is right. When it was tried is kept.")))
        self.form = form.begin()

    def _write_paper(self) -> None:
        form = PaperForm(self, self.shell, self._choose_path)
        form.saved.connect(
            lambda _path: self.shell.tell(_("The paper is written. Please hand it to whoever runs the page."))
        )
        self.form = form.begin()

    def _ask(self, title: str, said: str, verb: str, act: Callable[[], None], *, danger: bool = False) -> None:
        verbs = [Verb("leave", _("Not now"), safe=True), Verb("do", verb, kind="danger" if danger else "primary")]
        dialog = Dialog(self.window(), title, said, verbs)
        dialog.chosen.connect(lambda chosen: act() if chosen == "do" else None)
        self.form = dialog.ask()


def _day(text: str | None) -> str:
    if not text:
        return _("none yet")
    found = date.fromisoformat(text)
    return _("{day} {year}").format(day=short_date(found), year=found.year)


def _left_out(n: int) -> str:
    said = _(
        "{n} keys that lie here are not signed for the page, because nobody who may make keys now has signed them. Whoever made them may have left; if nobody did, somebody wrote them here by other means. Officers' desks make others by themselves."
    )
    return said.format(n=n) if n else ""


def _no_need() -> str:
    return _("Nothing was due: all of it is there already.")
