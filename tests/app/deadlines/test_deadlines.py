"""Events of a case and what follows: tasks that remind, papers that override, extensions, ends, and the words for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app import clock
from app.cases import Cases
from app.clock import SEOUL, instant
from app.codelists import codes
from app.deadlines import Counted, Deadlines, Entry, rules, telling
from app.deadlines.holidays import FIRST, LAST, closed, computed, holiday
from app.errors import BadInput, Conflict
from app.i18n import set_language
from app.manual import law_cards
from app.store import Database

DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, 23 November 2026, noon."""
    monkeypatch.setattr(clock, "now", lambda: instant(datetime(2026, 11, 23, 12, tzinfo=SEOUL)))


@pytest.fixture
def case(casework: Database) -> str:
    return Cases(casework).open_case("파란우산").value.id


def tasks(casework: Database, case: str, *, done: bool = False) -> list[tuple[str, str]]:
    sql = "SELECT kind, due_on FROM task WHERE case_id = ? AND (done_at IS NOT NULL) = ? ORDER BY due_on, kind"
    return [(row["kind"], row["due_on"]) for row in casework.rows(sql, (case, int(done)))]


def provisional(service: Deadlines, case: str, **more: object) -> Counted:
    entry = Entry("provisional_measure", "2026-11-02", measures=("3", "2"), **more)  # type: ignore[arg-type] # a test names fields freely
    return service.note(case, entry).value


def test_every_rule_stands_on_a_law_card_and_a_known_event() -> None:
    cards, events = law_cards(), {one.id for one in codes("legal_event")}
    for rule in rules():
        assert {rule.law, *filter(None, [rule.extension_law])} <= set(cards), rule.id
        assert rule.event in events
        assert bool(rule.remind) <= (rule.effect == "ends")
    extending = {one.id for one in codes("legal_event") if one.extra.get("extends")}
    assert {one.event for one in rules()} == events - extending


def test_an_emergency_measure_reminds_on_day_twenty_and_twenty_seven(casework: Database, case: str) -> None:
    Deadlines(casework).note(case, Entry("emergency_measure", "2026-11-20", approval="asked"))
    # Day 20 is 10 December; day 27 is Thursday 17 December; 48 hours fell on Sunday the 22nd and are over.
    assert tasks(casework, case) == [("todo", "2026-12-10"), ("todo", "2026-12-17"), ("deadline", "2026-12-20")]


def test_a_reminder_on_a_closed_day_comes_on_the_last_day_of_work_before_it(casework: Database, case: str) -> None:
    provisional(Deadlines(casework), case)
    # Day 70 is Monday 11 January; day 85 is Tuesday 26 January; the measures end on 2 February.
    assert tasks(casework, case) == [("todo", "2027-01-11"), ("todo", "2027-01-26"), ("deadline", "2027-02-02")]
    Deadlines(casework).note(case, Entry("provisional_measure", "2026-11-21", measures=("2",)))
    # Day 70 of the second is Saturday 30 January: the Friday before it.
    assert ("todo", "2027-01-29") in tasks(casework, case)


def test_the_served_paper_overrides_and_the_tasks_follow(casework: Database, case: str) -> None:
    service = Deadlines(casework)
    counted = provisional(service, case)
    entry = Entry(
        "provisional_measure", "2026-11-02", measures=("2", "3"), served_until="2027-02-01", order_no="2026초기1"
    )
    found = service.amend(counted.event.id, entry).value
    (deadline,) = found.deadlines
    assert (deadline.due, deadline.calculated) == (date(2027, 2, 1), date(2027, 2, 2))
    assert ("deadline", "2027-02-01") in tasks(casework, case)
    assert ("deadline", "2027-02-02") not in tasks(casework, case)
    said = " ".join(telling.arithmetic(deadline))
    assert "2027년 2월 1일" in said
    assert "2027년 2월 2일" in said
    assert said.endswith("계산한 날짜입니다. 문서로 확인해 주세요.")


def test_two_extensions_and_no_third(casework: Database, case: str) -> None:
    service = Deadlines(casework)
    entry = Entry("provisional_measure", "2026-04-15", measures=("2",))
    order = service.note(case, entry).value.event.id
    for day, end in (("2026-07-10", date(2026, 10, 15)), ("2026-10-12", date(2027, 1, 15))):
        longer = service.note(case, Entry("provisional_extension", day, order_id=order)).value
        assert longer.deadlines[0].due == end
    assert longer.deadlines[0].last_stage
    assert ("deadline", "2027-01-15") in tasks(casework, case)
    with pytest.raises(Conflict, match="2번"):
        service.note(case, Entry("provisional_extension", "2026-11-20", order_id=order))
    last = longer.extensions[-1].id
    gone = service.take_out(last).value
    assert service.of_case(case)[0].deadlines[0].due == date(2026, 10, 15)
    service.put_back(gone)
    assert service.of_case(case)[0].deadlines[0].due == date(2027, 1, 15)


def test_an_extension_belongs_to_an_order_of_its_case_and_comes_after_it(casework: Database, case: str) -> None:
    service = Deadlines(casework)
    order = provisional(service, case).event.id
    other = Cases(casework).open_case("달맞이").value.id
    for wrong, field in (
        (Entry("provisional_extension", "2026-11-20"), "order_id"),
        (Entry("protection_extension", "2026-11-20", order_id=order), "order_id"),
        (Entry("provisional_extension", "2026-11-01", order_id=order), "on_day"),
    ):
        with pytest.raises(BadInput) as refused:
            service.note(case, wrong)
        assert refused.value.field == field
    with pytest.raises(BadInput):
        service.note(other, Entry("provisional_extension", "2026-11-20", order_id=order))
    assert len(service.of_case(case)[0].extensions) == 0


def test_without_approval_it_lapses_and_nothing_reminds_any_more(casework: Database, case: str) -> None:
    service = Deadlines(casework)
    counted = service.note(case, Entry("emergency_measure", "2026-11-23")).value
    assert len(tasks(casework, case)) == 4
    service.amend(counted.event.id, Entry("emergency_measure", "2026-11-23", approval="refused"))
    (found,) = service.of_case(case)
    assert (found.event.ended_on, found.event.ended_why) == (DAY, "refused")
    assert tasks(casework, case) == []
    service.amend(counted.event.id, Entry("emergency_measure", "2026-11-23", approval="given"))
    assert service.of_case(case)[0].event.ended_on is None
    assert len(tasks(casework, case)) == 3, "the judge has answered, so nobody waits for that"


def test_what_was_ticked_off_stays_so_unless_its_day_moves(casework: Database, case: str) -> None:
    service = Deadlines(casework)
    counted = provisional(service, case)
    first = casework.value("SELECT id FROM task WHERE kind = 'todo' ORDER BY due_on LIMIT 1")
    with casework.atomic():
        casework.change("task", first, {"done_at": 1})
    service.amend(counted.event.id, Entry("provisional_measure", "2026-11-02", measures=("2",), order_no="1"))
    assert tasks(casework, case, done=True) == [("todo", "2027-01-11")]
    service.amend(counted.event.id, Entry("provisional_measure", "2026-11-03", measures=("2",)))
    assert tasks(casework, case, done=True) == []


def test_done_is_taken_back(casework: Database, case: str) -> None:
    service = Deadlines(casework)
    ident = service.note(case, Entry("grievance_received", "2026-11-20")).value.event.id
    before = tasks(casework, case)
    assert before
    assert service.end(ident, "done").value.event.ended_on == DAY
    assert tasks(casework, case) == []
    service.end(ident, None)
    assert tasks(casework, case) == before


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Entry("", "2026-11-02"), "kind"),
        (Entry("emergency_measure", ""), "on_day"),
        (Entry("emergency_measure", "2026-02-30"), "on_day"),
        (Entry("emergency_measure", "2026-11-24"), "on_day"),
        (Entry("emergency_measure", "0226-11-02"), "on_day"),
        (Entry("provisional_measure", "2026-11-02"), "measures"),
        (Entry("provisional_measure", "2026-11-02", measures=("9",)), "measures"),
        (Entry("emergency_measure", "2026-11-02", served_until="2026-11-01"), "served_until"),
        (Entry("emergency_measure", "2026-11-02", served_until="2099-01-01"), "served_until"),
        (Entry("emergency_measure", "2026-11-02", note="가" * 1_000_000), "note"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(casework: Database, case: str, entry: Entry, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        Deadlines(casework).note(case, entry)
    assert refused.value.field == field
    assert Deadlines(casework).of_case(case) == ()
    assert tasks(casework, case) == []


def test_a_law_that_comes_later_counts_nothing_yet(casework: Database, case: str) -> None:
    (found,) = Deadlines(casework).note(case, Entry("no_application_notice", "2026-11-20")).value.deadlines
    assert (found.due, found.in_force) == (None, False)
    assert "2027년 4월 22일" in telling.arithmetic(found)[0]
    assert tasks(casework, case) == []


def test_what_counts_stands_first_and_what_is_over_last(casework: Database, case: str) -> None:
    service = Deadlines(casework)
    for kind, day in (
        ("harassment_happened", "2026-01-05"),
        ("access_requested", "2026-11-20"),
        ("access_requested", "2026-03-02"),
    ):
        service.note(case, Entry(kind, day))
    assert [one.event.on_day.isoformat() for one in service.of_case(case)] == ["2026-11-20", "2026-01-05", "2026-03-02"]


def test_a_preview_writes_nothing(casework: Database, case: str) -> None:
    service = Deadlines(casework)
    (found,) = service.preview(Entry("grievance_received", "2026-11-20"), case)
    assert found.due == date(2026, 11, 30)
    assert casework.value("SELECT count(*) FROM legal_event") == 0


def test_the_table_of_holidays_is_what_the_package_says_and_beyond_it_the_package_answers() -> None:
    from app.deadlines import holidays

    said = {day: names for year in range(FIRST, LAST + 1) for day, names in computed(year).items()}
    assert dict(holidays._table()) == said, "write resources/deadlines/holidays.csv anew"
    assert closed(date(LAST + 4, 3, 1))
    assert not closed(date(LAST + 4, 3, 3))


def test_a_holiday_says_its_name_in_both_languages() -> None:
    assert closed(date(2026, 9, 25))
    assert not closed(date(2026, 9, 28))
    assert "추석" in holiday(date(2026, 9, 25))
    set_language("en")
    assert "Chuseok" in holiday(date(2026, 9, 25))
    assert holiday(date(2026, 9, 28)) == ""


def test_every_step_of_the_arithmetic_is_a_sentence(casework: Database, case: str) -> None:
    set_language("en")
    service = Deadlines(casework)
    ident = service.note(case, Entry("unfair_treatment", "2026-05-21")).value.deadlines[0]
    assert telling.arithmetic(ident) == (
        "Unfair treatment at work (its last day, where it went on): 21 May 2026. Counting 6 months from there: 21 Nov 2026.",
        "The first day is not counted (Civil Act 157).",
        "21 Nov 2026 is closed (Saturday), so it goes on to 23 Nov 2026 (161).",
        "Calculated: confirm with the document.",
    )
    at = instant(datetime(2026, 11, 20, 17, tzinfo=SEOUL))
    (leak,) = service.note(case, Entry("breach_learned", "2026-11-20", at)).value.deadlines
    assert telling.due_words(leak) == "Monday, 23 November 2026, 17:00"
    assert leak.due_at == at + timedelta(hours=72) // timedelta(milliseconds=1)


def test_it_stands_in_the_course_of_time_and_is_found_by_its_number(casework: Database, case: str) -> None:
    Deadlines(casework).note(case, Entry("emergency_measure", "2026-11-20", order_no="종로 2026-118"))
    cases = Cases(casework)
    (event,) = (one for one in cases.timeline(case) if one.kind == "legal")
    assert (event.title, event.detail) == ("emergency_measure", "종로 2026-118|1")
    assert clock.local(event.at).date() == date(2026, 11, 20)
    assert [one.id for one in cases.find("2026-118")] == [case]
