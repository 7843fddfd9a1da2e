"""The fields of a hand-out or book: which steps, in which form, and what is asked before it leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import Signal

from app.documents import TITLES, Edition, Fold, Form, Leaflet, LeftOut, SafetyAnswers, title_of
from app.errors import BadInput
from app.i18n import Language, _, language
from app.manual import Pack, Step
from ui.kit import form as kit
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import LineEdit
from ui.manual import words


class HandoutFields(kit.Form):
    """Every choice; rows that mean nothing for the chosen paper are hidden."""

    changed = Signal()

    def __init__(self, pack: Pack, chosen: Iterable[str], for_case: bool) -> None:
        super().__init__(14)
        self._pack, self._for_case = pack, for_case
        self._build(tuple(one for one in dict.fromkeys(chosen) if one in pack.steps))
        self._build_leaving()
        for strip in (self.kind, self.shape, self.fold, self.lock, self.tongue, self.law):
            strip.changed.connect(self.follow)
        self.steps.changed.connect(self.changed)
        self.tongue.changed.connect(self._retitle)

    def _build(self, chosen: tuple[str, ...]) -> None:
        kinds = [("handout", _("Hand-out")), ("book", _("Whole book"))]
        self.kind = self._strip("kind", _("Which paper"), kinds, "handout")
        offered = [one for one in (*self._pack.own, *self._pack.jumps) if one.kind != "card"]
        offered += [self._pack.steps[one] for one in chosen if self._pack.steps[one] not in offered]
        self.steps = ChoiceStrip([(one.id, _chip(one)) for one in offered], _("Steps"), multi=True, digits=False)
        self.steps.set_values(chosen)
        self.add("steps", _("Steps"), self.steps)
        shapes = {
            "normal": _("Normal"),
            "large": _("Large print"),
            "easy": _("Easy words"),
            "discreet": _("Discreet card"),
        }
        self.shape = self._strip("form", _("Form"), list(shapes.items()), "normal")
        folds = [("four", _("Folded twice, size A6")), ("eight", _("Small booklet with one cut"))]
        self.fold = self._strip("fold", _("Fold"), folds, "four")
        law = [("yes", _("Print them too")), ("no", _("Leave them out"))]
        self.law = self._strip("law", _("Provisions"), law, "yes")
        sides = [(one, words.audience_word(one)) for one in self._pack.audiences if one != "reporter"]
        self.side = self._strip("side", _("For whom"), sides, "victim")
        tongues = [("ko", "한국어"), ("en", "English")]
        self.tongue = self._strip("language", _("Language of the paper"), tongues, language())
        self.title = self._strip("title", _("Title on the paper"), self._titles(), "memo")

    def _build_leaving(self) -> None:
        """What is asked before a hand-out leaves: with a case also whether it is safe to have."""
        answers = [("yes", _("Yes")), ("no", _("No")), ("unsure", _("Not sure"))]
        self.safe = self._strip("safe_to_take", _("Is it safe to take it along"), answers, "")
        self.finder = LineEdit()
        self.add("safety", _("Who might find it"), self.finder)
        locks = [("locked", _("With a passphrase")), ("plain", _("Without a lock"))]
        self.lock = self._strip("lock", _("Lock of the file"), locks, "locked")
        self.reason = LineEdit()
        self.add("plain_reason", _("Why without a lock"), self.reason)

    def _strip(self, field: str, name: str, choices: list[tuple[str, str]], value: str) -> ChoiceStrip:
        strip = ChoiceStrip(choices, name)
        strip.set_value(value)
        self.add(field, name, strip)
        return strip

    def _titles(self) -> list[tuple[str, str]]:
        return [(one, title_of(Leaflet("", (), language=self._language(), title=one))) for one in TITLES]

    def _retitle(self) -> None:
        """The titles as they will stand there, in the language of the paper."""
        chosen = self.title.value()
        self.title.set_choices(self._titles())
        self.title.set_value(chosen)

    def _language(self) -> Language:
        return cast(Language, self.tongue.value() or "ko")

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def wants_book(self) -> bool:
        return self.kind.value() == "book"

    def follow(self) -> None:
        """Show the rows that matter for what is chosen."""
        handout, shape = not self.wants_book, self.shape.value()
        shown = {
            "steps": handout, "form": handout, "title": handout, "side": not handout, "lock": handout,
            "fold": handout and shape == "discreet", "law": handout and shape in ("normal", "large"),
            "safe_to_take": handout and self._for_case, "safety": handout and self._for_case,
            "plain_reason": handout and self.lock.value() == "plain",
        }  # fmt: skip
        for field, on in shown.items():
            self.show_row(field, on)
        self.set_help("fold", self._how_to_fold())
        self.changed.emit()

    def _how_to_fold(self) -> str:
        if self.fold.value() == "eight":
            return _("Cut the dashed line in the middle, fold lengthwise, and push the ends together.")
        return _("Fold the upper half behind, then the left half behind.")

    def tell_left_out(self, lost: LeftOut) -> None:
        """Under the steps: what the paper will lose."""
        sentences = [
            (lost.services, _("Left out, because nobody checked them lately: {names}.")),
            (lost.wordless, _("Left out, because no everyday words hide them: {names}.")),
            (lost.law, _("Left out, because changed or unverified: {names}.")),
            (lost.steps, _("Steps without a memo for the card: {names}.")),
        ]
        told = (text.format(names=", ".join(names)) for names, text in sentences if names)
        self.set_help("steps", " ".join(told))

    # -- what is chosen --------------------------------------------------------------------------

    def leaflet(self) -> Leaflet:
        return Leaflet(
            self._pack.id, tuple(self.steps.values()), Form(self.shape.value() or "normal"), self._language(),
            self.title.value() or "memo", Fold(self.fold.value() or "four"), self.law.value() != "no",
        )  # fmt: skip

    def checked_leaflet(self) -> Leaflet:
        """The hand-out, once a step is chosen; raises BadInput."""
        if not self.steps.values():
            raise BadInput(_("No hand-out was made. Choose at least one step."), field="steps")
        return self.leaflet()

    def edition(self) -> Edition:
        return Edition(self._pack.id, self.side.value() or "victim", self._language())

    def answers(self) -> SafetyAnswers | None:
        """What was asked, where a case makes it needed; raises BadInput."""
        if not self._for_case:
            return None
        if not self.safe.value():
            raise BadInput(_("Please ask first whether it is safe to take a paper along."), field="safe_to_take")
        if not self.finder.text().strip():
            raise BadInput(_("Please ask who might find it, and write down the answer."), field="safety")
        return SafetyAnswers(self.safe.value(), self.finder.text().strip())  # type: ignore[arg-type]  # one of the three

    def plain_reason(self) -> str | None:
        """Why the file has no lock; None where it has one. Raises BadInput."""
        if self.lock.value() != "plain":
            return None
        if not self.reason.text().strip():
            raise BadInput(_("Please write why this paper has to leave without a lock."), field="plain_reason")
        return self.reason.text().strip()


def _chip(step: Step) -> str:
    return f"{step.id} {step.short(language())}"
