"""A sealed case in the review: its number and a month outside; a holder or two people see its clocks, and decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.clock import today
from app.desk import Desk
from app.errors import BadInput
from app.flows import sealed_keeping
from app.flows.break_glass import Pair
from app.flows.sealed_keeping import SealedClock
from app.i18n import _
from app.retention import Decision, Destruction, Ground, Line
from ui.application import Shell
from ui.forms import FormDialog, Work, day_text
from ui.forms.two_people import TwoPeople
from ui.kit.form import Form
from ui.kit.rows import Row
from ui.office.keeping_rows import clock_word, ground_word

PREFIX = "sealed:"
"""Before the id of a row that is a sealed case."""


def sealed_row(one: SealedClock, day: date) -> Row:
    """A number and a month; what the case is stands inside only."""
    title = _("Sealed case {number}").format(number=one.number)
    if one.month is None:
        second = _("The month in which its time ends is told when somebody leaves it the next time.")
        return Row(PREFIX + one.id, title, second=second, icon="lock", state=_("Not known yet"))
    second = _("Looked at by those it is sealed for, or by two people.")
    over = one.month < f"{day:%Y-%m}"
    state = _("Time is over") if over else _("Comes up in {month}").format(month=one.month)
    return Row(
        PREFIX + one.id, title, second=second, icon="lock", state=state, state_tone="high" if over else "text2",
        state_icon="clock" if over else "",
    )  # fmt: skip


class SealedLook:
    """From a row to the form: one's own at once, that of others by two people with a reason."""

    def __init__(self, host: QWidget, shell: Shell, changed: Callable[[], None]) -> None:
        self._host, self._shell, self._changed = host, shell, changed
        self.asked: QWidget | None = None

    def begin(self, one: SealedClock) -> None:
        if one.mine:
            self._look(one, None)
            return
        sentence = _(
            "This case is sealed for others. Two people look at its time of keeping; its content is not shown."
        )
        TwoPeople.ask_for(
            self._host, self._shell, lambda pair: self._look(one, pair), sentence, reason=True, shown=self._keep
        )

    def _keep(self, asked: QWidget) -> None:
        self.asked = asked

    def _look(self, one: SealedClock, pair: Pair | None) -> None:
        self._shell.tasks.write(
            self._host,
            lambda desk: sealed_keeping.look(desk, one.id, pair),
            lambda line: self._show(one, line, pair),
            self._shell.refuse,
        )

    def _show(self, one: SealedClock, line: Line, pair: Pair | None) -> None:
        form = SealedForm(self._host, self._shell, one, line, pair)
        form.saved.connect(self._saved)
        self.asked = form
        form.begin()

    def _saved(self, value: object) -> None:
        if isinstance(value, Destruction):
            told = _("The sealed case is erased as a whole. The destruction log has an entry.")
            self._shell.tell(told)
        self._changed()


class SealedForm(FormDialog):
    """Its clocks, and what becomes of it: kept longer, or erased as a whole for good."""

    aliases = {"keep_until": "until"}  # noqa: RUF012 -- as in the class above

    def __init__(self, host: QWidget, shell: Shell, one: SealedClock, line: Line, pair: Pair | None) -> None:
        self._one, self._line, self._pair = one, line, pair
        clocks = [f"{clock_word(clock)}." for clock in line.clocks]
        if line.keep_until and line.decision is Decision.KEEP:
            clocks.append(_("Kept longer, until {day}.").format(day=line.keep_until.isoformat()))
        title = _("Sealed case {number}").format(number=one.number)
        super().__init__(host, shell, title, " ".join(clocks), _("Decide"))

    def about(self) -> str:
        return self._one.id

    def build(self, form: Form) -> None:
        choices = [("keep", _("Keep longer")), ("erase", _("Erase for good"))]
        self.decision = self.strip("decision", _("What becomes of it"), "W", choices)
        note = _("It stays with the record and goes with it. Name nobody who is not in the record.")
        self.reason = self.line("reason", _("Reason"), "R", note=note)
        self.until = self.day("until", _("Keep until"), "U")
        grounds = [(one.value, ground_word(one)) for one in Ground]
        chosen = Ground.PERIOD_OVER if self._line.over(today()) else Ground.REQUEST
        note = _("Keys, file and sealed evidence go. This cannot be undone. Backups hold it for at most 90 days.")
        self.ground = self.strip("ground", _("On what ground"), "G", grounds, chosen.value, note=note)
        self.decision.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        keeps, goes = self.decision.value() == "keep", self.decision.value() == "erase"
        for field, shown in (("reason", keeps), ("until", keeps), ("ground", goes)):
            self.form.show_row(field, shown)
        if "save" in getattr(self, "buttons", {}):
            self.buttons["save"].set_kind("danger" if goes else "primary")
            self.buttons["save"].set(_("Erase for good") if goes else _("Decide"))

    def work(self) -> Work:
        decision, ident, pair = self.decision.value(), self._one.id, self._pair
        if not decision:
            raise BadInput(_("Please choose what becomes of it."), field="decision")
        if decision == "erase":
            ground, kept = self.ground.value(), self._line.decision is Decision.KEEP
            return lambda desk: _erase(desk, ident, ground, pair, anew=kept)
        until, reason = day_text(self.until.text()), self.reason.text()
        day = date.fromisoformat(until) if until else None
        return lambda desk: sealed_keeping.decide(desk, ident, "keep", reason=reason, until=day, pair=pair)


def _erase(desk: Desk, ident: str, ground: str, pair: Pair | None, *, anew: bool) -> Done[Destruction]:
    if anew:
        sealed_keeping.decide(desk, ident, Decision.ERASE.value, pair=pair)
    return sealed_keeping.erase(desk, ident, ground, pair)
