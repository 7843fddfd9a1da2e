"""`gyeot report`: the centre's own reports, shown as figures or written as a workbook or a paper."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer
from app.cli.arguments import PATH, command, group_of
from app.cli.signing_in import desk_of, words_of
from app.clock import today
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.reports import Period

_SPAN: tuple[tuple[str, dict[str, Any]], ...] = (("--month", {}), ("--year", {}))


def add_reports(commands: Any) -> None:
    """Declare `gyeot report`."""
    group = group_of(
        commands, "report", _("list · show ID --month YYYY-MM · export ID OUT.xlsx|OUT.pdf [--exact-from REASON]")
    )
    command(group, "list", _list)
    command(group, "show", _show, "id", *_SPAN)
    command(group, "export", _export, "id", ("out", PATH), *_SPAN, ("--exact-from", {"default": ""}))


def _list(given: argparse.Namespace) -> Answer:
    from app.reports import layouts

    return {"reports": [{"id": one.id, "version": one.version, "title": dict(one.words)} for one in layouts().values()]}


def _show(given: argparse.Namespace) -> Answer:
    period = _period(given)
    with desk_of(given) as desk:
        report = desk.reports.count(given.id, period)
    told = asdict(report)
    for line in (line for table in told["tables"] for line in table["lines"]):
        del line["hidden"]  # nothing is held back here
    told["period"] = {"first": str(period.first), "last": str(period.last)}
    return {**told, "made_on": str(report.made_on)}


def _export(given: argparse.Namespace) -> Answer:
    """Small figures held back; exact ones for a manager's reason, from a file or the next line of standard input."""
    from app.flows import report_out

    period, form = _period(given), given.out.suffix.lower().lstrip(".")
    if form not in ("xlsx", "pdf"):
        raise BadInput(_("A report is written as .xlsx or .pdf. Nothing was written."), field="out")
    with desk_of(given) as desk:
        exact, outside = desk.reports.count_twice(given.id, period)
        leave = report_out.in_exact_form(desk.keys.role, words_of(given.exact_from)) if given.exact_from else None
        report = exact if leave is not None else outside
        if form == "xlsx":
            data = report_out.as_workbook(report)
        else:
            data, _pages = report_out.as_paper(report, desk.keys.name, practice=desk.keys.practice)
        return asdict(report_out.leave(desk.audit, given.out, data, report, form, exact=leave).value)


def _period(given: argparse.Namespace) -> Period:
    """The month or year that was named; this month where none was."""
    from app.reports import month, year

    named = given.year or given.month or f"{today():%Y-%m}"
    found = re.fullmatch(r"(2\d{3})" if given.year else r"(2\d{3})-(0[1-9]|1[0-2])", named)
    if found is None:
        raise BadInput(
            _("“{value}” is no month or year. Write it as 2026-11 or 2026.").format(value=named), field="month"
        )
    return year(int(found[1])) if given.year else month(int(found[1]), int(found[2]))
