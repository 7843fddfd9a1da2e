"""A report by duty is written whole into its case, can be completed, and leaves history and an audit line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.audit import Audit
from app.cases import Case, Cases
from app.changes import Changes
from app.clock import now
from app.duties import Duties, Entry
from app.errors import BadInput, NotFound
from app.store import Database
from tests.stores import first_release, opened

DANGER = "report-danger"
HOUR = 3_600_000


@pytest.fixture
def duties(casework: Database) -> Duties:
    return Duties(casework, Audit(casework))


@pytest.fixture
def case(casework: Database) -> Case:
    return Cases(casework).open_case("파란우산").value


def entry(**other: object) -> Entry:
    reported = Entry("전화 너머로 비명을 들음", "no", now() - HOUR, "112", None, None, "연락하면 더 위험해짐")
    return replace(reported, **other)  # type: ignore[arg-type]  # a test names fields freely


def test_what_was_reported_stands_in_the_case(duties: Duties, case: Case, casework: Database) -> None:
    done = duties.record(case.id, DANGER, entry())
    (report,) = duties.of_case(case.id)
    assert report == done.value
    assert (report.reported, report.author, report.entry.authority) == (True, casework.who, "112")
    assert Changes.DUTIES in done.changes


def test_an_exception_stands_without_time_and_place(duties: Duties, case: Case) -> None:
    why = entry(reported_at=None, exception="본인이 분명히 반대함")
    report = duties.record(case.id, "report-domestic-violence", why).value
    assert not report.reported
    assert (report.entry.authority, report.entry.exception) == (None, "본인이 분명히 반대함")


def test_what_was_told_needs_no_reason(duties: Duties, case: Case) -> None:
    report = duties.record(case.id, DANGER, entry(told_before="yes")).value
    assert report.entry.not_told_because is None, "a reason that does not belong there is not kept"


def test_a_receipt_number_may_follow(duties: Duties, case: Case, casework: Database) -> None:
    report = duties.record(case.id, DANGER, entry()).value
    later = duties.amend(report.id, replace(report.entry, receipt_no="2026-118274")).value
    assert (later.entry.receipt_no, later.at) == ("2026-118274", report.at)
    changed = [(one["operation"], one["field"]) for one in casework.history("duty_report", report.id)]
    assert changed == [("insert", None), ("change", "receipt_no")]


def test_the_trail_names_the_report_without_a_word_of_it(duties: Duties, case: Case, casework: Database) -> None:
    report = duties.record(case.id, DANGER, entry()).value
    duties.amend(report.id, report.entry)
    duties.amend(report.id, replace(report.entry, receipt_no="1"))
    trail = Audit(casework).entries()
    assert [one.kind for one in trail] == ["duty_amended", "duty_recorded"], "an amendment that changes nothing is none"
    assert trail[1].facts == {"case": case.id, "duty": DANGER, "report": report.id}
    assert Audit(casework).problems() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ground": "  "}, "ground"),
        ({"told_before": ""}, "told_before"),
        ({"told_before": "perhaps"}, "told_before"),
        ({"not_told_because": ""}, "not_told_because"),
        ({"authority": None}, "authority"),
        ({"reported_at": None}, "exception"),
        ({"reported_at": 4_102_444_800_000}, "reported_at"),
        ({"ground": "900101-1234567"}, "ground"),
        ({"note": "900101-1234567"}, "note"),
    ],
)
def test_what_is_missing_is_refused_at_its_field(
    duties: Duties, case: Case, casework: Database, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        duties.record(case.id, DANGER, entry(**wrong))
    assert refused.value.field == field
    assert duties.of_case(case.id) == ()
    assert Audit(casework).entries() == ()


@pytest.mark.parametrize("duty", ["report-adult", "keep-counselling-none", "no-such-duty"])
def test_only_a_duty_to_report_is_reported(duties: Duties, case: Case, duty: str) -> None:
    with pytest.raises(BadInput):
        duties.record(case.id, duty, entry())


def test_a_case_or_report_that_is_not_there_is_not_written_to(duties: Duties, casework: Database) -> None:
    with pytest.raises(NotFound):
        duties.record("nowhere", DANGER, entry())
    with pytest.raises(NotFound):
        duties.amend("nowhere", entry())
    assert casework.value("SELECT count(*) FROM duty_report") == 0


def test_it_shows_in_the_course_and_in_the_changes_of_the_case(duties: Duties, case: Case, casework: Database) -> None:
    report = duties.record(case.id, DANGER, entry()).value
    first = Cases(casework).timeline(case.id)[0]
    assert (first.kind, first.id, first.title, first.body, first.detail) == (
        "duty", report.id, DANGER, "112", "reported",
    )  # fmt: skip
    assert first.at == report.entry.reported_at
    assert ("duty_report", report.id) in {(one.entity, one.entity_id) for one in Cases(casework).changes(case.id)}


def test_a_casework_of_the_first_release_takes_reports(tmp_path: Path, raw_key: str) -> None:
    path = tmp_path / "casework.db"
    person = {"id": "p", "alias": "파란우산"}
    head = {
        "id": "c", "number": "26-B-0001", "survivor_id": "p", "assigned_to": "user-1", "opened_on": "2026-11-01",
        "last_activity": 1,
    }  # fmt: skip
    first_release(path, raw_key, "casework", ("person", person), ("casefile", head))
    database = opened(path, raw_key, "casework")
    duties = Duties(database, Audit(database))
    assert duties.of_case("c") == ()
    duties.record("c", DANGER, entry())
    assert Cases(database).get("c").survivor.alias == "파란우산"
    assert database.problems() == []
    database.close()
