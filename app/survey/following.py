"""What follows from the answers: what is relevant, what is calculated, how often a section stands there."""

from __future__ import annotations

import math

from app.clock import today
from app.survey.evaluation import Fuel, Scope, as_text, evaluate
from app.survey.model import Choice, Question, Questionnaire, Section
from app.survey.tree import Branch, Leaf, Offered
from app.survey.values import MOST_TEXT, TooMuch, number, truth

MOST_INSTANCES, MOST_LEAVES = 50, 5_000


class Following:
    """The answers of one person and everything that follows from them."""

    def __init__(self, form: Questionnaire, language: str) -> None:
        self.form, self.language = form, language
        self.items = {one.path: one for one in form.root.every()}
        self.root = Branch(form.root)
        self.fuel = Fuel()
        self.begin(self.root)
        self.work_out()

    def scope(self, here: Leaf | Branch | Offered, current: Leaf | None = None) -> Scope:
        return Scope(here, self.root, self.fuel, self.name_of, current)

    def name_of(self, value: str, path: str) -> str:
        """The words of choices, by their names."""
        item = self.items.get(path)
        words = {one.name: self.plain(one) for one in item.choices} if isinstance(item, Question) else {}
        return ", ".join(words.get(one, one) for one in value.split()) if words else value

    def plain(self, choice: Choice) -> str:
        """The words of a choice without what they would show of other answers."""
        return "".join(one for one in choice.label.pieces(self.language) if isinstance(one, str))

    def begin(self, branch: Branch) -> None:
        """What stands in a section before anybody answered."""
        for leaf in branch.leaves():
            if leaf.item.kind == "today":
                leaf.value = today().isoformat()
            elif leaf.item.logic.default is not None:
                leaf.value = as_text(leaf.item.logic.default.tree, self.scope(leaf))[:MOST_TEXT]

    def work_out(self) -> None:
        """Everything once, in the order of what depends on what; TooMuch where it would take too long."""
        self.fuel = Fuel()
        for path in self.form.order:
            item = self.items[path]
            if isinstance(item, Section) and item.logic.count is not None:
                self.counted(item)
            for one in list(self.root.at(path)):
                self.settle(one)

    def settle(self, one: Leaf | Branch) -> None:
        """Whether it is asked, and what it comes to."""
        self.fuel.spend()
        relevant = one.item.logic.relevant
        around = (one.above is None or one.above.relevant) and not (isinstance(one, Branch) and one.surplus)
        one.relevant = around and (relevant is None or truth(evaluate(relevant.tree, self.scope(one))))
        if isinstance(one, Leaf) and one.relevant and one.item.logic.calculation is not None:
            found = as_text(one.item.logic.calculation.tree, self.scope(one))
            if len(found) > MOST_TEXT:
                raise TooMuch
            one.value = found

    def counted(self, item: Section) -> None:
        """A section that repeats as often as the questionnaire says; what is beyond is kept and not asked."""
        assert item.logic.count is not None
        for above in list(self.root.at(item.path.rpartition("/")[0])):
            assert isinstance(above, Branch)
            instances = above.below[item.name]
            wished = number(evaluate(item.logic.count.tree, self.scope(instances[0] if instances else above)))
            count = min(MOST_INSTANCES, max(0, int(wished))) if math.isfinite(wished) else 0
            while len(instances) < max(count, 1):
                self.grow(above, item)
            for place, one in enumerate(instances):
                assert isinstance(one, Branch)
                one.surplus = place >= count

    def grow(self, above: Branch, item: Section) -> Branch:
        """One more of a section; TooMuch where there would be more questions than anybody answers."""
        fresh = Branch(item, above)
        if sum(1 for _leaf in self.root.leaves()) + sum(1 for _leaf in fresh.leaves()) > MOST_LEAVES:
            raise TooMuch
        above.below[item.name].append(fresh)
        self.begin(fresh)
        return fresh

    def offered(self, leaf: Leaf) -> tuple[Choice, ...]:
        """The choices of a question, as the other answers narrow them."""
        narrowed = leaf.item.logic.choice_filter
        if narrowed is None:
            return leaf.item.choices
        self.fuel = Fuel()
        return tuple(one for one in leaf.item.choices if truth(evaluate(narrowed.tree, self.scope(Offered(one), leaf))))

    def holds(self, leaf: Leaf) -> bool:
        """Whether the answer is as the questionnaire wants it."""
        constraint = leaf.item.logic.constraint
        self.fuel = Fuel()
        return constraint is None or not leaf.text or truth(evaluate(constraint.tree, self.scope(leaf)))

    def required(self, leaf: Leaf) -> bool:
        required = leaf.item.logic.required
        self.fuel = Fuel()
        return required is not None and truth(evaluate(required.tree, self.scope(leaf)))
