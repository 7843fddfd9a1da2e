"""What the words of a manual may hold, and how long its lines are, told for each language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.i18n import pick
from app.manual import Known, Library, Pack
from app.manual.reports import check_folder, check_report
from app.manual.wording import LONGEST_SAID, SAID_ELSEWHERE, lengths, typed_article, typed_number
from app.recordfields import fields
from tests.commands import run

Edit = Callable[[str, str, str], None]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("전화 02-123-4567 로", "02-123-4567"),
        ("(02) 735-8994", "02) 735-8994"),
        ("010.1234.5678", "010.1234.5678"),
        ("01012345678", "01012345678"),
        ("０１０－１２３４－５６７８", "010-1234-5678"),
        ("1577–1391", "1577-1391"),
        ("+82 10-1234-5678", "+82 10-1234-5678"),
        ("1366에 전화", "1366"),
        ("112와 119", ""),
        ("2026-11-23에 3번", ""),
        ("24시간 안에 100만 원", ""),
        ("1984년 1월, 30대", ""),
    ],
)
def test_phone_numbers_are_seen_however_they_are_written(text: str, number: str) -> None:
    assert typed_number(text) == number


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("제14조에 따라", "제14조"),
        ("제 14 조의 3", "제 14 조의 3"),
        ("14조의2 위반", "14조의2"),
        ("under Art. 14", "Art. 14"),
        ("under articles 14", "articles 14"),
        ("§ 14", "§ 14"),
        ("제3자가 제1회에", ""),
        ("3조 팀", ""),
        ("an article of clothing, part 14", ""),
    ],
)
def test_articles_are_seen_and_other_numbers_are_not(text: str, article: str) -> None:
    assert typed_article(text) == article


def test_lengths_are_those_of_the_lines_to_say(tiny: Pack) -> None:
    found = lengths(tiny)
    assert found.keys() == {"ko", "en"}
    for language, measured in found.items():
        said = sorted(
            len(line)
            for step in tiny.own
            for text in [step.texts[language]]
            for words in text.words.values()
            for line in words.say
        )
        assert measured["longest"] == said[-1]
        assert said[0] <= measured["median"] <= measured["p95"] <= measured["longest"]
        assert sum(one <= measured["p95"] for one in said) >= 0.95 * len(said)
        assert sum(one <= measured["median"] for one in said) >= 0.5 * len(said)


def test_the_command_tells_the_lengths_of_every_shipped_manual() -> None:
    packs = run("manual", "check", "--on", "2026-11-23").answer["packs"]
    assert len(packs) == 5
    for pack in packs:
        assert pack["lengths"].keys() == {"ko", "en"}
        assert pack["lengths"]["ko"]["longest"] <= LONGEST_SAID["ko"]
        assert pack["lengths"]["en"]["longest"] <= SAID_ELSEWHERE
        assert all(0 < one["median"] <= one["p95"] <= one["longest"] for one in pack["lengths"].values())


@pytest.mark.parametrize(("language", "most"), [("ko", LONGEST_SAID["ko"]), ("en", SAID_ELSEWHERE)])
def test_a_line_longer_than_a_breath_is_a_warning(
    folder: Path, edit: Edit, known: Known, language: str, most: int
) -> None:
    name = f"{language}/A1.md"
    line = (folder / name).read_text("utf-8").split("### say\n- ")[1].split("\n")[0]
    edit(name, f"- {line}\n", f"- {'노래' * most}"[: most + 2] + "\n")
    assert [one.severity for one in check_folder(folder, known) if "breath" in one.sentence] == []
    edit(name, "### say\n- ", "### say\n- x")
    (found,) = [one for one in check_folder(folder, known) if "breath" in one.sentence]
    assert (found.severity, found.where, str(most) in found.sentence) == ("warning", f"{name}:9", True)
    report = check_report(folder, known=known)
    assert report["ok"]
    assert report["packs"][0]["lengths"][language]["longest"] == most + 1


def test_no_number_and_no_article_stands_outside_directory_and_cards() -> None:
    """The check sees steps, titles and entries; beside them a session shows the labels of what is recorded."""
    texts = [text for one in fields().values() for text in (one.ko, one.en)]
    texts += [text for one in fields().values() for _id, *labels in one.choices for text in labels]
    texts += [pick(dict(pack.titles)) for pack in Library().held().values()]
    assert [text for text in texts if typed_number(text) or typed_article(text)] == []
