"""The plan of a case: where it stands, what is needed, what is aimed at, how it went on, and what others say of it."""

from __future__ import annotations

from dataclasses import dataclass

from app.cases import Transfer
from app.codelists import codes, label
from app.desk import Desk
from app.flows import closing
from app.i18n import _
from app.office import Member
from app.plans import Feedback, FollowUp, Goal, Need, Review, Step
from app.plans.model import standing
from ui.cases import words
from ui.cases.asked import AskedSection
from ui.cases.blocks import Block
from ui.cases.forms.feedback import FeedbackForm
from ui.cases.forms.plan import FollowUpForm, GoalForm, NeedsForm, StepForm
from ui.cases.forms.review import AskReviewForm, ReviewForm
from ui.cases.forms.transfer import TransferAnswerForm, TransferForm
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.rows import Row

_NEED = {"yes": ("text", "check"), "no": ("text3", ""), "unknown": ("caution", "")}
_STATE = {"met": "accent", "in_progress": "text2", "n_a": "text3"}
_REVIEW = {"requested": "caution", "approved": "accent", "returned": "high", "withdrawn": "text3"}


@dataclass(frozen=True, slots=True)
class PlanFound:
    """What the section shows."""

    needs: tuple[Need, ...]
    goals: tuple[Goal, ...]
    looks: tuple[FollowUp, ...]
    reviews: tuple[Review, ...]
    feedback: tuple[Feedback, ...]
    asked: bool
    """Whether the person agreed to be asked about the centre."""
    transfers: tuple[Transfer, ...]
    supervisors: tuple[Member, ...]
    may_decide: bool


class PlanSection(AskedSection[PlanFound]):
    """The life of a case from its first needs to its last look back."""

    def build(self) -> None:
        self.found: PlanFound | None = None
        stages = [(one.id, one.label) for one in codes("case_stage") if one.extra.get("open")]
        self.stage = Block(_("Where the case stands"), "", counted=False)
        self.stage.none.hide()
        self.steps = ChoiceStrip(stages, _("Where the case stands"), digits=False)
        self.stage.add_part(self.steps)
        self.steps.changed.connect(self._set_stage)
        self.needs = Block(_("What is needed"), _("Nothing was asked about yet."), 48, counted=False)
        self.needs.add_act(_("Ask about needs"), "ask", self.ask_needs, "A")
        self.needs.opened.connect(lambda _id: self.ask_needs())
        self.goals = Block(_("Goals and steps"), _("A goal stands in the person's own words; its steps become tasks."))
        self.goals.add_act(_("Goal"), "plus", self.add_goal, "E")
        self.add_step_button = self.goals.add_act(_("Step"), "plus", self.add_step, "T")
        self.goals.opened.connect(self._open_goal)
        self.goals.ticked.connect(self.acts.tick)
        self.looks = Block(_("Follow-up"), _("Nobody looked back yet."))
        self.looks.add_act(_("Note a follow-up"), "plus", self.follow_up, "U")
        self.reviews = Block(_("Supervisor"), _("Nothing was asked for yet."))
        self.reviews.add_act(_("Ask the supervisor"), "people", self.ask_review, "V")
        self.reviews.opened.connect(self._open_review)
        self.transfers = Block(_("Transfer"), _("The case was not offered to another organisation."))
        self.transfers.add_act(_("Transfer"), "send", self.transfer)
        self.transfers.opened.connect(self._open_transfer)
        self.feedback = Block(_("What they say about us"), _("Nobody was asked yet."))
        self.ask_feedback = self.feedback.add_act(_("Note the answers"), "say", self.add_feedback)
        self.add(self.stage, self.needs, self.goals, self.looks, self.reviews, self.transfers, self.feedback)

    @staticmethod
    def read(desk: Desk, case_id: str) -> PlanFound:
        return PlanFound(
            desk.plans.needs(case_id), desk.plans.goals(case_id), desk.plans.follow_ups(case_id),
            desk.reviews.of_case(case_id), desk.feedbacks.of_case(case_id), desk.feedbacks.allowed(case_id),
            desk.transfers.of_case(case_id), closing.supervisors(desk), desk.reviews.may_decide,
        )  # fmt: skip

    def show_found(self, found: PlanFound) -> None:
        assert self.file is not None, "a case is shown"
        self.found = found
        case = self.file.case
        self.steps.set_value(case.stage)
        self.steps.setEnabled(case.status == "open")
        self.stage.head.set(_("Where the case stands"), None, label("case_stage", case.stage))
        self.stage.none.hide()
        self.needs.show_rows([_need_row(one) for one in _in_order(found.needs)])
        self.goals.show_rows([row for goal in found.goals for row in _goal_rows(goal)])
        self.goals.head.set(_("Goals and steps"), len(found.goals) or None)
        self.add_step_button.setVisible(any(one.state == "open" for one in found.goals))
        self.looks.show_rows([*self._progress_rows(found), *(self._look_row(one) for one in found.looks)])
        self.looks.head.set(_("Follow-up"), len(found.looks) or None)
        self.reviews.show_rows([self._review_row(one) for one in found.reviews])
        self.transfers.show_rows([self._transfer_row(one) for one in found.transfers])
        self.transfers.setVisible(not self.acts.inside_a_wall)
        self.feedback.show_rows([self._feedback_row(one) for one in found.feedback])
        self.ask_feedback.setVisible(found.asked)
        if not found.asked and not found.feedback:
            self.feedback.say_empty(_("Asked only once the person has agreed to a survey (under “Consents”)."))
        else:
            self.feedback.say_empty(_("Nobody was asked yet."))

    # -- rows ------------------------------------------------------------------------------------

    @staticmethod
    def _progress_rows(found: PlanFound) -> list[Row]:
        said = standing(found.looks)
        return [
            Row(f"area:{area}", label("need_area", area), icon="bars", unread=None,
                state=label("progress_state", state), state_tone=_STATE[state])
            for area, state in said.items()
        ]  # fmt: skip

    def _look_row(self, one: FollowUp) -> Row:
        assert self.file is not None, "a case is shown"
        met = {"yes": _("what was needed is met"), "no": _("not met yet"), "unknown": _("not known whether it is met")}
        second = " · ".join(filter(None, (label("channel", one.channel), met[one.needs_met], _first_line(one.words))))
        advised = _("may be closed") if one.close_advised else ""
        return Row(one.id, words.short_day(one.held_on), meta=self.file.name(one.author), second=second, icon="eye", state=advised)  # fmt: skip

    def _review_row(self, one: Review) -> Row:
        assert self.file is not None, "a case is shown"
        who = self.file.name(one.decided_by or one.asked_by)
        second = " · ".join(filter(None, (words.moment(one.decided_at or one.asked_at), who, _first_line(one.answer or one.words))))  # fmt: skip
        return Row(
            one.id, label("review_kind", one.kind), second=second, icon="people",
            state=label("review_state", one.state), state_tone=_REVIEW[one.state],
        )  # fmt: skip

    def _transfer_row(self, one: Transfer) -> Row:
        assert self.file is not None, "a case is shown"
        said = {"sent": _("Waiting for its answer"), "accepted": _("Taken"), "declined": _("Not taken"), "withdrawn": _("Taken back")}  # fmt: skip
        second = " · ".join(filter(None, (words.moment(one.at), _first_line(one.answer or one.words))))
        return Row(one.id, self.file.place(one.organisation), second=second, icon="send", state=said[one.state])

    def _feedback_row(self, one: Feedback) -> Row:
        yes = sum(answer == "yes" for answer in one.answers.values())
        said = _("{yes} of {count} answered with yes").format(yes=yes, count=len(one.answers)) if one.answers else ""
        second = " · ".join(filter(None, (label("feedback_how", one.given_how), _first_line(one.words))))
        return Row(one.id, words.moment(one.at), meta=said, second=second, icon="say")

    # -- acts ------------------------------------------------------------------------------------

    def _set_stage(self) -> None:
        if self.file is None or self.steps.value() in ("", self.file.case.stage):
            return
        case_id, stage = self.file.case.id, self.steps.value()
        self.shell.tasks.write(self, lambda desk: desk.cases.set_stage(case_id, stage))

    def ask_needs(self) -> None:
        if self.file is not None and self.found is not None:
            self.acts.open_form(lambda host: NeedsForm(host, self.shell, self.case_id, self.found_now.needs))

    def add_goal(self) -> None:
        self.acts.open_form(lambda host: GoalForm(host, self.shell, self.case_id))

    def add_step(self, goal_id: str = "") -> None:
        goals = [one for one in self.found_now.goals if one.state == "open"]
        self.acts.open_form(lambda host: StepForm(host, self.shell, goals, goal_id), "title")

    def _open_goal(self, ident: str) -> None:
        goal = next((one for one in self.found_now.goals if one.id == ident), None)
        if goal is not None:
            self.acts.open_form(lambda host: GoalForm(host, self.shell, self.case_id, goal))

    def follow_up(self) -> None:
        progress = standing(self.found_now.looks)
        self.acts.open_form(lambda host: FollowUpForm(host, self.shell, self.case_id, progress))

    def ask_review(self) -> None:
        assert self.file is not None, "a case is shown"
        case, found = self.file.case, self.found_now
        self.acts.open_form(lambda host: AskReviewForm(host, self.shell, case, found.supervisors))

    def _open_review(self, ident: str) -> None:
        one = next((one for one in self.found_now.reviews if one.id == ident), None)
        if one is not None and one.state == "requested":
            self.open_review(one)

    def open_review(self, one: Review) -> None:
        """Whoever asked takes it back; a supervisor answers it."""
        assert self.file is not None, "a case is shown"
        if one.asked_by == self.shell.who.user:
            self.acts.ask_withdrawal(one)
        elif self.found_now.may_decide:
            asker = self.file.name(one.asked_by)
            self.acts.open_form(lambda host: ReviewForm(host, self.shell, one, asker))

    def transfer(self) -> None:
        assert self.file is not None, "a case is shown"
        file = self.file
        self.acts.open_form(lambda host: TransferForm(host, self.shell, file))

    def _open_transfer(self, ident: str) -> None:
        assert self.file is not None, "a case is shown"
        file = self.file
        one = next((one for one in self.found_now.transfers if one.id == ident), None)
        if one is not None and one.state == "sent":
            self.acts.open_form(lambda host: TransferAnswerForm(host, self.shell, one, file.place(one.organisation)))

    def add_feedback(self) -> None:
        self.acts.open_form(lambda host: FeedbackForm(host, self.shell, self.case_id))

    @property
    def case_id(self) -> str:
        assert self.file is not None, "a case is shown"
        return self.file.case.id

    @property
    def found_now(self) -> PlanFound:
        assert self.found is not None, "acts are offered once it was read"
        return self.found


def _in_order(needs: tuple[Need, ...]) -> list[Need]:
    by_area = {one.area: one for one in needs}
    return [by_area[code.id] for code in codes("need_area") if code.id in by_area]


def _need_row(one: Need) -> Row:
    tone, icon = _NEED[one.needed]
    answers = {"yes": _("Needed"), "no": _("Not needed"), "unknown": _("Not known")}
    return Row(
        one.area, label("need_area", one.area), meta=_first_line(one.words), unread=None, state=answers[one.needed],
        state_tone=tone, state_icon=icon,
    )  # fmt: skip


def _goal_rows(goal: Goal) -> list[Row]:
    second = " · ".join(filter(None, (
        label("need_area", goal.area),
        _("{done} of {count} steps").format(done=goal.done, count=len(goal.steps)) if goal.steps else _("no step yet"),
        goal.reason or "",
    )))  # fmt: skip
    head = Row(
        goal.id, goal.words.splitlines()[0], second=second, icon="flag", state=label("goal_state", goal.state),
        state_tone="accent" if goal.state == "reached" else "text3" if goal.state == "dropped" else "text2",
    )  # fmt: skip
    return [head, *(_step_row(one) for one in goal.steps)]


def _step_row(step: Step) -> Row:
    word, tone = words.due(step.due_on)
    done = step.done_at is not None
    second = label("step_by", step.by_whom) if done or not step.due_on else f"{label('step_by', step.by_whom)} · {word}"
    return Row(step.id, step.title, second=second, second_tone="text2" if done else tone, check=done, done=done)


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0] if (text or "").strip() else ""
