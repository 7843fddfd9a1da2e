"""A safety plan: a line a step under each question, whether a copy can be kept, when it is looked at again; its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import BadInput, GyeotError
from app.i18n import _, pick
from app.safety import Kind, Part, Plan, Step, kinds
from ui.application import Shell
from ui.cases import words
from ui.cases.forms.base import FormDialog, TextArea, Work, day_text
from ui.kit.banner import Verb
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form
from ui.kit.rows import TWO_LINES, Head, Row, Rows

_LIST = 320


class PlanChoice(FormDialog):
    """Which plan is made."""

    picked = Signal(str)

    def __init__(self, host: QWidget, shell: Shell, there: frozenset[str]) -> None:
        self._there = there
        sentence = _("Make it together, in the person's own words. Nothing of it leaves this computer by itself.")
        super().__init__(host, shell, _("A safety plan"), sentence, _("Go on"))

    def build(self, form: Form) -> None:
        names = [(one.id, one.label) for one in kinds().values()]
        first = next((one.id for one in kinds().values() if one.id not in self._there), names[0][0])
        self.kind = self.strip("kind", _("Which plan"), "W", names, first)
        self.kind.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        found = kinds().get(self.kind.value())
        self.form.set_help("kind", found.sentence if found else "")

    def work(self) -> None:
        name = self.kind.value() or next(iter(kinds()))
        self.left.connect(lambda: self.picked.emit(name))


class PlanForm(FormDialog):
    """All parts of a plan; saving writes the next version where something differs."""

    versions_asked = Signal()

    def __init__(self, host: QWidget, shell: Shell, case_id: str, kind: Kind, plan: Plan | None) -> None:
        self._case_id, self._kind, self._plan = case_id, kind, plan
        self.areas: dict[str, TextArea] = {}
        super().__init__(host, shell, kind.label, kind.sentence, _("Save the plan"))

    def about(self) -> str:
        return f"{self._case_id}:{self._kind.id}"

    def build(self, form: Form) -> None:
        for at, part in enumerate(self._kind.parts, start=1):
            note = " ".join((part.question, _ideas(part)))
            self.areas[part.id] = self.area(part.id, part.label, str(at), self._lines(part.id), 2, note=note)
        plan = self._plan
        both = [("yes", _("With the person")), ("no", _("By us, not talked about yet"))]
        self.together = self.strip(
            "together", _("How it was made"), "H", both, "no" if plan and not plan.together else "yes"
        )
        asked = _("Ask: who could find it, in the bag, on the phone, at home?")
        self.copy_safe = self.strip(
            "copy_safe", _("Can a copy be kept without danger?"), "C", words.choices("copy_safe"),
            plan.copy_safe if plan else "unknown", note=asked,
        )  # fmt: skip
        self.kept_where = self.line("kept_where", _("Where copies are"), "W", plan.kept_where if plan else "")
        self.review = self.day("review_on", _("Look at it again on"), "L", plan.review_on if plan else "")
        self.copy_safe.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.form.show_row("kept_where", self.copy_safe.value() == "yes")

    def _lines(self, part: str) -> str:
        return "\n".join(one.action for one in self._plan.steps if one.part == part) if self._plan else ""

    def _steps(self) -> list[Step]:
        """What was agreed about a step before (by when, who helps, done) stays with its words."""
        known = {(one.part, one.action): one for one in self._plan.steps} if self._plan else {}
        return [
            known.get((part, line), Step(part, line))
            for part, area in self.areas.items()
            for line in (one.strip(" ·-•\t") for one in area.toPlainText().splitlines())
            if line
        ]

    def work(self) -> Work:
        case_id, kind, steps = self._case_id, self._kind.id, self._steps()
        safe = self.copy_safe.value() or "unknown"
        head = {
            "together": self.together.value() != "no", "copy_safe": safe,
            "kept_where": self.kept_where.text() if safe == "yes" else "", "review_on": day_text(self.review.text()),
        }  # fmt: skip
        return lambda desk: desk.safety_plans.write(case_id, kind, steps, **head)


class StepForm(FormDialog):
    """One step: by when, and who helps."""

    def __init__(self, host: QWidget, shell: Shell, plan: Plan, step: Step) -> None:
        self._plan, self._step = plan, step
        super().__init__(host, shell, kinds()[plan.kind].label)

    def about(self) -> str:
        return self._step.id

    def build(self, form: Form) -> None:
        self.action = self.area("action", _("What is done"), "W", self._step.action, 2)
        self.by_when = self.line("by_when", _("By when"), "B", self._step.by_when)
        self.helper = self.line("helper", _("Who helps"), "H", self._step.helper)

    def refuse(self, problem: GyeotError) -> None:
        """Whatever part the step is of, its one field of words stands here."""
        known = isinstance(problem, BadInput) and problem.field in self.form.fields()
        super().refuse(
            BadInput(str(problem), field="action") if isinstance(problem, BadInput) and not known else problem
        )

    def work(self) -> Work:
        if not self.action.text():
            raise BadInput(
                _("Please write what is done. A step that is over is ticked off in the list."), field="action"
            )
        plan, new = (
            self._plan,
            replace(
                self._step,
                action=" ".join(self.action.text().split()),
                by_when=self.by_when.text(),
                helper=self.helper.text(),
            ),
        )
        steps = [new if one.id == self._step.id else one for one in plan.steps]
        head = {
            "together": plan.together, "copy_safe": plan.copy_safe, "kept_where": plan.kept_where,
            "review_on": plan.review_on,
        }  # fmt: skip
        return lambda desk: desk.safety_plans.write(plan.case_id, plan.kind, steps, **head)


class VersionsDialog(Dialog):
    """What was agreed before: each version, to be read."""

    def __init__(self, window: QWidget, versions: Sequence[Plan], name: dict[str, str]) -> None:
        self._versions = {str(one.version): one for one in versions}
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.strip = ChoiceStrip([(one, _("Version {n}").format(n=one)) for one in self._versions], _("Versions"))
        self.rows = Rows(_("Steps"), TWO_LINES)
        self.rows.setFixedHeight(max(160, min(_LIST, window.height() - 330)))
        column.addWidget(self.strip)
        column.addWidget(self.rows)
        self._names = name
        verbs = [Verb("done", _("Close"), safe=True)]
        super().__init__(
            window, kinds()[versions[0].kind].label, _("Every version stays as it was."), verbs, content, WIDE
        )
        self.strip.changed.connect(self._show)
        self.strip.set_value(next(iter(self._versions)))
        self._show()

    def _show(self) -> None:
        plan = self._versions.get(self.strip.value())
        if plan is not None:
            who = self._names.get(plan.author, plan.author)
            rows: list[Row | Head] = [Head(" · ".join((words.moment(plan.at), who)))]
            parts = {one.id: one.label for one in kinds()[plan.kind].parts}
            rows += [Row(one.id, one.action, second=step_words(one, parts[one.part])) for one in plan.steps]
            self.rows.show_rows(rows)


def step_words(step: Step, part: str = "") -> str:
    """The second line of a step: its part, by when, who helps."""
    return " · ".join(filter(None, (part, step.by_when, step.helper)))


def _ideas(part: Part) -> str:
    return _("For example: {ideas}").format(ideas=" / ".join(pick(one) for one in part.ideas)) if part.ideas else ""
