"""The plan of a case: what is needed, what is aimed at and by which steps, and how it went on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.codelists import codes
from app.desk import Desk
from app.errors import BadInput
from app.i18n import _
from app.plans import Goal, Need
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, TextArea, Work, day_text
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form

WORDS = {"safety": "A", "health": "E", "psychosocial": "Y", "justice": "U", "material": "L"}
LETTERS = {"safety": "S", "health": "H", "psychosocial": "P", "justice": "J", "material": "D"}
"""The mnemonic of each area, the same in every form of the plan."""


def yes_no() -> list[tuple[str, str]]:
    return [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]


class NeedsForm(FormDialog):
    """What is needed, area by area; an area nobody asked about stays open."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, needs: Sequence[Need]) -> None:
        self._case_id, self._needs = case_id, {one.area: one for one in needs}
        super().__init__(
            host,
            shell,
            _("What is needed"),
            _("Ask in any order. What was not asked about stays open, and is no “no”."),
        )

    def build(self, form: Form) -> None:
        self.strips: dict[str, ChoiceStrip] = {}
        self.texts: dict[str, TextArea] = {}
        for one in codes("need_area"):
            there = self._needs.get(one.id)
            self.strips[one.id] = self.strip(
                one.id, one.label, LETTERS[one.id], yes_no(), there.needed if there else ""
            )
            self.strips[one.id].changed.connect(self._fit_rows)
            self.texts[one.id] = self.area(
                f"{one.id}_words",
                _("In their own words: {area}").format(area=one.label),
                WORDS[one.id],
                there.words if there else "",
                2,
            )
        self._fit_rows()

    def _fit_rows(self) -> None:
        for area, strip in self.strips.items():
            self.form.show_row(f"{area}_words", bool(strip.value()))

    def work(self) -> Work | None:
        case_id = self._case_id
        said = {area: (strip.value(), self.texts[area].text()) for area, strip in self.strips.items() if strip.value()}
        if not said:
            raise BadInput(_("Please choose one of the answers."), field=next(iter(self.strips)))
        return lambda desk: desk.plans.set_needs(case_id, said)


class GoalForm(FormDialog):
    """A goal in the person's own words; one that is there may be settled."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, goal: Goal | None = None) -> None:
        self._case_id, self._goal = case_id, goal
        super().__init__(host, shell, _("Goal"), _("What the person wants to reach, as they say it."))

    def about(self) -> str:
        return f"{self._case_id}{self._goal.id}" if self._goal is not None else self._case_id

    def build(self, form: Form) -> None:
        goal = self._goal
        areas = [(one.id, one.label) for one in codes("need_area")]
        self.words = self.area("words", _("What is to be reached"), "W", goal.words if goal else "", 2)
        self.where = self.strip("area", _("Area"), "A", areas, goal.area if goal else "")
        self.state = None
        if goal is not None:
            self.state = self.strip("state", _("Where it stands"), "S", words.choices("goal_state"), goal.state)
            self.reason = self.area("reason", _("Why it is left"), "L", goal.reason, 2)
            self.state.changed.connect(self._fit_rows)
            self._fit_rows()

    def _fit_rows(self) -> None:
        assert self.state is not None, "only a goal that is there has a state"
        self.form.show_row("reason", self.state.value() == "dropped")

    def work(self) -> Work:
        case_id, goal, area, text = self._case_id, self._goal, self.where.value(), self.words.text()
        if goal is None or self.state is None:
            return lambda desk: desk.plans.add_goal(case_id, area, text)
        state, reason = self.state.value() or goal.state, self.reason.text()
        if state == goal.state and state != "dropped":
            return lambda desk: desk.plans.change_goal(goal.id, area, text)

        def change(desk: Desk) -> Done[Goal]:
            settled = desk.plans.settle_goal(goal.id, state, reason)
            if (area, text) != (goal.area, goal.words):
                desk.plans.change_goal(goal.id, area, text)
            return settled

        return change


class StepForm(FormDialog):
    """A step to a goal: something to do, by whom, by when."""

    def __init__(self, host: QWidget, shell: Shell, goals: Sequence[Goal], goal_id: str = "") -> None:
        self._goals, self._goal_id = goals, goal_id
        super().__init__(
            host, shell, _("Step"), _("A step is also a task: it stands under “To do” until it is ticked off.")
        )

    def about(self) -> str:
        return self._goals[0].case_id if self._goals else ""

    def build(self, form: Form) -> None:
        goals = [(one.id, one.words.splitlines()[0]) for one in self._goals]
        self.goal = self.picker("goal", _("To which goal"), "G", goals, self._goal_id)
        self.title = self.line("title", _("What is to be done"), "W")
        self.by_whom = self.strip("by_whom", _("Who does it"), "H", words.choices("step_by"), "centre")
        self.due = self.day("due_on", _("By which day"), "B")

    def work(self) -> Work:
        goal, title, by = self.goal.value(), self.title.text(), self.by_whom.value() or "centre"
        due = day_text(self.due.text())
        return lambda desk: desk.plans.add_step(goal, title, by, due)


class FollowUpForm(FormDialog):
    """How it went on: each area, and whether what was needed is met."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, progress: Mapping[str, str]) -> None:
        self._case_id, self._progress = case_id, progress
        super().__init__(host, shell, _("Follow-up"), _("How it has gone on since the last time."))

    def build(self, form: Form) -> None:
        self.held = self.day("held_on", _("On which day"), "O", note=_("Empty: today."))
        self.channel = self.strip("channel", _("How"), "W", words.choices("channel"), "phone")
        states = words.choices("progress_state")
        self.areas = {
            one.id: self.strip(one.id, one.label, LETTERS[one.id], states, self._progress.get(one.id, ""))
            for one in codes("need_area")
        }
        self.met = self.strip("needs_met", _("Is what was needed met"), "M", yes_no())
        self.text = self.area("words", _("Note"), "N")
        answers = [("yes", _("Yes")), ("no", _("No"))]
        self.advised = self.strip("close_advised", _("May the case be closed"), "C", answers, "no")
        self.next = self.day("next_on", _("The next time on"), "X", note=_("Becomes a task of that day."))

    def work(self) -> Work:
        case_id = self._case_id
        progress = {area: strip.value() for area, strip in self.areas.items() if strip.value()}
        held, following = day_text(self.held.text()), day_text(self.next.text())
        met, channel, text = self.met.value(), self.channel.value() or "phone", self.text.text()
        advised = self.advised.value() == "yes"
        return lambda desk: desk.plans.add_follow_up(
            case_id, progress, needs_met=met, held_on=held, channel=channel, words=text, close_advised=advised,
            next_on=following,
        )  # fmt: skip
