"""The table of duties: every kind of centre and staff status is answered, and nothing is claimed that no law gives."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from app.codelists import codes, read_yaml
from app.duties import KINDS, PERMANENT, Duty, duties, duties_for, read_duties
from app.duties.model import RECORD_TYPES, period
from app.duties.table import PLACE
from app.errors import BadInput
from app.kinds import CentreType
from app.paths import resource

CENTRES = [code.id for code in codes("centre_type")]
STAFF = [code.id for code in codes("staff_status")]
EVERYBODY = list(product(CENTRES, STAFF))
TEXTS = ("when", "duty", "exception", "told_before", "deadline", "sanction")


def law_ids() -> set[str]:
    cards = resource("manuals", "shared", "law").glob("*.yaml")
    return {card["id"] for path in cards for card in read_yaml(path.read_text("utf-8"))}


def of(centre: str, staff: str, kind: str) -> list[Duty]:
    return [duty for duty in duties_for(centre, staff) if duty.kind == kind]


def named(duty_id: str) -> Duty:
    return next(duty for duty in duties() if duty.id == duty_id)


# --- the shipped table ----------------------------------------------------------------------------


def test_the_list_of_centres_is_the_one_the_program_knows() -> None:
    assert set(CENTRES) == {one.value for one in CentreType}


@pytest.mark.parametrize(("centre", "staff"), EVERYBODY)
def test_everyone_everywhere_is_answered_in_each_kind(centre: str, staff: str) -> None:
    answered = [duty.kind for duty in duties_for(centre, staff)]
    assert set(answered) == set(KINDS)
    assert answered == sorted(answered, key=KINDS.index)


def test_every_duty_stands_on_law_cards_that_are_there() -> None:
    known = law_ids()
    assert known
    assert {law for duty in duties() for law in duty.law} <= known
    assert [duty.id for duty in duties() if not duty.law] == []


def test_every_text_is_there_in_both_languages_and_never_shouts() -> None:
    for duty in duties():
        for name in TEXTS:
            texts = getattr(duty, name)
            assert texts is None or set(texts) == {"ko", "en"}, (duty.id, name)
            assert "!" not in str(texts), (duty.id, name)


def test_only_retention_speaks_of_time_and_its_time_can_be_reckoned() -> None:
    for duty in duties():
        assert (duty.record_type is not None) == (duty.kind == "retention"), duty.id
        if duty.keep_for and duty.keep_for != PERMANENT:
            assert any(period(duty.keep_for)), duty.id
    assert {duty.record_type for duty in duties()} - {None} == set(RECORD_TYPES)


@pytest.mark.parametrize("staff", STAFF)
def test_an_unregistered_organisation_claims_no_power_and_asks_a_lawyer(staff: str) -> None:
    powers = of("unregistered", staff, "privilege")
    assert [duty.id for duty in powers if not duty.absent] == []
    assert all(duty.ask_a_lawyer for duty in powers)
    reports = of("unregistered", staff, "report")
    binding = {duty.id for duty in reports if not duty.absent and not duty.ask_a_lawyer}
    assert binding == {"report-danger"}


@pytest.mark.parametrize(("centre", "staff"), EVERYBODY)
def test_for_an_adult_there_is_no_duty_to_report_but_a_will_to_respect(centre: str, staff: str) -> None:
    adult = next(duty for duty in of(centre, staff, "report") if duty.id == "report-adult")
    assert adult.absent
    assert "will-respected" in adult.law
    assert not adult.ask_a_lawyer


@pytest.mark.parametrize("centre", ["sexual_violence", "domestic_violence", "integrated"])
@pytest.mark.parametrize("staff", ["head", "counsellor", "other-staff"])
def test_named_centres_report_sex_crimes_against_minors_without_exception(centre: str, staff: str) -> None:
    (duty,) = [one for one in of(centre, staff, "report") if "report-duty-minors" in one.law]
    assert not duty.ask_a_lawyer
    assert duty.exception is not None
    assert duty.exception["en"].startswith("None")
    assert duty.told_before


def test_counsellors_report_domestic_violence_unless_the_victim_objects() -> None:
    duty = named("report-domestic-violence")
    assert duty.staff == ("head", "counsellor")
    assert set(duty.centre_types) == {"sexual_violence", "domestic_violence", "integrated"}
    assert duty.exception
    assert duty.sanction is None


@pytest.mark.parametrize(
    ("duty_id", "keep_for"),
    [
        ("keep-counselling-dv", "P3Y"),
        ("keep-counselling-sv", None),
        ("keep-deletion-child", PERMANENT),
        ("keep-deletion-police", "P10Y"),
        ("keep-deletion-other", "P5Y"),
        ("keep-grievance-ledger", "P3Y"),
        ("keep-discipline-papers", "P3Y"),
        ("keep-training-proof", "P3Y"),
    ],
)
def test_records_are_kept_as_long_as_the_rules_say(duty_id: str, keep_for: str | None) -> None:
    assert named(duty_id).keep_for == keep_for


def test_a_period_nobody_states_is_never_made_up() -> None:
    unstated = [duty for duty in duties() if duty.kind == "retention" and duty.keep_for is None]
    assert unstated
    assert [duty.id for duty in unstated if not duty.ask_a_lawyer] == []


def test_a_leak_and_a_request_have_their_hours_and_days() -> None:
    for centre in CENTRES:
        (leak,) = of(centre, "head", "breach")
        (request,) = of(centre, "head", "access")
        assert leak.deadline == {"ko": "72시간", "en": "72 hours"}
        assert request.deadline == {"ko": "10일", "en": "10 days"}


def test_the_resident_number_is_refused_everywhere_but_in_a_stalking_facility() -> None:
    refusing = named("form-no-rrn")
    assert set(CENTRES) - set(refusing.centre_types) == {"stalking_support"}
    assert refusing.staff == tuple(STAFF)


# --- the last day of keeping ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep_for", "start", "last"),
    [
        ("P3Y", date(2026, 11, 23), date(2029, 11, 23)),
        ("P1Y", date(2028, 2, 29), date(2029, 2, 28)),
        ("P6M", date(2026, 8, 31), date(2027, 2, 28)),
        ("P1Y2M10D", date(2026, 12, 31), date(2028, 3, 10)),
        ("P90D", date(2026, 1, 1), date(2026, 4, 1)),
    ],
)
def test_the_last_day_is_the_same_day_later_or_the_end_of_the_month(keep_for: str, start: date, last: date) -> None:
    (duty,) = read_duties(entry(keep_for=keep_for), "x.yaml")
    assert duty.kept_until(start) == last


def test_what_is_kept_for_good_or_without_a_period_has_no_last_day() -> None:
    assert named("keep-deletion-child").kept_until(date(2026, 1, 1)) is None
    assert named("keep-counselling-sv").kept_until(date(2026, 1, 1)) is None


# --- what is refused ------------------------------------------------------------------------------

GOOD = """\
# a comment above
- id: keep-it
  kind: retention
  centre_types: [sexual_violence]
  staff: [head]
  when: {ko: 때, en: when}
  duty:
    ko: 일
    en: duty
  record_type: counselling-record
  keep_for: P3Y
  certainty: certain
  law: [retention-sv]
"""


def entry(**changes: str) -> str:
    lines = GOOD.splitlines()
    for name, value in changes.items():
        lines = [f"  {name}: {value}" if line.strip().startswith(f"{name}:") else line for line in lines]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (entry(kind="rumour"), 3),
        (entry(centre_types="[tea_house]"), 4),
        (entry(centre_types="[]"), 4),
        (entry(staff="[head, head]"), 5),
        (entry(staff="head"), 5),
        (entry(when="{ko: 때}"), 6),
        (entry(when="{ko: 때, en: when, fr: quand}"), 6),
        (GOOD.replace("    en: duty\n", ""), 7),
        (entry(record_type="love-letters"), 10),
        (entry(keep_for="3 years"), 11),
        (entry(keep_for="P"), 11),
        (entry(keep_for="P-3Y"), 11),
        (entry(certainty="perhaps"), 12),
        (GOOD.replace("  law: [retention-sv]\n", ""), 2),
        (GOOD.replace("  certainty:", "  colour: red\n  certainty:"), 12),
        (GOOD.replace("  certainty:", "  absent: perhaps\n  certainty:"), 12),
        (GOOD.replace("id: keep-it", "id: Keep it"), 2),
        (entry(kind="secrecy"), 10),
        (GOOD + GOOD, 15),
        ("- just words\n", 1),
        ("id: keep-it\n", 1),
        (GOOD.replace("[head]", "[head"), 6),
        ("", 1),
    ],
)
def test_a_wrong_table_is_refused_with_its_file_and_line(text: str, line: int) -> None:
    with pytest.raises(BadInput) as refused:
        read_duties(text, "mine.yaml")
    assert refused.value.field == f"mine.yaml:{line}"
    assert "mine.yaml" in str(refused.value)


@pytest.mark.parametrize(
    ("centre", "staff", "field"), [("tea_house", "head", "centre_type"), ("integrated", "cat", "staff_status")]
)
def test_a_centre_or_status_that_does_not_exist_is_refused(centre: str, staff: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        duties_for(centre, staff)
    assert refused.value.field == field


def test_the_shipped_file_reads_under_its_own_name() -> None:
    path: Path = resource(*PLACE.split("/"))
    assert {duty.id for duty in read_duties(path.read_text("utf-8"), PLACE)} == {duty.id for duty in duties()}
