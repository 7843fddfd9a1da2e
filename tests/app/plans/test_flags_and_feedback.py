"""Flags with a day, and what people say about the centre by their own wish."""

from __future__ import annotations

import pytest

from app.agenda import Agenda
from app.cases import Cases
from app.errors import BadInput, Conflict
from app.plans import Feedbacks, Flags
from app.store import Database


@pytest.fixture
def case_id(casework: Database) -> str:
    return Cases(casework).open_case("느티나무").value.id


def test_a_flag_with_a_day_is_a_task_until_it_is_settled(casework: Database, case_id: str) -> None:
    flags, agenda = Flags(casework), Agenda(casework)
    flag = flags.set(case_id, "상대방이 센터 앞에 왔음\n뒷문으로 안내", "2027-02-01").value
    assert [(one.id, one.title, one.due_on) for one in agenda.of_case(case_id)] == [
        (flag.id, "상대방이 센터 앞에 왔음", "2027-02-01")
    ]
    quiet = flags.set(case_id, "가족이 대신 전화함").value
    settled = flags.resolve(flag.id, "경찰이 다녀감").value
    assert (settled.resolution, settled.resolved_by) == ("경찰이 다녀감", "user-1")
    assert agenda.of_case(case_id) == ()
    assert [one.id for one in flags.of_case(case_id)] == [quiet.id, flag.id]
    with pytest.raises(Conflict):
        flags.resolve(flag.id)
    assert flags.put_back(flag.id).value.resolved_at is None
    assert len(agenda.of_case(case_id)) == 1


def test_a_flag_needs_words_and_a_day_that_exists(casework: Database, case_id: str) -> None:
    for words, day, field in (("", None, "words"), ("말", "2027-02-29", "due_on")):
        with pytest.raises(BadInput) as refused:
            Flags(casework).set(case_id, words, day)
        assert refused.value.field == field
    assert Flags(casework).of_case(case_id) == ()


def test_nobody_is_asked_without_consent(casework: Database, case_id: str) -> None:
    cases, feedbacks = Cases(casework), Feedbacks(casework)
    with pytest.raises(Conflict):
        feedbacks.add(case_id, {"listened": "yes"})
    cases.consent(case_id, "survey", "given")
    kept = feedbacks.add(
        case_id, {"listened": "yes", "reached": "no", "safer": ""}, "by_phone", "기다림이 길었어요"
    ).value
    assert kept.answers == {"listened": "yes", "reached": "no"}
    assert kept.consent_id == cases.standing(case_id)["survey"].id
    cases.consent(case_id, "survey", "withdrawn")
    assert not feedbacks.allowed(case_id)
    with pytest.raises(Conflict):
        feedbacks.add(case_id, {"listened": "yes"})
    assert len(feedbacks.of_case(case_id)) == 1


def test_an_empty_answer_is_none_and_means_are_counted(casework: Database, case_id: str) -> None:
    Cases(casework).consent(case_id, "survey", "given")
    feedbacks = Feedbacks(casework)
    with pytest.raises(BadInput):
        feedbacks.add(case_id, {"listened": ""})
    feedbacks.add(case_id, {"listened": "yes"})
    feedbacks.add(case_id, {"listened": "no", "safer": "partly"})
    assert feedbacks.means(0, 2**53) == {"listened": (2.0, 2), "safer": (2.0, 1)}
