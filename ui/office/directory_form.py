"""Writing an entry of the directory: names, number, hours, a note, and where it comes from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.directory import KINDS, Values
from app.directory import DirectoryEntry as Entry
from app.i18n import _, pick
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.kit.form import Form


def kind_word(kind: str) -> str:
    return {"phone": _("Telephone"), "web": _("Website"), "app": _("App"), "place": _("Place")}[kind]


class EntryForm(FormDialog):
    """A new entry, or one that is there; what is changed waits until somebody rings or looks it up."""

    def __init__(self, host: QWidget, shell: Shell, entry: Entry | None = None) -> None:
        self._entry = entry
        self._there = Values.of(entry) if entry else Values("")
        title = pick(dict(entry.name)) if entry else _("A new service")
        super().__init__(host, shell, title, _waits(entry) if entry else "")

    def about(self) -> str:
        return self._entry.id if self._entry else ""

    def build(self, form: Form) -> None:
        one = self._there
        self.name_ko = self.line("name_ko", _("Name in Korean"), "K", one.name_ko)
        self.name_en = self.line("name_en", _("Name in English"), "E", one.name_en, note=_may_be_empty())
        self.kind = self.strip("kind", _("What it is"), "W", [(kind, kind_word(kind)) for kind in KINDS], one.kind)
        self.number = self.line("number", _("Telephone number"), "T", one.number)
        self.hours_ko = self.line("hours_ko", _("Hours in Korean"), "H", one.hours_ko)
        self.hours_en = self.line("hours_en", _("Hours in English"), "U", one.hours_en, note=_may_be_empty())
        self.note_ko = self.area("note_ko", _("Good to know, in Korean"), "G", one.note_ko, 2)
        self.note_en = self.area("note_en", _("Good to know, in English"), "O", one.note_en, 2, note=_may_be_empty())
        self.source = self.line(
            "source",
            _("Where this comes from"),
            "S",
            one.source,
            note=_("A website, a leaflet, who told it, and when."),
        )

    def values(self) -> Values:
        """The entry as it stands in the form."""
        return Values(
            self.name_ko.text(), self.name_en.text(), self.number.text().strip(), self.hours_ko.text(),
            self.hours_en.text(), self.note_ko.text(), self.note_en.text(), self.kind.value() or "phone",
            self.source.text(),
        )  # fmt: skip

    def work(self) -> Work:
        values, entry = self.values(), self._entry
        if entry is None:
            return lambda desk: desk.directory.add(values)
        return lambda desk: desk.directory.edit(entry.id, values)


def _waits(entry: Entry) -> str:
    if entry.number:
        return _("A changed number is told only after somebody has rung it.")
    return _("Changed hours and notes are printed only after somebody has looked them up.")


def _may_be_empty() -> str:
    return _("May stay empty; the Korean then stands in its place.")
