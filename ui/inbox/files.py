"""Attachments of a thread: what each is said to be, and the way of one into the case's evidence. None is shown here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.codelists import codes
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.evidence import Item, Taken
from app.flows import report_files
from app.flows.report_files import Bringing
from app.i18n import _
from app.inbox.attached import Attachment
from app.inbox.attachments import GONE, KINDS, MATERIAL, SEXUAL
from ui.application import Shell
from ui.forms import Work
from ui.forms.sealing import SealingForm
from ui.inbox import words
from ui.inbox.forms import ThreadForm
from ui.inbox.reading import Opened
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form
from ui.kit.label import IconLabel
from ui.kit.rows import TWO_LINES, Row, Rows

_ICONS = {"image": "image", "audio": "ear"}


def row(one: Attachment) -> Row:
    """One line of the list."""
    wrong = one.state in ("odd", "lost")
    return Row(
        one.id, one.name or _("Without a name"), second=words.file_facts(one), icon=_ICONS.get(one.type.split("/")[0], "file"),
        state=words.file_state(one), state_tone="high" if wrong else "text2", state_icon="warning" if wrong else "",
    )  # fmt: skip


class FilesDialog(Dialog):
    """The attachments of one thread; `picked` names what is asked for one of them."""

    def __init__(self, host: QWidget, opened: Opened, picked: Callable[[str, Attachment], None]) -> None:
        self._files, self._picked, self._verb = {one.id: one for one in opened.files}, picked, ""
        thread = opened.whole.thread
        self._case, public = bool(thread.case_id), words.public(opened)
        self._entry, self._into = bool(opened.entry), "photo" if public else "take"
        self.rows = Rows(_("Attachments"), TWO_LINES, lead=0)
        self.rows.setFixedHeight(min(6, len(opened.files)) * TWO_LINES + 8)
        self.rows.show_rows([row(one) for one in opened.files])
        said = _(
            "They lie here sealed. None is opened before somebody has said what it is, by the reporter's own words."
        )
        if not self._case and not public:
            said += " " + _("They can go into the evidence once the report is a case.")
        if public and not self._entry:
            said += " " + _("A photo of the material can go into the register once the report has its entry there.")
        verbs = [
            Verb("leave", _("Close"), "Esc", safe=True),
            Verb("photo", _("Take into the register"), "T", icon="eye")
            if public
            else Verb("take", _("Take into the evidence"), "T", icon="folder"),
            Verb("state", _("Say what it is"), "S", "primary", icon="pencil"),
        ]
        super().__init__(host.window(), _("Attachments"), said, verbs, self.rows, WIDE)
        self.chosen.connect(self._obey)
        self.left.connect(self._go)
        self.rows.chosen.connect(lambda _id: self._offer())
        self.rows.opened.connect(lambda _id: self._lead())
        self.rows.choose(opened.files[0].id)
        self._offer()

    def _offer(self) -> None:
        """What can be done with the chosen one now."""
        one = self._files.get(self.rows.current_id())
        self.buttons["state"].setEnabled(one is not None and one.state not in GONE)
        ready = one is not None and one.state in ("stated", "odd")
        kind = one.kind if one is not None and ready else ""
        fits = self._entry and kind == MATERIAL if self._into == "photo" else self._case and kind != ""
        self.buttons[self._into].setEnabled(fits)

    def _lead(self) -> None:
        """A click or Enter leads to what comes next for it, and does nothing yet."""
        ready = next(verb for verb in (self._into, "state", "leave") if self.buttons[verb].isEnabled())
        self.buttons[ready].setFocus(Qt.FocusReason.OtherFocusReason)

    def _obey(self, verb: str) -> None:
        self._verb = verb

    def _go(self) -> None:
        """The form comes when this is gone, and takes the focus."""
        one = self._files.get(self.rows.current_id())
        if self._verb in ("state", self._into) and one is not None:
            self._picked(self._verb, one)


class StateForm(ThreadForm):
    """What one attachment is; nobody has opened it, and what may hold a sexual image goes unopened."""

    def __init__(self, host: QWidget, shell: Shell, opened: Opened, one: Attachment) -> None:
        self._one, self._asked, self._public = one, False, words.public(opened)
        super().__init__(host, shell, opened)

    def words(self) -> tuple[str, str, str]:
        said = _("Say it by what the reporter wrote. Where you do not know, ask in the thread first; it stays sealed.")
        return _("What this attachment is"), said, _("Say it")

    def about(self) -> str:
        return self._one.id

    def build(self, form: Form) -> None:
        form.add_widget(IconLabel("file", f"{self._one.name} · {words.size(self._one.size)}", 13, 500, "text2"))
        note = _("What may hold a sexual image of a person is never opened and not kept: having it is a crime.")
        doors = (None, "public") if self._public else (None,)
        choices = [(one.id, one.label) for one in codes(KINDS) if one.extra.get("door") in doors]
        self.kind = self.strip("kind", _("Kind of attachment"), "W", choices, self._one.kind, note=note)
        self.said = self.area("words", _("In a few words"), "F", self._one.words, lines=2)

    def work(self) -> Work:
        ident, kind, said = self._one.id, self.kind.value(), self.said.text()
        if kind == SEXUAL and not self._asked:
            self._asked = True
            raise BadInput(
                _(
                    "Its parts are erased here for good, unopened; a case keeps only a reference. Press once more to do so."
                ),
                field="kind",
            )
        return lambda desk: report_files.state(desk, ident, kind, said)


class Begun(Protocol):
    """What the first step gives: it seals on any thread."""

    def seal(self, progress: Callable[[float], None], stopped: Callable[[], bool], /) -> Any: ...


B = TypeVar("B", bound=Begun)
S = TypeVar("S")
E = TypeVar("E")


class TakeForm(ThreadForm, SealingForm[B, S, E], Generic[B, S, E]):
    """One attachment on its way out of the inbox."""

    def __init__(self, host: QWidget, shell: Shell, opened: Opened, one: Attachment) -> None:
        self.one = one
        self.stopped_words = _("This was stopped. Nothing was taken in; it lies sealed in the inbox as before.")
        super().__init__(host, shell, opened)

    def prepared(self, desk: Desk) -> Done[B]:
        """The first step, on the writer."""
        raise NotImplementedError

    def sealed(self, begun: B, tell: Callable[[float], None], stop: Callable[[], bool]) -> S:
        taken: S = begun.seal(tell, stop)
        return taken

    def about(self) -> str:
        return self.one.id

    def build(self, form: Form) -> None:
        form.add_widget(IconLabel("file", self.one.name, 13, 500, "text2"))
        form.add_widget(IconLabel("info", words.file_facts(self.one), 13, 400, "text2"))
        self.add_progress(form)

    def work(self) -> Work:
        return self.prepared


class EvidenceForm(TakeForm[Bringing, tuple[Taken, ...], Item]):
    """One attachment on its way into the case's evidence."""

    def words(self) -> tuple[str, str, str]:
        said = _(
            "It goes sealed into the evidence of the case; its custody begins with this report. It is looked at there, and nowhere else."
        )
        return _("Take an attachment into the evidence"), said, _("Take it in")

    def prepared(self, desk: Desk) -> Done[Bringing]:
        return report_files.prepare(desk, self.one.id)

    def entered(self, desk: Desk, begun: Bringing, sealed: tuple[Taken, ...]) -> Done[Item]:
        return report_files.enter(desk, begun, sealed)

    def given_up(self, desk: Desk, begun: Bringing, problem: GyeotError | None) -> Done[None]:
        return report_files.give_up(desk, begun, problem)
