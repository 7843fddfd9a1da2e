"""Taking a report down while somebody tells it: which door, the page's questions, the code read aloud, and then it is kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.changes import Changes, Done
from app.desk import Desk
from app.errors import GyeotError
from app.flows import report_by_phone
from app.flows.report_by_phone import Derived
from app.i18n import _, language
from app.inbox.questions import Question, asked
from app.inbox.taking_down import Told
from app.wire.content import Answer
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.inbox.code import CodeDialog
from ui.inbox.reading import sealed_drafts
from ui.kit.banner import Verb
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form

TAKE_DOWN = "take-down"
"""What the page is asked for by a running contact."""
_KEYS = "QERTYUIOPASDFGHJKLZXCVBNM"
Checked = tuple[Told, str]
"""What will be kept, and the centre that the code belongs to."""


class TellingForm(FormDialog):
    """The page's questions behind one door; nothing has to be answered, and no name is asked."""

    drafts = staticmethod(sealed_drafts)

    def __init__(self, host: QWidget, shell: Shell, door: str, questions: tuple[Question, ...]) -> None:
        self._door, self._questions = door, questions
        said = {
            "victim": _("In the caller's own words, only as much as they want to say."),
            "third": _("Only what they saw or heard. The name of the person harmed is not asked and not written down."),
            "public": _("What was seen, and where. What is about a person belongs behind another door."),
        }  # fmt: skip
        super().__init__(host, shell, _("Take a report down"), said[door], _("On to the code"))

    def build(self, form: Form) -> None:
        ways = [("phone", _("By telephone")), ("visit", _("In person"))]
        self.strip("came_by", _("How it comes in"), "W", ways, "phone")
        for question, key in zip(self._questions, _KEYS, strict=False):
            self._ask(question, key)

    def _ask(self, one: Question, key: str) -> None:
        if one.kind == "one":
            self.strip(one.id, one.label, key, list(one.choices), note=one.hint)
        elif one.kind == "many":
            self.many(one.id, one.label, key, list(one.choices), note=one.hint)
        elif one.kind == "line":
            self.line(one.id, one.label, key, note=one.hint)
        else:
            self.area(one.id, one.label, key, lines=5 if one.kind == "text" else 2, note=one.hint)

    def about(self) -> str:
        return self._door

    def told(self) -> Told:
        """What stands in the form now."""
        answers = {one.id: self._answer(one) for one in self._questions if one.id != "text"}
        return Told(
            self._door, self.control_of("came_by").value(), self.control_of("text").text(), answers, language()
        )  # fmt: skip

    def _answer(self, one: Question) -> Answer:
        control = self.control_of(one.id)
        if isinstance(control, ChoiceStrip):
            return tuple(control.values()) if one.kind == "many" else control.value()
        return str(control.text()).strip()

    def work(self) -> Work:
        told = self.told()

        def checked(desk: Desk) -> Done[Checked]:
            return Done((report_by_phone.check(desk, told), desk.page_papers.centre), Changes.NONE)

        return checked

    def _saved(self, value: object) -> None:
        """The words stay here until they are kept: whoever goes back from the code finds them."""
        self.buttons["save"].setEnabled(True)
        self.saved.emit(value)


class TakeDown(QObject):
    """The whole way; `kept` gives the id of the new thread."""

    kept = Signal(str)

    def __init__(self, host: QWidget, shell: Shell) -> None:
        super().__init__(host)
        self._host, self._shell = host, shell
        self.door: Dialog | None = None
        self.form: TellingForm | None = None
        self.code: CodeDialog | None = None

    def begin(self) -> None:
        """Ask what it is about."""
        verbs = [
            Verb("victim", _("They were harmed"), "1", "secondary"),
            Verb("third", _("They saw or heard of it"), "2", "secondary"),
            Verb("public", _("Public material"), "3", "secondary"),
            Verb("leave", _("Close"), "Esc", "quiet"),
        ]
        said = _("It gets a code of its own, which you read out: with it the caller reads our answers later and writes again.")  # fmt: skip
        self.door = Dialog(self._host.window(), _("What is told"), said, verbs, width=WIDE)
        self.door.chosen.connect(lambda door: self._tell(door) if door != "leave" else None)
        self.door.ask()

    def _tell(self, door: str) -> None:
        self._shell.tasks.read(self, lambda _desk: asked(door), partial(self._ask, door))

    def _ask(self, door: str, questions: tuple[Question, ...]) -> None:
        self.form = TellingForm(self._host, self._shell, door, questions)
        self.form.saved.connect(self._read_out)
        self.form.begin()

    def _read_out(self, checked: Checked, digits: bool = False) -> None:
        self.code = CodeDialog(self._host, digits=digits)
        self.code.turned.connect(partial(self._read_out, checked))
        self.code.repeated.connect(partial(self._second if checked[0].door == "third" else self._keep, checked))
        self.code.begin()

    def _second(self, checked: Checked, code: str, digits: bool = False) -> None:
        self.code = CodeDialog(self._host, second=True, digits=digits)
        self.code.turned.connect(partial(self._second, checked, code))
        self.code.without.connect(partial(self._keep, checked, code))
        self.code.repeated.connect(partial(self._keep, checked, code))
        self.code.begin()

    def _keep(self, checked: Checked, code: str, handover: str = "") -> None:
        """The keys follow from the codes on a worker; the codes end here."""
        told, centre = checked
        self.code = None
        if self.form is not None:
            self.form.buttons["save"].setEnabled(False)
        self._shell.tasks.work(
            self, lambda _tell, _stop: report_by_phone.derived(code, handover, centre), partial(self._write, told), self._failed
        )  # fmt: skip

    def _write(self, told: Told, keys: Derived) -> None:
        self._shell.tasks.write(self, lambda desk: report_by_phone.keep(desk, told, keys), self._done, self._failed)

    def _done(self, thread: str) -> None:
        if self.form is not None:
            self.form.leave()
            self.form = None
        self.kept.emit(thread)

    def _failed(self, problem: GyeotError) -> None:
        if self.form is not None:
            self.form.refuse(problem)
        else:
            self._shell.refuse(problem)
