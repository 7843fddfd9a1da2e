"""The section of a case about safety: the signs and the level that follows, scales and sheets, safety plans."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.clock import local
from app.codelists import code, label
from app.desk import Desk
from app.flows.suicide_steps import to_suicide_steps
from app.i18n import _
from app.safety import Level, PastLevel, Plan, Result, Sign, Step, kinds, scales
from ui.application import Guide
from ui.cases import words
from ui.cases.asked import AskedSection
from ui.cases.blocks import Block
from ui.cases.forms.base import FormDialog
from ui.cases.forms.plan_paper import PlanPaperForm
from ui.cases.forms.safety_plan import PlanChoice, PlanForm, StepForm, VersionsDialog, step_words
from ui.cases.forms.scales import ScaleChoice, ScaleForm, ScaleResultForm, SheetForm
from ui.forms.made import beside_nothing
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.label import Label
from ui.kit.rows import Head, Row

if TYPE_CHECKING:
    from app.manual import SessionState

_SHOWN = {"yes": "high", "unknown": "caution"}


@dataclass(frozen=True, slots=True)
class Safe:
    """What is known about the safety of a person."""

    signs: tuple[Sign, ...]
    level: Level
    levels: tuple[PastLevel, ...]
    contacts_since: int
    results: tuple[Result, ...]
    why_no_scale: str
    plans: tuple[Plan, ...]
    names: dict[str, str]


class SafetySection(AskedSection[Safe]):
    """Signs first; a scale is offered only when they were asked about."""

    form: Dialog | None = None
    safe: Safe | None = None

    def build(self) -> None:
        acts = self.acts
        self.signs = Block(_("Warning signs"), _("Nothing was asked about yet; that never reads as low."))
        self.signs.add_act(_("Raise the level"), "flag", acts.raise_level)
        self.signs.add_act(_("Ask about the signs"), "ask", acts.signs, "S")
        self.signs.opened.connect(lambda _id: acts.signs())
        self.rule = Label("", 13, 400, "text2", wrap=True)
        self.thin = Label("", 13, 500, "high", wrap=True)
        self.signs.add_part(self.rule)
        self.signs.add_part(self.thin)
        self.again = Button(_("Asked again, nothing has changed"), "quiet", "", "check")
        self.again.clicked.connect(lambda _on=False: self.confirm())
        self.signs.add_part(beside_nothing(self.again))
        self.plans = Block(_("Safety plans"), _("No plan is made yet. One step is enough to begin with."))
        self.plans.add_act(_("Make a plan"), "plus", self.choose_plan, "A")
        self.plans.opened.connect(self._open_plan)
        self.plans.ticked.connect(self.tick)
        self.results = Block(_("Scales and sheets of others"), _("Nothing was asked or entered. It is never required."))
        self.results.add_act(_("A sheet of others"), "clipboard", self.sheet)
        self.results.add_act(_("A scale"), "list", self.choose_scale, "E")
        self.levels = Block(_("How the level came about"), _("There is no level yet."))
        self.add(self.signs, self.plans, self.results, self.levels)

    # -- reading ---------------------------------------------------------------------------------

    @staticmethod
    def read(desk: Desk, case_id: str) -> Safe:
        safety = desk.safety
        scales()  # read here: a file is not read where it is painted
        return Safe(
            safety.signs(case_id), safety.rule(case_id), safety.levels(case_id), safety.contacts_since_asked(case_id),
            desk.results.of_case(case_id), desk.results.why_not(case_id), desk.safety_plans.of_case(case_id),
            {one.id: one.name for one in desk.office.staff()},
        )  # fmt: skip

    def show_found(self, found: Safe) -> None:
        self.safe = found
        self._show_signs(found)
        self.plans.show_rows(_plan_rows(found.plans))
        self.plans.head.set(_("Safety plans"), len(found.plans) or None)
        self.results.show_rows([self._result(one, found) for one in found.results])
        self.levels.show_rows([self._level(one, found) for one in found.levels])

    def _show_signs(self, found: Safe) -> None:
        answers = {"yes": _("Yes"), "unknown": _("Not known")}
        heard = [one for one in found.signs if one.answer in answers]
        self.signs.show_rows(
            [
                Row(one.sign, label("warning_sign", one.sign), second=one.words or "", state=answers[one.answer],
                    state_tone=_tone(one))
                for one in sorted(heard, key=lambda one: one.answer != "yes")
            ]
        )  # fmt: skip
        self.signs.none.setVisible(not found.signs)
        self.again.setVisible(bool(found.signs))
        self.rule.setText(" ".join(filter(None, (_by_rule(found.level), _asked(found)))))
        self.thin.setText(_("Too little is known. What is not known may be dangerous; it never lowers the level."))
        self.thin.setVisible(found.level.thin and bool(found.signs))

    @staticmethod
    def _result(one: Result, found: Safe) -> Row:
        total = ""
        if one.score is not None:
            scale = scales()[one.scale]
            total = _("{score} of {top} · {band}").format(
                score=one.score, top=scale.top, band=scale.band(one.score).label
            )
        who = one.made_by or found.names.get(one.author, one.author)
        second = " · ".join((words.short_day(one.made_on), who, one.sentence))
        danger = _("Thoughts of death") if one.leads_to_suicide_steps else ""
        return Row(one.id, one.name, meta=total, second=second, state=danger, state_tone="danger", icon="clipboard")

    @staticmethod
    def _level(one: PastLevel, found: Safe) -> Row:
        why = one.reason or words.rule_sentence(one.rule)
        who = found.names.get(one.author, one.author)
        return Row(
            str(one.at), label("risk", one.level), second=why, meta=words.moment(one.at), state=who, state_tone="text3"
        )

    # -- signs -----------------------------------------------------------------------------------

    def confirm(self) -> None:
        """The same answers hold today."""
        case_id = self._case_id()
        self.shell.tasks.write(self, lambda desk: desk.safety.confirm(case_id))

    def _case_id(self) -> str:
        assert self.file is not None, "acts are offered where a case is shown"
        return self.file.case.id

    def _begin(self, form: FormDialog) -> None:
        self.form = self.acts.form = form
        form.begin()

    # -- plans -----------------------------------------------------------------------------------

    def choose_plan(self) -> None:
        there = frozenset(one.kind for one in self.safe.plans) if self.safe else frozenset()
        choice = PlanChoice(self, self.shell, there)
        choice.picked.connect(self.plan)
        self._begin(choice)

    def plan(self, kind: str) -> None:
        plan = next((one for one in self.safe.plans if one.kind == kind), None) if self.safe else None
        self._begin(PlanForm(self, self.shell, self._case_id(), kinds()[kind], plan))

    def paper(self, kind: str) -> None:
        """On paper for the person."""
        plan = next((one for one in self.safe.plans if one.kind == kind), None) if self.safe else None
        if plan is not None and self.file is not None:
            self._begin(PlanPaperForm(self, self.shell, self.file, plan))

    def versions(self, kind: str) -> None:
        case_id, names = self._case_id(), self.safe.names if self.safe else {}

        def show(found: tuple[Plan, ...]) -> None:
            if found:
                self.form = VersionsDialog(self.window(), found, names)
                self.form.ask()

        self.shell.tasks.read(self, lambda desk: desk.safety_plans.versions(case_id, kind), show, topic="versions")

    def _open_plan(self, ident: str) -> None:
        what, _colon, name = ident.partition(":")
        if what == "plan":
            self.plan(name)
        elif what == "versions":
            self.versions(name)
        elif what == "paper":
            self.paper(name)
        elif (found := self._step(name)) is not None:
            self._begin(StepForm(self, self.shell, *found))

    def _step(self, ident: str) -> tuple[Plan, Step] | None:
        plans = self.safe.plans if self.safe else ()
        return next(((plan, one) for plan in plans for one in plan.steps if one.id == ident), None)

    def tick(self, ident: str, on: bool) -> None:
        step = ident.partition(":")[2]
        self.shell.tasks.write(self, lambda desk: desk.safety_plans.tick(step, on))

    # -- scales ----------------------------------------------------------------------------------

    def choose_scale(self) -> None:
        """Refused with its reason before anything is asked of the person."""
        if self.safe is not None and self.safe.why_no_scale:
            self.shell.tell(self.safe.why_no_scale)
            return
        choice = ScaleChoice(self, self.shell)
        choice.picked.connect(self.scale)
        self._begin(choice)

    def scale(self, name: str, here: bool) -> None:
        scale, case_id = scales()[name], self._case_id()
        form: ScaleForm | ScaleResultForm
        if here and scale.text() is not None:
            form = ScaleForm(self, self.shell, case_id, scale)
        else:
            form = ScaleResultForm(self, self.shell, case_id, scale)
        form.in_danger.connect(partial(self.to_suicide_steps, case_id))
        form.saved.connect(self._scored)
        self._begin(form)

    def _scored(self, result: object) -> None:
        if isinstance(result, Result) and not result.leads_to_suicide_steps:
            self.shell.tell(f"{result.name}: {result.sentence}")

    def sheet(self) -> None:
        self._begin(SheetForm(self, self.shell, self._case_id()))

    def to_suicide_steps(self, case_id: str) -> None:
        """The page of the manual, at once."""

        def go(desk: Desk) -> Done[SessionState]:
            done = to_suicide_steps(desk, case_id)
            return Done(done.value, done.changes | Changes.SESSIONS)

        self.shell.tasks.write(
            self.shell.tasks, go, lambda state: self.shell.go("manual", Guide(session_id=state.id)), self.shell.refuse
        )


def _tone(one: Sign) -> str:
    """What protects is no danger."""
    protects = code("warning_sign", one.sign).extra["level"] == "protective"
    return "accent" if protects and one.answer == "yes" else _SHOWN[one.answer]


def _by_rule(level: Level) -> str:
    return _("By the rule: {level}. {why}").format(
        level=label("risk", level.level), why=words.rule_sentence(level.rule)
    )


def _asked(found: Safe) -> str:
    if not found.signs:
        return ""
    last = words.moment(max(one.at for one in found.signs))
    if not found.contacts_since:
        return _("Last asked {day}.").format(day=last)
    return _("Last asked {day}; {count} contacts since. Ask again each time.").format(
        day=last, count=found.contacts_since
    )


def _plan_rows(plans: tuple[Plan, ...]) -> list[Row | Head]:
    rows: list[Row | Head] = []
    for plan in plans:
        kind = kinds()[plan.kind]
        rows.append(
            Head(
                kind.label,
                _("{done} of {all} done").format(done=len(plan.steps) - plan.open_steps, all=len(plan.steps)),
            )
        )
        rows.append(_plan_row(plan))
        parts = {one.id: one.label for one in kind.parts}
        rows += [
            Row(f"step:{one.id}", one.action, second=step_words(one, parts[one.part]), check=one.done_at is not None,
                done=one.done_at is not None)
            for one in plan.steps
        ]  # fmt: skip
        if plan.copy_safe != "no":
            rows.append(Row(f"paper:{plan.kind}", _("Print it for the person"), icon="print"))
        if plan.version > 1:
            rows.append(Row(f"versions:{plan.kind}", _("Read earlier versions"), icon="clock", state_tone="text2"))
    return rows


def _plan_row(plan: Plan) -> Row:
    safe = label("copy_safe", plan.copy_safe)
    where = plan.kept_where or ""
    review = _("look again {day}").format(day=words.short_day(plan.review_on)) if plan.review_on else ""
    day = words.short_day(local(plan.at).date().isoformat())
    title = _("Change the plan")
    second = " · ".join(filter(None, (_("Version {n}").format(n=plan.version), day, safe, where, review)))
    tone = "high" if plan.copy_safe != "yes" else "text2"
    alone = "" if plan.together else _("not talked about yet")
    return Row(f"plan:{plan.kind}", title, second=second, icon="pencil", state=alone, state_tone=tone)
