"""The named questions a cell may ask: each counts one thing by a few codes in one statement.

A question gives rows of codes and a number; cells add up the rows they mean. So a table of eighty cells costs one
statement, and what a layout can ask for is bounded by what stands here: coded fields, never a word somebody wrote.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Query:
    """A question: `unit` (code list "report_unit") says what is counted, `codes` by what it can be split."""

    id: str
    unit: str
    codes: tuple[str, ...]
    columns: tuple[str, ...]
    value: str
    rest: str
    adds: bool = True
    """Whether a span is the sum of its months; persons and cases may come in several."""

    @property
    def sql(self) -> str:
        by = f" GROUP BY {', '.join(str(at + 1) for at in range(len(self.codes)))}" if self.codes else ""
        return f"SELECT {', '.join((*self.columns, f'{self.value} AS n'))} {self.rest}{by}"

    def split(self, wanted: Set[str]) -> Query:
        """The same question split by no more than these codes: fewer rows, with the same sum."""
        kept = [(code, column) for code, column in zip(self.codes, self.columns, strict=True) if code in wanted]
        return replace(self, codes=tuple(code for code, _c in kept), columns=tuple(column for _code, column in kept))


_CASE = ("channel", "relation", "main_type", "risk", "stage", "age_band", "sex")
_CASE_COLUMNS = "c.channel, c.relation, c.main_type, c.risk, c.stage, p.age_band, p.sex"
_FROM_CASE = "FROM casefile AS c JOIN person AS p ON p.id = c.survivor_id"
_CONTACT = "t.state = 'closed' AND t.started_at >= :since AND t.started_at < :until"
_REAL = "c.status <> 'duplicate'"


def _query(
    ident: str,
    unit: str,
    codes: tuple[str, ...],
    columns: str,
    rest: str,
    value: str = "count(*)",
    adds: bool = True,
) -> Query:
    return Query(ident, unit, codes, tuple(columns.split(", ")), value, rest, adds)


QUERIES: dict[str, Query] = {
    one.id: one
    for one in (
        _query(
            "contacts", "times", ("kind", "channel", "counselling", "violence", "caller_relation"),
            "t.kind, t.channel, t.counselling, t.violence, t.caller_relation", f"FROM contact AS t WHERE {_CONTACT}",
        ),
        _query(
            "counselling_by_type", "times", ("type", "counselling"), "i.type, i.counselling",
            "FROM (SELECT DISTINCT t.case_id, t.counselling, t.k, y.type FROM ("
            f"SELECT t.case_id, t.counselling, count(*) AS k FROM contact AS t WHERE {_CONTACT} AND t.kind = 'counselling'"
            " GROUP BY 1, 2) AS t JOIN incident AS o ON o.case_id = t.case_id"
            " JOIN incident_type AS y ON y.incident_id = o.id) AS i", "sum(i.k)",
        ),
        _query(
            "cases_new", "cases", _CASE, _CASE_COLUMNS,
            f"{_FROM_CASE} WHERE {_REAL} AND c.opened_on BETWEEN :first AND :last",
        ),
        _query(
            "cases_supported", "cases", _CASE, _CASE_COLUMNS,
            f"{_FROM_CASE} WHERE {_REAL} AND c.id IN ("
            " SELECT case_id FROM contact WHERE started_at >= :since AND started_at < :until AND case_id IS NOT NULL"
            " AND state = 'closed'"
            " UNION ALL SELECT case_id FROM service_given WHERE at >= :since AND at < :until"
            " UNION ALL SELECT case_id FROM follow_up WHERE held_on BETWEEN :first AND :last)",
            adds=False,
        ),
        _query(
            "cases_by_type", "cases_multiple", ("type",), "told.type",
            "FROM (SELECT DISTINCT c.id, y.type FROM casefile AS c CROSS JOIN incident AS o ON o.case_id = c.id"
            " CROSS JOIN incident_type AS y ON y.incident_id = o.id"
            f" WHERE {_REAL} AND c.opened_on BETWEEN :first AND :last) AS told",
        ),
        _query(
            "cases_closed", "cases", ("outcome",), "c.outcome",
            "FROM casefile AS c INDEXED BY casefile_by_closing"
            " WHERE c.status = 'closed' AND c.closed_on BETWEEN :first AND :last",
        ),
        _query(
            "cases_open", "cases", ("assigned_to", *_CASE), f"c.assigned_to, {_CASE_COLUMNS}",
            f"{_FROM_CASE} WHERE c.status = 'open'", adds=False,
        ),
        _query(
            "services", "times", ("service",), "s.service",
            "FROM service_given AS s WHERE s.at >= :since AND s.at < :until",
        ),
        _query(
            "services_by_person", "persons", ("service",), "given.service",
            # In the order of cases, so that neighbours are looked up one after the other.
            "FROM (SELECT DISTINCT one.service, c.survivor_id FROM (SELECT service, case_id FROM service_given"
            " WHERE at >= :since AND at < :until GROUP BY case_id, service) AS one"
            " CROSS JOIN casefile AS c INDEXED BY casefile_coded ON c.id = one.case_id) AS given", adds=False,
        ),
        _query(
            "referrals", "times", ("status", "service"), "r.status, r.service",
            "FROM referral AS r WHERE r.at >= :since AND r.at < :until",
        ),
        _query(
            "payments", "won", ("line", "service"), "m.line, m.service",
            "FROM (SELECT line, service, amount FROM support_paid"
            " WHERE cancelled_at IS NULL AND paid_on BETWEEN :first AND :last"
            " UNION ALL SELECT line, service, amount FROM support_remainder WHERE month BETWEEN :first AND :last) AS m",
            "sum(m.amount)",
        ),
        _query(
            "deletion_addresses", "addresses", ("state",), "d.state",
            "FROM deletion_target AS d WHERE d.at >= :since AND d.at < :until",
        ),
        _query(
            "deletion_requests", "times", ("route", "answer"), "d.route, d.answer",
            "FROM deletion_request AS d WHERE d.sent_on BETWEEN :first AND :last",
        ),
        _query(
            "follow_ups", "times", ("channel", "needs_met"), "f.channel, f.needs_met",
            "FROM follow_up AS f WHERE f.held_on BETWEEN :first AND :last",
        ),
        _query(
            "separations", "orders", ("state", "who_moves"), "s.state, s.who_moves",
            "FROM separation AS s WHERE s.at >= :since AND s.at < :until",
        ),
        _query(
            "secondary_damage", "times", ("code",), "j.value AS code",
            "FROM damage_answer AS a, json_each(a.codes) AS j WHERE a.day BETWEEN :first AND :last",
        ),
        _query(
            "duty_reports", "times", ("duty_id",), "d.duty_id",
            "FROM duty_report AS d WHERE d.exception IS NULL AND d.at >= :since AND d.at < :until",
        ),
        _query(
            "public_material", "entries", ("medium", "state", "outcome"), "m.medium, m.state, m.outcome",
            "FROM material AS m WHERE m.noted_on BETWEEN :first AND :last",
        ),
        _query(
            "material_rounds", "times", ("found",), "r.found",
            "FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM material AS m WHERE m.round_id = o.id) THEN 'some' ELSE 'none' END"
            " AS found FROM material_round AS o WHERE o.day BETWEEN :first AND :last) AS r",
        ),
    )
}  # fmt: skip
"""Every question by its name."""
