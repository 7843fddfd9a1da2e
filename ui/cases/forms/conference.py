"""Forms of a case conference: the conference itself, its cases and people, consent, copies that came back, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.changes import Changes, Done
from app.clock import today
from app.codelists import codes
from app.conferences import Conference, Handed, Line
from app.desk import Desk
from app.errors import BadInput, Denied
from app.flows import conference_pack
from app.flows.conference_pack import Listed, Share, Whole
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog as OfCase
from ui.forms import FormDialog, Work, day_text
from ui.kit.form import Form


def case_word(line: Line) -> str:
    """How a case is called in a conference."""
    return _("Case {code}").format(code=line.code)


class ConferenceForm(FormDialog):
    """When, where and what for; a conference that is there may be changed."""

    def __init__(self, host: QWidget, shell: Shell, conference: Conference | None = None) -> None:
        self._conference = conference
        sentence = _("Write no name here: it stands on every copy.")
        super().__init__(host, shell, _("Case conference"), sentence)

    def about(self) -> str:
        return self._conference.id if self._conference is not None else ""

    def build(self, form: Form) -> None:
        one = self._conference
        self.on = self.day("day", _("Day"), "D", one.day if one else today().isoformat())
        self.where = self.line("place", _("Place"), "P", one.place if one else "")
        self.aim = self.area("aim", _("What for"), "W", one.aim if one else "", 2)
        note = _("Empty: a week after the conference.")
        self.back = self.day("return_by", _("Copies come back by"), "C", one.return_by if one else "", note=note)

    def work(self) -> Work:
        given = (day_text(self.on.text()) or "", self.aim.text(), self.where.text(), day_text(self.back.text()) or "")
        if self._conference is None:
            return lambda desk: desk.conferences.plan(*given)
        ident = self._conference.id
        return lambda desk: desk.conferences.change(ident, *given)


class CaseForm(FormDialog):
    """A case in the conference, and what is to be talked about; `choices` are cases one sees and has not put in yet."""

    def __init__(
        self, host: QWidget, shell: Shell, whole: Whole, choices: Sequence[tuple[str, str]], line: Line | None = None
    ) -> None:
        self._whole, self._choices, self._line = whole, list(choices), line
        title = case_word(line) if line else _("Put a case in")
        sentence = _("Names and numbers that the cases hold are hidden on the copies; write the rest so that it leads to nobody.")  # fmt: skip
        super().__init__(host, shell, title, sentence)

    def about(self) -> str:
        return self._line.id if self._line is not None else self._whole.conference.id

    def build(self, form: Form) -> None:
        if self._line is None:
            self.case = self.picker("case", _("Which case"), "C", self._choices)
        self.asks = self.area("asks", _("What is to be talked about"), "W", self._line.asks if self._line else "", 3)

    def work(self) -> Work:
        ident, asks = self._whole.conference.id, self.asks.text()
        case_id = self._line.case_id if self._line is not None else self.case.value()
        if not case_id:
            raise BadInput(_("No case of yours is left to put in. Open one first."), field="case")
        return lambda desk: put_case(desk, ident, case_id, asks)


def put_case(desk: Desk, ident: str, case_id: str, asks: str) -> Done[Line]:
    """Only somebody who sees a case puts it in."""
    if not desk.sight.sees(desk.cases.get(case_id).id):
        raise Denied(_("Somebody else looks after this case. Open it with your reason first."))
    return desk.conferences.put_case(ident, case_id, asks)


class InConferenceForm(OfCase):
    """A case that is in front, into one of the conferences that are to come."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, found: Sequence[Listed]) -> None:
        self._case_id = case_id
        self._found = [one for one in found if not one.masked and one.day >= today().isoformat()]
        super().__init__(host, shell, _("Put it into a case conference"))

    def build(self, form: Form) -> None:
        choices = [(one.id, f"{words.short_day(one.day)} · {one.aim.splitlines()[0]}") for one in self._found]
        self.conference = self.picker("conference", _("Which conference"), "C", choices)
        self.asks = self.area("asks", _("What is to be talked about"), "W", "", 3)

    def work(self) -> Work:
        ident, case_id, asks = self.conference.value(), self._case_id, self.asks.text()
        if not ident:
            raise BadInput(_("No conference is planned. Plan one under “Case conferences” first."), field="conference")
        return lambda desk: put_case(desk, ident, case_id, asks)


class InsidersForm(FormDialog):
    """People of the centre who attend: they talk about every case."""

    def __init__(self, host: QWidget, shell: Shell, whole: Whole, people: Sequence[tuple[str, str]]) -> None:
        there = {one.attendee.user for one in whole.shares}
        self._whole, self._people = whole, [one for one in people if one[0] not in there]
        super().__init__(host, shell, _("People of the centre"), _("They get every case, under its code."))

    def about(self) -> str:
        return self._whole.conference.id

    def build(self, form: Form) -> None:
        self.users = self.many("users", _("Who comes"), "W", self._people)

    def work(self) -> Work:
        ident, chosen = self._whole.conference.id, tuple(self.users.values())
        if not chosen:
            raise BadInput(_("Please choose at least one person."), field="users")

        def put(desk: Desk) -> Done[int]:
            for user in chosen:
                desk.conferences.put_insider(ident, user)
            return Done(len(chosen), Changes.CONFERENCES)

        return put


class OutsiderForm(FormDialog):
    """Somebody from outside: who, from where, and for which cases."""

    def __init__(self, host: QWidget, shell: Shell, whole: Whole, share: Share | None = None) -> None:
        self._whole, self._share = whole, share
        sentence = _("A case goes into their copy only where the person agreed that this organisation hears of it.")
        super().__init__(host, shell, _("From outside"), sentence)

    def about(self) -> str:
        return self._share.attendee.id if self._share is not None else self._whole.conference.id

    def build(self, form: Form) -> None:
        share, lines = self._share, self._whole.conference.lines
        self.name = self.line("name", _("Name"), "N", share.name if share else "")
        note = _("Written as in the list of services, its consents are found by it.")
        self.where = self.line("organisation", _("Organisation"), "O", share.place if share else "", note=note)
        chosen = tuple(one.case_id for one in lines if share and one.case_id in share.attendee.seats)
        self.cases = self.many(
            "cases", _("Cases they attend"), "C", [(one.case_id, case_word(one)) for one in lines], chosen
        )

    def work(self) -> Work:
        ident, name, place, cases = self._whole.conference.id, self.name.text(), self.where.text(), self.cases.values()
        attendee = self._share.attendee.id if self._share is not None else None
        if not cases:
            raise BadInput(_("Please choose at least one case they attend."), field="cases")

        def put(desk: Desk) -> Done[object]:
            found = conference_pack.place_of(desk, place)
            return desk.conferences.put_outsider(ident, name, found, cases, attendee)

        return put


class AgreeForm(FormDialog):
    """What a person said to one organisation hearing of them in a case conference."""

    def __init__(self, host: QWidget, shell: Shell, whole: Whole, share: Share) -> None:
        self._whole, self._share = whole, share
        sentence = _("Ask whether {place} may hear of it in a case conference, under a code and without a name.")
        super().__init__(host, shell, _("Consent"), sentence.format(place=share.place))

    def about(self) -> str:
        return self._share.attendee.id

    def build(self, form: Form) -> None:
        asked = [(one.line.case_id, self._called(one.line)) for one in self._share.left]
        self.case = self.picker("case", _("Who was asked"), "W", asked)
        answers = [(one.id, one.label) for one in codes("consent_answer") if one.id in ("given", "refused")]
        self.answer = self.strip("answer", _("Answer"), "A", answers)
        self.method = self.strip("method", _("How"), "H", words.choices("consent_method", without=("none",)), "oral")
        self.until = self.day("valid_until", _("Holds until"), "U", note=_("Empty: until it is taken back."))

    def _called(self, line: Line) -> str:
        number, alias = self._whole.cases[line.case_id]
        return f"{case_word(line)} · {alias or number}"

    def work(self) -> Work:
        case_id, answer, method = self.case.value(), self.answer.value(), self.method.value() or "oral"
        if not answer:
            raise BadInput(_("Please choose what the person said."), field="answer")
        organisation, until = self._share.attendee.organisation or "", day_text(self.until.text())
        return lambda desk: conference_pack.agree(desk, case_id, organisation, answer, method, until)


class CopyForm(FormDialog):
    """What became of one numbered copy."""

    def __init__(self, host: QWidget, shell: Shell, copy: Handed, holder: str) -> None:
        self._copy = copy
        title = _("Copy {number} of {total}").format(number=copy.number, total=copy.total)
        super().__init__(host, shell, title, _("It went to {name}.").format(name=holder))

    def about(self) -> str:
        return self._copy.id

    def build(self, form: Form) -> None:
        one = self._copy
        chosen = "returned" if one.is_out else one.state
        self.state = self.strip("state", _("What became of it"), "B", words.choices("conference_return"), chosen)
        self.on = self.day("on", _("Day"), "D", one.ended_on or today().isoformat())
        self.by = self.line("by", _("Who took it back or saw it"), "W", one.ended_by or self.shell.who.name)
        self.why = self.area("words", _("Why it did not come back"), "Y", one.words or "", 2)
        self.state.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        missing = self.state.value() == "not_returned"
        self.form.show_row("words", missing)
        self.form.show_row("by", not missing)

    def work(self) -> Work:
        return partial(_end, copy=self._copy.id, state=self.state.value() or "", by=self.by.text(),
                      on=day_text(self.on.text()) or "", words=self.why.text())  # fmt: skip


def _end(desk: Desk, copy: str, state: str, by: str, on: str, words: str) -> Done[Handed]:
    return desk.conferences.end_copy(copy, state, by, on, words)


class DecisionForm(FormDialog):
    """What was decided about a case: it becomes a task there."""

    def __init__(self, host: QWidget, shell: Shell, whole: Whole, people: Sequence[tuple[str, str]]) -> None:
        self._whole, self._people = whole, list(people)
        sentence = _("It becomes a task of the case. In the minutes names and numbers are hidden, and who does it is a role.")  # fmt: skip
        super().__init__(host, shell, _("Write a decision down"), sentence)

    def about(self) -> str:
        return self._whole.conference.id

    def build(self, form: Form) -> None:
        lines = self._whole.conference.lines
        self.case = self.strip("case", _("Which case"), "C", [(one.case_id, case_word(one)) for one in lines])
        self.words = self.area("words", _("What is decided"), "D", "", 2)
        self.owner = self.picker("owner", _("Who does it"), "W", self._people, self.shell.who.user)
        self.due = self.day("due_on", _("By when"), "B")

    def work(self) -> Work:
        ident, case_id, text = self._whole.conference.id, self.case.value() or "", self.words.text()
        owner, due = self.owner.value(), day_text(self.due.text()) or ""
        return lambda desk: desk.conferences.decide(ident, case_id, text, owner, due)
