"""The page's questions in words, as the reporter saw them: ids and labels are data of `resources/report_page`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from app import paths
from app.i18n import language
from app.wire.content import Answer


@cache
def _words(lang: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(paths.resource(f"report_page/words/{lang}.json").read_text(encoding="utf-8"))
    return found


def said(door: str, answers: Mapping[str, Answer]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each answered question with its answers, in words of the current language; what is unknown stays as its id."""
    words = _words("en" if language() == "en" else "ko")

    def label(name: str) -> str:
        return words.get(f"{door}.{name}") or words.get(name) or name

    def answered(name: str, value: Answer) -> tuple[str, ...]:
        chosen = (value,) if isinstance(value, str) else value
        return tuple(words.get(f"{door}.{name}.{one}") or words.get(f"{name}.{one}") or one for one in chosen)

    return tuple((label(name), answered(name, value)) for name, value in answers.items() if value)
