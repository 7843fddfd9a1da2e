"""Answering: back and forth, what is not asked any more, repeats, choices that follow, declining and stopping."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import today
from app.errors import BadInput, NotFound
from app.survey import Answering, as_csv
from tests.questionnaires import answering, form, keys, values

YES_NO = "list_name|name|label\nyn|y|Yes\nyn|n|No"


def test_what_is_not_relevant_leaves_the_result_and_comes_back(tmp_path: Path) -> None:
    one = answering(
        tmp_path, choices=YES_NO,
        survey="type|name|label|relevant\nselect_one yn|met|Met|\ninteger|times|How often|${met} = 'y'\ninteger|last|Last|${times} > 3\ntext|end|End|",
    )  # fmt: skip
    assert keys(one) == ["met", "end"]
    one.answer("met", "y")
    one.answer("times", "5")
    one.answer("last", "2")
    assert keys(one) == ["met", "times", "last", "end"]
    one.answer("met", "n")
    assert values(one) == {"met": "n"}
    one.answer("met", "y")
    assert values(one) == {"met": "y", "times": "5", "last": "2"}


def test_going_on_and_back_in_order_with_progress(tmp_path: Path) -> None:
    one = answering(
        tmp_path, choices=YES_NO,
        survey="type|name|label|relevant|required\nnote|hello|Hello||\nselect_one yn|a|A||yes\ntext|b|B|${a} = 'y'|\ncalculate_|x|X||".replace("\ncalculate_|x|X||", "") + "\ntext|c|C||",
    )  # fmt: skip
    assert (one.progress().at, one.progress().of) == (1, 3)
    assert one.place is not None
    assert one.place.key == "hello"
    assert (went := one.next()) is not None
    assert went.key == "a"
    with pytest.raises(BadInput) as problem:
        one.next()
    assert problem.value.field == "a"
    one.answer("a", "y")
    assert [step.key for step in (one.next(), one.next()) if step] == ["b", "c"]
    assert (one.progress().at, one.progress().of) == (4, 4)
    assert one.next() is None, "the end"
    assert [step.key for step in (one.previous(), one.previous(), one.previous()) if step] == ["b", "a", "hello"]
    assert one.previous() is None


def test_a_constraint_refuses_with_its_own_words_and_the_answer_before_stays(tmp_path: Path) -> None:
    one = answering(
        tmp_path,
        survey="type|name|label::A|label::B|constraint|constraint_message::A|constraint_message::B\ninteger|age|Age|Alter|. >= 14 and . < 120|From 14 on|Ab 14",
    )
    one.answer("age", "20")
    with pytest.raises(BadInput, match="From 14 on"):
        one.answer("age", "13")
    one.language = "B"
    with pytest.raises(BadInput, match="Ab 14"):
        one.answer("age", "130")
    assert values(one) == {"age": "20"}


def test_an_earlier_answer_that_breaks_a_later_one_is_found_at_the_end(tmp_path: Path) -> None:
    one = answering(tmp_path, survey="type|name|label|constraint\ninteger|most|Most|\ninteger|mine|Mine|. <= ${most}")
    one.answer("most", "10")
    one.answer("mine", "9")
    one.answer("most", "5")
    assert list(one.problems()) == ["mine"]
    with pytest.raises(BadInput) as problem:
        one.finish()
    assert problem.value.field == "mine"


def test_whoever_would_rather_not_answer_has_answered(tmp_path: Path) -> None:
    one = answering(
        tmp_path, choices=YES_NO,
        survey="type|name|label|required|relevant|calculation\nselect_one yn|a|A|yes||\ntext|b|B||${a} = 'y'|\ninteger|n|N|yes||\ncalculate|total||||coalesce(${n}, 0) + 1\nnote|bye|Bye|||",
    )  # fmt: skip
    one.answer("a", "y")
    one.answer("n", "4")
    one.decline("a")
    one.decline("n")
    assert keys(one) == ["a", "n", "bye"], "what follows from an answer does not follow from none"
    assert [(row.path, row.state, row.value) for row in one.finish()] == [
        ("/data/a", "declined", ""), ("/data/n", "declined", ""), ("/data/total", "worked_out", "1"),
    ]  # fmt: skip
    with pytest.raises(BadInput):
        one.decline("bye")


def test_stopping_keeps_what_was_answered_or_nothing(tmp_path: Path) -> None:
    one = answering(tmp_path, survey="type|name|label|required\ntext|a|A|yes\ntext|b|B|\ntext|c|C|")
    one.answer("a", "words")
    one.next()
    assert [(row.path, row.state) for row in one.stop(keep=True)] == [
        ("/data/a", "answered"), ("/data/b", "empty"), ("/data/c", "not_reached"),
    ]  # fmt: skip
    assert one.stop(keep=False) == ()


REPEAT = """
type         | name  | label | relevant | calculation              | constraint
begin_repeat | visit | Visit |          |                          |
integer      | hours | Hours |          |                          | . < 20
calculate    | which |       |          | position(..)             |
text         | why   | Why   | ${hours} > 5 |                      |
end_repeat   |       |       |          |                          |
calculate    | total |       |          | sum(${hours})            |
calculate    | n     |       |          | count(${visit})          |
calculate    | most  |       |          | max(${hours})            |
calculate    | all   |       |          | join(' ', ${hours})      |
"""


def test_repeats_are_added_counted_and_taken_away(tmp_path: Path) -> None:
    one = answering(tmp_path, survey=REPEAT)
    one.answer("visit[1]/hours", "3")
    assert one.add("visit") == "visit[2]"
    one.answer("visit[2]/hours", "8")
    one.answer("visit[2]/why", "late")
    assert keys(one) == ["visit[1]/hours", "visit[2]/hours", "visit[2]/why"]
    assert values(one) == {
        "hours 1": "3", "which 1": "1", "hours 2": "8", "which 2": "2", "why 2": "late", "total": "11", "n": "2", "most": "8", "all": "3 8",
    }  # fmt: skip
    one.remove("visit[1]")
    assert values(one) == {
        "hours 1": "8",
        "which 1": "1",
        "why 1": "late",
        "total": "8",
        "n": "1",
        "most": "8",
        "all": "8",
    }
    one.remove("visit[1]")
    assert values(one) == {"total": "0", "n": "0"}
    one.add("visit")
    assert one.repeats() == ("visit[1]",)
    with pytest.raises(NotFound):
        one.remove("visit[2]")


def test_a_repeat_cannot_grow_without_end(tmp_path: Path) -> None:
    one = answering(tmp_path, survey=REPEAT)
    for _number in range(49):
        one.add("visit")
    with pytest.raises(BadInput):
        one.add("visit")
    assert len(one.repeats()) == 50


def test_a_repeat_that_the_questionnaire_counts(tmp_path: Path) -> None:
    one = answering(
        tmp_path,
        survey="type|name|label|repeat_count\ninteger|n|How many|\nbegin_repeat|child|Child|${n}\ninteger|age|Age|\nend_repeat|||",
    )
    assert keys(one) == ["n"]
    one.answer("n", "2")
    one.answer("child[1]/age", "7")
    one.answer("child[2]/age", "9")
    one.answer("n", "1")
    assert keys(one) == ["n", "child[1]/age"]
    one.answer("n", "2")
    assert values(one)["age 2"] == "9"
    with pytest.raises(NotFound):
        one.add("child")


def test_choices_follow_from_earlier_answers(tmp_path: Path) -> None:
    one = answering(
        tmp_path,
        survey="type|name|label|choice_filter\nselect_one region|r|Region|\nselect_one town|t|Town|region = ${r}\nbegin_repeat|more|More|\nselect_one region|r2|Region|\nselect_one town|t2|Town|region = ${r2}\nend_repeat|||",
        choices="list_name|name|label|region\nregion|north|North|\nregion|south|South|\ntown|a|Alpha|north\ntown|b|Beta|south\ntown|c|Gamma|south",
    )
    assert one.choices("t") == ()
    one.answer("r", "south")
    assert one.choices("t") == (("b", "Beta"), ("c", "Gamma"))
    one.answer("t", "c")
    one.answer("more[1]/r2", "north")
    assert one.choices("more[1]/t2") == (("a", "Alpha"),)
    with pytest.raises(BadInput):
        one.answer("t", "a")
    one.answer("r", "north")
    assert list(one.problems()) == ["t"], "what was chosen is not offered any more"


@pytest.mark.parametrize(
    ("kind", "good", "kept", "bad"),
    [
        ("integer", "+012", "12", ["1.5", "a", "١", "1e3", "9" * 20]),
        ("decimal", "2.50", "2.50", ["2,5", "nan", "inf"]),
        ("date", "2024-02-29", "2024-02-29", ["2023-02-29", "29.02.2024"]),
        ("time", "23:59", "23:59", ["24:00", "7:00"]),
        ("dateTime", "2024-02-29 23:59", "2024-02-29T23:59", ["2024-02-30 10:00", "2024-02-29"]),
        ("select_one yn", "y", "y", ["z", "y n"]),
        ("select_multiple yn", "n y", "y n", ["y y", "y z"]),
        ("rank yn", "n y", "n y", ["n", "n n"]),
        ("acknowledge", "OK", "OK", ["no"]),
        ("text", " words ", "words", ["900101-1234567", "x" * 10_001]),
        ("range", "4", "4", ["5", "12", "-2", "x"]),
    ],
)
def test_answers_are_what_was_asked_for(tmp_path: Path, kind: str, good: str, kept: str, bad: list[str]) -> None:
    one = answering(
        tmp_path,
        survey=f"type|name|label|parameters\n{kind}|a|A|{'start=0 end=10 step=2' if kind == 'range' else ''}",
        choices=YES_NO,
    )
    assert one.answer("a", good).value == kept
    for given in bad:
        with pytest.raises(BadInput) as problem:
            one.answer("a", given)
        assert problem.value.field == "a"
    assert values(one) == {"a": kept}
    assert one.answer("a", "").value == ""


def test_defaults_days_and_read_only_answers(tmp_path: Path) -> None:
    one = answering(
        tmp_path,
        survey="type|name|label|default|read_only|calculation|constraint\ndate|d|Day|today()|||. <= today()\ninteger|n|N|3|||\ntext|shown|Shown||yes|concat('n=', ${n})|\ntoday|t||||| \ncalculate|week||||date(${d} + 7)|\ncalculate|age||||int((today() - date('2000-01-01')) div 365.25)|",
    )
    now = today().isoformat()
    found = values(one)
    assert (found["d"], found["t"], found["n"], found["shown"]) == (now, now, "3", "n=3")
    assert found["week"] > now
    assert int(found["age"]) == today().year - 2000
    with pytest.raises(BadInput):
        one.answer("shown", "other")
    with pytest.raises(BadInput):
        one.answer("d", "2999-01-01")


def test_the_languages_of_one_questionnaire(tmp_path: Path) -> None:
    one = answering(
        tmp_path, choices="list_name|name|label::한국어|label::English\nyn|y|예|Yes",
        survey="type|name|label::한국어|label::English|hint::한국어|hint::English\nselect_one yn|a|가|A|나|B",
    )  # fmt: skip
    found = []
    for language in ("한국어", "English"):
        one.language = language
        found.append((one.label("a"), one.hint("a"), one.choices("a")))
    assert sorted(found) == sorted([("가", "나", (("y", "예"),)), ("A", "B", (("y", "Yes"),))])


def test_no_answer_becomes_a_formula_in_what_is_exported(tmp_path: Path) -> None:
    one = answering(tmp_path, survey="type|name|label\ntext|a|A\ninteger|n|N")
    one.answer("a", "=HYPERLINK(1)")
    one.answer("n", "-4")
    lines = as_csv(one.finish()).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["/data/a,,text,answered,'=HYPERLINK(1)", "/data/n,,integer,answered,-4"]


def test_what_would_grow_without_end_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    rows = ["type|name|label|calculation", "text|c0|C|"]
    rows += [
        f"calculate|c{number}||concat({', '.join(f'${{c{number - 1}}}' for _ in range(10))})" for number in range(1, 9)
    ]
    one = Answering(form(tmp_path, survey="\n".join(rows)))
    with pytest.raises(BadInput):
        one.answer("c0", "ten letter")
    assert values(one) == {}
    one.answer("c0", "")
