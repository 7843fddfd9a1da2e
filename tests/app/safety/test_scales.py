"""Scales: shown only with their published words, never before safety or without consent, read in plain sentences."""

from __future__ import annotations

import pytest

from app import i18n
from app.cases import Cases
from app.errors import BadInput, Conflict
from app.safety import Results, Safety, scales
from app.store import Database


@pytest.fixture
def case_id(casework: Database) -> str:
    return Cases(casework).open_case("파란우산").value.id


@pytest.fixture
def ready(casework: Database, case_id: str) -> str:
    """A case in which danger was asked about and health may be written down."""
    Safety(casework).answer(case_id, {"weapon": "no"})
    Cases(casework).consent(case_id, "sensitive", "given")
    return case_id


def test_every_text_that_is_shown_names_its_source_licence_and_version() -> None:
    for scale in scales().values():
        for text in scale.texts.values():
            assert all((text.version, text.source, text.licence, text.checked_on)), scale.id
            assert len(text.items) == scale.count, scale.id
            assert len(text.answers) == scale.most + 1, scale.id
        for language in i18n.LANGUAGES:
            i18n.set_language(language)
            assert (scale.text() is None) == bool(scale.why()), (scale.id, language)


def test_a_language_without_the_words_takes_only_a_result(casework: Database, ready: str) -> None:
    results = Results(casework)
    with pytest.raises(BadInput) as refused:
        results.ask(ready, "phq2", [1, 1])
    assert refused.value.field == "scale"
    assert results.enter(ready, "phq2", 2).value.band == "below"


def test_nothing_is_asked_before_safety_and_without_consent(casework: Database, case_id: str) -> None:
    results = Results(casework)
    with pytest.raises(Conflict, match="안전"):
        results.enter(case_id, "gad7", 8)
    Safety(casework).answer(case_id, {"weapon": "unknown"})
    with pytest.raises(Conflict, match="동의"):
        results.enter(case_id, "gad7", 8)
    Cases(casework).consent(case_id, "sensitive", "given", at=1_000)
    assert results.enter(case_id, "gad7", 8).value.band == "mild"
    Cases(casework).consent(case_id, "sensitive", "withdrawn", at=2_000)
    with pytest.raises(Conflict):
        results.enter(case_id, "gad7", 9)
    assert [one.score for one in results.of_case(case_id)] == [8]


def test_a_consent_that_ran_out_is_none(casework: Database, case_id: str) -> None:
    Safety(casework).answer(case_id, {"weapon": "no"})
    Cases(casework).consent(case_id, "sensitive", "given", valid_until="2020-01-31")
    assert Results(casework).why_not(case_id)


@pytest.mark.parametrize(
    ("scale", "score", "band"),
    [
        ("phq9", 4, "minimal"), ("phq9", 5, "mild"), ("phq9", 9, "mild"), ("phq9", 10, "moderate"),
        ("phq9", 14, "moderate"), ("phq9", 15, "moderately_severe"), ("phq9", 19, "moderately_severe"),
        ("phq9", 20, "severe"), ("phq9", 27, "severe"), ("phq2", 2, "below"), ("phq2", 3, "above"),
        ("gad7", 4, "minimal"), ("gad7", 9, "mild"), ("gad7", 10, "moderate"), ("gad7", 15, "severe"),
        ("pcptsd5", 2, "below"), ("pcptsd5", 3, "above"),
    ],
)  # fmt: skip
def test_the_bands(scale: str, score: int, band: str) -> None:
    assert scales()[scale].band(score).id == band


def test_answers_in_the_published_words(casework: Database, ready: str) -> None:
    i18n.set_language("en")
    found = Results(casework).ask(ready, "phq9", [2, 2, 1, 1, 1, 1, 1, 0, 1]).value
    assert (found.score, found.band, found.danger, found.language) == (10, "moderate", 1, "en")
    assert found.leads_to_suicide_steps
    assert found.version == "PHQ-9 (1999 Pfizer form)"


def test_a_part_of_a_scale_has_no_total_but_its_danger_counts(casework: Database, ready: str) -> None:
    i18n.set_language("en")
    left = Results(casework).ask(ready, "phq9", [1, None, None, None, None, None, None, None, 2]).value
    assert (left.score, left.band, left.danger) == (None, None, 2)
    assert left.leads_to_suicide_steps
    with pytest.raises(BadInput):
        Results(casework).ask(ready, "phq9", [None] * 9)


@pytest.mark.parametrize("answers", [[0] * 8, [4, *[0] * 8], [-1, *[0] * 8]])
def test_answers_that_do_not_fit_are_refused(casework: Database, ready: str, answers: list[int]) -> None:
    i18n.set_language("en")
    with pytest.raises(BadInput):
        Results(casework).ask(ready, "phq9", answers)


@pytest.mark.parametrize(
    ("score", "danger", "field"), [(28, 0, "score"), (-1, 0, "score"), (5, None, "danger"), (1, 2, "score")]
)
def test_a_total_from_paper_is_looked_at(
    casework: Database, ready: str, score: int, danger: int | None, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        Results(casework).enter(ready, "phq9", score, danger=danger)
    assert refused.value.field == field


def test_a_sheet_of_others_is_a_result_and_nothing_more(casework: Database, case_id: str) -> None:
    results = Results(casework)
    sheet = results.enter_external(case_id, "police_28", "예 11개, 높음", made_by="관할 경찰서").value
    assert (sheet.how, sheet.score, sheet.sentence) == ("external", None, "예 11개, 높음")
    with pytest.raises(Conflict):
        results.enter_external(case_id, "pcl5", "34")
    with pytest.raises(BadInput):
        results.enter_external(case_id, "police_28", "예 3개", made_on="2999-01-01")
