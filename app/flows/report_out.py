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
from app.errors import Refusal
from app.workbooks import write

if TYPE_CHECKING:
    from app.audit import Audit
    from app.office.submissions import Submission, Submissions
    from app.reports import Report

PROFILE = "report"


class House(Protocol):
    """What of a centre a report passes through (app.desk.Desk fits)."""

    @property
    def submissions(self) -> Submissions: ...


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
            one.title, one.unit, one.columns, tuple((line.label, line.values) for line in one.lines), one.note,
            frozenset(at for at, line in enumerate(one.lines) if line.total),
        )
        for one in report.tables
    )  # fmt: skip
    span, centre = report.period, Centre(report.centre, practice=practice)
    paper = ReportPaper(centre, report.title, span.first, span.last, report.made_on, by, report.version, tables)
    return make_report_paper(paper)


def as_workbook(report: Report) -> bytes:
    return write(report.pages())


def leave(
    audit: Audit, target: Path, data: bytes, report: Report, form: str, *, overwrite: bool = False
) -> Done[Written]:
    """Put the file in its place; figures only, no name stands in it. Raises BadInput, Conflict, NoRoom."""
    check_target(target, overwrite=overwrite)
    digest = hashlib.sha256(data).hexdigest()
    with standing_by(target, data) as partial:
        audit.write(
            "report_exported", profile=PROFILE, report=report.layout, period=report.period.name, format=form,
            sha256=digest,
        )  # fmt: skip
        try:
            put(partial, target)
        except Refusal:
            audit.write("report_export_failed", sha256=digest)
            raise
    return Done(Written(str(target), form, digest), Changes.AUDIT)


def hand_over(house: House, report: Report, data: bytes, pages: int, note: str = "") -> Done[Submission]:
    """Hand the paper to the managers, who may not open cases: it lies sealed for them among what was handed over."""
    return house.submissions.submit("", report.period.name, PROFILE, data, pages, note)
