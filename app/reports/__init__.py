"""Reports: named questions over coded fields, laid out as editable data, as tables, workbook, text and paper."""

from app.reports.dashboard import Behind, Dashboard
from app.reports.layout import Layout, layouts, parse
from app.reports.model import Line, Period, Report, Table, month, year
from app.reports.queries import QUERIES, Query
from app.reports.service import Reports

__all__ = [
    "QUERIES",
    "Behind",
    "Dashboard",
    "Layout",
    "Line",
    "Period",
    "Query",
    "Report",
    "Reports",
    "Table",
    "layouts",
    "month",
    "parse",
    "year",
]
