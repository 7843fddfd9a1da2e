"""Expressions and patterns: what they come to, what is refused, and that none takes long."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.survey.evaluation import Fuel, Scope, evaluate
from app.survey.expressions import Misspelt, UnknownFunction, parse
from app.survey.patterns import compiled
from app.survey.tree import Cell
from app.survey.values import TooMuch, text


def worked_out(source: str, here: str = "") -> str:
    return text(evaluate(parse(source).tree, Scope(Cell(here), Cell(""), Fuel())))


@pytest.mark.parametrize(
    ("source", "here", "expected"),
    [
        ("1 + 2 * 3", "", "7"),
        ("(1 + 2) * 3", "", "9"),
        ("-2 + 5 mod 3", "", "0"),
        ("7 div 2", "", "3.5"),
        ("1 div 0", "", ""),
        ("-5 mod 3", "", "-2"),
        ("10 - 3 - 2", "", "5"),
        ("1 < 2 and 2 < 1 or 3 = 3", "", "true"),
        (". > 3", "5", "true"),
        (". > 3", "", "false"),
        (". != ''", "", "false"),
        (". = 'a' or . = 'b'", "b", "true"),
        ("selected(., 'b')", "a b", "true"),
        ("selected(., 'b')", "ab bc", "false"),
        ("count-selected(.)", "a b c", "3"),
        ("selected-at(., 1)", "a b c", "b"),
        ("selected-at(., 9)", "a b c", ""),
        ("if(. = 1, 'one', 'other')", "1", "one"),
        ("coalesce(., 'x')", "", "x"),
        ("once('x')", "kept", "kept"),
        ("once('x')", "", "x"),
        ("regex(., '[0-9]{3}-[0-9]{4}')", "010-1234", "true"),
        ("regex(., '[0-9]{3}-[0-9]{4}')", "010-12345", "false"),
        ("string-length(.)", "가나다", "3"),
        ("round(2.5)", "", "3"),
        ("round(-2.5)", "", "-2"),
        ("round(2.345, 1)", "", "2.3"),
        ("int(-2.7)", "", "-2"),
        ("pow(2, 10)", "", "1024"),
        ("pow(10, 999)", "", ""),
        ("min(3, 1, 2)", "", "1"),
        ("max(3, ., 2)", "", "3"),
        ("count-non-empty(.)", "", "0"),
        ("concat('a', 1, true())", "", "a1true"),
        ("join('-', 'a', 'b')", "", "a-b"),
        ("date('2024-02-28') + 1 = date('2024-02-29')", "", "true"),
        ("date(. + 1)", "2024-02-28", "2024-02-29"),
        (". < date('2024-03-01')", "2024-02-29", "true"),
        ("format-date(., '%e.%n.%Y %%')", "2024-02-09", "9.2.2024 %%"),
        ("boolean-from-string('TRUE')", "", "true"),
        ("not(false())", "", "true"),
        ("substr('abcdef', 1, 3)", "", "bc"),
        ("substring-before('a@b', '@')", "", "a"),
        ("translate('abc', 'ab', 'x')", "", "xc"),
        ("normalize-space(' a  b ')", "", "a b"),
        ("checklist(1, 2, true(), false(), true())", "", "true"),
        ("starts-with(., 'a') and contains(., 'b') and ends-with(., 'c')", "abc", "true"),
    ],
)  # fmt: skip
def test_what_expressions_come_to(source: str, here: str, expected: str) -> None:
    assert worked_out(source, here) == expected


@pytest.mark.parametrize(
    "source",
    ["", "1 +", "a b", "'open", "selected(.)", "//a", "/data/*", "$a", "a | b", "@a", "child::a", "a[", "((((" * 20, "-" * 99 + "1", "+".join("1" * 200), "'" + "x" * 5000 + "'", "if(1, 2)", "current(1)", "."*3],
)  # fmt: skip
def test_what_is_no_expression(source: str) -> None:
    with pytest.raises(Misspelt):
        parse(source)


def test_unknown_functions_are_named() -> None:
    with pytest.raises(UnknownFunction, match="document"):
        parse("1 + document('file:///etc/passwd')")


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|aa)+", "(a*)*b", "a*a*a*a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)[x]"])
def test_patterns_that_would_take_for_ever_take_no_time(pattern: str) -> None:
    begun = time.perf_counter()
    assert not compiled(pattern).fits("a" * 1_000 + "!")
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "pattern",
    ["(", "a)", "[a", "*", "a{3,1}", "a**b" * 0 + "\\", "(?=a)", "\\1", "a{999}{999}", "(" * 30, "[[a]]", "a{0}"],
)
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(Misspelt):
        compiled(pattern)


@settings(max_examples=300, deadline=None)
@given(
    pattern=some.from_regex(r"\A(\(?([ab.]|\[ab\]|a\|b)[)]?([*+?]|\{[12](,[23]?)?\})?){1,5}\Z"),
    subject=some.text("abc", max_size=6),
)
def test_patterns_fit_what_python_would_find(pattern: str, subject: str) -> None:
    try:
        expected = re.fullmatch(pattern, subject) is not None
        found = compiled(pattern).fits(subject)
    except (re.error, Misspelt):
        return
    assert found == expected


@settings(max_examples=300, deadline=None)
@given(source=some.text("ab1.,/()[]='\"+-* <>selected", max_size=40))
def test_no_expression_breaks_the_reader(source: str) -> None:
    with suppress(Misspelt, TooMuch):
        worked_out(source, "1")
