"""A tiny manual of four steps, two jumps and a card, and what its ids point at."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app import i18n
from app.manual import Known, Library, Pack, directory, law_cards, load

PACKS = Path(__file__).parent / "packs"
DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def english(korean: None) -> None:
    i18n.set_language("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny manual that a test may break."""
    return Path(shutil.copytree(PACKS / "tiny", tmp_path / "manuals" / "tiny"))


@pytest.fixture
def tiny() -> Pack:
    return load(PACKS / "tiny")


@pytest.fixture
def known() -> Known:
    fields = {"alias", "weapon", "next-contact-on", "measure-ends-on"}
    return Known(law_cards(PACKS / "law.yaml"), directory(PACKS / "directory.yaml"), fields, DAY)


@pytest.fixture
def library(folder: Path) -> Library:
    return Library((folder.parent,))


Edit = Callable[[str, str, str], None]


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace text in a file of the copied manual; the text must be there."""

    def change(name: str, before: str, after: str) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), "utf-8")

    return change
