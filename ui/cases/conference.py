"""One case conference: cases under their codes, who attends and gets what, the copies, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import today
from app.codelists import label
from app.conferences import Decision, Handed, Line
from app.desk import Desk
from app.flows.conference_pack import Share, Whole, holder, told_why
from app.i18n import _
from app.kinds import Role
from ui import notices
from ui.application import Shell
from ui.cases import words
from ui.cases.blocks import Block
from ui.cases.conference_pack import MinutesForm, PackForm, PapersForm
from ui.cases.forms.conference import (
    AgreeForm,
    CaseForm,
    ConferenceForm,
    CopyForm,
    DecisionForm,
    InsidersForm,
    OutsiderForm,
    case_word,
)
from ui.cases.reading import PAGE
from ui.forms import FormDialog
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.columns import TwoColumns
from ui.kit.dialogs import Dialog
from ui.kit.page import Column, Page, PageHead
from ui.kit.rows import Row

_RIGHT = 470


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form of the conference offers: cases one sees, people who open cases."""

    cases: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]


def read_choices(desk: Desk) -> Choices:
    rows = desk.sight.covered(desk.cases.page(limit=PAGE, status="open"))
    staff = [one for one in desk.office.staff() if one.active and one.role is not Role.TRAINER]
    cases = tuple((row.id, f"{row.alias or row.number} · {row.number}") for row in rows if not row.masked)
    return Choices(cases, tuple((one.id, one.name) for one in staff))


class ConferenceView(QWidget):
    """The page of one conference."""

    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.whole: Whole | None = None
        self.form: Dialog | None = None
        self.arriving = False
        """It was just opened: the keyboard begins among its cases."""
        self._make_head()
        self._make_blocks()
        left, right = Column(_("Cases and decisions")), Column(_("People and copies"))
        left.add(self.cases, self.decisions)
        right.add(self.people, self.copies)
        for column in (left, right):
            column.body.setContentsMargins(0, 4, 8, 16)
            column.end()
        page = Page(self.head)
        both = TwoColumns()
        both.fill(left, right, _RIGHT)
        page.body.addWidget(both)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)

    def _make_head(self) -> None:
        self.head = PageHead(" ", " ")
        self.buttons: dict[str, Button] = {}
        for name, word, kind, key, icon, act in (
            ("back", _("All conferences"), "quiet", "", "arrow-left", self.left.emit),
            ("change", _("Change"), "quiet", "", "pencil", self.change),
            ("minutes", _("Minutes of the conference"), "secondary", "", "file", self.minutes),
            ("pack", _("Make the copies"), "primary", "Ctrl+P", "print", self.pack),
        ):  # fmt: skip
            self.buttons[name] = button = Button(word, kind, key, icon)  # type: ignore[arg-type]  # the kinds named right here
            button.clicked.connect(lambda _on=False, act=act: act())
            self.head.add_act(button)

    def _make_blocks(self) -> None:
        self.cases = Block(_("Cases"), _("No case is in it yet."), lead=76)
        self.buttons["put"] = self.cases.add_act(_("Put a case in"), "plus", self.put_case, "A")
        self.cases.opened.connect(self.case)
        self.decisions = Block(_("Decisions"), _("Nothing was decided yet."), lead=76)
        self.decisions.add_act(_("Write down"), "plus", self.decide, "E")
        self.decisions.opened.connect(self._to_decision)
        self.people = Block(_("Who attends"), _("Nobody is noted yet."))
        self.people.add_act(_("Of the centre"), "people", self.put_insiders, "I")
        self.people.add_act(_("From outside"), "plus", self.put_outsider, "O")
        self.people.opened.connect(self.person)
        self.copies = Block(_("Copies"), _("No copy was made yet."), lead=52)
        self.copies.opened.connect(self.copy)

    # -- showing ---------------------------------------------------------------------------------

    def show_whole(self, found: Whole) -> None:
        self.whole, one = found, found.conference
        facts = (one.place or "", one.aim.splitlines()[0], _("copies back by {day}").format(day=words.short_day(one.return_by)))  # fmt: skip
        self.head.set(_("Case conference of {day}").format(day=words.short_day(one.day)), " · ".join(filter(None, facts)))  # fmt: skip
        self.cases.show_rows([self._case_row(line) for line in one.lines])
        self.decisions.show_rows([self._decision_row(each) for each in one.decisions])
        self.people.show_rows([_person_row(share, one.lines) for share in found.shares])
        self.copies.show_rows([self._copy_row(each) for each in one.copies])
        if self.arriving:
            self.arriving = False
            (self.cases.rows if one.lines else self.buttons["put"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _case_row(self, line: Line) -> Row:
        number, alias = self.found.cases[line.case_id]
        asks = (line.asks or "").splitlines()[:1]
        return Row(line.id, alias or number, meta=number if alias else "", second=" ".join(asks), lead=case_word(line))

    def _decision_row(self, one: Decision) -> Row:
        line = self.found.conference.line(one.case_id)
        due, tone = words.due(one.due_on)
        facts = (self.found.names.get(one.owner, one.owner), "" if one.done else due)
        return Row(
            one.id, one.words.splitlines()[0], second=" · ".join(filter(None, facts)), lead=case_word(line) if line else "",
            state=_("done") if one.done else "", done=one.done, second_tone="text2" if one.done else tone,
        )  # fmt: skip

    def _copy_row(self, one: Handed) -> Row:
        late = one.is_out and self.found.conference.return_by < today().isoformat()
        ended = words.short_day(one.ended_on) if one.ended_on else ""
        facts = (words.moment(one.at), one.file or _("on paper"), ended, one.words)
        state = _("out") if one.is_out else label("conference_return", one.state)
        return Row(
            one.id, holder(self.found, one), second=" · ".join(filter(None, facts)), lead=f"{one.number}/{one.total}",
            state=state, state_tone="high" if late else "text2", done=not one.is_out,
        )  # fmt: skip

    @property
    def found(self) -> Whole:
        assert self.whole is not None, "acts are offered where a conference is shown"
        return self.whole

    # -- acts ------------------------------------------------------------------------------------

    def _begin(self, form: FormDialog) -> FormDialog:
        self.form = form
        form.begin()
        return form

    def _with_choices(self, act: str) -> None:
        self._shell.tasks.read(self, read_choices, partial(self._chosen, act), topic="conference-choices")

    def _chosen(self, act: str, found: Choices) -> None:
        """A form that offers what was just read."""
        whole, shell = self.found, self._shell
        free = [one for one in found.cases if one[0] not in whole.conference.cases]
        forms: dict[str, Callable[[], FormDialog]] = {
            "case": lambda: CaseForm(self, shell, whole, free),
            "insiders": lambda: InsidersForm(self, shell, whole, found.people),
            "decide": lambda: DecisionForm(self, shell, whole, found.people),
        }
        self._begin(forms[act]())

    def change(self) -> None:
        self._begin(ConferenceForm(self, self._shell, self.found.conference))

    def put_case(self) -> None:
        self._with_choices("case")

    def put_insiders(self) -> None:
        self._with_choices("insiders")

    def decide(self) -> None:
        self._with_choices("decide")

    def put_outsider(self) -> None:
        self._begin(OutsiderForm(self, self._shell, self.found))

    def case(self, ident: str) -> None:
        line = next(one for one in self.found.conference.lines if one.id == ident)
        number, alias = self.found.cases[line.case_id]
        verbs = [
            Verb("leave", _("Close"), safe=True),
            Verb("out", _("Take it out"), kind="quiet"),
            Verb("asks", _("What is to be talked about")),
            Verb("open", _("Open the case"), "Ctrl+Enter", "primary"),
        ]
        self._ask(f"{case_word(line)} · {alias or number}", line.asks or "", verbs, partial(self._case_act, line))

    def _case_act(self, line: Line, verb: str) -> None:
        ident = self.found.conference.id
        if verb == "open":
            self._shell.go("cases", line.case_id)
        elif verb == "asks":
            self._begin(CaseForm(self, self._shell, self.found, (), line))
        elif verb == "out":
            self._write(lambda desk: desk.conferences.take_case(ident, line.case_id))

    def person(self, ident: str) -> None:
        share = next(one for one in self.found.shares if one.attendee.id == ident)
        verbs = [Verb("leave", _("Close"), safe=True), Verb("out", _("Take them out"), kind="quiet")]
        if not share.attendee.is_inside:
            verbs.append(Verb("change", _("Change")))
        if not share.attendee.is_inside and share.left:
            verbs.append(Verb("agree", _("Note a consent"), "Ctrl+Enter", "primary"))
        self._ask(share.called, _gets(share, self.found.conference.lines), verbs, partial(self._person_act, share))

    def _person_act(self, share: Share, verb: str) -> None:
        ident, shell = self.found.conference.id, self._shell
        if verb == "agree":
            self._begin(AgreeForm(self, shell, self.found, share))
        elif verb == "change":
            self._begin(OutsiderForm(self, shell, self.found, share))
        elif verb == "out":
            self._write(lambda desk: desk.conferences.take_attendee(ident, share.attendee.id))

    def copy(self, ident: str) -> None:
        """Note what became of a copy; one that was noted by mistake is out again."""
        one = next(each for each in self.found.conference.copies if each.id == ident)
        form = CopyForm(self, self._shell, one, holder(self.found, one))
        form.saved.connect(self._ended)
        self._begin(form)

    def _ended(self, copy: object) -> None:
        assert isinstance(copy, Handed), "it was just written"
        shell, ident = self._shell, copy.id

        def back() -> None:
            shell.tasks.write(shell, lambda desk: desk.conferences.reopen_copy(ident))

        said = _("Copy {number}: {state}.").format(number=copy.number, state=label("conference_return", copy.state))
        shell.tell(notices.undo(said, back))

    def pack(self) -> None:
        self._papers(PackForm(self, self._shell, self.found))

    def minutes(self) -> None:
        self._papers(MinutesForm(self, self._shell, self.found))

    def _papers(self, form: PapersForm) -> None:
        form.saved.connect(lambda _made: self._shell.tell(form.told()))
        self._begin(form)

    def _to_decision(self, ident: str) -> None:
        one = next(each for each in self.found.conference.decisions if each.id == ident)
        self._shell.go("cases", one.case_id)

    def _ask(self, title: str, sentence: str, verbs: list[Verb], act: partial[None]) -> None:
        self.form = dialog = Dialog(self.window(), title, sentence, verbs, width=600)
        dialog.chosen.connect(act)
        dialog.ask()

    def _write(self, work: object) -> None:
        self._shell.tasks.write(self, work, lambda _done: None, self._shell.refuse)  # type: ignore[arg-type]  # every act gives a Done


def _person_row(share: Share, lines: tuple[Line, ...]) -> Row:
    tone = "high" if share.left else "text2"
    return Row(
        share.attendee.id, share.name, meta=share.place, second=_gets(share, lines), second_tone=tone,
        icon="person" if share.attendee.is_inside else "building",
    )  # fmt: skip


def _gets(share: Share, lines: tuple[Line, ...]) -> str:
    """Which cases stand in somebody's copy, and which do not."""
    if share.attendee.is_inside and not share.left:
        return _("gets every case") if lines else _("no case is in it yet")
    given = ", ".join(case_word(one) for one in share.given)
    got = _("gets {cases}").format(cases=given) if given else _("gets no case yet")
    return " · ".join([got, *(f"{case_word(one.line)}: {told_why(one.why)}" for one in share.left)])
