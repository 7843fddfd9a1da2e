"""The page's questions in words, as the reporter saw them: ids and labels are data of `resources/report_page`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app import paths
from app.i18n import language
from app.wire.content import Answer

SAFETY = ("safe", "danger", "pass_on")
"""Questions whose answers have to be known before anybody writes back."""


@cache
def _words(lang: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(paths.resource(f"report_page/words/{lang}.json").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a door as it is asked aloud; `kind` is one, many, line, lines or text."""

    id: str
    kind: str
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def asked(door: str) -> tuple[Question, ...]:
    """What the page asks behind this door, in its order; files cannot be told."""
    words = _words("en" if language() == "en" else "ko")
    doors = json.loads(paths.resource("report_page/questions.json").read_text(encoding="utf-8"))["doors"]

    def word(name: str) -> str:
        return words.get(f"{door}.{name}") or words.get(name) or ""

    return tuple(
        Question(
            one["id"], one["kind"], word(one["id"]), word(one["id"] + ".hint"),
            tuple((choice, word(f"{one['id']}.{choice}")) for choice in one.get("choices", ())),
        )
        for step in doors[door] for one in step["fields"] if one["kind"] != "files"
    )  # fmt: skip


def said(door: str, answers: Mapping[str, Answer]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each answered question with its answers, in words of the current language; what is unknown stays as its id."""
    words = _words("en" if language() == "en" else "ko")

    def label(name: str) -> str:
        return words.get(f"{door}.{name}") or words.get(name) or name

    def answered(name: str, value: Answer) -> tuple[str, ...]:
        chosen = (value,) if isinstance(value, str) else value
        return tuple(words.get(f"{door}.{name}.{one}") or words.get(f"{name}.{one}") or one for one in chosen)

    return tuple((label(name), answered(name, value)) for name, value in answers.items() if value)


def about_safety(door: str, told: Iterable[Mapping[str, Answer]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What was answered about being safe, the newest answer to each question, as `said` words it."""
    newest = {name: value for answers in told for name, value in answers.items() if value}
    return said(door, {name: newest[name] for name in SAFETY if name in newest})
