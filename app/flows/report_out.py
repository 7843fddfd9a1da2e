"""A report out of the store: a workbook or a paper in one chosen place, or sealed for managers; the trail knows first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.documents.disk import check_target, put, standing_by
from app.documents.model import Centre
from app.documents.report_paper import ReportPaper, ReportTable, make_report_paper
from app.entry import check_text
from app.errors import BadInput, Denied, Refusal
from app.i18n import _
from app.kinds import Role
from app.text import nfc
from app.workbooks import write

if TYPE_CHECKING:
    from app.audit import Audit
    from app.office.submissions import Submission, Submissions
    from app.reports import Report

PROFILE = "report"
CLIPBOARD = "clipboard"
_LEAST_REASON = 2


class House(Protocol):
    """What of a centre a report passes through (app.desk.Desk fits)."""

    @property
    def submissions(self) -> Submissions: ...


@dataclass(frozen=True, slots=True)
class Exact:
    """Leave for figures that are not held back: why, in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was put in its place."""

    path: str
    form: str
    sha256: str


def as_paper(report: Report, by: str, *, practice: bool) -> tuple[bytes, int]:
    """The PDF and its pages; lays out a document, so never on the window's thread."""
    tables = tuple(
        ReportTable(
            one.title, one.unit, one.columns, tuple((line.label, line.shown) for line in one.lines), one.note,
            frozenset(at for at, line in enumerate(one.lines) if line.total),
        )
        for one in report.tables
    )  # fmt: skip
    span, centre = report.period, Centre(report.centre, practice=practice)
    paper = ReportPaper(
        centre, report.title, span.first, span.last, report.made_on, by, report.version, tables, report.for_outside
    )
    return make_report_paper(paper)


def as_workbook(report: Report) -> bytes:
    return write(report.pages())


def in_exact_form(role: str, reason: str) -> Exact:
    """A manager answers for exact figures, with a written reason; Denied or BadInput for anything else."""
    if role != Role.MANAGER:
        raise Denied(_("Only a manager hands out exact figures. Nothing was written."))
    text = check_text(nfc(reason), "reason") or ""
    if len(text) < _LEAST_REASON:
        raise BadInput(_("Please write in a few words why exact figures are handed out, and to whom."), field="reason")
    return Exact(text)


def leave(
    audit: Audit,
    target: Path,
    data: bytes,
    report: Report,
    form: str,
    *,
    exact: Exact | None = None,
    overwrite: bool = False,
) -> Done[Written]:
    """Put the file in its place; figures only, no name stands in it. Raises BadInput, Conflict, NoRoom.

    Small figures are held back in what leaves, but for what `in_exact_form` let through; the trail keeps its reason.
    """
    _may_leave(report, exact)
    check_target(target, overwrite=overwrite)
    digest = hashlib.sha256(data).hexdigest()
    with standing_by(target, data) as partial:
        audit.write(
            "report_exported", profile=PROFILE, report=report.layout, period=report.period.name, format=form,
            sha256=digest, **_told(report, exact),
        )  # fmt: skip
        try:
            put(partial, target)
        except Refusal:
            audit.write("report_export_failed", sha256=digest)
            raise
    return Done(Written(str(target), form, digest), Changes.AUDIT)


def note_copied(audit: Audit, report: Report, exact: Exact | None = None) -> Done[None]:
    """The figures are about to lie in the clipboard: any other program can read them there."""
    _may_leave(report, exact)
    audit.write(
        "report_exported", profile=PROFILE, report=report.layout, period=report.period.name, format=CLIPBOARD,
        **_told(report, exact),
    )  # fmt: skip
    return Done(None, Changes.AUDIT)


def _may_leave(report: Report, exact: Exact | None) -> None:
    if not report.for_outside and exact is None:
        raise Denied(
            _(
                "Exact figures leave only with a manager's written reason. Nothing was written. Take the form for outside."
            )
        )


def _told(report: Report, exact: Exact | None) -> dict[str, object]:
    return {"exact": 1, "reason": exact.reason} if exact is not None and not report.for_outside else {}


def hand_over(house: House, report: Report, data: bytes, pages: int, note: str = "") -> Done[Submission]:
    """Hand the paper to the managers, who may not open cases: it lies sealed for them among what was handed over."""
    return house.submissions.submit("", report.period.name, PROFILE, data, pages, note)
