"""What this computer remembers for the person at it: which centre, which language, which colours. No case data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.paths import user_folder


@dataclass(frozen=True, slots=True)
class Settings:
    """Remembered between two starts; anything unreadable counts as not remembered."""

    home: str = ""
    language: str = "ko"
    theme: str = "light"
    text: str = "100"
    """How large everything is written, in percent."""
    offline: str = ""
    """Anything: this computer uses no connection until somebody lets it again."""


def file() -> Path:
    return user_folder() / "settings.json"


def load() -> Settings:
    try:
        found: dict[str, Any] = json.loads(file().read_text("utf-8"))
        return Settings(**{name: str(found[name]) for name in Settings.__dataclass_fields__ if name in found})
    except (OSError, ValueError, TypeError, AttributeError):
        return Settings()


def save(settings: Settings) -> None:
    """Remember; where nothing can be written, nothing is remembered and nobody is troubled."""
    try:
        file().parent.mkdir(parents=True, exist_ok=True)
        fresh = file().with_suffix(".new")
        fresh.write_text(json.dumps(asdict(settings), ensure_ascii=False), "utf-8")
        fresh.replace(file())
    except OSError:
        return
