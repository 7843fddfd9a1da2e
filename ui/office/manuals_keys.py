"""Whose signatures count: the keys of the program, those a manager pinned, and pinning one by its fingerprint."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import BadInput, GyeotError
from app.i18n import _
from app.manual.signing import TrustedKey, fingerprint
from ui.application import Shell
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, LineEdit
from ui.kit.label import Label
from ui.kit.rows import Rows
from ui.office.manuals_rows import key_row

PIN, UNPIN, CLOSE = "pin", "unpin", "close"


def keys_dialog(window: QWidget, keys: tuple[TrustedKey, ...]) -> tuple[Dialog, Rows]:
    """The trusted keys; the verbs pin another one or drop the chosen one."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    rows = Rows(_("Trusted keys"), height=56)
    rows.show_rows([key_row(one) for one in keys])
    rows.setFixedHeight(min(max(60, 56 * len(keys) + 4), max(120, window.height() - 420)))
    none = Label(_("No key is trusted yet, so no manual from outside can be installed."), 14, 400, "text2", wrap=True)
    none.setVisible(not keys)
    rows.setVisible(bool(keys))
    column.addWidget(none)
    column.addWidget(rows)
    pinned = any(one.pinned_on for one in keys)
    verbs = [Verb(CLOSE, _("Close"), safe=True), Verb(PIN, _("Pin a key"), "P", "primary", "key")]
    if pinned:
        verbs.insert(1, Verb(UNPIN, _("Trust the chosen key no longer"), "X", "quiet", "ban"))
    sentence = _("A manual is installed only where one of these keys signed it.")
    return Dialog(window, _("Keys that may sign manuals"), sentence, verbs, body, WIDE), rows


class PinDialog(Dialog):
    """The fingerprint of a key file in groups, to be compared by telephone, and whose key it is."""

    def __init__(self, window: QWidget, shell: Shell, public: bytes) -> None:
        self._shell, self._public = shell, public
        self.form = Form(14)
        self.fingerprint = apart(Label(_lines(fingerprint(public)), 18, 650))
        self.fingerprint.setAccessibleName(fingerprint(public))
        self.form.add_widget(self.fingerprint)
        self.holder = LineEdit()
        self.form.add(
            "holder", _("Whose key it is"), self.holder, "k", _("As it will stand beside the manuals it signs.")
        )
        sentence = _(
            "Please let its keeper read the fingerprint out over the telephone, and compare it group by group."
        )
        verbs = [Verb(CLOSE, _("It is not the same")), Verb(PIN, _("It is the same: pin"), "Ctrl+Enter", "primary")]
        super().__init__(window, _("Pin a key"), sentence, verbs, self.form, stays=True)
        self.chosen.connect(self._obey)

    def _obey(self, verb: str) -> None:
        if verb == CLOSE:
            self.leave()
            return
        holder = self.holder.text()
        self.form.clear_errors()
        self._shell.tasks.write(
            self,
            lambda desk: desk.holdings.trust.pin(self._public, fingerprint(self._public), holder),
            self._pinned,
            self._refused,
        )

    def _pinned(self, key: TrustedKey) -> None:
        self._shell.tell(_("Manuals that {holder} signs can now be installed.").format(holder=key.holder))
        self.leave()

    def _refused(self, problem: GyeotError) -> None:
        if isinstance(problem, BadInput) and problem.field in self.form.fields():
            self.form.set_error(problem.field, str(problem))
        else:
            self._shell.refuse(problem)


def apart(label: Label) -> Label:
    """Letter by letter: two that are joined into one sign are hard to compare."""
    face = label.font()
    face.setFeature(QFont.Tag("liga"), 0)
    label.setFont(face)
    return label


def _lines(spoken: str) -> str:
    """Sixteen groups in four lines of four."""
    groups = spoken.split()
    return "\n".join("  ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))
