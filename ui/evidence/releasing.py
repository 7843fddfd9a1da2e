"""The form that takes a stop back: by somebody else than who stopped it, with a reason."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.evidence import Item
from app.i18n import _
from ui.application import Shell
from ui.forms.dialog import FormDialog, Work
from ui.kit.form import Form


class ReleaseForm(FormDialog):
    """Why it may be looked at again."""

    def __init__(self, host: QWidget, shell: Shell, item: Item) -> None:
        self._item = item
        sentence = _("Somebody else than who stopped it decides this. The reason stands in the custody of this item.")
        super().__init__(host, shell, _("Open it again"), sentence, _("Open it again"))

    def build(self, form: Form) -> None:
        self.reason = self.area("reason", _("Why it may be looked at again"), "w", lines=3)

    def about(self) -> str:
        return self._item.id

    def work(self) -> Work | None:
        item_id, reason = self._item.id, self.reason.text()
        return lambda desk: desk.evidence.release(item_id, reason)
