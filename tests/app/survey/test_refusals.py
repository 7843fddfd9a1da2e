"""What cannot be asked is refused, in one sentence, with its sheet, row and column."""

from __future__ import annotations

import csv
import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app import workbooks
from app.survey import Answering, Unaskable, read
from tests.questionnaires import book, folder, refusal

CHOICES = "list_name|name|label\nyn|y|Yes\nyn|n|No"
HEAD = "type|name|label|relevant|constraint|calculation|choice_filter"


@pytest.mark.parametrize("kind", ["image", "audio", "video", "file", "geopoint", "geotrace", "barcode", "deviceid", "phonenumber", "select_one_external yn", "select_one_from_file a.csv", "poem", "text more"])  # fmt: skip
def test_types_that_cannot_be_asked_here(tmp_path: Path, kind: str) -> None:
    (found,) = refusal(tmp_path, survey=f"type|name|label\ntext|a|A\n{kind}|b|B", choices=CHOICES).findings
    assert (found.sheet, found.row, found.column) == ("survey", 3, "type")
    assert kind.split()[0] in found.sentence


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        ("text|b|B|pulldata('a','b')='1'|||", "relevant", "pulldata"),
        ("text|b|B||indexed-repeat(${a},1)|", "constraint", "indexed-repeat"),
        ("text|b|B|${gone} = 1|||", "relevant", "gone"),
        ("text|b|Dear ${gone}||||", "label", "gone"),
        ("text|b|B|${a} = |||", "relevant", ""),
        ("text|b|B|//a = 1|||", "relevant", "//"),
        ("text|b|B|../gone = 1|||", "relevant", "gone"),
        ("text|b|B||selected(.)||", "constraint", "selected"),
        ("calculate|b||||||", "calculation", ""),
        ("text|a|B||||", "name", "a"),
        ("text|1 b|B||||", "name", ""),
        ("text||B||||", "name", ""),
        ("text|b|||||", "label", ""),
        ("|b|B||||", "type", ""),
        ("select_one gone|b|B||||", "type", "gone"),
        ("select_one yn|b|B||||town = ${a}", "choice_filter", "town"),
        ("select_one yn or_other|b|B||||", "type", "or_other"),
        ("end_group||||||", "type", ""),
        ("begin_repeat|b|B||||", "type", "b"),
    ],
)
def test_rows_that_cannot_be_asked_are_named(tmp_path: Path, row: str, column: str, word: str) -> None:
    found = refusal(tmp_path, survey=f"{HEAD}\ntext|a|A||||\n{row}", choices=CHOICES).findings[0]
    assert (found.sheet, found.row, found.column) == ("survey", 3, column)
    assert word in found.sentence


def test_every_finding_is_told_at_once(tmp_path: Path) -> None:
    problem = refusal(
        tmp_path,
        survey="type|name|label\nimage|a|A\ntext|b|\npoem|c|C",
        choices="list_name|name|label\nyn|y|Yes\nyn|y|Yes",
    )
    assert [(one.sheet, one.row) for one in problem.findings] == [
        ("survey", 2),
        ("survey", 3),
        ("survey", 4),
        ("choices", 3),
    ]


@pytest.mark.parametrize("row", ["yn|a b|Two", "yn||No name", "|c|No list", "yn|c|"])
def test_choices_that_cannot_be_offered(tmp_path: Path, row: str) -> None:
    (found,) = refusal(tmp_path, survey="type|name|label\nselect_one yn|a|A", choices=f"{CHOICES}\n{row}").findings
    assert (found.sheet, found.row) == ("choices", 4)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (["calculate|a||||${b} + 1", "calculate|b||||${a} + 1"], ["a", "b"]),
        (["calculate|a||||${a} + 1"], ["a"]),
        (["text|a|A|${b} = '1'||", "text|b|B|${c} = '1'||", "text|c|C|${a} = '1'||"], ["a", "b", "c"]),
        (["begin_group|g|G|${a} = '1'||", "text|a|A|||", "end_group|||||"], ["g", "a"]),
        (["text|a|A|${n} > 1||", "calculate|n||||if(${b} = 1, 2, 3)", "calculate|b||||string-length(${a})"], ["a", "n", "b"]),
    ],
)  # fmt: skip
def test_a_loop_in_the_logic_names_its_questions(tmp_path: Path, rows: list[str], names: list[str]) -> None:
    (found,) = refusal(tmp_path, survey="\n".join(["type|name|label|relevant|constraint|calculation", *rows])).findings
    assert all(name in found.sentence for name in names)
    assert (found.sheet, found.row) == ("survey", 2)


def test_columns_that_would_show_pictures_or_run_elsewhere_are_refused(tmp_path: Path) -> None:
    (found,) = refusal(tmp_path, survey="type|name|label|media::image\ntext|a|A|a.png").findings
    assert (found.row, found.column) == (2, "media::image")


def test_files_that_are_no_questionnaire(tmp_path: Path) -> None:
    whole = book(tmp_path / "whole.xlsx", survey="type|name|label\ntext|a|A").read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "words.xlsx").write_text("no workbook", "utf-8")
    (tmp_path / "empty").mkdir()
    other = book(tmp_path / "other.xlsx", notes="a|b")
    for path in (tmp_path / "cut.xlsx", tmp_path / "words.xlsx", tmp_path / "empty", tmp_path / "gone.xlsx", other):
        with pytest.raises(Unaskable) as problem:
            read(path)
        assert str(problem.value)


def test_seventy_thousand_rows_are_refused_at_the_row_where_it_is_too_much(tmp_path: Path) -> None:
    long = tmp_path / "long.xlsx"
    rows = [("type", "name", "label"), *(("text", f"q{number}", "Words") for number in range(70_000))]
    long.write_bytes(workbooks.write([workbooks.Page("survey", rows)]))
    with pytest.raises(Unaskable) as problem:
        read(long)
    assert (problem.value.findings[0].sheet, problem.value.findings[0].row) == ("survey", 5002)


def test_csv_that_is_none_is_refused_by_its_row(tmp_path: Path) -> None:
    at = folder(tmp_path / "f", survey="type|name|label")
    (at / "survey.csv").write_bytes(b'type,name,label\ntext,a,A\ntext,b,"open')
    with pytest.raises(Unaskable) as problem:
        read(at)
    assert (problem.value.findings[0].sheet, problem.value.findings[0].row) == ("survey", 3)
    (at / "survey.csv").write_bytes("type,name,label\ntext,a,나이".encode("cp949"))
    with pytest.raises(Unaskable):
        read(at)


def test_what_only_the_validator_finds_is_a_sentence_too(tmp_path: Path) -> None:
    problem = refusal(tmp_path, survey="type|name|label|parameters\nrange|a|A|start=10 end=0 step=0")
    assert problem.findings[0].sheet in ("survey", "")


WORDS = ["text", "integer", "select_one yn", "begin_group", "end_group", "begin_repeat", "end_repeat", "calculate", "range", "note", "a", "b", "${a}", "${b} > 1", ". > 3", "if(", "'", "regex(., '(a+)+')", "yn", "=1+1", "\u0000", "\ufffe", "<b>&amp;", "sum(${b})", "한글", "${", "-", "now()", "count(${b})", "start=0 end=5 step=1", "data", "instanceID", "meta", ""]  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=some.integers(0, 10**9), junk=some.text(max_size=12))
def test_random_cells_give_a_questionnaire_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, seed: int, junk: str
) -> None:
    chance = random.Random(seed)  # a fixed seed is the point
    head = [
        "type",
        "name",
        "label",
        "relevant",
        "calculation",
        "constraint",
        "default",
        "repeat_count",
        "choice_filter",
        "parameters",
    ]
    rows = [
        [chance.choice([*WORDS, junk]) if chance.random() < 0.5 else "" for _ in head]
        for _ in range(chance.randrange(7))
    ]
    for number, row in enumerate(rows):
        row[0] = chance.choice(WORDS[:10]) if chance.random() < 0.9 else row[0]
        row[1] = f"q{number}" if chance.random() < 0.7 else row[1]
        row[2] = row[2] or "Words"
    choices = [
        ["list_name", "name", "label", "k"],
        ["yn", chance.choice(["y", junk]), chance.choice(["Yes", junk]), junk],
    ]
    at = tmp_path_factory.mktemp("fuzz")
    for name, table in (("survey", [head, *rows]), ("choices", choices)):
        with (at / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(table)
    with suppress(Unaskable):
        Answering(read(at)).stop(keep=True)
