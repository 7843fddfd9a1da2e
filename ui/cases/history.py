"""One change of a case, whole: what stood before beside what came then, and the way back to it."""

from __future__ import annotations

import json
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.cases import Change, restorable
from app.i18n import _
from ui import notices
from ui.application import Shell
from ui.cases import words
from ui.cases.changes import HIDDEN, about_word, field_word, shown, subject
from ui.cases.reading import CaseFile
from ui.forms import TextArea
from ui.kit.banner import Banner, Verb
from ui.kit.card import Card
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.label import Label
from ui.tasks import Tasks

_LONG, _LINES = 90, 9
"""From so many letters on a value stands in a field of its own that scrolls, no higher than so many lines."""
_UNSAID = frozenset({"id", "case_id", "author", "at", "session_id", "survivor_id", "set_at", "last_activity"})
_MANY = 12
"""Fields of a whole record that are shown; a record of ours has no more that a person wrote."""


def open_change(host: QWidget, shell: Shell, file: CaseFile, change: Change) -> None:
    """Show a line of the history; whether it can be put back is asked first."""
    case_id = file.case.id
    if not restorable(change):
        _show(host, shell, file, change, moved=False)
        return
    shell.tasks.read(
        host,
        lambda desk: desk.case_history.moved(case_id, change.seq),
        lambda moved: _show(host, shell, file, change, moved),
        topic="change",
    )


def _show(host: QWidget, shell: Shell, file: CaseFile, change: Change, moved: bool) -> None:
    can = restorable(change) and not moved
    verbs = [Verb("leave", _("Close"), "Esc", safe=True)]
    if can:
        verbs.append(Verb("restore", _("Put the earlier value back"), "Ctrl+Enter", "primary"))
    when = _("{when} · {name} · computer {letter}").format(
        when=words.moment(change.at), name=file.name(change.who), letter=change.device
    )
    dialog = Dialog(host.window(), subject(change), when, verbs, ChangeView(change, moved), WIDE)
    dialog.chosen.connect(lambda verb: restore(shell, file.case.id, change.seq) if verb == "restore" else None)
    dialog.ask()


def restore(shell: Shell, case_id: str, seq: int) -> None:
    """Put the value back, and offer the way forth again; the page may be gone by then."""
    tasks: Tasks = shell.tasks

    def restored(line: Change) -> None:
        shell.tell(notices.undo(_("The earlier value stands again."), lambda: take_back(line)))

    def take_back(line: Change) -> None:
        if restorable(line):
            tasks.write(tasks, lambda desk: desk.case_history.restore(case_id, line.seq))
        else:  # a record that had been taken out: it is taken out again
            field = str(json.loads(line.new or "{}").get("field", ""))
            tasks.write(tasks, lambda desk: desk.cases.record(case_id, {field: ""}))

    tasks.write(tasks, lambda desk: desk.case_history.restore(case_id, seq), restored)


class ChangeView(QWidget):
    """Before and after side by side; a record that came or went stands alone."""

    def __init__(self, change: Change, moved: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if moved:
            self._say_moved(column)
        row = QHBoxLayout()
        row.setSpacing(16)
        for name, text in self._sides(change):
            row.addWidget(_Side(name, text), 1)
        column.addLayout(row)

    @staticmethod
    def _say_moved(column: QVBoxLayout) -> None:
        banner = Banner("watch", "", "")
        banner.set_words(
            _("This was changed again later."), _("Only the newest line of a field can be put back; nothing is lost.")
        )
        column.addWidget(banner)

    @staticmethod
    def _sides(change: Change) -> list[tuple[str, str]]:
        if change.operation == "change":
            return [
                (_("Before this change"), shown(change, change.old)),
                (_("Since this change"), shown(change, change.new)),
            ]
        name = _("What was taken out") if change.operation == "remove" else _("What was written")
        return [(name, _record(change))]


def _record(change: Change) -> str:
    """A whole record, a field a line, as far as a person wrote it."""
    row = json.loads((change.old if change.operation == "remove" else change.new) or "{}")
    told = [
        f"{_field_name(change, field)}: {_value(change, field, value)}"
        for field, value in row.items()
        if field not in _UNSAID and field_word(field) != field and value not in (None, "")
    ]
    return "\n".join(told[:_MANY]) or _("empty")


def _field_name(change: Change, field: str) -> str:
    return about_word(replace(change, field=field))


def _value(change: Change, field: str, value: object) -> str:
    if field in HIDDEN:
        return _("hidden")
    line = Change(0, 0, "", "", change.entity, "", "change", field, None, str(value), change.about)
    return shown(line, str(value))


class _Side(QWidget):
    """A value under its name; a long one scrolls."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(Label(name, 13, 500, "text2"))
        if len(text) > _LONG or text.count("\n") > 2:
            field = TextArea(text, min(_LINES, 3 + len(text) // 30))
            field.setReadOnly(True)
            field.setAccessibleName(f"{name}: {text}")
            column.addWidget(field)
        else:
            card = Card(padding=(14, 10, 14, 10))
            card.body.addWidget(Label(text, 14, 400, wrap=True))
            column.addWidget(card)
        column.addStretch(1)
