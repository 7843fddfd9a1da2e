"""Two records of one person side by side: which goes on, which value counts, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.cases import Double
from app.codelists import known, label
from app.doubles import Line, Merge, Pair
from app.errors import BadInput
from app.i18n import _
from ui.application import Shell
from ui.cases.changes import field_word
from ui.cases.forms.base import FormDialog, Work
from ui.forms.sight import others_case
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form

HERE, THERE = "here", "there"
_KEYS = {
    "alias": "A",
    "name": "N",
    "phone": "P",
    "age_band": "G",
    "sex": "X",
    "note": "T",
    "summary": "S",
    "channel": "H",
}
_CODED = {"age_band", "sex", "channel"}
_SHORT = 40


class OtherRecordForm(FormDialog):
    """Which record may be the same person: those that look alike, or one by its number."""

    picked = Signal(str)

    def __init__(self, host: QWidget, shell: Shell, number: str, doubles: tuple[Double, ...]) -> None:
        self._number, self._doubles = number, doubles
        sentence = _("Both are shown side by side first; nothing is put together yet.")
        super().__init__(host, shell, _("Another record of this person"), sentence, _("Side by side"))

    def about(self) -> str:
        return self._number

    def build(self, form: Form) -> None:
        alike = [(one.case_id, f"{one.alias or others_case()} · {one.number} · {one.why}") for one in self._doubles]
        self.which = self.picker("which", _("Records alike"), "R", [("", _("None of these")), *alike], alike[0][0] if alike else "")  # fmt: skip
        self.number = self.line("gone", _("Or its number"), "N", hint="26-B-0147")

    def work(self) -> Work | None:
        picked = self.number.text().strip().upper() or self.which.value()
        if not picked or picked == self._number:
            raise BadInput(_("Please choose another record, or write its number."), field="gone")
        self.left.connect(lambda: self.picked.emit(picked))
        return None


class MergeForm(FormDialog):
    """Field by field: both values are kept, and one of them counts from now on."""

    def __init__(self, host: QWidget, shell: Shell, pair: Pair) -> None:
        self._pair = pair
        sentence = _("{here} goes on and takes over what stands in {there}: {count} entries. {there} stays as a double, and it can be undone.").format(
            here=pair.kept_number, there=pair.gone_number, count=pair.there
        )  # fmt: skip
        super().__init__(host, shell, _("Is this one person?"), sentence, _("Put together"))

    def about(self) -> str:
        return f"{self._pair.kept}{self._pair.gone}"

    def build(self, form: Form) -> None:
        self.chosen_values: dict[str, ChoiceStrip] = {}
        for line in self._pair.lines:
            if line.differs:
                choices = [(HERE, said(line, line.here)), (THERE, said(line, line.there))]
                value = HERE if line.here or not line.there else THERE
                self.chosen_values[line.field] = self.strip(line.field, field_word(line.field), _KEYS[line.field], choices, value)  # fmt: skip
        same = [field_word(line.field) for line in self._pair.lines if not line.differs and line.here]
        note = _("The same in both: {fields}.").format(fields=", ".join(same)) if same else ""
        self.reason = self.area("reason", _("Why this is one person"), "W", lines=2, note=note)

    def work(self) -> Work:
        pair, reason = self._pair, self.reason.text()
        take = [field for field, strip in self.chosen_values.items() if strip.value() == THERE]
        return lambda desk: desk.merging.merge(pair.kept, pair.gone, reason, take)


class ApartForm(FormDialog):
    """What was put together, both values of each field, and the way back."""

    def __init__(self, host: QWidget, shell: Shell, merge: Merge, number: str) -> None:
        self._merge = merge
        lines = [
            _("{field}: {here} | {there}").format(
                field=field_word(field), here=said(Line(field, "", ""), values["here"]), there=said(Line(field, "", ""), values["there"])
            )
            for field, values in merge.both.items()
        ]  # fmt: skip
        sentence = _("Put together with {number}: {reason}").format(number=number, reason=merge.reason)
        super().__init__(host, shell, _("Two records again?"), "\n".join((sentence, *lines)), _("Take apart"))

    def about(self) -> str:
        return self._merge.id

    def build(self, form: Form) -> None:
        form.add_widget(QWidget())

    def work(self) -> Work:
        ident = self._merge.id
        return lambda desk: desk.merging.undo(ident)


def said(line: Line, value: str) -> str:
    """A value as a choice has room for it."""
    if not value:
        return _("empty")
    text = label(line.field, value) if line.field in _CODED and known(line.field, value) else value.splitlines()[0]
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
