"""A letter for each field of a step, so that Alt and the letter lead there from the notes; the same in every language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.kit.label import FieldName


def letters(names: Sequence[str]) -> tuple[str, ...]:
    """One letter a name, none twice: of the beginning of a word, else of the word, else any; empty where none is left."""
    given: list[str] = []
    for name in names:
        given.append(next((one for one in _wishes(name) if one not in given), ""))
    return tuple(given)


def _wishes(name: str) -> Iterator[str]:
    words = ["".join(filter(str.isascii, filter(str.isalpha, word))).upper() for word in name.split()]
    yield from (word[0] for word in words if word)
    yield from "".join(words)
    yield from ascii_uppercase


def bind(form: QWidget) -> None:
    """Let every key of the names in a form lead to its field, and show it where its column has to scroll."""
    for name in form.findChildren(FieldName):
        control = name.buddy()
        if control is not None:
            name.setBuddy(None)  # a label's own key skips strips, and does not scroll
            shortcut = QShortcut(QKeySequence(f"Alt+{name.mnemonic()}"), form)
            shortcut.activated.connect(lambda control=control: _go_to(control))


def _go_to(control: QWidget) -> None:
    control.setFocus(Qt.FocusReason.ShortcutFocusReason)
    above = control.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(control)
        above = above.parentWidget()
