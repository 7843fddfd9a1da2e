"""A form in which somebody types secrets: nothing of it is kept as unfinished, and the fields are emptied when it goes."""

from __future__ import annotations

from ui.forms.dialog import FormDialog
from ui.kit.form import CONTROL
from ui.kit.secret import SecretEdit


class SecretForm(FormDialog):
    """As every form over a page, without a draft."""

    def begin(self, field: str = "") -> SecretForm:
        """Open; what was typed here before is never brought back."""
        first = field or next((one for one in self.form.fields() if self.form.control(one).isEnabled()), "")
        self.ask(self.form.control(first) if first else None)
        self._refit()
        return self

    def leave(self) -> None:
        for control in self.findChildren(SecretEdit):
            control.take()
        super().leave()

    def secret(self, field: str, name: str, key: str, *, note: str = "") -> SecretEdit:
        """A row for a secret."""
        control = SecretEdit(CONTROL)
        self._put(field, name, control, key, note)
        return control

    def show_rows(self, fields: tuple[str, ...], shown: bool) -> None:
        for one in fields:
            self.form.show_row(one, shown)
        self._refit()
