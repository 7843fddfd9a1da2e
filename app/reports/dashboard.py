"""The dashboard: what waits and where, as numbers; the cases behind a number for those who may see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.clock import now, today
from app.codelists import codes, label
from app.errors import NotFound
from app.i18n import _, pgettext
from app.kinds import Right
from app.office import Office
from app.reports.model import Line, Period, Table
from app.reports.panels import LATE_DAYS, PANELS, QUIET_DAYS, Panel, behind, counted, held_from
from app.store import Database

MOST = 200
"""Cases of one answer."""
_END = 1 << 62


@dataclass(frozen=True, slots=True)
class Behind:
    """A case behind a number. Where it is not this person's to see, only the number stands here and nothing opens."""

    number: str
    at: int
    key: str
    """Where the list goes on; what opens is `id`."""
    id: str = ""
    alias: str = ""
    risk: str = "unknown"
    main_type: str = "unknown"
    assigned_to: str = ""


class Dashboard:
    """Panels over the whole centre, and what stands behind a line of one."""

    def __init__(self, db: Database, office: Office, user: str, rights: Collection[Right]) -> None:
        self._db, self._office, self._user = db, office, user
        self.sees_all = Right.SUPERVISOR in rights
        """Whether this person is told more than numbers of cases that are with others."""

    def read(self, period: Period) -> tuple[Table, ...]:
        """Every panel: what is open now, and what happened in the period."""
        asked = self._asked(period)
        return tuple(self._table(one, asked) for one in PANELS.values())

    def behind(
        self, panel: str, line: str, period: Period, after: Behind | None = None, limit: int = MOST
    ) -> tuple[Behind, ...]:
        """The cases behind a line, the latest activity first; `after` is the last one that is there already."""
        if panel not in PANELS:
            raise NotFound(_("There is no panel “{name}”.").format(name=panel))
        held = held_from(self._db, self._user)
        place = {"at": after.at if after else _END, "before": after.key if after else "", "limit": min(limit, MOST)}
        rows = behind(self._db, PANELS[panel], {**self._asked(period), **place, "line": line})
        return tuple(self._shown(row, held) for row in rows)

    # -- inside ----------------------------------------------------------------------------------

    def _asked(self, period: Period) -> dict[str, Any]:
        day, moment = today(), now()
        return {
            "since": period.since, "until": period.until, "now": moment, "today": day.isoformat(),
            "first": period.first.isoformat(), "last": period.last.isoformat(),
            "quiet": moment - QUIET_DAYS * 86_400_000,
            "long_ago": (day - timedelta(days=LATE_DAYS)).isoformat(),
        }  # fmt: skip

    def _shown(self, row: dict[str, Any], held: Collection[str]) -> Behind:
        number, at, key = row["number"], row["last_activity"], row["id"]
        if key in held or not (self.sees_all or row["assigned_to"] == self._user):
            return Behind(number, at, key)
        return Behind(number, at, key, key, row["alias"], row["risk"], row["main_type"], row["assigned_to"])

    def _table(self, panel: Panel, asked: dict[str, Any]) -> Table:
        found = counted(self._db, panel, asked)
        title, columns, note = _words()[panel.id]
        lines = tuple(
            Line(ident, word, found[ident] if panel.parts else found[ident][:1])
            for ident, word in self._lines(panel, found)
        )
        return Table(panel.id, title, label("report_unit", panel.unit), columns, lines, note)

    def _lines(self, panel: Panel, counted: Collection[str]) -> list[tuple[str, str]]:
        """The lines that have a number: in the order of their code list, people by how they are called."""
        if panel.words:
            return [(one.id, one.label) for one in codes(panel.words) if one.id in counted]
        return sorted(((one, self._office.name(one)) for one in counted), key=lambda pair: pair[1])


def _words() -> dict[str, tuple[str, tuple[str, ...], str]]:
    """Title, columns and note of each panel."""
    weeks = _("Quiet means no entry for {days} days.").format(days=QUIET_DAYS)
    return {
        "load": (_("Open cases by counsellor"), (_("Open now"), _("Critical or high")), ""),
        "risks": (_("Open cases by risk"), (_("Open now"), _("Quiet")), weeks),
        "overdue": (_("Overdue"), (_("Overdue"), _("Over a week")), _("Everything that is not done after its day.")),
        "call_backs": (_("Promised call-backs"), (_("Calls"),), _("Promised for a day of the period.")),
        "first_support": (
            _("From first contact to first support"), (_("Cases"),), _("Cases that were opened in the period."),
        ),
        "types": (
            _("Open cases by type of harm"), (_("Open now"), _("Newly opened")), _("Counted under each type."),
        ),
        "channels": (_("Counselling by channel"), (_("Sessions"), pgettext("counselling", "First")), _("Sessions of the period.")),
    }  # fmt: skip
