"""SQL of cases."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from app.cases.finding import day_in
from app.cases.model import Case, CaseRow, Consent, Incident, OtherParty, Person, SafeCard, spans_from_json
from app.clock import instant
from app.store import Database

_ROW = """
    SELECT c.id, c.number, p.alias, c.status, c.risk, c.main_type, c.assigned_to, c.opened_on, c.last_activity,
           c.team, c.stage
    FROM casefile AS c JOIN person AS p ON p.id = c.survivor_id
"""
_FOUND_ROW = _ROW.replace(" AS c", " AS c INDEXED BY casefile_shown").replace(" AS p", " AS p INDEXED BY person_shown")
"""The same of single cases, by indexes that hold all of it: after each commit pages are read anew, and each is decrypted."""


def one(db: Database, case_id: str) -> Case | None:
    row = db.row("SELECT * FROM casefile WHERE id = :id OR number = :id", {"id": case_id})
    if row is None:
        return None
    person = db.row("SELECT * FROM person WHERE id = ?", (row.pop("survivor_id"),))
    assert person is not None, "a foreign key holds this"
    row["opened_on"] = date.fromisoformat(row["opened_on"])
    row["closed_on"] = date.fromisoformat(row["closed_on"]) if row["closed_on"] else None
    return Case(**row, survivor=Person(**person))


def held_from(db: Database, user: str) -> frozenset[str]:
    """Cases this person may be a party to, while nobody has decided (app.walls)."""
    rows = db.rows("SELECT case_id FROM conflict WHERE user = ? AND state = 'open' AND case_id IS NOT NULL", (user,))
    return frozenset(row["case_id"] for row in rows)


_SAME = ("status", "risk", "main_type", "assigned_to", "opened_on", "team", "stage")
"""What many cases have in common."""


def _in_list(row: dict[str, Any]) -> CaseRow:
    """A case of a list; a list of thousands holds a word that stands in many rows once."""
    return CaseRow(**row | {name: sys.intern(row[name]) for name in _SAME if row[name]})


Key = tuple[int, str]
_LATEST = "ORDER BY c.last_activity DESC, c.id LIMIT :limit"
"""As the index has it, so that nothing is sorted: many cases may have been touched in the same minute."""


def page(db: Database, before: Key | None, limit: int, status: str | None) -> tuple[CaseRow, ...]:
    """The latest activity first; keyset by (last_activity, id), along an index with or without a status."""
    where, asked = _before(before, status)
    rows = db.rows(f"{_ROW} {where} {_LATEST}", {**asked, "limit": limit})
    return tuple(map(_in_list, rows))


def key_behind(db: Database, before: Key | None, rows: int, status: str | None) -> Key | None:
    """Where the list stands so many rows on; along the index alone, nothing of the cases between is read."""
    where, asked = _before(before, status)
    sql = f"SELECT c.last_activity, c.id FROM casefile AS c {where} {_LATEST} OFFSET :offset"
    row = db.row(sql, {**asked, "limit": 1, "offset": rows - 1})
    return None if row is None else (row["last_activity"], row["id"])


def _before(before: Key | None, status: str | None) -> tuple[str, dict[str, object]]:
    clauses = (
        "c.last_activity <= :at AND (c.last_activity < :at OR c.id > :id)" if before else "",
        "c.status = :status" if status else "",
    )
    where = " AND ".join(filter(None, clauses))
    at, case_id = before or (None, None)
    return f"WHERE {where}" if where else "", {"at": at, "id": case_id, "status": status}


def of_ids(db: Database, ids: list[str]) -> tuple[CaseRow, ...]:
    marks = ", ".join("?" * len(ids))
    rows = {row["id"]: row for row in db.rows(f"{_FOUND_ROW} WHERE c.id IN ({marks})", ids)}
    return tuple(_in_list(rows[one_id]) for one_id in ids if one_id in rows)


def at_risk(db: Database, user: str) -> tuple[CaseRow, ...]:
    """Open cases at critical or high risk that are with somebody, the critical ones first, the longest quiet on top."""
    rows = db.rows(
        f"{_ROW} WHERE c.assigned_to = ? AND c.risk IN ('critical', 'high') AND c.status = 'open'"
        " ORDER BY c.risk, c.last_activity, c.id",
        (user,),
    )
    return tuple(map(_in_list, rows))


def of_survivors(db: Database, people: list[str]) -> dict[str, list[str]]:
    """Case ids by survivor."""
    marks = ", ".join("?" * len(people))
    found: dict[str, list[str]] = {}
    for row in db.rows(f"SELECT id, survivor_id FROM casefile WHERE survivor_id IN ({marks})", people):
        found.setdefault(row["survivor_id"], []).append(row["id"])
    return found


OWNER = """
    (SELECT c.id FROM casefile AS c INDEXED BY casefile_shown WHERE c.id = coalesce(
        d.case_id, (SELECT o.id FROM casefile AS o WHERE o.survivor_id = d.entity_id ORDER BY o.id DESC LIMIT 1)
    ) {status})
"""
"""The case a found record belongs to, looked up in the index that then shows it; a person is found through the latest case they
are the survivor of."""


_OF_DAY = """
    SELECT c.id FROM casefile AS c WHERE c.id IN (
        SELECT id FROM casefile WHERE opened_on = :day
        UNION SELECT case_id FROM incident WHERE first_on <= :day AND coalesce(last_on, first_on) >= :day
        UNION SELECT case_id FROM contact WHERE started_at >= :since AND started_at < :until AND case_id IS NOT NULL
    ) {status} ORDER BY c.last_activity DESC LIMIT :limit
"""


def of_day(db: Database, day: date, limit: int, status: str | None) -> list[str]:
    """Cases opened, told of or in contact on a day, the latest activity first."""
    since = instant(datetime.combine(day, time()))
    until = instant(datetime.combine(day + timedelta(days=1), time()))
    sql = _OF_DAY.format(status="AND c.status = :status" if status else "")
    asked = {"day": day.isoformat(), "since": since, "until": until, "status": status, "limit": limit}
    return [row["id"] for row in db.rows(sql, asked)]


def found(db: Database, query: str, limit: int, status: str | None) -> list[str]:
    """Ids of cases that match, each once; `status` is a code of its list."""
    if (day := day_in(query)) is not None:
        return of_day(db, day, limit, status)
    return db.owners(query, OWNER.format(status=f"AND c.status = '{status}'" if status else ""), limit=limit)


def total(db: Database, status: str | None) -> int:
    if status is None:
        return int(db.value("SELECT count(*) FROM casefile"))  # by the smallest index, not by every row
    return int(db.value("SELECT count(*) FROM casefile WHERE status = ?", (status,)))


def card(db: Database, case_id: str) -> SafeCard | None:
    row = db.row("SELECT * FROM safe_contact WHERE id = ?", (case_id,))
    if row is None:
        return None
    for flag in ("text_allowed", "message_allowed"):
        row[flag] = bool(row[flag])
    return SafeCard(case_id=row.pop("id"), hours=spans_from_json(row.pop("hours")), **row)


def consents(db: Database, case_id: str) -> tuple[Consent, ...]:
    rows = db.rows("SELECT * FROM consent WHERE case_id = ? ORDER BY at, id", (case_id,))
    return tuple(Consent(**row) for row in rows)


def incidents(db: Database, case_id: str) -> tuple[Incident, ...]:
    found = []
    for row in db.rows("SELECT * FROM incident WHERE case_id = ? ORDER BY id", (case_id,)):
        types = db.rows("SELECT type FROM incident_type WHERE incident_id = ? ORDER BY id", (row["id"],))
        found.append(Incident(**row, types=tuple(t["type"] for t in types)))
    return tuple(found)


def type_rows(db: Database, incident_id: str) -> dict[str, str]:
    """Row ids by type."""
    rows = db.rows("SELECT id, type FROM incident_type WHERE incident_id = ?", (incident_id,))
    return {row["type"]: row["id"] for row in rows}


def other_parties(db: Database, case_id: str) -> tuple[OtherParty, ...]:
    rows = db.rows("SELECT * FROM other_party WHERE case_id = ? ORDER BY is_primary DESC, id", (case_id,))
    return tuple(OtherParty(**{**row, "is_primary": bool(row["is_primary"])}) for row in rows)


def record_values(db: Database, case_id: str) -> dict[str, dict[str, Any]]:
    rows = db.rows("SELECT * FROM record_value WHERE case_id = ?", (case_id,))
    return {row["field"]: row for row in rows}


def contact_signs(db: Database, contact_ids: list[str]) -> dict[str, list[str]]:
    """Warning signs by contact."""
    marks = ", ".join("?" * len(contact_ids))
    found: dict[str, list[str]] = {}
    for row in db.rows(
        f"SELECT contact_id, sign FROM contact_sign WHERE contact_id IN ({marks}) ORDER BY at, id", contact_ids
    ):
        found.setdefault(row["contact_id"], []).append(row["sign"])
    return found


TIMELINE = """
    SELECT started_at AS at, 'contact' AS kind, id, channel AS title, coalesce(note, '') AS body, taken_by AS who,
           coalesce(caller_relation, '') || '|' || coalesce(minutes, '') || '|' || state AS detail
      FROM contact WHERE case_id = :case
    UNION ALL SELECT at, 'note', id, title, body, author, coalesce(session_id, '') FROM note WHERE case_id = :case
    UNION ALL SELECT at, 'service', id, service, coalesce(note, ''), author, coalesce(minutes, '')
      FROM service_given WHERE case_id = :case
    UNION ALL SELECT at, 'referral', id, organisation, coalesce(purpose, ''), author, status
      FROM referral WHERE case_id = :case
    UNION ALL SELECT at, 'risk', id, level, coalesce(reason, ''), author, rule FROM risk_level WHERE case_id = :case
    UNION ALL SELECT at, 'consent', id, purpose, coalesce(recipient, ''), told_by, answer || '|' || method
      FROM consent WHERE case_id = :case
    UNION ALL SELECT at, 'document', id, profile, recipient, author, sha256 FROM plain_copy WHERE case_id = :case
    UNION ALL SELECT coalesce(reported_at, at), 'duty', id, duty_id, coalesce(authority, exception, ''), author,
           CASE WHEN reported_at IS NULL THEN 'not_reported' ELSE 'reported' END FROM duty_report WHERE case_id = :case
    UNION ALL SELECT at, 'scale', id, scale, coalesce(outcome, ''), author, how || '|' || coalesce(score, '') || '|' || coalesce(band, '')
      FROM scale_result WHERE case_id = :case
    UNION ALL SELECT at, 'safety_plan', id, kind, '', author, version FROM safety_plan WHERE case_id = :case
    UNION ALL SELECT s.at, 'step', s.referral_id, s.kind, coalesce(s.words, ''), s.author,
           r.organisation || '|' || coalesce(s.minutes, '')
      FROM referral_step AS s JOIN referral AS r ON r.id = s.referral_id WHERE s.case_id = :case
    UNION ALL SELECT at, 'paid', id, service, coalesce(note, ''), author,
           amount || '|' || CASE WHEN cancelled_at IS NULL THEN '' ELSE 'cancelled' END
      FROM support_paid WHERE case_id = :case
    UNION ALL SELECT coalesce(at, CAST(strftime('%s', on_day) AS INTEGER) * 1000 + 10800000), 'legal', id, kind,
           coalesce(note, ''), author, coalesce(order_no, '') || '|' || (at IS NULL) FROM legal_event WHERE case_id = :case
    UNION ALL SELECT coalesce(t.due_at, t.done_at), 'met', t.id, t.title, coalesce(t.place, ''), t.owner,
           coalesce(a.kind, 'meeting')
      FROM task AS t LEFT JOIN appointment AS a ON a.id = t.id
     WHERE t.case_id = :case AND t.kind = 'appointment' AND t.done_at IS NOT NULL
    UNION ALL SELECT at, 'follow_up', id, needs_met, coalesce(words, ''), author, '' FROM follow_up WHERE case_id = :case
    UNION ALL SELECT at, 'closure', id, outcome, coalesce(note, ''), author, '' FROM closure WHERE case_id = :case
    UNION ALL SELECT reopened_at, 'reopened', id, '', coalesce(reopened_because, ''), reopened_by, ''
      FROM closure WHERE case_id = :case AND reopened_at IS NOT NULL
    UNION ALL SELECT coalesce(answered_at, at), 'transfer', id, organisation, coalesce(answer, words), author, state
      FROM transfer WHERE case_id = :case
    UNION ALL SELECT m.at, 'merged', m.id, coalesce(c.number, ''), m.reason, m.author, ''
      FROM merge AS m LEFT JOIN casefile AS c ON c.id = m.gone_id WHERE m.case_id = :case AND m.undone_at IS NULL
    UNION ALL SELECT max(at), 'deletion', max(id), route, coalesce(max(note), ''), max(author), count(*)
      FROM deletion_request WHERE case_id = :case GROUP BY route, sent_on
    UNION ALL SELECT at, 'separation', id, who_moves, coalesce(wish_words, ''), author, state FROM separation WHERE case_id = :case
    UNION ALL SELECT at, 'breach', id, scope, words, author, '' FROM separation_breach WHERE case_id = :case
    UNION ALL SELECT at, 'damage', id, codes, coalesce(words, ''), author, '' FROM damage_answer WHERE case_id = :case
    ORDER BY at DESC, id DESC LIMIT :limit
"""


CHANGES = """
    WITH record (entity, id) AS (
        SELECT 'casefile', :case UNION ALL SELECT 'safe_contact', :case UNION ALL SELECT 'person', :person
        UNION ALL SELECT 'consent', id FROM consent WHERE case_id = :case
        UNION ALL SELECT 'incident', id FROM incident WHERE case_id = :case
        UNION ALL SELECT 'other_party', id FROM other_party WHERE case_id = :case
        UNION ALL SELECT 'note', id FROM note WHERE case_id = :case
        UNION ALL SELECT 'service_given', id FROM service_given WHERE case_id = :case
        UNION ALL SELECT 'record_value', id FROM record_value WHERE case_id = :case
        UNION ALL SELECT 'warning_sign', id FROM warning_sign WHERE case_id = :case
        UNION ALL SELECT 'risk_level', id FROM risk_level WHERE case_id = :case
        UNION ALL SELECT 'task', id FROM task WHERE case_id = :case
        UNION ALL SELECT 'referral', id FROM referral WHERE case_id = :case
        UNION ALL SELECT 'plain_copy', id FROM plain_copy WHERE case_id = :case
        UNION ALL SELECT 'duty_report', id FROM duty_report WHERE case_id = :case
        UNION ALL SELECT 'scale_result', id FROM scale_result WHERE case_id = :case
        UNION ALL SELECT 'safety_plan', id FROM safety_plan WHERE case_id = :case
        UNION ALL SELECT 'safety_plan_item', id FROM safety_plan_item WHERE case_id = :case
        UNION ALL SELECT 'referral_step', id FROM referral_step WHERE case_id = :case
        UNION ALL SELECT 'support_paid', id FROM support_paid WHERE case_id = :case
        UNION ALL SELECT 'withdrawal_notice', id FROM withdrawal_notice WHERE case_id = :case
        UNION ALL SELECT 'contact', id FROM contact WHERE case_id = :case
        UNION ALL SELECT 'legal_event', id FROM legal_event WHERE case_id = :case
        UNION ALL SELECT 'appointment', a.id FROM appointment AS a JOIN task AS t ON t.id = a.id WHERE t.case_id = :case
        UNION ALL SELECT 'court_card', k.id FROM court_card AS k JOIN task AS t ON t.id = k.id WHERE t.case_id = :case
        UNION ALL SELECT 'need', id FROM need WHERE case_id = :case
        UNION ALL SELECT 'goal', id FROM goal WHERE case_id = :case
        UNION ALL SELECT 'follow_up', id FROM follow_up WHERE case_id = :case
        UNION ALL SELECT 'review', id FROM review WHERE case_id = :case
        UNION ALL SELECT 'closure', id FROM closure WHERE case_id = :case
        UNION ALL SELECT 'flag', id FROM flag WHERE case_id = :case
        UNION ALL SELECT 'feedback', id FROM feedback WHERE case_id = :case
        UNION ALL SELECT 'deletion_mandate', id FROM deletion_mandate WHERE case_id = :case
        UNION ALL SELECT 'organisation', id FROM organisation WHERE case_id = :case
        UNION ALL SELECT 'workplace_person', id FROM workplace_person WHERE case_id = :case
        UNION ALL SELECT 'third_report', :case
        UNION ALL SELECT 'separation', id FROM separation WHERE case_id = :case
        UNION ALL SELECT 'separation_scope', id FROM separation_scope WHERE case_id = :case
        UNION ALL SELECT 'separation_breach', id FROM separation_breach WHERE case_id = :case
        UNION ALL SELECT 'damage_answer', id FROM damage_answer WHERE case_id = :case
        UNION ALL SELECT 'employer_duty', id FROM employer_duty WHERE case_id = :case
        UNION ALL SELECT 'organisation_check', id FROM organisation_check WHERE case_id = :case
        UNION ALL SELECT 'transfer', id FROM transfer WHERE case_id = :case
        UNION ALL SELECT 'merge', id FROM merge WHERE case_id = :case
        UNION SELECT entity, entity_id FROM history
          WHERE entity IN ('record_value', 'warning_sign') AND operation = 'remove' AND old ->> 'case_id' = :case
    )
    SELECT h.seq, h.hlc >> 16 AS at, h.who, h.device, h.entity, h.entity_id, h.operation, h.field, h.old, h.new,
           coalesce(CASE h.entity
             WHEN 'record_value' THEN coalesce((SELECT field FROM record_value WHERE id = h.entity_id), (
               SELECT old ->> 'field' FROM history
                WHERE entity = 'record_value' AND entity_id = h.entity_id AND operation = 'remove'))
             WHEN 'warning_sign' THEN coalesce((SELECT sign FROM warning_sign WHERE id = h.entity_id), (
               SELECT old ->> 'sign' FROM history
                WHERE entity = 'warning_sign' AND entity_id = h.entity_id AND operation = 'remove'))
             WHEN 'separation_scope' THEN (SELECT scope FROM separation_scope WHERE id = h.entity_id)
           END, '') AS about
      FROM record AS r CROSS JOIN history AS h ON h.entity = r.entity AND h.entity_id = r.id
     WHERE (h.field IS NULL OR h.field NOT IN ('last_activity', 'set_at', 'at', 'ended_at', 'session_id', 'case_id', 'started_at', 'minutes', 'owner', 'taken_by', 'task_id', 'organisation_id'))
       AND NOT (h.entity = 'contact' AND h.field IN ('state', 'violence', 'counselling') AND h.old IS NULL)
       AND NOT (h.entity = 'contact' AND h.field = 'state')
       AND (:seq IS NULL OR h.seq = :seq)
     ORDER BY h.seq DESC LIMIT :limit
"""
"""The history of a case and of everything in it; what was taken out again is found by the row it left behind."""
