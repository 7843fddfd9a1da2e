"""Writing down in a case what was done about a duty to report."""

from __future__ import annotations

from app.audit import Audit
from app.changes import Changes, Done
from app.clock import new_id, now
from app.duties import records
from app.duties.report import Entry, Report, can_be_recorded, checked
from app.duties.table import duties
from app.errors import BadInput, NotFound
from app.i18n import _
from app.store import Database


class Duties:
    """The reports of the centre's cases; each leaves a line in the audit trail, without a word of the case."""

    def __init__(self, db: Database, audit: Audit) -> None:
        self._db = db
        self._audit = audit

    def record(self, case_id: str, duty_id: str, entry: Entry) -> Done[Report]:
        """Write down that it was reported, or by which exception it was not."""
        if not any(duty.id == duty_id and can_be_recorded(duty) for duty in duties()):
            raise BadInput(_("This is no duty to report. Nothing was saved."), field="duty_id")
        clean, moment = checked(entry, now()), now()
        report = Report(new_id(), case_id, duty_id, clean, moment, self._db.who)
        with self._db.atomic():
            if not records.case_exists(self._db, case_id):
                raise NotFound(_("This case is not here any more. Nothing was saved."))
            head = {"id": report.id, "case_id": case_id, "duty_id": duty_id, "at": moment, "author": report.author}
            self._db.insert("duty_report", {**head, **clean.columns()})
            self._audit.write("duty_recorded", case=case_id, duty=duty_id, report=report.id)
        return Done(report, Changes.DUTIES | Changes.CASES | Changes.AUDIT)

    def amend(self, report_id: str, entry: Entry) -> Done[Report]:
        """Correct or complete an entry (a receipt number that came later); the history keeps what stood before."""
        clean = checked(entry, now())
        with self._db.atomic():
            before = self.get(report_id)
            if self._db.change("duty_report", report_id, clean.columns()):
                self._audit.write("duty_amended", case=before.case_id, duty=before.duty_id, report=report_id)
        return Done(self.get(report_id), Changes.DUTIES | Changes.CASES | Changes.AUDIT)

    def get(self, report_id: str) -> Report:
        found = records.one(self._db, report_id)
        if found is None:
            raise NotFound(_("This report is not here any more. Please look at the case again."))
        return found

    def of_case(self, case_id: str) -> tuple[Report, ...]:
        """What was written in a case, the newest first."""
        return records.of_case(self._db, case_id)
