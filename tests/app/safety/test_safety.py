"""The level follows by rule; missing information never reads as low risk; a raised level stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import Cases
from app.codelists import codes
from app.contacts import Contacts
from app.errors import BadInput
from app.kinds import Risk
from app.safety import Safety, level_of
from app.safety.model import ORDER
from app.store import Database

SIGNS = [sign.id for sign in codes("warning_sign")]


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, Risk.UNKNOWN),
        ({"weapon": "yes"}, Risk.CRITICAL),
        ({"follows": "yes", "control": "yes", "break_up": "yes"}, Risk.HIGH),
        ({"follows": "yes"}, Risk.CAUTION),
        ({"follows": "no", "weapon": "no"}, Risk.WATCH),
        (dict.fromkeys(["follows", "weapon", "control", "stress", "helpers"], "unknown"), Risk.UNKNOWN),
        ({"someone_knows": "yes", "safe_place": "yes", "own_phone": "yes"}, Risk.UNKNOWN),
        ({"follows": "no", "weapon": "unknown"}, Risk.UNKNOWN),
        ({"follows": "no", "stress": "unknown"}, Risk.WATCH),
        ({"threat_date": "yes"}, Risk.CRITICAL),
        ({"minor": "yes", "unknown_person": "yes", "payment_made": "yes"}, Risk.HIGH),
    ],
)
def test_the_rule(answers: dict[str, str], level: Risk) -> None:
    assert level_of(answers).level == level


@given(st.dictionaries(st.sampled_from(SIGNS), st.sampled_from(["yes", "no", "unknown"])), st.sampled_from(SIGNS))
def test_one_more_yes_to_a_danger_never_lowers_the_level(answers: dict[str, str], sign: str) -> None:
    extra = next(code for code in codes("warning_sign") if code.id == sign).extra["level"]
    before, after = level_of(answers).level, level_of({**answers, sign: "yes"}).level
    if extra != "protective" and before is not Risk.UNKNOWN:
        assert ORDER.index(after) >= ORDER.index(before)


def test_a_raised_level_stays_until_the_signs_reach_it(casework: Database) -> None:
    case = Cases(casework).open_case("파란우산").value
    safety = Safety(casework)
    safety.answer(case.id, {"follows": "yes"})
    with pytest.raises(BadInput):
        safety.raise_level(case.id, Risk.WATCH, "조용해 보임")
    with pytest.raises(BadInput):
        safety.raise_level(case.id, Risk.HIGH, " ")
    safety.raise_level(case.id, Risk.HIGH, "목소리가 많이 떨림")
    safety.answer(case.id, {"control": "no"})
    assert Cases(casework).get(case.id).risk == Risk.HIGH
    safety.answer(case.id, {"choking": "yes"})
    assert Cases(casework).get(case.id).risk == Risk.CRITICAL


def test_what_is_not_known_is_said_beside_a_level(casework: Database) -> None:
    assert level_of({"follows": "yes", "weapon": "unknown"}).thin
    assert not level_of({"follows": "yes", "weapon": "no"}).thin


def test_the_levels_of_a_case_stay_readable(casework: Database) -> None:
    case = Cases(casework).open_case("파란우산").value
    safety = Safety(casework)
    safety.answer(case.id, {"follows": "yes"}, at=1_000)
    safety.raise_level(case.id, Risk.HIGH, "목소리가 많이 떨림")
    assert [(one.level, one.rule, one.reason) for one in safety.levels(case.id)] == [
        ("high", "raised", "목소리가 많이 떨림"),
        ("caution", "one-serious", None),
    ]


def test_it_is_asked_again_at_each_contact(casework: Database) -> None:
    case = Cases(casework).open_case("파란우산").value
    safety, contacts = Safety(casework), Contacts(casework)
    safety.answer(case.id, {"follows": "yes"}, at=1_000)
    contacts.attach(contacts.take("phone", started_at=2_000).value.id, case.id)
    assert safety.contacts_since_asked(case.id) == 1
    assert safety.confirm(case.id).value == 1
    assert safety.contacts_since_asked(case.id) == 0
    assert len(safety.levels(case.id)) == 1


def test_words_beside_signs_and_levels_are_looked_at_before_they_are_kept(casework: Database) -> None:
    case, safety = Cases(casework).open_case("달맞이").value.id, Safety(casework)
    for act in (
        lambda: safety.answer(case, {"weapon": "yes"}, {"weapon": "900101-1234567"}),
        lambda: safety.raise_level(case, Risk.HIGH, "900101-1234567"),
    ):
        with pytest.raises(BadInput):
            act()
    safety.answer(case, {"weapon": "yes"}, {"weapon": "  칼을\x00 보임\ud800 "})
    assert [one.words for one in safety.signs(case)] == ["칼을 보임"]
