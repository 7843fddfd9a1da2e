"""The audit trail as managers read it: filters over one list, a check of everything, and the way onto paper."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.audit import all_kinds, areas, file_word, told
from app.changes import Changes, Done
from app.clock import local, today
from app.desk import Desk
from app.errors import BadInput, GyeotError
from app.flows.relay_memory import Asked
from app.flows.trails import Line, Looked
from app.flows.verification import Entries, Report, memory, verify
from app.i18n import _
from app.kinds import Role
from app.vault import Keys
from ui.application import Shell
from ui.forms import day_text
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.columns import Across
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.findings import Finding, Findings
from ui.kit.form import LineEdit, Picker
from ui.kit.label import FieldName, Label
from ui.kit.table import Column, Table
from ui.office.audit_export import AuditExport
from ui.office.face import Face
from ui.tasks import Job

SHOWN = 1000
_NAMED = 5
"""Unsigned records that are named; a check of everything tells the others."""
_SIDE_BY_SIDE, _WHAT = 800, 200
"""How wide the face is from which on its rows stand side by side, and what the choice of kinds keeps."""
_PAUSE = 250
"""Milliseconds after the last key until a filter is asked for."""


class AuditFace(Face):
    """Who did what, the newest first; never with case content."""

    icon = "list"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Audit trail")
        sentence = _("Every entry carries the fingerprint of the one before, so a change or a gap shows.")
        super().__init__(shell, _("Audit trail"), sentence)
        self._checking: Job | None = None
        self._asked_memory = False
        self.export: AuditExport | None = None
        self.result: Dialog | None = None
        self.memory = Label("", 12, 400, "text3", wrap=True)
        self.memory.hide()
        self.body.addWidget(self.memory)
        self.body.addWidget(self._unsigned())
        self.body.addWidget(self._filters())
        self.wrong = Label("", 13, 500, "danger", wrap=True)
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.body.addWidget(self._acts())
        self.table = Table(_("Audit trail"), _columns())
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._detail(now.row()))
        self.body.addWidget(self.table, 1)
        self.detail = Label("", 12, 400, "text2", wrap=True)
        self.detail.setMinimumHeight(38)
        self.body.addWidget(self.detail)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.reload)

    # -- what stands above the list --------------------------------------------------------------

    def _filters(self) -> QWidget:
        self.who, self.what = Picker([("", _("All people"))], height=36), Picker([("", _("Everything"))], height=36)
        self.what.setMinimumWidth(_WHAT)
        self.since, self.until = LineEdit("", str(today())), LineEdit("", str(today()))
        self.case = LineEdit("", "26-A-0001")
        days = _beside(
            _field(_("From day"), "F", self.since, 132),
            _field(_("To day"), "O", self.until, 132),
            _field(_("Case number"), "N", self.case, 132),
        )
        people = _beside(_field(_("Who"), "W", self.who, 150), _field(_("What"), "T", self.what, 0))
        for picker in (self.who, self.what):
            picker.currentIndexChanged.connect(lambda _at: self.reload())
        for line in (self.since, self.until, self.case):
            line.textEdited.connect(lambda _text: self._pause.start())
        return Across(_SIDE_BY_SIDE, 12, people, days)

    def _unsigned(self) -> QWidget:
        """What no manager signed, and the way to sign it once somebody has looked."""
        self.unsigned = QWidget()
        self.unsigned.hide()
        across = QHBoxLayout(self.unsigned)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(16)
        self.unsigned_words = Label("", 13, 500, "danger", wrap=True)
        self.sign = Button(_("Sign it as it stands"), icon="shield-check")
        self.sign.clicked.connect(self._sign)
        across.addWidget(self.unsigned_words, 1)
        across.addWidget(self.sign)
        return self.unsigned

    def _show_unsigned(self, found: tuple[tuple[str, ...], bool]) -> None:
        problems, may_sign = found
        self.unsigned_words.setText("\n".join(problems[:_NAMED]))
        self.sign.setVisible(may_sign)
        self.unsigned.setVisible(bool(problems))

    def _sign(self) -> None:
        self.shell.tasks.write(self, lambda desk: desk.signed.confirm(), lambda _count: self.reload())

    def _acts(self) -> QWidget:
        self.check = Button(_("Check everything"), icon="shield-check")
        self.check.clicked.connect(self._check)
        self.write = Button(_("Write to a file"), icon="download")
        self.write.clicked.connect(self._write)
        self.said = Label("", 13, 500, wrap=True)
        return Across(_SIDE_BY_SIDE, 8, self.said, _beside(self.write, self.check))

    # -- the list --------------------------------------------------------------------------------

    def wanted(self) -> dict[str, str]:
        """The filter as it stands in the fields."""
        return {
            "who": self.who.value(),
            "what": self.what.value(),
            "since": day_text(self.since.text()) or "",
            "until": day_text(self.until.text()) or "",
            "case": self.case.text(),
        }

    def reload(self) -> None:
        wanted = self.wanted()
        self.shell.tasks.read(
            self, lambda desk: desk.trails.look(desk.trails.asked(**wanted), limit=SHOWN), self._show, self._refuse,
            topic="office",
        )  # fmt: skip
        self.shell.tasks.read(self, _read_unsigned, self._show_unsigned, topic="unsigned")
        if not self._asked_memory:
            self._asked_memory = True
            self.shell.tasks.write(self, _read_place, self._ask_memory)

    def _ask_memory(self, desk: _Place) -> None:
        """What lies outside the folder is asked once, on a thread of its own: it may take its time."""
        _home, keys, _anchored, relay = desk
        self.shell.tasks.work(self, lambda _tell, _stop: memory(keys, relay=relay), self._show_memory)

    def _show_memory(self, found: tuple[bool, str]) -> None:
        knows, sentence = found
        self.memory.set_ink("text3" if knows else "text2")
        self.memory.setText(sentence)
        self.memory.show()

    def _refuse(self, problem: GyeotError) -> None:
        if not isinstance(problem, BadInput):
            self.shell.refuse(problem)
            return
        self.wrong.setText(str(problem))
        self.wrong.show()

    def _show(self, looked: Looked) -> None:
        self.wrong.hide()
        self._offer(looked)
        self.table.show_all(looked.lines)
        self._detail(-1)
        if self._checking is None:
            self._say(_counted(looked))

    def _offer(self, looked: Looked) -> None:
        """What the trail holds, as choices; kinds stand under their areas."""
        present = set(looked.kinds)
        kinds = all_kinds()
        what = [("", _("Everything"))]
        for area, word in areas().items():
            own = [kind for kind, (where, _word) in kinds.items() if where == area and kind in present]
            what += [(f"area:{area}", word)] if own else []
            what += [(f"kind:{kind}", f"   {kinds[kind][1]}") for kind in own]
        what += [(f"kind:{kind}", told(kind)) for kind in looked.kinds if kind not in kinds]
        self.who.set_options([("", _("All people")), *looked.people])
        self.what.set_options(what)

    def _detail(self, at: int) -> None:
        line = self.table.lazy().row(at) if at >= 0 else None
        self.detail.setText(_in_full(line) if isinstance(line, Line) else _("Choose an entry to see all its facts."))

    def _say(self, sentence: str, tone: str = "text2") -> None:
        self.said.set_ink(tone)
        self.said.setText(sentence)

    # -- the check -------------------------------------------------------------------------------

    def _check(self) -> None:
        if self._checking is not None:
            self._checking.cancel()
            self._checked()
            self.reload()
            return
        self.check.setEnabled(False)
        self.shell.tasks.write(
            self,
            _read_place,
            self._verify,
            self._failed,
        )

    def _verify(self, desk: _Place) -> None:
        """Beside the desk, on connections of its own."""
        home, keys, anchored, relay = desk
        self.check.setEnabled(True)
        self.check.set(_("Stop"), icon="x")
        self._say(_("The records are being checked. You can go on working."))

        def look(tell: object, stop: threading.Event) -> Report:
            with self.shell.tasks.turn(stop):
                return verify(home, keys, anchored, tell=tell, stop=stop, apart=True, relay=relay)  # type: ignore[arg-type] # what Tasks gives

        self._checking = self.shell.tasks.work(self, look, self._found, self._failed, self._progress)

    def _progress(self, part: float) -> None:
        self._say(_("Checked so far: {percent} %").format(percent=round(100 * part)))

    def _failed(self, problem: GyeotError) -> None:
        self._checked()
        self.shell.refuse(problem)

    def _checked(self) -> None:
        self._checking = None
        self.check.setEnabled(True)
        self.check.set(_("Check everything"), icon="shield-check")

    def _found(self, report: Report) -> None:
        self._checked()
        whole = _("Everything that was checked is whole.")
        self._say(whole if report.whole else report.problems[0], "accent" if report.whole else "danger")
        findings = Findings()
        findings.show_findings([_finding(one.name, one.state, one.sentence) for one in report.findings])
        sentence = (
            whole if report.whole else _("Something is not whole. Please tell whoever looks after this computer.")
        )
        self.result = Dialog(
            self.window(), _("What was checked"), sentence, [Verb("done", _("Close"), "Esc", safe=True)], findings, WIDE
        )
        self.result.ask()

    # -- onto paper ------------------------------------------------------------------------------

    def _write(self) -> None:
        self.export = AuditExport(self, self.shell, self.wanted())
        self.export.begin()


_Place = tuple[Path, Keys, Entries, Asked | None]
"""Where the records lie, what the anchor holds, and a question to the relay."""


def _read_place(desk: Desk) -> Done[_Place]:
    asked = desk.relay_memory.ask().value
    return Done((desk.home, desk.keys, desk.freshness.anchored(), asked), Changes.NONE)


def _read_unsigned(desk: Desk) -> tuple[tuple[str, ...], bool]:
    return desk.signed.problems(), desk.keys.role is Role.MANAGER


def _beside(*parts: QWidget) -> QWidget:
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(12)
    for part in parts:
        across.addWidget(part)
    if all(part.minimumWidth() == part.maximumWidth() for part in parts):
        across.addStretch(1)
    return row


def _field(name: str, key: str, control: QWidget, width: int) -> QWidget:
    control.setAccessibleName(name)
    if isinstance(control, Picker):
        control.view().setAccessibleName(name)
    field = QWidget()
    if width:
        field.setFixedWidth(width)
    column = QVBoxLayout(field)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(5)
    column.addWidget(FieldName(name, key, control))
    column.addWidget(control)
    return field


def _columns() -> list[Column]:
    return [
        Column("at", _("When"), lambda line: f"{local(line.entry.at):%Y-%m-%d %H:%M}", 150, below=True),
        Column("who", _("Who"), lambda line: line.who, 120, below=True),
        Column("what", _("What"), lambda line: line.what, 330, weight=650),
        Column("about", _("About"), lambda line: line.in_short, tone="text2", below=True),
    ]


def _counted(looked: Looked) -> str:
    if not looked.total:
        return _("Nothing was found for what was asked.")
    if looked.total > len(looked.lines):
        sentence = _("The newest {shown} of {count} entries. Choose fewer days to see older ones.")
        return sentence.format(shown=len(looked.lines), count=looked.total)
    return _("{count} entries, the newest first").format(count=looked.total)


def _in_full(line: Line) -> str:
    """Every fact of an entry, and what it hangs on in the chain."""
    entry = line.entry
    head = _("Entry {number} of “{trail}” · computer {letter} · fingerprint {hash}").format(
        number=entry.seq,
        trail=file_word(entry.trail),
        letter=entry.device,
        hash=" ".join((entry.hash[:8], entry.hash[8:16])),
    )
    return " · ".join([head, *(f"{one.name} {one.value}" for one in line.about)])


def _finding(name: str, state: str, sentence: str) -> Finding:
    words = {"fine": _("whole"), "act": _("not whole"), "open": _("not known")}
    return Finding(name, words[state], sentence, state)  # type: ignore[arg-type] # the same three words
