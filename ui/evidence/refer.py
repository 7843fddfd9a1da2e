"""The form that writes down where something is, without the thing itself."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.clock import instant
from app.entry import check_day
from app.errors import BadInput
from app.evidence import Reference
from app.i18n import _
from ui.application import Shell
from ui.forms.dialog import FormDialog, Work
from ui.kit.form import Form


class ReferForm(FormDialog):
    """Address, platform, account, time, a fingerprint made elsewhere, and where it is kept."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str) -> None:
        self._case_id = case_id
        sentence = _("Only where something is stands here, never the thing itself. Do not open it to write this down.")
        super().__init__(host, shell, _("Write down a reference"), sentence, _("Write it down"))

    def build(self, form: Form) -> None:
        self.title = self.line(
            "title", _("What it is about"), "w", note=_("In a few words, not what can be seen on it.")
        )
        self.url = self.line("url", _("Address"), "a", hint="https://")
        self.platform = self.line("platform", _("Platform"), "p")
        self.account = self.line("account", _("Account"), "c")
        self.seen_on = self.day("seen_on", _("Seen on"), "o")
        self.seen_time = self.line("seen_time", _("At"), "t", hint="21:30")
        self.hash = self.line(
            "hash_elsewhere", _("Fingerprint made elsewhere"), "f",
            note=_("From the person's own tool, for instance StopNCII. It is never made here."),
        )  # fmt: skip
        self.kept = self.line("kept_where", _("Where it is kept"), "k", note=_("For instance: on her own telephone."))
        self.note = self.area("note", _("Note"), "n", lines=2)

    def about(self) -> str:
        return self._case_id

    def work(self) -> Work | None:
        reference = Reference(
            title=self.title.text(), url=self.url.text(), platform=self.platform.text(), account=self.account.text(),
            seen_at=self._seen(), hash_elsewhere=self.hash.text().strip(), kept_where=self.kept.text(), note=self.note.text(),
        )  # fmt: skip
        case_id = self._case_id
        return lambda desk: desk.evidence.refer(case_id, reference)

    def _seen(self) -> int | None:
        day = check_day(self.seen_on.text().strip(), "seen_on")
        if day is None:
            return None
        try:
            return instant(datetime.fromisoformat(f"{day} {self.seen_time.text().strip() or '00:00'}"))
        except ValueError:
            raise BadInput(_("Please write the time as hours and minutes, such as 21:30."), field="seen_time") from None
