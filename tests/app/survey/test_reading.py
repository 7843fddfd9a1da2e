"""A questionnaire becomes a model: from a workbook and from a folder, in its languages, with its logic."""

from __future__ import annotations

from pathlib import Path

from app.survey import Question, read
from tests.questionnaires import answering, book, folder, form

SURVEY = """
type            | name | label::한국어 (ko) | label::English (en) | hint::English (en) | relevant    | required
select_one yn   | met  | 만났나요          | Have you met        | Any time           |             | yes
begin_group     | g    | 묶음             | Group               |                    | ${met} = 'y' |
integer         | age  | 나이             | Age                 |                    |             |
end_group       |      |                  |                     |                    |             |
note            | bye  | 고맙습니다         |                     |                    |             |
"""
CHOICES = """
list_name | name | label::한국어 (ko) | label::English (en)
yn        | y    | 예               | Yes
yn        | n    | 아니요            | No
"""
SETTINGS = """
form_title | form_id | version | default_language
만남       | meet    | 7       | English (en)
"""


def test_a_folder_and_a_workbook_give_the_same_questionnaire(tmp_path: Path) -> None:
    one = read(folder(tmp_path / "a", survey=SURVEY, choices=CHOICES, settings=SETTINGS))
    other = read(book(tmp_path / "a.xlsx", survey=SURVEY, choices=CHOICES, settings=SETTINGS))
    assert one == other
    assert (one.title, one.ident, one.version) == ("만남", "meet", "7")
    assert one.languages == ("English (en)", "한국어 (ko)"), "the one that is shown first comes first"
    assert [(each.path, each.kind) for each in one.questions()] == [
        ("/data/met", "select_one"), ("/data/g/age", "integer"), ("/data/bye", "note"),
    ]  # fmt: skip


def test_what_lacks_a_translation_is_told_by_row_and_shown_in_the_other_language(tmp_path: Path) -> None:
    found = form(tmp_path, survey=SURVEY, choices=CHOICES, settings=SETTINGS)
    assert {(one.sheet, one.row, one.column) for one in found.warnings} == {
        ("survey", 6, "label::English (en)"), ("survey", 2, "hint::한국어 (ko)"),
    }  # fmt: skip
    bye = next(one for one in found.questions() if one.name == "bye")
    assert bye.label.pieces("English (en)") == ("고맙습니다",)


def test_all_kinds_of_questions_are_known_by_their_kind(tmp_path: Path) -> None:
    rows = "\n".join(
        f"{kind} | q{place} | Words" for place, kind in enumerate(
            ["integer", "decimal", "text", "date", "time", "dateTime", "select one yn", "select_multiple yn", "rank yn", "note", "acknowledge"]
        )
    )  # fmt: skip
    found = form(
        tmp_path, survey=f"type|name|label\n{rows}\nhidden|h|\ntoday|t|", choices="list_name|name|label\nyn|y|Yes"
    )
    assert [one.kind for one in found.questions()] == [
        "integer", "decimal", "text", "date", "time", "dateTime", "select_one", "select_multiple", "rank", "note", "acknowledge", "hidden", "today",
    ]  # fmt: skip
    assert found.languages == ("default",)
    assert all(one.label for one in found.questions() if one.shown)


def test_choices_without_translations_and_columns_of_their_own_are_read(tmp_path: Path) -> None:
    found = form(
        tmp_path, survey="type|name|label\nselect_one town|t|Town",
        choices="list_name|name|label|region\ntown|a|Alpha|north\ntown|b|Beta|south",
    )  # fmt: skip
    (town,) = found.questions()
    assert isinstance(town, Question)
    assert [(one.name, one.label.pieces("default"), one.columns) for one in town.choices] == [
        ("a", ("Alpha",), (("region", "north"),)), ("b", ("Beta",), (("region", "south"),)),
    ]  # fmt: skip


def test_what_would_note_the_moment_is_left_out_and_what_nobody_reads_is_told(tmp_path: Path) -> None:
    found = form(tmp_path, survey="type|name|label|colour\nstart|s||\ntext|a|Words|red", extra="a|b")
    assert [one.name for one in found.questions()] == ["a"]
    assert [(one.sheet, one.row, one.column) for one in found.warnings] == [
        ("survey", 2, "type"), ("survey", 1, "colour"), ("extra.csv", 0, ""),
    ]  # fmt: skip


def test_words_show_what_was_answered_elsewhere_by_the_words_of_the_choice(tmp_path: Path) -> None:
    answers = answering(
        tmp_path, survey="type|name|label\nselect_one yn|a|First\ntext|b|You said ${a}, did you",
        choices="list_name|name|label\nyn|y|Yes indeed\nyn|n|No",
    )  # fmt: skip
    answers.answer("a", "y")
    assert answers.label("b") == "You said Yes indeed, did you"
