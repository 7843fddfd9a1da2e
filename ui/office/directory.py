"""The directory of services: which numbers somebody here has checked by ringing."""

from __future__ import annotations

from datetime import date

from app.clock import today
from app.i18n import _, pick, short_date
from app.kinds import Role
from app.manual import DirectoryEntry, directory
from ui.application import Shell
from ui.kit.form import LineEdit
from ui.kit.rows import Row, Rows
from ui.office.face import Face

FRESH_DAYS = 180


class DirectoryFace(Face):
    """Numbers with the day they were last checked; a manager notes "I rang today" with Enter."""

    icon = "phone"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Directory")
        can = shell.who.role == Role.MANAGER
        sentence = _(
            "A number that nobody checked within 180 days is marked, and is never read out or printed as it stands."
        )
        if can:
            sentence += " " + _("Enter notes that you rang today and the number was right.")
        super().__init__(shell, _("Directory of services"), sentence)
        self.finder = LineEdit(hint=_("Find in the directory"))
        self.finder.setAccessibleName(_("Find in the directory"))
        self.finder.textChanged.connect(lambda _text: self._fill())
        self.rows = Rows(_("Services"), height=56)
        if can:
            self.rows.opened.connect(self._rang)
        self.body.addWidget(self.finder)
        self.body.addWidget(self.rows, 1)
        self._checked: dict[str, date] = {}
        self._entries: tuple[DirectoryEntry, ...] = ()

    def reload(self) -> None:
        self.shell.tasks.read(
            self, lambda desk: (tuple(directory().values()), desk.office.checked_numbers()), self._show, topic="office"
        )

    def _show(self, found: tuple[tuple[DirectoryEntry, ...], dict[str, date]]) -> None:
        self._entries, self._checked = found
        self._fill()

    def _fill(self) -> None:
        wanted = self.finder.text().casefold()
        self.rows.show_rows([self._row(one) for one in self._entries if wanted in pick(dict(one.name)).casefold()])

    def _row(self, entry: DirectoryEntry) -> Row:
        checked = self._checked.get(entry.id)
        fresh = checked is not None and (today() - checked).days <= FRESH_DAYS
        fresh = fresh or entry.speakable(today())
        state = _("checked on {day}").format(day=short_date(checked)) if checked else ""
        if not fresh:
            state = _("number not yet verified")
        return Row(
            entry.id, pick(dict(entry.name)), entry.number or "", pick(dict(entry.hours)) if entry.hours else "", state=state,
            state_tone="text2" if fresh else "caution", icon="phone" if entry.number else "globe",
        )  # fmt: skip

    def _rang(self, entry: str) -> None:
        self.shell.tasks.write(
            self, lambda desk: desk.office.rang_today(entry),
            lambda _none: self.shell.tell(_("It is noted that you rang today.")), self.shell.refuse,
        )  # fmt: skip
