"""`gyeot survey check`: what a questionnaire asks, or where and why it cannot be asked."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run
from tests.questionnaires import book, folder


def test_a_questionnaire_is_told_with_its_languages_and_warnings(tmp_path: Path) -> None:
    at = book(
        tmp_path / "a.xlsx", choices="list_name|name|label::한국어|label::English\nyn|y|예|Yes",
        survey="type|name|label::한국어|label::English\nselect_one yn|a|가|A\ntext|b|나|\ncalculate|c||",
    )  # fmt: skip
    done = run("survey", "check", str(at), "--json")
    assert done.code == 2, "a calculation without one"
    at = book(
        tmp_path / "b.xlsx", choices="list_name|name|label::한국어|label::English\nyn|y|예|Yes",
        survey="type|name|label::한국어|label::English\nselect_one yn|a|가|A\ntext|b|나|",
    )  # fmt: skip
    done = run("survey", "check", str(at), "--json")
    assert (done.code, done.answer["askable"]) == (0, True)
    assert sorted(done.answer["languages"]) == ["English", "한국어"]
    assert [(one["path"], one["kind"], one["choices"]) for one in done.answer["questions"]] == [
        ("/data/a", "select_one", ["y"]), ("/data/b", "text", []),
    ]  # fmt: skip
    assert [(one["row"], one["column"]) for one in done.answer["warnings"]] == [(3, "label::English")]


def test_a_refusal_names_sheet_row_and_column_in_both_languages(tmp_path: Path) -> None:
    at = folder(tmp_path / "f", survey="type|name|label\ntext|a|A\nimage|b|B")
    korean, english = run("survey", "check", str(at)), run("survey", "check", str(at), lang="en")
    for done in (korean, english):
        assert (done.code, done.answer["askable"]) == (2, False)
        assert [(one["sheet"], one["row"], one["column"]) for one in done.answer["findings"]] == [("survey", 3, "type")]
    assert "survey" in english.said
    assert english.said != korean.said
    assert run("survey", "check", str(tmp_path / "gone.xlsx")).code == 2
