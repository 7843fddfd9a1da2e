"""The form beside the notes: how, who, what kind, a name to call by, a number."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.codelists import codes
from app.contacts import Contact
from app.contacts.model import COUNSELLING
from app.i18n import _, pgettext
from ui.contacts.search_edit import ComposedEdit
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form
from ui.kit.label import FieldName

_LISTS = {
    "channel": "channel", "caller_relation": "caller_relation", "kind": "contact_kind", "counselling": "counselling",
    "violence": "told_violence",
}  # fmt: skip
_OF_COUNSELLING = ("counselling", "violence")
"""Asked of counselling only; what is left open follows from the case once the contact is finished."""


class ContactForm(QWidget):
    """A contact needs only its time and channel; everything else may stay empty."""

    decided = Signal(str, object)
    """A field of choices and its new value."""
    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strips: dict[str, ChoiceStrip] = {}
        self.form = Form(spacing=10)
        for field, name, mnemonic in (
            ("channel", _("How"), "H"),
            ("caller_relation", _("Who called"), "R"),
            ("kind", _("What kind"), "K"),
        ):
            self.strips[field] = self._strip(field, name, mnemonic)
        self.caller = ComposedEdit(_("The caller"), _("for example: her older sister"))
        self.alias = ComposedEdit(_("Name to call by"))
        self.phone = ComposedEdit(_("Number"))
        self.form.add("caller", _("The caller"), self.caller, "C")
        self.form.add_widget(self._pair())
        for field, name, mnemonic in (
            ("counselling", _("First or repeat"), "I"),
            ("violence", _("Violence told of"), "V"),
        ):
            self.strips[field] = self._strip(field, name, mnemonic)
        for edit in (self.caller, self.alias, self.phone):
            edit.typed.connect(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self._show_caller()
        self._fit_rows()

    def _strip(self, field: str, name: str, mnemonic: str) -> ChoiceStrip:
        strip = ChoiceStrip(_short(field) or [(one.id, one.label) for one in codes(_LISTS[field])], name)
        strip.changed.connect(lambda: self._decide(field))
        self.form.add(field, name, strip, mnemonic)
        return strip

    def _pair(self) -> QWidget:
        """The name and the number side by side."""
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._alias_names = {}
        column = QVBoxLayout()
        column.setSpacing(5)
        for own, word in ((True, _("Name to call by")), (False, _("Name for the person"))):
            self._alias_names[own] = FieldName(word, "A", self.alias)
            column.addWidget(self._alias_names[own])
        column.addWidget(self.alias)
        row.addLayout(column, 1)
        other = QVBoxLayout()
        other.setSpacing(5)
        other.addWidget(FieldName(_("Number"), "U", self.phone))
        other.addWidget(self.phone)
        row.addLayout(other, 1)
        return pair

    def _decide(self, field: str) -> None:
        value = self.strips[field].value()
        if field == "channel" and not value:  # a contact always has one
            self.strips[field].set_value("phone")
            value = "phone"
        self._show_caller()
        self._fit_rows()
        self.decided.emit(field, value or None)

    def _show_caller(self) -> None:
        """Where somebody else called, the caller and the person are two names."""
        other = self.other_called()
        self.form.show_row("caller", other or bool(self.caller.text()))
        for own, name in self._alias_names.items():
            name.setVisible(own is not other)
        self.alias.setAccessibleName(_("Name for the person") if other else _("Name to call by"))

    def _fit_rows(self) -> None:
        for field in _OF_COUNSELLING:
            self.form.show_row(field, self.strips["kind"].value() == COUNSELLING)

    def other_called(self) -> bool:
        return self.relation() not in (None, "self")

    def relation(self) -> str | None:
        return self.strips["caller_relation"].value() or None

    def show_contact(self, contact: Contact, caller: str, alias: str, phone: str) -> None:
        """Show what is known, without telling anybody."""
        for field, strip in self.strips.items():
            strip.set_value(getattr(contact, field) or "")
        for edit, text in ((self.caller, caller), (self.alias, alias), (self.phone, phone)):
            blocker = QSignalBlocker(edit)
            edit.setText(text)
            blocker.unblock()
        self._show_caller()
        self._fit_rows()


def _short(field: str) -> list[tuple[str, str]]:
    """What a narrow form says in one word where the list says it in full."""
    words = {
        "counselling": [("initial", pgettext("counselling", "First")), ("repeat", pgettext("counselling", "Repeat"))],
        "violence": [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))],
    }
    return words.get(field, [])
