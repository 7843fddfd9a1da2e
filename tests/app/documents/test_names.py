"""The room of papers gives each name from its own file, and a list of cases opens none of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app import documents
from app.paths import ROOT


def test_every_name_has_its_file() -> None:
    assert set(documents._HOME) == set(documents.__all__)
    for name in documents.__all__:
        assert getattr(documents, name) is vars(documents)[name]


def test_a_name_that_nobody_gave_is_refused() -> None:
    with pytest.raises(AttributeError, match="nothing_of_ours"):
        documents.nothing_of_ours  # noqa: B018 - asking for it is the act


def test_the_first_pages_are_ready_without_papers_and_manuals() -> None:
    """Whoever lists cases makes no paper: megabytes that stay out of memory until somebody does."""
    asked = (
        "import sys; from ui import load_qt; load_qt(); from ui.window import get_ready; get_ready();"
        "print([name for name in ('app.documents.service', 'app.manual', 'app.flows.first_run', 'statistics')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
